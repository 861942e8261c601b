"""What is derived: always the same, of what is published alone, whatever stood there before."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.resolve.derive import derived
from flows.resolve.frames import build_frames
from schemas.codebook.kinds import CLAIM_TABLES, DERIVED_TABLES
from schemas.validate import FrameError, validate
from tests import two_documents

FRAMES = two_documents.frames()


def test_deriving_again_changes_nothing() -> None:
    for name, frame in derived(FRAMES).items():
        assert frame.equals(FRAMES[name]), name


@given(st.data())
def test_the_order_of_the_rows_does_not_matter(data: st.DataObject) -> None:
    rows: dict[str, Any] = {"incidents": []}
    for number in range(data.draw(st.integers(0, 6))):
        row = {
            "record_id": f"i{number}",
            "incident_type": data.draw(st.sampled_from(["meeting", "attack", "espionage"])),
            "actors": data.draw(st.lists(st.sampled_from(["USA", "PRK", "x"]), unique=True)),
            "date": data.draw(st.sampled_from(["1997", "../1996", "2014/..", None])),
        }
        rows["incidents"].append(row)
    one = derived(build_frames(rows))
    frames = build_frames(rows)
    shuffled = frames["incidents"].sample(fraction=1, shuffle=True, seed=data.draw(st.integers(0, 99)))
    other = derived(frames | {"incidents": shuffled})
    for name in DERIVED_TABLES:
        assert one[name].equals(other[name])


def test_what_is_wrong_in_a_derived_table_or_column_is_made_anew() -> None:
    wrong = FRAMES | {
        "relations": FRAMES["relations"].with_columns(date_first=date(1, 1, 1), date_last=pl.lit(None, pl.Date)),
        "events": FRAMES["events"].head(1),
        "actors": FRAMES["actors"].with_columns(cow_code=pl.lit(7, pl.Int64)),
        "rules": FRAMES["rules"].with_columns(records=pl.lit(7, pl.Int64)),
        "coverage": FRAMES["coverage"].with_columns(events=pl.lit(7, pl.Int64)),
    }
    for name, frame in validate(wrong, derived).frames.items():
        assert frame.equals(FRAMES[name], null_equal=True), name


def test_a_rejected_record_makes_no_event_and_names_no_actor() -> None:
    rows = two_documents.rows()
    rows["relations"][0]["change"] = "sundered"
    frames = validate(build_frames(rows), derived).frames
    assert "rel-1" not in frames["events"]["record_id"]
    assert not {"CUB", "KOR", "ministry"} & {*frames["actors"]["actor"]}
    assert frames["rules"].filter(pl.col("rule_id") == "cut-ties")["records"].to_list() == [0]


def test_every_event_and_actor_is_found_in_the_other_table_and_in_the_records() -> None:
    actors = {*FRAMES["actors"]["actor"]}
    assert {*FRAMES["events"]["source"].drop_nulls(), *FRAMES["events"]["target"].drop_nulls()} <= actors
    records = pl.concat([FRAMES[name].select("record_id") for name in CLAIM_TABLES])
    assert {*FRAMES["events"]["record_id"]} <= {*records["record_id"]}
    rankings = FRAMES["actors"].filter(pl.col("investment_rankings") > 0)
    assert {*rankings["actor"]} == {"PER", "TCD"}


@pytest.mark.parametrize(
    ("table", "column", "value", "message"),
    [
        ("events", "quad_class", 5, "events, column quad_class, value 5: more than the column's maximum"),
        ("events", "event_type", "FIGHT", 'events, column event_type, value "FIGHT": not one of the codebook\'s terms'),
        ("actors", "kind", "country", "actors, column kind"),
        ("events", "source", "NLD", "events, column source, value \"NLD\": no such row in the table that it points to"),
    ],
)  # fmt: skip
def test_derived_rows_that_do_not_hold_stop_the_release(table: str, column: str, value: object, message: str) -> None:
    def badly(frames: Any) -> dict[str, pl.DataFrame]:
        good = derived(frames)
        frame = good[table]
        return good | {table: frame.with_columns(pl.lit(value, dtype=frame.schema[column]).alias(column))}

    with pytest.raises(FrameError, match=message):
        validate(FRAMES, badly)
