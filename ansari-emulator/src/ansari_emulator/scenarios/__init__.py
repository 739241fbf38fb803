"""Conversations as files: who says what, what goes wrong meanwhile, and what must come back."""
