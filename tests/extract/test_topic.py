"""The two parties that a document is about, told by how often it names them."""

from __future__ import annotations

import pytest

from flows.extract.topic import Topic

PROFILE = (
    "The United States recognized Laos in 1955. American diplomats came to Vientiane. In 1975 the Laotian king stepped "
    "down, and the United States kept its embassy. Laos and the United States exchanged ambassadors in 1992."
)


def test_a_country_profile_is_about_its_two_states() -> None:
    pair = Topic(PROFILE).pair
    assert {actor for actor, _, _ in pair} == {"USA", "LAO"}
    for actor, start, end in pair:
        assert (
            PROFILE[start:end]
            in {"USA": ["United States", "the United States", "The United States"], "LAO": ["Laos"]}[actor]
        )


@pytest.mark.parametrize(
    "text",
    [
        "Nobody is named here.",
        "Peru grew. Peru traded. Peru prospered.",
        "Peru met Chile once.",
        "Peru met Chile. Chile met Peru. Bolivia met Brazil. Brazil met Bolivia. Ecuador and Cuba stayed away.",
    ],
)
def test_other_texts_are_not_about_two(text: str) -> None:
    assert Topic(text).pair == ()


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("Peru grew. Peru traded with Chile. Peru prospered.", "PER"),
        ("Peru grew. Chile grew.", None),
        ("Chile looked on while Peru grew. Peru traded, and Peru prospered.", None),
        ("Nobody is named here.", None),
    ],
)
def test_the_state_that_a_text_is_about_is_named_first_and_oftenest(text: str, actor: str | None) -> None:
    leader = Topic(text).leader
    assert (leader and leader[0]) == actor


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("Peru grew. Peru traded with Chile. Peru fished. Chile and Cuba helped Peru, and so did Chile.", "PER"),
        ("Peru grew. Peru traded with Chile. Peru prospered.", None),  # named too seldom
        ("Chile grew. Peru traded. Peru fished. Peru prospered. Peru slept.", None),
        ("Peru grew. Peru fished. Chile grew. Chile fished. Peru slept. Peru ate. Chile slept. Chile ate.", None),
    ],
)
def test_whose_ties_a_text_tells_is_named_first_and_most_often(text: str, actor: str | None) -> None:
    protagonist = Topic(text).protagonist
    assert (protagonist and protagonist[0]) == actor
