"""Line numbers of keys, tables and array elements in a TOML text, which tomllib does not give."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache

Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_QUOTED_KEY = re.compile(r'"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'')
# The longer quotes come first; a multi-line string may end in up to two quotes of its own before the closing three.
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?:"{0,2})|\'\'\'.*?\'\'\'(?:\'{0,2})|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'',
    re.DOTALL,
)
_SCALAR = re.compile(r"[^,\]}#\n]*")


def line_of(text: str, path: Path) -> int:
    """Return the line, counted from 1, on which what the path names begins in a valid TOML text.

    ``("column", 3, "kind")`` is the key ``kind`` of the fourth ``[[column]]``, ``("rule", 5)`` the sixth ``[[rule]]``
    header. Where the text has no such thing (a missing key, say) it is the line of the nearest thing around it,
    and 1 where there is none.
    """
    lines = _lines(text)
    for length in range(len(path), 0, -1):
        if (line := lines.get(path[:length])) is not None:
            return line
    return 1


@lru_cache(maxsize=64)
def _lines(text: str) -> dict[Path, int]:
    return _Scan(text).run()


class _Scan:
    """One walk through a text that tomllib has accepted: it finds places and checks nothing."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1
        self.counted = 0
        self.lines: dict[Path, int] = {}
        self.tables: dict[Path, int] = {}

    def run(self) -> dict[Path, int]:
        """Return the line of every key, table and array element by its path."""
        table: Path = ()
        self.skip(_BLANK)
        while self.at < len(self.text):
            if self.text.startswith("[[", self.at):
                self.at += 2
                table = self.header(many=True)
                self.at += 2
            elif self.text[self.at] == "[":
                self.at += 1
                table = self.header(many=False)
                self.at += 1
            else:
                self.pair(table)
            self.skip(_BLANK)
        return self.lines

    def here(self) -> int:
        self.line += self.text.count("\n", self.counted, self.at)
        self.counted = self.at
        return self.line

    def skip(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        if found is None:
            raise ValueError(f"line {self.here()}: not TOML, so it has no line numbers; parse it with tomllib first")
        self.at = found.end()
        return found.group()

    def key(self) -> tuple[str, ...]:
        parts = []
        while True:
            self.skip(_SPACE)
            if self.text[self.at] in "\"'":
                parts.append(str(tomllib.loads(f"key = {self.skip(_QUOTED_KEY)}")["key"]))
            else:
                parts.append(self.skip(_BARE_KEY))
            self.skip(_SPACE)
            if not self.text.startswith(".", self.at):
                return tuple(parts)
            self.at += 1

    def header(self, *, many: bool) -> Path:
        line = self.here()
        *outer, last = self.key()
        path: Path = ()
        for part in outer:
            path = (*path, part)
            self.lines.setdefault(path, line)
            if path in self.tables:
                path = (*path, self.tables[path])
        path = (*path, last)
        self.lines.setdefault(path, line)
        if many:
            self.tables[path] = self.tables.get(path, -1) + 1
            path = (*path, self.tables[path])
            self.lines.setdefault(path, line)
        elif path in self.tables:
            path = (*path, self.tables[path])
        return path

    def pair(self, table: Path) -> None:
        line = self.here()
        path = table
        for part in self.key():
            path = (*path, part)
            self.lines.setdefault(path, line)
        self.at += 1
        self.skip(_SPACE)
        self.value(path)

    def value(self, path: Path) -> None:
        opening = self.text[self.at]
        if opening in "\"'":
            self.skip(_STRING)
        elif opening == "[":
            self.at += 1
            self.skip(_BLANK)
            number = 0
            while self.text[self.at] != "]":
                self.lines.setdefault((*path, number), self.here())
                self.value((*path, number))
                number += 1
                self.comma()
            self.at += 1
        elif opening == "{":
            self.at += 1
            self.skip(_BLANK)
            while self.text[self.at] != "}":
                self.pair(path)
                self.comma()
            self.at += 1
        else:
            self.skip(_SCALAR)

    def comma(self) -> None:
        self.skip(_BLANK)
        if self.text.startswith(",", self.at):
            self.at += 1
            self.skip(_BLANK)
