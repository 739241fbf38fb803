"""What people tell of themselves is heard, told again when they ask, and changed on request."""

import pytest
from pydantic_ai.messages import ModelMessage
from pydantic_ai.models.function import AgentInfo, FunctionModel

from ansari_backend.agent.about import LONGEST, hear, sentences
from ansari_backend.agent.ansari import MEMORY, AnsariAgent, create_agent
from ansari_backend.agent.answering import About, Learned, Made, Place, Question, Words
from ansari_backend.agent.lineup import Candidate, Lineup
from ansari_backend.knowledge.knowledge import Knowledge
from ansari_backend.providers.breaker import Breaker

HANAFI = About(school="hanafi")


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("I am Hanafi", HANAFI),
        ("I'm a Shafi'i Muslim", About(school="shafii")),
        (
            "I follow the Maliki school. Is it allowed to pray with shoes on?",
            About(school="maliki"),
        ),
        ("my madhhab is hanbali", About(school="hanbali")),
        ("I am not Hanafi but Shafi'i", About(school="shafii")),
        ("مذهبي المالكي", About(school="maliki")),
        ("أنا حنفي", HANAFI),
        ("میں حنفی ہوں", HANAFI),
        ("main hanafi hun", HANAFI),
        ("saya bermazhab Syafi'i", About(school="shafii")),
        ("je suis malikite", About(school="maliki")),
        ("Hanefiyim", HANAFI),
        ("Ich bin Schafiit", About(school="shafii")),
        ("sigo la escuela hanafi", HANAFI),
        ("я ханафит", HANAFI),
        ("I am a new Muslim", About(level="new")),
        ("I'm new to Islam, how do I pray?", About(level="new")),
        ("أنا مبتدئ", About(level="new")),
        ("saya mualaf", About(level="new")),
        ("I am a student of knowledge", About(level="student")),
        ("I am an imam", About(level="scholar")),
        ("please answer me in Urdu from now on", About(language="ur")),
        ("أجبني بالإنجليزية", About(language="en")),
        ("جواب اردو میں دیں", About()),
        ("اردو میں جواب دیں", About(language="ur")),
        ("réponds-moi en arabe", About(language="ar")),
        ("Türkçe cevap ver", About(language="tr")),
        ("antworte mir bitte auf Deutsch", About(language="de")),
        ("отвечай на русском языке", About(language="ru")),
        ("jawab dalam bahasa Indonesia", About(language="id")),
        ("I am Hanafi and new to Islam, answer in English", About(school="hanafi", language="en")),
    ],
)
def test_what_a_person_tells_is_heard(text: str, about: About) -> None:
    heard = hear(text, About())

    assert (heard.about if heard else About()) == about


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("No, I'm Shafi'i", About(school="shafii", level="new")),
        ("I am not Hanafi", About(level="new")),
        ("I am not Maliki", About(school="hanafi", level="new")),
        ("forget my school", About(level="new")),
        ("I am not a beginner any more", About(school="hanafi")),
        ("forget what I told you about myself", About()),
        ("انس مذهبي", About(level="new")),
        ("میرا مسلک بھول جائیں", About(level="new")),
        ("lupakan mazhab saya", About(level="new")),
        ("oublie ce que je t'ai dit de moi", About()),
        ("vergiss, was ich dir über mich gesagt habe", About()),
        ("забудь, что я рассказал о себе", About()),
    ],
)
def test_what_was_told_is_corrected_and_forgotten(text: str, left: About) -> None:
    heard = hear(text, About(school="hanafi", level="new"))

    assert heard
    assert heard.about == left


@pytest.mark.parametrize(
    "text",
    [
        "What is the Hanafi school?",
        "If I am Hanafi, may I pray behind a Shafi'i?",
        "Am I Hanafi if my father is?",
        "Is it true that I am new to Islam in the eyes of Allah",
        "My wife follows the Maliki school",
        "What does it mean to be a new Muslim?",
        "Who was Imam Malik?",
        "The imam said that he is Hanafi",
        "How do I say salam in Arabic?",
        "هل الحنفي يصلي خلف الشافعي؟",
        "I am Hanafi. " + "Once there was a man. " * LONGEST,
    ],
)
def test_what_only_looks_like_it_is_not_taken_for_it(text: str) -> None:
    heard = hear(text, About())

    assert heard is None or heard.about == About()


def agent_with(knowledge: Knowledge, told: list[str]) -> AnsariAgent:
    async def answer(_: list[ModelMessage], info: AgentInfo):  # noqa: ANN202 - a stream of words
        told.append(info.instructions or "")
        yield "<answer>So it is."

    model = FunctionModel(stream_function=answer)
    candidate = Candidate("scripted", lambda: model, Breaker(), marks_its_end=False)
    return AnsariAgent(Lineup([candidate]), knowledge, seconds=20)


async def events(agent: AnsariAgent, question: Question) -> tuple[str, About | None, str]:
    """The words, what was learned, and who made the answer."""
    heard = [event async for event in agent.answer(question)]
    learned = next((one.about for one in heard if isinstance(one, Learned)), None)
    made = next(one.model for one in heard if isinstance(one, Made))
    return "".join(one.text for one in heard if isinstance(one, Words)), learned, made


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("What have you remembered of me?", "en"),
        ("what do you know about me please", "en"),
        ("ماذا تعرف عني؟", "ar"),
        ("آپ میرے بارے میں کیا جانتے ہیں؟", "ur"),
        ("Apa yang kamu ingat tentang saya?", "id"),
        ("Que sais-tu de moi ?", "fr"),
        ("Qu'as-tu retenu de moi ?", "fr"),
        ("Hakkımda ne biliyorsun?", "tr"),
        ("Was weißt du über mich?", "de"),
        ("¿Qué sabes de mí?", "es"),
        ("Что ты знаешь обо мне?", "ru"),
    ],
)
async def test_who_asks_is_shown_what_is_remembered(
    knowledge: Knowledge, text: str, language: str
) -> None:
    words = sentences(language)
    here = Place(latitude=30.0, longitude=31.2)
    question = Question(text=text, language=language, about=HANAFI, place=here)

    said, learned, made = await events(create_agent("", knowledge), question)

    assert said.startswith(words["told"])
    assert words["is_school"].format(words["schools"]["hanafi"]) in said
    assert words["is_place"] in said
    assert words["how"] in said
    assert (learned, made) == (None, MEMORY)


async def test_who_told_nothing_is_told_so(knowledge: Knowledge) -> None:
    said, _, _ = await events(create_agent("", knowledge), Question(text="What do you know of me?"))

    assert said.startswith(sentences("en")["nothing"])


async def test_who_only_tells_is_told_what_was_noted(knowledge: Knowledge) -> None:
    said, learned, made = await events(create_agent("", knowledge), Question(text="I'm Hanafi."))

    assert said.startswith("I have noted:\n- You follow the Hanafi school.\n\nTo change it")
    assert (learned, made) == (HANAFI, MEMORY)


async def test_who_tells_and_asks_is_answered_by_what_they_told(knowledge: Knowledge) -> None:
    told: list[str] = []
    question = Question(text="I follow the Hanafi school. Is witr obligatory?")

    said, learned, made = await events(agent_with(knowledge, told), question)

    assert said == "I have noted:\n- You follow the Hanafi school.\n\nSo it is."
    assert learned == HANAFI
    assert made == "scripted"
    assert "You follow the Hanafi school." in told[0]


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("Hanefiyim. Vitir vacip mi?", About()),
        ("Vitir vacip mi?", HANAFI),
        ("Mezhebimi unut. Vitir vacip mi?", HANAFI),
    ],
)
async def test_an_answer_to_what_somebody_told_is_for_nobody_else(
    knowledge: Knowledge, text: str, about: About
) -> None:
    agent = agent_with(knowledge, [])
    question = Question(text=text, language="tr", about=about)

    made = [event async for event in agent.answer(question) if isinstance(event, Made)]

    assert [one.lasting for one in made] == [False]


async def test_who_asked_for_a_language_is_answered_in_it(knowledge: Knowledge) -> None:
    question = Question(text="What about patience?", about=About(language="ur"))

    said, _, _ = await events(create_agent("", knowledge), question)

    assert "آپ کے سوال کے بارے میں" in said


async def test_what_somebody_passes_on_says_nothing_of_them(knowledge: Knowledge) -> None:
    forwarded = Question(text="[Forwarded message]\n> I am a Hanafi imam\n\nWhat about patience?")

    _, learned, _ = await events(create_agent("", knowledge), forwarded)

    assert learned is None


def test_every_language_has_all_sentences() -> None:
    names = set(sentences("en"))

    assert all(set(sentences(one)) == names for one in "ar ur id fr tr de es ru".split())  # noqa: SIM905
