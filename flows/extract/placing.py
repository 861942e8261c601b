"""Which clause a time belongs to by where it stands, whatever the tree hangs it on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flows.extract.dated import Dated
from flows.language.lexicon import lexicon
from flows.language.syntax import has_clause, is_verb
from flows.language.trees import Tree


def placed(tree: Tree, found: Sequence[Dated]) -> Iterator[tuple[Dated, int]]:
    """Yield the times that stand right before a clause's subject, after a comma, "and" or "that", with its head.

    Parsers hang such a time on the clause before; and one that ends a clause on the clause that follows it.
    """
    tokens = tree.tokens
    for dated in found:
        if (ended := _ended(tree, dated)) is not None:
            yield dated, ended
        elif (verb := _leading(tree, dated)) is not None:
            yield dated, verb
    for subject in tokens:
        if not subject.dep.startswith(("nsubj", "expl")) or not has_clause(tree, subject.head):
            continue
        after = min(tree.subtree(subject.index))
        for dated in found:
            inside = [t.index for t in tokens if dated.start <= t.start < dated.end]
            between = tokens[inside[-1] + 1 : after]
            before = [t for t in tokens[: inside[0]] if t.pos != "ADP" or t.text.lower() == "that"]
            if after <= inside[-1] or any(t.text != "," for t in between):
                continue
            if not before or before[-1].pos in ("PUNCT", "CCONJ", "SCONJ"):
                yield dated, subject.head
            elif is_verb(tree, before[-1].index) and before[-1].lemma in lexicon().saying:
                # "said on Friday it had arrested": when it was said
                yield dated, before[-1].index


def _leading(tree: Tree, dated: Dated) -> int | None:
    """Return the verb that goes on with "and" and a time before it: "sold oil and, on 3 May, bought tin"."""
    tokens = tree.tokens
    inside = [t.index for t in tokens if dated.start <= t.start < dated.end]
    before = [t for t in tokens[: inside[0]] if t.pos not in ("ADP", "PUNCT")]
    verb = next((t for t in tokens[inside[-1] + 1 :] if t.pos not in ("PUNCT", "ADV")), None)
    if verb is None or not before or before[-1].pos != "CCONJ" or not is_verb(tree, verb.index):
        return None
    return verb.index if verb.tag in ("VBD", "VBZ", "VBP") and verb.dep == "conj" else None


def _ended(tree: Tree, dated: Dated) -> int | None:
    """Return the verb whose clause a time ends that hangs on one behind a comma: "before it fell in 2001, X"."""
    tokens = tree.tokens
    inside = [t.index for t in tokens if dated.start <= t.start < dated.end]
    governor = tokens[dated.head].head
    after = tokens[inside[-1] + 1] if inside[-1] + 1 < len(tokens) else None
    parted = any(t.text == "," for t in tokens[governor : inside[0]])
    if after is not None and parted and after.tag in ("VBD", "VBZ", "VBP") and is_verb(tree, after.index):
        return after.index  # "..., Peru in 2018 lifted": hung on the verb before the comma
    if governor <= inside[-1] or all(t.text != "," for t in tokens[inside[-1] : governor]):
        return None
    before = [token for token in tokens[: inside[0]] if token.pos != "ADP"]
    if before and before[-1].pos in ("CCONJ", "SCONJ"):
        return None
    for token in reversed(before):
        if token.pos == "PUNCT":
            return None
        if is_verb(tree, token.index):
            return token.index
    return None
