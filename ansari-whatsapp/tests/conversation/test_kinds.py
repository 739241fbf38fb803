"""Whatever kind of message WhatsApp brings has its outcome; docs/messages.md has the table."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from ansari_whatsapp.presenters.texts import ServiceText, service_text

ROOT = Path(__file__).parents[3]
PAYLOADS = Path(__file__).parents[1] / "payloads"
PHONE, USER_ID = "16505551234", "US.1349"
ANSWER = "*Patience* is light."


class Outcome(NamedTuple):
    """What a message leads to: what is said to its sender, and what the agent is asked."""

    said: tuple[str, ...] = ()
    asked: str | None = None


def words(text: ServiceText, code: str = "en", /, **values: str) -> Outcome:
    return Outcome(said=(service_text(text, code, **values),))


def answered(asked: str) -> Outcome:
    return Outcome(said=(ANSWER,), asked=asked)


NOTHING = Outcome()
FORWARDED = "Whoever reads this and does not share it will be unlucky"
INDONESIAN = {"language": service_text(ServiceText.LANGUAGE_NAME, "id")}
OUTCOMES = {
    "audio": words(ServiceText.CANNOT_READ_AUDIO),
    "button_reply": words(ServiceText.HELP, "ar"),
    "contacts": words(ServiceText.CANNOT_READ_CONTACTS),
    "document": words(ServiceText.CANNOT_READ_DOCUMENT),
    "document_with_caption": answered("How is this estate divided?"),
    "edit": answered("What is patience?"),
    "edit_of_a_picture": NOTHING,
    "flow_reply": words(ServiceText.CANNOT_READ_THIS),
    "foreign_button_reply": answered("Zakat"),
    "forwarded": answered(f"[Forwarded message]\n> {FORWARDED}"),
    "forwarded_often": answered("[Forwarded message]\n> Share this with seven people"),
    "image": words(ServiceText.CANNOT_READ_IMAGE),
    "image_with_caption": answered("Is this verse written right?"),
    "in_a_group": NOTHING,
    "interactive_without_content": words(ServiceText.CANNOT_READ_THIS),
    "list_reply": words(ServiceText.LANGUAGE_SET, "id", **INDONESIAN),
    "location": words(ServiceText.LOCATION_THANKS),
    "location_nowhere": words(ServiceText.CANNOT_READ_THIS),
    "no_type": words(ServiceText.CANNOT_READ_THIS),
    "order": words(ServiceText.CANNOT_READ_ORDER),
    "reaction": NOTHING,
    "reaction_removed": NOTHING,
    "reply": answered("Is this authentic?"),
    "request_welcome": NOTHING,  # but for the welcome, which FakeMeta keeps apart
    "revoke": NOTHING,
    "something_new": words(ServiceText.CANNOT_READ_THIS),
    "sticker": words(ServiceText.CANNOT_READ_STICKER),
    "system_identity_changed": NOTHING,
    "system_number_changed": NOTHING,
    "system_user_id_changed": NOTHING,
    "template_button": answered("What is zakat?"),
    "text": answered("ما معنى الصبر؟"),
    "text_blank": words(ServiceText.CANNOT_READ_THIS),
    "text_from_an_ad": answered("Salam"),
    "unsupported": words(ServiceText.CANNOT_READ_THIS),
    "unsupported_edit": NOTHING,
    "unsupported_image": words(ServiceText.CANNOT_READ_IMAGE),
    "unsupported_invite": words(ServiceText.CANNOT_READ_THIS),
    "unsupported_poll": words(ServiceText.CANNOT_READ_POLL),
    "unsupported_poll_vote": NOTHING,
    "unsupported_too_large": words(ServiceText.CANNOT_READ_TOO_LARGE),
    "unsupported_unavailable": words(ServiceText.CANNOT_READ_UNAVAILABLE),
    "video": words(ServiceText.CANNOT_READ_VIDEO),
    "video_with_caption": answered("Is what he says true?"),
    "voice_note": words(ServiceText.CANNOT_READ_AUDIO),
}
SENDERS = {
    "both": {"from": PHONE, "from_user_id": USER_ID},
    "no number": {"from_user_id": USER_ID},
    "empty number": {"from": "", "from_user_id": USER_ID},
    "number alone": {"from": PHONE},
}


def payload(name: str, wamid: str, sender: dict[str, str]) -> dict[str, Any]:
    content = json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))
    now = str(int(datetime.now(UTC).timestamp()))
    return {**sender, "id": wamid, "timestamp": now, **content}


def test_every_payload_has_an_outcome_and_a_row_in_the_documents() -> None:
    page = (ROOT / "docs" / "messages.md").read_text(encoding="utf-8")

    assert {path.stem for path in PAYLOADS.iterdir()} == set(OUTCOMES)
    assert set(re.findall(r"`([a-z_]+)\.json`", page)) == set(OUTCOMES)


@pytest.mark.parametrize("sender", SENDERS)
async def test_every_kind_has_its_outcome(gateway: Any, sender: str) -> None:
    """All kinds in one webhook, each from another person, so that none may take another along."""
    ids = {
        name: {key: value and f"{value}{number:03}" for key, value in SENDERS[sender].items()}
        for number, name in enumerate(OUTCOMES)
    }
    await gateway.receive(*[payload(name, f"w.{name}", ids[name]) for name in OUTCOMES])
    await gateway.settle()

    asked = {question["key"]: question["message"] for question in gateway.backend.questions}
    for name, outcome in OUTCOMES.items():
        theirs = {ids[name].get("from"), ids[name].get("from_user_id")} - {None, ""}
        said = [
            gateway.meta.bodies[at]
            for at, call in enumerate(gateway.meta.sent)
            if call.get("to", "").removeprefix("+") in theirs or call.get("recipient") in theirs
        ]
        assert (name, *said) == (name, *outcome.said)
        assert asked.get(f"w.{name}") == outcome.asked
    assert await gateway.database["inbox"].count_documents({"state": "set_aside"}) == 0


async def test_an_edit_replaces_what_still_waits_and_a_revocation_takes_it_back(
    open_gateway: Any,
) -> None:
    anna = {"from": PHONE}
    async with open_gateway(whatsapp_burst_window_seconds=0.3) as gateway:
        first = payload("text", "wamid.HBgLOLD", anna)
        await gateway.receive(first, payload("edit", "w2", anna))
        await gateway.settle()
        bilal = {"from": "6281200000001"}
        taken_back = {"revoke": {"original_message_id": "wamid.HBgLOLD2"}}
        await gateway.receive(
            payload("text", "wamid.HBgLOLD2", bilal), payload("revoke", "w3", bilal) | taken_back
        )
        await gateway.settle()

        assert [question["message"] for question in gateway.backend.questions] == [
            "What is patience?"
        ]
        (answer,) = gateway.meta.sent
        assert answer["context"] == {"message_id": "wamid.HBgLOLD"}


async def test_errors_beside_messages_are_kept_and_logged_and_nobody_hears_of_them(
    gateway: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    error = {"code": 131000, "title": "Unsupported webhook payload"}
    await gateway.receive(
        payload("interactive_without_content", "w1", {"from": PHONE}), errors=[error]
    )
    await gateway.settle()

    assert gateway.meta.bodies == [service_text(ServiceText.CANNOT_READ_THIS, "en")]
    kept = await gateway.database["inbox"].find_one({"field": "errors"})
    assert "131000" in kept["payload"]
    assert re.search(r"meta reports an error.*131000", capsys.readouterr().out)


async def test_our_own_messages_sent_by_hand_are_not_answered(gateway: Any) -> None:
    echo = {"from": "15550783881", "to": PHONE, "id": "w1", "timestamp": "1", "type": "text"}
    change = {"field": "smb_message_echoes", "value": {"message_echoes": [echo | {"text": {}}]}}
    await gateway.post(json.dumps({"entry": [{"id": "1", "changes": [change]}]}).encode())
    await gateway.settle()

    assert gateway.meta.calls == []


async def test_each_business_number_answers_for_itself(open_gateway: Any) -> None:
    async with open_gateway(meta_business_phone_number_id="1, 2") as gateway:
        for number in ("1", "2", "3"):
            value = {
                "metadata": {"phone_number_id": number},
                "messages": [payload("text", f"w{number}", {"from": PHONE})],
            }
            change = {"field": "messages", "value": value}
            await gateway.post(json.dumps({"entry": [{"changes": [change]}]}).encode())
            await gateway.settle()

        outbox = gateway.database["outbox"].find({"covers": {"$ne": []}})
        assert [answer["number_id"] async for answer in outbox] == ["1", "2"]
