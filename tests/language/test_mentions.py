"""Which phrases of a sentence stand for an actor, and how."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.language.actors import normalise_actor
from flows.language.mentions import Mention, find_mentions
from flows.language.parse import Parser
from flows.language.trees import Tree

Reader = Callable[[Sequence[tuple[str, str]]], tuple[Tree, ...]]

GOVERNMENT = (
    "The Norwegian government protested.",
    "The DT 3 det | Norwegian JJ 3 amod | government NN 4 nsubj | protested VBD 0 root | . . 4 punct",
)
MINISTRY = (
    "Peru's Ministry of Foreign Affairs recalled its ambassador to Chile.",
    "Peru NNP 3 nmod:poss | 's POS 1 case | Ministry NNP 7 nsubj | of IN 6 case | Foreign JJ 6 amod | "
    "Affairs NNS 3 nmod | "
    "recalled VBD 0 root | its PRP$ 9 nmod:poss | ambassador NN 7 obj | to IN 11 case | Chile NNP 9 nmod | . . 7 punct",
)
AMBASSADOR = (
    "Norwegian Ambassador to Kenya Kari Holm met President of Ghana Nana Addo.",
    "Norwegian JJ 2 amod | Ambassador NNP 7 nsubj | to IN 4 case | Kenya NNP 2 nmod | Kari NNP 2 flat | "
    "Holm NNP 5 flat | "
    "met VBD 0 root | President NNP 7 obj | of IN 10 case | Ghana NNP 8 nmod | Nana NNP 8 flat | "
    "Addo NNP 11 flat | . . 7 punct",
)
SHIPS = (
    "Two Danish frigates escorted a Portuguese tanker, the Boa Sorte.",
    "Two CD 3 nummod | Danish JJ 3 amod | frigates NNS 4 nsubj | escorted VBD 0 root | a DT 7 det | "
    "Portuguese JJ 7 amod | "
    "tanker NN 4 obj | , , 10 punct | the DT 10 det | Boa NNP 7 appos | Sorte NNP 10 flat | . . 4 punct",
)
MODIFIERS = (
    "The Russian invasion closed a Chinese restaurant.",
    "The DT 3 det | Russian JJ 3 amod | invasion NN 4 nsubj | closed VBD 0 root | a DT 7 det | Chinese JJ 7 amod | "
    "restaurant NN 4 obj | . . 4 punct",
)
COALITION = (
    "A U.S.-led coalition bombed Syrian rebels.",
    "A DT 5 det | U.S. NNP 4 obl | - HYPH 2 punct | led VBN 5 amod | coalition NN 6 nsubj | bombed VBD 0 root | "
    "Syrian JJ 8 amod | rebels NNS 6 obj | . . 6 punct",
)
CAPITALS = (
    "Tokyo protested to Beijing in Hanoi.",
    "Tokyo NNP 2 nsubj | protested VBD 0 root | to IN 4 case | Beijing NNP 2 obl | in IN 6 case | "
    "Hanoi NNP 2 obl | . . 2 punct",
)
FORMER = (
    "Former Finnish President Tarja Halonen visited Riga, Latvia.",
    "Former JJ 3 amod | Finnish JJ 3 amod | President NN 4 nmod:desc | Tarja NNP 6 nsubj | Halonen NNP 4 flat | "
    "visited VBD 0 root | Riga NNP 6 obj | , , 9 punct | Latvia NNP 7 appos | . . 6 punct",
)
PRESIDENTS = (
    "The presidents of Chile and Peru met.",
    "The DT 2 det | presidents NNS 7 nsubj | of IN 4 case | Chile NNP 2 nmod | and CC 6 cc | Peru NNP 4 conj | "
    "met VBD 0 root | . . 7 punct",
)
FIRM = (
    "Kenya's largest investor sued Mansour Cement Company.",
    "Kenya NNP 4 nmod:poss | 's POS 1 case | largest JJS 4 amod | investor NN 5 nsubj | sued VBD 0 root | "
    "Mansour NNP 8 compound | "
    "Cement NNP 8 compound | Company NNP 5 obj | . . 5 punct",
)
NAVY = (
    "The USS Boxer left after the Supreme Court heard minister Karl Berg.",
    "The DT 3 det | USS NNP 3 compound | Boxer NNP 4 nsubj | left VBD 0 root | after IN 9 mark | the DT 8 det | "
    "Supreme NNP 8 amod | Court NNP 9 nsubj | heard VBD 4 advcl | minister NN 11 nmod:desc | Karl NNP 9 obj | "
    "Berg NNP 11 flat | . . 4 punct",
)
EXPLETIVE = (
    "It is clear that Peru regrets the decision.",
    "It PRP 3 expl | is VBZ 3 cop | clear JJ 0 root | that IN 6 mark | Peru NNP 6 nsubj | regrets VBZ 3 csubj | "
    "the DT 8 det | "
    "decision NN 6 obj | . . 3 punct",
)
ALL = [
    GOVERNMENT,
    MINISTRY,
    AMBASSADOR,
    SHIPS,
    MODIFIERS,
    COALITION,
    CAPITALS,
    FORMER,
    PRESIDENTS,
    FIRM,
    NAVY,
    EXPLETIVE,
]


@pytest.fixture
def mentions(read_trees: Reader) -> Callable[[tuple[str, str]], dict[str, Mention]]:
    return lambda sentence: {m.words: m for m in find_mentions(read_trees([sentence])[0])}


Mentions = Callable[[tuple[str, str]], dict[str, Mention]]


def test_a_government_is_its_state(mentions: Mentions) -> None:
    found = mentions(GOVERNMENT)["The Norwegian government"]
    assert (found.actor, found.kind, found.form, found.noun, found.head, found.acts) == (
        "NOR",
        "state",
        "organ",
        "organ",
        2,
        True,
    )


def test_a_ministry_and_its_owner_are_two_mentions_and_the_host_is_no_sender(mentions: Mentions) -> None:
    found = mentions(MINISTRY)
    assert found["Peru's Ministry of Foreign Affairs"].actor == "PER"
    assert found["Peru"].head == 0
    assert found["Chile"].actor == "CHL"
    assert (found["its ambassador"].actor, found["its ambassador"].form) == ("", "definite")


def test_an_office_holder_is_of_the_state_of_his_office(mentions: Mentions) -> None:
    found = mentions(AMBASSADOR)
    ambassador = found["Norwegian Ambassador to Kenya Kari Holm"]
    assert (ambassador.actor, ambassador.form, ambassador.name, ambassador.head) == ("NOR", "office", "Kari Holm", 1)
    president = found["President of Ghana Nana Addo"]
    assert (president.actor, president.name, president.head) == ("GHA", "Nana Addo", 7)


def test_ships_are_their_states_or_themselves(mentions: Mentions) -> None:
    found = mentions(SHIPS)
    assert (found["Danish frigates"].actor, found["Danish frigates"].noun, found["Danish frigates"].plural) == (
        "DNK",
        "vessel",
        True,
    )
    assert (found["Boa Sorte"].actor, found["Boa Sorte"].kind) == ("Boa Sorte", "vessel")


def test_an_adjective_acts_in_an_act_and_not_in_a_thing(mentions: Mentions) -> None:
    found = mentions(MODIFIERS)
    assert (found["Russian"].head, found["Russian"].form, found["Russian"].acts) == (1, "demonym", True)
    assert (found["Chinese"].actor, found["Chinese"].acts) == ("CHN", False)


def test_who_leads_is_not_who_is_led_and_rebels_are_not_their_state(mentions: Mentions) -> None:
    found = mentions(COALITION)
    assert (found["U.S."].actor, found["U.S."].acts, found["U.S."].head) == ("USA", False, 1)
    assert (found["Syrian rebels"].actor, found["Syrian rebels"].kind) == ("Syrian rebels", "group")


def test_a_capital_acts_unless_it_is_a_place(mentions: Mentions) -> None:
    found = mentions(CAPITALS)
    assert [(found[name].actor, found[name].acts) for name in ("Tokyo", "Beijing", "Hanoi")] == [
        ("JPN", True), ("CHN", True), ("VNM", False),
    ]  # fmt: skip


def test_a_former_office_holder_is_himself(mentions: Mentions) -> None:
    found = mentions(FORMER)
    assert found["President Tarja Halonen"].actor == "Tarja Halonen"
    assert not found["Riga"].acts
    assert not found["Finnish"].acts


def test_one_office_of_two_states_is_a_mention_for_each(mentions: Mentions, read_trees: Reader) -> None:
    tree = read_trees([PRESIDENTS])[0]
    assert {m.actor for m in find_mentions(tree) if m.head == 1} == {"CHL", "PER"}


def test_a_states_investor_is_not_the_state(mentions: Mentions) -> None:
    found = mentions(FIRM)
    assert set(found) == {"Kenya", "Mansour Cement Company"}
    assert found["Mansour Cement Company"].kind == "organisation"


def test_a_navys_ship_is_its_states_and_a_court_is_anybodys(mentions: Mentions) -> None:
    found = mentions(NAVY)
    assert (found["USS Boxer"].actor, found["USS Boxer"].noun) == ("USA", "vessel")
    assert (found["Supreme Court"].actor, found["Supreme Court"].form) == ("", "definite")
    assert found["minister Karl Berg"].actor == found["minister Karl Berg"].name == "Karl Berg"


def test_it_that_stands_for_nothing_is_no_mention(mentions: Mentions) -> None:
    assert set(mentions(EXPLETIVE)) == {"Peru"}


@pytest.mark.parametrize("sentence", ALL)
def test_the_words_alone_give_the_actor(sentence: tuple[str, str], read_trees: Reader) -> None:
    tree = read_trees([sentence])[0]
    for mention in find_mentions(tree):
        assert tree.words(mention.start, mention.end) == mention.words
        assert not mention.actor or normalise_actor(mention.words) == mention.actor


PIECES = [*"abc ,.'-()0", "Peru ", "Kim ", "the ", "North ", "Korea", "’s ", "its ", "both ", "countries "]

Meant = Callable[..., dict[str, set[str]]]


@pytest.mark.parametrize(
    ("sentence", "words", "actor"),
    [
        ("A court in Lyon fined the firm.", "court in Lyon", "FRA"),
        ("Police in Lagos arrested four men.", "Police in Lagos", "NGA"),
        ("An Izmir court fined the firm.", "Izmir court", "TUR"),
        ("The chief of the Peruvian general staff resigned.", "chief of the Peruvian general staff", "PER"),
        ("Secretary of State Henry Adams resigned.", "Secretary of State Henry Adams", "USA"),
        ("The Danish minister met his Polish opposite number.", "Polish opposite number", "POL"),
        ("The former president of Peru, Ana Ruiz, was arrested.", "Ana Ruiz", "Ana Ruiz"),
        ("Kenya punished the Syrian airline Cedar Wings.", "Cedar Wings", "Cedar Wings"),
        ("Kenya expelled Swedish journalist Eva Lund.", "Eva Lund", "Eva Lund"),
        ("Kenya expelled a Swedish journalist.", "Swedish journalist", "SWE"),
        ("Sino-Indian relations improved.", "Sino-", "CHN"),
        ("Sino-Indian relations improved.", "Indian", "IND"),
        ("Thousands joined an anti-Israel protest.", "Israel", "ISR"),
        ("Anti-French riots broke out.", "French", "FRA"),
        ("Kenya banned the anti-Soviet rally.", "Soviet", "SUN"),
        ("Africa Corps forces left the town.", "Africa Corps forces", "Africa Corps"),
        ("Peru received a Puerto Rican senator.", "Puerto Rican senator", "PRI"),
        (
            "The Turkish National Intelligence Organization arrested two men.",
            "National Intelligence Organization",
            "TUR",
        ),
        ("Norway's NATO membership was approved.", "NATO", "NATO"),
        ("The USS *Saratoga* called at Busan.", "USS *Saratoga*", "USA"),
        ("U.S. Secretary of State Henry Adams resigned.", "U.S. Secretary of State Henry Adams", "USA"),
        ("Ukrainian FP-7 Pelican and drones struck the port.", "Ukrainian FP-7 Pelican and drones", "UKR"),
        ("The Kingdom of Hawaii and Peru signed a treaty.", "Kingdom of Hawaii", "Kingdom of Hawaii"),
        ("Kenya freed two generals, Paul Okello and Ana Mutai, in May.", "Paul Okello", "Paul Okello"),
        ("Kenya freed two generals, Paul Okello and Ana Mutai, in May.", "Ana Mutai", "Ana Mutai"),
    ],
)
def test_who_acts_by_these_words(meant: Meant, sentence: str, words: str, actor: str) -> None:
    found = {key.removeprefix("the ").removeprefix("a "): actors for key, actors in meant(sentence).items()}
    assert found[words] == {actor}


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("Ten EU countries agreed.", "EU"),
        ("They met at the Lisbon summit.", "Lisbon"),
        ("The Geneva talks and the Vienna conference failed.", "Vienna"),
        ("The Mexican state of Jalisco banned the cars.", "Mexican"),
        ("Police arrested former Peruvian minister and party founder Ana Ruiz.", "Peruvian"),
        ("The Syrian airline Cedar Wings was fined.", "Syrian"),
    ],
)
def test_these_words_do_not_act(parser: Parser, sentence: str, words: str) -> None:
    found = [m for m in find_mentions(next(parser.parse([(sentence, 0)]))) if m.words == words]
    assert not any(mention.acts for mention in found)


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("A hall was hit by a Precision Strike Missile.", "Precision Strike Missile"),
        ("Ukrainian FP-7 Pelican and drones struck the port.", "FP-7 Pelican"),
        ("Four men were killed in Croix-des-Bouquets, Ouest.", "Ouest"),
        ("The army launched MQ-9 Reaper drones.", "MQ-9 Reaper"),
        ("The anti-French rebels attacked Mali.", "French"),
        ("The Kingdom of Hawaii and Peru signed a treaty.", "Kingdom of Hawaii and Peru"),
    ],
)
def test_these_words_are_no_actor(parser: Parser, sentence: str, words: str) -> None:
    assert not [m for m in find_mentions(next(parser.parse([(sentence, 0)]))) if m.words == words and m.acts]


@given(text=st.lists(st.sampled_from(PIECES), min_size=1, max_size=30).map("".join))
def test_no_text_breaks_it(parser: Parser, text: str) -> None:
    if not text.strip():
        return
    (tree,) = parser.parse([(text, 7)])
    for mention in find_mentions(tree):
        assert tree.start <= mention.start < mention.end <= tree.end
        assert tree.words(mention.start, mention.end) == mention.words
        assert not mention.actor or normalise_actor(mention.words) == mention.actor
