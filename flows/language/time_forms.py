"""The forms in which English names a day, week, month, season, year, decade or century.

A form is a pattern, what it is counted from, and the function that gives its date. The first that fits counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain

from flows.language import time_values as values
from flows.language.numbers import SPACE as SP
from flows.language.numbers import WHOLE, alternatives
from flows.language.time_anchor import Anchor, Declared, Kind, step_kind
from flows.language.time_patterns import DATED_WEEKDAY, DAY, DAY_WORDS, MONTH, STEP, TAIL, YEAR, YEARLIKE
from flows.language.time_step_forms import steps


@dataclass(frozen=True, slots=True)
class Form:
    """One way to name a time: what it is counted from may depend on its words."""

    name: str
    pattern: re.Pattern[str]
    source: str
    kind: Callable[[re.Match[str]], Kind]
    value: Callable[[re.Match[str], Anchor | None], str]


def _days() -> Iterator[Declared]:
    """Yield the forms of days and of months with their year."""
    joint = rf"(?:{SP}(?P<joint>and|&|to|through|until|till){SP}|\s{{0,2}}-\s{{0,2}})"
    lead = rf"(?:(?P<lead>between|from){SP})?"
    of_year = rf"(?:(?:,\s{{0,8}}|{SP})(?:of{SP}|in{SP}(?:the{SP}year{SP})?)?(?P<y>{YEAR})|{TAIL})?"
    day_of = rf"(?P<day>{DAY}|{DAY_WORDS}(?={SP}(?:day{SP})?of{SP}))(?:{SP}day)?{SP}(?:of{SP})?"
    yield (
        "iso",
        r"(?P<iso>[12][0-9]{3}[-/](?:0[1-9]|1[0-2])[-/](?:0[1-9]|[12][0-9]|3[01]))(?![0-9/-])",
        "none",
        (values.iso),
    )
    yield (
        "numeric",
        r"(?P<a>[0-3]?[0-9])(?P<mark>[./])(?P<b>[0-3]?[0-9])[./](?P<year>1[5-9][0-9]{2}|20[0-9]{2}|2100)(?![0-9/.][0-9]|[0-9])",
        "none",
        values.numeric,
    )
    yield (
        "days",
        (
            rf"{lead}(?P<month>{MONTH}){SP}(?P<first>{DAY}){joint}(?:the{SP})?(?P<day>{DAY})"
            rf"(?!{SP}(?:of{SP})?{MONTH}){of_year}"
        ),
        values.tail_kind,
        values.days_together,
    )
    yield (
        "days",
        (
            rf"{lead}(?:the{SP})?(?P<first>{DAY}){joint}(?:the{SP})?(?P<day>{DAY}){SP}(?:of{SP})?"
            rf"(?P<month>{MONTH}){of_year}"
        ),
        values.tail_kind,
        values.days_together,
    )
    yield (
        "day",
        rf"{DATED_WEEKDAY}(?:the{SP})?{day_of}(?P<month>{MONTH}){of_year}",
        values.tail_kind,
        values.day_or_month,
    )
    yield "day", r"(?P<day>[0-3]?[0-9])-(?P<month>[a-z]{3})-(?P<y>[12][0-9]{3})(?![0-9])", "none", values.hyphened_day
    yield (
        "day",
        (
            rf"{DATED_WEEKDAY}(?P<month>{MONTH}){SP}(?:the{SP})?(?P<day>{DAY}|{DAY_WORDS}\b)"
            rf"(?:(?:,\s{{0,8}}|{SP})(?P<y>{YEAR})|{TAIL})"
        ),
        values.tail_kind,
        values.day_or_month,
    )
    # English says "on March 3"; in "in March 30 countries joined" the number is no day.
    yield (
        "day",
        (rf"{DATED_WEEKDAY}(?<!\bin\s)(?P<month>{MONTH}){SP}(?:the{SP})?(?P<day>{DAY})"),
        "document",
        values.day_or_month,
    )
    yield (
        "months",
        (rf"(?P<first>{MONTH}){SP}(?:and|&){SP}(?P<month>{MONTH})(?!{SP}{DAY}){of_year}"),
        values.tail_kind,
        values.months_together,
    )
    yield (
        "dated_month",
        rf"(?P<month>{MONTH})(?:(?:,\s{{0,8}}|{SP})(?:of{SP}|in{SP})?(?P<y>{YEAR})|{TAIL})",
        values.tail_kind,
        values.day_or_month,
    )
    yield (
        "step_month",
        (rf"(?P<step>{STEP})(?:{SP}year's)?{SP}(?P<month>{MONTH})(?!{SP}[0-9])"),
        lambda match: step_kind(match["step"]),
        values.named_month,
    )


def _periods() -> Iterator[Declared]:
    """Yield the forms of seasons, parts of years, years, decades and centuries."""
    yield (
        "season",
        (
            rf"(?:the{SP})?(?P<season>{alternatives(values.SEASONS)})(?:,?{SP}(?:of{SP}|in{SP})?(?P<y>{YEAR})(?:[-/][0-9]{{2}}(?![0-9]))?|{TAIL})"
        ),
        values.tail_kind,
        values.season,
    )
    yield (
        "step_season",
        (rf"(?P<step>{STEP}){SP}(?P<season>{alternatives(values.SEASONS)})"),
        lambda match: step_kind(match["step"]),
        values.season,
    )
    yield "bare_season", rf"(?:the{SP})?(?P<season>{alternatives(values.SEASONS)})", "document", values.season
    yield (
        "part_of_year",
        (
            rf"(?:the{SP})?(?P<place>first|second|third|fourth|last|final|latter){SP}"
            rf"(?:quarter|(?P<half>half)|(?P<months>{WHOLE}){SP}months)(?:{SP}of)?{SP}{YEARLIKE}"
        ),
        values.tail_kind,
        values.part_of_year,
    )
    yield "part_of_year", rf"q(?P<q>[1-4])(?:{SP}of)?{SP}(?P<y>{YEAR})", "none", values.part_of_year
    yield (
        "turn",
        rf"the{SP}turn{SP}of{SP}(?:the{SP}(?P<century>[12]?[0-9](?:st|nd|rd|th)|{DAY_WORDS})(?:{SP}|-)century(?P<which>))",
        "none",
        values.turn,
    )
    yield "turn", rf"the{SP}turn{SP}of{SP}the{SP}(?P<which>millennium)(?P<century>)", "none", values.turn
    yield "turn", rf"the{SP}turn{SP}of{SP}the{SP}(?P<which>century)(?P<century>)", "document", values.turn
    yield (
        "holiday",
        rf"(?P<holiday>{alternatives(values.HOLIDAYS)})(?:,?{SP}(?:of{SP}|in{SP})?(?P<y>{YEAR})|{TAIL})?",
        values.tail_kind,
        values.holiday,
    )
    yield "decade", rf"(?:the{SP})?(?P<decade>1[0-9]{{2}}|20[0-9])0'?s\b", "none", values.decade
    yield "decade", rf"the{SP}(?:(?:early|mid|late)(?:-|{SP}))?'?(?P<short>[2-9])0'?s\b", "none", values.decade
    yield (
        "decade",
        rf"the{SP}(?:(?:early|mid|late)(?:-|{SP}))?(?P<name>{alternatives(values.DECADES)})",
        "none",
        values.decade,
    )
    yield (
        "century",
        rf"(?:the{SP})?(?P<century>[12]?[0-9](?:st|nd|rd|th)|{DAY_WORDS})(?:{SP}|-)century",
        "none",
        values.century,
    )
    yield (
        "years",
        r"(?P<first>1[0-9]{3}|20[0-9]{2})(?:-|/)(?P<last>[12][0-9]{3}|[0-9]{2})(?![0-9]|[-/][0-9])",
        "none",
        values.years,
    )
    yield "year", rf"(?:(?:fy|fiscal(?:{SP}year)?){SP}?)?(?P<y>{YEAR})", "none", lambda match, anchor: match["y"]


def _always(kind: Kind) -> Callable[[re.Match[str]], Kind]:
    return lambda match: kind


FORMS: tuple[Form, ...] = tuple(
    Form(
        name,
        re.compile(source),
        re.sub(r"\(\?P<\w+>", "(?:", source),
        _always(kind) if isinstance(kind, str) else kind,
        value,
    )
    for name, source, kind, value in chain(_days(), _periods(), steps())
)
