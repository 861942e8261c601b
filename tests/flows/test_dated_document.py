"""A document with a date, from raw/ to a verified release: what its relative dates become."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from flows.job import Job
from flows.pipeline import build, verify_release

TEXT = """The president of Kenya visited Uganda on Friday.

The president of Kenya will visit Rwanda on Friday.
"""


def test_past_and_planned_weekdays_are_counted_from_the_date_of_the_document(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "visits.txt").write_text(TEXT, encoding="utf-8")
    (raw / "visits.toml").write_text("published_on = 2015-05-20\n", encoding="utf-8")
    build(Job(raw, tmp_path / "outputs"))
    release = tmp_path / "outputs" / "latest"
    visits = pl.read_parquet(release / "incidents.parquet").sort("start").select("factuality", "date").rows()
    assert visits == [("actual", "2015-05-15"), ("planned", "2015-05-22")]
    assert not verify_release(release, raw).problems
