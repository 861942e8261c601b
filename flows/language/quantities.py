"""Quantities and ordinals in English prose, with their offsets, values and units.

Years, dates, ages, clock times, scores, numbers that only name something ("Resolution 2397", "No. 5", "MiG-21", "G7",
"the Second World War") are no quantities and are not returned; durations are, with the unit "day", "week", "month" or
"year", so that a caller can leave them out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from flows.language.actors import find_names
from flows.language.currencies import CURRENCY_AFTER, CURRENCY_BEFORE, currency
from flows.language.numbers import CARDINAL, ORDINAL, VAGUE, alternatives, cardinal, ordinal, plain
from flows.language.numbers import SPACE as SP
from flows.language.times import find_times


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as written, [start, end) of a text.

    ``value`` is None where the words give none ("dozens", "hundreds of thousands"), and ``approximate`` is then true,
    as it is after "about", "more than", "up to" and the like, which stay outside of the words. ``unit`` is an ISO 4217
    code, a unit of measure in the singular, the currency's own noun where several states share it ("rupee"), or None.
    ``ordinal`` numbers ("third", "3rd") are places, not amounts.
    """

    start: int
    end: int
    words: str
    value: int | float | None
    unit: str | None
    approximate: bool
    ordinal: bool


# A unit's spellings beside its singular; plurals in -s are understood.
_SPELLINGS = {
    "metric ton": ("tonne", "metric tonne", "mt"),
    "ton": (),
    "kiloton": ("kt",),
    "megaton": (),
    "kilogram": ("kilogramme", "kilo", "kg", "kgs"),
    "gram": ("gramme",),
    "ounce": (),
    "kilometre": ("kilometer", "km", "kms"),
    "metre": ("meter",),
    "centimetre": ("centimeter", "cm"),
    "nautical mile": (),
    "mile": (),
    "foot": ("feet",),
    "yard": (),
    "inch": ("inches",),
    "square kilometre": ("square kilometer", "sq km", "km2", "km²"),
    "square mile": ("sq mi",),
    "square metre": ("square meter", "sq m"),
    "cubic metre": ("cubic meter",),
    "cubic foot": ("cubic feet",),
    "hectare": ("ha",),
    "acre": (),
    "litre": ("liter",),
    "gallon": (),
    "bushel": (),
    "barrel": ("bbl",),
    "barrel per day": ("barrels per day", "barrels a day", "bpd", "b/d"),
    "percent": ("per cent", "percent", "%", "pct"),
    "percentage point": ("pct point",),
    "megawatt": ("mw",),
    "gigawatt": ("gw",),
    "kilowatt": ("kw",),
    "second": (),
    "minute": (),
    "hour": (),
    "day": (),
    "week": (),
    "month": (),
    "year": (),
    "decade": (),
    "century": ("centuries",),
}
_INVARIABLE = {"foot", "century", "second"}
_UNITS: dict[str, str] = {}
for _unit, _others in _SPELLINGS.items():
    for _name in (_unit, *_others):
        _UNITS[_name] = _unit
        if _unit not in _INVARIABLE and _name.isalpha() | (" " in _name) and len(_name) > 2:
            _UNITS.setdefault(_name + "s", _unit)

_GLUED = r"(?:kgs?|kms?|mw|gw|kt)\b"
_UNIT = rf"(?:{SP}|-|(?=%|{_GLUED}))(?P<unit>{alternatives(_UNITS)})(?![\w])"
# A number that is part of a longer run of digits, a name ("MiG-21"), an address or a time of day begins elsewhere.
_START = r"(?<![\w/#])(?<![0-9][.,:])(?<![a-z]-)(?<![a-z0-9]\.)"
_NUMBER = re.compile(
    rf"{_START}(?:(?P<sign>{CURRENCY_BEFORE})\s?)?(?:(?P<vague>{VAGUE})|(?P<cardinal>{CARDINAL}|[0-9.]{{1,12}}[km]))"
    rf"(?!(?!{_GLUED})[\w]|[.,:/]?[0-9])(?:{_UNIT}|(?:{SP}|-)(?P<currency>{CURRENCY_AFTER})(?![\w]))?"
)
_ORDINAL = re.compile(rf"{_START}(?P<ordinal>{ORDINAL})(?!\w)")
_APPROXIMATELY = re.compile(
    rf"(?<!\w)(?:about|around|some|approximately|roughly|nearly|almost|over|under|close{SP}to|circa|estimated|up{SP}to|upwards?{SP}of"
    rf"|(?:more|less|fewer|greater){SP}than|at{SP}(?:least|most)|as{SP}many{SP}as|as{SP}much{SP}as|in{SP}excess{SP}of|just{SP}(?:over|under)"
    rf"|well{SP}over|not{SP}quite|an?{SP}estimated|minimum{SP}of|maximum{SP}of|hundreds{SP}of|several)"
    rf"{SP}(?:an?{SP}|the{SP})?(?:estimated{SP})?\Z"
)
_MORE = re.compile(rf"{SP}or{SP}(?:so|more|less|fewer)\b|-odd\b|-plus\b|\+")
_NUMBERED = re.compile(
    rf"(?<!\w)(?:no|nos|number|numbers|resolutions?|unscrs?|unsc|scr|article|articles|section|sections|chapter|flight|room|page|pages|order|decree"
    rf"|directive|route|highway|paragraph|annex|version|model|boeing|airbus|apollo|protocol|phase|stage|gate|platform|channel|world{SP}war"
    rf"|group{SP}of|grade|level|table|figure|volume|part|case|bill)\.?{SP}(?:[0-9]{{1,5}}(?:,|,?{SP}and){SP}){{0,4}}\Z"
)
_CLOCK = re.compile(rf"\s?(?:[ap]\.?m\b|o'clock|gmt|utc|hours?{SP}(?:gmt|local))|:[0-9]|{SP}hours{SP}(?:gmt|local)")
_AGE = re.compile(rf"-(?:years?|months?|weeks?|days?)-old|{SP}years?{SP}(?:old|of{SP}age)|-year-olds?")
_FOUR_DIGITS = re.compile(r"(?:1[0-9]{3}|20[0-9]{2}|2100)\Z")
_PRONOUN_BEFORE = re.compile(
    rf"(?<!\w)(?:by|if|as|what|when|where|than|no|the|this|that|which|any|every|each|another|some|only|many{SP}an?|number|day){SP}\Z"
)
_PRONOUN_AFTER = re.compile(
    rf"{SP}(?:of|another|day|that|who|which|by|can|could|may|might|must|should|would|will|has|is|was|had|in|on|to|and|or)\b|[^\w\s-]|\Z|'s|-"
)
_COLLECTING = ("pair", "couple", "trio")
_COMPOUND = re.compile(r"-(?!strong\b|odd\b|plus\b)[a-z]")
_ITEM = re.compile(r"(?:\A|\n)[ \t]*\Z")
_CAPITALISED = re.compile(r"[\w,'\u2019)] {1,2}[A-Z][A-Za-z-]+ \Z")
_HYPHENED = re.compile(r"(?<![0-9])([0-9]{1,6})-([0-9]{1,6})(?![0-9])")
_POUND_OF = re.compile(rf"(?:{SP}|-)pounds?{SP}of\b")
_PER_SECOND = re.compile(rf"\b(?:a|per|each|split){SP}\Z")
_NO_NOUN = re.compile(rf"\s*\Z|[.,;:!?)]|{SP}(?:ago|later|after|before|to|and|or)\b")


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Return the quantities and ordinals of a text, in order and without overlap.

    >>> sold = find_quantities("They sold 240 metric tons for $3.5 million.")
    >>> [(found.words, found.value, found.unit) for found in sold]
    [('240 metric tons', 240, 'metric ton'), ('$3.5 million', 3500000, 'USD')]
    """
    lowered = plain(text)
    times = [(time.start, time.end) for time in find_times(text)]
    found = [quantity for match in _NUMBER.finditer(lowered) if (quantity := _quantity(text, lowered, match))]
    found += [quantity for match in _ORDINAL.finditer(lowered) if (quantity := _place(text, lowered, match))]
    return _in_order(found, times)


@lru_cache(maxsize=65_536)
def normalise_number(words: str) -> int | float | None:
    """Return the value of the words of a quantity, unit and currency put aside; None where they give none.

    >>> normalise_number("US$ 25 million"), normalise_number("third"), normalise_number("dozens")
    (25000000, 3, None)
    """
    lowered = " ".join(plain(words).split())
    match = _NUMBER.fullmatch(lowered)
    if match is None:
        return ordinal(lowered)
    return _value(match)


def _value(match: re.Match[str]) -> int | float | None:
    words = match["cardinal"]
    if words is None:
        return None
    if words.endswith("m") and not match["sign"] and not match["unit"] and not match["currency"]:
        return None  # "2m" may be two million or two metres
    return cardinal(words)


def _quantity(text: str, lowered: str, match: re.Match[str]) -> Quantity | None:
    start, end = match.span()
    before, after = lowered[max(0, start - 40) : start], lowered[end : end + 40]
    words = match["cardinal"] or match["vague"]
    measured = bool(match["sign"] or match["currency"] or match["unit"])
    number = match.end("cardinal") if match["cardinal"] else match.end("vague")
    if _NUMBERED.search(before) or _AGE.match(lowered, number) or _CLOCK.match(after) or _score(lowered, match):
        return None
    if not measured and not _amount(text, lowered, match, before, after):
        return None
    value = _value(match)
    if match["cardinal"] and value is None and not words.endswith("m"):
        return None
    unit = "pound" if _POUND_OF.match(lowered, number) else _unit_of(match)  # of weight or of money
    approximate = (
        value is None or words.endswith("couple") or bool(_APPROXIMATELY.search(before)) or bool(_MORE.match(after))
    )
    return Quantity(start, end, text[start:end], value, unit, approximate, ordinal=False)


def _score(lowered: str, match: re.Match[str]) -> bool:
    """Return whether a number is one side of "3-2": a range rises, a score or a vote need not."""
    around = _HYPHENED.match(lowered, match.start()) or _HYPHENED.search(
        lowered, max(0, match.start() - 8), match.end()
    )
    return bool(around and int(around[1]) >= int(around[2]))


def _unit_of(match: re.Match[str]) -> str | None:
    if match["unit"]:
        return _UNITS[re.sub(r"\s+|-", " ", match["unit"])]
    named = match["currency"] or match["sign"]
    return currency(" ".join(named.split())) if named else None


def _amount(text: str, lowered: str, match: re.Match[str], before: str, after: str) -> bool:
    """Return whether a bare number counts something, by the words around it."""
    words = match["cardinal"] or match["vague"]
    start, ahead = match.start(), text[match.end() : match.end() + 40]
    behind = text[max(0, start - 40) : start]
    if _COMPOUND.match(after):  # "two-way trade", "six-party talks"
        return False
    if words.isdigit() and _ITEM.search(behind) and re.match(r"[.)]\s", after):  # "2. The sides ..."
        return False
    if words.isdigit() and _CAPITALISED.search(behind) and not re.match(r"\s[a-z]", ahead):  # "the Kang Nam 1, which"
        return False
    if words == "one" and (_PRONOUN_BEFORE.search(before) or _PRONOUN_AFTER.match(after)):
        return False
    if words in ("a", "an", "half") or (
        words.startswith(("a ", "an "))
        and words.split()[1] in ("half", "third", "quarter", "fifth", "tenth")
        and not words.endswith("illion")
    ):
        return re.match(rf"{SP}(?:of|its|the|their|his|all)\b", after) is not None
    if _FOUR_DIGITS.fullmatch(words):  # a year unless a noun follows that it counts
        return re.match(rf"{SP}[a-z]{{3,}}(?<!\bthe)", ahead) is not None and (
            re.search(rf"(?<!\w)(?:in|since|until|during|and|or|late|early|the|'s|its){SP}\Z", before) is None
        )
    if words in ("scores", "score", "dozen") or words.endswith(_COLLECTING):
        return re.match(rf"{SP}(?:of|more)\b", after) is not None
    written = text[start : match.end()]
    # "the Group of Seven", "Three Gorges": a capital in mid-sentence, or before one, makes a name.
    named = written[:1].isalpha() and written[:1].isupper() and not written.isupper()
    if named and re.match(r"\s{1,8}[A-Z]", ahead):
        # ... but "Six Syrian soldiers" opens a sentence as "Six soldiers" does.
        return re.search(
            r"(?:\A|[.!?:\"\u201c\u201d)-]\s{1,8}|\n\s{0,8}|[\"\u201c(])\Z", behind
        ) is not None and _of_actor(ahead)
    return not (named and re.search(r"[a-z,]\s{1,8}\Z", behind))


def _of_actor(ahead: str) -> bool:
    """Return whether the next word names a state, its people or an organisation: "Syrian", "UN", "Israelis"."""
    name = next(iter(find_names(ahead.strip())), None)
    return name is not None and name.start == 0 and name.kind in ("state", "demonym", "igo", "organisation")


def _place(text: str, lowered: str, match: re.Match[str]) -> Quantity | None:
    start, end = match.span()
    before, words = lowered[max(0, start - 40) : start], lowered[start:end]
    value = ordinal(" ".join(words.split()))
    if value is None or (words == "second" and _PER_SECOND.search(before) and _NO_NOUN.match(lowered, end)):
        return None
    # "the Second World War", "75th Founding Anniversary", "Third World": a name.
    if lowered.startswith("-in-", end):  # "second-in-command"
        return None
    capital = re.match(r"\s{1,8}[A-Z]", text[end : end + 9])
    if capital and (words[0].isdigit() or text[start].isupper()):
        return None
    return Quantity(start, end, text[start:end], value, None, approximate=False, ordinal=True)


def _in_order(found: list[Quantity], times: list[tuple[int, int]]) -> tuple[Quantity, ...]:
    kept: list[Quantity] = []
    position, ahead = 0, 0
    for quantity in sorted(found, key=lambda one: (one.start, -one.end)):
        while ahead < len(times) and times[ahead][1] <= quantity.start:
            ahead += 1
        dated = ahead < len(times) and times[ahead][0] < quantity.end
        if quantity.start >= position and not dated:
            kept.append(quantity)
            position = quantity.end
    return tuple(kept)
