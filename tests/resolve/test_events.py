"""Records as events: which pairs they unfold into, which type they have, and that none is lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.resolve.derive import derived
from flows.resolve.events import pairs
from flows.resolve.frames import build_frames
from schemas.codebook.kinds import CLAIM_TABLES
from schemas.codebook.plover import load_plover
from schemas.codebook.vocabulary import load_tables
from schemas.validate import validate
from tests import two_documents

KOR_PRK = {"subject": "KOR", "object": "PRK"}


def made(table: str, *records: dict[str, Any]) -> pl.DataFrame:
    rows = [{"record_id": f"r{n}", "doc_id": "d", "factuality": "actual", **row} for n, row in enumerate(records)]
    return derived(build_frames({table: rows}))["events"]


def sides(frame: pl.DataFrame) -> list[tuple[str | None, str | None]]:
    return list(frame.select("source", "target").iter_rows())


def test_a_relation_is_one_event_from_subject_to_object() -> None:
    frame = made("relations", KOR_PRK | {"relation_type": "economic", "change": "severed", "date": "2016-02"})
    assert frame.rows(named=True) == [
        {
            "event_id": "r0.1", "record_id": "r0", "table": "relations", "doc_id": "d",
            "date": "2016-02", "date_first": date(2016, 2, 1), "date_last": date(2016, 2, 29), "year": 2016,
            "source": "KOR", "source_name": "South Korea", "target": "PRK", "target_name": "North Korea",
            "mutual": False, "event_type": "SANCTION", "event_mode": "discontinue", "quad_class": 4, "intensity": -6.0,
            "factuality": "actual", "location": None, "location_country": None, "quote": None,
        }
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"incident_type": "threat", "actors": ["PRK"], "targets": ["KOR", "JPN"]}, [("PRK", "JPN"), ("PRK", "KOR")]),
        ({"incident_type": "attack", "actors": ["USA", "GBR"]}, [("GBR", None), ("USA", None)]),
        ({"incident_type": "attack", "targets": ["YEM"]}, [(None, "YEM")]),
        ({"incident_type": "attack"}, [(None, None)]),
        ({"incident_type": "meeting", "actors": ["USA", "PRK"]}, [("USA", "PRK")]),
        ({"incident_type": "meeting", "actors": ["USA"]}, [("USA", None)]),
        ({"incident_type": "clash", "actors": ["IND", "PAK", "CHN"]}, [("IND", "CHN"), ("PAK", "CHN"), ("IND", "PAK")]),
        ({"incident_type": "meeting", "actors": ["USA", "KOR"], "targets": ["PRK"]}, [("KOR", "PRK"), ("USA", "PRK")]),
        ({"incident_type": "smuggling", "actors": ["PRK"]}, []),
    ],
)
def test_how_actors_unfold(record: dict[str, Any], expected: list[tuple[str | None, str | None]]) -> None:
    frame = made("incidents", record)
    assert sides(frame) == expected
    assert frame["event_id"].to_list() == [f"r0.{n}" for n in range(1, len(expected) + 1)]
    assert set(frame["mutual"]) <= {record["incident_type"] in ("meeting", "clash")}


def test_a_sanction_is_from_its_senders_and_one_blocked_is_against_its_backers() -> None:
    parties = {"senders": ["CHN"], "targets": ["SYR"], "supporters": ["FRA"]}
    assert sides(made("sanctions", parties | {"action": "imposed"})) == [("CHN", "SYR")]
    blocked = made("sanctions", parties | {"action": "blocked"})
    assert sides(blocked) == [("CHN", "FRA")]
    assert blocked["event_type"].to_list() == ["REJECT"]
    assert made("sanctions", parties | {"action": "violated"}).is_empty()


def test_a_ranking_is_no_event() -> None:
    assert made("investment_rankings", {"economy": "KHM", "ranked": "CHN", "metric": "donor"}).is_empty()


@pytest.mark.parametrize("factuality", ["planned", "denied"])
def test_what_did_not_happen_is_told_apart_and_keeps_the_type_of_the_act(factuality: str) -> None:
    frame = made("incidents", {"incident_type": "visit", "actors": ["RUS"], "factuality": factuality})
    assert frame.select("event_type", "event_mode", "intensity", "factuality").row(0) == (
        "CONSULT", "visit", 4.0, factuality,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "year"),
    [("1997", 1997), ("2024-02-16", 2024), ("1996-02/1996-05", 1996), ("1996/1998", None), ("202X", None),
     ("2001-24", None), ("../1996", None), ("2014/..", None), (None, None)],
)  # fmt: skip
def test_the_year_is_told_where_it_is_one(text: str | None, year: int | None) -> None:
    assert made("incidents", {"incident_type": "visit", "date": text})["year"].to_list() == [year]


codes = st.lists(st.sampled_from(["USA", "PRK", "KOR", "Kim Jong Nam", "UN"]), unique=True, max_size=4)


@given(codes, codes, st.booleans(), st.randoms(use_true_random=False))
def test_pairs_are_the_same_for_any_order_of_the_actors(
    sources: list[str], targets: list[str], mutual: bool, random: Any
) -> None:
    found = pairs(sources, targets, mutual=mutual)
    shuffled = pairs(random.sample(sources, len(sources)), random.sample(targets, len(targets)), mutual=mutual)
    # Of parties that do the same either may stand first; everything else is the same.
    either = mutual and not targets
    assert [set(pair) if either else pair for pair in found] == [set(pair) if either else pair for pair in shuffled]
    assert len(set(found)) == len(found) >= 1
    assert {side for pair in found for side in pair if side} == {*sources, *targets}


@settings(max_examples=30)
@given(st.data())
def test_every_record_is_one_or_more_events_or_counted_as_none(data: st.DataObject) -> None:
    rows = two_documents.rows()
    terms = {name: load_tables()[name].columns for name in CLAIM_TABLES}
    for name in ("relations", "incidents", "sanctions"):
        for column in terms[name]:
            if column.terms and not column.listed:
                term = data.draw(st.sampled_from([term.name for term in column.terms]))
                rows[name][0][column.name] = term
                for evidence in rows["evidence"]:
                    if evidence["table"] == name and evidence["field"] == column.name:
                        evidence["value"] = term
    frames = validate(build_frames(rows), derived).frames
    records = pl.concat([frames[name].select("record_id") for name in CLAIM_TABLES])
    assert records.height == 4
    with_events = frames["events"]["record_id"].n_unique()
    assert with_events + frames["coverage"]["no_event"].sum() == records.height
    assert frames["coverage"]["events"].sum() == frames["events"].height
    for event in frames["events"].iter_rows(named=True):
        table = load_tables()[event["table"]]
        record = frames[event["table"]].row(0, named=True)
        type_ = table.plover(record)
        assert type_ is not None
        assert type_ == ":".join(filter(None, (event["event_type"], event["event_mode"])))
        assert event["quad_class"] == load_plover().quad(type_)
        assert event["factuality"] == record["factuality"]
