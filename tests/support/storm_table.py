"""What became of each storm, as a table at the end of a run."""

from typing import Any

from storms import Outcome

OUTCOME = "outcome of a storm"
"""The property of a test that has one: with its reports, it comes from whichever worker ran it."""


def write_table(terminalreporter: Any) -> None:
    ends = [
        report
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", None) == "teardown"
    ]
    outcomes = [
        Outcome(*figures)
        for end in ends
        for name, figures in end.user_properties
        if name == OUTCOME
    ]
    if not outcomes:
        return
    terminalreporter.section("storms")
    head = ("", "messages", "answered", "twice", "disordered", "resent", "slowest", "seconds")
    rows = [
        (
            *(o.name, o.messages, o.answered, o.twice, o.disordered, o.resent),
            *(f"{o.slowest:.1f} s", f"{o.seconds:.0f}"),
        )
        for o in outcomes
    ]
    for name, *figures in (head, *rows):
        terminalreporter.write_line(f"{name:66}" + "".join(f"{figure:>11}" for figure in figures))
