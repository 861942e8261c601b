"""Names that could be several actors, or none, and how each was read."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from flows.fitness.sentences import Sentence
from flows.language.actors import ActorName, find_names
from flows.language.names import gazetteer, plain
from flows.language.syntax import case_of

_MISTAKEN = Path(__file__).parent / "mistaken.toml"
_PLACED = frozenset({"in", "at", "near", "inside", "outside", "across", "throughout"})
_PERSON = "a person's name"


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A name that could be several things, and what it was read as so many times.

    ``could_be`` are codes of states and organisations, and in words what else; ``read_as`` is a code, '' where the
    text does not tell which is meant, None where it was taken for no actor. ``how`` says by what. ``sentence`` is the
    first in which it was read so; ``triggered`` says that a word of a rule stands in one of them.
    """

    name: str
    could_be: tuple[str, ...]
    read_as: str | None
    how: str
    times: int
    sentence: str
    start: int
    triggered: bool


def ambiguous_names(text: str, sentences: Sequence[Sentence]) -> tuple[Ambiguous, ...]:
    """Return how the ambiguous names of a document were read, a name and reading once, in the order of the text."""
    found: dict[tuple[str, str | None, str], Ambiguous] = {}
    starts = [sentence.start for sentence in sentences]
    known = find_names(text)
    for start, end, name in _occurrences(text, known):
        place = bisect_right(starts, start) - 1
        if place < 0 or sentences[place].tree.end <= start:
            continue  # in a dateline or between sentences, where nothing is read
        sentence = sentences[place]
        read_as, how = _reading(text, start, end, known, sentence)
        if read_as is not None and name in _seldom_persons():
            continue  # "France" is a surname too, but who reads it as the state is not in doubt
        key = (name, read_as, how)
        one = found.get(key) or Ambiguous(name, _could_be()[name], read_as, how, 0, sentence.words, start, False)
        found[key] = replace(one, times=one.times + 1, triggered=one.triggered or sentence.triggered)
    return tuple(sorted(found.values(), key=lambda one: one.start))


def _occurrences(text: str, known: Sequence[ActorName]) -> Iterator[tuple[int, int, str]]:
    """Yield where the ambiguous names stand, but for those in a longer name, which is not ambiguous."""
    longer = [(name.start, name.end) for name in known if plain(name.words) not in _could_be()]
    for match in _pattern().finditer(plain(text)):
        if not any(start <= match.start() and match.end() <= end for start, end in longer):
            yield match.start(), match.end(), match.group()


def _reading(text: str, start: int, end: int, known: Sequence[ActorName], sentence: Sentence) -> tuple[str | None, str]:
    name = next((name for name in known if name.start <= start and end <= name.end), None)
    if name is None:
        return None, "as part of another name, or a person's"
    if name.kind == "place":
        return None, f"as a place in {name.actor}"
    # The narrowest mention is the name's own: "Jordan" stands in "King Abdullah of Jordan" too.
    over = sorted((m for m in sentence.mentions if m.start <= start and end <= m.end), key=lambda m: m.end - m.start)
    mention = over[0] if over else None
    if mention is None:
        return name.actor or None, "as a place or a property, which nobody acts by"
    if mention.antecedents:
        low, high = mention.antecedents[0]
        return mention.actor, f"by another name in the text, “{' '.join(text[low:high].split())}”"
    if not mention.actor and case_of(sentence.tree, mention.head) in _PLACED:
        return None, "as a place, in which others act"
    if not mention.actor:
        return "", "not told: the text names none of them, or several, otherwise"
    return mention.actor, "by its own words"


@cache
def _could_be() -> dict[str, tuple[str, ...]]:
    """Return what each ambiguous name could be: what it is read as where nothing speaks against it comes first."""
    known = gazetteer()
    found: dict[str, tuple[str, ...]] = dict(known.shared)
    for name, second in known.seldom.items():
        found[name] = (known.names[name].actor, second)
    for name in _seldom_persons():
        found[name] = (known.names[name].actor, _PERSON)
    for name, others in _mistaken().items():
        found[name] = (known.names[name].actor, *others)
    return {name: could_be for name, could_be in found.items() if not name.lower().startswith("the ")}


@cache
def _seldom_persons() -> frozenset[str]:
    """Return the names of states that persons have too, but for those that are often taken for one another."""
    states = (name for name in gazetteer().lists["person"] if name in gazetteer().names)
    return frozenset(name for name in states if gazetteer().names[name].kind == "state") - _mistaken().keys()


@cache
def _mistaken() -> dict[str, list[str]]:
    states: dict[str, list[str]] = tomllib.loads(_MISTAKEN.read_text("utf-8"))["states"]
    return states


@cache
def _pattern() -> re.Pattern[str]:
    names = sorted(_could_be(), key=len, reverse=True)
    return re.compile(rf"(?<![\w@#/-])(?:{'|'.join(map(re.escape, names))})(?![\w@])")
