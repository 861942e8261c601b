"""What the values of one claim must not say together."""

from __future__ import annotations

from flows.extract.claims import Evidence
from flows.extract.consistency import fitted, meets_itself, without_self


def said(field: str, *values: str | int) -> list[Evidence]:
    return [Evidence(field, value, 0, 1, "normalised") for value in values]


def test_two_are_ahead_of_the_third_but_not_of_the_second() -> None:
    ahead = said("ahead", "JPN", "CHN")
    assert fitted(ahead, said("rank", 3)) == ahead + said("rank", 3)
    assert fitted(ahead, said("rank", 2)) == said("rank", 2)
    assert fitted(ahead, []) == ahead


def test_the_largest_after_two_is_the_third() -> None:
    largest = [Evidence("rank", 1, 0, 7, "rule")]
    assert [e.value for e in fitted(said("ahead", "JPN", "CHN"), largest)] == ["JPN", "CHN", 3]
    assert fitted([], largest) == largest


def test_no_state_ranks_in_its_own_economy() -> None:
    assert meets_itself([*said("economy", "PER"), *said("ranked", "PER")])
    assert not meets_itself([*said("economy", "PER"), *said("ranked", "CHL")])
    assert meets_itself([*said("subject", "PER"), *said("object", "PER")])


def test_who_acts_is_no_target() -> None:
    evidence = [*said("actors", "PER"), *said("targets", "PER", "CHL")]
    assert [e.value for e in without_self(evidence) if e.field == "targets"] == ["CHL"]
