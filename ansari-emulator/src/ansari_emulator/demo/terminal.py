"""The demo's words on a terminal, or wherever its output goes."""

import sys
from io import TextIOWrapper
from typing import Final

from rich.console import Console
from rich.text import Text

from ansari_emulator.api.message_view import MessageView
from ansari_emulator.formatting import Kind, Line, Mark

_STYLES: Final = {
    Mark.BOLD: "bold",
    Mark.ITALIC: "italic",
    Mark.STRIKE: "strike",
    Mark.MONO: "cyan",
    Mark.LINK: "underline",
}
_STARTS: Final = {Kind.BULLET: "• ", Kind.QUOTE: "│ "}


class Terminal:
    """Progress, a chat, an address; in UTF-8 whatever the locale says."""

    def __init__(self) -> None:
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8")
        self._console = Console(highlight=False, soft_wrap=True)

    def progress(self, step: str) -> None:
        """Say what takes its time now."""
        self._console.print(Text(f"· {step}", style="dim"))

    def said(self, name: str, style: str, message: MessageView) -> None:
        """One bubble of the chat; long lines are left to the terminal, which knows its scripts."""
        time = message.written_at.astimezone().strftime("%H:%M")
        self._console.print()
        self._console.print(Text.assemble((name, f"bold {style}"), (f"  {time}", "dim")))
        for line in message.lines:
            self._console.print(_styled(line))

    def verdict(self, scenario: str, failure: str | None) -> None:
        """How a scenario ended."""
        mark, style = ("✓", "green") if failure is None else ("✗", "red")
        self._console.print(Text.assemble((mark, style), f" {scenario}"))
        if failure is not None:
            self._console.print(Text(f"  {failure}", style="red"))

    def serving(self, url: str) -> None:
        """Where to go on from here."""
        self._console.print()
        self._console.print(Text.assemble("Go on in your browser: ", (url, "bold underline")))
        self._console.print(Text("Ctrl-C ends everything.", style="dim"))


def _styled(line: Line) -> Text:
    start = f"{line.number}. " if line.kind is Kind.NUMBER else _STARTS.get(line.kind, "")
    words = ((span.text, " ".join(_STYLES[mark] for mark in span.marks)) for span in line.spans)
    return Text.assemble(start, *words)
