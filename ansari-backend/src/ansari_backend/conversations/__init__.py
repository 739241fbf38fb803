"""People, their threads and messages, in MongoDB."""
