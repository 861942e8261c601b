"""Values of numbers as English writes them: digits with separators, scale words, number words, ordinals, fractions.

The patterns are made of bounded repetitions only, so that a search with them is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import lru_cache

SPACE = r"\s{1,8}"

# Letters to lower case, curly marks to plain ones: one character for one, so that offsets hold.
_PLAIN = str.maketrans(
    {chr(code): chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
    | dict.fromkeys("\u2018\u2019\u02bc\uff07", "'")
)


def plain(text: str) -> str:
    """Return a text in lower case with plain hyphens and apostrophes, of the same length."""
    return text.translate(_PLAIN)


_SMALL = [
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
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SCALES |= {"lakh": 10**5, "lakhs": 10**5, "crore": 10**7, "crores": 10**7}
_SHORT_SCALES = {"k": 10**3, "m": 10**6, "mn": 10**6, "mln": 10**6, "bn": 10**9, "bln": 10**9, "tn": 10**12}
_COLLECTIVES = {"dozen": 12, "score": 20, "pair": 2, "couple": 2, "trio": 3}
_FRACTIONS = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
_GLYPHS = {"½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4"}

_VALUES: dict[str, int] = {word: value for value, word in enumerate(_SMALL)}
_VALUES |= {word: 20 + 10 * step for step, word in enumerate(_TENS)}
_VALUES |= {"hundred": 100, "a": 1, "an": 1} | _SCALES | _COLLECTIVES

_IRREGULAR = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}


def _ordinal_word(word: str) -> str:
    return _IRREGULAR.get(word) or (word[:-1] + "ieth" if word.endswith("y") else word + "th")


ORDINALS: dict[str, int] = {_ordinal_word(word): _VALUES[word] for word in [*_SMALL[1:], *_TENS]}
ORDINALS |= {f"{ten}-{_ordinal_word(one)}": _VALUES[ten] + _VALUES[one] for ten in _TENS for one in _SMALL[1:10]}
ORDINALS |= {"hundredth": 100, "thousandth": 1000, "millionth": 10**6}


def alternatives(words: Iterable[str]) -> str:
    """Return a pattern for any of the words, the longest first; a hyphen may also be a space."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    escaped = (re.escape(word).replace(r"\ ", SPACE).replace(r"\-", rf"(?:-|{SPACE})") for word in ordered)
    return "(?:" + "|".join(escaped) + ")"


_DIGITS = (
    r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,12}(?![0-9])(?:\.[0-9]{1,12}(?![0-9]))?"
    r"|[0-9]{1,3}(?:[ \u00a0\u2009\u202f][0-9]{3}){1,12}(?![0-9])"
    r"|[0-9]{1,40}(?:\.[0-9]{1,12})?(?![0-9])[½⅓⅔¼¾]?|[½⅓⅔¼¾])"
)
_BELOW_HUNDRED = rf"(?:{alternatives(_TENS)}(?:(?:-|{SPACE}){alternatives(_SMALL[1:10])}\b)?|{alternatives(_SMALL)})"
_BELOW_THOUSAND = (
    rf"(?:(?:(?:{alternatives(_SMALL[1:])}|an?)(?:-|{SPACE}))hundred(?:{SPACE}(?:and{SPACE})?{_BELOW_HUNDRED}\b)?"
    rf"|{_BELOW_HUNDRED})"
)
_SCALE = alternatives(_SCALES)
_WORDS = (
    rf"(?:(?:{_BELOW_THOUSAND}|an?)(?:-|{SPACE}){_SCALE}\b"
    rf"(?:,?{SPACE}(?:and{SPACE})?{_BELOW_THOUSAND}(?:{SPACE}{_SCALE})?\b){{0,4}}"
    rf"|{_BELOW_THOUSAND})"
)
_HALF = rf"(?:half{SPACE}an?|(?:a{SPACE}|three{SPACE})?quarters?{SPACE}of{SPACE}an?)"
_DENOMINATOR = alternatives([*_FRACTIONS, *(name + "s" for name in _FRACTIONS if name != "half")])

# Each of these is read by the function of the same place in `cardinal`.
_HALF_OF = rf"(?P<half>{_HALF}){SPACE}(?P<of>{_SCALE}|dozen)"
_AND_A_HALF = rf"(?P<whole>{_DIGITS}|{_BELOW_HUNDRED}){SPACE}and{SPACE}a{SPACE}half(?:{SPACE}(?P<times>{_SCALE}))?"
_SCALE_AND_A_HALF = rf"(?P<one>an?|one){SPACE}(?P<scale>{_SCALE}){SPACE}and{SPACE}a{SPACE}half"
_COLLECTED = rf"(?:(?P<many>{_DIGITS}|{_BELOW_HUNDRED}|an?){SPACE})(?P<collective>{alternatives(_COLLECTIVES)})"
_SCALED_DIGITS = (
    rf"(?P<digits>{_DIGITS}|[0-9]{{1,3}},[0-9]{{1,2}}(?={SPACE}(?:m|b|tr)illion))(?:(?:{SPACE}|-)(?P<word>{_SCALE})"
    r"|[ \u00a0\u202f]?(?P<short>mn|mln|bn|bln|tn)|(?P<letter>[km]))"
)
_FRACTION = (
    rf"(?P<numerator>one|two|three|four|five|seven|nine)(?:-|{SPACE})(?P<denominator>{_DENOMINATOR})"
    rf"|an?{SPACE}(?P<part>half|third|quarter|fifth|tenth)|(?P<halfword>half)"
    r"|(?P<above>[1-9])/(?P<below>2|3|4|5|8|10)(?![0-9/])"
)


def _nameless(pattern: str) -> str:
    return re.sub(r"\(\?P<\w+>", "(?:", pattern)


# What a finder looks for, longest forms first; the letters of "25m" and "50k" and bare fractions are its own affair.
CARDINAL = (
    "(?:"
    + "|".join(
        _nameless(form)
        for form in (_HALF_OF, _AND_A_HALF, _SCALE_AND_A_HALF, _COLLECTED, _SCALED_DIGITS, _FRACTION, _WORDS, _DIGITS)
    )
    + ")"
)
ORDINAL = rf"(?:[0-9]{{1,4}}(?:st|nd|rd|th)|{alternatives(ORDINALS)})"
WHOLE = rf"(?:{_WORDS}|[0-9]{{1,4}})"
VAGUE = (
    rf"(?:(?:(?:several|many|few|a{SPACE}few|some|tens|dozens|scores|hundreds|thousands|millions|billions)"
    rf"(?:{SPACE}of)?{SPACE})?(?:tens|dozens|scores|hundreds|thousands|millions|billions|trillions)"
    rf"|(?:several|many|a{SPACE}few){SPACE}(?:dozen|score|hundred|thousand|million|billion))"
)

_COMPILED = {
    name: re.compile(form)
    for name, form in {
        "half_of": _HALF_OF,
        "and_a_half": _AND_A_HALF,
        "scale_and_a_half": _SCALE_AND_A_HALF,
        "collected": _COLLECTED,
        "scaled_digits": _SCALED_DIGITS,
        "fraction": _FRACTION,
        "digits": _DIGITS,
        "words": _WORDS,
    }.items()
}


@lru_cache(maxsize=65_536)
def cardinal(words: str) -> int | float | None:
    """Return the value of a number as written, None where it has none ("dozens").

    >>> cardinal("3.5 million"), cardinal("half a dozen"), cardinal("one hundred and five")
    (3500000, 6, 105)
    """
    text = " ".join(plain(words).split())
    for name, pattern in _COMPILED.items():
        if match := pattern.fullmatch(text):
            value = _VALUE_OF[name](match)
            return None if value is None else _plain(value)
    return None


@lru_cache(maxsize=4_096)
def ordinal(words: str) -> int | None:
    """Return the place that an ordinal names ("third", "21st", "twenty-first"), None where it is none."""
    text = "-".join(plain(words).replace("-", " ").split())
    if match := re.fullmatch(r"([0-9]{1,4})(?:st|nd|rd|th)", text):
        return int(match[1])
    return ORDINALS.get(text)


def _plain(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else float(value)


def _of_digits(text: str) -> Fraction:
    if re.fullmatch(r"[0-9]{1,3},[0-9]{1,2}", text):  # "1,5 million": a comma for the point
        text = text.replace(",", ".")
    text = re.sub(r"[,\s]", "", text)
    if text and text[-1] in _GLYPHS:
        return Fraction(text[:-1] or 0) + Fraction(_GLYPHS[text[-1]])
    return Fraction(text)


def _of_words(text: str) -> Fraction | None:
    total, group, scale = 0, 0, 10**18
    for word in re.split(rf"(?:-|,?{SPACE})", text):
        if word == "and":
            continue
        value = _VALUES[word]
        if word == "hundred":
            group *= 100
        elif word in _SCALES:
            if value >= scale:  # "a thousand two million" is two numbers, and no value for both
                return None
            total, group, scale = total + group * value, 0, value
        else:
            group += value
    return Fraction(total + group)


def _of_either(text: str) -> Fraction:
    value = _of_digits(text) if text[0] in "0123456789" or text[0] in _GLYPHS else _of_words(text)
    assert value is not None
    return value


def _of_half(match: re.Match[str]) -> Fraction:
    half, of = match["half"], match["of"]
    share = Fraction(1, 2) if half.startswith("half") else Fraction(3 if half.startswith("three") else 1, 4)
    return share * _VALUES[of]


def _of_and_a_half(match: re.Match[str]) -> Fraction:
    return (_of_either(match["whole"]) + Fraction(1, 2)) * _VALUES.get(match["times"] or "", 1)


def _of_scaled_digits(match: re.Match[str]) -> Fraction:
    scale = match["word"] or match["short"] or match["letter"]
    return _of_digits(match["digits"]) * (_SCALES | _SHORT_SCALES)[scale]


def _of_fraction(match: re.Match[str]) -> Fraction | None:
    if match["above"]:
        return Fraction(int(match["above"]), int(match["below"]))
    if match["numerator"]:
        denominator = match["denominator"]
        denominator = denominator if denominator in _FRACTIONS else denominator[:-1]
        return Fraction(_VALUES[match["numerator"]], _FRACTIONS[denominator])
    return Fraction(1, _FRACTIONS[match["part"] or match["halfword"]])


_VALUE_OF: dict[str, Callable[[re.Match[str]], Fraction | None]] = {
    "half_of": _of_half,
    "and_a_half": _of_and_a_half,
    "scale_and_a_half": lambda match: Fraction(_VALUES[match["scale"]] * 3, 2),
    "collected": lambda match: _of_either(match["many"]) * _VALUES[match["collective"]],
    "scaled_digits": _of_scaled_digits,
    "fraction": _of_fraction,
    "digits": lambda match: _of_digits(match[0]),
    "words": lambda match: _of_words(match[0]),
}
