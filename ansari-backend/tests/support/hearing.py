"""A person's side of an answer that an agent makes."""

from dataclasses import dataclass, field

from ansari_backend.agent.ansari import AnsariAgent
from ansari_backend.agent.answering import AnswerEvent, Exchange, Made, Question, Words


@dataclass(slots=True, kw_only=True)
class Heard:
    """What a person's side of an answer got."""

    events: list[AnswerEvent] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(event.text for event in self.events if isinstance(event, Words))

    @property
    def made(self) -> Made:
        last = self.events[-1]
        assert isinstance(last, Made)
        return last

    async def listen(self, agent: AnsariAgent, *history: Exchange) -> "Heard":
        question = Question(text="What about patience?", history=history)
        async for event in agent.answer(question):
            self.events.append(event)
        return self
