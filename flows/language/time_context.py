"""Whether words of the form of a time are one where they stand: "in 1997", not "Resolution 1997"; "May", not "may"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flows.language.numbers import SPACE as SP
from flows.language.time_patterns import AFTER_DASH

_REACH = 60


@dataclass(frozen=True, slots=True)
class Use:
    """Where words [start, end) stand that have the form of a time.

    ``bound`` tells that a preposition, a modifier ("early") or another date makes them more than bare words;
    ``follows`` is where the time before them in the text ends, with its form.
    """

    start: int
    end: int
    form: str
    bound: bool
    follows: int
    follows_form: str


def stands(text: str, lowered: str, use: Use) -> bool:
    """Return whether the words are a time in their context; ``lowered`` is the text in plain lower case."""
    before, after = lowered[max(0, use.start - _REACH) : use.start], lowered[use.end : use.end + _REACH]
    if use.form in ("year", "years"):
        return _year_stands(before, after, use, lowered) or _year_of_name(before, text[use.end : use.end + _REACH], use)
    words = text[use.start : use.end]
    if use.form in ("bare_month", "dated_month", "day", "days", "months"):
        return _month_stands(words, before, text[use.end : use.end + _REACH], use)
    check = _CHECKS.get(use.form)
    return check is None or check(words, before, text[use.end : use.end + _REACH], use.bound)


_END = re.compile(r"\s*(?:\Z|[.,;:!?)\]\"'\u201d-]|(?:and|but|or)\b)")
_PREPOSITION = re.compile(
    rf"(?<![\w-])(?:in(?:to)?|during|of|since|until|till|towards?|throughout|early|late|mid|end|from|between|both|for|back{SP}to|dat(?:es|ed|ing){SP}to|year"
    rf"|as{SP}(?:early|late|recently|far{SP}back){SP}as|as{SP}of|compared{SP}(?:with|to)|elections?|versus|vs\.?)[\s]{{1,8}}\Z"
)
_AMOUNT_OF = re.compile(
    rf"\b(?:force|total|crowd|army|number|group|team|population|height|depth|distance|speed|range|price|cost|fine|maximum|minimum"
    rf"|average|strength|contingent|garrison|payment|sum|altitude|length|width|weight|level|some|tens|hundreds|thousands)s?{SP}of{SP}\Z"
)
_NUMBERED = re.compile(
    rf"\b(?:no|nos|number|numbers|resolutions?|unscrs?|scr|res|article|articles|section|sections|chapter|flight|room|page|pages"
    rf"|order|bill|act|law|decree|directive|route|highway|paragraph|annex|version|model|decision)\.?{SP}(?:no\.?{SP})?"
    rf"(?:[0-9]{{1,5}}(?:,|,?{SP}and)?{SP}){{0,4}}\Z"
)
_MOVED = re.compile(
    rf"\b(?:rose|rise|rises|rising|grew|grow|fell|fall|dropped|increased?|declined|reduced|up|down|cut|raised){SP}(?:by|from)?{SP}?\Z"
)
_COUNTABLE = (
    rf"(?:troops|soldiers|men|women|people|persons|civilians|refugees|workers|fighters|militants|rebels"
    rf"|police|policemen|students|prisoners|hostages|nationals|citizens|residents|families|children|protesters|demonstrators|deaths"
    rf"|casualties|victims|tons?|tonnes?|metric|kg|kilograms?|km|kilomet(?:er|re)s?|met(?:er|re)s?|miles?|feet|yards|acres|hectares"
    rf"|square|barrels?|litres?|liters?|gallons?|dollars?|euros?|pounds?|yen|yuan|won|rou?bles?|rupees?|francs|marks|crowns|per{SP}?cent|percent"
    rf"|megawatts?|mw|ships|vessels|aircraft|planes|vehicles|tanks|missiles|rockets|shells|rounds|rifles|grenades|bombs|mines|units"
    rf"|hours?|days?|weeks?|months?|years?|times|jobs|homes|houses|cases|copies|members|delegates|others|committee|committees|bc|bce|b\.c"
    rf"|gmt|utc|hrs|h)\b"
)
_FILLERS = rf"(?:(?!(?:of|for|by|with|from|to|against|when|and|but|as|at|the)\b)[a-z-]{{2,14}}{SP}){{0,2}}?"
_COUNTED = re.compile(rf"{SP}{_FILLERS}{_COUNTABLE}")
# "In 2001 Iranian troops": after "in" a year is a year unless what it could count follows at once.
_COUNTED_AT_ONCE = re.compile(rf"{SP}{_COUNTABLE}")
_IN = re.compile(rf"(?<![\w-])(?:in|since|until|during|as{SP}(?:early|late|recently){SP}as){SP}\Z")
_DETERMINER = re.compile(rf"(?:\b(?:the|a|an|its|their|his|her|our|this|that|under|both|each)|'s|s'){SP}\Z")
_ATTRIBUTED = re.compile(
    rf"{SP}(?:[a-z][a-z-]{{2,}}(?<!s)\b|[a-z]+ss\b|(?:crisis|talks|elections|sanctions|protests|olympics|games|accords|attacks|bombings|riots|negotiations|hearings|killings|purges|clashes|measures|levels|figures|floods|strikes|tests|series|events|status|census|agreements|treaties)\b)"
)
_LIST = re.compile(
    rf"(?:,{SP}(?:and{SP}|or{SP})?|{SP}(?:and|or|&|but{SP}not){SP}(?:in{SP}|of{SP}|by{SP})?|{SP}?/{SP}?)\Z"
)
_LEDE = re.compile(rf"(?:{SP}(?:saw|was|marked|brought|is)\b|:|{SP}[-\u2013\u2014]{{1,2}}{SP})")
_MEASURED = re.compile(rf"\s?(?:%|ad\b)|[-/](?!{AFTER_DASH}\b)[a-z0-9]")
_PLAUSIBLE_YEAR = 1700


def _year_stands(before: str, after: str, use: Use, lowered: str) -> bool:
    first = re.search("[0-9]{4}", lowered[use.start : use.end])
    counted = _COUNTED_AT_ONCE if _IN.search(before) else _COUNTED
    if first is None or counted.match(after) or _NUMBERED.search(before) or _MEASURED.match(after):
        return False
    recent = int(first[0]) >= _PLAUSIBLE_YEAR
    if use.bound:
        return not _MOVED.search(before) and (recent or "from" in lowered[use.start : use.end] or use.form == "year")
    if use.form == "years":
        return recent and not _MOVED.search(before)
    if _PREPOSITION.search(before):
        older_is_clear = re.search(rf"\b(?:in|since|until|during){SP}\Z", before)
        return bool(recent or older_is_clear) and not _AMOUNT_OF.search(before)
    return recent and _bare_year_stands(before, after, use, lowered)


def _bare_year_stands(before: str, after: str, use: Use, lowered: str) -> bool:
    """Return whether a year with no preposition is one: in a list, in brackets, of a named event, at the start."""
    if use.follows_form in ("year", "years", "dated_month", "day") and _LIST.fullmatch(
        lowered[use.follows : use.start]
    ):
        return True
    if before.endswith(("(", "[")):
        return bool(re.match(r"\s?[)\];,\-]", after)) or bool(re.match(rf"{SP}(?:and|to|until)\b", after))
    if _DETERMINER.search(before):
        return bool(_ATTRIBUTED.match(after))
    return not before.strip() and use.start < _REACH and bool(_LEDE.match(after))


_NAMED = re.compile(r"\s{1,8}[A-Z]")
_CLOSING = re.compile(r"[a-z)\"'\u201d],\s\Z")


def _year_of_name(before: str, after: str, use: Use) -> bool:
    """Return whether a year stands before a name or closes a heading: "the 2003 US invasion", "First Embassy, 1960"."""
    if use.form != "year" or use.bound or _COUNTED.match(after.lower()):
        return False
    if _CLOSING.search(before):
        return re.match(r"\.?(?:\s{0,8}\Z|\s{0,8}\n|\s{1,8}[A-Z])", after) is not None
    return _DETERMINER.search(before) is not None and _NAMED.match(after) is not None


_MONTH_PREPOSITION = re.compile(
    r"(?<![\w-])(?:in|since|until|till|by|before|after|during|from|through|throughout|of|early|late|mid|between|last|this|next|for)\s{1,8}\Z"
)
_CLEAR_MONTH_PREPOSITION = re.compile(r"(?<![\w-])(?:in|on|since|until|till|last|this|next|early|late|mid)\s{1,8}\Z")
_ORDINARY_WORD = re.compile(r"\b(?:may|march|mar|august|sat|sun|dec|sep|jan|jun|oct|nov)\b")
_FULL_MONTH = re.compile("january|february|april|june|july|september|october|november|december|august|march|may")


def _month_stands(words: str, before: str, after: str, use: Use) -> bool:
    """Return whether a month's name is one: "may", "march" and "august" are ordinary words, "Jan" and "May" names."""
    clear = bool(_CLEAR_MONTH_PREPOSITION.search(before)) or use.bound
    lower = _ORDINARY_WORD.search(words)
    if use.form != "bare_month":
        return lower is None or clear or (bool(re.search(r"[0-9]{4}", words)) and use.form in ("day", "days"))
    if lower is not None and not (clear and lower[0] in ("may", "march", "august")):
        return False
    if _FULL_MONTH.search(words.lower()) is None:
        named = re.match(r"\s{1,8}[A-Z]", after)
        return (words.endswith(".") and (clear or bool(_MONTH_PREPOSITION.search(before)))) or (clear and not named)
    if clear or _MONTH_PREPOSITION.search(before):
        return True
    if (
        use.follows_form in ("bare_month", "dated_month", "day")
        and use.follows
        and re.search(r"(?:and|or|,)\s{1,8}\Z", before)
    ):
        return True
    return bool(_DETERMINER.search(before)) and bool(re.match(r"\s{1,8}(?!on\b|for\b|of\b|to\b)[a-z]", after))


_WEEKDAY_NAME = re.compile(
    r"(?:\b(?:good|black|bloody|palm|easter|ash|maundy|holy|super|cyber|spy|shrove)\s{1,8}|man\s{1,8})\Z"
)
_NEWSPAPER = re.compile(r"\s{1,8}(?:Times|Telegraph|Mirror|Express|Post|Herald|Mail|Independent|Star|World|Mass)\b")
_SEASON_PREPOSITION = re.compile(rf"(?<![\w-])(?:in|since|until|till|during|by|throughout){SP}(?:the{SP})?\Z")


def _weekday_stands(words: str, before: str, after: str, bound: bool) -> bool:
    if re.match(r"last\b", words.lower()) and before.endswith("the "):
        return False
    return words[:1].isupper() or " " in words or bool(re.search(r"\bon\s{1,8}\Z", before)) or bound


def _weekday_or_name(words: str, before: str, after: str, bound: bool) -> bool:
    if _WEEKDAY_NAME.search(before) or _NEWSPAPER.match(after):
        return False
    return _weekday_stands(words, before, after, bound)


def _season_stands(words: str, before: str, after: str, bound: bool) -> bool:
    if re.match(rf"{SP}(?:of|in|from|to|back|into|short|apart|line|lines|camp)\b|-", after):
        return False
    return (
        bound
        or (" " in words.strip() and not words.lower().startswith("the "))
        or bool(_SEASON_PREPOSITION.search(before))
    )


def _step_stands(words: str, before: str, after: str, bound: bool) -> bool:
    """Return whether "last year" is one: "the last year of the war" is not."""
    return not re.search(rf"\b(?:the|its|their|his|her|every|each|very){SP}\Z", before)


_NOUNISH = re.compile(rf"{SP}(?!(?:and|or|but|to|of|was|were|had|has|is|are)\b)[\w\"\u201c]")
_ADVERBIAL = re.compile(rf"{SP}(?:in|at|by|with|from|for|[a-z]+(?:-[a-z]+)?ed)\b")


def _closed(words: str, before: str, after: str, bound: bool) -> bool:
    """Return whether words such as "the day before" are followed by nothing that they could be the day before of."""
    open_ended = re.search(r"(?:before|after|afterward|on|previously)\Z", words.lower())
    return open_ended is None or bool(_END.match(after)) or bool(_ADVERBIAL.match(after))


def opens(text: str, use: Use) -> bool:
    """Return whether words such as "nine years after" stand before what they are counted from: a clause or phrase."""
    after = text[use.end : use.end + _REACH]
    return (
        use.form in ("counted", "step_before")
        and not _closed(text[use.start : use.end], "", after, use.bound)
        and bool(_NOUNISH.match(after))
    )


def _unit_itself_stands(words: str, before: str, after: str, bound: bool) -> bool:
    """Return whether "the year" is one: after "by the end of" it is, unless it is the year of something."""
    modified = re.search(r"\bof\b|end\Z", words.lower()) is not None
    return bound and modified and re.match(rf"{SP}(?:of|in|when|that|before|after|following)\b", after) is None


def _overnight_stands(words: str, before: str, after: str) -> bool:
    """Return whether "overnight" tells when; "an overnight stay" does not."""
    return words.lower() != "overnight" or bool(_END.match(after)) or bool(_ADVERBIAL.match(after))


def _holiday_stands(words: str, before: str, after: str, bound: bool) -> bool:
    """Return whether a feast's name is a day: not "Christmas Island", "a Christmas tree"."""
    return words[:1].isupper() and (bool(re.search("[0-9]|(?i:day|eve)", words)) or bool(_END.match(after)))


# "On the 7th it left", but "on the 7th floor".
_GOES_ON = re.compile(
    r"\s{1,8}(?:he|she|it|they|we|the|a|an|his|her|its|their)\b|\s{1,8}[A-Z][a-z]+\s{1,8}[a-z]+(?:ed|d|t)\b"
)


def _day_of_month_stands(words: str, before: str, after: str, bound: bool) -> bool:
    preceded = bound or re.search(rf"(?<![\w-])(?:on|from|since|until|by){SP}\Z", before)
    return bool(preceded) and bool(_END.match(after) or _GOES_ON.match(after))


def _then_stands(words: str, before: str, after: str, bound: bool) -> bool:
    """Return whether "then" is a time: "the then president" and "then-President" name no date."""
    if re.match(r"-", after) or re.search(rf"\b(?:the|a|an|his|her|its|their|more|rather){SP}\Z", before):
        return False
    if words.lower().startswith("at"):
        return re.match(rf"{SP}of\b", after) is None
    return words[:1].isupper() or bound or re.match(r"\s{1,8}[A-Z]", after) is None


def _now_stands(words: str, before: str, after: str, bound: bool) -> bool:
    lowered = words.lower()
    if lowered == "immediately":
        return (
            re.match(rf"{SP}(?:after|before|following|upon|preceding|prior|adjacent|to|north|south|east|west)\b", after)
            is None
        )
    return re.match(r"-", after) is None


def _daily_stands(words: str, before: str, after: str, bound: bool) -> bool:
    if not _overnight_stands(words, before, after):
        return False
    return words != "Today" or not re.search(r"\b(?:usa|russia|india|business|china|africa|turkey)\s{1,8}\Z", before)


def _vague_stands(words: str, before: str, after: str, bound: bool) -> bool:
    return re.match(rf"{SP}as\b", after) is None  # "as recently as the spring" is the spring


_CHECKS = {
    "vague": _vague_stands,
    "weekday": _weekday_or_name,
    "bare_season": _season_stands,
    "step_season": _season_stands,
    "step_unit": _step_stands,
    "unit_itself": _unit_itself_stands,
    "holiday": _holiday_stands,
    "step_month": _step_stands,
    "counted": _closed,
    "step_before": _closed,
    "ordinal_day": _day_of_month_stands,
    "then": _then_stands,
    "now": _now_stands,
    "daily": _daily_stands,
}
