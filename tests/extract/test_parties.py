"""The parties of a tie that is named without them are those that the context tells of, or nobody."""

from __future__ import annotations

import pytest

from flows.extract.rules_engine import RulesEngine
from flows.ingest.document import Document, Metadata


@pytest.fixture(scope="module")
def engine() -> RulesEngine:
    return RulesEngine()


def ties(engine: RulesEngine, text: str) -> list[tuple[object, ...]]:
    document = Document("told", "told.txt", "0" * 64, "utf-8", len(text.encode()), text, Metadata())
    claims = [claim for claim in engine.read(document).claims if claim.table == "relations"]
    return [(*claim.values("subject"), *claim.values("object"), *claim.values("change")) for claim in claims]


@pytest.mark.parametrize(
    ("told", "later", "change"),
    [
        ("Relations between Oman and Chile were severed in 1973.", "Relations were resumed in 1990.", "restored"),
        ("Peru opened an embassy in Kenya in 1982.", "The embassy closed in 1994.", "downgraded"),
        ("Norway opened relations with Togo in 1962.", "The two countries broke off relations in 1970.", "severed"),
        ("Mali expelled the Cuban ambassador.", "Mali severed diplomatic relations in 1968.", "severed"),
    ],
)
def test_what_is_lacking_was_just_told(engine: RulesEngine, told: str, later: str, change: str) -> None:
    before = ties(engine, told)
    after = ties(engine, f"{told} {later}")
    assert after[: len(before)] == before
    ((subject, object_, *rest),) = after[len(before) :]
    assert {subject, object_} == set(before[0][:2])
    assert rest == [change]


PROFILE = (
    "Iceland and Ghana\n\nIceland recognised Ghana in 1957. The president of Ghana saw Iceland in 1961.\n\n"
    "It was a cold year in Iceland. Nobody from Ghana came.\n\nThe harvest was poor. The winter was long. "
    "The ships lay idle. Few were pleased.\n\n"
)


@pytest.mark.parametrize(
    ("sentence", "pair"),
    [
        ("Diplomatic relations were established in 1963.", {"ISL", "GHA"}),
        ("The legation in Accra was raised to an embassy in 1970.", {"ISL", "GHA"}),
        ("Establishment of Diplomatic Relations, 1963.", {"ISL", "GHA"}),
        ("Relations with Ghana were resumed in 1972.", {"ISL", "GHA"}),
    ],
)
def test_a_document_about_two_tells_who_is_meant(engine: RulesEngine, sentence: str, pair: set[str]) -> None:
    found = ties(engine, PROFILE + sentence)
    assert set(found[-1][:2]) == pair
    assert len(found) == len(ties(engine, PROFILE)) + 1


@pytest.mark.parametrize(
    "sentence",
    [
        "Diplomatic relations with Ruritania were established in 1963.",  # a party is named that is nobody known
        "Relations with its neighbours were restored in 1963.",
        "Trade grew in 1963.",  # no tie of the two more than of others
        "Relations among the tribes deteriorated in 1963.",
        "Togo frowned when diplomatic relations were resumed in 1963.",  # somebody else is there
    ],
)
def test_who_is_not_told_is_not_made_up(engine: RulesEngine, sentence: str) -> None:
    assert ties(engine, PROFILE + sentence) == ties(engine, PROFILE)


def test_by_whom_a_state_is_recognised_the_sentence_does_not_tell(engine: RulesEngine) -> None:
    assert ties(engine, "Over the objections of Greece, Kosovo was recognised in 2008.") == []
    assert ties(engine, "The treaty recognised the independence of Austria and forbade a union with Germany.") == []


def test_who_is_to_sever_relations_is_not_whoever_is_in_the_sentence(engine: RulesEngine) -> None:
    assert ties(engine, "In spite of calls to sever relations with Togo, he held that Ghana was the danger.") == []


def test_a_tie_with_somebody_unknown_is_not_given_to_somebody_else(engine: RulesEngine) -> None:
    assert ties(engine, "Diplomatic relations between the allies and Peru ended when Chile fell.") == []


def test_what_a_pronoun_says_is_restored_had_been_broken_off(engine: RulesEngine) -> None:
    told = "Ghana established diplomatic relations with Benin in 1961."
    assert ties(engine, f"{told} They were restored in 1968.") == [("GHA", "BEN", "established")]
    assert ties(engine, f"{told} They were broken off in 1968.")[1:] == [("GHA", "BEN", "severed")]


COUNTRY = (
    "Fiji\n\nFiji became independent in 1970. Fiji grows sugar, and Fiji has three hundred islands. Suva is the "
    "capital of Fiji.\n\n"
)


@pytest.mark.parametrize(
    ("sentence", "pairs"),
    [
        ("A fisheries accord with Canberra was signed in 2019.", [{"FJI", "AUS"}]),
        ("Trade with Japan expanded quickly.", [{"FJI", "JPN"}]),
        ("Relations with China and India were restored in 1999.", [{"FJI", "CHN"}, {"FJI", "IND"}]),
        ("Successive governments kept close to Australia.", [{"FJI", "AUS"}]),
        ("With Tonga, once a friend, relations were broken off in 1979.", [{"FJI", "TON"}]),
    ],
)
def test_the_ties_of_a_country_profile_are_its_countrys(
    engine: RulesEngine, sentence: str, pairs: list[set[str]]
) -> None:
    found = dict.fromkeys(frozenset(tie[:2]) for tie in ties(engine, COUNTRY + sentence))
    assert [set(pair) for pair in found] == pairs


@pytest.mark.parametrize(
    "sentence",
    [
        "Tonga said that a fisheries accord with Canberra had been signed.",  # somebody else does something
        "Trade expanded quickly.",
    ],
)
def test_not_every_tie_in_a_country_profile_is_its_countrys(engine: RulesEngine, sentence: str) -> None:
    assert not [tie for tie in ties(engine, COUNTRY + sentence) if "FJI" in tie]


def test_a_party_that_the_sentence_opens_with_is_the_other_side(engine: RulesEngine) -> None:
    (tie,) = ties(engine, "With Peru there was only grief: Chile cut the relations in 1979.")
    assert set(tie[:2]) == {"PER", "CHL"}


def test_the_sides_of_a_tie_stand_in_apposition(engine: RulesEngine) -> None:
    (tie,) = ties(engine, "The two sides, Peru and Chile, signed an agreement.")
    assert set(tie[:2]) == {"PER", "CHL"}


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("The armies of Oman and Chile train side by side. Oman will deepen this cooperation.", "security"),
        ("Oman has close trade ties with Chile. This cooperation grew in 2010.", "economic"),
        ("Oman set up diplomatic relations with Chile in 1980. These relations improved in 2010.", "general"),
    ],
)
def test_this_cooperation_is_of_the_sort_told_of_before(engine: RulesEngine, text: str, sort: str) -> None:
    document = Document("told", "told.txt", "0" * 64, "utf-8", len(text.encode()), text, Metadata())
    last = [claim for claim in engine.read(document).claims if claim.table == "relations"][-1]
    assert set(last.values("relation_type")) == {sort}


def test_the_second_name_of_a_long_list_is_a_party_too(engine: RulesEngine) -> None:
    found = ties(engine, "Riyadh, Abu Dhabi, Manama and Cairo cut ties with Doha in 2017.")
    assert {tie[0] for tie in found} == {"SAU", "ARE", "BHR", "EGY"}
