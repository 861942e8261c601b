"""The first article, read as a careful reader would: every record that it states, and no other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from flows.extract.rules_engine import RulesEngine
from flows.ingest.read import read_document
from flows.resolve.rows import Rows, resolve

ARTICLE = Path(__file__).parents[2] / "raw" / "north-korea-diplomatic-failure.txt"

EXPECTED: dict[str, list[dict[str, Any]]] = {
    "relations": [
        {
            "subject": "PRK",
            "object": "RUS",
            "relation_type": "general",
            "change": "strengthened",
            "factuality": "planned",
        },
        {
            "subject": "PRK",
            "object": "KHM",
            "relation_type": "general",
            "change": "maintained",
            "factuality": "planned",
        },
        {
            "subject": "PRK",
            "object": "KHM",
            "relation_type": "general",
            "change": "strengthened",
            "factuality": "planned",
        },
        {"subject": "KHM", "object": "PRK", "relation_type": "alliance", "change": "stated"},
        {"subject": "KHM", "object": "PRK", "relation_type": "general", "change": "weakened"},
        {"subject": "KHM", "object": "PRK", "relation_type": "agreement", "change": "severed", "date": "2015"},
        {"subject": "KHM", "object": "KOR", "relation_type": "diplomatic", "change": "absent", "date": "1996"},
        {"subject": "KHM", "object": "KOR", "relation_type": "diplomatic", "change": "established", "date": "1997"},
        {"subject": "KOR", "object": "CUB", "relation_type": "diplomatic", "change": "established"},
        {"subject": "CUB", "object": "KOR", "relation_type": "diplomatic", "change": "severed", "date": "1959"},
        {"subject": "CUB", "object": "PRK", "relation_type": "alliance", "change": "stated"},
        {
            "subject": "PRK",
            "object": "JPN",
            "relation_type": "diplomatic",
            "change": "established",
            "factuality": "planned",
        },
        {"subject": "PRK", "object": "KOR", "relation_type": "hostility", "change": "stated"},
        {"subject": "CHN", "object": "PRK", "relation_type": "diplomatic", "change": "maintained"},
        {"subject": "RUS", "object": "PRK", "relation_type": "diplomatic", "change": "maintained"},
        {"subject": "PRK", "object": "CHN", "relation_type": "general", "change": "stated", "date": "2016"},
        {"subject": "PRK", "object": "CHN", "relation_type": "general", "change": "stated", "date": "2017"},
        {"subject": "PRK", "object": "RUS", "relation_type": "general", "change": "stated", "date": "2016"},
        {"subject": "PRK", "object": "RUS", "relation_type": "general", "change": "stated", "date": "2017"},
    ],
    "incidents": [
        {"incident_type": "visit", "actors": ["PRK"], "location": "Ministry of National Defence", "date": "2024-02-08"},
        {"incident_type": "ceremony", "actors": ["PRK"], "date": "2024-02-08"},
        {"incident_type": "weapons_test", "actors": ["PRK"], "item": "continental ballistic missile"},
        {"incident_type": "visit", "actors": ["PRK"], "targets": ["RUS"]},
        {"incident_type": "ceremony", "actors": ["PRK"], "location_country": "KHM", "date": "2023-09"},
        {"incident_type": "ceremony", "actors": ["PRK"], "date": "2024-02-16"},
        {
            "incident_type": "closure",
            "actors": ["KHM"],
            "targets": ["PRK"],
            "item": "restaurant",
            "factuality": "planned",
        },
        {"incident_type": "closure", "actors": [], "targets": ["PRK"], "item": "restaurant", "date": "2023-09"},
        {
            "incident_type": "smuggling",
            "actors": ["PRK"],
            "item": "rocket-propelled grenade",
            "quantity": 30000,
            "date": "2017",
        },
        {
            "incident_type": "seizure",
            "actors": [],
            "targets": ["PRK"],
            "location": "Suez Canal",
            "location_country": "EGY",
            "item": "rocket-propelled grenade",
            "quantity": 30000,
            "date": "2017",
        },
        {"incident_type": "illicit_business", "actors": ["PRK"], "location_country": "KHM", "date": "2023-11"},
        {
            "incident_type": "assassination",
            "actors": ["PRK"],
            "targets": ["Kim Jong Nam"],
            "location": "Kuala Lumpur International Airport",
            "location_country": "MYS",
            "item": "nerve agent",
            "date": "2017-02",
        },
        {"incident_type": "arms_transfer", "actors": ["PRK"], "targets": [], "item": "arms"},
        {"incident_type": "arms_transfer", "actors": ["PRK"], "targets": ["RUS"], "item": "weapon"},
        {"incident_type": "satellite_launch", "actors": ["PRK"], "item": "military spy satellite"},
        {"incident_type": "threat", "actors": ["PRK"], "targets": ["KOR"]},
        {"incident_type": "deployment", "actors": ["PRK"], "location": "border with South Korea"},
    ],
    "sanctions": [
        {"senders": ["UNSC"], "targets": ["PRK"], "action": "violated"},
        {
            "senders": ["UNSC"],
            "targets": ["PRK"],
            "action": "imposed",
            "supporters": ["CHN", "RUS"],
            "goods": ["oil", "worker"],
            "date": "2016",
        },
        {
            "senders": ["UNSC"],
            "targets": ["PRK"],
            "action": "imposed",
            "supporters": ["CHN", "RUS"],
            "goods": ["oil", "worker"],
            "date": "2017",
        },
    ],
    "investment_rankings": [
        {"economy": "KHM", "ranked": "KOR", "metric": "foreign_investor", "rank": 2, "date": "../1996"},
        {"economy": "KHM", "ranked": "KOR", "metric": "donor", "rank": 3, "ahead": ["JPN", "CHN"], "date": "../1996"},
        {"economy": "KHM", "ranked": "KOR", "metric": "foreign_investor", "rank": 3, "date": "2021"},
        {"economy": "WLD", "ranked": "KOR", "metric": "economy", "rank_kind": "among"},
        {"economy": "WLD", "ranked": "KOR", "metric": "manufacturer", "rank": 10, "rank_kind": "at_most"},
    ],
}
WANTED = [
    pytest.param(table, row, id=f"{table}-{index}")
    for table, rows in EXPECTED.items()
    for index, row in enumerate(rows)
]


@pytest.fixture(scope="module")
def rows(parser: Any) -> Rows:
    return resolve(RulesEngine(parser).extract([read_document(ARTICLE)]))


def states(row: dict[str, Any], wanted: dict[str, Any]) -> bool:
    wanted = {"factuality": "actual"} | wanted
    return all((row.get(column) or None) == (value or None) for column, value in wanted.items())


@pytest.mark.parametrize(("table", "wanted"), WANTED)
def test_the_record_is_there_once(rows: Rows, table: str, wanted: dict[str, Any]) -> None:
    found = [row for row in rows.tables[table] if states(row, wanted)]
    shown = "\n".join(str({k: v for k, v in row.items() if v}) for row in rows.tables[table])
    assert len(found) == 1, shown


@pytest.mark.parametrize("table", EXPECTED)
def test_nothing_is_there_that_the_article_does_not_state(rows: Rows, table: str) -> None:
    unexpected = [row for row in rows.tables[table] if not any(states(row, wanted) for wanted in EXPECTED[table])]
    assert not unexpected
