"""Build the texts from the command line, and tell what they are made of."""

import json
from contextlib import closing
from dataclasses import asdict

import typer

from ansari_backend.app.failing import told
from ansari_backend.knowledge.artefact import TEXTS, default_place, read_manifest
from ansari_backend.knowledge.build import build
from ansari_backend.knowledge.failures import KnowledgeError
from ansari_backend.knowledge.sources import Edition
from ansari_backend.knowledge.text_store import TextStore


def build_texts() -> None:
    """Build them where the service looks for them, and say what is there."""
    place = default_place()
    with told(KnowledgeError):
        manifest = build(place, _report)
    typer.echo(f"{sum(manifest.counts.values())} texts are in {place}.")


def tell_texts(*, as_json: bool) -> None:
    """List every edition: what it is, from where, under which terms, and how many texts it has."""
    place = default_place()
    with told(KnowledgeError):
        read_manifest(place)
        with closing(TextStore(place / TEXTS)) as store:
            editions = store.editions()
    for edition, texts in editions:
        typer.echo((_as_json if as_json else _as_line)(edition, texts))


def _as_json(edition: Edition, texts: int) -> str:
    fields = asdict(edition) | {"texts": texts}
    del fields["respelled"]
    return json.dumps(fields, ensure_ascii=False)


def _as_line(edition: Edition, texts: int) -> str:
    use = "shown and searched" if edition.shown and edition.searched else ""
    use = use or ("shown" if edition.shown else "searched")
    terms = edition.notice.splitlines()[0] if edition.notice else ""
    return (
        f"{edition.work} {edition.language}: {edition.name}, {texts} texts, {use}; "
        f"from {edition.package}. {terms}"
    )


def _report(step: str, done: int, steps: int) -> None:
    typer.echo(f"[{done}/{steps}] {step}", err=True)
