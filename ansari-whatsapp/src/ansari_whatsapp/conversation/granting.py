"""Grant what a person wishes for beside answers: sources, a language, a fresh start, oblivion."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ansari_whatsapp.conversation.asking import Asking, Question
from ansari_whatsapp.inbox.chats import Hold
from ansari_whatsapp.inbox.store import Inbox
from ansari_whatsapp.meta.messages import Place
from ansari_whatsapp.outbox.store import Outbox
from ansari_whatsapp.presenters.texts import ServiceText, languages, service_text, wish_words
from ansari_whatsapp.presenters.whatsapp_presenter import present
from ansari_whatsapp.presenters.wishes import (
    ChooseLanguage,
    ConfirmDeletion,
    DeleteMyData,
    Help,
    KeepMyData,
    NewConversation,
    SetLanguage,
    ShowSources,
    Wish,
)
from ansari_whatsapp.utils.ansari_client import AnsariClient, BackendRefusedError, Source

ITEM: Final = "- "


class Granting:
    """Does what is wished, and says so."""

    def __init__(self, backend: AnsariClient, asking: Asking, inbox: Inbox, outbox: Outbox) -> None:
        """Take where everything about a person is."""
        self._backend = backend
        self._asking = asking
        self._inbox = inbox
        self._outbox = outbox

    async def grant(self, wish: Wish | Place, question: Question, hold: Hold) -> Sequence[str]:
        """Do it and give the messages that say so. Doing it again does no harm.

        Raises:
            BackendUnavailableError: It may be possible later.
            BackendRefusedError: It is not.
        """
        said = await self._do(wish, question, hold)
        is_asked = isinstance(wish, (DeleteMyData, ConfirmDeletion)) and not _is_yes(wish, hold)
        hold.memory = replace(hold.memory, may_delete=is_asked)
        return said

    async def _do(self, wish: Wish | Place, question: Question, hold: Hold) -> Sequence[str]:
        match wish:
            case NewConversation():
                await self._asking.begin_afresh(hold, question)
                words = service_text(ServiceText.NEW_CONVERSATION, question.language)
            case Help():
                words = service_text(ServiceText.HELP, question.language)
            case ChooseLanguage():
                words = _languages_to_choose(question.language)
            case SetLanguage(language=chosen):
                await self._backend.register(question.person, chosen)
                hold.memory = replace(hold.memory, language=chosen)
                name = service_text(ServiceText.LANGUAGE_NAME, chosen)
                words = service_text(ServiceText.LANGUAGE_SET, chosen, language=name)
            case ShowSources(number=number):
                return await self._show_sources(number, question, hold)
            case ConfirmDeletion() if _is_yes(wish, hold):
                await self._erase(question, hold)
                words = service_text(ServiceText.DELETE_DONE, question.language)
            case DeleteMyData() | ConfirmDeletion():
                words = _question_before_deleting(question.language)
            case KeepMyData():
                words = service_text(ServiceText.DELETE_KEPT, question.language)
            case Place():
                words = await self._remember_place(wish, question)
        return (words,)

    async def _show_sources(
        self, number: int | None, question: Question, hold: Hold
    ) -> Sequence[str]:
        thread_id = await self._asking.thread_of(hold, question)
        try:
            sources = await self._backend.sources(question.person, thread_id) if thread_id else []
        except BackendRefusedError:  # the thread is gone, or the backend is an older one
            sources = []
        if not sources:
            return (service_text(ServiceText.SOURCES_NONE, question.language),)
        if number is None:
            return present("\n".join(f"{one.number}. {one.title}" for one in sources))
        chosen = next((one for one in sources if one.number == number), None)
        if chosen is None:
            return (
                service_text(ServiceText.SOURCE_UNKNOWN, question.language, number=str(number)),
            )
        return present(_in_full(chosen))

    async def _erase(self, question: Question, hold: Hold) -> None:
        """The backend comes first: when it can't, nothing is deleted, and we try again."""
        await self._backend.erase(question.person)
        await self._outbox.erase(question.person)
        await self._inbox.erase(hold.person)
        hold.memory = replace(hold.memory, thread=None, language=None)

    async def _remember_place(self, place: Place, question: Question) -> str:
        await self._backend.register(question.person, question.language)
        await self._backend.locate(
            question.person, latitude=place.latitude, longitude=place.longitude
        )
        return service_text(ServiceText.LOCATION_THANKS, question.language)


def _is_yes(wish: Wish | Place, hold: Hold) -> bool:
    """Tell whether it answers our question if everything is to be deleted."""
    return isinstance(wish, ConfirmDeletion) and hold.memory.may_delete


def _languages_to_choose(language: str) -> str:
    """List what to write for each language, in itself."""
    choices = [
        f"{ITEM}{wish_words(code)['language'][0]} {service_text(ServiceText.LANGUAGE_NAME, code)}"
        for code in sorted(languages())
    ]
    return "\n".join([service_text(ServiceText.LANGUAGE_CHOOSE, language), "", *choices])


def _question_before_deleting(language: str) -> str:
    answers = (
        f"{ITEM}*{service_text(text, language)}*"
        for text in (ServiceText.DELETE_YES, ServiceText.DELETE_NO)
    )
    return "\n".join([service_text(ServiceText.DELETE_CONFIRM, language), "", *answers])


def _in_full(source: Source) -> str:
    """Give its text, in Markdown as the backend writes it."""
    link = [source.url] if source.url else []
    return "\n\n".join([f"**{source.number}. {source.title}**", source.text, *link])
