"""Sentence boundaries, the kinds of spans, and what holds for every text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.language.sentences import MAX_SENTENCE, split_sentences


def split(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split_sentences(text)]


def kinds(text: str) -> list[tuple[str, str]]:
    return [(span.kind, text[span.start : span.end]) for span in split_sentences(text)]


@pytest.mark.parametrize(
    "sentences",
    [
        ["He flew to the U.S.", "He came back."],
        ["The U.S. Congress and the U.N. Security Council agreed."],
        ["Resolution No. 2397 was adopted.", "It bans oil."],
        ["Was it true?", "No.", "The minister lied."],
        ["Lt. Col. Brown and Gen. Diaz met Mr. Novak on Jan. 5 at St. Mary's."],
        ["Talks end at 5 p.m.", "Smith will speak."],
        ["Talks end at 5 p.m. Friday."],
        ["Talks begin at 10 a.m. on Monday."],
        ["J. F. Kennedy spoke.", "George H.W. Bush listened."],
        ["Growth was 3.5 percent.", "Debt fell."],
        ["They waited... and waited.", "The end came..."],
        ["“We will not yield.”", "He left."],
        ['"It is over," she said.', '"We lost."'],
        ["“Why now?” Mr. Novak asked.", "“Why not?”", "Nobody knew."],
        ["Exports fell (see Table 2.)", "Imports rose."],
        ["The pact ended in 1959.[3]", "It was never renewed. [4]", "Nobody minded."],
        ["Egypt vs. Syria was never fought.", "Peace held."],
        ["He works for Mercer Co. Ltd. in Riga.", "She does not."],
        ["Samuel Ortiz, Jr., was born in 1961 (d. 2004).", "His brother lives."],
        ["Ten were killed.", "al-Shabaab claimed the attack."],
        ["She holds a Ph.D. in law.", "He does not."],
        ["They died in 1996.", "14 others fled."],
        ["Did they agree?", "yes."],
        ["Yahoo! said it would leave."],
        ["We have a plan B.", "The plan works."],
        ["The U.S.’s ally left."],
    ],
)
def test_boundaries(sentences: list[str]) -> None:
    assert split(" ".join(sentences)) == sentences


def test_lost_blank_after_a_stop() -> None:
    assert split("It was a matter of human rights.Carter insisted.") == [
        "It was a matter of human rights.",
        "Carter insisted.",
    ]


@pytest.mark.parametrize(
    ("dateline", "rest"),
    [
        ("LIMA, May 3, 2011 (Agencies) -", "Peru has recalled its envoy."),
        ("WINDHOEK, 5 December 2016 –", "Work stopped."),
        ("SEOUL (Reuters) —", "“We left,” he said."),
        ("Pyongyang, July 3 (KCNA) --", "A banquet was given."),
        ("PORT MORESBY, Papua New Guinea —", "The ship sailed."),
        ("WASHINGTON —", "The talks failed."),
    ],
)
def test_datelines(dateline: str, rest: str) -> None:
    assert kinds(f"{dateline} {rest}") == [("dateline", dateline), ("sentence", rest)]


@pytest.mark.parametrize(
    "text",
    [
        "NATO — the alliance — grew.",
        "Iran - Iraq ties are cold.",
        "OPEC — which met — agreed.",
        "In March 2016 – The army struck.",
    ],
)
def test_no_datelines(text: str) -> None:
    assert kinds(text) == [("sentence", text)]


def test_headings_items_markers_and_labels() -> None:
    text = (
        "# Report\n\nA Year of Peace\n\nOpinion: Why we waited\n\n1. The two sides met. They agreed.\n\n"
        "- steel\n- coal and iron\n\n* * *\n\nThe end."
    )
    assert kinds(text) == [
        ("marker", "#"),
        ("heading", "Report"),
        ("heading", "A Year of Peace"),
        ("marker", "Opinion:"),
        ("heading", "Why we waited"),
        ("marker", "1."),
        ("item", "The two sides met."),
        ("item", "They agreed."),
        ("marker", "-"),
        ("item", "steel"),
        ("marker", "-"),
        ("item", "coal and iron"),
        ("marker", "*"),
        ("marker", "* *"),
        ("sentence", "The end."),
    ]
    assert [span.kind in ("dateline", "marker") for span in split_sentences(text)] == [
        not span.parsable for span in split_sentences(text)
    ]


def test_bars_part_paragraphs() -> None:
    assert [(span.kind, span.paragraph) for span in split_sentences("Trade grew. Debt fell. | In 2010 it rose.")] == [
        ("sentence", 0),
        ("sentence", 0),
        ("marker", 1),
        ("sentence", 2),
    ]


def test_hard_wrapped_lines_are_joined() -> None:
    text = (
        "The envoy of the republic told the assembly on Monday that nothing\n"
        "had been agreed, that nothing would be, and that his government's\n"
        "patience, which had been great, was at its end. The others heard him\n"
        "out and left.\n\nNothing\nfollowed.\n"
    )
    assert [(span.paragraph, text[span.start : span.end].replace("\n", " ")[-25:]) for span in split_sentences(text)][
        :2
    ] == [(0, "been great, was at its end"[-24:] + "."), (0, "The others heard him out and left."[-25:])]


def test_lines_of_whole_paragraphs_are_parted() -> None:
    body = (
        "The ministers met for three days in the old town hall, and when they came out not one of them would speak " * 2
    )
    text = f"Ministers meet in the old town hall and say nothing at all\n{body}.\nThey left."
    assert [span.paragraph for span in split_sentences(text)] == [0, 1, 2]


def test_overlong_sentence_is_cut_at_clauses() -> None:
    clause = "the council met and nothing was decided by anyone who was there that day; "
    text = clause * 40
    spans = split_sentences(text)
    assert {span.kind for span in spans} == {"piece"}
    assert all(span.end - span.start <= MAX_SENTENCE and text[span.end - 1] == ";" for span in spans)


TEXT = st.text(
    st.sampled_from("aZé9.,;:!?…“”\"'()[]|*-–—#•_ \n\t\r\u00a0\u2028\u200b")
    | st.characters(codec="utf-8", exclude_categories=["Cs"]),
    max_size=300,
) | st.lists(
    st.sampled_from(
        ["U.S.", "He", "left", "p.m.", "No.", "2397", "\n", "\n\n", " ", "-", "1.", "“", ".”", "Mr.", "?!", "|"]
    )
).map(" ".join)


@given(TEXT)
def test_every_character_is_in_exactly_one_span(text: str) -> None:
    spans = split_sentences(text)
    outside = text
    for before, after in pairwise(spans):
        assert before.end <= after.start
        assert before.paragraph <= after.paragraph <= before.paragraph + 1
    for span in reversed(spans):
        words = text[span.start : span.end]
        assert words
        assert words == words.strip()
        assert len(words) <= MAX_SENTENCE
        outside = outside[: span.start] + outside[span.end :]
    assert not outside.strip()
    assert [span.index for span in spans] == list(range(len(spans)))


@given(TEXT)
def test_parsable_spans_have_words(text: str) -> None:
    assert all(
        any(character.isalnum() for character in text[span.start : span.end])
        for span in split_sentences(text)
        if span.kind in ("sentence", "heading", "item")
    )


@pytest.mark.parametrize(
    "unit",
    [".", "x", ". ", "A. ", '"', "(", ".[1]", "! (", "\n", "x\n", "| ", '. "', "AB, ", "a.", ".}", '?" Aa ', "- a\n"],
)
def test_hostile_runs_are_split_without_a_hang(unit: str) -> None:
    """A quadratic rule would take hours on these; the suite's own time limit is the judge."""
    text = unit * (200_000 // len(unit))
    assert split_sentences(text)[-1].end == len(text.rstrip()) if text.strip() else not split_sentences(text)
