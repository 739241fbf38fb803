"""Search, look up and check from the command line: for people, and line by line for programs."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer

from ansari_backend.app.corpus import Corpus, Scripture
from ansari_backend.app.failing import told
from ansari_backend.knowledge.artefact import default_place
from ansari_backend.knowledge.failures import KnowledgeError
from ansari_backend.knowledge.knowledge import Knowledge, open_knowledge
from ansari_backend.knowledge.passages import Passage, Reference, Verses
from ansari_backend.knowledge.word_index import EVERYWHERE, Part


class LineError(Exception):
    """A line of the input is not as it should be: say which, and stop."""


def search(
    corpus: Corpus, query: str, language: str, limit: int, part: Part, *, as_json: bool
) -> None:
    """Print the passages that fit, the best first."""
    with _opened() as knowledge:
        found = _search(knowledge, corpus, query, language, limit, part=part)
    for passage in found:
        _print(_as_json(passage) if as_json else _as_text(passage))
    if not found and not as_json:
        typer.echo("Nothing was found.", err=True)


def search_lines(corpus: Corpus, limit: int, passages: Path | None, part: Part) -> None:
    """Answer each line of the input with a line: `id`, and the references with their scores."""
    with _opened() as knowledge:
        ranked = knowledge.passages_of(_passages(passages)) if passages else None
        for line in _lines():
            query, language = str(line.get("query", "")), str(line.get("lang") or "en")
            if ranked is not None:
                results = [
                    {"reference": name, "score": round(score, 4)}
                    for name, score in ranked.rank(query, language, limit)
                ]
            else:
                found = _search(knowledge, corpus, query, language, limit, part=part)
                results = [
                    {"reference": _short(each.reference), "score": round(each.score, 4)}
                    for each in found
                ]
            _print(json.dumps({"id": line["id"], "results": results}, ensure_ascii=False))


def check(text: str, kind: Scripture) -> None:
    """Print what became of words that are said to be scripture, and the true ones."""
    with _opened() as knowledge:
        checked = knowledge.check_quotation(text, kind.value)
    _print(checked.verdict)
    if checked.passage:
        _print(_as_text(checked.passage))


def check_answer() -> None:
    """Print each quotation of the input with its verdict; end with 1 unless all are genuine."""
    with _opened() as knowledge:
        found = knowledge.find_quotations(sys.stdin.buffer.read().decode())
    for quotation in found:
        passage = quotation.checked.passage
        source = f"  ({passage.title})" if passage else ""
        _print(f"{quotation.checked.verdict}  {quotation.words}{source}")
    if any(quotation.checked.verdict != "genuine" for quotation in found):
        raise typer.Exit(1)


def check_lines() -> None:
    """Judge each line of the input: `id`, `text`, `kind` lead to `id`, `verdict`, `reference`."""
    with _opened() as knowledge:
        for line in _lines():
            try:
                kind = Scripture(line.get("kind", Scripture.QURAN))
            except ValueError as error:
                raise LineError('The kind of a line is "quran" or "hadith".') from error
            checked = knowledge.check_quotation(str(line.get("text", "")), kind.value)
            reference = checked.passage and _short(checked.passage.reference)
            verdict = {"id": line["id"], "verdict": checked.verdict, "reference": reference}
            _print(json.dumps(verdict, ensure_ascii=False))


def lookup(text: str, language: str, *, as_json: bool) -> None:
    """Print what a text refers to; end with 1 if that is nothing."""
    with _opened() as knowledge:
        named = knowledge.named(text)
        found = [passage for each in named if (passage := knowledge.find(each, language))]
    for passage in found:
        _print(_as_json(passage) if as_json else _as_text(passage))
    if not found:
        typer.echo("That names no passage of these texts.", err=True)
        raise typer.Exit(1)


@contextmanager
def _opened() -> Iterator[Knowledge]:
    with told(KnowledgeError, LineError), open_knowledge(default_place()) as knowledge:
        yield knowledge


def _search(
    knowledge: Knowledge,
    corpus: Corpus,
    query: str,
    language: str,
    limit: int,
    *,
    part: Part = EVERYWHERE,
) -> list[Passage]:
    find = {
        Corpus.QURAN: knowledge.search_quran,
        Corpus.HADITH: knowledge.search_hadith,
        Corpus.TAFSIR: knowledge.search_tafsir,
    }[corpus]
    return find(query, language, limit, part)


def _lines() -> Iterator[dict[str, Any]]:
    for number, raw in enumerate(sys.stdin.buffer, start=1):
        if not raw.strip():
            continue
        try:
            line = json.loads(raw)
            line["id"]
        except (ValueError, KeyError, TypeError) as error:
            raise LineError(f"Line {number} is no JSON object with an id.") from error
        yield line


def _passages(file: Path) -> list[tuple[str, str]]:
    """Read `name<TAB>text` lines."""
    rows = (row.partition("\t") for row in file.read_text(encoding="utf-8").splitlines())
    return [(name, text) for name, _, text in rows if text.strip()]


def _short(reference: Reference) -> str:
    if isinstance(reference, Verses):
        return f"{reference.surah}:{reference.span}"
    return str(reference).removeprefix("hadith ").removeprefix("tafsir ")


def _as_json(passage: Passage) -> str:
    translation = passage.translation
    return json.dumps(
        {
            "reference": _short(passage.reference),
            "title": passage.title,
            "score": round(passage.score, 4),
            "certain": passage.certain,
            "arabic": passage.arabic,
            "translation": translation and translation.text,
            "language": translation and translation.language,
            "translator": translation and translation.translator,
            "numbering": passage.numbering,
            "link": passage.link,
        },
        ensure_ascii=False,
    )


def _as_text(passage: Passage) -> str:
    words = [passage.arabic, passage.translation.text if passage.translation else ""]
    return "\n".join([f"{passage.title}  ({passage.score:.2f})", *filter(None, words), ""])


def _print(text: str) -> None:
    """Write UTF-8 whatever the locale says: Arabic must not fail on an ASCII one."""
    typer.echo(f"{text}\n".encode(), nl=False)
