"""What the values of one claim must not say together."""

from __future__ import annotations

from flows.extract.claims import Evidence
from flows.extract.consistency import fitting_rank, ranks_itself, without_self


def said(field: str, *values: str | int) -> list[Evidence]:
    return [Evidence(field, value, 0, 1, "normalised") for value in values]


def test_two_are_ahead_of_the_third_but_not_of_the_second() -> None:
    ahead = said("ahead", "JPN", "CHN")
    assert fitting_rank(ahead, said("rank", 3)) == ahead
    assert fitting_rank(ahead, said("rank", 2)) == []
    assert fitting_rank(ahead, []) == ahead


def test_no_state_ranks_in_its_own_economy() -> None:
    assert ranks_itself([*said("economy", "PER"), *said("ranked", "PER")])
    assert not ranks_itself([*said("economy", "PER"), *said("ranked", "CHL")])


def test_who_acts_is_no_target() -> None:
    evidence = [*said("actors", "PER"), *said("targets", "PER", "CHL")]
    assert [e.value for e in without_self(evidence) if e.field == "targets"] == ["CHL"]
