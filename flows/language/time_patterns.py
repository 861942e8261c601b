"""Patterns of the words that times are made of: days, months, weekdays, steps ("the following") and counts.

They hold bounded repetitions only, so that a search is linear, and are written for text in plain lower case
(`flows.language.numbers.plain`).
"""

from __future__ import annotations

from flows.language import time_steps
from flows.language import time_values as values
from flows.language.numbers import ORDINALS, WHOLE, alternatives
from flows.language.numbers import SPACE as SP

MONTH = rf"(?:{alternatives(values.MONTHS)}|{alternatives(values.SHORT_MONTHS)}\b\.?)"
# "2014 - the year", with a dash that the plain text has as a hyphen; but "1500-strong".
AFTER_DASH = (
    r"(?:the|an?|and|but|when|where|which|who|its|his|her|their|in|on|by|with|after|before|only|just|that|this|it|as)"
)
YEAR = rf"(?:1[0-9]{{3}}|20[0-9]{{2}}|2100)(?![0-9]|[.,][0-9]|%|[a-z]|-(?!{MONTH}|{AFTER_DASH}\b)[a-z])"
# "10,000", "3.5", "16:30", "5%" and "3-day" are no days of a month.
DAY = (
    r"(?:0?[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?"
    rf"(?![0-9a-z%]|[.,:][0-9]|-(?!{alternatives(values.SHORT_MONTHS)}|may)[a-z])"
)
ORDINAL_DAY = r"(?:[12]?[0-9]|3[01])(?:st|nd|rd|th)\b"
DAY_WORDS = alternatives(word for word, place in ORDINALS.items() if place <= 31)
WEEKDAY = alternatives(time_steps.WEEKDAYS)
DATED_WEEKDAY = rf"(?:(?:{WEEKDAY}|(?:mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)\b\.?),?{SP}(?:the{SP})?)?"
SAME = rf"(?:that{SP}(?:same|very)|that|the{SP}(?:very{SP})?same)"
NEXT = rf"the{SP}(?:following|next|subsequent|ensuing)"
BEFORE = rf"the{SP}(?:previous|preceding|prior)"
TEXT_STEP = rf"(?:{SAME}|{NEXT}|{BEFORE})"
STEP = rf"(?:last|this|next|{TEXT_STEP})"
TAIL = rf"(?:,?{SP}(?:of{SP}|in{SP})?(?P<tail>{STEP}{SP}year))"
YEARLIKE = rf"(?:(?P<y>{YEAR})|(?P<tail>{STEP}{SP}year))"
APPROXIMATELY = (
    rf"(?:(?P<about>about|around|some|nearly|almost|roughly|over|more{SP}than|at{SP}least)"
    rf"|(?P<under>less{SP}than|under)){SP}"
)
COUNT = rf"(?:{APPROXIMATELY})?(?P<count>{WHOLE}|an?|half{SP}an?)"
UNIT = r"(?P<unit>minute|hour|day|week|fortnight|month|year|decade|century|centurie)s?"
HALF = rf"{SP}and{SP}a{SP}half"
COUNTED = rf"{COUNT}(?P<and_half>{HALF})?{SP}{UNIT}(?P<half_on>{HALF})?"
SOME = rf"(?:an?{SP}(?:few|couple{SP}of)|several|some|many)"
LATER = rf"(?:later|afterwards?|thereafter|after(?:{SP}that)?|on)"
EARLIER = r"(?:earlier|before|previously|beforehand)"
