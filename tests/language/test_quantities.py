"""Quantities and ordinals: what is found, where, its value and unit, and the value that its words alone give."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.language.quantities import find_quantities, normalise_number

UNTIMED = settings(deadline=None)  # a busy machine is no failure

ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
]
ONES += ["seventeen", "eighteen", "nineteen"]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def spelled(number: int) -> str:
    """Return a number below a thousand million in words."""
    if number < 20:
        return ONES[number]
    if number < 100:
        return TENS[number // 10 - 2] + (f"-{ONES[number % 10]}" if number % 10 else "")
    for size, name in ((10**6, "million"), (10**3, "thousand"), (100, "hundred")):
        if number >= size:
            rest = number % size
            joint = "" if not rest else " and " if rest < 100 else " "
            return f"{spelled(number // size)} {name}{joint}{spelled(rest) if rest else ''}"
    raise AssertionError(number)


@pytest.mark.parametrize(
    ("text", "words", "value", "unit"),
    [
        ("a cache of 30,000 grenades", "30,000", 30_000, None),
        ("a cache of 30 000 grenades", "30 000", 30_000, None),
        ("3.5 million people", "3.5 million", 3_500_000, None),
        ("sold for $25 million", "$25 million", 25_000_000, "USD"),
        ("sold for US$ 25 million", "US$ 25 million", 25_000_000, "USD"),
        ("sold for 25 million dollars", "25 million dollars", 25_000_000, "USD"),
        ("sold for USD 25 million", "USD 25 million", 25_000_000, "USD"),
        ("sold for A$5", "A$5", 5, "AUD"),
        ("sold for €3bn", "€3bn", 3_000_000_000, "EUR"),
        ("sold for £2m", "£2m", 2_000_000, "GBP"),
        ("40 billion yuan", "40 billion yuan", 40_000_000_000, "CNY"),
        ("25 million Russian roubles", "25 million Russian roubles", 25_000_000, "RUB"),
        ("300 million Pakistani rupees", "300 million Pakistani rupees", 300_000_000, "PKR"),
        ("300 million rupees", "300 million rupees", 300_000_000, "rupee"),
        ("9 trillion won", "9 trillion won", 9 * 10**12, "KRW"),
        ("60 million riel", "60 million riel", 60_000_000, "KHR"),
        ("the note: 240 metric tons of it", "240 metric tons", 240, "metric ton"),
        ("2.5m tonnes", "2.5m tonnes", 2_500_000, "metric ton"),
        ("a 30-kilometre road", "30-kilometre", 30, "kilometre"),
        ("100,000 barrels per day", "100,000 barrels per day", 100_000, "barrel per day"),
        ("25 pounds of explosives", "25 pounds", 25, "pound"),
        ("five per cent", "five per cent", 5, "percent"),
        ("12.5% of it", "12.5%", 12.5, "percent"),
        ("for seven days", "seven days", 7, "day"),
        ("twenty-one ships", "twenty-one", 21, None),
        ("two hundred men", "two hundred", 200, None),
        ("half a million men", "half a million", 500_000, None),
        ("a million and a half men", "a million and a half", 1_500_000, None),
        ("a dozen men", "a dozen", 12, None),
        ("two dozen men", "two dozen", 24, None),
        ("two-thirds of it", "two-thirds", 2 / 3, None),
        ("a quarter of it", "a quarter", 0.25, None),
        ("killed 2000 troops", "2000", 2000, None),
        ("Six Syrian soldiers died.", "Six", 6, None),
        ("It fell. Two UN convoys left.", "Two", 2, None),
        ("Twenty-three Israelis left.", "Twenty-three", 23, None),
        ("a pair of destroyers", "a pair", 2, None),
        ("a trio of frigates", "a trio", 3, None),
        ("500kg of heroin", "500kg", 500, "kilogram"),
        ("35km of road", "35km", 35, "kilometre"),
        ("1,5 million men", "1,5 million", 1_500_000, None),
        ("Rs 500 crore", "Rs 500 crore", 5_000_000_000, "rupee"),
        ("two lakh tonnes", "two lakh tonnes", 200_000, "metric ton"),
        ("a quarter of a million men", "a quarter of a million", 250_000, None),
    ],
)
def test_amounts(text: str, words: str, value: float, unit: str | None) -> None:
    (found,) = find_quantities(text)
    assert (found.words, found.value, found.unit) == (words, value, unit)
    assert not found.ordinal
    assert normalise_number(words) == value


@pytest.mark.parametrize("words", ["dozens", "scores", "hundreds of thousands", "several hundred", "tens of millions"])
def test_words_that_give_no_value(words: str) -> None:
    (found,) = find_quantities(f"They lost {words} of men.")
    assert (found.words, found.value, found.approximate) == (words, None, True)
    assert normalise_number(words) is None


@pytest.mark.parametrize(
    "before",
    [
        "around",
        "about",
        "some",
        "more than",
        "at least",
        "up to",
        "nearly",
        "over",
        "an estimated",
        "as many as",
        "fewer than",
    ],
)
def test_what_makes_a_number_approximate_stays_outside_of_the_words(before: str) -> None:
    (found,) = find_quantities(f"{before} 30,000 men")
    assert (found.words, found.approximate) == ("30,000", True)


def test_a_plain_number_is_exact() -> None:
    (found,) = find_quantities("It had 30,000 men.")
    assert not found.approximate


@pytest.mark.parametrize(
    ("words", "value"),
    [("third", 3), ("3rd", 3), ("second", 2), ("tenth", 10), ("twenty-first", 21), ("38th", 38), ("First", 1)],
)
def test_ordinals(words: str, value: int) -> None:
    (found,) = find_quantities(f"{words}-largest donor")
    assert (found.words, found.value, found.ordinal) == (words, value, True)
    assert normalise_number(words) == value


@pytest.mark.parametrize(
    "text",
    [
        "Resolution 2397, resolutions 1718 and 1874, No. 2397, Article 5, Flight 007",
        "the G7, a MiG-21, COVID-19, T-72s, the Kang Nam 1, which left",
        "in 1996 and on 16 February 2024, nine days later",
        "a 45-year-old man of 45 years old",
        "at 5 p.m., at 10:30, at 0900 GMT, 24/7, 9/11, 10.0.0.1",
        "by 3-2, two-way trade, six-party talks",
        "one of the largest, no one, one another, one by one",
        "the Group of Seven, the Second World War, its 75th Founding Anniversary, the 7th Fleet",
        "Three Gorges, the Four Seasons. Seven Sisters",
        "the royal couple, a pair, 155mm shells",
        "his second-in-command, five times a second",
        "",
    ],
)
def test_numbers_that_count_nothing(text: str) -> None:
    assert [found.words for found in find_quantities(text) if found.words != "five"] == []


def test_a_range_is_two_quantities() -> None:
    assert [found.value for found in find_quantities("10-15 ships and 20 to 25 men")] == [10, 15, 20, 25]


def test_one_ship_is_one_and_five_won_seats_is_no_money() -> None:
    one, five = find_quantities("One ship sailed; of the candidates, 5 won seats.")
    assert (one.value, five.words, five.unit) == (1, "5", None)


@UNTIMED
@given(st.integers(0, 999_999_999))
def test_every_number_is_read_in_every_form(number: int) -> None:
    for form in (
        f"{number:,}",
        f"{number:,}".replace(",", "\u00a0"),
        f"{number:,}".replace(",", " "),
        str(number),
        spelled(number),
    ):
        assert normalise_number(form) == number, form
        assert normalise_number(form.upper()) == number, form
        assert normalise_number(f"${form}") == number, form
        assert normalise_number(f"{form} tons") == number, form


@UNTIMED
@given(st.integers(10_000, 10**12))
def test_every_number_is_found_where_it_stands(number: int) -> None:
    (found,) = find_quantities(f"It carried {number:,} crates.")
    assert (found.words, found.value) == (f"{number:,}", number)


@UNTIMED
@given(st.integers(1, 9_999))
def test_every_ordinal_in_digits(number: int) -> None:
    suffix = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    assert normalise_number(f"{number}{suffix}") == number


FRAGMENTS = st.sampled_from(
    [
        "one",
        "two",
        "twenty",
        "hundred",
        "thousand",
        "million",
        "dozen",
        "dozens",
        "scores",
        "of",
        "a",
        "an",
        "half",
        "and",
        "third",
        "3rd",
        "30,000",
        "3.5",
        "1,5000",
        "5",
        "2000",
        "2m",
        "3bn",
        "$",
        "US$",
        "€",
        "%",
        "percent",
        "tons",
        "kilometres",
        "won",
        "dollars",
        "rupees",
        "about",
        "more",
        "than",
        "No.",
        "Resolution",
        "Kim",
        "G7",
        "MiG-21",
        "-",
        "10-15",
        "3-2",
        "1/2",
        "½",
        ",",
        ".",
        "in",
        "1996",
        "days",
        "later",
        "year-old",
    ]
)
PROSE = st.lists(FRAGMENTS, max_size=14).map(" ".join) | st.text(max_size=60)


@UNTIMED
@given(PROSE)
def test_what_is_found_holds_its_words_and_is_read_from_them_alone(text: str) -> None:
    end = 0
    for found in find_quantities(text):
        assert end <= found.start < found.end <= len(text)
        assert found.words == text[found.start : found.end]
        assert found.value == normalise_number(found.words)
        end = found.end


@pytest.mark.parametrize(
    "unit", ["1", "1,", ",111", "111 ", " ", "\n", "$", "twenty-", "one hundred ", "hundreds of ", "half a "]
)
def test_long_runs_end(unit: str) -> None:
    text = unit * (100_000 // len(unit)) + "; they lost 30,000 men"
    assert find_quantities(text)[-1].words == "30,000"
