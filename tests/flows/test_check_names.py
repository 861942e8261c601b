from __future__ import annotations

import pytest

from flows.engines import extract
from flows.fitness.ambiguous import Ambiguous, ambiguous_names
from flows.fitness.sentences import sentences_of
from flows.fitness.unknown import LooksLike, unknown_names
from flows.ingest.document import Document, Metadata


def read(text: str) -> tuple[dict[str, LooksLike], list[Ambiguous]]:
    """Return what the unknown names of a text look like, and how its ambiguous names are read."""
    document = Document("a", "a.txt", "0" * 64, "utf-8", len(text), text, Metadata())
    (extraction,) = extract((document,), "").extractions
    sentences = list(sentences_of(extraction))
    unknown = {name.name: name.looks_like for name in unknown_names(sentences)}
    return unknown, list(ambiguous_names(text, sentences))


def test_a_name_in_an_actors_place_that_nobody_knows_is_told() -> None:
    unknown, _ = read(
        "Zamunda severed diplomatic relations with Japan in 1959. The Wakandan Liberation Council attacked Peru. "
        "Chile expelled Jean Dupont. The army seized the ship Blue Heron off Peru."
    )
    assert unknown["Zamunda"] == "nobody"
    assert unknown["Wakandan Liberation Council"] == "organisation"
    assert unknown["Jean Dupont"] == "person"
    assert next(iter(unknown)) == "Zamunda"  # what no claim can have stands first


@pytest.mark.parametrize(
    "text",
    [
        "Japan severed diplomatic relations with the European Union in January.",
        "Hezbollah attacked Israel on Monday. The UN Security Council adopted Resolution 418 on sanctions.",
        "The Treaty of Friendship between Peru and Chile ended the Cold War.",
        "We grew roses in Wakanda.",  # no rule has a word of it
        "",
    ],
)
def test_what_is_known_or_no_actor_is_not_told(text: str) -> None:
    assert read(text)[0] == {}


def test_a_person_told_by_the_surname_later_is_told_once() -> None:
    unknown, _ = read("Chile expelled Jean Dupont in 1999. Dupont attacked the embassy of Peru.")
    assert unknown == {"Jean Dupont": "person"}


@pytest.mark.parametrize(
    ("text", "name", "read_as", "could_be"),
    [
        ("Korea signed a treaty with Japan.", "Korea", "", ("KOR", "PRK")),
        ("Korea signed a treaty with Japan. Seoul welcomed it.", "Korea", "KOR", ("KOR", "PRK")),
        ("Congo closed its border with Rwanda.", "Congo", "", ("COD", "COG")),
        ("Georgia expelled two envoys of Russia.", "Georgia", "GEO", ("GEO", "the American state", "a person's name")),
        ("Atlanta, Georgia, received an envoy of Japan.", "Georgia", None, None),
        ("Michael Jordan met the king of Peru.", "Jordan", None, None),
        ("King Abdullah of Jordan met the king of Peru.", "Jordan", "JOR", None),
        ("Niger expelled the envoy of Peru.", "Niger", "NER", ("NER", "NGA", "the river")),
        ("A meeting in Brussels on Chile was held.", "Brussels", None, ("BEL", "EU")),
        ("Malcolm France met the king of Peru.", "France", None, ("FRA", "a person's name")),
    ],
)
def test_how_an_ambiguous_name_was_read(
    text: str, name: str, read_as: str | None, could_be: tuple[str, ...] | None
) -> None:
    (found,) = read(text)[1]
    assert (found.name, found.read_as) == (name, read_as)
    assert could_be is None or found.could_be == could_be
    assert name in found.sentence


@pytest.mark.parametrize(
    "text",
    [
        "Nigeria, Equatorial Guinea, South Korea and the Democratic Republic of the Congo signed a treaty.",
        "France and India signed a treaty.",  # surnames too, but nobody doubts that these are states
        "",
    ],
)
def test_a_longer_name_is_not_ambiguous(text: str) -> None:
    assert read(text)[1] == []


def test_a_name_read_in_two_ways_is_told_twice_with_how_often() -> None:
    _, found = read(
        "Georgia expelled an envoy. Georgia received another. In Atlanta, the governor of Georgia met Peru's envoy."
    )
    assert [(one.read_as, one.times) for one in found] == [("GEO", 2), (None, 1)]
    assert found[0].start < found[1].start
