"""Ranks in noun phrases: "the second-largest investor", "one of the largest", "among the top ten"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from flows.extract.reading import Reading
from flows.language.clauses import PARTITIVES
from flows.language.quantities import normalise_number
from flows.language.trees import Token

RankKind = Literal["exact", "at_most", "among"]

_TOP = "largest biggest top greatest leading main chief principal foremost highest number-one premier primary"
TOP = frozenset(_TOP.split())
AMONG_WORDS = frozenset({"major", "leading"})


@dataclass(frozen=True, slots=True)
class Rank:
    """A rank and the document offsets of its words; ``rank`` is None where the phrase names no place ("one of ...").

    ``number`` holds the offsets of the word that gives the rank by itself ("third", "ten"), None for "largest".
    """

    kind: RankKind
    rank: int | None
    start: int
    end: int
    number: tuple[int, int] | None = None


def read_rank(reading: Reading, head: int) -> Rank | None:
    """Return the rank that a noun phrase gives, or None where it gives none."""
    tree = reading.tree
    modifiers = [tree.tokens[i] for i in tree.subtree(head) if i < head and _before(reading, i, head)]
    superlative = next((t for t in modifiers if t.text.lower() in TOP), None)
    major = next((t for t in modifiers if t.text.lower() in AMONG_WORDS), None)
    if superlative is None and major is None:
        return None
    word = superlative or major
    assert word is not None
    partitive = _partitive(reading, head)
    start, end = word.start, word.end
    count = _following_number(modifiers, word) if word.text.lower() == "top" else None
    if count is not None:
        value = normalise_number(count.text)
        if isinstance(value, int):
            return Rank("at_most", value, start, count.end, (count.start, count.end))
    if superlative is None or _indefinite(reading, head):
        # "a leading", "a top exporter": one of several, as "major" is
        return Rank("among", None, start, end) if partitive or _indefinite(reading, head) else None
    size = next((t for t in modifiers if t.index == word.index - 1 and t.tag == "CD"), None)
    if size is not None and tree.tokens[head].tag in ("NNS", "NNPS"):
        # "one of the six largest investors"
        value = normalise_number(size.text)
        if isinstance(value, int):
            return Rank("at_most", value, size.start, end, (size.start, size.end))
    ordinal = next((t for t in modifiers if t.index < word.index and _ordinal(t) is not None), None)
    if partitive:
        return Rank("among", None, start, end)
    if ordinal is not None:
        return Rank("exact", _ordinal(ordinal), ordinal.start, end, (ordinal.start, ordinal.end))
    if tree.tokens[head].tag in ("NNS", "NNPS"):
        # "the largest investors": a group at the top, no place in it.
        return Rank("among", None, start, end)
    return Rank("exact", 1, start, end)


def _before(reading: Reading, index: int, head: int) -> bool:
    """Return whether a token before a noun modifies it, rather than a possessor of it."""
    token = reading.tree.tokens[index]
    while token.index != head:
        if token.dep in ("nmod:poss", "nmod", "acl", "nsubj", "obl", "conj", "appos", "advcl"):
            return False
        token = reading.tree.tokens[token.head]
    return True


def _ordinal(token: Token) -> int | None:
    if token.text.lower() in TOP or not (token.tag in ("JJ", "RB", "NN", "CD") and token.text[-1:].isalpha()):
        return None
    word = token.text.lower()
    if word in ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"):
        return None
    value = normalise_number(word)
    return value if isinstance(value, int) and 1 <= value <= 300 else None


def _following_number(modifiers: list[Token], word: Token) -> Token | None:
    return next((t for t in modifiers if t.index > word.index and t.tag == "CD"), None)


def _partitive(reading: Reading, head: int) -> bool:
    """Return whether the phrase is what "one of" or "among" takes its members from."""
    tree = reading.tree
    token = tree.tokens[head]
    if any(t.text.lower() == "among" for t in tree.children(head, "case")):
        return True
    if token.dep.startswith("nmod") and any(t.text.lower() in ("of", "among") for t in tree.children(head, "case")):
        return tree.tokens[token.head].lemma.lower() in PARTITIVES
    if token.dep == "conj":
        return not tree.children(head, "case") and _partitive(reading, token.head)
    return False


def _indefinite(reading: Reading, head: int) -> bool:
    return any(t.text.lower() in ("a", "an") for t in reading.tree.children(head, "det"))
