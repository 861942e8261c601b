"""The forms of steps in time: "two weeks ago", "nine days later", "the same month", "last Friday", "then"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flows.language import time_steps
from flows.language import time_values as values
from flows.language.numbers import SPACE as SP
from flows.language.time_anchor import Anchor, Declared, Kind, shifted, step_kind, step_of
from flows.language.time_patterns import (
    COUNTED,
    EARLIER,
    LATER,
    MONTH,
    ORDINAL_DAY,
    SAME,
    SOME,
    STEP,
    TEXT_STEP,
    WEEKDAY,
)


def steps() -> Iterator[Declared]:
    """Yield the forms of steps in time, and of weekdays and months that leave out the rest."""
    yield (
        "day_of_month",
        (
            rf"the{SP}(?P<day>{ORDINAL_DAY})(?:{SP}(?:inst(?:ant|\.)?|(?P<ult>ult(?:imo|\.)?)|of{SP}(?P<of>{STEP}){SP}month))"
        ),
        lambda match: "text" if match["of"] and step_kind(match["of"]) == "text" else "document",
        values.day_of_month,
    )
    yield "ordinal_day", rf"the{SP}(?P<day>{ORDINAL_DAY})(?P<of>)(?P<ult>)", "text", values.day_of_month
    yield (
        "daily",
        (
            rf"the{SP}day{SP}(?:before{SP}yesterday|after{SP}tomorrow)|(?:yesterday|tomorrow)(?:{SP}(?:morning|afternoon|evening|night))?"
            rf"|last{SP}night|this{SP}(?:morning|afternoon|evening)|tonight|today|overnight"
        ),
        "document",
        time_steps.daily,
    )
    yield "now", rf"(?:right{SP})?now|immediately|forthwith", "document", time_steps.daily
    yield "ago", rf"{COUNTED}{SP}(?P<way>ago)", "document", time_steps.counted
    yield "counted", rf"{COUNTED}{SP}(?P<way>{LATER}|{EARLIER})", "text", time_steps.counted
    yield (
        "counted",
        rf"(?P<unit>minute|hour|moment)s{SP}(?:later|earlier|afterwards?|beforehand|after|before)",
        "text",
        time_steps.at_once,
    )
    yield (
        "within",
        rf"within{SP}(?:the{SP}next{SP})?(?:{COUNTED}|(?P<units>minutes|hours|days|weeks|months))",
        _within_kind,
        time_steps.within,
    )
    yield (
        "step_before",
        (rf"the{SP}(?P<unit>day|week|month|year){SP}(?P<way>before(?!{SP}last)|after)"),
        "text",
        time_steps.next_to,
    )
    yield (
        "step_unit",
        (
            rf"(?P<step>{TEXT_STEP}){SP}(?P<unit>day|night|morning|afternoon|evening|weekend|week|month|year|decade|century)"
        ),
        "text",
        lambda match, anchor: time_steps.unit_value(anchor, match["unit"], step_of(match["step"])),
    )
    yield (
        "step_unit",
        (rf"(?P<step>this|last|next){SP}(?P<unit>weekend|week|month|year|decade|century)"),
        "document",
        lambda match, anchor: time_steps.unit_value(anchor, match["unit"], step_of(match["step"])),
    )
    yield (
        "step_unit",
        rf"(?P<step>{SAME}){SP}(?P<unit>hour|moment|occasion)",
        "text",
        lambda match, anchor: time_steps.unit_value(anchor, match["unit"], 0),
    )
    yield (
        "unit_before_last",
        rf"the{SP}(?P<unit>week|month|year){SP}before{SP}last",
        "document",
        lambda match, anchor: time_steps.unit_value(anchor, match["unit"], -2),
    )
    yield (
        "unit_itself",
        rf"the{SP}(?P<unit>week|month|year|decade|century)",
        "document",
        lambda match, anchor: time_steps.unit_value(anchor, match["unit"], 0),
    )
    yield (
        "unit_itself",
        rf"(?P<unit>year|month|week)(?:'s{SP}|-)end",
        "document",
        lambda match, anchor: time_steps.unit_value(anchor, match["unit"], 0),
    )
    over = rf"{SP}(?:(?P<now>is)|was){SP}(?:out|over)"
    yield (
        "ending",
        (rf"before{SP}(?:the|this|that){SP}(?P<unit>month|year|week){over}"),
        lambda match: "document" if match["now"] else "text",
        time_steps.ending,
    )
    yield "weekend", rf"the{SP}(?:past{SP})?weekend", "document", time_steps.weekend
    yield "next_day", rf"next{SP}(?:day|morning)", "text", lambda match, anchor: shifted(anchor, "day", 1)
    yield (
        "weekday",
        (rf"(?:(?P<step>{STEP}){SP})?(?P<weekday>{WEEKDAY})(?:{SP}(?:of{SP})?(?P<week>(?:last|this|next){SP}week))?"),
        lambda match: step_kind(match["step"]) if match["step"] else "document",
        time_steps.weekday,
    )
    yield "bare_month", rf"(?P<month>{MONTH})", "document", values.day_or_month
    some = rf"(?:{SOME}{SP})?(?:minutes|hours|days|weeks|months|years|decades|centuries)"
    yield "vague", rf"{some}{SP}(?:later|earlier)", "text", time_steps.no_date
    yield (
        "vague",
        (
            rf"{some}{SP}ago|long{SP}ago|(?:more{SP})?recently|currently|presently|lately|nowadays|at{SP}present|these{SP}days"
        ),
        "document",
        time_steps.no_date,
    )
    yield (
        "then",
        rf"then|at{SP}once|at{SP}(?:the|that){SP}time|(?:in|during){SP}those{SP}(?:days|weeks|months|years)",
        "text",
        _then,
    )


def _then(match: re.Match[str], anchor: Anchor | None) -> str:
    return time_steps.then(anchor)


def _within_kind(match: re.Match[str]) -> Kind:
    """Return what "within" is counted from: hours from what was just told, longer from the date of who speaks."""
    return "text" if match["units"] in ("minutes", "hours") else "document"
