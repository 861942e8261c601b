from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from flows.chunks import chunks
from flows.ingest.survey import Source

SIZES = st.lists(st.integers(1, 30), max_size=60)


def source(name: str, characters: int) -> Source:
    return Source(name, f"{name}.txt", None, "0" * 64, characters, f"key of {name} {characters}")


@given(SIZES, st.integers(1, 40))
def test_chunks_keep_every_source_in_order_and_stay_small(sizes: list[int], characters: int) -> None:
    sources = [source(str(number), size) for number, size in enumerate(sizes)]
    made = list(chunks(sources, characters))
    assert [one for chunk in made for one in chunk.sources] == sources
    assert all(len(chunk.sources) == 1 or chunk.characters <= 2 * characters for chunk in made)
    assert sum(chunk.characters for chunk in made) == sum(sizes)


@given(SIZES, st.integers(1, 40))
def test_a_chunk_has_the_key_of_its_sources(sizes: list[int], characters: int) -> None:
    sources = [source(str(number), size) for number, size in enumerate(sizes)]
    keys = [chunk.key for chunk in chunks(sources, characters)]
    assert keys == [chunk.key for chunk in chunks(sources, characters)]
    assert len(set(keys)) == len(keys)


def test_a_document_that_comes_or_goes_leaves_most_chunks_as_they_are() -> None:
    sources = [source(f"d{number:05}", 100) for number in range(5_000)]
    before = [chunk.key for chunk in chunks(sources, 2_000)]
    assert len(before) > 100
    for changed in (sources[1:], sources[:2_500] + sources[2_501:], [source("a", 90), *sources], sources[:-1]):
        after = {chunk.key for chunk in chunks(changed, 2_000)}
        assert len(set(before) - after) <= 3
