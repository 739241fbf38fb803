"""What goes wrong on purpose: failing calls, webhooks that travel badly, a vendor that is down."""
