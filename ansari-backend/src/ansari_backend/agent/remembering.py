"""Say what is remembered of a person: what they told themselves, and nothing else."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ansari_backend.agent.about import Heard, sentences
from ansari_backend.agent.answering import About, Question

NATIVE: Final = {
    "ar": "العربية",
    "bn": "বাংলা",
    "bs": "Bosanski",
    "de": "Deutsch",
    "en": "English",
    "es": "Español",
    "fa": "فارسی",
    "fr": "Français",
    "ha": "Hausa",
    "id": "Bahasa Indonesia",
    "ms": "Bahasa Melayu",
    "ru": "Русский",
    "so": "Soomaali",
    "sw": "Kiswahili",
    "tr": "Türkçe",
    "ur": "اردو",
}


def reply(heard: Heard, question: Question, language: str) -> str:
    """Say what is known, or what has changed."""
    words = sentences(heard.about.language or language)
    if heard.asks:
        return _all(heard.about, question, words)
    if heard.about == question.about:
        return _list(words["noted"], list(_lines(heard.about, words)))
    new = [line for line in _lines(heard.about, words) if line not in _lines(question.about, words)]
    noted = _list(words["noted"], new) if new else str(words["forgotten"])
    return f"{noted}\n\n{words['how']}" if heard.is_all else noted


def briefing(about: About) -> str:
    """Tell a model the same."""
    if not about.known:
        return "The person told nothing of themselves."
    lines = " ".join(_lines(about, sentences("en")))
    return f"The person told you of themselves (“you” is the person): {lines}"


def _all(about: About, question: Question, words: Mapping[str, Any]) -> str:
    lines = list(_lines(about, words))
    if question.place:
        lines.append(words["is_place"])
    told = _list(words["told"], lines) if lines else str(words["nothing"])
    return f"{told}\n\n{words['how']}"


def _lines(about: About, words: Mapping[str, Any]) -> Iterator[str]:
    if about.language:
        yield words["is_language"].format(NATIVE[about.language])
    if about.school:
        yield words["is_school"].format(words["schools"][about.school])
    if about.level:
        yield words[f"is_{about.level}"]


def _list(heading: str, lines: list[str]) -> str:
    return "\n".join([heading, *(f"- {line}" for line in lines)])
