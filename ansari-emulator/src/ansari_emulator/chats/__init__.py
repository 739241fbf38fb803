"""The people with a phone, and what they and the business have said to each other."""
