"""The treebanks' sentences, read from CoNLL-U, and what is added to them for training.

Three things are added, all made from the treebanks by fixed rules and a fixed seed: typographic quotation marks and
dashes (newspapers print them, the treebanks hardly do), sentences set as headlines, and sentences told in the words of
international affairs (substitution.py).
"""

from __future__ import annotations

import gzip
import lzma
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO

from training.sentence import Sentence
from training.substitution import load_words, substituted

_SMALL = "a an and as at but by for from in into of on or over the to via vs with"
HEADLINE_SHARE = 0.08  # of the training sentences, added as a second copy in headline capitals
SUBSTITUTED_SHARE = 0.3  # tried for a second copy in the words of international affairs
CAPITALS_SHARE = 0.01  # added as a second copy in full capitals
TYPOGRAPHIC_SHARE = 0.5  # of the sentences with a straight quotation mark or a double hyphen, rewritten
SMALL_WORDS = frozenset(_SMALL.split())


def open_text(path: Path) -> IO[str]:
    """Return a text handle on a plain, gzip or xz file."""
    openers = {".xz": lzma.open, ".gz": gzip.open}
    return openers.get(path.suffix, open)(path, "rt", encoding="utf-8")  # type: ignore[operator, no-any-return]


def read_conllu(path: Path) -> Iterator[Sentence]:
    """Yield the sentences of one CoNLL-U file; empty nodes are left out, multiword tokens stay split into words."""
    rows: list[list[str]] = []
    ranges: dict[int, tuple[int, bool]] = {}
    with open_text(path) as lines:
        for ended_line in (*lines, "\n"):
            line = ended_line.rstrip("\n")
            if line.startswith("#"):
                continue
            if line:
                columns = line.split("\t")
                if "." in columns[0]:
                    continue
                if "-" in columns[0]:
                    first, last = map(int, columns[0].split("-"))
                    ranges[last] = (first, "SpaceAfter=No" not in columns[9])
                    continue
                rows.append(columns)
                continue
            if rows:
                yield _sentence(rows, ranges)
            rows, ranges = [], {}


def _sentence(rows: list[list[str]], ranges: dict[int, tuple[int, bool]]) -> Sentence:
    spaces = ["SpaceAfter=No" not in row[9] for row in rows]
    for last, (first, space_after) in ranges.items():
        spaces[first - 1 : last] = [False] * (last - first) + [space_after]
    return Sentence(
        words=tuple(row[1] for row in rows),
        spaces=tuple(spaces),
        tags=tuple(row[4] for row in rows),
        heads=tuple(index if row[6] == "0" else int(row[6]) - 1 for index, row in enumerate(rows)),
        deps=tuple("ROOT" if row[7] == "root" else row[7] for row in rows),
    )


def typographic(sentence: Sentence) -> Sentence:
    """Return the sentence with curly quotation marks and em dashes in place of the typewriter's."""
    swaps = {
        ('"', "''"): "\u201d",
        ("'", "``"): "\u2018",
    }
    always = {'"': "\u201c", "``": "\u201c", "''": "\u201d", "'": "\u2019", "--": "\u2014"}
    words = (
        swaps.get((word, tag)) or always.get(word) or word.replace("'", "\u2019")
        for word, tag in zip(sentence.words, sentence.tags, strict=True)
    )
    return replace(sentence, words=tuple(words))


def headline(sentence: Sentence) -> Sentence:
    """Return the sentence with its words capitalised as in a headline and without its full stop."""
    kept = len(sentence.words) - (sentence.words[-1] == "." and sentence.heads[-1] != len(sentence.words) - 1)
    words = tuple(
        word if index and word.lower() in SMALL_WORDS else word[:1].upper() + word[1:]
        for index, word in enumerate(sentence.words[:kept])
    )
    return Sentence(words, sentence.spaces[:kept], sentence.tags[:kept], sentence.heads[:kept], sentence.deps[:kept])


def augmented(sentences: list[Sentence], rng: random.Random) -> Iterator[Sentence]:
    """Yield the training sentences, some rewritten typographically, then copies in other words and as headlines."""
    for sentence in sentences:
        quotes = any("'" in word or word in ('"', "``", "--") for word in sentence.words)
        yield typographic(sentence) if quotes and rng.random() < TYPOGRAPHIC_SHARE else sentence
    words = load_words()
    for sentence in rng.sample(sentences, int(len(sentences) * SUBSTITUTED_SHARE)):
        retold = substituted(sentence, words, rng)
        if retold is not None:
            yield retold
    verbal = [s for s in sentences if 4 <= len(s.words) <= 20 and any(tag.startswith("VB") for tag in s.tags)]
    for sentence in rng.sample(verbal, int(len(sentences) * HEADLINE_SHARE)):
        yield headline(sentence)
    for sentence in rng.sample(verbal, int(len(sentences) * CAPITALS_SHARE)):
        yield replace(sentence, words=tuple(word.upper() for word in sentence.words))


def treebank_files(folder: Path, split: str) -> list[Path]:
    """Return the CoNLL-U files of one split, in name order; none is an error that says what was expected."""
    found = sorted(path for path in folder.iterdir() if f"-{split}.conllu" in path.name)
    if not found:
        raise SystemExit(f"{folder}: no file is named *-{split}.conllu[.xz|.gz]; download the two treebanks first")
    return found
