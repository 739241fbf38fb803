"""Put a recording into writing, at any service that speaks OpenAI's protocol."""

from typing import Final

import httpx

TIMEOUT: Final = httpx.Timeout(60, connect=5)


class NotTranscribedError(Exception):
    """Nothing was understood: ask the person to write instead."""


class HttpTranscriber:
    """`POST /audio/transcriptions`, as OpenAI, vLLM, faster-whisper-server and others offer it.

    https://platform.openai.com/docs/api-reference/audio/createTranscription
    """

    def __init__(self, http: httpx.AsyncClient, *, model: str) -> None:
        """Take a client that has the service's address and carries its key."""
        self._http = http
        self._model = model

    async def transcribe(self, recording: bytes) -> str:
        """Return the words of a voice note, in the language in which they were said.

        Raises:
            NotTranscribedError: The service is away, or heard nothing.
        """
        # The name tells the format; services refuse Meta's "audio/ogg; codecs=opus".
        files = {"file": ("voice.ogg", recording, "audio/ogg")}
        try:
            answer = await self._http.post(
                "/audio/transcriptions", data={"model": self._model}, files=files, timeout=TIMEOUT
            )
            words = answer.raise_for_status().json()["text"].strip()
        except (httpx.HTTPError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise NotTranscribedError(type(error).__name__) from None
        if not words:
            raise NotTranscribedError("no words")
        return str(words)
