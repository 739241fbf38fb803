"""The gateway between WhatsApp and the Ansari backend."""
