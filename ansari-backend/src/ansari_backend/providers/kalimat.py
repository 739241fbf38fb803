"""Kalimat: the Qur'an and the six books of hadith with grades, asked in any language.

https://api.kalimat.dev/docs
"""

import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import Final, Literal

import httpx
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from ansari_backend.providers.calling import fetch
from ansari_backend.providers.port import Findings, RemotePassage, Subject
from ansari_backend.providers.wording import as_name, as_text

ADDRESS: Final = "https://api.kalimat.dev/api/v2"

_NAME: Final = "Kalimat"
_VERSES: Final = re.compile(r"\d{1,3}:\d{1,3}(?:-\d{1,3})?")
_BOOKS: Final = MappingProxyType(
    {
        "bukhari": "Sahih al-Bukhari",
        "muslim": "Sahih Muslim",
        "abudaud": "Sunan Abi Dawud",
        "tirmizi": "Jami' at-Tirmidhi",
        "nesai": "Sunan an-Nasa'i",
        "ibnmaja": "Sunan Ibn Majah",
    }
)


class _Hit(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel)

    id: str
    text: str | None = None
    translated_text: str | None = None
    is_transliteration: bool | None = None
    matn_en: str | None = None
    grade_en: str | None = None
    source_book: str | None = None
    hadith_number: int | str | None = None


class _Results(BaseModel):
    results: list[_Hit]


class _Reply(BaseModel):
    data: _Results


class Kalimat:
    """`Provider` of verses, or of hadith."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        key: str,
        subject: Literal[Subject.QURAN, Subject.HADITH],
        address: str = ADDRESS,
    ) -> None:
        self._client = client
        self._key = key
        self._address = address
        self.subject: Subject = subject
        self.name = f"{_NAME} ({subject})"

    async def search(self, query: str, limit: int) -> Findings:
        """See `Provider`."""
        is_hadith = self.subject is Subject.HADITH
        request = self._client.build_request(
            "GET",
            f"{self._address}/search",
            params={
                "query": query,
                "contentType": "sunnah" if is_hadith else "quran",
                "numResults": limit,
                "getText": "true",
                "getMetadata": "true" if is_hadith else "false",
            },
            headers={"X-Api-Key": self._key},
        )
        hits = (await fetch(self._client, request, _Reply)).data.results[:limit]
        return Findings(passages=tuple(_hadiths(hits) if is_hadith else _verses(hits)))


def _verses(hits: list[_Hit]) -> Iterator[RemotePassage]:
    """Give the verses; surahs, pages and the like may be among what was found."""
    for hit in hits:
        if _VERSES.fullmatch(hit.id) and not hit.is_transliteration:
            yield RemotePassage(
                provider=_NAME,
                source="Qur'an",
                reference=hit.id,
                text=as_text(hit.translated_text or hit.text or ""),
                link=f"https://quran.com/{hit.id.replace(':', '/')}",
                verses=hit.id,
            )


def _hadiths(hits: list[_Hit]) -> Iterator[RemotePassage]:
    """Give the hadiths, without a link: whose numbers these are isn't said."""
    for hit in hits:
        text = as_text(hit.matn_en or hit.translated_text or hit.text or "")
        book = hit.source_book or ""
        if text and book:
            yield RemotePassage(
                provider=_NAME,
                source=_BOOKS.get(book.lower()) or as_name(book),
                reference=as_name(str(hit.hadith_number or "")),
                text=text,
                grade=as_name(hit.grade_en or "") or None,
            )
