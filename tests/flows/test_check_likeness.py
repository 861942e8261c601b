from __future__ import annotations

import gzip
import random
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.fitness.corpus import Known, known_sources
from flows.fitness.likeness import likenesses
from flows.fitness.shingles import WORDS, Index, runs, shingles
from flows.ingest.problems import IngestError
from flows.job import Published

NOUNS = (
    "envoys",
    "ministers",
    "ships",
    "treaties",
    "talks",
    "borders",
    "exports",
    "loans",
    "banks",
    "ports",
    "islands",
)


def sentences(seed: int, count: int) -> str:
    """Return sentences that share no run of words with those of another seed, but by chance."""
    chosen = random.Random(seed)
    return " ".join(f"The {' '.join(chosen.choices(NOUNS, k=9))} of {chosen.randrange(10**6)}." for _ in range(count))


def known(path: str, text: str) -> Known:
    return Known(path, f"digest of {path}", text)


def naively(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[^\W_]+", text.casefold())
    return {tuple(words[i : i + WORDS]) for i in range(max(1, len(words) - WORDS + 1))} if words else set()


WORDY = st.lists(st.sampled_from(["a", "b", "bb", "über", "Über", "мир", "3", "\n", ".", "’", "—", " "]), max_size=60)


@given(WORDY.map(" ".join), WORDY.map(" ".join))
def test_shingles_are_counted_as_the_words_themselves_would_be(one: str, other: str) -> None:
    ours, theirs = naively(one), naively(other)
    assert len(shingles(one)) == len(ours)
    shared = Index([shingles(one), shingles(other)]).shared(runs(other))
    assert shared.get(0, 0) == len(ours & theirs)
    assert shared.get(1, 0) == len(theirs)


@pytest.mark.parametrize("text", ["", " \n", "...", "one", "two words", "\ud800 lone", "x" * 100_000])
def test_every_text_has_shingles_or_none(text: str) -> None:
    found = shingles(text)
    assert len(found) == (1 if any(map(str.isalnum, text)) else 0)
    assert found.dtype == np.uint64


def test_signs_case_and_line_ends_make_no_other_text() -> None:
    one = "The ministers didn't sign: “no treaty”, said Peru."
    assert np.array_equal(shingles(one), shingles('the MINISTERS didn’t\nsign - "no treaty" said\u00a0Peru'))


def test_a_reprint_is_told_from_what_it_stands_in_and_from_what_it_holds() -> None:
    article, more = sentences(1, 30), sentences(2, 20)
    part = " ".join(article.split()[:200])
    (inside,) = likenesses([known("part", part)], [known("raw/article.txt", article)])
    assert [(like.path, like.kind) for like in inside] == [("raw/article.txt", "inside it")]
    assert inside[0].ours == 1
    assert 0.5 < inside[0].theirs < 0.9
    (holds,) = likenesses([known("digest", f"{article} {more}")], [known("raw/article.txt", article)])
    assert [like.kind for like in holds] == ["holds it"]
    assert holds[0].theirs == 1
    assert holds[0].both == pytest.approx(holds[0].ours)


def test_one_word_changed_is_nearly_the_same_and_a_few_sentences_are_passages() -> None:
    article, other = sentences(3, 40), sentences(4, 40)
    edited = article.replace(article.split()[100], "changed", 1)
    (near,) = likenesses([known("a", edited)], [known("b", article)])
    assert [like.kind for like in near] == ["nearly the same"]
    quoted = " ".join(article.split()[:70])
    (some,) = likenesses([known("a", f"{quoted} {other}")], [known("b", article), known("c", sentences(5, 40))])
    assert [(like.path, like.kind) for like in some] == [("b", "passages")]


def test_the_same_text_in_other_bytes_is_told_from_the_same_bytes() -> None:
    text = sentences(6, 10)
    (found,) = likenesses([Known("a", "1", text)], [Known("b", "2", text), Known("c", "1", text)])
    assert {like.path: like.kind for like in found} == {"b": "same text", "c": "same bytes"}


def test_of_two_files_that_are_alike_the_first_is_taken_as_there() -> None:
    text = sentences(7, 10)
    first, second = likenesses([Known("a", "1", text), Known("b", "2", text)], [])
    assert first == []
    assert [(like.path, like.kind) for like in second] == [("a", "same text")]


def test_two_texts_without_a_word_are_not_alike() -> None:
    assert likenesses([known("a", "..."), known("b", "---")], [known("c", "!!!")]) == [[], []]


def test_the_texts_are_those_of_the_release_and_of_what_came_since(
    sources: Path, published: Published, tmp_path: Path
) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    for file in sources.iterdir():
        (raw / file.name).write_bytes(file.read_bytes())
    (raw / "new.txt.gz").write_bytes(gzip.compress(b"Peru recognised Palestine."))
    (raw / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    (raw / "news.txt").rename(raw / "renamed.txt")
    for release in (published.folder, None):
        found = {source.path: source.text for source in known_sources(raw, release, frozenset({"garden.txt"}))}
        assert set(found) == {"renamed.txt", "new.txt.gz"}
        assert found["new.txt.gz"] == "Peru recognised Palestine."
        assert found["renamed.txt"].startswith("Freedom of the seas")


def test_a_release_that_cannot_be_read_only_costs_time(sources: Path, tmp_path: Path) -> None:
    for content in (None, b"PAR1 damaged"):
        if content is not None:
            (tmp_path / "documents.parquet").write_bytes(content)
        assert {source.path for source in known_sources(sources, tmp_path)} == {"news.txt", "garden.txt"}


def test_sources_that_cannot_be_listed_are_told(tmp_path: Path) -> None:
    (tmp_path / "raw").write_text("a file")
    with pytest.raises(IngestError, match="raw"):
        list(known_sources(tmp_path / "raw"))
