"""Agents over a server that speaks the vendors' protocols, over real sockets."""

from collections.abc import AsyncIterator

import pytest
from llmock.pytest_plugin import LLMock

from ansari_backend.agent.ansari import AnsariAgent, create_agent
from ansari_backend.agent.models import Access
from ansari_backend.knowledge.knowledge import Knowledge

MODELS = {
    "anthropic": "anthropic:claude-sonnet-5-5",
    "openai": "openai:gpt-5",
    "google": "google:gemini-3-pro",
}
PROVIDERS = {"anthropic": "anthropic", "openai": "openai", "google": "gemini"}


@pytest.fixture(params=list(MODELS))
def vendor(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def model(vendor: str) -> str:
    """The name of the model that the agent asks first."""
    return MODELS[vendor]


@pytest.fixture
def access(vendor: str, llmock: LLMock) -> dict[str, Access]:
    address = llmock.base_url(PROVIDERS[vendor])
    return {vendor: Access(api_key="a key", base_url=address)}


@pytest.fixture
async def agent(
    model: str, knowledge: Knowledge, access: dict[str, Access]
) -> AsyncIterator[AnsariAgent]:
    made = create_agent(model, knowledge, access=access, seconds=20)
    yield made
    await made.close()


@pytest.fixture
async def hasty_agent(
    model: str, knowledge: Knowledge, access: dict[str, Access]
) -> AsyncIterator[AnsariAgent]:
    """An agent that bears a model's silence for less than a second."""
    made = create_agent(model, knowledge, access=access, silence=0.8)
    yield made
    await made.close()
