"""Tell a person's own words from those that they show: quoted, or passed on.

A gateway sends the latter as a Markdown quotation under a line such as `[Forwarded message]`.
"""

import re
from typing import Final

_QUOTED: Final = re.compile(r"^[ \t]*>[ \t]?(.*)$", re.MULTILINE)
_LABEL: Final = re.compile(r"^\[[^\]\n]{1,40}\]$", re.MULTILINE)
_OUR_ANSWER: Final = re.compile(r"^\[Replying to your answer\](?:\n[ \t]*>.*)*", re.MULTILINE)
"""What we said ourselves tells what a question is about; nobody asks whether it is true."""


def shown_words(message: str) -> str:
    """Give the words of others that the message shows, to be checked."""
    return " ".join(_QUOTED.findall(_OUR_ANSWER.sub("", message))).strip()


def own_words(message: str) -> str:
    """Give what the person says themselves."""
    return _LABEL.sub("", _QUOTED.sub("", message)).strip()
