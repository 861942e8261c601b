"""The screen: it finds every inflection, whatever stands around it, and loses nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.lookups import Lookups
from spacy.pipeline import Lemmatizer
from spacy.tokens import Doc

from flows.language import screen as screen_module
from flows.language.parse import MODEL, Parser
from flows.language.screen import Demand, Screen, Sorts, can_screen, word_forms


def words(*sets: list[str]) -> frozenset[frozenset[str]]:
    return frozenset(map(frozenset, sets))


def screen_of(*sets: list[str]) -> Screen:
    return Screen([Demand(words(*sets))])


def kept(screen: Screen, *sentences: str) -> list[bool]:
    return list(map(bool, screen.kept(sentences)))


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
        assert kept(screen_of([lemma]), f"It {word} so") == [True]


@pytest.mark.parametrize(
    "sentence",
    [
        "Peru broke off relations.",
        "RELATIONS BROKEN OFF",
        "“Breaking”—the relations’ “off”.",
        "Off\nbroke   the    relations",
        "_breaks_off_relations_",
        "off/broke(relation)",
        "There relations were, Évora says, broken—off.",
    ],
)
def test_all_sets_of_a_demand_and_all_words_of_a_phrase_are_asked_for_in_any_order(sentence: str) -> None:
    screen = screen_of(["break off", "sever"], ["relation", "diplomatic tie"])
    assert kept(screen, sentence) == [True]


@pytest.mark.parametrize(
    "sentence",
    ["", " ", "Off went the relations.", "Peru broke relations.", "It daybreaks off relations.", "Severed heads.", "…"],
)
def test_screened_out(sentence: str) -> None:
    assert kept(screen_of(["break off", "sever"], ["relation"]), sentence) == [False]


def test_one_demand_of_several_is_enough() -> None:
    screen = Screen([Demand(words(["sever"], ["tie"])), Demand(words(["ally"]))])
    assert kept(screen, "It severed ties.", "An ally.", "It severed.", "Ties.") == [True, True, False, False]


def test_a_sort_is_met_by_a_word_of_its_set_or_where_it_can_stand() -> None:
    screen = screen_of(["meet"], ["*state", "envoy"])
    sentences = ["They met.", "They met Peru.", "They met the envoy.", "They saw Peru."]
    assert kept(screen, *sentences) == [True, True, True, False]  # whoever it may be
    asked: list[int] = []

    def sorts(index: int) -> set[str]:
        asked.append(index)
        return {"*state"} if "Peru" in sentences[index] else {"*person"}

    assert sifted(screen, sentences, sorts) == {"": [False, True, True, False]}
    assert asked == [0, 1, 2]  # of a sentence without the words nothing is asked


def test_a_demand_may_hold_only_after_a_claim_of_a_table() -> None:
    screen = Screen([Demand(words(["follow"], ["suit"]), "sanctions"), Demand(words(["ban"])), Demand(words(["tie"]))])
    sentences = ["Peru followed suit.", "Peru followed.", "A ban followed suit."]
    assert kept(screen, *sentences) == [True, False, True]
    assert sifted(screen, sentences) == {"": [False, False, True], "sanctions": [True, False, True]}


def sifted(screen: Screen, sentences: list[str], sorts: Sorts = lambda index: ()) -> dict[str, list[bool]]:
    return {table: list(map(bool, flags)) for table, flags in screen.sifted(sentences, sorts).items()}


def test_a_word_with_a_hyphen_may_be_one_or_two() -> None:
    screen = screen_of(["re-establish"])
    assert kept(screen, "re-established", "re - establishing", "established", "re") == [True, True, False, False]


def test_auxiliaries_are_found_in_contractions() -> None:
    screen = screen_of(["have"], ["embassy"])
    assert kept(screen, "They've an embassy", "It’s had an embassy", "The embassy") == [True, True, False]


SIGNS = st.sampled_from("itbroke nUS.’é\n-") | st.characters()
SENTENCES = st.lists(st.text(SIGNS, max_size=40), max_size=12)


@given(SENTENCES)
def test_a_sentence_is_judged_alone_whatever_stands_beside_it(sentences: list[str]) -> None:
    screen = Screen(
        [Demand(words(["break", "be"])), Demand(words(["it"], ["us", "*state"])), Demand(words(["so"]), "x")]
    )
    assert kept(screen, *sentences) == [kept(screen, sentence)[0] for sentence in sentences]
    there = {index: {"*state"} for index, sentence in enumerate(sentences) if "U" in sentence}

    def alone(index: int) -> dict[str, list[bool]]:
        return sifted(screen, [sentences[index]], lambda _: there.get(index, ()))

    found = list(map(alone, range(len(sentences))))
    assert sifted(screen, sentences, lambda index: there.get(index, ())) == {
        table: [one[table][0] for one in found] for table in ("", "x")
    }


@given(st.lists(st.sampled_from(["It broke.", "Ties broke.", "", "They sang."]), max_size=40))
def test_blocks_change_nothing(sentences: list[str]) -> None:
    screen = screen_of(["break", "*state"])
    whole, block = (kept(screen, *sentences), sifted(screen, sentences)), screen_module.BLOCK
    try:
        screen_module.BLOCK = 20
        assert (kept(screen, *sentences), sifted(screen, sentences)) == whole
    finally:
        screen_module.BLOCK = block


@given(st.text(SIGNS, max_size=30), st.text(SIGNS, max_size=30))
def test_a_word_is_found_between_whatever_words(before: str, after: str) -> None:
    assert kept(screen_of(["sanction"]), f"{before} sanctions {after}") == [True]


@pytest.mark.parametrize("length", [1, 2, 7, 8, 9, 15, 16, 17, 40])
def test_words_of_any_length(length: int) -> None:
    word = ("abcdefgh" * 5)[:length]
    assert kept(screen_of([word]), word, f"x {word} y", f"{word}x", f"x{word}") == [True, True, False, False]


def test_what_can_be_looked_for() -> None:
    looked_for = ("state", "*state", "$", "中国", "arms deal", "coup d'état", "")
    assert [word for word in looked_for if can_screen(word)] == ["state", "*state", "arms deal", "coup d'état"]


@pytest.mark.parametrize("sets", [(["中国"],), ([""],), ([],)])
def test_what_cannot_be_screened_for_is_an_error(sets: tuple[list[str], ...]) -> None:
    with pytest.raises(ValueError, match="screen"):
        screen_of(*sets)


def test_a_screen_without_a_demand_is_an_error() -> None:
    with pytest.raises(ValueError, match="screen"):
        Screen([])
