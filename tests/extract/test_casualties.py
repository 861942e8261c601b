"""The dead and the hurt of an attack, wherever its sentence tells of them, and where it took place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from flows.extract.rules_engine import RulesEngine
from flows.ingest.document import Document, Metadata
from flows.resolve.rows import resolve

Rows = Callable[[str], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def incidents(parser: Any) -> Rows:
    engine = RulesEngine(parser)

    def read(text: str) -> list[dict[str, Any]]:
        document = Document("one", "one.txt", "0" * 64, "utf-8", len(text), text, Metadata())
        return [dict(row) for row in resolve(engine.extract([document])).tables["incidents"]]

    return read


@pytest.mark.parametrize(
    ("text", "deaths", "injuries"),
    [
        ("Turkish jets bombed a village in Iraq, killing nine people and injuring 14.", 9, 14),
        ("Nine people were killed and 14 others were wounded in a Turkish airstrike in Iraq.", 9, 14),
        ("Two guards died when Eritrean soldiers attacked a post in Ethiopia.", 2, None),
        ("A Saudi airstrike in Yemen wounded 20 civilians.", None, 20),
        ("Turkish jets bombed a village in Iraq in 2018.", None, None),
    ],
)
def test_casualties_are_read_wherever_the_sentence_tells_them(
    incidents: Rows, text: str, deaths: int | None, injuries: int | None
) -> None:
    (row,) = incidents(text)
    assert (row.get("deaths"), row.get("injuries")) == (deaths, injuries)


def test_the_dead_of_another_event_are_not_those_of_the_attack(incidents: Rows) -> None:
    rows = incidents("Turkish jets bombed Mosul, the ministry said after a flood had killed 30 people in Basra.")
    assert [row.get("deaths") for row in rows if row["incident_type"] == "attack"] == [None]


@pytest.mark.parametrize(
    ("text", "location", "country"),
    [
        ("Turkish jets bombed Mosul in 2019.", "Mosul", "IRQ"),
        ("Gunmen attacked a convoy in Kidal, Mali.", "Kidal", "MLI"),
        ("Rebels attacked the Italian embassy in Quito.", "Quito", "ECU"),
        ("Israel bombed a depot near Homs, Syria, in 2013.", "Homs", "SYR"),
    ],
)
def test_the_place_and_its_state_are_read(incidents: Rows, text: str, location: str, country: str) -> None:
    (row,) = incidents(text)
    assert (row["location"], row["location_country"]) == (location, country)


@pytest.mark.parametrize("text", ["Iran was struck in the Gulf War.", "Iran was attacked during Operation Desert Fox."])
def test_an_event_is_no_place(incidents: Rows, text: str) -> None:
    assert all(row.get("location") in (None, "Iran") for row in incidents(text))


@pytest.mark.parametrize(
    "text", ["Israeli strikes on Iran", "Russian invasion of Ukraine", "Killing of guards in the Turkish raid on Iraq"]
)
def test_a_heading_without_a_finite_verb_is_no_incident(incidents: Rows, text: str) -> None:
    assert incidents(text) == []
    assert incidents(f"The {text[0].lower()}{text[1:]} began." if "Killing" in text else f"{text} began in May.") != []


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("Peru arrested the Chilean minister Ana Rojas in 1999.", "Ana Rojas"),
        ("Peru arrested a Chilean minister in 1999.", "CHL"),
        ("Peru released the Chilean general Luis Soto in 1999.", "Luis Soto"),
    ],
)
def test_who_is_arrested_or_freed_by_name_is_the_target_by_name(incidents: Rows, text: str, target: str) -> None:
    (row,) = incidents(text)
    assert row["targets"] == [target]


def test_a_war_has_two_sides(incidents: Rows) -> None:
    assert [row["actors"] for row in incidents("The Sino-Indian War of 1962 was short.")] == [["CHN", "IND"]]
    assert incidents("The Korean War of 1950 was long.") == []
