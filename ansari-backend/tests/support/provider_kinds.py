"""Each source as it is made, and what its service answers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from ansari_backend.providers.kalimat import Kalimat
from ansari_backend.providers.port import Provider, Subject
from ansari_backend.providers.usul import Book, Usul
from ansari_backend.providers.vectara import Vectara

KEY = "a-secret-key"
VERSE: dict[str, Any] = {
    "id": "2:153",
    "type": "quran_verse",
    "text": "يَا أَيُّهَا الَّذِينَ آمَنُوا اسْتَعِينُوا بِالصَّبْرِ",
    "translatedText": "O you who have believed, seek help through patience",
}
HADITH: dict[str, Any] = {
    "id": "1302",
    "type": "hadith",
    "text": "الصبر عند الصدمة الأولى",
    "matnEn": "The real patience is at the first stroke of a calamity.",
    "gradeEn": "Sahih-Authentic",
    "sourceBook": "Bukhari",
    "hadithNumber": 1302,
}
NODE: dict[str, Any] = {
    "node": {
        "text": "The prayer is due on every adult who is sane.",
        "metadata": {
            "bookId": "b1",
            "pages": [{"volume": "3", "page": 42}, {"volume": "3", "page": 43}],
            "chapters": [7],
        },
    },
    "score": 0.61,
}
PART: dict[str, Any] = {
    "text": "Fasting is due on every adult who is able.",
    "score": 0.71,
    "part_metadata": {"lang": "ara", "offset": 63, "len": 73},
    "document_metadata": {},
    "document_id": "28.txt",
    "request_corpora_index": 0,
}
BOOK = Book(id="b1", version="v1", title="al-Mawsu'a al-Fiqhiyya")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One of them."""

    make: Callable[[httpx.AsyncClient, str], Provider]
    hit: dict[str, Any]
    wrap: Callable[[list[dict[str, Any]]], dict[str, Any]]
    text: str
    key: str = KEY
    """As it is sent."""


def _kalimat(hits: list[dict[str, Any]]) -> dict[str, Any]:
    return {"data": {"results": hits, "total_results_num": len(hits)}, "meta": {"version": "2.0"}}


KINDS = {
    "kalimat-quran": Kind(
        make=lambda client, address: Kalimat(client, KEY, Subject.QURAN, address),
        hit=VERSE,
        wrap=_kalimat,
        text=VERSE["translatedText"],
    ),
    "kalimat-hadith": Kind(
        make=lambda client, address: Kalimat(client, KEY, Subject.HADITH, address),
        hit=HADITH,
        wrap=_kalimat,
        text=HADITH["matnEn"],
    ),
    "usul": Kind(
        make=lambda client, address: Usul(client, KEY, Subject.FIQH, BOOK, address),
        hit=NODE,
        wrap=lambda hits: {"results": hits},
        text=NODE["node"]["text"],
        key=f"Bearer {KEY}",
    ),
    "vectara": Kind(
        make=lambda client, address: Vectara(
            client, KEY, Subject.FIQH, "fiqh", title="Encyclopedia", address=address
        ),
        hit=PART,
        wrap=lambda hits: {"search_results": hits},
        text=PART["text"],
    ),
}
