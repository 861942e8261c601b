"""What words give a value of which kind: one registry, for the extraction and for whoever checks it afterwards."""

from __future__ import annotations

import re
from collections.abc import Callable

from flows.language.actors import country_of_place, normalise_actor
from flows.language.quantities import find_quantities, normalise_number
from flows.language.times import normalise_time
from flows.resolve.nouns import noun
from schemas.codebook.kinds import Kind, element

Value = str | int | float

_RESOLUTION = re.compile(
    r"(?:UNSCR|S/RES/|(?:UNSC|U\.?N\.?|United Nations|Security Council|Council)?\s*Res(?:olution|\.)?)"
    r"\s*(?:\((?:UNSCR|SCR)\)\s*)?(?:No\.?\s*|number\s+)?(\d{1,4})(?!\d)",
    re.IGNORECASE,
)
_OTHER_BODY = re.compile(r"General Assembly|UNGA|Human Rights Council|House|Senate|Congress|Parliament", re.IGNORECASE)
_ORDER = re.compile(r"(?:Executive\s+Order|E\.?O\.?)\s*(?:No\.?\s*)?(\d{4,5})(?!\d)", re.IGNORECASE)
_ARTICLE = re.compile(r"^the\s+", re.IGNORECASE)


def normalise(kind: Kind, words: str, anchor: str | None = None) -> Value | None:
    """Return the value of a column of this kind that the words give by themselves, None where they give none.

    A list's kind stands for that of its elements. ``anchor`` is the EDTF date that relative words are counted from.
    Terms, identifiers and offsets are not read from words: for them it raises ValueError.
    """
    if (one := element(kind)) == "date":
        return normalise_time(words, anchor) or None
    if one not in _NORMALISERS:
        raise ValueError(f"a column of kind {kind!r} has no normaliser; those that have are {', '.join(_NORMALISERS)}")
    value = _NORMALISERS[one](words)
    return None if value == "" else value


def verbatim(words: str) -> str:
    """Return the words with each run of white space as one space, since a line may break within a name."""
    return " ".join(words.split())


def instrument(words: str) -> str:
    """Return the short name of a legal act: UNSCR 2397, EO 13810, else its name without the article."""
    name = _ARTICLE.sub("", verbatim(words))
    if order := _ORDER.search(name):
        return f"EO {order[1]}"
    if (resolution := _RESOLUTION.search(name)) and not _OTHER_BODY.search(name):
        return f"UNSCR {resolution[1]}"
    return name


def measure(words: str) -> str:
    """Return what a number counts: a unit or currency of `quantities`, else the noun."""
    found = [quantity.unit for quantity in find_quantities(words) if quantity.unit]
    return found[0] if found else noun(words)


def _integer(words: str) -> Value | None:
    value = normalise_number(words)
    return int(value) if value is not None and value == int(value) else None


_NORMALISERS: dict[Kind, Callable[[str], Value | None]] = {
    "actor": normalise_actor,
    "country": country_of_place,
    "good": noun,
    "measure": measure,
    "instrument": instrument,
    "text": verbatim,
    "integer": _integer,
    "number": normalise_number,
}
