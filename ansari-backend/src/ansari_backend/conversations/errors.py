"""What can go wrong with people and threads, named for what the caller does next."""


class ConversationError(Exception):
    """Nothing was changed."""


class UnknownPersonError(ConversationError):
    """Register the person first."""


class UnknownThreadError(ConversationError):
    """Start a thread: this person has none of that id, whoever else may have one."""


class UnknownMessageError(ConversationError):
    """Page from another message: the thread has none of that id."""


class StoreUnavailableError(ConversationError):
    """MongoDB did not do what was asked: try again in a moment."""
