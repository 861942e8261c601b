"""The gazetteer: what every known name stands for, read once from well-kept packages and the project's own TOML."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pycountry
from babel import Locale

NameKind = Literal["state", "demonym", "capital", "organ", "igo", "group", "region", "world", "place", "shared", "none"]

_FOLDER = Path(__file__).parent / "gazetteer"
_APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼ‛`´"), "'")
_HYPHENS = dict.fromkeys(map(ord, "‐‑‒"), "-")
_SPACES = dict.fromkeys(map(ord, "\t\n\r\x0b\x0c\xa0\u2002\u2003\u2009\u202f"), " ")
_SIGNS = _APOSTROPHES | _HYPHENS | _SPACES
_NO_MEN = ("German", "Ottoman", "Roman", "Norman", "Burman", "Turkoman")  # these have a plural in -s
_SHORTEST_CAPITALISED = 4  # "Chad" has a headline form, "UAE" is one already


@dataclass(frozen=True, slots=True)
class Entry:
    """What a name stands for: the actor's identifier ('' for none) and the kind of name."""

    actor: str
    kind: NameKind


@dataclass(frozen=True)
class Gazetteer:
    """All names.

    ``names`` maps a plain name (see `plain`) to what it stands for; ``places`` maps the names of places to their
    state's code; ``shared`` lists the states that one name can mean; ``bodies`` maps the noun that can refer back to
    an organisation ("bloc") to the organisations it fits; ``styles`` the noun of a form of state ("kingdom") to the
    states of that form; ``pairs`` a plural to the states it names ("Koreas"); ``formerly`` a state to the
    dissolved one whose capital it has;
    ``prefixes`` are first halves of compounds ("Sino-"); ``seldom`` maps a name to the other state that it may mean;
    ``lists`` are those of ambiguous.toml.
    """

    names: dict[str, Entry]
    places: dict[str, str]
    shared: dict[str, tuple[str, ...]]
    bodies: dict[str, frozenset[str]]
    styles: dict[str, frozenset[str]]
    pairs: dict[str, tuple[str, ...]]
    formerly: dict[str, str]
    prefixes: frozenset[str]
    seldom: dict[str, str]
    lists: dict[str, frozenset[str]] = field(repr=False)


def plain(text: str) -> str:
    """Return the text with accents, curly signs and odd spaces made plain, every character in its place."""
    if text.isascii():
        return text.translate(_SPACES) if any(sign in text for sign in "\t\n\r\x0b\x0c") else text
    return "".join(map(_plain_sign, text))


@cache
def _plain_sign(sign: str) -> str:
    replaced = sign.translate(_SIGNS)
    if replaced != sign or sign.isascii():
        return replaced
    base = unicodedata.normalize("NFD", sign)[0]
    return base if base.isascii() else sign


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / name).read_text("utf-8"))


def _plural(noun: str) -> str:
    if noun.endswith("man") and not noun.endswith(_NO_MEN):
        return noun[:-3] + "men"
    return "" if noun.endswith(("s", "ese", "sh", "ch", "z", ".")) or noun.isupper() else noun + "s"


def _package_names() -> Iterator[tuple[str, str]]:
    """Yield (code, name) for each territory of ISO 3166-1, as ISO (pycountry) and CLDR (Babel) name it."""
    territories = Locale("en").territories
    for country in pycountry.countries:
        # pycountry gives attributes by what the standard holds for each country, hence no static types.
        record = dict(country)
        found = {record.get("name"), record.get("official_name"), record.get("common_name")}
        found.add(territories.get(record["alpha_2"]))
        for name in sorted(filter(None, found)):
            if "," in name or "(" in name or " - " in name or " SAR " in name:
                continue  # index forms ("Korea, Republic of") never stand in a text; the rest is in states.toml
            bare = name.removeprefix("the ")
            for variant in dict.fromkeys((bare, bare.replace(" & ", " and "), re.sub(r"^St\. ", "Saint ", bare))):
                yield record["alpha_3"], variant


def _state_entries() -> Iterator[tuple[str, Entry]]:
    tables = _read("states.toml")
    dissolved = _read("dissolved.toml")
    uncoded = dissolved.pop("uncoded")
    for code in dissolved:
        if pycountry.historic_countries.get(alpha_3=code) is None:
            raise ValueError(f"dissolved.toml: {code} is no code of ISO 3166-3; put the state under [uncoded]")
    for code, name in _package_names():
        yield name, Entry(code, "state")
    tables |= dissolved | uncoded
    for code, table in tables.items():
        if code in uncoded:
            yield code, Entry(code, "state")
        for name in table.get("names", ()):
            yield name, Entry(code, "state")
        for capital in table.get("capitals", ()):
            yield capital, Entry(code, "capital")
        for noun in (*table.get("demonyms", ()), *table.get("people", ())):
            yield noun, Entry(code, "demonym")
            if plural := _plural(noun):
                yield plural, Entry(code, "demonym")


def _other_entries(lists: dict[str, Any]) -> Iterator[tuple[str, Entry]]:
    organisations = _read("organisations.toml")
    for identifier, table in organisations["igo"].items():
        for name in (identifier, *table["names"]):
            yield name, Entry(identifier, "igo")
    for identifier, names in organisations["group"].items():
        for name in (identifier, *names):
            yield name, Entry(identifier, "group")
    for code, names in _read("organs.toml").items():
        for name in names:
            yield name, Entry(code, "organ")
    regions = _read("regions.toml")
    cldr = Locale("en").territories
    numbered = [name for code, name in cldr.items() if code.isdigit() and name != "world"]
    for name in (*regions["names"], *regions["demonyms"], *sorted(numbered)):
        yield name, Entry(name, "region")
    for name in regions["world"]:
        yield name, Entry("WLD", "world")
    for prefix, code in lists["prefixes"].items():
        yield f"{prefix}-", Entry(code, "demonym")
    for phrase in lists["never"]["phrases"]:
        yield phrase, Entry("", "none")
    for name in lists["shared"]:
        yield name, Entry("", "shared")


# When one name is several things, the first of these is meant ("Luxembourg" is the state before its adjective).
_PRECEDENCE: tuple[NameKind, ...] = (
    "shared", "state", "none", "igo", "group", "organ", "capital", "region", "world", "demonym", "place",
)  # fmt: skip


def _merge(entries: Iterable[tuple[str, Entry]]) -> dict[str, Entry]:
    names: dict[str, Entry] = {}
    for name, entry in sorted(entries, key=lambda pair: _PRECEDENCE.index(pair[1].kind)):
        key = plain(name)
        names.setdefault(key, entry)
        if key.startswith("the "):
            names.setdefault(f"T{key[1:]}", entry)
        if len(key) >= _SHORTEST_CAPITALISED:
            names.setdefault(key.upper(), entry)
    return names


@cache
def gazetteer() -> Gazetteer:
    """Return the gazetteer."""
    lists = _read("ambiguous.toml")
    cities = _read("places.toml")
    entries = [*_state_entries(), *_other_entries(lists)]
    entries += [(place, Entry(code, "place")) for code, places in cities.items() for place in places]
    weak = set(lists["places"]["weak"])
    entries = [
        (name, Entry(entry.actor, "place") if name in weak and entry.kind == "capital" else entry)
        for name, entry in entries
    ]
    places = {plain(name): entry.actor for name, entry in entries if entry.kind in ("state", "capital")}
    places |= {plain(place): code for code, names in cities.items() for place in names}
    bodies: dict[str, set[str]] = {}
    for identifier, table in _read("organisations.toml")["igo"].items():
        for noun in table["body"]:
            bodies.setdefault(noun, set()).add(identifier)
            bodies.setdefault(noun.replace("isation", "ization"), set()).add(identifier)
    return Gazetteer(
        names=_merge(entries),
        places=places,
        shared={plain(name): tuple(codes) for name, codes in lists["shared"].items()},
        bodies={noun: frozenset(found) for noun, found in bodies.items()},
        pairs={plural: tuple(codes) for plural, codes in lists["pairs"].items()},
        formerly=lists["formerly"],
        prefixes=frozenset(f"{prefix}-" for prefix in lists["prefixes"]),
        seldom=lists["seldom"],
        styles=_styles(lists["styles"]),
        lists={
            "heads": frozenset(lists["never"]["heads"]),
            "before": frozenset(lists["never"]["before"]),
            "person": frozenset(lists["person"]["names"]),
            "united_states": frozenset(lists["places"]["united_states"]),
            "american_georgia": frozenset(lists["places"]["american_georgia"]),
        },
    )


def _styles(extra: dict[str, list[str]]) -> dict[str, frozenset[str]]:
    """Return the states that "the kingdom", "the islands" and the like can mean, by their official names."""
    nouns = ("kingdom", "principality", "sultanate", "emirate", "islamic republic", "federal republic", "grand duchy")
    found = {noun: set(extra.get(noun, ())) for noun in nouns}
    for code, name in _package_names():
        for noun in nouns:
            if noun in name.lower().split(" of ")[0]:
                found[noun].add(code)
    islands = {code for code, table in _read("states.toml").items() if table.get("island")}
    found["island"] = found["islands"] = found["archipelago"] = islands
    return {noun: frozenset(codes) for noun, codes in found.items()}
