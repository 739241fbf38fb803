"""The audit counts what is there and names every gap."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from ansari_backend.knowledge.artefact import TEXTS, default_place
from ansari_backend.knowledge.audit import Audited, audit
from ansari_backend.knowledge.knowledge import Knowledge
from ansari_backend.knowledge.text_store import TextStore


@pytest.fixture(scope="module")
def audited(knowledge: Knowledge) -> Iterator[dict[tuple[str, str], Audited]]:
    assert knowledge
    with closing(TextStore(default_place() / TEXTS)) as store:
        yield {
            (each.edition.work, each.edition.language): each
            for each in audit(store)
            if each.edition.shown
        }


@pytest.mark.parametrize("language", ["ar", "en", "ur", "id", "de", "es", "fr", "ru", "tr"])
def test_the_quran_is_whole(audited: dict[tuple[str, str], Audited], language: str) -> None:
    assert audited["quran", language].texts == 6236
    assert audited["quran", language].gaps == ()


@pytest.mark.parametrize(
    ("edition", "texts", "gap", "begins"),
    [
        (("bukhari", "ar"), 7362, ("numbers that our copy lacks", 201), "3181-3183, 3366-3371"),
        (("bukhari", "ur"), 7358, ("hadiths without a translation", 4), "3871, 4252, 4695-4696"),
        (("ibnmajah", "ar"), 4340, ("numbers that our copy lacks", 1), "1643"),
        (("maarif", "en"), 12186, ("verses without a comment", 40), "9:1, 15:1, 15:2"),
    ],
)
def test_every_gap_is_named(
    audited: dict[tuple[str, str], Audited],
    edition: tuple[str, str],
    texts: int,
    gap: tuple[str, int],
    begins: str,
) -> None:
    found = audited[edition]

    assert found.texts == texts
    assert [(each.what, each.count) for each in found.gaps] == [gap]
    assert found.gaps[0].where.startswith(begins)


def test_what_is_whole_has_no_gaps(audited: dict[tuple[str, str], Audited]) -> None:
    assert audited["saghir", "ar"].gaps == ()
    assert audited["ibnkathir", "en"].gaps == ()


def test_a_hash_tells_the_texts_of_editions_apart(
    audited: dict[tuple[str, str], Audited],
) -> None:
    hashes = [each.sha256 for each in audited.values()]

    assert len(set(hashes)) == len(hashes)
    assert all(len(each) == 64 for each in hashes)
