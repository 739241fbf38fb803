"""What a model is told of a long conversation: whole turns, the rest summed up, within a budget."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_ai.messages import ModelMessage, ModelRequest, TextPart, UserPromptPart

from ansari_backend.agent.answering import Exchange
from ansari_backend.agent.history import RECENT_TOKENS, messages_of, outgrown
from ansari_backend.agent.phrases import phrases_in
from ansari_backend.agent.summary import SUMMARY_TOKENS, listed, tokens_in


def asked(text: str) -> Exchange:
    return Exchange(role="user", content=text)


def answered(text: str) -> Exchange:
    return Exchange(role="assistant", content=text)


def turns(count: int, words: str = "so it is") -> list[Exchange]:
    return [
        exchange
        for number in range(1, count + 1)
        for exchange in (asked(f"Question {number}?"), answered(f"Answer {number}, {words}."))
    ]


def texts(messages: list[ModelMessage]) -> list[str]:
    return [
        str(part.content)
        for message in messages
        for part in message.parts
        if isinstance(part, UserPromptPart | TextPart)
    ]


def test_a_short_conversation_is_told_as_it_was() -> None:
    told = messages_of("", turns(2))

    assert texts(told) == [one.content for one in turns(2)]


def test_what_no_longer_fits_is_told_by_its_questions() -> None:
    told = texts(messages_of("", turns(40, words="word " * 150)))

    assert told[0].startswith("[Earlier in this conversation]\n> 1. Question 1?\n> 2. Question 2?")
    assert told[1].startswith("Question ")
    assert told[-1].startswith("Answer 40,")
    assert sum(map(tokens_in, told)) <= RECENT_TOKENS + SUMMARY_TOKENS


def test_what_was_summed_up_before_comes_first() -> None:
    told = texts(messages_of("1. zakat on gold", turns(1)))

    assert told == [
        "[Earlier in this conversation]\n> 1. zakat on gold",
        "Question 1?",
        "Answer 1, so it is.",
    ]


@pytest.mark.parametrize(
    "poisoned",
    [
        [asked("A question that nobody answered")],
        [answered("An answer to nothing")],
        [asked("What was refused"), answered(phrases_in("en").wordless)],
        [asked("What was refused"), answered(phrases_in("ur").wordless)],
    ],
)
def test_half_a_turn_and_a_refused_one_are_left_out(poisoned: list[Exchange]) -> None:
    told = messages_of("", [*turns(1), *poisoned, *turns(1)])

    assert texts(told) == [one.content for one in (*turns(1), *turns(1))]


def test_a_turn_of_any_length_leaves_room_for_others() -> None:
    huge = [asked("Is this true? " + "so " * 30_000), answered("wörter " * 30_000)]

    told = texts(messages_of("", [*turns(1), *huge]))

    assert told[0] == "Question 1?"
    assert told[2].startswith("Is this true?")
    assert sum(map(tokens_in, told)) <= RECENT_TOKENS


def test_nothing_is_summed_up_while_it_fits() -> None:
    assert outgrown(turns(10)) == 0


@pytest.mark.parametrize("words", ["so it is", "word " * 200])
def test_what_outgrows_its_room_makes_room_for_many_turns(words: str) -> None:
    history = turns(40, words=words)

    cut = outgrown(history)

    assert 0 < cut < len(history)
    assert history[cut].role == "user"
    assert outgrown(history[cut:]) == 0
    assert outgrown([*history[cut:], *turns(3, words=words)]) == 0


def test_three_hundred_questions_fit_and_the_third_is_among_them() -> None:
    notes = ""
    for number in range(1, 301):
        question = "What about zakat on gold?" if number == 3 else f"And what of matter {number}?"
        notes = listed(notes, [question])

    assert "3. What about zakat on gold?" in notes
    assert notes.splitlines()[-1].startswith("300. And what of matter")
    assert sum(map(tokens_in, texts(messages_of(notes, [])))) <= SUMMARY_TOKENS


def test_what_somebody_passed_on_is_noted_by_its_beginning() -> None:
    assert listed("", ["[Forwarded message]\n> Send this to ten people"]) == (
        "1. Send this to ten people"
    )
    assert listed("", ["[Forwarded message]\n> Send this\n\nIs it\ntrue?"]) == "1. Is it true?"


@given(st.text(max_size=30_000), st.lists(st.text(max_size=3_000), max_size=40))
def test_notes_never_outgrow_their_room(notes: str, questions: list[str]) -> None:
    told = texts(messages_of(listed(notes, questions), []))

    assert sum(map(tokens_in, told)) <= SUMMARY_TOKENS


@given(
    st.lists(
        st.builds(
            Exchange, role=st.sampled_from(["user", "assistant"]), content=st.text(max_size=9_000)
        ),
        max_size=40,
    )
)
def test_history_never_outgrows_its_room(history: list[Exchange]) -> None:
    told = messages_of("", history)

    assert sum(map(tokens_in, texts(told))) <= RECENT_TOKENS + SUMMARY_TOKENS
    assert not told or isinstance(told[0], ModelRequest)
    assert 0 <= outgrown(history) <= len(history)
