"""What we said 200 to and still owe."""
