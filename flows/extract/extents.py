"""Where the phrases of a sentence stand in the document, from the first to the last word that counts as theirs."""

from __future__ import annotations

from flows.language.actors import find_names
from flows.language.syntax import case_of, expand
from flows.language.trees import Tree


def span(tree: Tree, head: int) -> tuple[int, int]:
    """Return the document offsets of a noun with its compounds and adjectives, without determiner and number."""
    first = last = head
    for token in tree.children(head, "compound", "amod", "flat", "nmod:desc"):
        if token.dep == "amod" and token.tag in ("JJS", "JJR"):
            continue
        indices = tree.subtree(token.index)
        if token.index < head and indices[-1] < head:
            first = min(first, indices[0])
        elif token.dep == "flat":
            last = max(last, indices[-1])
    tokens = tree.tokens
    while first < head and tokens[first].tag in ("DT", "CD", "PRP$", "POS", "HYPH", ","):
        first += 1
    start, end = tokens[first].start, tokens[last].end
    for name in find_names(tree.words(start, end)):
        # "Greek tanker": whose it is, is no part of what it is
        after = next((t for t in tokens[first : head + 1] if t.start >= start + name.end), None)
        if name.start == 0 and name.kind in ("state", "demonym") and after is not None:
            return after.start, end
    return start, end


def place_span(tree: Tree, head: int) -> tuple[int, int]:
    """Return the document offsets of a place name, with the "of" phrase that belongs to it ("Gulf of Aden")."""
    start, end = nominal_span(tree, head)
    if tree.tokens[head].pos == "PROPN":
        for phrase in tree.children(head, "nmod"):
            if case_of(tree, phrase.index) == "of" and phrase.pos == "PROPN":
                end = max(end, nominal_span(tree, phrase.index)[1])
    else:
        # "the border with Syria", "the coast of Yemen"
        for phrase in tree.children(head, "nmod"):
            if case_of(tree, phrase.index) in ("with", "of", "between"):
                end = max(end, *(nominal_span(tree, i)[1] for i in expand(tree, phrase.index)))
    return start, end


def named_span(tree: Tree, head: int) -> tuple[int, int]:
    """Return the document offsets of the name of an act in law, with its number: "Resolution 1267"."""
    start, end = nominal_span(tree, head)
    numbers = [t for t in tree.children(head) if t.tag == "CD" and t.index > head]
    return start, max([end, *(number.end for number in numbers)])


def nominal_span(tree: Tree, head: int) -> tuple[int, int]:
    """Return the document offsets of a noun with its name parts and compounds only."""
    tokens = tree.tokens
    first = last = head
    for token in tree.children(head, "compound", "flat", "amod"):
        if token.dep == "amod" and token.pos != "PROPN":
            continue
        indices = tree.subtree(token.index)
        first, last = min(first, indices[0]), max(last, indices[-1])
    return tokens[first].start, tokens[last].end
