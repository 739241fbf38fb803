"""The folder that the build writes and the service opens: its files, and what it says of itself."""

import json
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from ansari_backend.knowledge.failures import KnowledgeMissingError, KnowledgeUnreadableError

FORMAT: Final = 8
"""Raise it when the tables, the fields of an index, the names or the cutting of words change."""

TEXTS: Final = "texts.sqlite3"
QURAN_INDEX: Final = "quran"
HADITH_INDEX: Final = "hadith"
FURTHER_INDEX: Final = "hadith-further"
TAFSIR_INDEX: Final = "tafsir"
INDEXES: Final = (QURAN_INDEX, HADITH_INDEX, FURTHER_INDEX, TAFSIR_INDEX)
VECTORS: Final = "vectors"
"""A folder with a folder for each index that has some."""
_MANIFEST: Final = "manifest.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What an artefact was made of; written last, so that it vouches for the rest."""

    format: int
    packages: dict[str, str]
    selection: str
    """The setting that switched texts on or off; empty for all."""
    vectors: str
    """The hash of the file of vectors that it was built with; empty for none."""
    without_vectors: int = 0
    """Texts that should be found by meaning too, and have no vector."""
    counts: dict[str, int] = field(default_factory=dict)
    """Texts by work and language, `quran en`: 6236."""


def default_place() -> Path:
    """Name the folder inside the virtual environment, which goes when that goes."""
    return Path(sys.prefix) / "share" / "ansari" / "knowledge"


def write_manifest(place: Path, manifest: Manifest) -> None:
    """Store the manifest in an otherwise finished artefact."""
    text = json.dumps(asdict(manifest), indent=2, sort_keys=True)
    (place / _MANIFEST).write_text(text + "\n", encoding="utf-8")


def read_manifest(place: Path) -> Manifest:
    """Read what an artefact says of itself.

    Raises:
        KnowledgeMissingError: There is none.
        KnowledgeUnreadableError: It is broken, or of another version of this program.
    """
    try:
        raw = json.loads((place / _MANIFEST).read_text(encoding="utf-8"))
        manifest = Manifest(**raw)
    except FileNotFoundError as error:
        if place.is_dir() and any(place.iterdir()):
            raise KnowledgeUnreadableError(place, "its manifest is missing") from error
        raise KnowledgeMissingError(place) from error
    except (OSError, ValueError, TypeError) as error:
        raise KnowledgeUnreadableError(place, "its manifest is broken") from error
    if manifest.format != FORMAT:
        raise KnowledgeUnreadableError(
            place, f"they are of format {manifest.format}, this program reads format {FORMAT}"
        )
    return manifest
