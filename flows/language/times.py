"""Time expressions in English prose, with their offsets, and the EDTF dates that they stand for.

What a preposition adds is part of the expression: by and until X `../X`, before X `../` the one before X, since and
after X `X/..`, about X `X~`. A relative expression is counted from an anchor, an EDTF date:

- ``document``: the document's date ("yesterday", "last March", "in March"). A month, day or season without its year is
  the last one at or before the anchor; counted from an anchor open at its end (`2024-02-16/..`: from here on) it is the
  first one at or after it, which is what a plan means by "on Friday".
- ``clause``: the clause or phrase that the words stand before ("nine years after it fell, ..."), or the one beside it.
- ``text``: an earlier date in the text ("nine days later", "that year"). A span counts from its end, an open span from
  the end that it has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from flows.language import edtf
from flows.language.edtf import edtf_bounds, is_edtf
from flows.language.numbers import SPACE as SP
from flows.language.numbers import plain
from flows.language.time_anchor import Anchor, Kind
from flows.language.time_context import Use, opens, stands
from flows.language.time_forms import FORMS, Form

__all__ = ["TimeExpression", "edtf_bounds", "find_times", "is_edtf", "normalise_time"]


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A run of words [start, end) of a text that names a time.

    The words hold a preposition only where it changes the value; ``core_start`` is where they begin without it ("until
    April 2007" may stand in "not ... until April 2007", which is no span). ``anchor`` says what they are counted from.
    ``yearless`` is true of a month, a day or a season that leaves out its year: in a running account it is that of the
    date before it.
    """

    start: int
    end: int
    words: str
    anchor: Kind
    core_start: int
    yearless: bool = False


# What each preposition makes of a date.
_OPERATORS = {
    "by": rf"by|(?:no|not){SP}later{SP}than|on{SP}or{SP}before|through|(?:up{SP})?until|till|up{SP}to",
    "before": rf"before|prior{SP}to",
    "since": rf"(?:ever{SP})?since|after|(?:starting|beginning)(?:{SP}(?:in|on|from))?",
    "about": r"about|around|circa|ca?\.|ca|approximately|roughly",
    "itself": rf"not{SP}(?:until|till|before|since)",
}
_INNER = rf"(?:at{SP}least|as{SP}early{SP}as|as{SP}late{SP}as|about|around|some{SP}?time{SP}in|in)"
_OPERATOR_BEFORE = re.compile(
    r"(?<![\w-])(?:"
    + "|".join(f"(?P<op_{name}>{words})" for name, words in sorted(_OPERATORS.items(), reverse=True))
    + rf"){SP}(?:{_INNER}{SP})?\Z"
)
_LEAD_BEFORE = re.compile(rf"(?<![\w-])(?P<lead>between|from){SP}(?:the{SP}years{SP}(?:of{SP})?)?\Z")
_LONGEST_OPERATOR = 60

_MODIFIER = (
    rf"(?:(?:the{SP})?(?:very{SP})?(?:early|mid|middle|late)(?:-to-(?:mid|late))?(?:-|{SP}(?:in{SP})?)"
    rf"(?:(?:part|hours|days|months|years|weeks){SP}of{SP})?"
    rf"|(?:earlier|later){SP}(?:in{SP})?"
    rf"|(?:the{SP})?(?:beginning|start|middle|end|close|outset)(?:{SP}of{SP}|-)"
    rf"|the{SP}(?:first|last|opening|closing|final){SP}(?:hours|days|weeks|months|years){SP}of{SP}"
    rf"|the{SP}(?:rest|remainder|eve){SP}of{SP})"
)
_MODIFIED = re.compile(rf"{_MODIFIER}(?:the{SP}(?=[a-z]+{SP}of{SP}))?")
_LATE = re.compile(r"\b(?:mid|middle|late|later|end|close|last|closing|final)\b")
_CORE = re.compile(f"(?:{_MODIFIER})?(?:" + "|".join(form.source for form in FORMS) + r")(?!\w)(?![.,/][0-9])")

# Where a core can begin: cheaper than to try every form at every word.
_HEAD = re.compile(
    r"(?<![\w$\u00a3\u20ac\u00a5/#.])(?<![0-9][,:])(?<!\w-)(?=[0-9']|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu"
    r"|fri|sat|sun|the|an?|early|mid|late|very|earl|later|beginning|start|middle|end|close|outset|that|last|this|next|q[1-4]"
    r"|fy|yesterday|tomorrow|today|tonight|now|right|immediately|forthwith|spring|summer|autumn|fall|winter|first|second|within|overnight|moment|fiscal|new|christmas|boxing|during"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twel|thir|fif|twen|for|eigh|nine|half|about|around|some"
    r"|nearly|almost|roughly|over|more|less|under|at|several|many|minute|hour|day|week|month|year|decade|centur"
    r"|in\s|long|recently|currently|presently|lately|nowadays|these|then|between|from|before))"
)
_CONNECTOR = re.compile(rf"{SP}(?P<word>to|until|till|through|and){SP}|\s{{0,2}}-\s{{0,2}}")
_PRESENT = re.compile(rf"(?:(?:the{SP})?present(?:{SP}day)?|this{SP}day)(?!\w)")
_ONWARDS = re.compile(rf"(?:{SP}|-)(?P<on>on|onwards?|forward)(?![\w-])")
_OR_SO = re.compile(rf"{SP}or{SP}(?:so|thereabouts)(?!\w)")

# Forms that stand on both sides of "to" and "-" with no "from" before them.
_ELLIPTIC = {"day", "bare_month", "bare_season", "weekday"}
_YEARLESS = {"day", "days", "months", "bare_month", "bare_season", "holiday", "unit_itself"}
_PLAIN_FORMS = {"iso", "numeric", "day", "dated_month", "bare_month", "decade", "century", "year", "weekday", "season"}


@dataclass(frozen=True, slots=True)
class _Core:
    """A time without its preposition: the form of its words and the modifier before it ("early", "the end of")."""

    form: Form
    match: re.Match[str]
    modifier: str = ""

    @property
    def kind(self) -> Kind:
        return self.form.kind(self.match)

    @property
    def stepped(self) -> bool:
        """Whether the core says itself which one it is: "last", "that year"."""
        fields = self.match.groupdict()
        return bool(fields.get("step") or fields.get("tail"))

    @property
    def elliptic(self) -> bool:
        """Whether the core leaves out its year or week, which the other end of a span may hold."""
        return self.kind == "document" and self.form.name in _ELLIPTIC and not self.stepped

    def value(self, anchor: Anchor | None) -> str:
        return self.form.value(self.match, anchor)


@dataclass(frozen=True, slots=True)
class _Reading:
    """How an expression [start, end) is read: a preposition's effect, one core or the two of a span."""

    start: int
    core_start: int
    end: int
    operator: str
    first: _Core
    last: _Core | None = None
    present: bool = False

    @property
    def yearless(self) -> bool:
        """Whether nothing but a year is left out."""
        cores = (self.first, self.last or self.first)
        return self.kind == "document" and all(core.form.name in _YEARLESS and not core.stepped for core in cores)

    @property
    def kind(self) -> Kind:
        if self.last is None:
            return self.first.kind
        kinds = {self.first.kind, self.last.kind}
        if "none" in kinds and (self.first.elliptic or self.last.elliptic):
            return "none"
        return "text" if "text" in kinds else "document" if "document" in kinds else "none"


def find_times(text: str) -> tuple[TimeExpression, ...]:
    """Return the time expressions of a text, in order and without overlap.

    >>> [found.words for found in find_times("By 1996 it had changed; in May 2022, two days later, it had not.")]
    ['By 1996', 'May 2022', 'two days later']
    """
    return tuple(
        TimeExpression(
            reading.start,
            reading.end,
            text[reading.start : reading.end],
            kind,
            reading.core_start,
            reading.yearless,
        )
        for reading, kind in _readings(text)
    )


@lru_cache(maxsize=65_536)
def normalise_time(words: str, anchor: str | None) -> str:
    """Return the EDTF date of the words of a time expression counted from an anchor; '' where it cannot be told.

    >>> normalise_time("before January 1973", None), normalise_time("nine days later", "1979-12-12")
    ('../1972-12', '1979-12-21')
    """
    reading = _read(" ".join(plain(words).split()))
    return _value(reading, _anchor(anchor)) if reading else ""


def _anchor(date: str | None) -> Anchor | None:
    if not date:
        return None
    if not is_edtf(date):
        raise ValueError(
            f"anchor {date!r} is not EDTF level 0 or 1; give a date such as 2024-02-16, 1979-12 or 1996/1998"
        )
    first, last = edtf.ends(date)
    return Anchor(date, last or first, forward=not last) if first or last else None


@lru_cache(maxsize=16_384)
def _read(words: str) -> _Reading | None:
    """Return the reading of words that are one expression from end to end."""
    for head in _HEAD.finditer(words):
        reading = _reading_at(words, head.start())
        if reading is not None:
            return reading if (reading.start, reading.end) == (0, len(words)) else None
    return None


def _readings(text: str) -> Iterator[tuple[_Reading, Kind]]:
    """Yield the expressions of a text, each with what it is counted from where it stands."""
    lowered = plain(text)
    position = 0
    previous: _Reading | None = None
    for head in _HEAD.finditer(lowered):
        if head.start() < position:
            continue
        reading = _reading_at(lowered, head.start(), position)
        if reading is None:
            continue
        use = _use(reading, previous)
        opening = opens(text, use)
        if not opening and not stands(text, lowered, use):
            continue
        # What is found must be readable from its words alone, because they are all that is kept as evidence.
        alone = _read(" ".join(lowered[reading.start : reading.end].split()))
        if alone is None or alone.kind != reading.kind:
            continue
        yield reading, "clause" if opening else reading.kind
        position, previous = reading.end, reading


def _use(reading: _Reading, previous: _Reading | None) -> Use:
    form = reading.first.form.name
    if reading.last is not None:
        form = "years" if form == reading.last.form.name == "year" else "span"
    bound = bool(reading.operator or reading.first.modifier)
    return Use(
        reading.start,
        reading.end,
        form,
        bound,
        previous.end if previous else 0,
        (previous.last or previous.first).form.name if previous else "",
    )


@lru_cache(maxsize=16_384)
def _core(words: str) -> _Core | None:
    """Return the form of the words of a core."""
    for form in FORMS:
        if match := form.pattern.fullmatch(words):
            return _Core(form, match)
    modifier = _MODIFIED.match(words)
    rest = words[modifier.end() :] if modifier else ""
    for form in FORMS:
        if modifier and (match := form.pattern.fullmatch(rest)):
            return _Core(form, match, modifier[0])
    return None


def _core_at(text: str, start: int) -> tuple[_Core, int] | None:
    found = _CORE.match(text, start)
    if found is None:
        return None
    core = _core(" ".join(found[0].split()))
    return (core, found.end()) if core else None


def _reading_at(text: str, start: int, floor: int = 0) -> _Reading | None:
    """Return the expression whose core begins here; its preposition may not reach back beyond the floor."""
    found = _core_at(text, start)
    if found is None:
        return None
    first, end = found
    before = text[max(floor, start - _LONGEST_OPERATOR) : start]
    lead = _LEAD_BEFORE.search(before)
    spanning = _span_at(text, start, end, first, lead)
    if spanning is not None:
        return spanning
    onwards = _ONWARDS.match(text, end)
    if onwards and ((lead and lead["lead"] == "from") or onwards["on"] == "onwards"):
        return _Reading(start - len(lead[0]) if lead else start, start, onwards.end(), "since", first)
    if or_so := _OR_SO.match(text, end):
        return _Reading(start, start, or_so.end(), "about", first)
    operator = _OPERATOR_BEFORE.search(before)
    if operator is None:
        return _Reading(start, start, end, "", first)
    name = next(name for name in _OPERATORS if operator[f"op_{name}"])
    return _Reading(start - len(operator[0]), start, end, name, first)


def _span_at(text: str, start: int, end: int, first: _Core, lead: re.Match[str] | None) -> _Reading | None:
    connector = _CONNECTOR.match(text, end)
    if connector is None:
        return None
    word = connector["word"]
    if word == "and" and not (lead and lead["lead"] == "between"):
        return None
    whole = start - len(lead[0]) if lead else start
    if word != "and" and (present := _PRESENT.match(text, connector.end())):
        return _Reading(whole, start, present.end(), "since", first, present=True)
    found = _core_at(text, connector.end())
    if found is None:
        return None
    last, last_end = found
    if lead is None and not {first.form.name, last.form.name} <= _PLAIN_FORMS:
        return None
    if lead is None and (first.form.name == "year") != (last.form.name == "year"):
        return None
    return _Reading(whole, start, last_end, "span", first, last)


def _value(reading: _Reading, anchor: Anchor | None) -> str:
    if reading.last is not None:
        return _span(reading.first, reading.last, anchor)
    value = reading.first.value(anchor)
    if not value or reading.operator in ("", "itself"):
        return value
    first, last = edtf.ends(value)
    if reading.operator == "about":
        return f"{value}~" if edtf.is_plain(value) else value
    if reading.operator == "by":
        return f"../{last}" if last else ""
    if reading.operator == "before":
        # Before the end of 2019 is still in 2019.
        bound = last if _LATE.search(reading.first.modifier) else first and edtf.neighbour(first, -1)
        return f"../{bound}" if bound else ""
    return f"{first}/.." if first else ""


def _span(first: _Core, last: _Core, anchor: Anchor | None) -> str:
    """Return the span from one core to another; what one leaves out ("March to May 2020") is in the other."""
    if last.elliptic and not first.elliptic:
        start = first.value(anchor)
        end = last.value(_anchor(f"{edtf.ends(start)[0]}/..")) if start else ""
    else:
        end = last.value(anchor)
        start = first.value(_anchor(end) if first.elliptic else anchor)
    begin, finish = edtf.ends(start)[0], edtf.ends(end)[1]
    if not begin or not finish:
        return ""
    if begin == finish:
        return begin
    found = f"{begin}/{finish}"
    return found if is_edtf(found) else ""
