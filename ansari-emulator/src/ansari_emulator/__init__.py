"""WhatsApp on your own machine, and the command that starts all of Ansari."""
