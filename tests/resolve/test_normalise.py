from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.resolve.normalise import normalise
from flows.resolve.nouns import noun
from schemas.codebook.kinds import Kind


@pytest.mark.parametrize(
    ("kind", "words", "anchor", "value"),
    [
        ("actor", "Seoul", None, "KOR"),
        ("actors", "Cuba", None, "CUB"),
        ("date", "yesterday", "2024-03-01", "2024-02-29"),
        ("date", "yesterday", None, None),
        ("number", "30,000", None, 30000),
        ("integer", "second", None, 2),
        ("integer", "2.5", None, None),
        ("number", "hardly any", None, None),
        ("good", "the luxury goods", None, "luxury good"),
        ("goods", "Oil", None, "oil"),
        ("measure", "240 metric tons", None, "metric ton"),
        ("measure", "$30 million", None, "USD"),
        ("measure", "soldiers", None, "soldier"),
        ("text", "Suez\n  Canal", None, "Suez Canal"),
        ("instrument", "Security Council Resolution 2397 (2017)", None, "UNSCR 2397"),
        ("instrument", "Resolution No. 1718", None, "UNSCR 1718"),
        ("instrument", "UNSCR 1718", None, "UNSCR 1718"),
        ("instrument", "House Resolution 757", None, "House Resolution 757"),
        ("instrument", "the UN General Assembly resolution 377", None, "UN General Assembly resolution 377"),
        ("instrument", "Executive Order 13810", None, "EO 13810"),
        ("instrument", "the Magnitsky Act", None, "Magnitsky Act"),
    ],
)
def test_values(kind: Kind, words: str, anchor: str | None, value: object) -> None:
    assert normalise(kind, words, anchor) == value


@pytest.mark.parametrize("kind", ["term", "terms", "id", "offset", "hash"])
def test_what_is_not_read_from_words(kind: Kind) -> None:
    with pytest.raises(ValueError, match=f"kind '{kind}' has no normaliser"):
        normalise(kind, "severed")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("rocket-propelled grenades", "rocket-propelled grenade"), ("arms", "arms"), ("companies", "company"),
        ("buses", "bus"), ("houses", "house"), ("viruses", "virus"), ("causes", "cause"), ("torpedoes", "torpedo"),
        ("servicemen", "serviceman"), ("gas", "gas"), ("ties", "tie"), ("K2 tanks", "K2 tank"), ("MiG-21s", "MiG-21s"),
        ("Pegasus software", "pegasus software"), ("aircraft", "aircraft"), ("warheads", "warhead"), ("glass", "glass"),
        ("specimen", "specimen"), ("half-lives", "half-life"), ("its workers", "worker"), ("axes", "axe"),
        ("boxes", "box"), ("analysis", "analysis"), ("crises", "crisis"), ("a cache", "cache"), ("", ""),
    ],
)  # fmt: skip
def test_nouns(words: str, expected: str) -> None:
    assert noun(words) == expected


@given(st.text())
def test_any_text_is_a_noun_that_stays_as_it_is_written(words: str) -> None:
    assert noun(words) == noun(f"  {words}\n")
    assert noun(words) == " ".join(noun(words).split())
