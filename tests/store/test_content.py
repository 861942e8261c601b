from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.resolve.frames import build_frames
from flows.store.content import frames_as_bytes, frames_of_bytes, rows_as_bytes, rows_of_bytes

TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
DOCUMENTS = st.lists(
    st.fixed_dictionaries(
        {"doc_id": TEXT, "text": TEXT, "size": st.integers(0, 2**40), "published_on": st.none() | st.dates()}
    ),
    max_size=4,
)


@given(DOCUMENTS)
def test_rows_come_back_with_the_same_frames_and_frames_as_they_were(documents: list[dict[str, object]]) -> None:
    sentences = [{"doc_id": "a", "sentence": n, "actors": ["CUB", "JPN"][:n]} for n in range(len(documents))]
    tables = {"documents": documents, "sentences": sentences}
    frames = build_frames(tables)
    back = build_frames(rows_of_bytes(rows_as_bytes(tables)))
    assert all(back[name].equals(frame) for name, frame in frames.items())
    again = frames_of_bytes(frames_as_bytes(frames))
    assert all(again[name].equals(frames[name]) for name in again)
    assert {name for name, frame in frames.items() if frame.height} == set(again)
    assert frames_as_bytes(frames) == frames_as_bytes({name: pl.concat([frame]) for name, frame in frames.items()})


def test_a_value_that_no_row_has_is_refused() -> None:
    assert b"2024-02-16" in rows_as_bytes({"documents": [{"published_on": date(2024, 2, 16)}]})
    with pytest.raises(TypeError, match="no value of a row"):
        rows_as_bytes({"documents": [{"doc_id": b"a"}]})
