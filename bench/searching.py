"""How fast and how well the texts are searched: opening, memory, each language, and its questions.

Beside it, in the same run, a reference: SQLite's own full-text search over the same English verses.
Recall is that of the vectors at four bits against the same ones as they were computed.
"""

import argparse
import resource
import sqlite3
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from percentiles import percentile
from tables import Cell, show

from ansari_backend.knowledge.artefact import HADITH_INDEX, QURAN_INDEX, TEXTS, default_place
from ansari_backend.knowledge.embedding import load_embedder
from ansari_backend.knowledge.knowledge import Knowledge, open_knowledge
from ansari_backend.knowledge.ranking import Ranker
from ansari_backend.knowledge.vector_file import read_vectors, shipped
from ansari_backend.knowledge.word_index import reading

QUESTIONS: Final = (
    Path(__file__).parents[1] / "ansari-backend" / "tests" / "knowledge" / "questions.tsv"
)
FIRST: Final = 10
SAMPLE: Final = 150
"""Texts whose vectors are computed anew, for the recall."""


class Asked(NamedTuple):
    """A question, and the references of which one answers it."""

    part: str
    work: str
    language: str
    question: str
    answers: frozenset[str]


def main() -> None:
    """Print all tables."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    asked = list(_asked())
    began = time.perf_counter()
    with open_knowledge(default_place()) as knowledge:
        opened = time.perf_counter() - began
        _show_speed(knowledge, asked)
        _show_answers(knowledge, asked)
        _show_opening(opened)
    _show_recall()


def _asked() -> Iterator[Asked]:
    for line in QUESTIONS.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            part, work, language, question, refs = line.split("\t")
            answers = frozenset(f"{work} {each}" for each in refs.split(","))
            yield Asked(part, work, language, question, answers)


def _show_opening(seconds: float) -> None:
    factor = 1 if sys.platform == "darwin" else 1024
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * factor / 1e6
    size = sum(file.stat().st_size for file in default_place().rglob("*") if file.is_file()) / 1e6
    rows: list[list[Cell]] = [
        ["opening", f"{seconds:.2f} s"],
        ["memory of the process at its most", f"{memory:.0f} MB"],
        ["the texts and indexes on disk", f"{size:.0f} MB"],
    ]
    show("The artefact", ["", ""], rows)


def _show_speed(knowledge: Knowledge, asked: list[Asked]) -> None:
    """Ask each question once as new, with its meaning, and once by words alone as the reference."""
    by_language: dict[str, list[float]] = defaultdict(list)
    for one in asked:
        search = knowledge.search_quran if one.work == "quran" else knowledge.search_hadith
        by_language[one.language].append(_timed(search, one))
    rows = [_speed_row(name, times) for name, times in sorted(by_language.items())]
    rows.append(_speed_row("all", [each for times in by_language.values() for each in times]))
    rows.append(_speed_row("all, by words and subjects alone", list(_word_times(asked))))
    rows.append(_speed_row("SQLite FTS5, English verses", list(_reference_times(asked))))
    show("A search on one thread, ms", ["", "searches", "p50", "p95"], rows)


def _timed(search: Callable[[str, str, int], object], one: Asked) -> float:
    began = time.perf_counter()
    search(one.question, one.language, FIRST)
    return 1000 * (time.perf_counter() - began)


def _speed_row(name: str, times: list[float]) -> list[Cell]:
    return [name, len(times), *(f"{percentile(times, part):.1f}" for part in (0.5, 0.95))]


def _word_times(asked: list[Asked]) -> Iterator[float]:
    with ExitStack() as stack:
        indexes = {
            "quran": stack.enter_context(reading(default_place() / QURAN_INDEX)),
            "hadith": stack.enter_context(reading(default_place() / HADITH_INDEX)),
        }
        for one in asked:
            began = time.perf_counter()
            Ranker(index=indexes[one.work]).rank(one.question, one.language, FIRST)
            yield 1000 * (time.perf_counter() - began)


def _reference_times(asked: list[Asked]) -> Iterator[float]:
    with closing(sqlite3.connect(":memory:")) as memory:
        memory.execute("CREATE VIRTUAL TABLE verses USING fts5(text, tokenize='porter')")
        with closing(sqlite3.connect(default_place() / TEXTS)) as texts:
            memory.executemany(
                "INSERT INTO verses VALUES (?)",
                texts.execute("SELECT text FROM texts WHERE work = 'quran' AND language = 'en'"),
            )
        for one in asked:
            if one.language == "en":
                words = " OR ".join(word for word in one.question.split() if word.isalnum())
                began = time.perf_counter()
                memory.execute(
                    "SELECT rowid FROM verses WHERE verses MATCH ? ORDER BY rank LIMIT 10", (words,)
                ).fetchall()
                yield 1000 * (time.perf_counter() - began)


def _show_answers(knowledge: Knowledge, asked: list[Asked]) -> None:
    counts: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for one in asked:
        search = knowledge.search_quran if one.work == "quran" else knowledge.search_hadith
        found = [str(each.reference) for each in search(one.question, one.language, FIRST)]
        row = counts[one.part, one.work, one.language]
        row[0] += 1
        row[1] += not one.answers.isdisjoint(found[:3])
        row[2] += not one.answers.isdisjoint(found)
    rows: list[list[Cell]] = [[" ".join(key), *row] for key, row in counts.items()]
    show("Questions answered", ["", "asked", "in the first 3", "in the first 10"], rows)


def _show_recall() -> None:
    """Compare the neighbours that four bits give with those of the vectors themselves."""
    embedder = load_embedder()
    if embedder is None:
        return
    with closing(sqlite3.connect(default_place() / TEXTS)) as texts:
        found = texts.execute(
            "SELECT text FROM texts WHERE work = 'quran' AND language = 'en'"
            " ORDER BY chapter, number LIMIT ?",
            (SAMPLE,),
        )
        sample = [text for (text,) in found]
    exact = np.array([embedder.passage(text) for text in sample])
    stored = read_vectors(shipped())
    codes, scales = stored.rows(sample)
    kept = stored.mean + codes * scales[:, None]
    met = [
        len(_nearest(exact, vector) & _nearest(kept, vector)) / FIRST
        for vector in (embedder.query(text[:60]) for text in sample[::5])
    ]
    rows: list[list[Cell]] = [["of the ten nearest of 150 verses", f"{sum(met) / len(met):.2f}"]]
    show("Recall of the vectors at four bits", ["", ""], rows)


def _nearest(vectors: "np.ndarray", query: "np.ndarray") -> set[int]:
    return set(np.argsort(-(vectors @ query))[:FIRST].tolist())


if __name__ == "__main__":
    main()
