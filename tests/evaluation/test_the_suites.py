"""The suites hold what they should, and the models that cost nothing do as well as recorded."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from evaluation.agents import SCRIPTED, agents
from evaluation.baseline import RECORD, below, keep
from evaluation.cases import Case, SuiteError, read_suites
from evaluation.running import Result, run

from ansari_backend.agent.lineup import KEYLESS
from ansari_backend.agent.models import ModelSettingError
from ansari_backend.app.settings import AgentSettings
from ansari_backend.knowledge.knowledge import Knowledge

Suites = Mapping[str, Sequence[Case]]
FEWEST = {
    "abstention": 30,
    "crisis": 40,
    "disputed": 20,
    "injection": 40,
    "lookalikes": 40,
    "memory": 10,
    "outside": 30,
}
SAME_WITHOUT_A_MODEL = {"crisis", "lookalikes", "memory", "disputed"}
"""What no model decides, and what needs one: to run them again would only take time."""
LANGUAGES = "ar bn bs de en es fa fr ha id ms ru so sw tr ur"


@pytest.fixture(scope="module")
def suites() -> Suites:
    return read_suites()


async def results_of(model: str, suites: Suites, knowledge: Knowledge) -> dict[str, Result]:
    everything = [case for cases in suites.values() for case in cases]
    make = agents(model, AgentSettings(_env_file=None), everything)
    return await run(suites, make, knowledge)


async def test_the_scripted_model_does_as_well_as_recorded(
    suites: Suites, knowledge: Knowledge
) -> None:
    assert below(SCRIPTED, await results_of(SCRIPTED, suites, knowledge)) == []


async def test_without_a_model_it_does_as_well_as_recorded(
    suites: Suites, knowledge: Knowledge
) -> None:
    own = {name: cases for name, cases in suites.items() if name not in SAME_WITHOUT_A_MODEL}

    assert below(KEYLESS, await results_of(KEYLESS, own, knowledge)) == []


def test_the_page_says_what_is_recorded() -> None:
    page = (Path(__file__).parents[2] / "docs" / "evaluation.md").read_text()
    recorded = tomllib.loads(RECORD.read_text())

    for suite in recorded[KEYLESS]:
        told = (recorded[model][suite] for model in (KEYLESS, SCRIPTED))
        cells = " | ".join(f"{one['passed']} of {one['of']}" for one in told)
        assert f"| `{suite}` | {cells} |" in page


def test_a_model_without_a_key_is_refused_before_anything_is_asked() -> None:
    without_keys = AgentSettings(_env_file=None, anthropic_api_key=None, anthropic_base_url=None)

    with pytest.raises(ModelSettingError, match="no API key"):
        agents("anthropic:claude-sonnet-5-5", without_keys, [])


def test_there_are_enough_cases_in_all_languages(suites: Suites) -> None:
    counts = {name: len(cases) for name, cases in suites.items()}
    languages = [turn.language for case in suites["languages"] for turn in case.turns]
    spoken = {turn.language for case in suites["crisis"] for turn in case.turns}

    assert {name for name, fewest in FEWEST.items() if counts[name] < fewest} == set()
    assert len(languages) >= 40
    assert set(languages) == set(LANGUAGES.split())
    assert len(spoken) >= 10


async def test_a_model_that_does_worse_is_told(
    tmp_path: Path, suites: Suites, knowledge: Knowledge
) -> None:
    record = tmp_path / "record.toml"
    few = {"outside": suites["outside"][:4]}
    good = await results_of(SCRIPTED, few, knowledge)
    bad = await results_of(KEYLESS, {"outside": suites["disputed"][:4]}, knowledge)

    keep("one", good, record)

    assert below("one", good, record) == []
    assert "0 of 4 passed, 4 did before" in "\n".join(below("one", bad, record))
    assert below("another", good, record) == []
    assert below("another", bad, record) == ["outside: 0 of 4 passed, 95% are wanted"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[[case]]\nask = 'x'\nmust = ['(']", "must"),
        ("[[case]]\nask = 'x'\nreferences = ['quran 2']", "no reference"),
        ("[[case]]\nask = 'x'\nspeeks_of = ['field']", "speeks_of"),
        ("[[case]]\nturns = [{ ask = 'x' }, { ask = 'x' }]", "the same message twice"),
        ("[[case]\n", "Expected"),
    ],
)
def test_a_wrong_case_is_named(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "wrong.toml").write_text(text, "utf-8")

    with pytest.raises(SuiteError, match=rf"wrong\.toml.*{reason}"):
        read_suites(folder=tmp_path)
