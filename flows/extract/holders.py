"""Who holds a rank: what a noun phrase that names one ("its largest partner") is said of, wherever it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flows.extract.reading import Reading
from flows.language.clauses import Clause
from flows.language.subjects import subjects
from flows.language.syntax import case_of, expand, has_clause, is_verb, objects
from flows.language.trees import Token, Tree

# What may stand between a name, its comma and what it is said to be: "Russia, still by far its largest partner".
_BETWEEN = "on paper by far still once now long also at present currently today perhaps probably"
BETWEEN = frozenset(_BETWEEN.split())
GROWING = frozenset({"grow", "develop", "evolve", "turn", "rise", "transform", "blossom", "expand"})
MARGINS = frozenset({"way", "margin", "distance", "chalk"})
BREAKS = frozenset({",", "-", "--", "–", "—", "("})
JOINING = frozenset({",", ";", "and", "but", "while"})
OPENING = BREAKS | {":", "is", "are", "was", "were"}
# Where a phrase that explains a name beside it is hung by a parser that takes the two for a list.
BESIDE = frozenset({"conj", "parataxis", "appos", "obl", "nmod", "dep", "dislocated", "obj", "list", "root"})
FRONTING = frozenset({"", "once", "as", "long", "still"})
PLURAL = ("NNS", "NNPS")


def holders(reading: Reading, clause: Clause) -> tuple[int, ...]:
    """Return the heads of what a phrase that gives a rank is said of; nothing where the sentence does not say it."""
    tree, head = reading.tree, clause.head
    own = [found for token in tree.children(head, "nsubj") for found in expand(tree, token.index)]
    if own:
        # "..., and Japan its second-largest": the clause has a subject, though the verb is left out
        return tuple(own)
    if gapped := _right_before(reading, head) or _told_without_verb(reading, head):
        return gapped
    if _gapped(tree, tree.tokens[head]) and tree.tokens[tree.tokens[head].head].pos in ("ADJ", "ADV"):
        return ()  # "third and fourth": read with the first
    parent = tree.tokens[tree.tokens[head].head]
    if parent.index < head and parent.lemma.lower() in MARGINS and reading.clauses.at(parent.index).role("subject"):
        return reading.clauses.at(parent.index).role("subject")  # "is by a long way | its largest creditor"
    said_of = tuple(i for i in clause.role("subject") if tree.tokens[i].head != head or not case_of(tree, i))
    if any(reading.actors((i,)) or reading.mentions.get(i) for i in said_of):
        return said_of
    for find in (_told_of_subject, _made_so, _grown_into, _with_as, _named_before, _named_after, _fronted):
        if found := find(reading, head):
            return found
    return said_of


def _first(tree: Tree, head: int) -> int:
    """Return the first token of a noun phrase, without what stands before it with a preposition of its own."""
    first = head
    for token in tree.children(head, "det", "amod", "nummod", "compound", "nmod:poss", "nmod:desc", "advmod"):
        if token.index < head:
            first = min(first, *tree.subtree(token.index))
    return first


def _right_before(reading: Reading, head: int) -> tuple[int, ...]:
    """Return the name right before a rank that has no verb: "and Canada the second", "with Canada next in line"."""
    tree, token = reading.tree, reading.tree.tokens[head]
    if not _gapped(tree, token) and token.lemma.lower() != "line":
        return ()
    first = _first(tree, head)
    while token.lemma.lower() == "line" and first > 0 and tree.tokens[first - 1].text.lower() in ("next", "in"):
        first -= 1
    found = _name_ending(reading, first - 1)
    return (found,) if found is not None else ()


def _told_without_verb(reading: Reading, head: int) -> tuple[int, ...]:
    """Return the name that a rank hangs on, with no comma and no verb between: "..., and Iran the main supplier"."""
    tree = reading.tree
    name = _name_ending(reading, _first(tree, head) - 1)
    if name is None or tree.tokens[head].head not in (name, tree.tokens[name].head) or not _definite(tree, head):
        return ()
    before = _first(tree, name) - 1
    joined = tree.tokens[name].dep.split(":")[0] in ("conj", "appos", "parataxis")
    return (name,) if joined and before >= 0 and tree.tokens[before].text.lower() in JOINING else ()


def _gapped(tree: Tree, token: Token) -> bool:
    """Return whether a rank without a noun is joined to another phrase: "..., its second-largest", "..., third"."""
    return token.dep in ("conj", "parataxis") and token.pos in ("ADJ", "ADV", "NUM")


def _told_of_subject(reading: Reading, head: int) -> tuple[int, ...]:
    """Return the predicate that the phrase is the subject of: "the largest investors are A, B and C"."""
    tree, token = reading.tree, reading.tree.tokens[head]
    if not token.dep.startswith("nsubj") or tree.tokens[token.head].pos not in ("PROPN", "NOUN", "ADJ"):
        return ()
    return tuple(i for i in expand(tree, token.head) if i == token.head or not tree.child(i, "nsubj", "cop"))


def _made_so(reading: Reading, head: int) -> tuple[int, ...]:
    """Return the object of a verb that the phrase completes: "makes them the country's biggest investors"."""
    tree, token = reading.tree, reading.tree.tokens[head]
    if token.dep != "xcomp" or not is_verb(tree, token.head):
        return ()
    return tuple(i for i in objects(tree, token.head) if i < head)


def _grown_into(reading: Reading, head: int) -> tuple[int, ...]:
    """Return what has become what the phrase names: "has grown into the second-largest market"."""
    tree, token = reading.tree, reading.tree.tokens[head]
    if case_of(tree, head) not in ("into", "to") or tree.tokens[token.head].lemma.lower() not in GROWING:
        return ()
    return subjects(tree, token.head)


def _with_as(reading: Reading, head: int) -> tuple[int, ...]:
    """Return the name that has the phrase behind "as" right after it: "with India as the main market"."""
    tree, token = reading.tree, reading.tree.tokens[head]
    if case_of(tree, head) != "as":
        return ()
    marker = next((t.index for t in tree.children(head, "case", "mark") if t.text.lower() == "as"), None)
    governed = tree.tokens[token.head]
    if marker is None or (is_verb(tree, governed.index) and not _after_with(tree, marker)):
        return ()
    found = _name_ending(reading, marker - 1)
    return _with_conjuncts(reading, found, marker) if found is not None else ()


def _after_with(tree: Tree, index: int) -> bool:
    before = [t.text.lower() for t in tree.tokens[max(0, index - 5) : index]]
    return "with" in before


def _named_before(reading: Reading, head: int) -> tuple[int, ...]:
    """Return the name before the comma that the phrase follows: "Russia, its largest trading partner".

    Parsers often take the two for a list. Of several names only a plural tells: "Italy and Spain, two major partners".
    """
    tree, token = reading.tree, reading.tree.tokens[head]
    behind_verb = token.dep.startswith("nsubj") and token.head < head
    if token.dep.split(":")[0] not in BESIDE and not behind_verb:
        return ()
    before = _first(tree, head) - 1
    while before > 0 and tree.tokens[before].text.lower() in BETWEEN:
        before -= 1
    if before > 0 and tree.tokens[before].text == "and" and token.dep == "conj":
        return _of_conjunct(reading, token)
    if not _definite(tree, head):
        return ()
    if before < 1 or tree.tokens[before].text not in BREAKS:
        return ()
    found = _name_ending(reading, before - 1)
    if found is None or case_of(tree, head) not in ("", case_of(tree, found)):
        return ()
    return _with_conjuncts(reading, found, head) if token.tag in PLURAL else (found,)


def _of_conjunct(reading: Reading, token: Token) -> tuple[int, ...]:
    """Return what the phrase before "and" is said of: "Russia, its largest partner and its main supplier"."""
    tree = reading.tree
    before = [i for i in expand(tree, token.head) if i < token.index and tree.tokens[i].pos == "NOUN"]
    return _named_before(reading, before[-1]) if before else ()


def _named_after(reading: Reading, head: int) -> tuple[int, ...]:
    """Return the names behind the comma that follows the phrase: "its main partners, China and Japan"."""
    tree, token = reading.tree, reading.tree.tokens[head]
    named = [t for t in tree.children(head, "conj", "appos") if t.index > head and reading.mentions.get(t.index)]
    if not named or not _definite(tree, head):
        return ()
    between = [t.text.lower() for t in tree.tokens[head + 1 : named[0].index]]
    if "and" in between or tree.tokens[_first(tree, named[0].index) - 1].text not in OPENING:
        return ()
    found = [i for t in named for i in (t.index, *(c.index for c in tree.children(t.index, "conj")))]
    return tuple(dict.fromkeys(found)) if token.tag in PLURAL else (found[0],)


def _fronted(reading: Reading, head: int) -> tuple[int, ...]:
    """Return the subject before which the phrase stands: "Once the largest producer, Peru comes second"."""
    tree, token = reading.tree, reading.tree.tokens[head]
    if token.head == head or case_of(tree, head) not in FRONTING or token.dep.startswith("nsubj"):
        return ()
    verb = token.head if has_clause(tree, token.head) else tree.tokens[token.head].head
    subject = tuple(i for i in subjects(tree, verb) if i != head)
    if not subject or subject[0] <= head:
        return ()
    before = _first(tree, subject[0]) - 1
    return subject if before > head and tree.tokens[before].text == "," and _starts(tree, head) else ()


def _starts(tree: Tree, head: int) -> bool:
    """Return whether only a marker stands before a phrase in its sentence."""
    return all(token.pos in ("ADP", "SCONJ", "ADV", "PUNCT") for token in tree.tokens[: _first(tree, head)])


def _definite(tree: Tree, head: int) -> bool:
    """Return whether a phrase is marked as one thing, or some things, that the reader knows."""
    token = tree.tokens[head]
    own = {t.text.lower() for t in tree.children(head, "det")}
    return bool(tree.child(head, "nmod:poss", "nummod")) or "the" in own or (token.tag in PLURAL and not own)


def _name_ending(reading: Reading, index: int) -> int | None:
    """Return the head of the actor whose name ends with a token."""
    if index < 0:
        return None
    token = reading.tree.tokens[index]
    ending = [head for head, mentions in reading.mentions.items() if any(m.end == token.end for m in mentions)]
    return next((head for head in ending if reading.tree.tokens[head].pos in ("PROPN", "NOUN")), None)


def _with_conjuncts(reading: Reading, head: int, before: int) -> tuple[int, ...]:
    """Return a name with those joined to it that stand before some token, in order."""
    tree = reading.tree
    first = tree.tokens[head]
    while first.dep == "conj" and reading.mentions.get(first.head):
        first = tree.tokens[first.head]
    found: Sequence[int] = [i for i in expand(tree, first.index) if i < before and reading.mentions.get(i)]
    return tuple(sorted(found)) or (head,)


def others(reading: Reading, head: int, actor: str) -> Iterator[int]:
    """Yield the heads of the mentions before a phrase that stand for another state, the nearest first."""
    for index in sorted((i for i in reading.mentions if i < head), reverse=True):
        if any(m.actor and m.actor != actor and m.kind == "state" for m in reading.mentions[index]):
            yield index
