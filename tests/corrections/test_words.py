from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.corrections.correction import Words
from flows.corrections.words import WordsError, find_words

TEXT = "Cuba cut its\nties with “Seoul” in 1959. Cubans cut taxes. Cuba’s ties held."


def place(words: str, *near: tuple[int, int], occurrence: int | None = None) -> str:
    start, end = find_words(Words(words, occurrence), TEXT, near)
    return f"{start} {TEXT[start:end]}"


def test_words_are_found_as_they_stand_but_for_white_space() -> None:
    assert place("cut its ties") == "5 cut its\nties"
    assert place(" cut  its\tties\n") == "5 cut its\nties"


def test_whole_words_go_before_parts_of_longer_ones() -> None:
    assert place("Cuba", (0, 30)) == "0 Cuba"
    assert place("Cubans") == "40 Cubans"
    assert place("59") == "36 59"


def test_what_is_near_goes_before_what_is_far() -> None:
    assert place("cut", (40, 57)) == "47 cut"
    assert place("cut", (0, 4), (5, 20)) == "5 cut"
    assert place("ties", (60, len(TEXT))) == "65 ties"


def test_an_occurrence_counts_through_the_whole_text() -> None:
    assert place("cut", (40, 57), occurrence=1) == "5 cut"
    assert place("cut", occurrence=2) == "47 cut"
    with pytest.raises(WordsError, match="stand 2 times in the document, not 3") as raised:
        place("cut", occurrence=3)
    assert raised.value.way_out == "Write an occurrence of 1 to 2"


def test_words_in_several_places_are_named_with_what_stands_around_them() -> None:
    with pytest.raises(WordsError, match="the words 'cut' stand 2 times in it") as raised:
        place("cut")
    assert "occurrence = 1 }: occurrence 1 is 'Cuba cut its ties" in raised.value.way_out
    with pytest.raises(WordsError, match="stand 2 times in its characters 4 to 60"):
        place("cut", (0, 3), (4, 60))


@pytest.mark.parametrize(
    ("typed", "there"), [("CUT ITS TIES", "cut its ties"), ('"Seoul"', "“Seoul”"), ("Cuba's", "Cuba’s")]
)
def test_words_that_differ_in_capitals_or_quotation_marks_are_offered(typed: str, there: str) -> None:
    with pytest.raises(WordsError, match="the document does not hold the words") as raised:
        place(typed)
    assert raised.value.way_out == f"It holds {there!r}: write that"


@given(st.text(alphabet="ab .(\n*", max_size=30), st.data())
def test_any_run_of_a_text_is_found_and_an_occurrence_tells_which(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    words = text[start:end]
    if not words.strip():
        return
    for occurrence in range(1, 40):
        try:
            found = find_words(Words(words, occurrence), text)
        except WordsError:
            break
        assert text[slice(*found)].split() == words.split()
    else:
        raise AssertionError("more occurrences than characters")
    assert occurrence > 1
