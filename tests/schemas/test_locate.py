from __future__ import annotations

import tomllib
from itertools import count
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from schemas.codebook.locate import line_of

TEXT = '''\
# a comment with [brackets] and "quotes
title = "a # b"

[[column]]
name = "one"   # [[column]]
kind = """
[[column]]
name = "not this"
""" # after

[[column]]
  name = 'two'
"quoted key" = 3
examples = [  # [
  "first", # ]
  [
    1, 2,
    { a = "}", b = [3] },
  ],
]

[[column.term]]
dotted.inner."key" = 1

[[column.term]]
ends = """two quotes"""""

[other.table]
when = 1979-05-27 07:32:00
'''


def test_lines_of_keys_tables_and_elements() -> None:
    expected = {
        ("title",): 2,
        ("column",): 4,
        ("column", 0): 4,
        ("column", 0, "kind"): 6,
        ("column", 1): 11,
        ("column", 1, "name"): 12,
        ("column", 1, "quoted key"): 13,
        ("column", 1, "examples"): 14,
        ("column", 1, "examples", 0): 15,
        ("column", 1, "examples", 1): 16,
        ("column", 1, "examples", 1, 1): 17,
        ("column", 1, "examples", 1, 2, "b"): 18,
        ("column", 1, "term", 0): 22,
        ("column", 1, "term", 0, "dotted", "inner", "key"): 23,
        ("column", 1, "term", 1, "ends"): 26,
        ("other", "table", "when"): 29,
    }
    tomllib.loads(TEXT)
    assert {path: line_of(TEXT, path) for path in expected} == expected


def test_what_is_not_there_is_on_the_line_of_what_is_around_it() -> None:
    assert line_of(TEXT, ("column", 1, "kind")) == 11
    assert line_of(TEXT, ("column", 7)) == 4
    assert line_of(TEXT, ("nothing",)) == 1
    assert line_of(TEXT, ()) == 1


def test_windows_line_ends() -> None:
    assert line_of(TEXT.replace("\n", "\r\n"), ("other", "table", "when")) == 29


keys = st.text(st.characters(exclude_categories=["Cs"]), max_size=4)
leaves = st.sampled_from(["number", "text", "long", "literal"])
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3).map(lambda d: ("inline", d)),
    max_leaves=6,
)
entries = st.dictionaries(keys, values, max_size=4)
blanks = st.sampled_from(["", "\n", "  # a # comment ]\n", "\r\n", "\t"])


class Writer:
    """Writes a document in a random layout and notes the line on which each key and element begins."""

    def __init__(self, draw: Any) -> None:
        self.draw, self.text, self.lines, self.marks = draw, "", dict[tuple[str | int, ...], int](), count()

    def here(self) -> int:
        return self.text.count("\n") + 1

    def key(self, name: str) -> str:
        escaped = "".join(c if c.isascii() and c.isalnum() else f"\\U{ord(c):08X}" for c in name)
        return f'"{escaped}"'

    def value(self, path: tuple[str | int, ...], value: Any, *, one_line: bool = False) -> None:
        match value:
            case list():
                self.text += "["
                for index, element in enumerate(value):
                    self.text += "" if one_line else self.draw(blanks)
                    self.lines[(*path, index)] = self.here()
                    self.value((*path, index), element, one_line=one_line)
                    self.text += ("" if one_line else self.draw(blanks)) + ","
                self.text += ("" if one_line else self.draw(blanks)) + "]"
            case ("inline", inner):
                self.text += "{"
                for index, (name, element) in enumerate(inner.items()):
                    self.text += ", " if index else " "
                    self.lines[(*path, name)] = self.here()
                    self.text += f"{self.key(name)} = "
                    self.value((*path, name), element, one_line=True)
                self.text += " }"
            case "number":
                self.text += str(next(self.marks))
            case "text":
                self.text += r'"a \" # [[x]] \\"'
            case "literal":
                self.text += "'a \" # \\'"
            case "long":
                longs = st.sampled_from(['"""\n[[x]]\ny = "1"\n\\""" """', "'''\n[y]\n\"\"\"''''", '"""x"""""'])
                self.text += self.draw(longs)


@given(st.lists(st.tuples(keys, entries), max_size=5), st.data())
def test_any_layout(tables: list[tuple[str, dict[str, Any]]], data: Any) -> None:
    writer, numbers = Writer(data.draw), dict[str, int]()
    for name, entry in tables:
        numbers[name] = numbers.get(name, -1) + 1
        path: tuple[str | int, ...] = (name, numbers[name])
        writer.text += data.draw(blanks)
        writer.text = writer.text.rstrip("\t")
        writer.lines.setdefault((name,), writer.here())
        writer.lines[path] = writer.here()
        writer.text += f"[[ {writer.key(name)} ]]\n"
        for key, value in entry.items():
            writer.text += data.draw(blanks)
            writer.lines[(*path, key)] = writer.here()
            writer.text += f"{writer.key(key)} = "
            writer.value((*path, key), value)
            writer.text += data.draw(st.sampled_from(["\n", " # [[x]]\n", "\r\n"]))
    tomllib.loads(writer.text)
    assert {path: line_of(writer.text, path) for path in writer.lines} == writer.lines
