"""Make the agent that a name on the command line stands for, wired as the service wires it."""

from collections.abc import Sequence
from typing import Final

from pydantic_ai.models import Model

from ansari_backend.agent.ansari import AnsariAgent
from ansari_backend.agent.lineup import KEYLESS, Candidate, Lineup
from ansari_backend.agent.models import candidates
from ansari_backend.app.agents import access_of
from ansari_backend.app.settings import AgentSettings
from ansari_backend.knowledge.knowledge import Knowledge
from ansari_backend.providers.breaker import Breaker
from evaluation.asking import MakeAgent
from evaluation.cases import Case
from evaluation.scripted import scripted

SCRIPTED: Final = "scripted"
_SECONDS: Final = 120.0
"""How long one answer may take."""
_SILENCE: Final = 30.0


def agents(model: str, settings: AgentSettings, cases: Sequence[Case]) -> MakeAgent:
    """Find out how to make the agent of a model.

    Raises:
        ModelSettingError: There is no such model, or no key for it.
    """
    if model == SCRIPTED:
        return agents_around(scripted(cases))
    names = "" if model == KEYLESS else model
    return _agents_of(Lineup(candidates(names, access_of(settings), _SILENCE)))


def agents_around(model: Model) -> MakeAgent:
    """Make agents around a model of one's own."""
    candidate = Candidate(SCRIPTED, lambda: model, Breaker(), marks_its_end=False)
    return _agents_of(Lineup([candidate]))


def _agents_of(lineup: Lineup) -> MakeAgent:
    """Keep the agent on texts that are asked about again: to make one takes a while."""
    kept: dict[int, AnsariAgent] = {}

    def make(knowledge: Knowledge) -> AnsariAgent:
        if id(knowledge) not in kept:
            kept[id(knowledge)] = AnsariAgent(lineup, knowledge, _SECONDS)
        return kept[id(knowledge)]

    return make
