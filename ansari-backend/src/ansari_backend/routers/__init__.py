"""The WhatsApp API, as other people's clients already speak it."""
