"""One codebook file as it was read: its data, and the errors that point into it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schemas.codebook.errors import CodebookError
from schemas.codebook.locate import line_of


@dataclass(frozen=True, slots=True)
class Source:
    """A parsed codebook file, with its text kept so that an error can name the line."""

    file: Path
    text: str
    data: Mapping[str, Any]

    def error(self, path: tuple[str | int, ...], message: str, way_out: str) -> CodebookError:
        """Return the error for what stands at the path (a key, a table or an element) of this file."""
        return CodebookError(self.file, line_of(self.text, path), message, way_out)

    def only_keys(self, path: tuple[str | int, ...], entry: Mapping[str, Any], known: Collection[str]) -> None:
        """Raise for the first key of the entry that is not known: a misspelt key must not be passed over."""
        for key in entry:
            if key not in known:
                raise self.error((*path, key), f"unknown key {key!r}", f"The keys here are {', '.join(sorted(known))}")

    def entries(self, name: str) -> list[dict[str, Any]]:
        """Return the [[name]] tables of the file in order; none where it has none."""
        found = self.data.get(name, [])
        if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
            raise self.error((name,), f"{name} is not a list of tables", f"Head each entry with [[{name}]]")
        return found

    def tables(self, path: tuple[str | int, ...], entry: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
        """Return the tables listed under a key of an entry, none where it is left out."""
        found = entry.get(key, [])
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise self.error((*path, key), f"{key} is not a list of tables", f"Write {key} = [{{ name = value }}]")
        return found

    def table(self, path: tuple[str | int, ...], entry: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        """Return the table under a key, empty where the key is left out."""
        found = entry.get(key, {})
        if not isinstance(found, dict):
            raise self.error((*path, key), f"{key} is not a table", f"Write {key} = {{ name = value }}")
        return found

    def required(self, path: tuple[str | int, ...], entry: Mapping[str, Any], key: str) -> str:
        """Return the text under a key that must be there and must not be blank."""
        value = entry.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.error((*path, key), f"{key} is missing or not a text", f'Write {key} = "..." there')
        return value


def read_source(file: Path) -> Source:
    """Return a codebook file parsed; raise CodebookError where it cannot be read or is not TOML."""
    try:
        text = file.read_bytes().decode("utf-8")
    except OSError as problem:
        raise CodebookError(file, 1, f"cannot be read: {problem.strerror}", "Restore the file") from problem
    except UnicodeDecodeError as problem:
        line = problem.object[: problem.start].count(b"\n") + 1
        raise CodebookError(file, line, "not UTF-8", "Save the file as UTF-8") from problem
    try:
        return Source(file, text, tomllib.loads(text))
    except tomllib.TOMLDecodeError as problem:
        place = re.search(r"\(at (?:line (\d+), column \d+|end of document)\)", str(problem))
        line = int(place[1]) if place and place[1] else text.count("\n") + 1
        message = str(problem).split(" (at ")[0]
        raise CodebookError(file, line, f"not TOML: {message}", "See https://toml.io for the notation") from problem
