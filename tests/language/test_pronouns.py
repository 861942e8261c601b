"""Whom "its" and "it" mean beside a noun that says what somebody is, and as the object of what is done to states."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Meant = Callable[..., dict[str, set[str]]]


@pytest.mark.parametrize(
    "sentence",
    [
        "Saudi Arabia, its closest ally, broke off relations.",
        "Saudi Arabia is its closest ally.",
        "Saudi Arabia became its ally.",
        "Saudi Arabia, one of its allies, broke off relations.",
    ],
)
def test_nobody_is_his_own_ally(meant: Meant, sentence: str) -> None:
    assert meant("Bahrain downgraded its relations with Iran.", sentence)["its"] == {"BHR"}


def test_whose_ally_was_just_told_of_is_meant_again(meant: Meant) -> None:
    assert meant("Russia is Serbia's oldest ally.", "Italy is its top export market.")["its"] == {"SRB"}


def test_it_is_a_state_where_it_is_recognised(meant: Meant) -> None:
    assert meant("Kosovo declared independence.", "Serbia does not recognise it.")["it"] == {"XKX"}
    assert "it" not in meant("The treaty was signed.", "Serbia does not recognise it.")
    assert "it" not in meant("Kosovo declared independence.", "Serbia denied it.")
