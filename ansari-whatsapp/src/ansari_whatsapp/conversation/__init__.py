"""One person's turn: read what they wrote, ask, present, send, or apologise."""
