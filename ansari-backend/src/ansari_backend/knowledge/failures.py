"""What can be wrong with the knowledge, named for what its catcher does next."""

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


class SourceUnusableError(KnowledgeError):
    """A package of texts is missing or isn't what we know: nothing can be built from it."""

    def __init__(self, package: str, reason: str) -> None:
        super().__init__(
            f"The package {package} can't be read: {reason}. "
            "Install the exact versions named in requirements/texts.txt."
        )
