"""Put a passage together: its words, its translation, its source as readers name it."""

from typing import Final

from ansari_backend.knowledge.books import BY_KEY
from ansari_backend.knowledge.passages import (
    Comment,
    Hadith,
    Passage,
    Reference,
    Translation,
    Verses,
)
from ansari_backend.knowledge.sources import Surah
from ansari_backend.knowledge.tafsir_texts import TAFSIR_BY_KEY
from ansari_backend.knowledge.text_store import Texts, TextStore

_FALLBACK: Final = "en"
_QURAN: Final = {
    "ar": "القرآن الكريم {surah}:{span}، {name}",
    "en": "Qur'an {surah}:{span}, {name}",
    "ur": "قرآن {surah}:{span}، {name}",
    "id": "Al-Qur'an {surah}:{span}, {name}",
    "de": "Koran {surah}:{span}, {name}",
    "es": "Corán {surah}:{span}, {name}",
    "fr": "Coran {surah}:{span}, {name}",
    "ru": "Коран {surah}:{span}, {name}",
    "tr": "Kur'an {surah}:{span}, {name}",
}


class PassageFinder:
    """Finds passages by their reference."""

    def __init__(self, texts: TextStore, surahs: tuple[Surah, ...]) -> None:
        self._texts = texts
        self._surahs = {surah.number: surah for surah in surahs}
        self._translators = texts.translators()

    def find(self, reference: Reference, language: str) -> Passage | None:
        """Give the passage; None if there is no such verse or hadith, in whole or part."""
        if isinstance(reference, Hadith):
            return self._hadith_passage(reference, language)
        if isinstance(reference, Comment):
            return self._comment(reference, language)
        return self._quran_passage(reference, language)

    def _quran_passage(self, reference: Verses, language: str) -> Passage | None:
        verses = self._texts.span(
            "quran", reference.surah, reference.first, reference.last, _shown(language)
        )
        if len(verses) != reference.last - reference.first + 1:
            return None
        return Passage(
            reference=reference,
            title=self._verses_named(reference, language),
            arabic=_joined(verses, "ar"),
            translation=self._translation("quran", verses, language),
            link=f"https://quran.com/{reference.surah}/{reference.span}",
        )

    def _hadith_passage(self, reference: Hadith, language: str) -> Passage | None:
        book = BY_KEY.get(reference.book)
        texts = self._texts.span(
            reference.book, 0, reference.number, reference.number, _shown(language)
        )
        if book is None or not texts:
            return None
        return Passage(
            reference=reference,
            title=f"{book.title_in(language)} {reference.number}",
            arabic=_joined(texts, "ar"),
            translation=self._translation(book.key, texts, language),
            numbering=book.numbering,
            link=book.link.format(reference.number) if book.link else None,
        )

    def _comment(self, reference: Comment, language: str) -> Passage | None:
        piece = self._texts.piece(reference.tafsir, reference.surah, reference.piece)
        if piece is None:
            return None
        tafsir = TAFSIR_BY_KEY[piece.work]
        verses = Verses(surah=piece.surah, first=piece.first, last=piece.last)
        in_arabic = piece.language == "ar"
        comma = "،" if language in {"ar", "ur"} else ","
        said = Translation(language=piece.language, text=piece.text, translator=None)
        return Passage(
            reference=reference,
            title=f"{tafsir.title}{comma} {self._verses_named(verses, language)}",
            arabic=piece.text if in_arabic else "",
            translation=None if in_arabic else said,
        )

    def _verses_named(self, verses: Verses, language: str) -> str:
        surah = self._surahs[verses.surah]
        name = surah.arabic if language in {"ar", "ur"} else surah.english
        title = _QURAN.get(language, _QURAN[_FALLBACK])
        return title.format(surah=verses.surah, span=verses.span, name=name)

    def _translation(self, work: str, texts: list[Texts], language: str) -> Translation | None:
        """Translate for a reader of `language`, in English if need be; Arabic needs no other."""
        if language == "ar":
            return None
        for choice in (language, _FALLBACK):
            if all(choice in text.by_language for text in texts):
                return Translation(
                    language=choice,
                    text=_joined(texts, choice),
                    translator=self._translators[work, choice],
                )
        return None


def _shown(language: str) -> set[str]:
    """Name the languages that a reader of this one may be shown."""
    return {"ar", language, _FALLBACK}


def _joined(texts: list[Texts], language: str) -> str:
    """Join verses, each followed by its number once there are several."""
    if len(texts) == 1:
        return texts[0].by_language[language]
    form = "{} ﴿{}﴾" if language == "ar" else "{} ({})"
    return " ".join(form.format(text.by_language[language], text.number) for text in texts)
