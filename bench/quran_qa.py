"""How well questions find their passages: Qur'an QA 2023, Task A.

Malhas, Mansour and Elsayed, https://gitlab.com/bigirqu/quran-qa-2023: 1,266 passages of the Qur'an,
questions in Arabic, and for each the passages that answer it, or none. The data stays where it is.
"""

import argparse
import csv
import json
import subprocess
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from tables import Cell, show

COMMAND: Final = Path(__file__).parents[1] / ".venv" / "bin" / "ansari-backend"
DEPTH: Final = 10
PARTS: Final = ("train", "dev")
NO_ANSWER: Final = "-1"


def main() -> None:
    """Search for all questions of a folder with the data, and print both measures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder with the QQA23 files")
    data: Path = parser.parse_args().data
    judged = {part: _judgements(data, part) for part in PARTS}
    ranked = {part: _ranked(data, part) for part in PARTS}
    both = {**judged["train"], **judged["dev"]}
    answerable = {name: right for name, right in both.items() if right != {NO_ANSWER}}
    rows = [
        _row("training part", judged["train"], ranked["train"]),
        _row("development part", judged["dev"], ranked["dev"]),
        _row("answerable, both parts", answerable, {**ranked["train"], **ranked["dev"]}),
    ]
    show("Qur'an QA 2023, Task A", ["", "questions", "MAP@10", "MRR@10"], rows)


def _judgements(data: Path, part: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    file = data / f"QQA23_TaskA_ayatec_v1.2_qrels_{part}.gold"
    for line in filter(str.strip, file.read_text(encoding="utf-8").splitlines()):
        question, _, passage, _ = line.split()
        found[question].add(passage)
    return dict(found)


def _ranked(data: Path, part: str) -> dict[str, list[str]]:
    """Ask through the command that anybody can use."""
    with (data / f"QQA23_TaskA_ayatec_v1.2_{part}.tsv").open(encoding="utf-8") as file:
        asked = list(csv.reader(file, delimiter="\t"))
    lines = [json.dumps({"id": name, "query": query, "lang": "ar"}) for name, query in asked]
    passages = data / "QQA23_TaskA_QPC_v1.1.tsv"
    done = subprocess.run(  # noqa: S603 - our own command
        [COMMAND, "search", "quran", "--jsonl", "--passages", passages],
        input="\n".join(lines),
        capture_output=True,
        text=True,
        check=True,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    return {one["id"]: [each["reference"] for each in one["results"]] for one in answers}


def _row(
    name: str, judged: Mapping[str, set[str]], ranked: Mapping[str, Sequence[str]]
) -> list[Cell]:
    precision = [_average_precision(right, ranked.get(each, ())) for each, right in judged.items()]
    reciprocal = [_reciprocal_rank(right, ranked.get(each, ())) for each, right in judged.items()]
    measures = (sum(each) / len(each) for each in (precision, reciprocal))
    return [name, len(judged), *(f"{measure:.3f}" for measure in measures)]


def _average_precision(right: set[str], ranked: Sequence[str]) -> float:
    """Give 1 for silence where nothing answers, as the task does."""
    if right == {NO_ANSWER}:
        return float(not ranked)
    met, total = 0, 0.0
    for place, name in enumerate(ranked[:DEPTH], start=1):
        if name in right:
            met += 1
            total += met / place
    return total / min(len(right), DEPTH)


def _reciprocal_rank(right: set[str], ranked: Sequence[str]) -> float:
    if right == {NO_ANSWER}:
        return float(not ranked)
    places = (at for at, name in enumerate(ranked[:DEPTH], start=1) if name in right)
    return 1 / next(places, float("inf"))


if __name__ == "__main__":
    main()
