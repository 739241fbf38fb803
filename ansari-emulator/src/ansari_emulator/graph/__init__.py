"""Meta's Graph API as a business sees it: calls in, answers and errors out."""
