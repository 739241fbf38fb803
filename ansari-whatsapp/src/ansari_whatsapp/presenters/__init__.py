"""An answer's words become a few well-formed WhatsApp messages."""
