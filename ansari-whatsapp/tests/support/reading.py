"""A reader that sees the words of messages as WhatsApp shows them, each in its style."""

import re
from itertools import groupby

from documents import Word

STYLES = {"`": "code", "*": "bold", "_": "italic", "~": "strike"}
OPEN, CLOSE = "\ue000\ue001\ue002\ue003", "\ue010\ue011\ue012\ue013"


def seen(parts: tuple[str, ...]) -> list[Word]:
    texts = [part.rpartition("\n")[0] for part in parts] if len(parts) > 1 else parts
    return [word for text in texts for word in seen_in_part(text)]


def seen_in_part(part: str) -> list[Word]:
    words: list[Word] = []
    for number, piece in enumerate(re.split(r"^```$", part, flags=re.MULTILINE)):
        if number % 2:
            words += [(word, frozenset({"code"})) for word in piece.split()]
        else:
            words += [word for line in piece.splitlines() for word in seen_in_line(line)]
    return words


def seen_in_line(line: str) -> list[Word]:
    line = re.sub("[\u200e\u200f\u2067\u2069]", "", line)
    line = re.sub(r"^(> )?(» )*\s*([-◦➤✦] |\d+\. )?", "", line)
    for number, mark in enumerate(STYLES):
        another = "*_~".replace(mark, "")
        stretch = (
            rf"(^|[\s>{another}{OPEN}]){re.escape(mark)}(?=\S)(.+?)(?<=\S){re.escape(mark)}(?!\w)"
        )
        line = re.sub(stretch, rf"\1{OPEN[number]}\2{CLOSE[number]}", line)
    words, styles = [], frozenset[str]()
    for is_mark, chars in groupby(line, lambda char: char in OPEN + CLOSE):
        for char in chars if is_mark else ():
            styles ^= {list(STYLES.values())[(OPEN + CLOSE).index(char) % 4]}
        words += [(word, styles) for word in ("" if is_mark else "".join(chars)).split()]
    return words
