"""The PLOVER event types that terms may name, from plover.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from schemas.codebook.source import Source, read_source

FOLDER = Path(__file__).parent
_TYPE_KEYS = {"name", "quad", "definition", "modes", "intensity", "mode_intensity"}
_QUADS = range(1, 5)
_MOST = 10


@dataclass(frozen=True, slots=True)
class PloverType:
    """One event type: its quad class (1 verbal cooperation to 4 material conflict), definition and modes.

    ``intensity`` is how cooperative (to 10) or conflictual (to -10) it is, ``mode_intensity`` the same by mode.
    """

    name: str
    quad: int
    definition: str
    intensity: float
    modes: tuple[str, ...] = ()
    mode_intensity: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plover:
    """The types in the manual's order, and the names that a term may give: TYPE and TYPE:mode."""

    types: tuple[PloverType, ...]
    names: frozenset[str]

    def quad(self, name: str) -> int:
        """Return the quad class of TYPE or TYPE:mode."""
        return self.type(name).quad

    def intensity(self, name: str) -> float:
        """Return the intensity of TYPE or TYPE:mode, from -10 to 10; of a mode without one that of its type."""
        type_ = self.type(name)
        return type_.mode_intensity.get(name.partition(":")[2], type_.intensity)

    def type(self, name: str) -> PloverType:
        """Return the type of TYPE or TYPE:mode."""
        wanted = name.partition(":")[0]
        return next(type_ for type_ in self.types if type_.name == wanted)


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
        modes = tuple(entry.get("modes", ()))
        by_mode = source.table(path, entry, "mode_intensity")
        source.only_keys((*path, "mode_intensity"), by_mode, modes)
        intensities = {mode: _intensity(source, (*path, "mode_intensity"), by_mode, mode) for mode in by_mode}
        intensity = _intensity(source, path, entry, "intensity")
        types.append(PloverType(name, entry["quad"], definition, intensity, modes, intensities))
    for index, entry in enumerate(source.entries("reading")):
        source.only_keys(("reading", index), entry, {"about", "chosen"})
        source.required(("reading", index), entry, "about")
        source.required(("reading", index), entry, "chosen")
    names = {type_.name for type_ in types} | {f"{type_.name}:{mode}" for type_ in types for mode in type_.modes}
    return Plover(tuple(types), frozenset(names))


def _intensity(source: Source, path: tuple[str | int, ...], entry: Mapping[str, Any], key: str) -> float:
    value = entry.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > _MOST:
        raise source.error((*path, key), f"{key} is {value!r}", f"Write {key} = a number from -{_MOST} to {_MOST}")
    return float(value)
