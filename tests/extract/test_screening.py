"""What the screen knows of who can stand in a sentence: too much at most."""

from __future__ import annotations

import pytest

from flows.extract.screening import A_MODEL, ANYBODY, STATE, TOPIC, Present, screen_for
from flows.language.sentences import split_sentences
from schemas.codebook.rulebook import load_rules

SITES = frozenset({"harbour"})


def sorts(*sentences: str, text: str = "") -> list[set[str]]:
    present = Present(text or " ".join(sentences), sentences, SITES)
    return [set(present.sorts(index)) for index in range(len(sentences))]


@pytest.mark.parametrize(
    "sentence",
    [
        "Peru met it.", "it met", "They met Ana.", "the country met", "a Chilean met", "Both met.",
        "the two ministers met", "the armed forces met", "an anti-Soviet rally", "the USS Kearny sailed",
        "the Iran/Iraq border", "police fired",
    ],
)  # fmt: skip
def test_a_state_can_be_meant(sentence: str) -> None:
    assert sorts(sentence) == [{STATE, ANYBODY}]


@pytest.mark.parametrize("sentence", ["the rivers met", "There the rivers met.", "The dunes rolled on."])
def test_nobody_is_meant(sentence: str) -> None:
    assert sorts(sentence) == [set()]


def test_a_person_is_a_state_only_where_another_sentence_can_tell_his_office() -> None:
    assert sorts("Marlowe sang.", "Rivers rose.", "Ana Ruiz, the minister, sang.") == [
        {ANYBODY}, {ANYBODY}, {STATE, ANYBODY},
    ]  # fmt: skip
    assert sorts("Ruiz sang.", "Ana Ruiz, the minister, sang.")[0] == {STATE, ANYBODY}


def test_at_a_place_anybody_may_act() -> None:
    assert sorts("it blew up in the harbours", "bombs blew up in harbours") == [{STATE, ANYBODY}, {ANYBODY}]


def test_the_type_of_a_weapon_is_seen() -> None:
    assert sorts("ten T-72s rolled on", "ten rolled on") == [{A_MODEL, ANYBODY}, set()]


def test_a_text_on_two_states_tells_whose_a_tie_is() -> None:
    pair = "Peru and Chile are neighbours. Peru met Chile. Relations were cut."
    assert sorts("relations were cut", text=pair) == [{TOPIC}]
    assert sorts("relations were cut", text="Peru sang. Relations were cut.") == [set()]


@pytest.mark.parametrize(
    ("text", "now", "after"),
    [
        ("Diplomatic relations were severed.", False, {"relations"}),
        ("Peru severed diplomatic relations.", True, set()),
        ("Peru is second.", False, {"investment_rankings"}),
        ("Peru is the second-largest buyer of Chile's copper.", True, set()),
        ("The river rose.", False, set()),
    ],
)
def test_what_is_kept_by_itself_and_after_a_claim(text: str, now: bool, after: set[str]) -> None:
    sentences = [text[span.start : span.end] for span in split_sentences(text)]
    found = screen_for(load_rules()).sifted(sentences, Present(text, sentences, SITES).sorts)
    assert bool(found[""][0]) == now
    if not now:
        assert {table for table, flags in found.items() if flags[0]} == after
