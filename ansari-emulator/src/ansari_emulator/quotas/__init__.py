"""How much, and when, a business may write: the service window and Meta's rates."""
