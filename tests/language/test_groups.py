"""Phrases that mean several actors, or one of several."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Meant = Callable[..., dict[str, set[str]]]


@pytest.mark.parametrize(
    "phrase",
    [
        "The two countries",
        "Both countries",
        "The two",
        "The neighbours",
        "Both sides",
        "The pair",
        "The two friends",
        "The two foes",
        "Both allies",
        "The two governments",
    ],
)
def test_a_pair_is_the_one_joined_by_and(meant: Meant, phrase: str) -> None:
    assert meant("Kenya and Uganda signed a treaty.", f"{phrase} reopened the border.")[phrase] == {"KEN", "UGA"}


@pytest.mark.parametrize("phrase", ["Each government", "Each country"])
def test_each_is_every_one_of_the_pair(meant: Meant, phrase: str) -> None:
    found = meant("Kenya and Uganda signed a treaty.", f"{phrase} reopened its embassy.")
    assert found[phrase] == found["its"] == {"KEN", "UGA"}


def test_each_other_is_the_subject(meant: Meant) -> None:
    found = meant("Peru praised Chile.", "Kenya and Uganda recognised each other.")
    assert found["each other"] == {"KEN", "UGA"}


def test_a_number_takes_the_list_of_that_number_however_far_back(meant: Meant) -> None:
    text = ("Kenya, Uganda, Rwanda and Burundi left the union.", "Tanzania stayed.", "It protested.")
    assert meant(*text, "The four gave no reason.")["The four"] == {"KEN", "UGA", "RWA", "BDI"}
    assert meant(*text, "The quartet gave no reason.")["The quartet"] == {"KEN", "UGA", "RWA", "BDI"}


def test_the_last_clauses_pair_comes_before_a_crowd(meant: Meant) -> None:
    first = "In 1965 Mali left the union with Guinea and Ghana; it formed a new one with Senegal."
    assert meant(first, "In 1970 the two nations signed a treaty.")["the two nations"] == {"MLI", "SEN"}


def test_the_pair_that_a_text_is_about(meant: Meant) -> None:
    text = (
        "Pakistan tested a missile.",
        "India tested one in March.",
        "Pakistan protested.",
        "India refused to answer.",
        "China called for calm.",
    )
    assert meant(*text, "The two neighbours have fought three wars.")["The two neighbours"] == {"IND", "PAK"}


def test_nobody_where_three_are_talked_of_alike(meant: Meant) -> None:
    text = ("Pakistan protested.", "India refused.", "China left.", "Pakistan waited.", "India paid.", "China agreed.")
    assert "The two neighbours" not in meant(*text, "The two neighbours have fought three wars.")


def test_both_governments_are_the_home_state_and_the_other_one(meant: Meant) -> None:
    text = ("Fiji reopened its embassy on Monday.", "Fiji is far away.")
    found = meant(*text, "Officials of both governments met the Tongan ambassador.", dateline="SUVA, 4 May 2014 -")
    assert found["both governments"] == {"FJI", "TON"}


@pytest.mark.parametrize("phrase", ["both Koreas", "the two Koreas"])
def test_a_pair_by_name(meant: Meant, phrase: str) -> None:
    text = ("South Korea protested.", "North Korea refused to answer.")
    assert meant(*text, f"Finland trades with {phrase}.")[phrase] == {"KOR", "PRK"}


def test_one_half_of_a_nation_tells_of_the_other(meant: Meant) -> None:
    assert meant("Seoul protested.", "North Korea refused.", "The South waited.")["The South"] == {"KOR"}
    assert "The South" not in meant("Finland protested.", "North Korea refused.", "The South waited.")


def test_them_after_between_is_the_pair(meant: Meant) -> None:
    found = meant("Kenya and Uganda signed a treaty.", "A road was built between them.")
    assert found["them"] == {"KEN", "UGA"}


def test_the_same_organisation_is_the_only_one_named(meant: Meant) -> None:
    found = meant("ECOWAS punished Niger.", "In 2022 the same organisation had punished Mali.")
    assert found["the same organisation"] == {"ECOWAS"}


def test_a_place_stands_for_its_state_in_the_pair(meant: Meant) -> None:
    found = meant(
        "Kenya praised Uganda.", "Turkey opened an embassy in Mogadishu, and the two countries signed a pact."
    )
    assert found["the two countries"] == {"TUR", "SOM"}


def test_governments_are_no_organisations(meant: Meant) -> None:
    found = meant(
        "Sweden quarrelled with Finland.", "Once the United Nations had ruled, the two governments made peace."
    )
    assert found["the two governments"] == {"SWE", "FIN"}
