"""Who has a tie: also those who do the same as the subject, a city's state, and whose friend is left unsaid."""

from __future__ import annotations

import pytest

from flows.extract.rules_engine import RulesEngine
from flows.ingest.document import Document, Metadata

ALBANIA = "Albania was poor. Albania had mines. Albania had no cars. Albania kept to itself. "


@pytest.fixture(scope="module")
def engine() -> RulesEngine:
    return RulesEngine()


def ties(engine: RulesEngine, text: str) -> set[tuple[object, ...]]:
    document = Document("sides", "sides.txt", "0" * 64, "utf-8", len(text.encode()), text, Metadata())
    claims = [claim for claim in engine.read(document).claims if claim.table == "relations"]
    return {(*claim.values("subject"), *claim.values("object"), *claim.values("change")) for claim in claims}


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("Egypt, with Kuwait and Bahrain, had cut ties with Qatar in 2017.", {"EGY", "KWT", "BHR"}),
        ("Kenya, like Uganda, has broken off relations with Israel.", {"KEN", "UGA"}),
        ("Chad, followed by Niger, severed diplomatic relations with Libya.", {"TCD", "NER"}),
        ("Kenya, with its long coast, has broken off relations with Israel.", {"KEN"}),
        ("Kenya, which dislikes Uganda, has broken off relations with Israel.", {"KEN"}),
    ],
)
def test_who_does_the_same_has_the_tie_too(engine: RulesEngine, text: str, subjects: set[str]) -> None:
    assert {tie[0] for tie in ties(engine, text) if tie[2] == "severed"} == subjects


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Bolivia has had no ambassador in Santiago since 1978. Chile regrets it.", {("BOL", "CHL", "absent")}),
        ("Pakistan is large. Japan opened a consulate in Karachi in 1952.", {("JPN", "PAK", "established")}),
        ("Bolivia has had no ambassador in Santiago since 1978. Spain regrets it.", set()),
    ],
)
def test_a_city_is_its_states_where_the_text_names_that(engine: RulesEngine, text: str, found: set[object]) -> None:
    assert ties(engine, text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (ALBANIA + "Only Norway, an old friend, sent doctors.", {("NOR", "ALB", "stated")}),
        (
            "Our country, Bolivia, lost its coast. Only Peru, an old friend, gave us something.",
            {("PER", "BOL", "stated")},
        ),
        (ALBANIA + "Only Norway, an old friend of Iceland, sent doctors.", {("NOR", "ISL", "stated")}),
        ("It rained in Lima. Only Norway, an old friend, sent doctors.", set()),
    ],
)
def test_whose_friend_somebody_is_may_be_told_by_the_text(engine: RulesEngine, text: str, found: set[object]) -> None:
    assert ties(engine, text) == found


def test_a_war_told_in_between_is_not_what_is_restored(engine: RulesEngine) -> None:
    text = (
        "Diplomatic relations between Spain and Peru were severed in December 1941, when Lima declared war on Spain. "
        "They were restored in January 1946."
    )
    assert {tie[2] for tie in ties(engine, text)} == {"severed", "established", "restored"}


def test_an_organisation_under_whose_auspices_a_war_ends_did_not_fight_it(engine: RulesEngine) -> None:
    text = "Eritrea is dry. Eritrea has a coast. Eritrea grows sorghum. Eritrea is young. "
    found = ties(engine, text + "A border war with Ethiopia that broke out in 1998 ended under UN auspices in 2000.")
    assert {tie[:2] for tie in found} == {("ERI", "ETH")}


def test_what_a_pact_is_on_is_no_party(engine: RulesEngine) -> None:
    found = ties(engine, ALBANIA + "A memorandum of understanding on ports was concluded with Greece in 2009.")
    assert found == {("ALB", "GRC", "established")}


def test_a_possessive_of_the_subject_names_nobody_else(engine: RulesEngine) -> None:
    assert ties(engine, ALBANIA + "The Soviet Union halted its aid in 1961.") == {("SUN", "ALB", "severed")}
