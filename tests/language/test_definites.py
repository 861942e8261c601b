"""Whom a definite phrase means: a state talked of, the one at home in the text, or whoever was so called before."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Meant = Callable[..., dict[str, set[str]]]

PRAGUE = "PRAGUE, March 3, 2011 (Agencies) -"
AT_HOME = ("The Czech Republic expelled two Belarusian diplomats.", "The Czechs gave no reason.")


@pytest.mark.parametrize(
    ("sentence", "phrase"),
    [
        ("The government refused to comment.", "The government"),
        ("The prime minister flew home.", "The prime minister"),
        ("The foreign ministry summoned the Belarusian ambassador.", "The foreign ministry"),
        ("Parliament approved the decision.", "Parliament"),
        ("The armed forces were put on alert.", "The armed forces"),
        ("Police arrested four men.", "Police"),
    ],
)
def test_what_every_state_has_is_the_home_states(meant: Meant, sentence: str, phrase: str) -> None:
    assert meant(*AT_HOME, sentence, dateline=PRAGUE)[phrase] == {"CZE"}


def test_a_dateline_alone_makes_no_home(meant: Meant) -> None:
    away = ("Kenya and Uganda signed a treaty.", "Kenya praised Uganda.")
    assert meant(*away, "The prime minister flew home.", dateline=PRAGUE)["The prime minister"] == {"KEN"}


def test_the_subject_of_the_sentence_comes_before_home(meant: Meant) -> None:
    found = meant(*AT_HOME, "Poland said that the government had been warned.", dateline=PRAGUE)
    assert found["the government"] == {"POL"}


def test_the_country_is_the_last_subject_rather_than_home(meant: Meant) -> None:
    found = meant(*AT_HOME, "Belarus protested.", "The country closed its border.", dateline=PRAGUE)
    assert found["The country"] == {"BLR"}


def test_the_same_country_is_never_the_one_at_home(meant: Meant) -> None:
    found = meant(*AT_HOME, "Belarus protested.", "Agents of the same country were arrested.", dateline=PRAGUE)
    assert found["the same country"] == {"BLR"}


def test_a_phrase_is_no_other_argument_of_its_verb(meant: Meant) -> None:
    found = meant(*AT_HOME, "Germany is the country's biggest creditor.", dateline=PRAGUE)
    assert found["the country"] == {"CZE"}


@pytest.mark.parametrize(
    ("first", "second", "phrase", "actor"),
    [
        ("Chadian troops entered the town.", "The troops left on Friday.", "The troops", "TCD"),
        ("Two Cuban diplomats were expelled by Peru.", "The diplomats left on Friday.", "The diplomats", "CUB"),
        ("Burmese envoys arrived in Delhi.", "The envoys met reporters.", "The envoys", "MMR"),
        ("Peru's ambassador to Chile resigned.", "The ambassador gave no reason.", "The ambassador", "PER"),
    ],
)
def test_a_noun_repeated_means_the_same(meant: Meant, first: str, second: str, phrase: str, actor: str) -> None:
    assert meant(first, second)[phrase] == {actor}


def test_a_noun_that_two_had_means_neither(meant: Meant) -> None:
    found = meant("Chadian troops fought Libyan troops.", "The troops withdrew.")
    assert "The troops" not in found


def test_the_countries_that_are_no_group_are_nobody(meant: Meant) -> None:
    assert "those countries" not in meant("Peru has many friends.", "Most of those countries stayed away.")


def test_what_belongs_to_a_reference_is_its_owners(meant: Meant) -> None:
    found = meant("Jordan recalled its envoy.", "The kingdom's foreign minister, Ali Nasser, gave no reason.")
    assert found["The kingdom's foreign minister"] == {"JOR"}
    assert found["Ali Nasser"] == {"JOR"}


def test_a_person_is_told_by_the_office_of_a_reference(meant: Meant) -> None:
    found = meant("Peru sent its foreign minister, Ana Ruiz, to Chile.", "Ruiz met reporters.")
    assert found["Ruiz"] == {"PER"}


@pytest.mark.parametrize("head", ["Peruvian President Juan Soto", "Peru's president, Juan Soto,"])
@pytest.mark.parametrize("phrase", ["The Soto administration", "The Soto Administration", "The Soto government"])
def test_an_administration_is_its_heads(meant: Meant, head: str, phrase: str) -> None:
    assert meant(f"{head} visited Chile.", f"{phrase} signed the treaty.")[phrase] == {"PER"}


@pytest.mark.parametrize("phrase", ["The Lloyd administration", "The Lloyd Administration"])
def test_an_administration_without_its_head_is_american_where_america_is_named(meant: Meant, phrase: str) -> None:
    last = f"{phrase} imposed sanctions on Nicaragua."
    assert meant("Israel attacked Syria.", "The United States protested.", last)[phrase] == {"USA"}
    assert phrase not in meant("Israel attacked Syria.", "Israel fined a firm.", "Israel paid.", last)
    assert phrase not in meant(*AT_HOME, "The United States protested.", last, dateline=PRAGUE)


def test_the_president_is_the_only_one_told_of_however_far_back(meant: Meant) -> None:
    told = ("Peruvian President Juan Soto spoke.", *["Chile protested.", "Nobody was hurt."] * 3)
    assert meant(*told, "The president flew to Quito.")["The president"] == {"PER"}
    assert meant(*told, "The president flew to Quito.", "He met the press.")["He"] == {"PER"}
    other = ("Danish Prime Minister Ana Ruiz spoke.", *told)
    assert meant(*other, "The president flew to Quito.")["The president"] == {"PER"}


def test_a_kingdom_is_the_one_so_named(meant: Meant) -> None:
    before = ("The Kingdom of Hawaii signed a treaty with the United Kingdom.",)
    assert meant(*before, "The kingdom received an envoy.")["The kingdom"] == {"Kingdom of Hawaii"}


def test_the_ship_is_the_last_named_and_its_crew_its(meant: Meant) -> None:
    found = meant("Spain stopped the freighter Santa Rita.", "The vessel was carrying arms.")
    assert found["The vessel"] == {"Santa Rita"}


def test_a_host_is_of_the_place(meant: Meant) -> None:
    assert meant("The Danish prime minister flew to Lima and dined with her host.")["her host"] == {"PER"}


def test_a_president_by_title_alone_is_the_home_states(meant: Meant) -> None:
    found = meant(*AT_HOME, "President Jan Dvorak thanked the police.", dateline=PRAGUE)
    assert found["President Jan Dvorak"] == {"CZE"}


def test_a_foreigner_spoken_of_by_title_alone_is_not(meant: Meant) -> None:
    found = meant(*AT_HOME, "The invitation to President Jan Dvorak was withdrawn.", dateline=PRAGUE)
    assert found["President Jan Dvorak"] == {"Jan Dvorak"}


def test_of_two_presidents_by_title_alone_only_the_one_who_acts_is(meant: Meant) -> None:
    found = meant(*AT_HOME, "President Jan Dvorak thanked President Rosa Diaz.", dateline=PRAGUE)
    assert found["President Jan Dvorak"] == {"CZE"}
    assert found["President Rosa Diaz"] == {"Rosa Diaz"}
    found = meant(*AT_HOME, "President Rosa Diaz spoke.", "President Jan Dvorak left.", dateline=PRAGUE)
    assert found["President Jan Dvorak"] == {"Jan Dvorak"}


def test_a_host_by_office_is_of_the_place(meant: Meant) -> None:
    found = meant("The Kenyan delegation was received in Lima by President Juan Soto.", "Soto was glad.")
    assert found["Soto"] == {"PER"}
    found = meant("The Kenyan delegation was received in Lima by Juan Soto.", "Soto was glad.")
    assert found["Soto"] == {"Juan Soto"}


def test_congress_and_a_secretary_of_state_tell_of_the_united_states(meant: Meant) -> None:
    text = (
        "Secretary of State Henry Adams wrote to Spain.",
        "Congress approved the treaty.",
        "The United States paid Spain.",
        "The United States then left Cuba.",
        "President Henry Lloyd signed the treaty.",
    )
    assert meant(*text)["President Henry Lloyd"] == {"USA"}
    assert meant(*text[:1])["Secretary of State Henry Adams"] == {"USA"}


def test_a_profiles_country_is_at_home(meant: Meant) -> None:
    profile = (
        "Serbia has few ports.",
        "Serbia joined no alliance.",
        "Serbia buys gas.",
        "There is Russia, a protector.",
    )
    assert meant(*profile, "Russia supplies the country's gas.")["the country"] == {"SRB"}
