"""What ends a command with a sentence instead of a traceback."""


class CannotStartError(Exception):
    """Something here is in the way: show the sentence, which says what to do, and end."""
