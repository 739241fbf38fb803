"""Markdown documents in five scripts, each with the words that a person must see for it."""

import re
from dataclasses import dataclass, field

from hypothesis import strategies as st

Word = tuple[str, frozenset[str]]
"""A word and the names of its styles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Markdown, and the words that a person must see for it."""

    markdown: str
    words: tuple[Word, ...] = field(repr=False)

    def styled(self, style: str) -> "Written":
        words = tuple((word, styles | {style}) for word, styles in self.words)
        return Written(markdown=self.markdown, words=words)


def together(pieces: list[Written], between: str) -> Written:
    markdown = between.join(piece.markdown for piece in pieces)
    return Written(markdown=markdown, words=tuple(w for piece in pieces for w in piece.words))


PHRASES = (
    "patience is a light",
    "Gebete für die Geduldigen.",
    "mercy 👩‍👩‍👧‍👦 upon you!",
    "on p. 12 (see there)",
    "قال الله تعالى:",
    "ٱسْتَعِينُوا۟ بِٱلصَّبْرِ وَٱلصَّلَوٰةِ",
    "ما حكم ذلك؟ هو جائز، نعم",
    "نماز قائم کرو۔ روزہ رکھو",
    "ڈاکٹر ٹھیک کہتے ہیں 🇸🇦",
    "রোজা রাখা কি ফরজ। হ্যাঁ",
    "ক্ষমা চাও 👍🏽 আল্লাহর",
    "терпение есть свет",
    "молитва, пост и милость",
    "a",
    "incomprehensibilities-everywhere",
)


def plain(phrases: list[str]) -> Written:
    text = " ".join(phrases)
    return Written(markdown=text, words=tuple((word, frozenset()) for word in text.split()))


plain_words = st.lists(st.sampled_from(PHRASES), min_size=1, max_size=4).map(plain)
urls = st.sampled_from(
    ["https://quran.com/2/255", "https://a.org/_x_/__y", "http://b.org/c*d*e?f=g&h_i=1#_j"]
)


def marked(inside: Written, mark: str, *styles: str) -> Written:
    for style in styles:
        inside = inside.styled(style)
    return Written(markdown=f"{mark}{inside.markdown}{mark[::-1]}", words=inside.words)


def linked(label: Written, url: str) -> Written:
    words = (*label.words, (f"({url})", frozenset[str]()))
    return Written(markdown=f"[{label.markdown}]({url})", words=words)


styled_words = st.one_of(
    plain_words.map(lambda w: marked(w, "**", "bold")),
    plain_words.map(lambda w: marked(w, "__", "bold")),
    plain_words.map(lambda w: marked(w, "*", "italic")),
    plain_words.map(lambda w: marked(w, "~~", "strike")),
    plain_words.map(lambda w: marked(w, "***", "bold", "italic")),
    plain_words.map(lambda w: marked(w, "`", "code")),
    st.tuples(plain_words, plain_words, plain_words).map(
        lambda ws: marked(together([ws[0], marked(ws[1], "_", "italic"), ws[2]], " "), "**", "bold")
    ),
)
addresses = urls.map(lambda url: Written(markdown=url, words=((url, frozenset()),)))
links = st.builds(linked, plain_words, urls)
lines = st.lists(
    st.one_of(plain_words, styled_words, addresses, links), min_size=1, max_size=6
).map(lambda pieces: together(pieces, " "))
sums = st.sampled_from(["2*3*4", "5 * 3 * 2", "a*b*c"]).map(
    lambda text: Written(markdown=text, words=tuple((w, frozenset()) for w in text.split()))
)
paragraphs = st.lists(lines | sums, min_size=1, max_size=3).map(lambda ls: together(ls, "\n"))


def heading(text: Written) -> Written:
    words = tuple(
        (word, styles | {"bold"} if "://" not in word else styles) for word, styles in text.words
    )
    return Written(markdown=f"## {text.markdown}", words=words)


def listed(items: list[Written], markers: list[str]) -> Written:
    pieces = [
        Written(markdown=marker + item.markdown, words=item.words)
        for item, marker in zip(items, markers, strict=False)
    ]
    return together(pieces, "\n")


def quoted(text: Written) -> Written:
    return Written(markdown=re.sub("^", "> ", text.markdown, flags=re.MULTILINE), words=text.words)


def fenced(rows: list[Written]) -> Written:
    words = together(rows, "\n").styled("code")
    return Written(markdown=f"```text\n{words.markdown}\n```", words=words.words)


def tabled(names: tuple[Written, Written], rows: list[tuple[Written, Written]]) -> Written:
    def cell(name: Written, value: Written) -> Written:
        *first, (last, styles) = name.words
        return Written(markdown="", words=(*first, (last + ":", styles), *value.words))

    head = f"| {names[0].markdown} | {names[1].markdown} |\n|---|---|\n"
    body = "\n".join(f"| {one.markdown} | {two.markdown} |" for one, two in rows)
    cells = [
        seen
        for one, two in rows
        for seen in (cell(names[0], one).styled("bold"), cell(names[1], two))
    ]
    return Written(markdown=head + body, words=together(cells, "").words)


NESTED = ["- ", "  - ", "    - ", "    - ", "  - ", "- "]
NUMBERED = [f"{number}. " for number in range(7, 20)]
pairs = st.tuples(plain_words, plain_words)
blocks = st.one_of(
    paragraphs,
    lines.map(heading),
    st.lists(lines, min_size=1, max_size=6).map(lambda items: listed(items, NESTED)),
    st.lists(lines, min_size=1, max_size=6).map(lambda items: listed(items, NUMBERED)),
    paragraphs.map(quoted),
    st.lists(plain_words, min_size=1, max_size=5).map(fenced),
    st.builds(tabled, pairs, st.lists(pairs, min_size=1, max_size=3)),
    st.just(Written(markdown="---", words=())),
)
documents = st.lists(blocks, min_size=1, max_size=6).map(lambda bs: together(bs, "\n\n"))
