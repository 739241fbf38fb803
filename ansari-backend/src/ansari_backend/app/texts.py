"""Build the texts from the command line, with a line for each step."""

import typer

from ansari_backend.app.failing import told
from ansari_backend.knowledge.artefact import default_place
from ansari_backend.knowledge.build import build
from ansari_backend.knowledge.failures import KnowledgeError


def build_texts() -> None:
    """Build them where the service looks for them, and say what is there."""
    place = default_place()
    with told(KnowledgeError):
        manifest = build(place, _report)
    typer.echo(f"{sum(manifest.counts.values())} texts are in {place}.")


def _report(step: str, done: int, steps: int) -> None:
    typer.echo(f"[{done}/{steps}] {step}", err=True)
