"""Time expressions: what is found, where, what it is counted from, and the EDTF date that its words alone give."""

from __future__ import annotations

import time
from datetime import date, timedelta
from typing import Any

import edtf as oracle
import pytest
from edtf.parser import parser_classes
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.language.times import edtf_bounds, find_times, is_edtf, normalise_time

UNTIMED = settings(deadline=None)  # a busy machine is no failure

DOCUMENT = "2024-02-16"  # a Friday
ANCHORS = {"none": None, "document": DOCUMENT, "text": "1979-12-12"}


def read(text: str) -> list[tuple[str, str]]:
    """Return the words and dates found in a text, counted from a document and an earlier date in the text."""
    return [(found.words, normalise_time(found.words, ANCHORS[found.anchor])) for found in find_times(text)]


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("They met on 16 February 2024 in Rome.", "16 February 2024", "2024-02-16"),
        ("They met on February 16, 2024 in Rome.", "February 16, 2024", "2024-02-16"),
        ("They met on Feb. 16, 2024.", "Feb. 16, 2024", "2024-02-16"),
        ("ON FEBRUARY 16, 2024", "FEBRUARY 16, 2024", "2024-02-16"),
        ("on the 16th of February 2024", "the 16th of February 2024", "2024-02-16"),
        ("on Friday, 16\nFebruary 2024", "Friday, 16\nFebruary 2024", "2024-02-16"),
        ("this fourth day of July, 1776", "fourth day of July, 1776", "1776-07-04"),
        ("dated 2024-02-16.", "2024-02-16", "2024-02-16"),
        ("dated 16.02.2024.", "16.02.2024", "2024-02-16"),
        ("dated 02/16/2024.", "02/16/2024", "2024-02-16"),
        ("dated 05/06/2024.", "05/06/2024", "2024"),
        ("In September 2023 it opened.", "September 2023", "2023-09"),
        ("in Sept 2023", "Sept 2023", "2023-09"),
        ("in February of 1968", "February of 1968", "1968-02"),
        ("in 1997 it decided", "1997", "1997"),
        ("(1959)", "1959", "1959"),
        ("the treaty of 1961", "1961", "1961"),
        ("the 1961 treaty", "1961", "1961"),
        ("Russia’s 2022 invasion of Ukraine", "2022", "2022"),
        ("a war fought 1996-98", "1996-98", "1996/1998"),
        ("in 1996–1998", "1996–1998", "1996/1998"),
        ("between 1996 and 1998", "between 1996 and 1998", "1996/1998"),
        ("From 1996 to 1998 it", "From 1996 to 1998", "1996/1998"),
        ("from the 1960s to the 1990s", "from the 1960s to the 1990s", "1960/1999"),
        ("1990 to the present", "1990 to the present", "1990/.."),
        ("on February 8 and 9, 2024", "February 8 and 9, 2024", "2024-02-08/2024-02-09"),
        ("on 11 and 13 May 1998", "11 and 13 May 1998", "1998-05"),
        ("on March 3-5, 2020", "March 3-5, 2020", "2020-03-03/2020-03-05"),
        ("from 3 to 5 March 2020", "from 3 to 5 March 2020", "2020-03-03/2020-03-05"),
        ("28 February–3 March 2020", "28 February–3 March 2020", "2020-02-28/2020-03-03"),
        ("December to February 2020", "December to February 2020", "2019-12/2020-02"),
        ("in March and April 2020", "March and April 2020", "2020-03/2020-04"),
        ("By 1996, it was", "By 1996", "../1996"),
        ("before January 1973", "before January 1973", "../1972-12"),
        ("before the end of 2019", "before the end of 2019", "../2019"),
        ("since 2014", "since 2014", "2014/.."),
        ("since the 1960s", "since the 1960s", "1960/.."),
        ("until June 1975", "until June 1975", "../1975-06"),
        ("after 1990", "after 1990", "1990/.."),
        ("from 1990 on", "from 1990 on", "1990/.."),
        ("about 1997", "about 1997", "1997~"),
        ("circa 1997", "circa 1997", "1997~"),
        ("not until April 2007", "not until April 2007", "2007-04"),
        ("Not since 1985 had", "Not since 1985", "1985"),
        ("in the 1990s", "the 1990s", "199X"),
        ("the nineties", "the nineties", "199X"),
        ("in the mid-1990s", "the mid-1990s", "199X"),
        ("the 1800s", "the 1800s", "18XX"),
        ("the 19th century", "the 19th century", "18XX"),
        ("in the spring of 1961", "the spring of 1961", "1961-21"),
        ("winter 1961-62", "winter 1961-62", "1961-24"),
        ("in late 2019", "late 2019", "2019"),
        ("in the first quarter of 2020", "the first quarter of 2020", "2020-01/2020-03"),
        ("the first nine months of 2021", "the first nine months of 2021", "2021-01/2021-09"),
        ("at the turn of the 20th century", "the turn of the 20th century", "1900~"),
        ("at the turn of the millennium", "the turn of the millennium", "2000~"),
        ("on New Year's Day 1959", "New Year's Day 1959", "1959-01-01"),
        ("on Christmas Eve, 1979", "Christmas Eve, 1979", "1979-12-24"),
        ("in fiscal 2015", "fiscal 2015", "2015"),
        ("September 1939-June 1940", "September 1939-June 1940", "1939-09/1940-06"),
        ("between the years 1973 and 1976", "between the years 1973 and 1976", "1973/1976"),
        ("in the early hours of 3 May 1975", "the early hours of 3 May 1975", "1975-05-03"),
        ("in 2014\u2014the year of the war", "2014", "2014"),
        ("in 2001 American troops left", "2001", "2001"),
        ("the 2003 US invasion", "2003", "2003"),
        ("First Embassy in Accra, 1960.", "1960", "1960"),
        ("The Second Treaty of Lima, 1847", "1847", "1847"),
    ],
)
def test_dates_that_stand_alone(text: str, words: str, value: str) -> None:
    (found,) = find_times(text)
    assert (found.words, found.anchor, normalise_time(found.words, None)) == (words, "none", value)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("today", "2024-02-16"),
        ("now", "2024-02-16"),
        ("Yesterday", "2024-02-15"),
        ("tomorrow", "2024-02-17"),
        ("last night", "2024-02-15"),
        ("this week", "2024-02-12/2024-02-18"),
        ("last week", "2024-02-05/2024-02-11"),
        ("next month", "2024-03"),
        ("last year", "2023"),
        ("late last year", "2023"),
        ("Monday", "2024-02-12"),
        ("last Friday", "2024-02-09"),
        ("Friday", "2024-02-16"),
        ("next Monday", "2024-02-19"),
        ("Wednesday last week", "2024-02-07"),
        ("last September", "2023-09"),
        ("last February", "2023-02"),
        ("this March", "2024-03"),
        ("June last year", "2023-06"),
        ("June 4", "2023-06-04"),
        ("Feb. 16", "2024-02-16"),
        ("two weeks ago", "2024-02-02"),
        ("ten days ago", "2024-02-06"),
        ("three months ago", "2023-11"),
        ("two years ago", "2022"),
        ("a decade ago", "2014~"),
        ("last summer", "2023-22"),
        ("since yesterday", "2024-02-15/.."),
        ("two and a half years ago", "2021-08~"),
        ("a year and a half ago", "2022-08~"),
        ("within two months", "../2024-04"),
        ("within 48 hours", "../2024-02-18"),
        ("within days", "2024-02"),
        ("by the end of the year", "../2024"),
        ("the end of the month", "2024-02"),
        ("by year's end", "../2024"),
        ("the year before last", "2022"),
        ("overnight", "2024-02-16"),
        ("the turn of the century", "2000~"),
        ("New Year's Eve", "2023-12-31"),
        ("recently", ""),
        ("currently", ""),
    ],
)
def test_counted_from_the_document(words: str, value: str) -> None:
    (found,) = find_times(f"It happened there {words}, he said.")
    assert (found.words, found.anchor) == (words, "document")
    assert normalise_time(words, DOCUMENT) == value
    assert normalise_time(words, None) == ""


@pytest.mark.parametrize(
    ("words", "anchor", "value"),
    [
        ("nine days later", "1979-12-12", "1979-12-21"),
        ("two weeks later", "1979-12", ""),
        ("two weeks later", "1979-03-01", "1979-03-15"),
        ("the next day", "1979-03", "1979-03"),
        ("three weeks later", "1979-02", "1979"),
        ("24 hours later", "1979-12-12", "1979-12-13"),
        ("hours later", "1979-12-12", "1979-12-12"),
        ("within hours", "1979-12-12", "1979-12-12"),
        ("the same hour", "1979-12-12", "1979-12-12"),
        ("in those years", "1979", "1979"),
        ("two and a half years later", "1979-12", "1982-06~"),
        ("nine days later", "1979", "1979"),
        ("two weeks later", "1979-12-12", "1979-12-26"),
        ("twelve years later", "1976-03", "1988"),
        ("a year later", "1996/1998", "1999"),
        ("two years later", "2014/..", "2016"),
        ("three months later", "2024-03", "2024-06"),
        ("less than four months later", "2022-08", "../2022-12"),
        ("the following year", "1979-12-12", "1980"),
        ("the next day", "2024-02-28", "2024-02-29"),
        ("the day before", "1980-03-01", "1980-02-29"),
        ("the same year", "1979-12-12", "1979"),
        ("that year", "1979", "1979"),
        ("July of that year", "1979-03", "1979-07"),
        ("that month", "1979-12-12", "1979-12"),
        ("the previous month", "1980-01", "1979-12"),
        ("the next March", "1975-06", "1976-03"),
        ("that December", "1970-08", "1970-12"),
        ("three years earlier", "1979-12", "1976"),
        ("by then", "1974", "../1974"),
        ("since then", "1974", "1974/.."),
        ("until that day", "1983-10-09", "../1983-10-09"),
        ("then", "1996/1998", "1996/1998"),
        ("a few weeks later", "1974-05-01", ""),
    ],
)
def test_counted_from_a_date_in_the_text(words: str, anchor: str, value: str) -> None:
    (found,) = find_times(f"It happened, and {words}, they left.")
    assert (found.words, found.anchor) == (words, "text")
    assert normalise_time(words, anchor) == value
    assert normalise_time(words, None) == ""


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("On the 7th it sailed.", ["1979-12-07"]),
        ("On the 3rd the army withdrew.", ["1979-12-03"]),
        ("On the 20th Peru protested.", ["1979-12-20"]),
        ("On the 7th floor nobody slept.", []),
        ("As late as 1883 Chilean troops held it.", ["1883"]),
        ("As early as 1871 Swedish ships called there.", ["1871"]),
        ("Some 1883 Chilean troops held it.", []),
    ],
)
def test_a_bare_number_is_a_date_by_what_follows(text: str, values: list[str]) -> None:
    assert [value for _, value in read(text)] == values


@pytest.mark.parametrize(
    ("words", "past", "to_come"),
    [
        ("Monday", "2024-02-12", "2024-02-19"),
        ("March", "2023-03", "2024-03"),
        ("June 4", "2023-06-04", "2024-06-04"),
        ("the weekend", "2024-02-10/2024-02-11", "2024-02-17/2024-02-18"),
        ("the past weekend", "2024-02-10/2024-02-11", "2024-02-17/2024-02-18"),
        ("the summer", "2023-22", "2024-22"),
        ("today", "2024-02-16", "2024-02-16"),
        ("29 February", "2020-02-29", "2024-02-29"),
    ],
)
def test_an_anchor_open_at_its_end_reads_ahead(words: str, past: str, to_come: str) -> None:
    assert normalise_time(words, DOCUMENT) == past
    assert normalise_time(words, f"{DOCUMENT}/..") == to_come


@pytest.mark.parametrize(
    "text",
    [
        "Resolution 2397 and Resolutions 1718, 1874 and 2087",
        "some 1,500 rockets and 2000 troops",
        "by 2000 troops, a force of 2000, in 2000 cases",
        "the 1540 Committee and the 1718 Committee",
        "the 2000 soldiers rose from 1800 to 2000 men",
        "for three years, in two years of talks, after three days of fighting",
        "a 45-year-old man and a 25-year treaty",
        "its 75th Founding Anniversary at the G20",
        "They may go, and may march on the capital for a second time.",
        "The March on Washington; Theresa May said; Jan Yun Gon said",
        "Good Friday, the Sunday Times, the fall of Saigon",
        "the then president and the now-closed mission",
        "the last year of the war",
        "for the rest of the year of the snake, for the end of the decade of war",
        "an overnight stay on Christmas Island",
        "in 1500 homes, 2000 Chadian soldiers, a 1500-strong force",
        "at 5 p.m., for $2000, or 1990 km",
        "",
    ],
)
def test_words_that_are_no_dates(text: str) -> None:
    assert find_times(text) == ()


@pytest.mark.parametrize(
    ("text", "words", "onwards", "back"),
    [
        ("Nine years after it fell, they met.", "Nine years after", "1988", "1970"),
        ("They met two days after the raid.", "two days after", "1979-12-14", "1979-12-10"),
        ("A month before Peru left, it signed.", "A month before", "1979-11", "1980-01"),
        ("The day after the vote it met.", "The day after", "1979-12-13", "1979-12-11"),
        ("Minutes before the talks it fell.", "Minutes before", "1979-12-12", "1979-12-12"),
    ],
)
def test_what_opens_a_clause_is_counted_from_the_clause_beside(text: str, words: str, onwards: str, back: str) -> None:
    (found,) = find_times(text)
    assert (found.words, found.anchor) == (words, "clause")
    assert normalise_time(words, "1979-12-12") == onwards
    assert normalise_time(words, "../1979-12-12") == back


def test_what_closes_a_clause_is_counted_from_the_text() -> None:
    for text in ("He left two days after.", "He left the month after, and she stayed.", "He was, a week before, seen."):
        assert [found.anchor for found in find_times(text)] == ["text"]
    assert [found.words for found in find_times("It had twice the month before test-fired it.")] == ["the month before"]


@pytest.mark.parametrize(
    ("text", "yearless"),
    [
        ("in June", True),
        ("on November 4", True),
        ("from 3 May to 7 June", True),
        ("by the end of the month", True),
        ("in the autumn", True),
        ("in June 1975", False),
        ("in June last year", False),
        ("last June", False),
        ("on Friday", False),
        ("last month", False),
    ],
)
def test_what_leaves_out_only_its_year(text: str, yearless: bool) -> None:
    (found,) = find_times(f"It fell {text}.")
    assert found.yearless is yearless


def test_two_years_that_share_a_claim_are_two_expressions() -> None:
    assert read("in 2016 and 2017, and in 1985, 1986 and 1987") == [
        (y, y) for y in ["2016", "2017", "1985", "1986", "1987"]
    ]


def test_a_number_after_in_and_a_month_is_no_day() -> None:
    assert read("In March 30 countries joined; in May 10,000 people left.") == [
        ("March", "2023-03"),
        ("May", "2023-05"),
    ]


def test_the_words_are_where_the_offsets_say_and_without_a_preposition_that_says_nothing() -> None:
    text = "Cuba, which had until June 1975 held out, gave in on the 3rd of July."
    until, third = find_times(text)
    assert text[until.start : until.end] == until.words == "until June 1975"
    assert text[until.core_start : until.end] == "June 1975"
    assert third.words == "the 3rd of July"


def test_an_anchor_that_is_no_date_is_an_error() -> None:
    with pytest.raises(ValueError, match="anchor 'Friday' is not EDTF"):
        normalise_time("yesterday", "Friday")


def test_words_that_are_no_expression_have_no_date() -> None:
    assert normalise_time("Kuala Lumpur", DOCUMENT) == ""
    assert normalise_time("in 1997", None) == ""  # "in" is never part of the words


FORMS = (
    "{d} {month} {y}",
    "{month} {d}, {y}",
    "{short} {d}, {y}",
    "the {d}{th} of {month}, {y}",
    "{weekday}, {month} {d}{th}, {y}",
    "{y}-{m:02d}-{d:02d}",
    "{d:02d}.{m:02d}.{y}",
    "{d}\n{month}\n{y}",
)


@UNTIMED
@given(st.dates(date(1700, 1, 1), date(2100, 12, 31)), st.sampled_from(FORMS), st.sampled_from([str, str.upper]))
def test_every_day_is_read_in_every_form(day: date, form: str, case: type[str]) -> None:
    th = "th" if 10 < day.day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    month, weekday = day.strftime("%B"), day.strftime("%A")
    short = "Sept." if day.month == 9 else "May" if day.month == 5 else month[:3] + "."
    words = form.format(d=day.day, m=day.month, y=day.year, th=th, month=month, short=short, weekday=weekday)
    (found,) = find_times(f"They met on {case(words)} in Rome.")
    assert found.words == case(words)
    assert normalise_time(found.words, None) == day.isoformat()


@UNTIMED
@given(st.dates(date(1800, 1, 1), date(2099, 1, 1)), st.integers(2, 60))
def test_days_are_counted_both_ways(day: date, count: int) -> None:
    assert normalise_time(f"{count} days later", day.isoformat()) == (day + timedelta(days=count)).isoformat()
    assert normalise_time(f"{count} days ago", day.isoformat()) == (day - timedelta(days=count)).isoformat()


@UNTIMED
@given(st.dates(date(1800, 1, 1), date(2099, 1, 1)), st.sampled_from(["Monday", "Tuesday", "Wednesday", "Sunday"]))
def test_a_weekday_is_the_last_that_was_or_the_first_to_come(day: date, weekday: str) -> None:
    last = date.fromisoformat(normalise_time(weekday, day.isoformat()))
    next_one = date.fromisoformat(normalise_time(weekday, f"{day.isoformat()}/.."))
    assert last.strftime("%A") == next_one.strftime("%A") == weekday
    assert day - timedelta(days=7) < last <= day <= next_one < day + timedelta(days=7)


FRAGMENTS = st.sampled_from(
    [
        "in",
        "by",
        "since",
        "until",
        "from",
        "to",
        "and",
        "between",
        "before",
        "after",
        "the",
        "of",
        "that",
        "last",
        "next",
        "this",
        "early",
        "late",
        "1996",
        "1998",
        "2024",
        "16",
        "3rd",
        "March",
        "May",
        "June",
        "Friday",
        "year",
        "month",
        "week",
        "day",
        "days",
        "years",
        "two",
        "nine",
        "ago",
        "later",
        "earlier",
        "then",
        "now",
        "1990s",
        "century",
        "spring",
        ",",
        "-",
        ".",
        "(",
        ")",
        "\n",
        "30,000",
        "2024-02-16",
        "troops",
        "Resolution",
        "fourth",
        "quarter",
        "half’s",
        "–",
        "$",
    ]
)
PROSE = st.lists(FRAGMENTS, max_size=14).map(" ".join) | st.text(max_size=60)
EDTF = st.sampled_from(
    [None, "2024-02-16", "1979-12", "1976", "196X", "18XX", "1961-24", "1996/1998", "2014/..", "../1972-12", "1997~"]
)


@UNTIMED
@given(PROSE, EDTF)
def test_what_is_found_holds_its_words_and_is_read_from_them_alone(text: str, anchor: str | None) -> None:
    end = 0
    for found in find_times(text):
        assert end <= found.start <= found.core_start < found.end <= len(text)
        assert found.words == text[found.start : found.end]
        value = normalise_time(found.words, anchor)
        assert value == "" or is_edtf(value), (found.words, anchor)
        if found.anchor == "none":
            assert value == normalise_time(found.words, None)
        else:
            assert normalise_time(found.words, None) == ""
        end = found.end


@pytest.mark.parametrize(
    "unit", ["1", "the ", " ", "\n", "1,", "1996-", "twenty-", "'", "a day ", "one hundred ", "from March "]
)
def test_long_runs_end(unit: str) -> None:
    assert [found.words for found in find_times(unit * (100_000 // len(unit)) + " on 16 February 2024")][
        -1
    ] == "16 February 2024"


# Level 0 and 1 by the library's own classes; what it leaves to higher levels or to clock times we refuse.
LEVELS = (
    parser_classes.Date,
    parser_classes.Interval,
    parser_classes.UncertainOrApproximate,
    parser_classes.Unspecified,
    parser_classes.Level1Interval,
    parser_classes.Season,
)
CANDIDATES = [
    *(
        "1997",
        "2023-09",
        "2024-02-16",
        "2024-02-30",
        "2023-13",
        "1997-4",
        "97",
        "1998/1999",
        "1996-05/1998",
    ),
    *(
        "1961-21",
        "1961-24",
        "1961-25",
        "2001-40",
        "1961-21/1961-23",
        "1997~",
        "1984-06?",
        "2004-06-11%",
        "1984~/2004-06",
    ),
    *(
        "202X",
        "19XX",
        "1XXX",
        "2004-XX",
        "2004-02-XX",
        "1985-XX-XX",
        "1985-XX-12",
        "196X/1975",
        "196X/..",
    ),
    *(
        "../1996",
        "2014/..",
        "2014-05-01/..",
        "/1996",
        "2014/",
        "2014~/..",
        "..",
        "/",
        "{2001,2002}",
        "[2001,2002]",
        "spring",
    ),
    *("1985-04-12T23:20:30Z", "Y17000", "2001-21~", "2004-06-~01", "1560s", " 1997", "1997 ", "1997\n", "١٩٩٧"),
]


def parsed_by_the_library(text: str) -> Any:
    try:
        found = oracle.parse_edtf(text)
    except oracle.EDTFParseException:
        return None
    return found if type(found) in LEVELS else None


@pytest.mark.parametrize("text", CANDIDATES)
def test_validity_agrees_with_the_edtf_library(text: str) -> None:
    if text != text.strip():  # the library strips white space; a column of dates must not hold any
        assert not is_edtf(text)
    else:
        assert is_edtf(text) == (parsed_by_the_library(text) is not None)


@pytest.mark.parametrize("text", ["2001-00", "0001-00", "2001-00/..", "../1999-00", "1998/2001-00", "2001-01-00"])
def test_there_is_no_month_and_no_day_0(text: str) -> None:
    assert not is_edtf(text)


@pytest.mark.parametrize("text", [text for text in CANDIDATES if is_edtf(text)])
def test_bounds_agree_with_the_edtf_library(text: str) -> None:
    first, last = edtf_bounds(text)
    found = parsed_by_the_library(text)
    if first is not None:
        assert time.strftime("%Y-%m-%d", found.lower_strict()) == first.isoformat()
    if last is not None and not text.endswith("-24"):
        assert time.strftime("%Y-%m-%d", found.upper_strict()) == last.isoformat()
    assert (first is None) == text.startswith(("/", "../"))
    assert (last is None) == text.endswith(("/", "/.."))


@pytest.mark.parametrize("text", ["2023-02-29", "2004-XX/2005", "1998/1996", "0000", "9999-24"])
def test_what_the_library_lets_pass_or_stumbles_over_is_refused(text: str) -> None:
    assert not is_edtf(text)


def test_a_winter_lasts_until_february() -> None:
    assert edtf_bounds("1961-24") == (date(1961, 12, 1), date(1962, 2, 28))


def test_bounds_of_no_date_and_of_what_is_none() -> None:
    assert edtf_bounds("") == (None, None)
    with pytest.raises(ValueError, match="'1998/1996' is not EDTF level 0 or 1"):
        edtf_bounds("1998/1996")
