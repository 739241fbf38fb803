"""Each service is on when its setting is there, and a setting that does nothing is refused."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from provider_kinds import NODE
from remote_services import Answer, RemoteService

from ansari_backend.providers.failures import ProviderRestingError, ProviderSettingError
from ansari_backend.providers.library import Keys, Library, open_library
from ansari_backend.providers.port import Subject

BOOKS = "b1/v1=al-Mawsu'a"
Open = Callable[[Keys], Library]


@pytest.fixture
async def opened() -> AsyncIterator[Open]:
    closing: list[Callable[[], Awaitable[None]]] = []

    def opening(keys: Keys) -> Library:
        library = open_library(keys)
        closing.append(library.close)
        return library

    yield opening
    for close in closing:
        await close()


@pytest.mark.parametrize(
    ("keys", "names"),
    [
        (Keys(), []),
        (Keys(usul_fiqh_books=BOOKS, vectara_fiqh_corpus="fiqh"), []),
        (Keys(kalimat="key"), ["Kalimat (quran)", "Kalimat (hadith)"]),
        (Keys(usul="token", usul_tafsir_books=BOOKS), ["Usul (al-Mawsu'a)"]),
        (
            Keys(vectara="key", vectara_fiqh_corpus="fiqh", vectara_tafsir_corpus="tafsir"),
            ["Vectara (fiqh)", "Vectara (tafsir)"],
        ),
    ],
)
async def test_what_has_a_key_is_on(opened: Open, keys: Keys, names: list[str]) -> None:
    assert [provider.name for provider in opened(keys).providers] == names


@pytest.mark.parametrize(
    ("keys", "named"),
    [
        (Keys(usul="token"), "USUL_FIQH_BOOKS"),
        (Keys(vectara="key"), "MAWSUAH_VECTARA_CORPUS_KEY"),
        (Keys(usul="token", usul_fiqh_books="nonsense"), "USUL_FIQH_BOOKS"),
    ],
)
def test_a_key_that_is_of_no_use_says_what_to_set(keys: Keys, named: str) -> None:
    with pytest.raises(ProviderSettingError, match=named):
        open_library(keys)


async def test_sources_are_found_by_what_they_are_about(opened: Open) -> None:
    library = opened(Keys(kalimat="key", usul="token", usul_fiqh_books=BOOKS))

    assert [each.name for each in library.on(Subject.FIQH)] == ["Usul (al-Mawsu'a)"]
    assert len(library.on(Subject.QURAN, Subject.HADITH)) == 2


async def test_all_that_stands_around_a_source_is_there(
    opened: Open, service: RemoteService
) -> None:
    keys = Keys(usul="t", usul_address=service.address, usul_fiqh_books=BOOKS)
    [source] = opened(keys).providers
    busy = Answer(status=503, headers={"Retry-After": "0"})
    service.answers(busy, Answer(body={"results": [NODE]}), *[busy] * 6)

    first = await source.search("prayer", 3)
    again = await source.search("prayer", 3)
    for query in ("one", "two", "three"):
        with pytest.raises(Exception) as raised:  # noqa: PT011 - which, is asserted below
            await source.search(query, 3)

    assert first == again
    assert raised.type is ProviderRestingError
    assert len(service.asked) == 2 + 3 + 3
