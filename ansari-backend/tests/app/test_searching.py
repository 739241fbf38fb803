"""The commands that search, look up and check: for people, and line by line for programs."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from ansari_backend.app.cli import main
from ansari_backend.knowledge.knowledge import Knowledge
from ansari_backend.knowledge.passages import verse

pytestmark = pytest.mark.usefixtures("knowledge")


def run(*arguments: str, lines: list[dict[str, Any]] | None = None) -> list[str]:
    given = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines or [])
    result = CliRunner().invoke(main, list(arguments), input=given)
    assert result.exit_code == 0, result.output
    return result.stdout.splitlines()


def refused(*arguments: str, given: str = "") -> str:
    result = CliRunner().invoke(main, list(arguments), input=given)
    assert result.exit_code != 0
    assert "Traceback" not in result.output
    return result.output


def test_a_person_finds_verses_with_their_source() -> None:
    output = "\n".join(run("search", "quran", "patience in hardship", "--limit", "3"))

    assert "Qur'an" in output
    assert "seek help through patience" in output


def test_a_program_gets_an_object_for_each_passage() -> None:
    passages = [json.loads(line) for line in run("search", "hadith", "intentions", "--json")]

    assert all(passage["title"] and passage["arabic"] for passage in passages)
    assert len(passages) <= 10


def test_lines_of_questions_become_lines_of_references() -> None:
    asked = [
        {"id": 7, "query": "2:255", "lang": "en"},
        {"id": "x", "query": "qzxv wvut", "lang": "en"},
        {"id": "sabr", "query": "الصبر", "lang": "ar"},
    ]

    answers = [json.loads(line) for line in run("search", "quran", "--jsonl", lines=asked)]

    assert [answer["id"] for answer in answers] == [7, "x", "sabr"]
    assert [each["reference"] for each in answers[0]["results"]] == ["2:255"]
    assert answers[1]["results"] == []
    scores = [each["score"] for each in answers[2]["results"]]
    assert scores == sorted(scores, reverse=True)
    assert scores


def test_passages_of_a_file_are_ranked_by_their_own_names(
    tmp_path: Path, knowledge: Knowledge
) -> None:
    """Words tell something only among many passages: these are the first verses of a surah."""
    verses = [passage for n in range(1, 201) if (passage := knowledge.find(verse(2, n), "ar"))]
    file = tmp_path / "passages.tsv"
    rows = (f"2:{at}-{at}\t{each.arabic}" for at, each in enumerate(verses, start=1))
    file.write_text("\n".join(rows), encoding="utf-8")
    asked = [
        {"id": 1, "query": "بماذا يستعين المؤمنون؟ بالصبر والصلاة", "lang": "ar"},
        {"id": 2, "query": "ما هو الكمبيوتر؟", "lang": "ar"},
    ]

    first, second = (
        json.loads(line)
        for line in run("search", "quran", "--jsonl", "--passages", str(file), lines=asked)
    )

    assert {"2:153-153", "2:45-45"} & {each["reference"] for each in first["results"][:3]}
    assert second["results"] == []


def test_lines_are_searched_in_one_surah_too() -> None:
    asked = [{"id": 1, "query": "patience", "lang": "en"}]

    (answer,) = run("search", "quran", "--jsonl", "--surah", "12", lines=asked)

    found = [each["reference"] for each in json.loads(answer)["results"]]
    assert found
    assert {reference.split(":")[0] for reference in found} == {"12"}


def test_quotations_are_judged_line_by_line() -> None:
    asked = [
        {"id": "a", "text": "إن مع العسر يسرا", "kind": "quran"},
        {"id": "b", "text": "إن مع العسر فرجا كبيرا", "kind": "quran"},
        {"id": "c", "text": "اطلبوا العلم ولو في الصين", "kind": "hadith"},
    ]

    verdicts = [json.loads(line) for line in run("check-quotes", "--jsonl", lines=asked)]

    assert verdicts[0] == {"id": "a", "verdict": "genuine", "reference": "94:6"}
    assert verdicts[1]["verdict"] != "genuine"
    assert verdicts[2] == {"id": "c", "verdict": "not_found", "reference": None}


def test_an_answer_that_misquotes_ends_with_1_and_says_where() -> None:
    told = refused("check-quotes", "--answer", given='It says "seek knowledge even in far China".')

    assert told.startswith("not_found  seek knowledge")


def test_an_answer_that_quotes_truly_ends_with_0() -> None:
    answer = "Allah says «إن مع العسر يسرا» to console us."
    result = CliRunner().invoke(main, ["check-quotes", "--answer"], input=answer)

    assert result.exit_code == 0
    assert result.stdout.startswith("genuine  إن مع العسر يسرا  (")


@pytest.mark.parametrize("reference", ["2:255", "Al-Baqarah 255", "ayat al-kursi", "البقرة ٢٥٥"])
def test_a_reference_is_looked_up_however_it_is_written(reference: str) -> None:
    (found,) = run("lookup", reference, "--json")

    assert json.loads(found)["reference"] == "2:255"


@pytest.mark.parametrize(
    ("arguments", "given"),
    [
        (("lookup", "nothing at all"), ""),
        (("search", "quran"), ""),
        (("search", "quran", "patience", "--jsonl"), ""),
        (("search", "quran", "--jsonl"), "no json"),
        (("search", "quran", "--jsonl"), '{"query": "no id"}'),
        (("search", "quran", "patience", "--passages", "/nowhere"), ""),
        (("search", "poems", "patience"), ""),
        (("check-quotes",), ""),
        (("check-quotes", "--jsonl"), '{"id": 1, "text": "x", "kind": "poem"}'),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(
    arguments: tuple[str, ...], given: str
) -> None:
    assert refused(*arguments, given=given).strip()


def test_every_edition_is_listed_with_its_terms() -> None:
    listed = [json.loads(line) for line in run("knowledge", "info", "--json")]

    named = {(one["work"], one["language"], one["name"]): one for one in listed}
    assert named["quran", "en", "Saheeh International"]["texts"] == 6236
    assert named["quran", "ar", "al-Tafsir al-Muyassar"]["shown"] is False
    assert all(one["notice"] and one["package"] and one["texts"] for one in listed)
    assert {one["work"] for one in listed} >= {"quran", "bukhari", "muslim", "tirmidhi"}
    assert any("Saheeh" in line for line in run("knowledge", "info"))


def test_services_are_listed_with_what_turns_them_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KALEMAT_API_KEY", "a-key")

    told = "\n".join(run("knowledge", "info"))

    assert "besides: Kalimat (quran), Kalimat (hadith)." in told
    assert "off: Usul (USUL_API_TOKEN is not set), Vectara (VECTARA_API_KEY is not set)." in told
    assert "a-key" not in told


def test_a_key_without_anything_to_search_is_refused_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("USUL_API_TOKEN", "a-token")

    assert "name some in USUL_FIQH_BOOKS" in refused("knowledge", "info")
