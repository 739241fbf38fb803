"""Usul: books of fiqh, tafsir and more, each searched by meaning.

The operator names the books, by the ids that https://usul.ai gives them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

import httpx
from pydantic import BaseModel

from ansari_backend.providers.calling import fetch
from ansari_backend.providers.failures import ProviderSettingError
from ansari_backend.providers.port import Findings, RemotePassage, Subject
from ansari_backend.providers.wording import as_name, as_text

ADDRESS: Final = "https://api.usul.ai/v1/vector-search"

_NAME: Final = "Usul"
_BOOK: Final = re.compile(r"\s*([\w-]+)/([\w-]+)\s*=\s*(\S.*?)\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A book in one of its versions, by Usul's ids, under the title that people read."""

    id: str
    version: str
    title: str


class _Page(BaseModel):
    volume: int | str | None = None
    page: int | str | None = None

    @property
    def place(self) -> str:
        """Write volume and page as the field does: `3/42`."""
        return "/".join(as_name(str(part)) for part in (self.volume, self.page) if part)


class _Metadata(BaseModel):
    pages: list[_Page] = []


class _Node(BaseModel):
    text: str
    metadata: _Metadata = _Metadata()


class _Hit(BaseModel):
    node: _Node


class _Reply(BaseModel):
    results: list[_Hit]


class Usul:
    """`Provider` of one book."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        token: str,
        subject: Subject,
        book: Book,
        address: str = ADDRESS,
    ) -> None:
        self._client = client
        self._token = token
        self._title = book.title
        path = "/".join(quote(part, safe="") for part in (book.id, book.version))
        self._address = f"{address.rstrip('/')}/{path}"
        self.subject = subject
        self.name = f"{_NAME} ({book.title})"

    async def search(self, query: str, limit: int) -> Findings:
        """See `Provider`."""
        request = self._client.build_request(
            "GET",
            self._address,
            params={"q": query, "limit": limit, "page": 1, "include_chapters": "false"},
            headers={"Authorization": f"Bearer {self._token}"},
        )
        hits = (await fetch(self._client, request, _Reply)).results[:limit]
        return Findings(passages=tuple(self._passages(hits)))

    def _passages(self, hits: list[_Hit]) -> Iterator[RemotePassage]:
        """Give the passages, without a link: Usul's pages are not numbered as the print is."""
        for hit in hits:
            if text := as_text(hit.node.text):
                pages = hit.node.metadata.pages
                yield RemotePassage(
                    provider=_NAME,
                    source=self._title,
                    reference=pages[0].place if pages else "",
                    text=text,
                )


def books_in(setting: str, name: str) -> tuple[Book, ...]:
    """Read `id/version=Title, …`.

    Raises:
        ProviderSettingError: It is written otherwise; `name` is the setting's.
    """
    return tuple(_book(entry, name) for entry in re.split(r"[,\n]", setting) if entry.strip())


def _book(entry: str, name: str) -> Book:
    match = _BOOK.fullmatch(entry)
    title = as_name(match[3]) if match else ""
    if not match or not title:
        raise ProviderSettingError(
            f"{name} names a book as “{entry.strip()}”: write id/version=Title, as Usul has them."
        )
    return Book(id=match[1], version=match[2], title=title)
