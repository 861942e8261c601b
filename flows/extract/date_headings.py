"""The dates that stand over what a digest or a chronology tells: "June 1", "1959: ...", "October 6. ...".

A line that is nothing but a date dates what stands below it, until the next one or until another heading after that; a
date that opens a paragraph dates the paragraph. A date that heads but one thing, such as the line under a statement's
title, is the day of the report and dates nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flows.extract.dated import Dated
from flows.language import edtf
from flows.language.sentences import SentenceSpan
from flows.language.times import find_times, normalise_time

_NAMES = "January|February|March|April|May|June|July|August|September|October|November|December"
_MONTH = rf"(?:{_NAMES}|{_NAMES.upper()}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\.?)"
_WEEKDAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_YEAR = "(?:1[5-9][0-9]{2}|20[0-9]{2})"
_DAY = "[0-3]?[0-9](?:st|nd|rd|th)?"
_OF_YEAR = rf"(?:,?\s{{1,4}}{_YEAR})?"
_DATE = (
    rf"{_YEAR}-[01][0-9]-[0-3][0-9]|(?:{_WEEKDAY},?\s{{1,4}})?(?:(?:the\s)?{_DAY}\s{{1,4}}(?:of\s)?{_MONTH}{_OF_YEAR}"
    rf"|{_MONTH}\s{{1,4}}{_DAY}{_OF_YEAR})|{_MONTH}{_OF_YEAR}|{_YEAR}"
)
_OPENING = re.compile(
    rf"(?:On\s|In\s)?(?P<date>{_DATE})(?:,?\s{{1,4}}{_WEEKDAY}|\s{{0,4}}\({_WEEKDAY}\))?(?P<close>\s{{0,4}}[.:]?\Z|:(?=\s)|\s[-\u2013\u2014]{{1,2}}(?=\s))"
)
_ENTRIES = 2  # from so many on, dates head the entries of a digest
_SECTIONS = 3  # from so many on, the headings below one date are those of a day's digest, and not a statement's title
_NEW_YEAR = 9  # months back or ahead: the next heading is of another year


@dataclass(frozen=True, slots=True)
class DateHeading:
    """The date over a sentence; ``opens`` is true of the first sentence of a paragraph, which goes on from it."""

    dated: Dated
    opens: bool


def date_headings(text: str, spans: Sequence[SentenceSpan], document_date: str | None) -> Mapping[int, DateHeading]:
    """Return the dates that stand over the sentences of a text, by the sentences' places among ``spans``."""
    year: str | None = None
    above: Dated | None = None  # the line over the sentences
    beside: Dated | None = None  # the date that opens the paragraph
    last: str | None = None
    # whether anything but headings stands below the line; whether a heading stands right below it
    told = listed = False
    sections = 0
    found: dict[int, DateHeading] = {}
    for place, span in enumerate(spans):
        words = text[span.start : span.end]
        opens = place == 0 or spans[place - 1].paragraph != span.paragraph
        alone = opens and (place + 1 == len(spans) or spans[place + 1].paragraph != span.paragraph)
        match = _OPENING.match(words) if opens else None
        beside = None if opens else beside
        if match is not None:
            dated = _dated(match, span.start, year, last, document_date)
            if re.search(_YEAR, match["date"]):
                year = dated.value
            last = dated.value or last
            current = dated if dated.value else None
            if alone and match.end() == len(words):
                above, told, listed = current, False, False
                continue
            beside = current
        elif span.kind == "heading":
            if told and not listed:
                above = None
            listed = listed or (above is not None and not told)
            sections += listed
            year = _year_of(words) or year
        over = beside or above
        if over is not None:
            told = told or span.kind != "heading"
            found[place] = DateHeading(over, opens)
    return found if sections >= _SECTIONS or _is_digest(found, spans) else {}


def _dated(match: re.Match[str], start: int, year: str | None, last: str | None, document_date: str | None) -> Dated:
    """Return the date of a heading, counted from the year that stands above it, or from the document's date."""
    words = match["date"]
    anchor = None if re.search(_YEAR, words) else _anchor(words, year, last) or document_date
    value = normalise_time(words, anchor)
    value = value if edtf.is_plain(value) else ""
    begin = start + match.start("date")
    from_document = anchor is not None and anchor == document_date
    return Dated(0, begin, begin + len(words), words, value, anchor if value else None, from_document, carried=True)


def _anchor(words: str, year: str | None, last: str | None) -> str | None:
    """Return what a heading without its year is counted from: after December comes the January of the next year."""
    if year is None:
        return None
    begin, end = edtf.ends(year)
    if last is None:
        return f"{begin}/.." if begin[:4] != end[:4] else begin[:4]
    same = normalise_time(words, last[:4])
    if len(same) > len("1973") and len(last) > len("1973"):
        months = int(same[5:7]) - int(last[5:7])
        if abs(months) >= _NEW_YEAR:
            return f"{last}/.." if months < 0 else last
    return last[:4]


def _year_of(heading: str) -> str | None:
    """Return the year or month that a heading begins or ends with: "Current events: June 2010"."""
    for time in find_times(heading):
        outside = (heading[: time.start].strip(" ("), heading[time.end :].strip(" .:)"))
        if time.anchor == "none" and "" in outside and all(edtf.ends(value := normalise_time(time.words, None))):
            return value
    return None


def _is_digest(found: Mapping[int, DateHeading], spans: Sequence[SentenceSpan]) -> bool:
    """Return whether dates head several entries, or the one a list."""
    values = {heading.dated.value for heading in found.values()}
    return len(values) >= _ENTRIES or any(spans[place].kind == "item" for place in found)


def at(heading: Dated | None, dated: Dated) -> Dated:
    """Return a time of a sentence as the date that heads the sentence gives it, if it is that date."""
    if heading is None or (heading.start, heading.end) != (dated.start, dated.end):
        return dated
    return replace(heading, head=dated.head, carried=False)
