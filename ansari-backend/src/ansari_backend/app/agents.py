"""Open the agent that the settings ask for, on the texts that were built."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import structlog

from ansari_backend.agent.ansari import create_agent
from ansari_backend.agent.answering import Agent
from ansari_backend.agent.models import Access, ModelSettingError
from ansari_backend.app.services import library_keys
from ansari_backend.app.settings import AgentSettings, opened
from ansari_backend.knowledge.artefact import default_place, read_manifest
from ansari_backend.knowledge.failures import KnowledgeError, KnowledgeUnreadableError
from ansari_backend.knowledge.knowledge import open_knowledge
from ansari_backend.providers.failures import ProviderSettingError
from ansari_backend.providers.library import open_library

_log = structlog.get_logger(__name__)

UNOPENABLE = (KnowledgeError, ModelSettingError, ProviderSettingError)
"""Why there may be no agent; their texts tell an operator what to do."""


@contextmanager
def open_agent(settings: AgentSettings, texts: Path | None = None) -> Iterator[Agent]:
    """Open the agent for as long as the block lasts. It takes a second: not for an event loop."""
    place = texts or default_place()
    manifest = read_manifest(place)
    if manifest.selection != settings.knowledge_sources:
        raise KnowledgeUnreadableError(place, "they were built for another KNOWLEDGE_SOURCES")
    library = open_library(library_keys(settings))
    with open_knowledge(place) as knowledge:
        if not knowledge.finds_meanings:
            _log.info("searching_by_words_alone")
        edition = sha256(repr(manifest).encode()).hexdigest()[:12]
        yield create_agent(
            settings.model_names,
            knowledge,
            access=access_of(settings),
            texts=edition,
            library=library,
        )


def access_of(settings: AgentSettings) -> dict[str, Access]:
    """Say how each vendor is reached, by its name."""
    return {
        "anthropic": Access(
            api_key=opened(settings.anthropic_api_key), base_url=settings.anthropic_base_url
        ),
        "openai": Access(
            api_key=opened(settings.openai_api_key), base_url=settings.openai_base_url
        ),
        "google": Access(api_key=opened(settings.google_api_key)),
    }
