"""Texts made to lead a pattern back and forth, or a reader astray: the work stays in proportion, the values honest."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

import pytest

from flows.engines import engine
from flows.extract.claims import Extraction
from flows.ingest.document import Document, Metadata
from flows.ingest.readers.markdown import read_markdown
from flows.ingest.readers.plain import read_plain
from flows.ingest.readers.text import Text, UnreadableError, text_of
from flows.ingest.sniff import shown
from flows.language.actors import find_names, normalise_actor
from flows.language.quantities import find_quantities
from flows.language.sentences import MAX_SENTENCE, split_sentences
from flows.language.times import find_times
from flows.resolve.rows import resolve

CLAIM = "Cuba severed diplomatic relations with Norway in 1959."
# What the patterns of flows/ repeat, and the ends of it: each a run that some pattern goes over.
UNITS = (
    "a", "A", "0", " ", "\n", "\t", ".", ",", "-", "–", "'", "’", '"', "“", "(", ")", "[", "]", "*", "_", "#", "|", "<",
    "&", ":", ";", "/", "\\", "=", "$", "%", "½", "é", "漢", "\u00a0", "\u2028", "\u200b", "\u202e", "\U0001f986",
    "a ", "A ", "0 ", "a.", "A.", "A. ", "0.", "0,", "1,000", "a-", "A-", "1-", "a's ", "A'", "A, ", "A and ", "A of ",
    "a\n", "a\n\n", "- a\n", "* ", "1. ", "[1]", "(a) ", '"a" ', "“a” ", "a: ", "a; ", "a — ", ". . ", "? ", "!” ",
    "the ", "the A ", "of the ", "and ", "A/", "U.S. ", "Mr. ", "Gen. A ", "No. 1 ", "Resolution ", "Resolution 1 ",
    "EO ", "S/RES/", "one ", "twenty-", "hundred ", "one hundred ", "half a ", "million ", "dozens of ", "$1 ", "per ",
    "Jan ", "Jan. 1, ", "1 Jan ", "1999 ", "1999-", "1999/", "last ", "last year ", "the 1st ", "the 19th century ",
    "two weeks ", "days after ", "between 1 and ", "from ", "since ", "until ", "early ", "Monday, ", "spring ",
    "SEOUL (A) - ", "A, Jan 1 (A) - ", "OPINION: ", "http://a.b/", "a@b.c ", "&#x41;", "<b>", "<!--", "<!---->", "```",
    "Cuba ", "Cuba and ", "Cuba, ", "North ", "the Republic of ", "Cuban ", "President ", "its ", "the country ",
)  # fmt: skip
SHORT, LONG = 1_000, 10_000
# Ten times the text may take ten times the work, four times that for noise; a quadratic rule takes a hundred times.
GROWTH = 40
NOTHING = 0.05  # seconds: less than that for the long text is no sign of anything

PARTS: Mapping[str, Callable[[str], object]] = {
    "sentences": split_sentences,
    "times": find_times,
    "quantities": find_quantities,
    "names": find_names,
    "actor": lambda text: normalise_actor(text[:2000]),
    "plain": lambda text: _read(read_plain, text),
    "markdown": lambda text: _read(read_markdown, text),
    "sniff": lambda text: shown(text.encode()),
}


def _read(reader: Callable[[bytes], Text], text: str) -> None:
    with suppress(UnreadableError):
        text_of(reader, text.encode())


def _took(run: Callable[[str], object], text: str) -> float:
    gc.disable()  # what others left to be collected is not this text's work
    try:
        before = time.process_time()
        run(text)
        return time.process_time() - before
    finally:
        gc.enable()


@pytest.mark.parametrize("part", PARTS)
def test_the_work_is_in_proportion_to_the_text(part: str) -> None:
    run = PARTS[part]
    run(CLAIM)
    for unit in UNITS:
        for end in ("!", f" {CLAIM}"):
            long = unit * (LONG // len(unit)) + end
            if (took := _took(run, long)) > NOTHING:
                short = _took(run, unit * (SHORT // len(unit)) + end)
                assert took <= max(3 * LONG / 100_000, GROWTH * short), (unit, end, took)


def read(text: str) -> Extraction:
    document = Document("a", "a.txt", "0" * 64, "utf-8", len(text.encode()), text, Metadata())
    (extraction,) = engine().extract((document,))
    return extraction


def relations(text: str) -> list[tuple[object, object]]:
    return [(row["subject"], row["object"]) for row in resolve((read(text),)).tables.get("relations", ())]


def test_the_engine_reads_runs_of_anything_in_time() -> None:
    read(CLAIM)
    for unit in UNITS:
        text = unit * (LONG // 2 // len(unit)) + f"\n\n{CLAIM}\n"
        assert _took(read, text) < 2, unit


def test_a_sentence_of_a_hundred_thousand_words_is_read_in_pieces() -> None:
    text = f"{CLAIM[:-1]} " + "while the roses did well that year " * 14_285 + "and nobody knew why."
    assert len(text.split()) > 100_000
    extraction = read(text)
    assert all(one.end - one.start <= MAX_SENTENCE for one in extraction.sentences)
    assert [claim.table for claim in extraction.claims] == ["relations"]


@pytest.mark.parametrize("name", ["Сuba", "Cubа", "Ϲuba", "Ｃuba", "Cu\u200bba", "Cu\u00adba", "C\u0443ba"])
def test_a_name_in_the_letters_of_another_script_is_no_state(name: str) -> None:
    """Cyrillic, Greek and full-width letters, and signs without a width, that look like Latin ones."""
    assert normalise_actor(name) != "CUB"
    assert "CUB" not in {party for pair in relations(CLAIM.replace("Cuba", name)) for party in pair}


def test_text_that_is_turned_round_is_read_as_it_stands() -> None:
    turned = f"\u202e{CLAIM}\u202c \u2066Peru\u2069 \u202eattacked\u202c Chile in 1999."
    extraction = read(turned)
    for claim in extraction.claims:
        assert all(turned[one.start : one.end].strip() for one in claim.evidence)
    assert ("CUB", "NOR") in relations(turned)


@pytest.mark.parametrize(
    "content",
    [
        CLAIM.encode() + b"\xed\xa0\x80",  # half of a pair of surrogates, as some programs write it
        CLAIM.encode("utf-16-le").replace(b"C\x00", b"\x00\xd8") + b"\xff\xfe",
        b"\xff\xfe" + CLAIM.encode("utf-16-le") + b"\x00\xd8",
        CLAIM.encode() + b"\x00",
        b"\xf5\x80\x80\x80" + CLAIM.encode(),
        b"\xc0\xaf" + CLAIM.encode(),  # a slash in two bytes
    ],
)
def test_half_characters_and_nul_are_turned_away_or_gone(content: bytes) -> None:
    with suppress(UnreadableError):
        text = text_of(read_plain, content).text
        text.encode()
        assert "\x00" not in text
