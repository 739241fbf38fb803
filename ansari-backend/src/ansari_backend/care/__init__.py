"""What is said to somebody in need, before any model is asked."""
