"""Names that stand where an actor would, and that no gazetteer knows: misspelt states, firms, groups, persons."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from flows.fitness.sentences import Sentence
from flows.language.actors import find_names
from flows.language.mentions import Mention
from flows.language.names import gazetteer, plain
from flows.language.nouns import noun_class, word_lists
from flows.language.syntax import case_of
from flows.language.trees import Token, Tree

LooksLike = Literal["organisation", "person", "group", "vessel", "people", "nobody"]

_KINDS: dict[str, LooksLike] = {
    "organisation": "organisation", "person": "person", "group": "group", "vessel": "vessel",
}  # fmt: skip
_ARGUMENTS = frozenset({"nsubj", "obj", "iobj", "obl", "nmod", "conj", "appos"})
# Behind these stands who acts or is acted on; behind "in", "at", "near", "on" a place or a day, behind "of" anything.
_OF_ACTORS = frozenset({"with", "by", "against", "from", "between"})
_NAME = frozenset({"NNP", "NNPS"})
_ADJECTIVE_OF_A_NAME = re.compile(r"[A-Z][a-z]+(?:an|ese|ish|i|ic)$")


@dataclass(frozen=True, slots=True)
class UnknownName:
    """A name in the place of an actor in sentences that hold a word of a rule.

    ``looks_like`` is what it is taken for, by its shape; a "people" is an adjective of one ("the Zamundan
    government"), and "nobody" says that no claim can have it. ``sentence`` is the first in which it stands so.
    """

    name: str
    looks_like: LooksLike
    times: int
    sentence: str
    start: int


def unknown_names(sentences: Iterable[Sentence]) -> tuple[UnknownName, ...]:
    """Return the unknown names of a document, those taken for nobody first, then in the order of the text."""
    found: dict[str, UnknownName] = {}
    for sentence in sentences:
        if not sentence.triggered:
            continue
        for name, looks_like in _names(sentence):
            before = found.get(name)
            if before is None:
                found[name] = UnknownName(name, looks_like, 1, sentence.words, sentence.start)
            else:
                kind = before.looks_like if looks_like == "nobody" else looks_like
                found[name] = UnknownName(name, kind, before.times + 1, before.sentence, before.start)
    # A person named by the surname alone is the one that was named in full.
    full = {name.name.split()[-1] for name in found.values() if name.looks_like == "person" and " " in name.name}
    kept = (name for name in found.values() if name.name not in full)
    return tuple(sorted(kept, key=lambda name: (name.looks_like != "nobody", name.start, name.name)))


def _names(sentence: Sentence) -> Iterator[tuple[str, LooksLike]]:
    tree = sentence.tree
    for mention in sentence.mentions:
        kind = _KINDS.get(mention.kind)
        if kind and _is_unknown(mention) and tree.tokens[mention.head].dep.split(":")[0] in _ARGUMENTS:
            yield mention.actor, kind
    taken = [(m.start, m.end) for m in sentence.mentions if m.actor]
    taken += [(n.start + tree.start, n.end + tree.start) for n in find_names(tree.text)]
    for token in tree.tokens:
        if any(start < token.end and token.start < end for start, end in taken):
            continue
        if token.tag in _NAME and _acts(tree, token):
            name = _whole_name(tree, token)
            if name and not any(noun_class(word) or word.rstrip(".") in _ordinary() for word in name.split()):
                yield name, "nobody"
        elif token.tag == "JJ" and _is_people(tree, token):
            yield token.text, "people"


def _is_unknown(mention: Mention) -> bool:
    """Tell whether a mention is named, acts for itself, and is in no gazetteer."""
    return (
        bool(mention.actor)
        and mention.form == "name"
        and not mention.antecedents
        and mention.acts
        and not find_names(mention.actor)
    )


def _acts(tree: Tree, token: Token) -> bool:
    """Tell whether a word stands where an actor would: as subject or object, or behind "with", "against" and such."""
    dep = token.dep.split(":")[0]
    if dep in ("nsubj", "obj", "iobj"):
        return True
    return dep in ("obl", "nmod") and (case_of(tree, token.index) or "") in _OF_ACTORS


def _whole_name(tree: Tree, head: Token) -> str:
    """Return a name with the capitalised words around its head; '' where it is none, as in a line of capitals."""
    first = last = head.index
    while first > 0 and tree.tokens[first - 1].tag in _NAME and tree.tokens[first - 1].text[:1].isupper():
        first -= 1
    while last + 1 < len(tree.tokens) and tree.tokens[last + 1].tag in _NAME:
        last += 1
    words = tree.words(tree.tokens[first].start, tree.tokens[last].end)
    name = " ".join(words.split())
    return "" if not name[:1].isupper() or (name.isupper() and tree.text.isupper()) or len(name) < len("Xy") else name


def _is_people(tree: Tree, token: Token) -> bool:
    """Tell whether an adjective is of a people that nobody knows: "the Zamundan government"."""
    head = tree.tokens[token.head]
    return (
        token.dep == "amod"
        and noun_class(head.text) in ("organ", "office", "force", "people")
        and _ADJECTIVE_OF_A_NAME.fullmatch(plain(token.text)) is not None
        and token.start != tree.start
        and plain(token.text) not in gazetteer().names
    )


@cache
def _ordinary() -> frozenset[str]:
    """Return the words with a capital that make no actor: of events, laws, waters, of the calendar, of any office."""
    lists = word_lists()
    months = {month[:length] for month in lists["calendar"] for length in (3, 4)}
    return frozenset().union(
        lists["generic"], lists["organisation_words"], lists["no_actor_words"], lists["calendar"], months,
        gazetteer().lists["heads"],
    )  # fmt: skip
