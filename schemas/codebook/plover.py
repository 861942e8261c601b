"""The PLOVER event types that terms may name, from plover.toml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from schemas.codebook.source import read_source

FOLDER = Path(__file__).parent
_TYPE_KEYS = {"name", "quad", "definition", "modes"}
_QUADS = range(1, 5)


@dataclass(frozen=True, slots=True)
class PloverType:
    """One event type: its quad class (1 verbal cooperation to 4 material conflict), definition and modes."""

    name: str
    quad: int
    definition: str
    modes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plover:
    """The types in the manual's order, and the names that a term may give: TYPE and TYPE:mode."""

    types: tuple[PloverType, ...]
    names: frozenset[str]

    def quad(self, name: str) -> int:
        """Return the quad class of TYPE or TYPE:mode."""
        wanted = name.partition(":")[0]
        return next(type_.quad for type_ in self.types if type_.name == wanted)


@lru_cache(maxsize=8)
def load_plover(file: Path = FOLDER / "plover.toml") -> Plover:
    """Return the PLOVER types; raise CodebookError for the first mistake in the file."""
    source = read_source(file)
    source.only_keys((), source.data, {"type", "reading"})
    types: list[PloverType] = []
    for index, entry in enumerate(source.entries("type")):
        path = ("type", index)
        source.only_keys(path, entry, _TYPE_KEYS)
        name = source.required(path, entry, "name")
        if any(type_.name == name for type_ in types):
            raise source.error((*path, "name"), f"type {name!r} is declared twice", "Remove one of the two")
        if entry.get("quad") not in _QUADS:
            raise source.error((*path, "quad"), f"quad is {entry.get('quad')!r}", "Write quad = 1, 2, 3 or 4")
        definition = source.required(path, entry, "definition")
        types.append(PloverType(name, entry["quad"], definition, tuple(entry.get("modes", ()))))
    for index, entry in enumerate(source.entries("reading")):
        source.only_keys(("reading", index), entry, {"about", "chosen"})
        source.required(("reading", index), entry, "about")
        source.required(("reading", index), entry, "chosen")
    names = {type_.name for type_ in types} | {f"{type_.name}:{mode}" for type_ in types for mode in type_.modes}
    return Plover(tuple(types), frozenset(names))
