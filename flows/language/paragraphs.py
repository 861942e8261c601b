"""Paragraphs of a text: what a line break, a blank line and a bar mean.

In a text broken into lines of one width a line break is a blank; in a text of whole lines it ends a paragraph.
A bullet or a number always begins one. The work is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

WRAPPED = range(50, 121)  # widths to which people break lines

_LINE = re.compile(r"[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_FIRST_WORD = re.compile(r"\S{1,60}")
_SPACE = re.compile(r"\s*")
# How the World Factbook, and tables set as text, part paragraphs within a line.
_SEPARATOR = re.compile(r"(?<=\s)(?:\||\+\+)(?=\s+[^a-z\s])")
BULLET = re.compile(
    r"(?:[-*•·–—‣▪◦●○■►]|\#{1,6}|\(?\d{1,3}\)|\(?[a-z]{1,4}\)"
    r"|\d{1,2}(?:\.\d{1,2}){0,3}\.|\d{1,2}(?:\.\d{1,2}){1,3})(?=\s+\S)"
)


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield the extents of the paragraphs, trimmed of white space and never empty."""
    extents = (_trimmed(text, line.start(), line.end()) for line in _LINE.finditer(text))
    lines = [extent for extent in extents if extent[0] < extent[1]]
    width = _line_width(lines)
    block: list[tuple[int, int]] = []
    for line in lines:
        if block and len(_BREAK.findall(text, block[-1][1], line[0])) > 1:
            yield from _unwrapped(text, block, width)
            block = []
        block.append(line)
    if block:
        yield from _unwrapped(text, block, width)


def _line_width(lines: list[tuple[int, int]]) -> int:
    """Return the width that the text's lines were broken to fit, 0 for a text of whole paragraphs."""
    lengths = [end - start for start, end in lines]
    short = [length for length in lengths if length in range(WRAPPED.stop)]
    width = max(short, default=0)
    return width if width in WRAPPED and sum(short) > 0.9 * sum(lengths) else 0


def _unwrapped(text: str, lines: list[tuple[int, int]], width: int) -> Iterator[tuple[int, int]]:
    """Yield the paragraphs of a block of lines with no blank line between them."""
    longest = max(end - start for start, end in lines)
    if len(lines) > 2 and longest in WRAPPED:  # a quotation may be set narrower than the rest
        width = min(width, longest)
    begin = lines[0][0]
    for previous, line in pairwise(lines):
        if not _continues(text, previous, line, width):
            yield from _separated(text, begin, previous[1])
            begin = line[0]
    yield from _separated(text, begin, lines[-1][1])


def _continues(text: str, previous: tuple[int, int], line: tuple[int, int], width: int) -> bool:
    """Tell whether the break between two lines stands for a blank."""
    if BULLET.match(text, *line):
        return False
    length = previous[1] - previous[0]
    if width:
        word = _FIRST_WORD.match(text, *line)
        return length + 1 + (len(word.group()) if word else 0) > width
    # In a text of whole lines a break inside a sentence is an accident of copying.
    return length >= WRAPPED.start and text[line[0]].islower() and text[previous[1] - 1] not in ".!?:"


def _separated(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for mark in _SEPARATOR.finditer(text, start, end):
        before = text[start : mark.start()].rstrip()
        if before:
            yield start, start + len(before)
        yield mark.span()
        start = after_space(text, mark.end(), end)
    if start < end:
        yield start, end


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    line = text[start:end]
    return start + len(line) - len(line.lstrip()), start + len(line.rstrip()) if line.strip() else end


def after_space(text: str, start: int, end: int) -> int:
    """Return where the white space that begins at ``start`` ends."""
    found = _SPACE.match(text, start, end)
    return found.end() if found else start
