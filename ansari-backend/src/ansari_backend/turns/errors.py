"""Why a turn gives no answer, named for what the caller does next."""


class TurnError(Exception):
    """This request gets no answer."""


class AnsweredElsewhereError(TurnError):
    """Another process is making this very answer: ask again in a few seconds."""


class OtherQuestionError(TurnError):
    """The key belongs to another question: a new question needs a new key."""


class SupersededError(TurnError):
    """A later request has taken this one's place: let it go."""


class DeadlinePassedError(TurnError):
    """The answer would be of no use any more: tell the person."""


class StoppingError(TurnError):
    """This process ends: ask another one, at once."""
