"""Vectara: corpora that an operator has filled, such as an encyclopedia of fiqh.

https://docs.vectara.com/docs/rest-api/query-corpus
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote, urlsplit

import httpx
from pydantic import BaseModel

from ansari_backend.providers.calling import fetch
from ansari_backend.providers.port import Findings, RemotePassage, Subject
from ansari_backend.providers.wording import as_name, as_text

ADDRESS: Final = "https://api.vectara.io/v2"

_NAME: Final = "Vectara"
_LEXICAL: Final = 0.025
"""How much the very words weigh beside the meaning; Vectara advises little."""
_SENTENCES_AROUND: Final = 3
_FILE_ENDINGS: Final = (".txt", ".json", ".html", ".pdf", ".md")

Metadata = Mapping[str, Any]


class _Hit(BaseModel):
    text: str
    document_id: str = ""
    part_metadata: dict[str, Any] | None = None
    document_metadata: dict[str, Any] | None = None


class _Reply(BaseModel):
    search_results: list[_Hit]


class Vectara:
    """`Provider` of one corpus."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        key: str,
        subject: Subject,
        corpus: str,
        *,
        title: str,
        address: str = ADDRESS,
    ) -> None:
        """`title` is how people know the corpus, where a document has none of its own."""
        self._client = client
        self._key = key
        self._title = title
        self._address = f"{address}/corpora/{quote(corpus, safe='')}/query"
        self.subject = subject
        self.name = f"{_NAME} ({corpus})"

    async def search(self, query: str, limit: int) -> Findings:
        """See `Provider`. Vectara is told to keep no history of what was asked."""
        request = self._client.build_request(
            "POST",
            self._address,
            json={
                "query": query,
                "search": {
                    "limit": limit,
                    "lexical_interpolation": _LEXICAL,
                    "context_configuration": {
                        "sentences_before": _SENTENCES_AROUND,
                        "sentences_after": _SENTENCES_AROUND,
                    },
                },
                "save_history": False,
                "stream_response": False,
            },
            headers={"x-api-key": self._key},
        )
        hits = (await fetch(self._client, request, _Reply)).search_results[:limit]
        return Findings(passages=tuple(self._passages(hits)))

    def _passages(self, hits: list[_Hit]) -> Iterator[RemotePassage]:
        for hit in hits:
            if text := as_text(hit.text):
                metadata = {**(hit.document_metadata or {}), **(hit.part_metadata or {})}
                yield RemotePassage(
                    provider=_NAME,
                    source=_named(metadata, "title") or self._title,
                    reference=_place(hit.document_id, metadata),
                    text=text,
                    link=_link(metadata),
                )


def _place(document: str, metadata: Metadata) -> str:
    """Name volume and page if whoever filled the corpus did, or else the document."""
    place = [_named(metadata, "volume"), _named(metadata, "page")]
    if any(place):
        return "/".join(filter(None, place))
    for ending in _FILE_ENDINGS:
        document = document.removesuffix(ending)
    return as_name(document)


def _link(metadata: Metadata) -> str | None:
    """Give the page that the corpus names, if it is one that can be shown."""
    url = metadata.get("url")
    if not isinstance(url, str) or any(sign.isspace() or sign in "<>()[]" for sign in url):
        return None
    parts = urlsplit(url)
    return url if parts.scheme == "https" and parts.hostname else None


def _named(metadata: Metadata, name: str) -> str:
    value = metadata.get(name)
    return as_name(str(value)) if isinstance(value, str | int) else ""
