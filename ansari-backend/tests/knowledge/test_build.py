import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest

from ansari_backend.knowledge.books import Book
from ansari_backend.knowledge.build import build
from ansari_backend.knowledge.failures import (
    KnowledgeMissingError,
    KnowledgeUnreadableError,
    SourceUnusableError,
    VectorsUnusableError,
)
from ansari_backend.knowledge.knowledge import open_knowledge
from ansari_backend.knowledge.passages import verse
from ansari_backend.knowledge.sources import Edition, Line, Source, Surah
from ansari_backend.knowledge.tafsir_texts import Tafsir

NOBODY: Final = 65_534


@dataclass(kw_only=True)
class Leaflet:
    """A library of one verse; counts how often it is read."""

    version: str = "1"
    broken: bool = False
    embedded: bool = False
    readings: list[str] = field(default_factory=list)

    def versions(self) -> dict[str, str]:
        return {"leaflet": self.version}

    def surahs(self) -> tuple[Surah, ...]:
        return (Surah(number=1, arabic="الفاتحة", english="Al-Fatihah", verses=1),)

    def quran(self, surahs: tuple[Surah, ...]) -> Iterator[Source]:
        self.readings.append(surahs[0].english)
        if self.broken:
            raise SourceUnusableError("leaflet", "it was torn")
        arabic = Edition(
            work="quran", language="ar", name="", translator=None, package="leaflet", notice=""
        )
        yield Source(edition=arabic, lines=(Line(chapter=1, number=1, text="الحمد لله"),))
        english = replace(arabic, language="en", translator="T", embedded=self.embedded)
        yield Source(edition=english, lines=(Line(chapter=1, number=1, text="Praise"),))

    def tafsirs(self) -> tuple[Tafsir, ...]:
        return ()

    def tafsir(self, tafsir: Tafsir, surahs: tuple[Surah, ...]) -> Iterator[Source]:
        raise NotImplementedError(tafsir, surahs)

    def books(self) -> tuple[Book, ...]:
        return ()

    def hadith(self, book: Book) -> Iterator[Source]:
        raise NotImplementedError(book)


def silent(_step: str, _done: int, _all: int) -> None:
    """Watch no progress."""


def test_what_was_built_can_be_opened_and_asked(tmp_path: Path) -> None:
    build(tmp_path / "k", silent, Leaflet())

    with open_knowledge(tmp_path / "k") as knowledge:
        passage = knowledge.find(verse(1, 1), "en")

    assert passage is not None
    assert passage.arabic == "الحمد لله"
    assert passage.translation is not None
    assert (passage.translation.text, passage.translation.translator) == ("Praise", "T")


def test_without_vectors_words_alone_find_and_it_is_known(tmp_path: Path) -> None:
    built = build(tmp_path / "k", silent, Leaflet(embedded=True), vectors=tmp_path / "none.npz")

    assert built.manifest.without_vectors == 1
    with open_knowledge(tmp_path / "k") as knowledge:
        assert not knowledge.finds_meanings
        assert knowledge.search_quran("praise", "en", 1)


def test_vectors_that_are_damaged_stop_the_build_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "bad.npz").write_text("no vectors")

    with pytest.raises(VectorsUnusableError, match="remove it to search by words alone"):
        build(tmp_path / "k", silent, Leaflet(), vectors=tmp_path / "bad.npz")

    assert not (tmp_path / "k").exists()


def test_a_second_build_reads_nothing(tmp_path: Path) -> None:
    library = Leaflet()

    first = build(tmp_path / "k", silent, library)
    second = build(tmp_path / "k", silent, library)

    assert (first.anew, second.anew) == (True, False)
    assert first.manifest == second.manifest
    assert len(library.readings) == 1


def test_another_version_of_a_package_is_built_anew(tmp_path: Path) -> None:
    build(tmp_path / "k", silent, Leaflet(version="1"))

    built = build(tmp_path / "k", silent, Leaflet(version="2"))

    assert built.manifest.packages == {"leaflet": "2"}


def test_a_build_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    build(tmp_path / "k", silent, Leaflet())

    with pytest.raises(SourceUnusableError):
        build(tmp_path / "k", silent, Leaflet(version="2", broken=True))

    assert list(tmp_path.iterdir()) == [tmp_path / "k"]
    with open_knowledge(tmp_path / "k") as knowledge:
        assert knowledge.find(verse(1, 1), "en")


def test_progress_ends_with_all_steps_done(tmp_path: Path) -> None:
    steps: list[tuple[str, int, int]] = []

    build(tmp_path / "k", lambda *step: steps.append(step), Leaflet())

    assert [done for _, done, _ in steps] == [0, 1]
    assert steps[-1][1] == steps[-1][2]


@pytest.mark.parametrize("leave", ["nothing", "an empty folder"])
def test_missing_texts_are_told_with_the_command_that_makes_them(
    tmp_path: Path, leave: str
) -> None:
    place = tmp_path / "k"
    if leave == "an empty folder":
        place.mkdir()

    with pytest.raises(KnowledgeMissingError, match="ansari-backend knowledge build"):
        open_knowledge(place).__enter__()


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("manifest.json", "{"),
        ("manifest.json", "[]"),
        ("manifest.json", '{"format": 99, "packages": {}, "counts": {}}'),
        ("texts.sqlite3", "this is no database"),
        ("quran/words/meta.json", "{}"),
        ("quran/rows.npz", "PK, but no more of it"),
        ("quran/stems.bin", "cut off"),
    ],
)
def test_damaged_texts_are_refused_in_a_sentence(tmp_path: Path, file: str, content: str) -> None:
    build(tmp_path / "k", silent, Leaflet())
    (tmp_path / "k" / file).write_text(content)

    with pytest.raises(KnowledgeUnreadableError, match="Run `ansari-backend knowledge build`"):
        open_knowledge(tmp_path / "k").__enter__()


@contextmanager
def not_root() -> Iterator[None]:
    """Root may write everywhere: be somebody else for a while."""
    user = os.geteuid()
    os.seteuid(user or NOBODY)
    try:
        yield
    finally:
        os.seteuid(user)


def test_texts_that_belong_to_somebody_else_can_be_read() -> None:
    # pytest's own folders are closed to everybody else
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        texts = Path(folder) / "k"
        build(texts, silent, Leaflet())
        for closed in (texts, texts / "quran", texts / "hadith"):
            closed.chmod(0o555)

        with not_root(), open_knowledge(texts) as knowledge:
            assert knowledge.search_quran("praise", "en", 1)


def test_everybody_may_read_what_was_built(tmp_path: Path) -> None:
    build(tmp_path / "k", silent, Leaflet())

    files = [path for path in (tmp_path / "k").rglob("*") if path.is_file()]
    assert {oct(file.stat().st_mode & 0o777) for file in files} == {"0o644"}


def test_a_folder_that_is_not_ours_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("private")

    with pytest.raises(KnowledgeUnreadableError, match="manifest is missing"):
        open_knowledge(tmp_path).__enter__()
