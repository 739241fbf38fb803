"""Turn the packages' files into the artefact that the service opens."""

import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import mkdtemp
from typing import TypeAlias

from ansari_backend.knowledge import text_store, word_index
from ansari_backend.knowledge.artefact import (
    FORMAT,
    FURTHER_INDEX,
    HADITH_INDEX,
    INDEXES,
    QURAN_INDEX,
    TAFSIR_INDEX,
    TEXTS,
    VECTORS,
    Manifest,
    read_manifest,
    write_manifest,
)
from ansari_backend.knowledge.failures import KnowledgeMissingError, KnowledgeUnreadableError
from ansari_backend.knowledge.library import InstalledPackages, Library
from ansari_backend.knowledge.selection import SelectedTexts, parse_selection
from ansari_backend.knowledge.sources import Source, Surah
from ansari_backend.knowledge.text_store import TextWriter
from ansari_backend.knowledge.vector_file import hash_of_file, read_vectors, shipped
from ansari_backend.knowledge.vectors import VectorWriter
from ansari_backend.knowledge.vocabulary import vocabulary
from ansari_backend.knowledge.word_index import WordWriter
from ansari_backend.knowledge.words import stems

Progress: TypeAlias = Callable[[str, int, int], None]
"""Called as each step begins: its name, how many are done, how many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """The artefact that is there now."""

    manifest: Manifest
    anew: bool
    """Whether it had to be made."""


def build(
    target: Path,
    progress: Progress,
    library: Library | None = None,
    selection: str = "",
    vectors: Path | None = None,
) -> Built:
    """Make the artefact unless the same one is there already; a build that fails leaves no trace.

    `library` is what to build from: the installed packages, unless a test brings its own.
    `selection` is the setting that switches texts on or off. `vectors` is a file of vectors, else
    that which travels with the program; without one the texts are found by words alone.

    Raises:
        SelectionError: It names a text that there isn't.
        SourceUnusableError: A package is missing, or its texts aren't those we know.
        VectorsUnusableError: The vectors are damaged.
    """
    vectors = vectors or shipped()
    library = SelectedTexts(library or InstalledPackages(), parse_selection(selection))
    wanted = Manifest(
        format=FORMAT,
        packages=library.versions(),
        selection=selection,
        vectors=hash_of_file(vectors),
    )
    if present := _present(target, wanted):
        return Built(manifest=present, anew=False)
    with _replacing(target) as workshop:
        made = _write_texts(library, workshop, progress, vectors)
        manifest = replace(wanted, counts=made.counts, without_vectors=made.without_vectors)
        write_manifest(workshop, manifest)
    return Built(manifest=manifest, anew=True)


def _present(target: Path, wanted: Manifest) -> Manifest | None:
    try:
        manifest = read_manifest(target)
    except (KnowledgeMissingError, KnowledgeUnreadableError):
        return None
    is_wanted = replace(manifest, counts={}, without_vectors=0) == wanted
    return manifest if is_wanted else None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """What is read at once, and which index finds it."""

    title: str
    index: str
    read: Callable[[], Iterable[Source]]


def _steps(library: Library, surahs: tuple[Surah, ...]) -> Iterator[_Step]:
    yield _Step(title="the Qur'an", index=QURAN_INDEX, read=partial(library.quran, surahs))
    for tafsir in library.tafsirs():
        read = partial(library.tafsir, tafsir, surahs)
        yield _Step(title=tafsir.title, index=TAFSIR_INDEX, read=read)
    for book in library.books():
        index = HADITH_INDEX if book.leading else FURTHER_INDEX
        yield _Step(title=book.title, index=index, read=partial(library.hadith, book))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    counts: dict[str, int]
    without_vectors: int


def _write_texts(library: Library, workshop: Path, progress: Progress, vectors: Path) -> _Made:
    with ExitStack() as stack:
        texts = stack.enter_context(text_store.writing(workshop / TEXTS))
        indexes = {
            name: stack.enter_context(word_index.writing(workshop / name)) for name in INDEXES
        }
        surahs = library.surahs()
        texts.add_surahs(surahs)
        steps = list(_steps(library, surahs))
        meanings = {name: VectorWriter() for name in INDEXES}
        for done, step in enumerate(steps):
            progress(step.title, done, len(steps))
            _add_work(step.read(), texts, indexes[step.index], meanings[step.index])
        missing = _write_vectors(workshop / VECTORS, meanings, vectors)
        progress("done", len(steps), len(steps))
        return _Made(counts=texts.counts(), without_vectors=missing)


def _write_vectors(folder: Path, meanings: Mapping[str, VectorWriter], file: Path) -> int:
    """Store the vectors of each index, if there are some; tell how many texts have none."""
    folder.mkdir()
    if not file.exists():
        return sum(map(len, meanings.values()))
    vectors = read_vectors(file)
    return sum(writer.write(folder / name, vectors) for name, writer in meanings.items())


def _add_work(
    sources: Iterable[Source], texts: TextWriter, words: WordWriter, meanings: VectorWriter
) -> None:
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
        if source.edition.embedded:
            meanings.add(source)
        for line in source if source.edition.searched else ():
            kept = (stem for stem in stems(line.text, language) if stem not in particles[language])
            found[source.edition.work, line.chapter, line.number][language].extend(kept)
    for (work, chapter, number), by_language in found.items():
        words.add(work, chapter, number, by_language)
