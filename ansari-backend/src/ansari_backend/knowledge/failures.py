"""What can be wrong with the knowledge, named for what its catcher does next."""

from collections.abc import Iterable
from pathlib import Path

BUILD_COMMAND = "ansari-backend knowledge build"


class KnowledgeError(Exception):
    """The texts can't be used; the message is a sentence for the operator."""


class KnowledgeMissingError(KnowledgeError):
    """Nothing was built yet: build it."""

    def __init__(self, place: Path) -> None:
        super().__init__(
            f"There are no texts in {place}. Run `{BUILD_COMMAND}`, which takes a minute."
        )


class KnowledgeUnreadableError(KnowledgeError):
    """Something is there that this version can't read: build it again."""

    def __init__(self, place: Path, reason: str) -> None:
        super().__init__(
            f"The texts in {place} can't be used: {reason}. "
            f"Run `{BUILD_COMMAND}`, which replaces them."
        )


class SearchFailedError(KnowledgeError):
    """This question could not be looked up: say so, and answer without."""


class SelectionError(KnowledgeError):
    """A text was switched on or off that there isn't: correct the setting."""

    def __init__(self, unknown: Iterable[str], known: Iterable[str]) -> None:
        super().__init__(
            f"KNOWLEDGE_SOURCES names {', '.join(sorted(unknown))}, which is no text here. "
            f"There are {', '.join(sorted(known))}; also in one language, as quran.fr."
        )


class SourceUnusableError(KnowledgeError):
    """A package of texts is missing or isn't what we know: nothing can be built from it."""

    def __init__(self, package: str, reason: str) -> None:
        super().__init__(
            f"The package {package} can't be read: {reason}. "
            "Install the exact versions named in requirements/texts.txt."
        )


class VectorsUnusableError(KnowledgeError):
    """The file of vectors is damaged: restore it, or take it away and go by words alone."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"The vectors in {path} can't be used: {reason}. Restore the file, make it "
            f"with `ansari-backend knowledge vectors`, or remove it to search by words alone."
        )
