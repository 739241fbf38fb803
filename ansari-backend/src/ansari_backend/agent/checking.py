"""Check what a model quoted by itself: put it right, or take it out of its quotation marks."""

import re
from collections.abc import Sequence
from typing import Final

from ansari_backend.agent.desk import Desk, single
from ansari_backend.agent.likeness import Altered, Genuine, Likeness
from ansari_backend.agent.quoting import in_brackets
from ansari_backend.agent.spans import (
    Named,
    named_in,
    speaks_of_scripture,
)
from ansari_backend.knowledge.passages import Hadith, Passage, Reference, Verses, parse_reference
from ansari_backend.knowledge.quoted import Quoted, quoted_in

LEFT_OUT: Final = "[…]"

_BEHIND: Final = 60
_BEFORE: Final = 120
_ARABIC_SCRIPT: Final = frozenset({"ar", "ur", "fa"})
_GAP: Final = re.compile(r"[ \t]*(?:[,.;:—–-]|\w+){0,2}[ \t]*[(\[]?[ \t]*(?:\w+\.?[ \t]*){0,2}")
_REFERENCE: Final = re.compile(r"\[\[[^\]\n]*\]\]")
_BRACKETS: Final = re.compile(r"[ \t]*[(\[][^()\[\]\n]{0,20}\[…\][^()\[\]\n]{0,20}[)\]]")


class Checker:
    """Knows what one turn may quote, and sees to it that nothing else leaves as a quotation."""

    def __init__(self, desk: Desk, question: str) -> None:
        self._desk = desk
        self._likeness = Likeness(desk.knowledge, (desk.language,))
        self._asked = _plain(question)
        self._asked_about = set(desk.knowledge.named(question))

    def checked(self, paragraph: str) -> str:
        """Give the paragraph with its quotations verified, put right, or left out."""
        checked = self._references(self._quotations(paragraph))
        self._desk.left_out |= LEFT_OUT in checked
        return checked

    def _quotations(self, text: str) -> str:
        named = named_in(text, self._desk.knowledge.named)
        out, at = "", 0
        for quoted in quoted_in(text, arabic_is_quoted=self._desk.voice not in _ARABIC_SCRIPT):
            if quoted.start < at or self._is_a_term(quoted):
                continue
            claim = _claim_within(quoted) or _claim(quoted, named, text)
            out += text[at : quoted.start]
            replaced, at = self._replaced(quoted, claim, text)
            out += replaced
        return out + text[at:]

    def _is_a_term(self, quoted: Quoted) -> bool:
        return quoted.is_a_term or _plain(quoted.words) in self._asked

    def _replaced(self, quoted: Quoted, claim: Named | None, text: str) -> tuple[str, int]:
        """Give what comes in the place of a quotation, and where the text goes on."""
        verdict = self._likeness.judge(
            max(quoted.sayings, key=len, default=""),
            claimed=claim.references if claim else (),
            near=(*self._desk.cited, *self._desk.seen),
        )
        if verdict is None:
            return self._unfound(quoted, claim, text)
        self._count(verdict, claim)
        self._desk.saw([verdict.passage.reference])
        if quoted.kind == "block":
            wanted = self._wanted(quoted, verdict.passage.reference)
            return "".join(f"\n\n[[{reference}]]\n\n" for reference in wanted), quoted.end
        said, end = self._inline(quoted, claim, verdict, text)
        return said + _kept(quoted), end

    def _wanted(self, quoted: Quoted, found: Reference) -> list[Reference]:
        """Show what a block refers to, and what it quotes unless that is among it."""
        wanted = [reference for reference in _within(quoted) if self._desk.may_quote(reference)]
        is_among = {single(found)[0], single(found)[-1]}.issubset(
            one for reference in wanted for one in single(reference)
        )
        return wanted if is_among else [found, *wanted]

    def _inline(
        self, quoted: Quoted, claim: Named | None, verdict: Genuine | Altered, text: str
    ) -> tuple[str, int]:
        """Write the words as our copy has them, and the reference behind them."""
        passage = self._for_the_person(verdict.passage)
        self._desk.cite(passage)
        words = _in_its_marks(quoted, verdict.words, text)
        if claim and _fits(claim.references, verdict.passage):
            return words, quoted.end
        source = f" {in_brackets(passage, self._desk.voice)}"
        return words + source, _behind(quoted, claim, text)

    def _for_the_person(self, passage: Passage) -> Passage:
        """Words may be found in another language than the one that the source is named in."""
        return self._desk.knowledge.find(passage.reference, self._desk.language) or passage

    def _unfound(self, quoted: Quoted, claim: Named | None, text: str) -> tuple[str, int]:
        """Leave out what claims to be scripture; of other words only the marks are taken."""
        self._desk.counts.removed += 1
        if quoted.references and not any(
            isinstance(one, Verses | Hadith) for one in _within(quoted)
        ):
            return quoted.words + _kept(quoted), quoted.end  # it retells, and is no quotation
        around = text[max(0, quoted.start - _BEFORE) : quoted.end + _BEHIND]
        if quoted.kind == "marks" and claim is None and not speaks_of_scripture(around):
            return quoted.words, quoted.end
        gap = "\n" if quoted.kind == "block" else ""
        return LEFT_OUT + _kept(quoted) + gap, _behind(quoted, claim, text)

    def _count(self, verdict: Genuine | Altered, claim: Named | None) -> None:
        if isinstance(verdict, Genuine) and (
            claim is None or _fits(claim.references, verdict.passage)
        ):
            self._desk.counts.verified += 1
        else:
            self._desk.counts.corrected += 1

    def _references(self, text: str) -> str:
        """Let no reference pass that no tool returned; a person may be told of their own."""
        out, at = "", 0
        for named in named_in(text, self._desk.knowledge.named):
            if self._may_be_named(named.references):
                continue
            self._desk.counts.removed += 1
            out += text[at : named.start] + LEFT_OUT
            at = named.end
        return _BRACKETS.sub("", out + text[at:]) if at else text

    def _may_be_named(self, references: Sequence[Reference]) -> bool:
        return all(
            reference in self._asked_about or self._desk.may_quote(reference)
            for reference in references
        )


def _within(quoted: Quoted) -> list[Reference]:
    return [found for inside in quoted.references if (found := parse_reference(inside))]


def _kept(quoted: Quoted) -> str:
    """Give the references among the words, for the texts to be put in: they are no words."""
    return "".join(f" [[{inside}]]" for inside in quoted.references)


def _claim_within(quoted: Quoted) -> Named | None:
    within = tuple(_within(quoted))
    return Named(start=quoted.start, end=quoted.end, references=within) if within else None


def _claim(quoted: Quoted, named: Sequence[Named], text: str) -> Named | None:
    """Find the reference that a quotation is given: within it, just behind it, or before it."""
    within = [one for one in named if quoted.start <= one.start < quoted.end]
    behind = [
        one
        for one in named
        if 0 <= one.start - quoted.end <= _BEHIND and "\n\n" not in text[quoted.end : one.start]
    ]
    before = [one for one in named if 0 <= quoted.start - one.end <= _BEHIND]
    return next(iter((*within, *behind[:1], *before[-1:])), None)


def _fits(references: Sequence[Reference], passage: Passage) -> bool:
    """Part of what was named is as good as the whole of it."""
    singles = {one for reference in references for one in single(reference)}
    return singles.issuperset(single(passage.reference))


def _behind(quoted: Quoted, claim: Named | None, text: str) -> int:
    """Skip the reference right behind a quotation: it was wrong."""
    if claim is None or claim.start < quoted.end:
        return quoted.end
    between = text[quoted.end : claim.start]
    if not _GAP.fullmatch(between):
        return quoted.end
    closing = re.match(r"[^()\[\]\n]*[)\]]", text[claim.end :])
    return claim.end + (closing.end() if closing and re.search(r"[(\[]", between) else 0)


def _in_its_marks(quoted: Quoted, words: str, text: str) -> str:
    if quoted.kind == "bare":
        return words
    whole = _REFERENCE.sub("", text[quoted.start : quoted.end])
    stop = quoted.words[-1:] if quoted.words.endswith((".", "!", "?", "۔", "؟")) else ""
    return whole.replace(quoted.words, words.rstrip(".!?۔؟") + stop)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
