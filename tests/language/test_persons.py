"""Who "he" and "she" are."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Meant = Callable[..., dict[str, set[str]]]

TOLD = ("Peruvian President Juan Soto met Chilean Foreign Minister Ana Ruiz.",)


def test_he_is_the_one_person_of_the_sentence_before(meant: Meant) -> None:
    assert meant("The king of Spain, Felipe Ruiz, fell ill.", "He was taken home.")["He"] == {"ESP"}


def test_he_is_nobody_after_two_persons(meant: Meant) -> None:
    assert "He" not in meant("Kenyan President Ali Moi met Ugandan President Jo Obote.", "He was tired.")


def test_she_can_be_a_state(meant: Meant) -> None:
    text = ("Our country, Bolivia, lost the war.", "We had to sign a treaty with Chile.")
    assert meant(*text, "In 1904 she took the coast.")["she"] == {"CHL"}


def test_she_is_no_state_beside_a_person(meant: Meant) -> None:
    found = meant("Ana Ruiz went to Chile.", "She was arrested.")
    assert found["She"] == {"Ana Ruiz"}


def test_she_is_the_ship_where_a_text_tells_of_one(meant: Meant) -> None:
    found = meant("Indonesia boarded the freighter Santa Rita.", "She had sailed from Malta.")
    assert found["She"] == {"Santa Rita"}


@pytest.mark.parametrize(
    ("sentence", "name", "actor"),
    [
        ("Soto and Ruiz signed a pact.", "Soto", "PER"),
        ("Soto and Ruiz signed a pact.", "Ruiz", "CHL"),
        ("Kenya thanked Soto and Ruiz.", "Ruiz", "CHL"),
    ],
)
def test_surnames_side_by_side_are_those_told_in_full(meant: Meant, sentence: str, name: str, actor: str) -> None:
    assert meant(*TOLD, sentence)[name] == {actor}


def test_one_person_of_two_offices_is_of_one_state(meant: Meant) -> None:
    assert meant("Peruvian president and party leader Ana Ruiz flew to Chile.")["leader Ana Ruiz"] == {"PER"}
    assert meant("The Peruvian president and President Ruiz met.")["President Ruiz"] == {"Ruiz"}
    assert meant("Kenya received the Danish ambassador to Mali, Eva Lund.")["Eva Lund"] == {"DNK"}


def test_bill_is_a_forename_before_a_surname(meant: Meant) -> None:
    assert meant("President Bill Norton signed the treaty.")["President Bill Norton"] == {"Bill Norton"}
    assert "Press Bill" not in meant("Parliament passed the Press Bill.")
