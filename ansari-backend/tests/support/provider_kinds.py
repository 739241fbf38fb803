"""Each source as it is made, and what its service answers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from ansari_backend.providers.kalimat import Kalimat
from ansari_backend.providers.port import Provider, Subject

KEY = "a-secret-key"
VERSE = {
    "id": "2:153",
    "type": "quran_verse",
    "text": "يَا أَيُّهَا الَّذِينَ آمَنُوا اسْتَعِينُوا بِالصَّبْرِ",
    "translatedText": "O you who have believed, seek help through patience",
}
HADITH = {
    "id": "1302",
    "type": "hadith",
    "text": "الصبر عند الصدمة الأولى",
    "matnEn": "The real patience is at the first stroke of a calamity.",
    "gradeEn": "Sahih-Authentic",
    "sourceBook": "Bukhari",
    "hadithNumber": 1302,
}


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
        text=str(HADITH["matnEn"]),
    ),
}
