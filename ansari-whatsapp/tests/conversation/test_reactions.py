"""What people think of an answer is kept with it, and a thumbs-down is asked about once."""

from typing import Any

import pytest

from ansari_whatsapp.conversation.heeding import verdict_of
from ansari_whatsapp.presenters.texts import ServiceText, service_text

ANNA = "16505551234"
BILAL = "6281200000001"
ANSWER = "wamid.out.3"
"""Behind the welcome and the sign of typing."""


def message(wamid: str, kind: str, body: dict[str, Any], sender: str = ANNA) -> dict[str, Any]:
    return {"from": sender, "id": wamid, "timestamp": "1795700000", "type": kind, kind: body}


@pytest.fixture
async def answered(open_gateway: Any) -> Any:
    """Give a gateway that has answered Anna's question w1."""
    async with open_gateway(whatsapp_message_age_threshold_seconds=10**9) as gateway:
        await gateway.receive(message("w1", "text", {"body": "What is patience?"}))
        await gateway.settle()
        yield gateway


async def react(gateway: Any, wamid: str, emoji: str | None, **more: Any) -> None:
    body = {"message_id": more.pop("to", ANSWER)} | ({} if emoji is None else {"emoji": emoji})
    await gateway.receive(message(wamid, "reaction", body, **more))
    await gateway.settle()


async def test_a_reaction_is_kept_and_starts_nothing(answered: Any) -> None:
    before = len(answered.meta.calls)

    await react(answered, "r1", "👍🏽")

    assert answered.backend.verdicts == {"w1": ("good", None)}
    assert len(answered.meta.calls) == before
    assert len(answered.backend.questions) == 1


@pytest.mark.parametrize("emoji", ["", None, "😂"])
async def test_a_reaction_taken_away_or_changed_takes_the_feedback_back(
    answered: Any, emoji: str | None
) -> None:
    await react(answered, "r1", "👍")
    await react(answered, "r2", emoji)

    assert answered.backend.verdicts == {"w1": ("none", None)}


async def test_a_thumbs_down_is_asked_about_once_and_the_reason_kept(answered: Any) -> None:
    await react(answered, "r1", "👎")
    await react(answered, "r2", "")
    await react(answered, "r3", "👎")

    _, question = answered.meta.sent
    assert question["interactive"]["body"]["text"] == service_text(ServiceText.FEEDBACK_WHY, "en")
    rows = question["interactive"]["action"]["sections"][0]["rows"]
    reply = {"type": "list_reply", "list_reply": rows[1]}
    await answered.receive(message("w2", "interactive", reply))
    await answered.settle()

    assert answered.backend.verdicts == {"w1": ("bad", "source")}
    assert answered.meta.bodies[-1] == service_text(ServiceText.FEEDBACK_THANKS, "en")
    assert len(answered.backend.questions) == 1


@pytest.mark.parametrize(
    ("to", "sender"), [("w1", ANNA), ("wamid.out.1", ANNA), ("no such", ANNA), (ANSWER, BILAL)]
)
async def test_a_reaction_to_what_is_no_answer_to_them_is_nothing(
    answered: Any, to: str, sender: str
) -> None:
    before = len(answered.meta.calls)

    await react(answered, "r1", "👎", to=to, sender=sender)

    assert answered.backend.verdicts == {}
    assert len(answered.meta.calls) == before


async def test_a_reaction_outlives_an_outage_of_the_backend(answered: Any) -> None:
    answered.backend.outages = 1

    await react(answered, "r1", "❤️")

    assert answered.backend.verdicts == {"w1": ("good", None)}


@pytest.mark.parametrize(
    ("emoji", "verdict"),
    [
        ("👍🏿", "good"),
        ("❤️", "good"),
        ("❤️‍🔥", "good"),
        ("🤲", "good"),
        ("👎🏻", "bad"),
        ("😮", "none"),
    ],
)
def test_skin_and_style_do_not_change_what_an_emoji_says(emoji: str, verdict: str) -> None:
    assert verdict_of(emoji) == verdict
