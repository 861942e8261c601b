"""The date of a sentence that goes on from the one before it in so many words: "it also froze", "the same decree bars".

Without such words a sentence has a time of its own, if it does not tell which (DATA.md).
"""

from __future__ import annotations

import re
from dataclasses import replace

from flows.extract.dated import Dated
from flows.language import edtf

_ACTS = (
    "act announcement decision declaration decree directive edict law measure order ordinance package proclamation "
    "resolution ruling speech statement text treaty vote"
)
_TIMES = "breath hour instant meeting moment occasion period session sitting stroke term time"
# What ties a sentence to the event just told.
_TIE = re.compile(
    rf"\b(?:also|likewise|simultaneously|as well|in addition|the same (?:{'|'.join([*_ACTS.split(), *_TIMES.split()])})"
    r"|for good measure)\b|, too\b|\btoo(?=[.;]?$)",
    re.IGNORECASE,
)
_SAME = re.compile(r"\bthe same\b", re.IGNORECASE)


def is_tied(text: str) -> bool:
    """Return whether a sentence says that it goes on from the event told before it."""
    return _TIE.search(text) is not None


def is_same_act(text: str) -> bool:
    """Return whether it goes on about "the same resolution", which may have been told some sentences before."""
    match = _TIE.search(text)
    return match is not None and _SAME.match(match.group()) is not None


def carried(dates: tuple[Dated, ...]) -> Dated | None:
    """Return the one date of the sentence before as one that the next goes on from; None where there is no such."""
    if len(dates) != 1 or not edtf.is_plain(dates[0].value):
        return None
    return replace(dates[0], carried=True)
