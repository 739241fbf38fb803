"""Turn the packages' files into the artefact that the service opens."""

import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import TypeAlias

from ansari_backend.knowledge import text_store, word_index
from ansari_backend.knowledge.artefact import (
    FORMAT,
    HADITH_INDEX,
    QURAN_INDEX,
    TEXTS,
    Manifest,
    read_manifest,
    write_manifest,
)
from ansari_backend.knowledge.failures import KnowledgeMissingError, KnowledgeUnreadableError
from ansari_backend.knowledge.library import InstalledPackages, Library
from ansari_backend.knowledge.sources import Source
from ansari_backend.knowledge.text_store import TextWriter
from ansari_backend.knowledge.vocabulary import vocabulary
from ansari_backend.knowledge.word_index import WordWriter
from ansari_backend.knowledge.words import stems

Progress: TypeAlias = Callable[[str, int, int], None]
"""Called as each step begins: its name, how many are done, how many there are."""


def build(target: Path, progress: Progress, library: Library | None = None) -> Manifest:
    """Make the artefact unless the same one is there already; a build that fails leaves no trace.

    `library` is what to build from: the installed packages, unless a test brings its own.

    Raises:
        SourceUnusableError: A package is missing, or its texts aren't those we know.
    """
    library = library or InstalledPackages()
    packages = library.versions()
    if present := _present(target, packages):
        return present
    with _replacing(target) as workshop:
        counts = _write_texts(library, workshop, progress)
        manifest = Manifest(format=FORMAT, packages=packages, counts=counts)
        write_manifest(workshop, manifest)
    return manifest


def _present(target: Path, packages: dict[str, str]) -> Manifest | None:
    try:
        manifest = read_manifest(target)
    except (KnowledgeMissingError, KnowledgeUnreadableError):
        return None
    return manifest if manifest.packages == packages else None


@contextmanager
def _replacing(target: Path) -> Iterator[Path]:
    """Lend a folder beside the target that takes its place once the block ends well."""
    target.parent.mkdir(parents=True, exist_ok=True)
    workshop = Path(mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        yield workshop
        _open_to_all_readers(workshop)
        shutil.rmtree(target, ignore_errors=True)
        workshop.rename(target)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def _open_to_all_readers(folder: Path) -> None:
    """Undo the closed modes that temporary folders and tantivy's files get."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def _write_texts(library: Library, workshop: Path, progress: Progress) -> dict[str, int]:
    titles = library.books()
    steps = 1 + len(titles)
    with text_store.writing(workshop / TEXTS) as texts:
        progress("the Qur'an", 0, steps)
        surahs = library.surahs()
        texts.add_surahs(surahs)
        with word_index.writing(workshop / QURAN_INDEX) as words:
            _add_work(library.quran(surahs), texts, words)
        with word_index.writing(workshop / HADITH_INDEX) as words:
            for done, title in enumerate(titles, start=1):
                progress(title, done, steps)
                _add_work(library.hadith(title), texts, words)
        progress("done", steps, steps)
        return texts.counts()


def _add_work(sources: Iterable[Source], texts: TextWriter, words: WordWriter) -> None:
    """Store the editions that are shown; index a text by the words of all its editions."""
    particles = vocabulary().particles
    found: dict[tuple[str, int, int], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for source in sources:
        language = source.edition.language
        texts.register(source)
        if source.edition.shown:
            texts.add(source)
        elif source.edition.respelled:
            texts.add_spelling(source)
        for line in source if source.edition.searched else ():
            kept = (stem for stem in stems(line.text, language) if stem not in particles[language])
            found[source.edition.work, line.chapter, line.number][language].extend(kept)
    for (work, chapter, number), by_language in found.items():
        words.add(work, chapter, number, by_language)
