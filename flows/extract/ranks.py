"""Ranks: of noun phrases ("the second-largest investor", "among the top ten") and of places ("came third")."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from flows.extract.reading import Reading
from flows.language.predication import PARTITIVES
from flows.language.quantities import normalise_number
from flows.language.syntax import case_of
from flows.language.trees import Token, Tree

RankKind = Literal["exact", "at_most", "among", "next"]

_TOP = "largest biggest top greatest leading main chief principal foremost highest number-one premier primary"
TOP = frozenset(_TOP.split())
WEIGHTY = frozenset({"important", "significant", "valuable", "lucrative"})  # after "most"
AMONG_WORDS = frozenset({"major", "leading", "key"})
PLURAL = ("NNS", "NNPS")
NUMBERS = frozenset({"no.", "number", "no", "nr."})
PLACES = frozenset({"place", "spot", "position", "rank", "number", "no.", "slot"})
AFTER_NEXT = frozenset({"line", "place", "spot", "position", "rank"})  # "next in line", "in the next place"
LAST = 300  # places; a larger number is no rank


@dataclass(frozen=True, slots=True)
class Rank:
    """A rank and the document offsets of its words; ``rank`` is None where the phrase names no place ("one of ...").

    ``number`` holds the offsets of the word that gives the rank by itself ("third", "ten"), None for "largest". The
    kind "next" is the place after another. ``group`` says that a plural gives the rank: "the largest investors".
    """

    kind: RankKind
    rank: int | None
    start: int
    end: int
    number: tuple[int, int] | None = None
    group: bool = False


def read_rank(reading: Reading, head: int) -> Rank | None:
    """Return the rank that a noun phrase gives, or None where it gives none."""
    tree = reading.tree
    modifiers = [tree.tokens[i] for i in tree.subtree(head) if i < head and _before(reading, i, head)]
    if tree.tokens[head].pos in ("ADJ", "NUM"):
        modifiers.append(tree.tokens[head])  # "the largest", "the top five"
    superlative = next((t for t in modifiers if t.text.lower() in TOP or _most(tree, t)), None)
    major = next((t for t in modifiers if t.text.lower() in AMONG_WORDS), None)
    word = superlative or major
    if word is None:
        return _numbered(tree, modifiers) or _nth(reading, head, modifiers) or _shared(reading, head)
    start, end = word.start, word.end
    count = _following_number(modifiers, word) if word.text.lower() == "top" else None
    if count is not None:
        value = normalise_number(count.text)
        if isinstance(value, int):
            return Rank("at_most", value, start, count.end, (count.start, count.end))
    if superlative is None or _indefinite(reading, head):
        # "a leading", "a top exporter": one of several, as "major" is; so are "major exporters" and "key partners"
        several = _partitive(reading, head) or _indefinite(reading, head) or tree.tokens[head].tag in PLURAL
        several = several or tree.child(head, "nmod:poss") is not None
        return Rank("among", None, start, end) if several else None
    size = next((t for t in modifiers if t.index == word.index - 1 and t.tag == "CD"), None)
    if size is not None and tree.tokens[head].tag in PLURAL:
        # "one of the six largest investors"
        value = normalise_number(size.text)
        if isinstance(value, int):
            return Rank("at_most", value, size.start, end, (size.start, size.end))
    ordinal = next((t for t in modifiers if t.index < word.index and _ordinal(t) is not None), None)
    if _partitive(reading, head):
        return Rank("among", None, start, end)
    if ordinal is not None:
        return Rank("exact", _ordinal(ordinal), ordinal.start, end, (ordinal.start, ordinal.end))
    if tree.tokens[head].tag in PLURAL:
        # "the largest investors": a group at the top, no place in it.
        return Rank("among", None, start, end, group=True)
    return Rank("exact", 1, start, end)


def _most(tree: Tree, token: Token) -> bool:
    """Return whether a modifier makes a superlative with "most": "most important partner"."""
    before = tree.tokens[token.index - 1] if token.index else token
    return token.text.lower() in WEIGHTY and before.text.lower() == "most"


def _numbered(tree: Tree, modifiers: list[Token]) -> Rank | None:
    """Return the rank of "the No. 2 buyer", "its number one partner"."""
    for token in modifiers:
        if token.lemma.lower() in NUMBERS and (place := _place(tree, token.index)) is not None:
            return place
    return None


def _nth(reading: Reading, head: int, modifiers: list[Token]) -> Rank | None:
    """Return the rank of "its third trading partner"; "the first" may be so in time, "a third" is one more."""
    if _indefinite(reading, head) or reading.tree.tokens[head].tag in PLURAL:
        return None
    least = 1 if reading.tree.child(head, "nmod:poss") is not None else 2
    ordinal = next((t for t in modifiers if t.head == head and t.dep == "amod" and (_ordinal(t) or 0) >= least), None)
    if ordinal is None or not reading.tree.child(head, "nmod:poss", "det"):
        return None
    return Rank("exact", _ordinal(ordinal), ordinal.start, ordinal.end, (ordinal.start, ordinal.end))


def _shared(reading: Reading, head: int) -> Rank | None:
    """Return the rank that a noun shares with the one it is joined to: "its largest trading partner and supplier"."""
    tree = reading.tree
    if tree.child(head, "cc") is None or tree.child(head, "det", "nmod:poss", "amod") is not None:
        return None
    before = [t for t in tree.tokens[:head] if t.head == tree.tokens[head].head or t.index == tree.tokens[head].head]
    nouns = [t for t in before if t.pos == "NOUN"]
    return read_rank(reading, nouns[-1].index) if tree.tokens[head].dep == "conj" and nouns else None


def read_ranks(reading: Reading, head: int) -> tuple[Rank, ...]:
    """Return the ranks that a phrase or a verb gives: one, or as many as are joined ("came fourth and fifth")."""
    rank = read_rank(reading, head) if reading.tree.tokens[head].pos not in ("VERB", "AUX") else None
    return (rank,) if rank is not None else read_places(reading, head)


def read_places(reading: Reading, head: int) -> tuple[Rank, ...]:
    """Return the places that a word takes: "was third", "came fourth and fifth", "in second place", "ranks No. 3"."""
    tree = reading.tree
    found = _place(tree, head)
    if tree.tokens[head].lemma.lower() == "follow":
        return (Rank("next", None, tree.tokens[head].start, tree.tokens[head].end),)
    if found is None and tree.tokens[head].pos in ("VERB", "AUX"):
        around = tree.children(head, "advmod", "xcomp", "obj", "obl", "nmod", "nummod", "advcl", "ccomp")
        around = tuple(t for t in around if case_of(tree, t.index) != "from")  # "slipped from second to fourth place"
        head, found = next(((t.index, place) for t in around if (place := _place(tree, t.index))), (head, None))
    if found is None:
        return ()
    others = (_place(tree, token.index) for token in tree.children(head, "conj"))
    return (found, *(other for other in others if other is not None))


def _place(tree: Tree, index: int) -> Rank | None:
    """Return the place that a token names: an ordinal by itself, or "place" and "No." with their number."""
    token = tree.tokens[index]
    runner = next((t for t in tree.children(index) if t.lemma.lower() == "runner"), None)
    if token.lemma.lower() == "runner-up" or (token.text.lower() == "up" and runner is not None):
        return Rank("exact", 2, (runner or token).start, token.end)
    following = next((t for t in tree.tokens[max(0, index - 2) : index] if t.text.lower() == "next"), None)
    if token.lemma.lower() == "line" and following is not None:
        return Rank("next", None, following.start, token.end)
    if token.lemma.lower() == "next" and (token.dep != "amod" or tree.tokens[token.head].lemma.lower() in AFTER_NEXT):
        return Rank("next", None, token.start, token.end)
    value = _ordinal(token)
    # "in the second half", "the third time": the ordinal of a noun that is no place
    if value is not None and token.dep.split(":")[0] not in ("amod", "nummod", "compound"):
        return Rank("exact", value, token.start, token.end, (token.start, token.end))
    if token.lemma.lower() in PLACES:
        for number in tree.children(index, "amod", "nummod", "nmod", "compound", "appos", "flat"):
            value = _ordinal(number) or _cardinal(number)
            if value is not None and 1 <= value <= LAST:
                return Rank("exact", value, number.start, number.end, (number.start, number.end))
    return None


def _cardinal(token: Token) -> int | None:
    value = normalise_number(token.text) if token.tag == "CD" else None
    return value if isinstance(value, int) else None


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
    return value if isinstance(value, int) and 1 <= value <= LAST else None


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
