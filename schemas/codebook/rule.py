"""What a rule of the codebook is, once read: word classes spelt out, paths checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

DEGREES = ("actual", "planned", "denied")
FORMS = ("verb", "noun", "copula", "adjective")
_ROLES = (
    "agent patient theme recipient subject poss mod adverb clause adjunct host self about above aboard across "
    "after against along amid amidst among around as at before behind below beside between beyond by despite "
    "during following for from in including inside into like near of off on onto outside over per since targeting "
    "than through to toward towards under until upon via with within without"
)
ROLES = frozenset(_ROLES.split())

STEP = re.compile(r"(?P<role>[a-z]+)(?:\[@(?P<words>[a-z_]+)\])?!?")


@dataclass(frozen=True, slots=True)
class Example:
    """A text and the rows that the rule's table must give for it, each with the columns listed, and no other."""

    text: str
    rows: tuple[Mapping[str, Any], ...]
    published_on: str | None
    line: int


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A text for which the rule must give nothing, and why."""

    text: str
    why: str
    line: int


@dataclass(frozen=True, slots=True)
class Kind:
    """How a term is told by the words of a phrase: the phrases to look at, and the term where none of them tells."""

    paths: tuple[str, ...]
    otherwise: str | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One extraction rule; word classes are already spelt out as lemmas.

    ``where`` and ``unless`` map a path of roles to the lemmas one of which must (must not) stand there, ``when`` holds
    the degrees of factuality at which the clause counts, ``needs`` the columns that must be filled. ``read`` maps a
    column to paths tried in order, ``pairs`` holds the ways to read subject and object together, ``carry`` the columns
    that are taken over from the claim told just before where the clause does not tell them.
    """

    id: str
    table: str
    about: str
    predicate: frozenset[str]
    forms: frozenset[str]
    where: Mapping[str, frozenset[str]]
    unless: Mapping[str, frozenset[str]]
    set: Mapping[str, Any]
    read: Mapping[str, tuple[str, ...]]
    kinds: Mapping[str, Kind]
    pairs: tuple[tuple[str, ...], ...]
    rank: tuple[str, ...]
    when: frozenset[str]
    needs: tuple[str, ...]
    carry: tuple[str, ...]
    examples: tuple[Example, ...]
    near_misses: tuple[NearMiss, ...]
    line: int
