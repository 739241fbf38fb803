"""Who writes a scenario is told what is wrong with it, and where."""

from pathlib import Path

import pytest

from ansari_emulator.scenarios.reading import WrongScenarioError, read_scenario, shipped
from ansari_emulator.scenarios.script import Scenario
from ansari_emulator.scenarios.telling import told

HEAD = """\
title: A question
about: It is answered.
people:
  maryam: {name: Maryam}
steps:
"""


def complaint(folder: Path, text: str) -> str:
    """What is said of a file with this text, without the folder."""
    path = folder / "wrong.yaml"
    path.write_text(text)
    with pytest.raises(WrongScenarioError) as raised:
        read_scenario(path)
    return str(raised.value).replace(f"{folder}/", "")


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ("  - say: Peace\n  - sai: Peace\n", "wrong.yaml:7: steps[2]: A step does one of these: "),
        ("  - say: Peace\n    press: Yes\n", "wrong.yaml:6: steps[1]: A step does one of these: "),
        ("  - say: Peace\n    loud: true\n", "wrong.yaml:7: steps[1].loud: Extra inputs are not"),
        ("  - expect: many\n", "wrong.yaml:6: steps[1].expect: Input should be a valid integer"),
        ("  - kill: printer\n", "wrong.yaml:6: steps[1].kill: Input should be 'gateway'"),
        ("  - graph:\n      kind: error\n", "wrong.yaml:6: steps[1].graph.error.code: Field"),
        ("  - who: yusuf\n    say: Peace\n", "speaks of 'yusuf', who is not among the people"),
        (
            "  - vendor: silent\n",
            "step 1 breaks a vendor that nobody asks: write `vendor: scripted`",
        ),
        ("  - vendor: on fire\n", "wrong.yaml:6: steps[1].vendor: Input should be 'well'"),
        ("  - say: [Peace\n", "wrong.yaml:7: expected ',' or ']'"),
        ("", "wrong.yaml:5: steps: Input should be a valid list"),
    ],
)
def test_a_fault_is_told_with_its_line_and_field(tmp_path: Path, steps: str, told: str) -> None:
    assert told in complaint(tmp_path, HEAD + steps)


def test_every_fault_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    said = complaint(tmp_path, "title: Alone\nquiet: never\n")

    assert [line.split(": ")[1] for line in said.splitlines()] == [
        "about",
        "people",
        "steps",
        "quiet",
    ]


@pytest.mark.parametrize("text", ["", "- a list", "\0"])
def test_what_is_no_scenario_at_all_is_told_without_a_traceback(tmp_path: Path, text: str) -> None:
    assert complaint(tmp_path, text).startswith("wrong.yaml")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(WrongScenarioError, match=r"nowhere\.yaml"):
        read_scenario(tmp_path / "nowhere.yaml")


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.stem)
def test_each_scenario_that_ships_expects_something(path: Path) -> None:
    scenario = read_scenario(path)

    assert isinstance(scenario, Scenario)
    assert "expect:" in path.read_text()


def test_at_least_fifteen_ship() -> None:
    assert len(shipped()) >= 15


def test_the_document_lists_each_by_name_and_title() -> None:
    listed = (Path(__file__).parents[2] / "docs" / "scenarios.md").read_text()

    for path in shipped():
        assert f"| `{path.stem}` | {read_scenario(path).title} |" in listed


def test_each_step_is_told_in_words_for_somebody_who_watches() -> None:
    scenario = read_scenario(next(path for path in shipped() if path.stem == "accepted-but-silent"))

    assert [told(step, scenario.people) for step in scenario.steps] == [
        "Calls that send to Maryam fail: accepted, times 1, kind reset",
        "Maryam writes: What is patience?",
        "Answers to Maryam: 1",
    ]


def test_who_breaks_the_vendor_is_played_alone() -> None:
    scenario = read_scenario(next(path for path in shipped() if path.stem == "vendor-down"))

    assert scenario.disturbs_others
    assert told(scenario.steps[2], scenario.people) == "The vendor of the model: overloaded"


@pytest.mark.parametrize(
    ("fault", "disturbs"),
    [
        ("{kind: error, code: 130429}", True),
        ("{kind: error, code: 131056}", False),
        ("{kind: reset}", False),
    ],
)
def test_who_slows_the_whole_number_is_played_alone(
    tmp_path: Path, fault: str, *, disturbs: bool
) -> None:
    path = tmp_path / "fault.yaml"
    path.write_text(f"{HEAD}  - graph: {fault}\n")

    assert read_scenario(path).disturbs_others is disturbs
