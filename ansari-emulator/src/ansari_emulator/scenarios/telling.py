"""A step of a scenario in words, for somebody who watches."""

from collections.abc import Mapping

from ansari_emulator.scenarios.script import (
    BreakGraph,
    Disturb,
    DisturbVendor,
    Do,
    Expect,
    Press,
    React,
    Role,
    Say,
    Share,
    Step,
    Until,
    Wait,
)


def told(step: Step, people: Mapping[str, Role]) -> str:
    """What is done, and by whom."""
    who = getattr(step, "who", None) or next(iter(people))
    return _told(step, people[who].name)


def _told(step: Step, name: str) -> str:  # noqa: PLR0911 - one for each kind of step
    match step:
        case Say():
            return f"{name} writes: {' / '.join(step.messages)}"
        case Share(share=thing):
            return f"{name} sends: {', '.join(sorted(thing.model_fields_set))}"
        case Press(press=title):
            return f"{name} presses “{title}”"
        case React(react=emoji):
            return f"{name} reacts with {emoji}"
        case Until(until=status):
            return f"The last message of {name} is {status}"
        case Expect(expect=number):
            return f"Answers to {name}: {number}"
        case _:
            return _told_of_faults(step, name)


def _told_of_faults(step: BreakGraph | Disturb | DisturbVendor | Do | Wait, name: str) -> str:
    match step:
        case BreakGraph(graph=rule):
            return f"Calls that send to {name} fail: {_fields(rule.model_dump(exclude_unset=True))}"
        case Disturb(webhooks=travel):
            return f"Webhooks travel badly: {_fields(travel.model_dump(exclude_unset=True))}"
        case DisturbVendor(vendor=answers):
            return f"The vendor of the model: {answers}"
        case Do():
            return f"{step.deed.capitalize()} the {step.program}"
        case Wait(wait=seconds):
            return f"{seconds:g} seconds pass"


def _fields(given: Mapping[str, object]) -> str:
    """As `kind reset, accepted, times 1`: what is merely true is named alone."""
    words = (field if value is True else f"{field} {value}" for field, value in given.items())
    return ", ".join(words).replace("_", " ")
