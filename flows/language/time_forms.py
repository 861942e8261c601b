"""The forms in which English names a day, week, month, season, year, decade or century.

A form is a pattern, what it is counted from, and the function that gives its date. Patterns hold bounded repetitions
only, so that a search is linear, and are written for text in plain lower case (`flows.language.numbers.plain`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flows.language import time_values as values
from flows.language.numbers import ORDINALS, WHOLE, alternatives
from flows.language.numbers import SPACE as SP
from flows.language.time_values import Anchor, Kind


@dataclass(frozen=True, slots=True)
class Form:
    """One way to name a time: what it is counted from may depend on its words."""

    name: str
    pattern: re.Pattern[str]
    source: str
    kind: Callable[[re.Match[str]], Kind]
    value: Callable[[re.Match[str], Anchor | None], str]


YEAR = r"(?:1[0-9]{3}|20[0-9]{2}|2100)(?![0-9]|[.,][0-9]|%|-?[a-z])"
MONTH = rf"(?:{alternatives(values.MONTHS)}|{alternatives(values.SHORT_MONTHS)}\b\.?)"
# "10,000", "3.5", "16:30", "5%" and "3-day" are no days of a month.
DAY = (
    r"(?:0?[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?"
    rf"(?![0-9a-z%]|[.,:][0-9]|-(?!{alternatives(values.SHORT_MONTHS)}|may)[a-z])"
)
_ORDINAL_DAY = r"(?:[12]?[0-9]|3[01])(?:st|nd|rd|th)\b"
_DAY_WORDS = alternatives(word for word, place in ORDINALS.items() if place <= 31)
_WEEKDAY = alternatives(values.WEEKDAYS)
_DATED_WEEKDAY = rf"(?:(?:{_WEEKDAY}|(?:mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)\b\.?),?{SP}(?:the{SP})?)?"
_SAME = rf"(?:that{SP}(?:same|very)|that|the{SP}(?:very{SP})?same)"
_NEXT = rf"the{SP}(?:following|next|subsequent|ensuing)"
_BEFORE = rf"the{SP}(?:previous|preceding|prior)"
_TEXT_STEP = rf"(?:{_SAME}|{_NEXT}|{_BEFORE})"
_STEP = rf"(?:last|this|next|{_TEXT_STEP})"
_TAIL = rf"(?:,?{SP}(?:of{SP}|in{SP})?(?P<tail>{_STEP}{SP}year))"
_YEARLIKE = rf"(?:(?P<y>{YEAR})|(?P<tail>{_STEP}{SP}year))"
_APPROXIMATELY = (
    rf"(?:(?P<about>about|around|some|nearly|almost|roughly|over|more{SP}than|at{SP}least)"
    rf"|(?P<under>less{SP}than|under)){SP}"
)
_COUNT = rf"(?:{_APPROXIMATELY})?(?P<count>{WHOLE}|an?|half{SP}an?)"
_UNIT = r"(?P<unit>day|week|fortnight|month|year|decade|century|centurie)s?"
_SOME = rf"(?:an?{SP}(?:few|couple{SP}of)|several|some|many)"
_LATER = rf"(?:later|afterwards?|thereafter|after(?:{SP}that)?|on)"
_EARLIER = r"(?:earlier|before|previously|beforehand)"


def _forms() -> Iterable[tuple[str, str, Kind | Callable[[re.Match[str]], Kind], Callable[..., str]]]:
    joint = rf"(?:{SP}(?P<joint>and|&|to|through|until|till){SP}|\s{{0,2}}-\s{{0,2}})"
    lead = rf"(?:(?P<lead>between|from){SP})?"
    of_year = rf"(?:(?:,\s{{0,8}}|{SP})(?:of{SP}|in{SP}(?:the{SP}year{SP})?)?(?P<y>{YEAR})|{_TAIL})?"
    day_of = rf"(?P<day>{DAY}|{_DAY_WORDS}(?={SP}(?:day{SP})?of{SP}))(?:{SP}day)?{SP}(?:of{SP})?"
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
        rf"{_DATED_WEEKDAY}(?:the{SP})?{day_of}(?P<month>{MONTH}){of_year}",
        values.tail_kind,
        values.day_or_month,
    )
    yield "day", r"(?P<day>[0-3]?[0-9])-(?P<month>[a-z]{3})-(?P<y>[12][0-9]{3})(?![0-9])", "none", values.hyphened_day
    yield (
        "day",
        (
            rf"{_DATED_WEEKDAY}(?P<month>{MONTH}){SP}(?:the{SP})?(?P<day>{DAY}|{_DAY_WORDS}\b)"
            rf"(?:(?:,\s{{0,8}}|{SP})(?P<y>{YEAR})|{_TAIL})"
        ),
        values.tail_kind,
        values.day_or_month,
    )
    # English says "on March 3"; in "in March 30 countries joined" the number is no day.
    yield (
        "day",
        (rf"{_DATED_WEEKDAY}(?<!\bin\s)(?P<month>{MONTH}){SP}(?:the{SP})?(?P<day>{DAY})"),
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
        rf"(?P<month>{MONTH})(?:(?:,\s{{0,8}}|{SP})(?:of{SP}|in{SP})?(?P<y>{YEAR})|{_TAIL})",
        values.tail_kind,
        values.day_or_month,
    )
    yield (
        "step_month",
        (rf"(?P<step>{_STEP})(?:{SP}year's)?{SP}(?P<month>{MONTH})(?!{SP}[0-9])"),
        lambda match: values.step_kind(match["step"]),
        values.named_month,
    )
    yield (
        "season",
        (
            rf"(?:the{SP})?(?P<season>{alternatives(values.SEASONS)})(?:,?{SP}(?:of{SP}|in{SP})?(?P<y>{YEAR})(?:[-/][0-9]{{2}}(?![0-9]))?|{_TAIL})"
        ),
        values.tail_kind,
        values.season,
    )
    yield (
        "step_season",
        (rf"(?P<step>{_STEP}){SP}(?P<season>{alternatives(values.SEASONS)})"),
        lambda match: values.step_kind(match["step"]),
        values.season,
    )
    yield "bare_season", rf"(?:the{SP})?(?P<season>{alternatives(values.SEASONS)})", "document", values.season
    yield (
        "part_of_year",
        (
            rf"(?:the{SP})?(?P<place>first|second|third|fourth|last|final|latter){SP}"
            rf"(?:quarter|(?P<half>half)|(?P<months>{WHOLE}){SP}months)(?:{SP}of)?{SP}{_YEARLIKE}"
        ),
        values.tail_kind,
        values.part_of_year,
    )
    yield "part_of_year", rf"q(?P<q>[1-4])(?:{SP}of)?{SP}(?P<y>{YEAR})", "none", values.part_of_year
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
        rf"(?:the{SP})?(?P<century>[12]?[0-9](?:st|nd|rd|th)|{_DAY_WORDS})(?:{SP}|-)century",
        "none",
        values.century,
    )
    yield (
        "years",
        r"(?P<first>1[0-9]{3}|20[0-9]{2})(?:-|/)(?P<last>[12][0-9]{3}|[0-9]{2})(?![0-9]|[-/][0-9])",
        "none",
        values.years,
    )
    yield "year", rf"(?:fy{SP}?)?(?P<y>{YEAR})", "none", lambda match, anchor: match["y"]
    yield (
        "day_of_month",
        (
            rf"the{SP}(?P<day>{_ORDINAL_DAY})(?:{SP}(?:inst(?:ant|\.)?|(?P<ult>ult(?:imo|\.)?)|of{SP}(?P<of>{_STEP}){SP}month))"
        ),
        lambda match: "text" if match["of"] and values.step_kind(match["of"]) == "text" else "document",
        values.day_of_month,
    )
    yield "ordinal_day", rf"the{SP}(?P<day>{_ORDINAL_DAY})(?P<of>)(?P<ult>)", "text", values.day_of_month
    yield (
        "daily",
        (
            rf"the{SP}day{SP}(?:before{SP}yesterday|after{SP}tomorrow)|(?:yesterday|tomorrow)(?:{SP}(?:morning|afternoon|evening|night))?"
            rf"|last{SP}night|this{SP}(?:morning|afternoon|evening)|tonight|today"
        ),
        "document",
        values.daily,
    )
    yield "now", rf"(?:right{SP})?now|immediately|forthwith", "document", values.daily
    yield "ago", rf"{_COUNT}{SP}{_UNIT}{SP}(?P<way>ago)", "document", values.counted
    yield "counted", rf"{_COUNT}{SP}{_UNIT}{SP}(?P<way>{_LATER}|{_EARLIER})", "text", values.counted
    yield (
        "step_before",
        (rf"the{SP}(?P<unit>day|week|month|year){SP}(?P<way>before|after)"),
        "text",
        lambda match, anchor: values.shifted(anchor, match["unit"], -1 if match["way"] == "before" else 1),
    )
    yield (
        "step_unit",
        (
            rf"(?P<step>{_TEXT_STEP}){SP}(?P<unit>day|night|morning|afternoon|evening|weekend|week|month|year|decade|century)"
        ),
        "text",
        lambda match, anchor: values.unit_value(anchor, match["unit"], values.step_of(match["step"])),
    )
    yield (
        "step_unit",
        (rf"(?P<step>this|last|next){SP}(?P<unit>weekend|week|month|year|decade|century)"),
        "document",
        lambda match, anchor: values.unit_value(anchor, match["unit"], values.step_of(match["step"])),
    )
    over = rf"{SP}(?:(?P<now>is)|was){SP}(?:out|over)"
    yield (
        "ending",
        (rf"before{SP}(?:the|this|that){SP}(?P<unit>month|year|week){over}"),
        lambda match: "document" if match["now"] else "text",
        values.ending,
    )
    yield "next_day", rf"next{SP}(?:day|morning)", "text", lambda match, anchor: values.shifted(anchor, "day", 1)
    yield (
        "weekday",
        (rf"(?:(?P<step>{_STEP}){SP})?(?P<weekday>{_WEEKDAY})(?:{SP}(?:of{SP})?(?P<week>(?:last|this|next){SP}week))?"),
        lambda match: values.step_kind(match["step"]) if match["step"] else "document",
        values.weekday,
    )
    yield "bare_month", rf"(?P<month>{MONTH})", "document", values.day_or_month
    some = rf"(?:{_SOME}{SP})?(?:minutes|hours|days|weeks|months|years|decades|centuries)"
    yield "vague", rf"{some}{SP}(?:later|earlier)", "text", values.no_date
    yield (
        "vague",
        (
            rf"{some}{SP}ago|long{SP}ago|(?:more{SP})?recently|currently|presently|lately|nowadays|at{SP}present|these{SP}days"
        ),
        "document",
        values.no_date,
    )
    yield "then", rf"then|at{SP}(?:the|that){SP}time", "text", values.then


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
    for name, source, kind, value in _forms()
)
