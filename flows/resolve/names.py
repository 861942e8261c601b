"""What an actor is, and its short name in English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

import pycountry
from babel import Locale

from flows.language.names import NameKind, gazetteer, plain
from schemas.identifiers import load_identities

WORLD = "WLD"
_KINDS: Mapping[NameKind, str] = {"igo": "organisation", "group": "group", "region": "region", "world": "world"}


@dataclass(frozen=True, slots=True)
class IsoCodes:
    """The codes of ISO 3166 for a state or territory, ``former`` that of part 3; '' where it has none."""

    alpha3: str
    alpha2: str
    numeric: str
    former: str


@lru_cache(maxsize=1 << 16)
def kind_of(actor: str) -> str:
    """Return what an actor is, one of the kinds of the table of actors."""
    identity = load_identities().get(actor)
    if identity is not None:
        return identity.kind
    entry = gazetteer().names.get(plain(actor))
    # "Washington" is a name of another actor; only an actor's own identifier tells what it is. A region's is any name.
    if entry is None or (entry.actor != actor and entry.kind != "region"):
        return "world" if actor == WORLD else "other"
    return _KINDS.get(entry.kind, "other")


@lru_cache(maxsize=1 << 16)
def name_of(actor: str) -> str:
    """Return an actor's short English name.

    A state's or territory's is that of CLDR, an organisation's its full name, anyone else's the name as written.

    >>> name_of("KOR"), name_of("SUN"), name_of("IAEA"), name_of("Kim Jong Nam")
    ('South Korea', 'Soviet Union', 'International Atomic Energy Agency', 'Kim Jong Nam')
    """
    identity = load_identities().get(actor)
    if identity is not None and identity.name is not None:
        return identity.name
    codes = iso_codes(actor)
    if codes is not None:
        # CLDR writes "St." and "&" where space is short.
        name = str(Locale("en").territories[codes.alpha2])
        return name.replace("St. ", "Saint ").replace(" & ", " and ")
    if actor == WORLD:
        return "World"
    return _organisations().get(actor, actor)


def code_of(name: str) -> str | None:
    """Return the code under which the datasets have an actor whose name is given; None for a name that has none.

    >>> code_of("South Korea"), code_of("kor"), code_of("KOR"), code_of("Kim Jong Nam")
    ('KOR', 'KOR', 'KOR', None)
    """
    for code in (name, name.upper() if name.islower() else name):
        if code in load_identities():
            return code
    entry = gazetteer().names.get(plain(name))
    # A region is named as it is written, and a name that several states share is nobody's.
    return None if entry is None or entry.kind == "region" else entry.actor or None


@cache
def _organisations() -> Mapping[str, str]:
    """Return the full name of each organisation that has one beside its abbreviation: its first of several words."""
    names: dict[str, str] = {}
    for name, entry in gazetteer().names.items():
        if entry.kind == "igo" and " " in name and not name.isupper():
            names.setdefault(entry.actor, name)
    return {actor: actor if " " in actor else name for actor, name in names.items()}


@lru_cache(maxsize=1 << 12)
def iso_codes(actor: str) -> IsoCodes | None:
    """Return the ISO 3166 codes of a state or territory, also of a former one; None for any other actor."""
    if actor == "XKX":
        return IsoCodes("XKX", "XK", "", "")  # user-assigned; CLDR and the EU use them
    # A name of three letters that is no state of the datasets may be a withdrawn code by chance.
    if actor in load_identities():
        for countries in (pycountry.countries, pycountry.historic_countries):
            if (found := countries.get(alpha_3=actor)) is not None:
                record = dict(found)
                return IsoCodes(actor, record["alpha_2"], record.get("numeric", ""), record.get("alpha_4", ""))
    return None
