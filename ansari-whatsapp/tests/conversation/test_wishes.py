"""What people can wish for beside answers, and what their messages bring along."""

from datetime import UTC, datetime
from typing import Any

import pytest

from ansari_whatsapp.inbox.dead_letters import DeadLetters
from ansari_whatsapp.presenters.texts import ServiceText, languages, service_text

ANNA = "16505551234"
NOW = datetime.now(UTC)
PATIENCE = {"number": 1, "title": "Qur'an 2:153", "text": "Seek help in patience.", "url": None}


def message(wamid: str, kind: str, body: dict[str, Any], **more: Any) -> dict[str, Any]:
    now = str(int(datetime.now(UTC).timestamp()))
    return {"from": ANNA, "id": wamid, "timestamp": now, "type": kind, kind: body} | more


async def say(gateway: Any, words: str, **more: Any) -> str:
    """Say it, and give the last thing said in return."""
    wamid = f"wamid.{len(gateway.meta.calls)}"
    await gateway.receive(message(wamid, "text", {"body": words}, **more))
    await gateway.settle()
    return str(gateway.meta.bodies[-1])


def choices(gateway: Any) -> list[dict[str, str]]:
    """What the last thing said offers to press."""
    action = gateway.meta.sent[-1]["interactive"]["action"]
    if "buttons" in action:
        return [button["reply"] for button in action["buttons"]]
    return [row for section in action["sections"] for row in section["rows"]]


async def press(gateway: Any, choice: dict[str, str]) -> str:
    """Press it, as WhatsApp reports it, and give the last thing said in return."""
    reply = {"type": "list_reply", "list_reply": choice}
    await gateway.receive(message(f"wamid.{len(gateway.meta.calls)}", "interactive", reply))
    await gateway.settle()
    return str(gateway.meta.bodies[-1])


async def test_a_wish_is_granted_without_asking_the_agent(gateway: Any) -> None:
    said = await say(gateway, "/help")

    assert said == service_text(ServiceText.HELP, "en")
    assert gateway.backend.questions == []


async def test_a_new_conversation_goes_on_in_a_new_thread(gateway: Any) -> None:
    await say(gateway, "What is patience?")
    await say(gateway, "new conversation")
    await say(gateway, "What is gratitude?")

    assert [question["thread_id"] for question in gateway.backend.questions] == ["1", "2"]


async def test_a_newcomer_can_begin_with_a_new_conversation(gateway: Any) -> None:
    said = await say(gateway, "new conversation")

    assert said == service_text(ServiceText.NEW_CONVERSATION, "en")


async def test_every_language_can_be_chosen_from_the_menus(gateway: Any) -> None:
    await say(gateway, "language")
    *first, more = choices(gateway)
    await press(gateway, more)
    offered = [*first, *choices(gateway)]

    answers = {await press(gateway, offer) for offer in offered}

    names = {code: service_text(ServiceText.LANGUAGE_NAME, code) for code in languages()}
    assert answers == {
        service_text(ServiceText.LANGUAGE_SET, code, language=name) for code, name in names.items()
    }


async def test_a_chosen_language_is_kept_for_what_tells_no_language(gateway: Any) -> None:
    await say(gateway, "language Indonesian")

    await gateway.receive(message("w.sticker", "sticker", {"id": "1"}))
    await gateway.settle()

    assert gateway.meta.bodies[-1] == service_text(ServiceText.CANNOT_READ_STICKER, "id")
    assert gateway.backend.people == {ANNA: "id"}


async def test_one_foreign_word_does_not_change_the_language(gateway: Any) -> None:
    await say(gateway, "ما هو الصبر في الإسلام؟")
    await say(gateway, "وما هي الزكاة؟ thanks")

    assert await say(gateway, "/help") == service_text(ServiceText.HELP, "en")
    assert await say(gateway, "1") == "*Patience* is light."
    await gateway.receive(message("w.sticker", "sticker", {"id": "1"}))
    await gateway.settle()
    assert gateway.meta.bodies[-1] == service_text(ServiceText.CANNOT_READ_STICKER, "ar")
    assert await say(gateway, "مساعدة") == service_text(ServiceText.HELP, "ar")


async def test_sources_are_listed_and_shown_in_full(gateway: Any) -> None:
    gateway.backend.sources = [PATIENCE]
    await say(gateway, "What is patience?")

    assert await say(gateway, "sources") == "1. Qur'an 2:153"
    assert "Seek help in patience." in await say(gateway, "source 1")
    assert await say(gateway, "source 7") == service_text(
        ServiceText.SOURCE_UNKNOWN, "en", number="7"
    )


async def test_without_an_answer_there_are_no_sources(gateway: Any) -> None:
    assert await say(gateway, "show me the sources") == service_text(ServiceText.SOURCES_NONE, "en")


async def test_nothing_is_deleted_before_the_person_says_yes(gateway: Any) -> None:
    await say(gateway, "What is patience?")
    asked = await say(gateway, "delete my data")

    assert service_text(ServiceText.DELETE_CONFIRM, "en") in asked
    assert gateway.backend.people
    no = next(choice for choice in choices(gateway) if choice["title"] == "No, keep")
    assert await press(gateway, no) == service_text(ServiceText.DELETE_KEPT, "en")
    assert gateway.backend.people


async def test_a_yes_counts_only_as_the_very_next_thing(gateway: Any) -> None:
    await say(gateway, "What is patience?")
    await say(gateway, "delete my data")
    yes = choices(gateway)[0]
    await gateway.receive(message("w.sticker", "sticker", {"id": "1"}))
    await gateway.settle()

    assert await press(gateway, yes) == service_text(ServiceText.DELETE_CONFIRM, "en")
    assert gateway.backend.people
    assert await press(gateway, yes) == service_text(ServiceText.DELETE_DONE, "en")


async def test_after_a_yes_no_word_of_theirs_is_left(gateway: Any) -> None:
    await say(gateway, "What is patience?")
    await say(gateway, "delete my data")
    said = await say(gateway, "Yes, delete")

    assert said == service_text(ServiceText.DELETE_DONE, "en")
    assert gateway.backend.people == {}
    for room in ("inbox", "outbox", "chats"):
        assert "patience" not in str(await gateway.database[room].find().to_list()).lower()


async def test_what_was_set_aside_is_deleted_too(gateway: Any) -> None:
    await say(gateway, "What is patience?")
    await gateway.database["inbox"].update_one(
        {}, {"$set": {"state": "set_aside", "reason": "ValueError", "set_aside_at": NOW}}
    )
    await say(gateway, "delete my data")
    await say(gateway, "Yes, delete")

    assert "patience" not in str(await gateway.database["inbox"].find().to_list()).lower()
    assert await DeadLetters(gateway.database).all(limit=10) == []


async def test_a_yes_is_not_forgotten_while_the_backend_is_down(gateway: Any) -> None:
    await say(gateway, "What is patience?")
    await say(gateway, "delete my data")
    gateway.backend.outages = 1

    assert await say(gateway, "Yes, delete") == service_text(ServiceText.DELETE_DONE, "en")


async def test_a_wish_that_cannot_be_granted_in_time_is_apologised_for(open_gateway: Any) -> None:
    async with open_gateway(whatsapp_backend_patience_seconds=1) as gateway:
        gateway.backend.outages = 1_000

        said = await say(gateway, "new conversation")

    assert said == service_text(ServiceText.ANSWER_FAILED, "en")


async def test_a_yes_that_nothing_was_asked_for_is_asked_about(gateway: Any) -> None:
    await say(gateway, "What is patience?")
    await say(gateway, "delete my data")
    await say(gateway, "What is gratitude?")
    await say(gateway, "Yes, delete")

    assert gateway.backend.people


async def test_a_place_is_remembered_and_thanked_for(gateway: Any) -> None:
    await gateway.receive(message("w1", "location", {"latitude": 21.42, "longitude": 39.83}))
    await gateway.settle()

    assert gateway.backend.places == {ANNA: (21.42, 39.83)}
    assert gateway.meta.bodies == [service_text(ServiceText.LOCATION_THANKS, "en")]


@pytest.mark.parametrize("place", [{}, {"latitude": "north", "longitude": 1}, {"latitude": 91.0}])
async def test_a_place_that_is_none_is_answered_kindly(gateway: Any, place: dict[str, Any]) -> None:
    await gateway.receive(message("w1", "location", place))
    await gateway.settle()

    assert gateway.meta.bodies == [service_text(ServiceText.CANNOT_READ_THIS, "en")]


async def test_the_words_that_a_message_quotes_reach_the_agent(gateway: Any) -> None:
    await say(gateway, "What is patience?")
    await say(gateway, "Is this authentic?", context={"from": "1555", "id": "wamid.out.3"})

    assert gateway.backend.questions[-1]["message"] == (
        "[Replying to your answer]\n> *Patience* is light.\n\nIs this authentic?"
    )


async def test_a_message_that_quotes_ones_own_words_brings_them_along(gateway: Any) -> None:
    await say(gateway, "The ink of scholars is holy")
    await say(gateway, "Is this authentic?", context={"from": ANNA, "id": "wamid.0"})

    said = gateway.backend.questions[-1]["message"]
    assert said == "[Replying to]\n> The ink of scholars is holy\n\nIs this authentic?"


async def test_another_persons_words_cannot_be_quoted(gateway: Any) -> None:
    await say(gateway, "My secret")
    await gateway.receive(
        message("w9", "text", {"body": "What?"}, context={"id": "wamid.0"})
        | {"from": "6281200000001"}
    )
    await gateway.settle()

    assert gateway.backend.questions[-1]["message"] == "What?"


async def test_what_ansari_told_somebody_else_cannot_be_quoted(gateway: Any) -> None:
    await say(gateway, "My secret")
    await gateway.receive(
        message("w9", "text", {"body": "What?"}, context={"id": "wamid.out.2"})
        | {"from": "6281200000001"}
    )
    await gateway.settle()

    assert gateway.backend.questions[-1]["message"] == "What?"


@pytest.mark.parametrize("mark", ["forwarded", "frequently_forwarded"])
async def test_forwarded_words_are_marked_as_somebody_elses(gateway: Any, mark: str) -> None:
    await say(gateway, "Send this to ten people\nor else", context={mark: True})

    said = gateway.backend.questions[-1]["message"]
    assert said == "[Forwarded message]\n> Send this to ten people\n> or else"
