"""How far people's messages have come, as their phones know it."""

from collections.abc import Iterable
from dataclasses import dataclass

from ansari_emulator.chats.messages import Author, Message, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Each message counts once: in the first of these that is true of it, from the last one up."""

    written: int = 0
    """On its way: the business has not answered 200 yet."""
    waiting: int = 0
    """Accepted with 200."""
    in_work: int = 0
    """Marked as read, which the business does when it begins to answer."""
    answered: int = 0
    """A message of the business quotes it, or one that the same person wrote later."""


def progress_of(chats: Iterable[list[Message]]) -> Progress:
    """Count all messages of people in `chats`, each of which is in the order of its writing."""
    stages = [stage for chat in chats for stage in _stages(chat)]
    return Progress(
        written=stages.count("written"),
        waiting=stages.count("waiting"),
        in_work=stages.count("in_work"),
        answered=stages.count("answered"),
    )


def _stages(chat: list[Message]) -> Iterable[str]:
    """From the newest to the oldest: an answer to one is an answer to all before it."""
    replied_to = {message.replies_to for message in chat if message.author is Author.BUSINESS}
    is_answered = False
    for message in reversed(chat):
        if message.author is not Author.PERSON:
            continue
        is_answered = is_answered or message.id in replied_to
        yield "answered" if is_answered else _unanswered(message.status)


def _unanswered(status: Status | None) -> str:
    match status:
        case Status.READ:
            return "in_work"
        case Status.DELIVERED:
            return "waiting"
        case _:
            return "written"
