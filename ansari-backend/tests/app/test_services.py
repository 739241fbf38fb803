"""What an operator sets turns services on, or stops the start with a sentence."""

from collections.abc import AsyncIterator, Callable

import pytest
from pydantic import SecretStr

from ansari_backend.app.agents import open_agent
from ansari_backend.app.services import library_keys
from ansari_backend.app.settings import AgentSettings
from ansari_backend.providers.failures import ProviderSettingError
from ansari_backend.providers.library import Keys, Library, open_library
from ansari_backend.providers.port import Subject

Open = Callable[[AgentSettings], Library]


@pytest.fixture
async def opened() -> AsyncIterator[Open]:
    libraries: list[Library] = []

    def opening(settings: AgentSettings) -> Library:
        libraries.append(open_library(library_keys(settings)))
        return libraries[-1]

    yield opening
    for library in libraries:
        await library.close()


async def test_every_setting_reaches_its_service(opened: Open) -> None:
    settings = AgentSettings(
        _env_file=None,
        kalemat_api_key=SecretStr("key"),
        usul_api_token=SecretStr("token"),
        usul_fiqh_books="b1/v1=al-Umm",
        usul_tafsir_books="b2/v2=al-Qurtubi",
        vectara_api_key=SecretStr("key"),
        mawsuah_vectara_corpus_key="mawsuah",
        tafsir_vectara_corpus_key="tafsirs",
    )

    library = opened(settings)

    named = {subject: [each.name for each in library.on(subject)] for subject in Subject}
    assert named == {
        Subject.QURAN: ["Kalimat (quran)"],
        Subject.HADITH: ["Kalimat (hadith)"],
        Subject.FIQH: ["Vectara (mawsuah)", "Usul (al-Umm)"],
        Subject.TAFSIR: ["Vectara (tafsirs)", "Usul (al-Qurtubi)"],
    }


def test_another_address_of_usul_is_used() -> None:
    settings = AgentSettings(_env_file=None, usul_base_url="https://usul.example/search")

    assert library_keys(settings) == Keys(usul_address="https://usul.example/search")


@pytest.mark.usefixtures("knowledge")
def test_a_service_that_is_set_wrongly_stops_the_start() -> None:
    settings = AgentSettings(_env_file=None, usul_api_token=SecretStr("token"))

    with pytest.raises(ProviderSettingError, match="USUL_FIQH_BOOKS"), open_agent(settings):
        pass
