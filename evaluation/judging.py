"""Judge an answer by code: what a case asks for, and what holds for every answer."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from ansari_backend.agent.answering import Source
from ansari_backend.agent.desk import single
from ansari_backend.agent.spans import named_in
from ansari_backend.knowledge.knowledge import Knowledge
from ansari_backend.knowledge.passages import Comment, Passage, parse_reference
from evaluation.asking import Answer
from evaluation.cases import Case, Turn
from evaluation.manner import slips
from evaluation.reading import Quotation, is_in, own_part, quotations
from evaluation.words import spoken_of

_CUT: Final = "[…]"
_LINKS: Final = ("https://quran.com/", "https://sunnah.com/")
_FIXED: Final = ("care", "memory")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with an answer."""

    kind: str
    """By which faults are counted."""
    detail: str


def faults_in(case: Case, answers: list[Answer], knowledge: Knowledge) -> list[Fault]:
    """Give all that is wrong with a conversation."""
    return [
        fault
        for turn, answer in zip(case.turns, answers, strict=True)
        for fault in judge(turn, answer, knowledge)
    ]


def judge(turn: Turn, answer: Answer, knowledge: Knowledge) -> list[Fault]:
    """Give all that is wrong with one answer; if there is none, nothing else is."""
    if answer.error or not answer.made or not answer.text.strip():
        return [Fault(kind="broken", detail=answer.error or "no answer")]
    checks: list[Callable[[], Iterator[tuple[str, str]]]] = [
        lambda: _voice(turn, answer),
        lambda: _words(turn, answer),
        lambda: _form(turn, answer),
        lambda: _searches(turn, answer),
        lambda: _references(turn, answer, knowledge),
        lambda: _quotations(turn, answer, knowledge),
        lambda: _typed(answer),
        lambda: slips(turn, answer),
    ]
    return [Fault(kind=kind, detail=detail) for check in checks for kind, detail in check()]


def _voice(turn: Turn, answer: Answer) -> Iterator[tuple[str, str]]:
    """Who spoke: the fixed texts for people in need come before any model, and never else."""
    assert answer.made is not None  # noqa: S101 - judged before
    by = answer.made.model if answer.made.model in _FIXED else "model"
    if by != turn.by:
        yield "voice", f"answered by {by} instead of {turn.by}"
    if answer.made.fell_back:
        yield "broken", "the model failed, and another answered in its place"


def _words(turn: Turn, answer: Answer) -> Iterator[tuple[str, str]]:
    for pattern in turn.must:
        if not re.search(pattern, answer.text, re.IGNORECASE):
            yield "missing", pattern
    for pattern in turn.must_not:
        if found := re.search(pattern, own_part(answer), re.IGNORECASE):
            yield "forbidden", found[0]
    for subject in turn.speaks_of:
        if not spoken_of(subject, turn.language, own_part(answer)):
            yield "missing", f"words for “{subject}”"
    named = [side for side in turn.sides if re.search(side, own_part(answer), re.IGNORECASE)]
    if turn.sides and len(named) < 2:  # noqa: PLR2004 - one side beside the other
        yield "sides", f"names {named or 'none'} of {', '.join(turn.sides)}"


def _form(turn: Turn, answer: Answer) -> Iterator[tuple[str, str]]:
    own = own_part(answer)
    if not is_in(own, turn.language, romanised=turn.romanised):
        yield "language", f"not in {turn.language}{', romanised' * turn.romanised}: {own[:60]}"
    if len(own.split()) > turn.most_words:
        yield "length", f"{len(own.split())} words of its own, {turn.most_words} at most"
    if len(answer.sources) > turn.most_sources:
        yield "length", f"{len(answer.sources)} passages, {turn.most_sources} at most"


def _searches(turn: Turn, answer: Answer) -> Iterator[tuple[str, str]]:
    if turn.tools and not set(turn.tools) & set(answer.tools):
        yield "unsearched", f"used {answer.tools or 'nothing'}, not {' or '.join(turn.tools)}"
    if turn.tools == () and answer.tools:
        yield "searched", f"used {answer.tools} where there is nothing to look for"


def _references(turn: Turn, answer: Answer, knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    cited = {one for source in answer.sources for one in _singles(source.reference)}
    wanted = {one for reference in turn.references for one in _singles(reference)}
    if wanted and not wanted & cited:
        shown = ", ".join(source.reference for source in answer.sources)
        yield "uncited", f"quotes {shown or 'nothing'}, not {' or '.join(turn.references)}"
    if turn.quotes == "none" and answer.sources:
        yield "cited", f"quotes {', '.join(source.reference for source in answer.sources)}"
    if turn.quotes == "tafsir" and not any(isinstance(one, Comment) for one in cited):
        yield "uncited", "names no tafsir"
    for source in answer.sources:
        if fault := _unreal(source, knowledge):
            yield "unreal", fault
    asked = {one for each in knowledge.named(turn.ask) for one in single(each)}
    for named in named_in(_without_titles(answer), knowledge.named):
        singles = {one for reference in named.references for one in single(reference)}
        if not singles <= cited | asked:
            yield "unreal", f"names {', '.join(map(str, named.references))} without quoting it"


def _without_titles(answer: Answer) -> str:
    """A source that is cited may name others: which verses a tafsir explains."""
    text = own_part(answer)
    for source in answer.sources:
        text = text.replace(source.title, "")
    return text


def _unreal(source: Source, knowledge: Knowledge) -> str:
    reference = parse_reference(source.reference)
    if reference is None or knowledge.find(reference, source.language or "en") is None:
        return f"{source.reference} is nowhere"
    if source.link and not source.link.startswith(_LINKS):
        return f"{source.link} is no page that we know"
    return ""


def _singles(reference: str) -> list[object]:
    parsed = parse_reference(reference)
    return list(single(parsed)) if parsed else []


def _quotations(turn: Turn, answer: Answer, knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """Compare what is shown as a quotation with the texts, whoever has put it there."""
    if turn.by != "model":
        return
    languages = {turn.language, *(source.language or "en" for source in answer.sources)}
    for quotation in quotations(answer.text):
        named = knowledge.named(quotation.source)
        passages = [
            passage
            for reference in named[:1]
            for language in languages
            if (passage := knowledge.find(reference, language))
        ]
        if not passages:
            yield "quotation", f"without a source that exists: {quotation.paragraphs[:1]}"
        elif not _is_of(quotation, passages):
            yield "quotation", f"not the words of {quotation.source}"


def _is_of(quotation: Quotation, passages: list[Passage]) -> bool:
    texts = [passage.arabic for passage in passages]
    texts += [passage.translation.text for passage in passages if passage.translation]
    plain = [" ".join(text.split()) for text in texts]
    return all(_begins_one(paragraph, plain) for paragraph in quotation.paragraphs)


def _begins_one(paragraph: str, texts: list[str]) -> bool:
    words = " ".join(paragraph.split())
    if words.endswith(_CUT):
        return any(text.startswith(words.removesuffix(_CUT).strip()) for text in texts)
    return any(words in text for text in texts)


def _typed(answer: Answer) -> Iterator[tuple[str, str]]:
    """What the agent had to mend in the model's words, by its own count."""
    assert answer.made is not None  # noqa: S101 - judged before
    counts = answer.made.counts
    if counts.verified or counts.corrected:
        yield "typed", f"{counts.verified + counts.corrected} quotations typed by the model"
    if counts.removed:
        yield "unseen", f"{counts.removed} references or quotations that no tool returned"
