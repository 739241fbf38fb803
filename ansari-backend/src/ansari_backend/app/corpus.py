"""What the commands can search, by the words that people type for it."""

from enum import StrEnum


class Corpus(StrEnum):
    """A body of texts."""

    QURAN = "quran"
    HADITH = "hadith"
    TAFSIR = "tafsir"


class Scripture(StrEnum):
    """What words may be said to be."""

    QURAN = "quran"
    HADITH = "hadith"
