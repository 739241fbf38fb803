"""Tell whether a question is about the one who asks: then its answer is for nobody else."""

import re
import unicodedata
from typing import Final

from ansari_backend.knowledge.words import plain_letters

_WORDS: Final = frozenset(
    plain_letters(
        # English, German, French, Spanish, Turkish, Indonesian and Malay
        "i me my mine we us our myself husband wife ich mir mich mein meine meinem meinen unser "
        "je j moi mon ma mes nous notre nos yo mi mis mí nosotros nuestro ben benim bana bizim biz "
        "eşim kocam karım aku saya ku kami kita suamiku istriku suami istri hamba here today now "
        "tonight tomorrow today's hari ini sekarang besok "
        # Arabic, Urdu, Persian, Russian
        "انا أنا نحن لي عندي زوجي زوجتي ابني ابنتي ابي امي اهلي صديقي اليوم الان غدا "
        "میں میرا میری میرے مجھے ہم ہمارا ہماری شوہر بیوی آج ابھی کل "
        "همسرم شوهرم امروز я мне меня мой моя мои мы нам наш муж жена сегодня сейчас "
        # Bengali, Swahili, Hausa, Somali and Bosnian
        "আমি আমার আমাকে আমরা আমাদের স্বামী স্ত্রী স্ত্রীকে আজ আজকে এখন আগামীকাল এখানে "
        "mimi yangu wangu langu changu zangu sisi yetu wetu mume mke leo kesho hapa "
        "ina nake nawa tawa mijina matata mijin matar yau yanzu gobe "
        "aan aniga ninkayga xaaskayga annaga maanta berri hadda halkan "
        "ja mene meni moj moja moje mog moju nas naš muž žena suprug supruga danas sutra sada ovdje"
    ).split()
)
"""Also words that tie an answer to a day or a place: it is another one tomorrow."""
_NUMBER: Final = re.compile(r"\d{5,}")
_ADDRESS: Final = re.compile(r"@|https?://|www\.")


def words_in(text: str, *, apart: str = "PZC") -> list[str]:
    """Cut a text, made plain, at signs of these kinds: stops, blanks, and what can't be seen.

    What remains is kept, as a vowel of Bengali or a picture may be all that tells two texts apart.
    """
    plain = plain_letters(text.casefold())
    return "".join(
        " " if unicodedata.category(sign)[0] in apart else sign for sign in plain
    ).split()


def is_personal(question: str) -> bool:
    """Err on the side of yes: it only costs an answer more."""
    words = words_in(question, apart="PZCSN")
    return (
        not _WORDS.isdisjoint(words)
        or any(mark in question for mark in (">", "["))
        or bool(_NUMBER.search(question) or _ADDRESS.search(question))
    )
