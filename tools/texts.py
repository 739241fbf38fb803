"""Write docs/texts.md from the catalogue, or tell with --check whether it is fresh.

It is for people to read who speak one of the languages and don't read TOML.
"""

import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Final

from ansari_whatsapp.presenters.texts import ServiceText, catalogue, languages, wish_words
from ansari_whatsapp.utils.language_utils import text_direction

PAGE: Final = Path(__file__).parents[1] / "docs" / "texts.md"
OPENING: Final = """\
# Every text of Ansari's own

What the gateway itself says to people, in each language, and the words by which people can wish for
something. This page is made from the catalogue by `make texts`; to change a sentence or add a
language, see [translating.md](translating.md)."""


def main() -> None:
    """Write the page, or stop with a word about what to do where it is stale."""
    page = "\n".join(_page()) + "\n"
    if sys.argv[1:] != ["--check"]:
        PAGE.write_text(page, encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page:
        sys.exit("docs/texts.md doesn't show the catalogue as it is: run `make texts`.")


def _page() -> Iterator[str]:
    codes = ["en", *sorted(languages() - {"en"})]
    names = {code: catalogue(code)["language_name"] for code in codes}
    yield OPENING
    yield ""
    yield " · ".join(f"[{name}](#{code})" for code, name in names.items())
    for code, name in names.items():
        yield from ("", f'<a id="{code}"></a>', "", f"## {name}", "")
        yield f'<div dir="{text_direction(name)}">'
        yield from ("", *_texts(code), "", *_wishes(code), "", "</div>")


def _texts(code: str) -> Iterator[str]:
    yield "| Key | Text |"
    yield "|---|---|"
    texts = catalogue(code)
    yield from (f"| `{key}` | {_in_a_cell(texts[key])} |" for key in ServiceText)


def _wishes(code: str) -> Iterator[str]:
    yield "| Wish | Words |"
    yield "|---|---|"
    for wish, words in wish_words(code).items():
        phrases = words if wish != "names" else chain.from_iterable(words.values())
        yield f"| `{wish}` | {' · '.join(phrases)} |"


def _in_a_cell(text: str) -> str:
    """Keep line breaks and WhatsApp's asterisks as they are in the message."""
    return text.replace("*", "\\*").replace("\n", "<br>")


if __name__ == "__main__":
    main()
