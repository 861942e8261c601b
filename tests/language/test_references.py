"""Who pronouns and definite phrases stand for: one test or more for each rule of flows/language/references.py."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.language.actors import normalise_actor
from flows.language.mentions import find_mentions
from flows.language.parse import Parser
from flows.language.references import resolve_references
from flows.language.trees import Tree

Reader = Callable[[Sequence[tuple[str, str]]], tuple[Tree, ...]]
Resolve = Callable[..., dict[str, set[str]]]

ATTACK = (
    "Iran attacked Iraq in 1980.",
    "Iran NNP 2 nsubj | attacked VBD 0 root | Iraq NNP 2 obj | in IN 5 case | 1980 CD 2 obl | . . 2 punct",
)
COUNTRY_BROKE = (
    "The country broke off relations with Turkey.",
    "The DT 2 det | country NN 3 nsubj | broke VBD 0 root | off RP 3 compound:prt | relations NNS 3 obj | "
    "with IN 7 case | "
    "Turkey NNP 5 nmod | . . 3 punct",
)
RELATIVE = (
    "Japan, which sent troops to its border, recalled its envoy.",
    "Japan NNP 10 nsubj | , , 4 punct | which WDT 4 nsubj | sent VBD 1 acl:relcl | troops NNS 4 obj | to IN 8 case | "
    "its PRP$ 8 nmod:poss | border NN 4 obl | , , 1 punct | recalled VBD 0 root | its PRP$ 12 nmod:poss | "
    "envoy NN 10 obj | "
    ". . 10 punct",
)
TREATY = (
    "Kenya and Uganda signed a treaty, and the two countries opened their border.",
    "Kenya NNP 4 nsubj | and CC 3 cc | Uganda NNP 1 conj | signed VBD 0 root | a DT 6 det | treaty NN 4 obj | "
    ", , 12 punct | "
    "and CC 12 cc | the DT 11 det | two CD 11 nummod | countries NNS 12 nsubj | opened VBD 4 conj | "
    "their PRP$ 14 nmod:poss | "
    "border NN 12 obj | . . 4 punct",
)
SAID = (
    "Peru said it had expelled three diplomats.",
    "Peru NNP 2 nsubj | said VBD 0 root | it PRP 5 nsubj | had VBD 5 aux | expelled VBN 2 ccomp | three CD 7 nummod | "
    "diplomats NNS 5 obj | . . 2 punct",
)
DENIED = ("Peru denied it.", "Peru NNP 2 nsubj | denied VBD 0 root | it PRP 2 obj | . . 2 punct")
LATTER = (
    "The latter had recognised Kosovo.",
    "The DT 2 det | latter JJ 4 nsubj | had VBD 4 aux | recognised VBN 0 root | Kosovo NNP 4 obj | . . 4 punct",
)
FORMER = (
    "The former had recognised Kosovo.",
    "The DT 2 det | former JJ 4 nsubj | had VBD 4 aux | recognised VBN 0 root | Kosovo NNP 4 obj | . . 4 punct",
)
UNION = (
    "The European Union rebuked Belarus.",
    "The DT 3 det | European NNP 3 amod | Union NNP 4 nsubj | rebuked VBD 0 root | Belarus NNP 4 obj | . . 4 punct",
)
BLOC = (
    "Peru praised the bloc.",
    "Peru NNP 2 nsubj | praised VBD 0 root | the DT 4 det | bloc NN 2 obj | . . 2 punct",
)
LAUNCH = (
    "North Korea launched a missile.",
    "North NNP 2 compound | Korea NNP 3 nsubj | launched VBD 0 root | a DT 5 det | missile NN 3 obj | . . 3 punct",
)
NORTH = ("The North apologised.", "The DT 2 det | North NNP 3 nsubj | apologised VBD 0 root | . . 3 punct")
SOUTH = (
    "South Korea protested.",
    "South NNP 2 compound | Korea NNP 3 nsubj | protested VBD 0 root | . . 3 punct",
)
KOREANS = ("Koreans rejoiced.", "Koreans NNPS 2 nsubj | rejoiced VBD 0 root | . . 2 punct")
PRESIDENT = (
    "Chile's president Gabriel Boric met reporters.",
    "Chile NNP 3 nmod:poss | 's POS 1 case | president NN 6 nsubj | Gabriel NNP 3 flat | Boric NNP 4 flat | "
    "met VBD 0 root | "
    "reporters NNS 6 obj | . . 6 punct",
)
BORIC = (
    "Later Boric flew to Lima.",
    "Later RB 3 advmod | Boric NNP 3 nsubj | flew VBD 0 root | to IN 5 case | Lima NNP 3 obl | . . 3 punct",
)
SISTER = (
    "Ana Boric, Gabriel Boric's sister, spoke.",
    "Ana NNP 8 nsubj | Boric NNP 1 flat | , , 6 punct | Gabriel NNP 7 nmod:poss | Boric NNP 4 flat | 's POS 4 case | "
    "sister NN 1 appos | , , 7 punct | spoke VBD 0 root | . . 9 punct",
)
APPOSITION = (
    "Amina Mohamed, Kenya's foreign minister, resigned.",
    "Amina NNP 9 nsubj | Mohamed NNP 1 flat | , , 7 punct | Kenya NNP 7 nmod:poss | 's POS 4 case | "
    "foreign JJ 7 amod | "
    "minister NN 1 appos | , , 7 punct | resigned VBD 0 root | . . 9 punct",
)
SHE = ("She left.", "She PRP 2 nsubj | left VBD 0 root | . . 2 punct")
WE_THE = (
    "We, the Kenyans, agree.",
    "We PRP 6 nsubj | , , 4 punct | the DT 4 det | Kenyans NNPS 1 appos | , , 6 punct | agree VBP 0 root | . . 6 punct",
)
OUR = (
    "Our government recalled its envoy.",
    "Our PRP$ 2 nmod:poss | government NN 3 nsubj | recalled VBD 0 root | its PRP$ 5 nmod:poss | "
    "envoy NN 3 obj | . . 3 punct",
)
PACT = (
    "Saudi Arabia and Qatar restored relations.",
    "Saudi NNP 2 compound | Arabia NNP 5 nsubj | and CC 4 cc | Qatar NNP 2 conj | restored VBD 0 root | "
    "relations NNS 5 obj | "
    ". . 5 punct",
)
KINGDOM = (
    "The kingdom opened its border.",
    "The DT 2 det | kingdom NN 3 nsubj | opened VBD 0 root | its PRP$ 5 nmod:poss | border NN 3 obj | . . 3 punct",
)
SOVIET = (
    "The Soviet Union mobilised.",
    "The DT 3 det | Soviet NNP 3 amod | Union NNP 4 nsubj | mobilised VBD 0 root | . . 4 punct",
)
MOSCOW = ("Moscow protested.", "Moscow NNP 2 nsubj | protested VBD 0 root | . . 2 punct")
RUSSIA = ("Russia was born.", "Russia NNP 3 nsubj:pass | was VBD 3 aux:pass | born VBN 0 root | . . 3 punct")


@pytest.fixture
def resolved(read_trees: Reader) -> Resolve:
    """Return a function from sentences to the actors of the words in the last of them."""

    def resolve(*sentences: tuple[str, str]) -> dict[str, set[str]]:
        trees = read_trees(sentences)
        text = " ".join(sentence for sentence, _ in sentences)
        found: dict[str, set[str]] = {}
        for tree, mentions in zip(
            trees, resolve_references(trees, [find_mentions(tree) for tree in trees]), strict=True
        ):
            for mention in mentions:
                for start, end in mention.antecedents:
                    assert normalise_actor(text[start:end]) == mention.actor
                if tree is trees[-1] and mention.actor:
                    found.setdefault(mention.words, set()).add(mention.actor)
        return found

    return resolve


# Rule 1


def test_its_is_the_subject_of_its_clause_through_a_relative(resolved: Resolve) -> None:
    assert resolved(RELATIVE)["its"] == {"JPN"}


def test_it_is_the_subject_of_the_clause_above(resolved: Resolve) -> None:
    assert resolved(SAID)["it"] == {"PER"}


def test_it_is_never_an_argument_of_its_own_verb(resolved: Resolve) -> None:
    assert "it" not in resolved(DENIED)
    assert "it" not in resolved(LAUNCH, DENIED)


def test_what_belongs_to_its_is_its(resolved: Resolve) -> None:
    assert resolved(RELATIVE)["its envoy"] == {"JPN"}


# Rule 2


def test_the_country_is_the_subject_of_the_sentence_before(resolved: Resolve) -> None:
    assert resolved(ATTACK, COUNTRY_BROKE)["The country"] == {"IRN"}


def test_the_country_is_nobody_at_a_texts_beginning(resolved: Resolve) -> None:
    assert "The country" not in resolved(COUNTRY_BROKE)


def test_the_country_is_nobody_after_two_that_would_fit(resolved: Resolve) -> None:
    assert "The country" not in resolved(PACT, COUNTRY_BROKE)


def test_the_kingdom_is_the_one_kingdom(resolved: Resolve) -> None:
    assert resolved(PACT, KINGDOM) == {"The kingdom": {"SAU"}, "its": {"SAU"}}


# Rules 3 and 4


def test_the_two_countries_are_the_pair_joined_by_and(resolved: Resolve) -> None:
    found = resolved(TREATY)
    assert found["the two countries"] == found["their"] == {"KEN", "UGA"}


def test_the_latter_is_the_last_and_the_former_the_first_of_a_pair(resolved: Resolve) -> None:
    assert resolved(PACT, LATTER)["The latter"] == {"QAT"}
    assert resolved(PACT, FORMER)["The former"] == {"SAU"}
    assert "The latter" not in resolved(SOUTH, LATTER)


# Rule 5


def test_the_bloc_is_the_nearest_that_is_one(resolved: Resolve) -> None:
    assert resolved(UNION, BLOC)["the bloc"] == {"EU"}
    assert "the bloc" not in resolved(ATTACK, BLOC)


def test_the_north_is_the_state_with_that_name(resolved: Resolve) -> None:
    assert resolved(LAUNCH, SOUTH, NORTH)["The North"] == {"PRK"}
    assert "The North" not in resolved(SOUTH, NORTH)


# Rule 6


def test_a_shared_name_is_what_the_document_names(resolved: Resolve) -> None:
    assert resolved(SOUTH, KOREANS)["Koreans"] == {"KOR"}
    assert "Koreans" not in resolved(SOUTH, LAUNCH, KOREANS)
    assert "Koreans" not in resolved(KOREANS)


def test_a_capital_is_of_its_time(resolved: Resolve) -> None:
    assert resolved(SOVIET, MOSCOW)["Moscow"] == {"SUN"}
    assert resolved(SOVIET, RUSSIA, MOSCOW)["Moscow"] == {"RUS"}


# Rule 7


def test_an_office_holder_is_his_state_wherever_he_is_named(resolved: Resolve) -> None:
    assert resolved(PRESIDENT, BORIC)["Boric"] == {"CHL"}
    assert "Boric" not in {words for words, actors in resolved(ATTACK, BORIC).items() if "CHL" in actors}


def test_an_office_in_apposition_counts(resolved: Resolve) -> None:
    assert resolved(APPOSITION)["Amina Mohamed"] == {"KEN"}
    assert resolved(APPOSITION, SHE)["She"] == {"KEN"}


def test_kin_keep_their_name_and_have_a_second_mention_that_does_not_act(read_trees: Reader) -> None:
    trees = read_trees([PRESIDENT, SISTER])
    last = resolve_references(trees, [find_mentions(tree) for tree in trees])[-1]
    own, kin = sorted((m for m in last if m.words == "Ana Boric"), key=lambda m: m.acts, reverse=True)
    assert (own.actor, own.kind, own.acts) == ("Ana Boric", "person", True)
    assert (kin.actor, kin.noun, kin.acts) == ("CHL", "kin", False)


# Rule 8


def test_we_are_whom_the_text_says(resolved: Resolve) -> None:
    found = resolved(WE_THE, OUR)
    assert found["Our"] == found["Our government"] == found["its"] == {"KEN"}
    assert "Our" not in resolved(OUR)


WORDS = [
    "Peru",
    "the two",
    "both countries",
    "its",
    "said",
    "and",
    "Korea",
    "Kim",
    "the country",
    "it",
    "Iran's",
    "leader",
    ",",
    "they",
    "we",
]


@settings(max_examples=60)
@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join), min_size=1, max_size=4))
def test_every_antecedent_names_the_actor(parser: Parser, sentences: list[str]) -> None:
    text = "\n".join(sentences)
    starts = [sum(len(earlier) + 1 for earlier in sentences[:index]) for index in range(len(sentences))]
    trees = list(parser.parse(zip(sentences, starts, strict=True)))
    before = [find_mentions(tree) for tree in trees]
    for tree, mentions in zip(trees, resolve_references(trees, before), strict=True):
        for mention in mentions:
            assert text[mention.start : mention.end] == mention.words == tree.words(mention.start, mention.end)
            assert {normalise_actor(text[start:end]) for start, end in mention.antecedents} <= {mention.actor}
            assert mention.actor == "" or mention.antecedents or normalise_actor(mention.words) == mention.actor
