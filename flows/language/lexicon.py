"""The closed lists of lexicon.toml as sets: what English words do to the clauses that they govern."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

LEXICON = Path(__file__).with_name("lexicon.toml")


@dataclass(frozen=True)
class Lexicon:
    """The lists by name; each is explained where it stands, in lexicon.toml."""

    light_verbs: frozenset[str]
    occurrence_verbs: frozenset[str]
    copular_verbs: frozenset[str]
    equative_verbs: frozenset[str]
    planned: frozenset[str]
    denied: frozenset[str]
    actual: frozenset[str]
    planned_objects: frozenset[str]
    denied_objects: frozenset[str]
    planned_adjectives: frozenset[str]
    denied_adjectives: frozenset[str]
    planned_auxiliaries: frozenset[str]
    negations: frozenset[str]
    negative_determiners: frozenset[str]
    negative_pronouns: frozenset[str]
    conditional_markers: frozenset[str]
    negative_markers: frozenset[str]
    achieved_purposes: frozenset[str]
    legal_acts: frozenset[str]
    pictures: frozenset[str]
    saying: frozenset[str]
    object_control: frozenset[str]
    object_gerunds: frozenset[str]
    phrasal_verbs: frozenset[str]
    nominalisations: Mapping[str, str]


@cache
def lexicon() -> Lexicon:
    """Return the lexicon, read once; a list that is missing or unknown raises KeyError or TypeError with its name."""
    found = tomllib.loads(LEXICON.read_text(encoding="utf-8"))
    known = {field.name for field in fields(Lexicon)}
    if found.keys() != known:
        raise KeyError(f"{LEXICON.name}: lists missing or unknown: {sorted(found.keys() ^ known)}")
    nominalisations: dict[str, str] = found.pop("nominalisations")
    return Lexicon(**{name: frozenset(words) for name, words in found.items()}, nominalisations=nominalisations)
