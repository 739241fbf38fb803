"""What goes wrong on purpose: calls that fail, and webhooks that travel badly."""
