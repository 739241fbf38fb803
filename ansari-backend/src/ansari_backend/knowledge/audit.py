"""What is in the texts that were built, edition by edition, and what is missing from them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ansari_backend.knowledge.books import BY_KEY
from ansari_backend.knowledge.sources import Edition
from ansari_backend.knowledge.tafsir_texts import TAFSIR_BY_KEY
from ansari_backend.knowledge.text_store import TextStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Something that an edition lacks, by its numbers or its verses."""

    what: str
    count: int
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """One edition, and what it lacks."""

    edition: Edition
    texts: int
    sha256: str
    """Of its texts, in their order: the same everywhere, or something was changed."""
    gaps: tuple[Gap, ...]


def audit(store: TextStore) -> Iterator[Audited]:
    """Look through all editions.

    Those of the Qur'an are whole, or the build would have refused them: so they have no gaps.
    """
    for entry in store.editions():
        edition = entry.edition
        yield Audited(
            edition=edition,
            texts=entry.texts,
            sha256=entry.sha256,
            gaps=tuple(_gaps(store, edition)) if edition.shown else (),
        )


def _gaps(store: TextStore, edition: Edition) -> Iterator[Gap]:
    if book := BY_KEY.get(edition.work):
        arabic = store.numbers(edition.work, "ar")
        if edition.language == "ar":
            missing = sorted(set(range(book.first, max(arabic) + 1)).difference(arabic))
            yield from _listed("numbers that our copy lacks", missing)
        else:
            translated = store.numbers(edition.work, edition.language)
            missing = sorted(set(arabic).difference(translated))
            yield from _listed("hadiths without a translation", missing)
    if edition.work in TAFSIR_BY_KEY:
        explained = store.explained(edition.work)
        unexplained = [
            f"{surah.number}:{number}"
            for surah in store.surahs()
            for number in range(1, surah.verses + 1)
            if (surah.number, number) not in explained
        ]
        if unexplained:
            where = ", ".join(unexplained)
            yield Gap(what="verses without a comment", count=len(unexplained), where=where)


def _listed(what: str, numbers: Sequence[int]) -> Iterator[Gap]:
    if numbers:
        yield Gap(what=what, count=len(numbers), where=", ".join(_ranges(numbers)))


def _ranges(numbers: Iterable[int]) -> Iterator[str]:
    """Write `3, 4, 5, 9` as `3-5`, `9`."""
    first = last = None
    for number in numbers:
        if first is None or last is None:
            first = last = number
        elif number == last + 1:
            last = number
        else:
            yield f"{first}-{last}" if first != last else f"{first}"
            first = last = number
    if first is not None:
        yield f"{first}-{last}" if first != last else f"{first}"
