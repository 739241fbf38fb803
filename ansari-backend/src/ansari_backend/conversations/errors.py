"""What can go wrong with people and threads, named for what the caller does next."""


class ConversationError(Exception):
    """Nothing was changed."""


class UnknownPersonError(ConversationError):
    """Register the person first."""


class UnknownThreadError(ConversationError):
    """Start a thread: this person has none of that id, whoever else may have one."""


class UnknownMessageError(ConversationError):
    """Page from another message: the thread has none of that id."""


class UnknownAnswerError(ConversationError):
    """Let it go: this person got no answer under that key, whoever else may have."""


class StoreUnavailableError(ConversationError):
    """MongoDB did not do what was asked: try again in a moment."""
