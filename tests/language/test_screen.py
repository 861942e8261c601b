"""The screen: it finds every inflection, whatever stands around it, and loses nothing."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.lookups import Lookups
from spacy.pipeline import Lemmatizer
from spacy.tokens import Doc

from flows.language.parse import MODEL, Parser
from flows.language.screen import NOTHING, Screen, word_forms

ACTORS = ["Türkiye", "South Korea", "U.S.", "it", "the country"]


@pytest.mark.parametrize(
    ("lemma", "forms"),
    [
        ("cut", {"cut", "cuts", "cutting"}),
        ("break", {"break", "breaks", "broke", "broken", "breaking"}),
        ("sell", {"sell", "sells", "sold", "selling"}),
        ("sever", {"severed", "severs", "severing"}),
        ("ally", {"ally", "allies", "allied"}),
        ("tie", {"tie", "ties", "tied", "tying"}),
        ("freeze", {"froze", "frozen", "freezing"}),
        ("crisis", {"crises"}),
        ("big", {"bigger", "biggest"}),
        ("ban", {"banned", "banning"}),
        ("re-sell", {"re-sold", "re-selling"}),
    ],
)
def test_forms(lemma: str, forms: set[str]) -> None:
    assert forms <= word_forms(lemma)


def test_every_irregular_form_of_the_lemmatiser_is_found() -> None:
    exceptions = Lookups().from_disk(MODEL / "lemmatizer" / "lookups").get_table("lemma_exc")
    missing = [
        (form, lemma)
        for pos in ("noun", "verb", "adj", "adv")
        for form, lemmas in exceptions[pos].items()
        for lemma in lemmas
        if "-" not in lemma and form not in word_forms(lemma)
    ]
    assert missing == []


@given(
    st.one_of(
        st.text("abdefginrsty", min_size=2, max_size=9),
        st.sampled_from(["making", "men", "boxes", "re-sold", "ed", "es", "s"]),
    ),
    st.sampled_from(["NOUN", "VERB", "ADJ"]),
)
def test_whatever_the_lemmatiser_makes_of_a_word_the_screen_finds(parser: Parser, word: str, pos: str) -> None:
    lemmatizer = parser.nlp.get_pipe("lemmatizer")
    assert isinstance(lemmatizer, Lemmatizer)
    token = Doc(parser.nlp.vocab, words=[word.rpartition("-")[2]], pos=[pos])[0]
    for lemma in lemmatizer.rule_lemmatize(token):
        assert Screen([lemma], ["it"]).kept([f"It {word} so"]).to_list() == [True]


@pytest.mark.parametrize(
    "sentence",
    [
        "South Korea broke off relations.",
        "RELATIONS BROKEN: TÜRKIYE",
        "“Breaking”—the U.S.’s way.",
        "SOUTH\nKOREA   BROKE    OFF",
        "_It_ breaks.",
        "It/they broke",
        "(broken) the country's",
    ],
)
def test_kept(sentence: str) -> None:
    assert Screen(["break off"], ACTORS).keep([sentence])[0].kept


@pytest.mark.parametrize(
    "sentence",
    ["", "It daybreaks.", "Nobody broke anything.", "It stands.", "Items broke.", "The outbreak hit it."],
)
def test_screened_out(sentence: str) -> None:
    assert not Screen(["break"], ACTORS).keep([sentence])[0].kept


def test_found_words_are_those_handed_in() -> None:
    screen = Screen(["impose sanctions on", "sever", "sanction"], ACTORS)
    found = screen.keep(["It severed ties, and the U.S. imposed sanctions.", "Nothing here.", "It severs it."])
    assert set(found[0].triggers) == {"impose sanctions on", "sever", "sanction"}
    assert found[0].triggers[0] == "sever"
    assert found[0].actors == ("it", "U.S.")
    assert found[1] is NOTHING
    assert found[2].actors == ("it",)


SENTENCES = st.lists(st.text(st.sampled_from("itbroke nUS.’é\n") | st.characters(codec="utf-8"), max_size=30))


@given(SENTENCES)
def test_fast_path_agrees_with_the_detailed_one(sentences: list[str]) -> None:
    screen = Screen(["break", "be"], ACTORS)
    expected = [found.kept for found in screen.keep(sentences)]
    assert screen.kept(sentences).to_list() == expected
    assert screen.kept(pl.Series("any", sentences, dtype=pl.String)).to_list() == expected
    assert [screen.kept([sentence])[0] for sentence in sentences] == expected


@pytest.mark.parametrize(("triggers", "actors"), [([], ["it"]), (["break"], []), (["中国"], ["it"]), ([""], ["it"])])
def test_what_cannot_be_screened_for_is_an_error(triggers: list[str], actors: list[str]) -> None:
    with pytest.raises(ValueError, match="screen"):
        Screen(triggers, actors)
