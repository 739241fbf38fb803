"""Listen to a voice note: from then on it is as if the person had written."""

from dataclasses import replace
from typing import Protocol

from ansari_whatsapp.conversation.turn import Ask, Turn
from ansari_whatsapp.inbox.chats import Hold
from ansari_whatsapp.meta.media import Media, MediumUnavailableError
from ansari_whatsapp.meta.messages import Text, Voice
from ansari_whatsapp.presenters.texts import ServiceText
from ansari_whatsapp.utils.transcriber import NotTranscribedError
from ansari_whatsapp.utils.whatsapp_logger import get_logger

log = get_logger()


class Transcriber(Protocol):
    """Puts a recording into writing."""

    async def transcribe(self, recording: bytes) -> str:
        """Return the words, in the language in which they were said.

        Raises:
            NotTranscribedError: Nothing was understood.
        """


class Listening:
    """Needs a transcriber; without one it can listen to nothing."""

    def __init__(self, media: Media, transcriber: Transcriber | None) -> None:
        """Take where recordings are, and who puts them into writing, if anybody does."""
        self._media = media
        self._transcriber = transcriber

    async def written(self, turn: Turn, voice: Voice, hold: Hold) -> Turn | ServiceText:
        """Give the turn with its words, or what to say where there are none.

        Raises:
            HoldLostError: Another instance serves this person by now.
        """
        if self._transcriber is None:
            return ServiceText.CANNOT_READ_AUDIO
        memory = hold.memory.begin(turn.id)
        words = memory.heard
        if words is None:
            try:
                recording = await self._media.fetch(voice.media_id, number_id=turn.number_id)
                words = await self._transcriber.transcribe(recording)
            except (MediumUnavailableError, NotTranscribedError) as error:
                log.warning("voice not understood", error=type(error).__name__, reason=str(error))
                return ServiceText.COULD_NOT_HEAR
            await hold.remember(replace(memory, heard=words))
        message = turn.last
        inbound = replace(message.inbound, content=Text(body=words))
        return replace(turn, messages=(replace(message, inbound=inbound, plan=Ask()),))
