"""Grant what a person wishes for beside answers: sources, a language, a fresh start, oblivion."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ansari_whatsapp.conversation.asking import Asking, Question
from ansari_whatsapp.conversation.leaving import Leaving
from ansari_whatsapp.inbox.chats import Hold
from ansari_whatsapp.meta.errors import SendLaterError, SendRefusedError
from ansari_whatsapp.meta.messages import Place
from ansari_whatsapp.meta.sayings import Saying
from ansari_whatsapp.meta.uploads import Uploads
from ansari_whatsapp.outbox.delivery import DeliverLaterError
from ansari_whatsapp.presenters.menus import (
    Complaint,
    help_menu,
    language_menu,
    question_before_deleting,
)
from ansari_whatsapp.presenters.texts import ServiceText, service_text
from ansari_whatsapp.presenters.whatsapp_presenter import present
from ansari_whatsapp.presenters.wishes import (
    ChooseLanguage,
    ConfirmDeletion,
    DeleteMyData,
    ExportMyData,
    Help,
    KeepMyData,
    NewConversation,
    SetLanguage,
    ShowSources,
    Wish,
)
from ansari_whatsapp.utils.ansari_client import AnsariClient, BackendRefusedError, Source

COPY_NAME: Final = "ansari-data.txt"
UPLOAD_PAUSE: Final = 5.0


class Granting:
    """Does what is wished, and says so."""

    def __init__(
        self, backend: AnsariClient, asking: Asking, leaving: Leaving, uploads: Uploads
    ) -> None:
        """Take who does it."""
        self._backend = backend
        self._asking = asking
        self._leaving = leaving
        self._uploads = uploads

    async def grant(
        self, wish: Wish | Place | Complaint, question: Question, hold: Hold
    ) -> Sequence[Saying]:
        """Do it and give the messages that say so. Doing it again does no harm.

        Raises:
            BackendUnavailableError: It may be possible later.
            BackendRefusedError: It is not.
            DeliverLaterError: A file is to be sent, and Meta takes none now.
        """
        said = await self._do(wish, question, hold)
        is_asked = isinstance(wish, (DeleteMyData, ConfirmDeletion)) and not _is_yes(wish, hold)
        hold.memory = replace(hold.memory, may_delete=is_asked)
        return said

    async def _do(
        self, wish: Wish | Place | Complaint, question: Question, hold: Hold
    ) -> Sequence[Saying]:
        match wish:
            case Help() | ChooseLanguage():
                return (_menu(wish, question.language),)
            case ShowSources(number=number):
                return await self._show_sources(number, question, hold)
            case ExportMyData():
                return (await self._send_copy(question, hold),)
            case DeleteMyData():
                return (question_before_deleting(question.language),)
            case ConfirmDeletion() if not _is_yes(wish, hold):
                return (question_before_deleting(question.language),)
            case _:
                return (Saying(body=await self._do_and_tell(wish, question, hold)),)

    async def _do_and_tell(
        self,
        wish: NewConversation | SetLanguage | ConfirmDeletion | KeepMyData | Place | Complaint,
        question: Question,
        hold: Hold,
    ) -> str:
        match wish:
            case NewConversation():
                await self._asking.begin_afresh(hold, question)
                said = ServiceText.NEW_CONVERSATION
            case SetLanguage(language=chosen):
                await self._backend.register(question.person, chosen)
                hold.memory = replace(hold.memory, language=chosen)
                name = service_text(ServiceText.LANGUAGE_NAME, chosen)
                return service_text(ServiceText.LANGUAGE_SET, chosen, language=name)
            case ConfirmDeletion():
                await self._leaving.begin(question.person, hold)
                said = ServiceText.DELETE_DONE
            case KeepMyData():
                said = ServiceText.DELETE_KEPT
            case Place():
                await self._remember_place(wish, question)
                said = ServiceText.LOCATION_THANKS
            case Complaint(reason=reason, key=key):
                await self._backend.rate(question.person, key, "bad", reason)
                said = ServiceText.FEEDBACK_THANKS
        return service_text(said, question.language)

    async def _show_sources(
        self, number: int | None, question: Question, hold: Hold
    ) -> Sequence[Saying]:
        thread_id = await self._asking.thread_of(hold, question)
        try:
            sources = await self._backend.sources(question.person, thread_id) if thread_id else []
        except BackendRefusedError:  # the thread is gone, or the backend is an older one
            sources = []
        if not sources:
            return (Saying(body=service_text(ServiceText.SOURCES_NONE, question.language)),)
        if number is None:
            return _said("\n".join(f"{one.number}. {one.title}" for one in sources))
        chosen = next((one for one in sources if one.number == number), None)
        if chosen is None:
            unknown = service_text(
                ServiceText.SOURCE_UNKNOWN, question.language, number=str(number)
            )
            return (Saying(body=unknown),)
        return _said(_in_full(chosen))

    async def _send_copy(self, question: Question, hold: Hold) -> Saying:
        """Give the person all that is stored about them, as a file.

        Raises:
            DeliverLaterError: Meta takes no file now.
        """
        text = service_text(ServiceText.EXPORT_READY, question.language)
        content = await self._leaving.export(question.person, hold)
        try:
            file = await self._uploads.put(content, COPY_NAME, number_id=question.number_id)
        except SendLaterError as error:
            raise DeliverLaterError("no upload", UPLOAD_PAUSE) from error
        except SendRefusedError:
            return Saying(body=service_text(ServiceText.ANSWER_FAILED, question.language))
        return Saying(body=text, attachment=file)

    async def _remember_place(self, place: Place, question: Question) -> None:
        await self._backend.register(question.person, question.language)
        await self._backend.locate(
            question.person, latitude=place.latitude, longitude=place.longitude
        )


def _menu(wish: Help | ChooseLanguage, language: str) -> Saying:
    if isinstance(wish, Help):
        return help_menu(language)
    return language_menu(language, is_continued=wish.is_continued)


def _is_yes(wish: Wish | Place | Complaint, hold: Hold) -> bool:
    """Tell whether it answers our question if everything is to be deleted."""
    return isinstance(wish, ConfirmDeletion) and hold.memory.may_delete


def _said(markdown: str) -> Sequence[Saying]:
    return [Saying(body=body) for body in present(markdown)]


def _in_full(source: Source) -> str:
    """Give its text, in Markdown as the backend writes it."""
    link = [source.url] if source.url else []
    return "\n\n".join([f"**{source.number}. {source.title}**", source.text, *link])
