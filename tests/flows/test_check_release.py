from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.fitness.agreement import Comparison, compared
from flows.language.edtf import edtf_bounds
from flows.resolve.frames import build_frames
from schemas.codebook.kinds import CLAIM_TABLES, is_list
from schemas.codebook.vocabulary import load_tables

TIE = {"subject": "CUB", "object": "KOR", "relation_type": "diplomatic", "change": "established"}
ATTACK = {"incident_type": "attack", "actors": ["USA"], "targets": ["IRQ"]}
BAN = {"senders": ["EU"], "targets": ["RUS"], "action": "imposed", "measures": ["asset_freeze"]}
RANK = {"economy": "KHM", "ranked": "KOR", "metric": "donor", "rank": 2, "rank_kind": "exact"}
BASES: dict[str, dict[str, Any]] = {
    "relations": TIE,
    "incidents": ATTACK,
    "sanctions": BAN,
    "investment_rankings": RANK,
}


def frames(table: str, *rows: dict[str, Any]) -> dict[str, pl.DataFrame]:
    """Return tables with these records in one of them, each of a document of its own."""
    made = []
    for number, row in enumerate(rows):
        first, last = edtf_bounds(row["date"]) if row.get("date") else (None, None)
        empty: dict[str, Any] = {c.name: [] if is_list(c.kind) else None for c in load_tables()[table].columns}
        place = {"record_id": f"{table}-{number}", "doc_id": f"doc-{number}", "start": number, "end": number + 9}
        made.append({**empty, **place, "sentence": 0, "quote": "words", "rule_id": "r", "confidence": 0.5,
                     "factuality": "actual", "date_first": first, "date_last": last, **row})  # fmt: skip
    return build_frames({table: made})


def between(table: str, ours: dict[str, Any], theirs: dict[str, Any]) -> Comparison | None:
    found = compared(frames(table, {**BASES[table], **ours}), frames(table, {**BASES[table], **theirs}))
    assert len(found) <= 1
    return found[0] if found else None


AGREES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("relations", {"date": "2024-02-14"}, {"date": "2024"}),
    ("relations", {"date": "2024", "subject": "KOR", "object": "CUB"}, {"date": "2024-02-14"}),
    ("relations", {}, {}),
    ("incidents", {"date": "2003-03"}, {"date": "2003-03-20", "actors": ["USA", "GBR"]}),
    ("sanctions", {"date": "2014"}, {"date": "2014-07-31", "measures": ["asset_freeze", "travel_ban"]}),
    ("investment_rankings", {"date": "../1996"}, {"date": "../1996"}),
]
CONFLICTS: list[tuple[str, dict[str, Any], dict[str, Any], tuple[str, ...]]] = [
    ("relations", {"date": "1997", "change": "severed"}, {"date": "1997"}, ("change",)),
    ("relations", {"date": "1997", "change": "weakened"}, {"date": "1997", "change": "strengthened"}, ("change",)),
    ("relations", {"date": "1997", "factuality": "denied"}, {"date": "1997-05"}, ("factuality",)),
    ("relations", {"date": "1997"}, {"date": "1998"}, ("date",)),
    ("incidents", {"date": "2003-03-20", "deaths": 12}, {"date": "2003-03", "deaths": 20}, ("deaths",)),
    ("incidents", {"date": "2003-03-20", "factuality": "denied"}, {"date": "2003-03-20"}, ("factuality",)),
    ("sanctions", {"date": "2014", "action": "lifted"}, {"date": "2014"}, ("action",)),
    ("sanctions", {"date": "2014", "instrument": "UNSCR 1"}, {"date": "2016", "instrument": "UNSCR 1"}, ("date",)),
    ("investment_rankings", {"date": "1996", "rank": 3}, {"date": "1996"}, ("rank",)),
    ("investment_rankings", {"date": "1996", "ranked": "JPN"}, {"date": "1996"}, ("ranked",)),
]
NEITHER: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("relations", {"date": "1997", "change": "severed"}, {"date": "1999"}),
    ("relations", {"change": "severed"}, {}),
    ("relations", {"date": "1997"}, {}),
    ("relations", {"date": "1997", "change": "severed", "factuality": "planned"}, {"date": "1997"}),
    ("relations", {"date": "1997", "object": "PRK"}, {"date": "1997"}),
    ("relations", {"date": "1950/1990", "change": "severed"}, {"date": "1960"}),
    ("relations", {"date": "../1996", "change": "severed"}, {"date": "1960"}),
    ("relations", {"date": "1997", "relation_type": "security"}, {"date": "1998", "relation_type": "security"}),
    ("incidents", {"date": "2003-03-20"}, {"date": "2003-03-21", "deaths": 3}),
    ("incidents", {"date": "2003", "targets": ["SYR"]}, {"date": "2003"}),
    ("incidents", {"date": "2003", "actors": [], "targets": []}, {"date": "2003"}),
    ("sanctions", {"date": "2014", "action": "lifted", "measures": ["travel_ban"]}, {"date": "2014"}),
    ("investment_rankings", {"date": "1996", "ranked": "JPN", "rank": 1}, {"date": "1996"}),
    ("investment_rankings", {"date": "1996", "rank": None, "rank_kind": "among"}, {"date": "1996"}),
]  # fmt: skip


@pytest.mark.parametrize(("table", "ours", "theirs"), AGREES)
def test_records_agree(table: str, ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    found = between(table, ours, theirs)
    assert found is not None
    assert (found.kind, found.differs) == ("agrees", ())
    assert found.theirs["doc_id"] == "doc-0"


@pytest.mark.parametrize(("table", "ours", "theirs", "differs"), CONFLICTS)
def test_records_conflict(table: str, ours: dict[str, Any], theirs: dict[str, Any], differs: tuple[str, ...]) -> None:
    found = between(table, ours, theirs)
    assert found is not None
    assert (found.kind, found.differs) == ("conflicts", differs)


@pytest.mark.parametrize(("table", "ours", "theirs"), NEITHER)
def test_records_of_another_thing_or_time_do_neither(table: str, ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    assert between(table, ours, theirs) is None


DATES = st.sampled_from([None, "1997", "1997-03", "1997-03-04", "1998", "../1997", "1997/..", "1990/1999", "199X"])


@given(st.sampled_from(CLAIM_TABLES), st.data())
def test_what_agrees_or_conflicts_does_so_from_either_side(table: str, data: st.DataObject) -> None:
    said: dict[str, dict[str, st.SearchStrategy[Any]]] = {
        "relations": {"change": st.sampled_from(["established", "severed", "weakened", "strengthened"])},
        "incidents": {"deaths": st.sampled_from([None, 1, 2]), "actors": st.sampled_from([[], ["USA"], ["FRA"]])},
        "sanctions": {"action": st.sampled_from(["imposed", "lifted", "eased", "violated"])},
        "investment_rankings": {"rank": st.sampled_from([1, 2]), "ranked": st.sampled_from(["KOR", "JPN"])},
    }
    factuality = st.sampled_from(["actual", "planned", "denied"])
    drawn = st.fixed_dictionaries({"date": DATES, "factuality": factuality, **said[table]})
    ours, theirs = data.draw(drawn), data.draw(drawn)
    found, back = between(table, ours, theirs), between(table, theirs, ours)
    assert (found is None) == (back is None)
    if found is not None and back is not None:
        assert (found.kind, set(found.differs)) == (back.kind, set(back.differs))


@pytest.mark.parametrize("table", CLAIM_TABLES)
def test_a_record_agrees_with_itself_in_another_document(table: str) -> None:
    for date in (None, "1997", "1997-03-04", "../1996"):
        found = between(table, {"date": date}, {"date": date})
        assert found is not None
        assert found.kind == "agrees"


def test_the_file_itself_in_the_release_is_left_out() -> None:
    ours = frames("relations", {**TIE, "date": "1997"})
    theirs = frames("relations", {**TIE, "date": "1997"}, {**TIE, "date": "1998"})
    found = compared(ours, theirs, frozenset({"doc-0"}))
    assert [(one.kind, one.theirs["doc_id"]) for one in found] == [("conflicts", "doc-1")]


def test_conflicts_come_before_what_agrees() -> None:
    ours = frames("relations", {**TIE, "date": "1997"})
    theirs = frames("relations", *({**TIE, "date": date} for date in ("1997", "1998", "1997-02")))
    assert [one.kind for one in compared(ours, theirs)] == ["conflicts", "agrees", "agrees"]
