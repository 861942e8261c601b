"""Trees mended where the parser has made an adjective of a sentence's verb.

Of "the Commonwealth imposed sanctions" a small parser makes "imposed sanctions", with the Commonwealth left over. Such
trees give themselves away: no adjective has a subject, and no noun has one without a copula.
"""

from __future__ import annotations

from dataclasses import replace

from flows.language.trees import Token, Tree

# What hangs on a noun that was taken for the sentence's head, but belongs to the verb.
_OF_THE_CLAUSE = "punct advcl parataxis obl advmod mark aux ccomp discourse nsubj expl cc"
OF_THE_CLAUSE = frozenset(_OF_THE_CLAUSE.split())


def mended(tree: Tree) -> Tree:
    """Return the tree with the verb that was taken for an adjective as the head of its clause; else the tree itself."""
    for token in tree.tokens:
        if token.tag in ("VBD", "VBN"):
            noun = _noun_after(tree, token)
            if noun is not None:
                return mended(_raised(tree, token, noun))
    return tree


def _noun_after(tree: Tree, verb: Token) -> Token | None:
    """Return the noun that a verb was made an adjective of, or None where the tree may be right."""
    head = tree.tokens[verb.head]
    base = verb.dep.split(":")[0]
    if base == "amod" and head.index > verb.index and tree.child(verb.index, "nsubj") is not None:
        return head
    if tree.child(verb.index, "nsubj", "cop", "aux", "obj", "case", "mark") is not None:
        return None
    if base == "amod" and _lacks_copula(tree, head):
        subject = tree.child(head.index, "nsubj")
        return head if subject is not None and subject.index < verb.index < head.index else None
    alone = not any(child.index > verb.index for child in tree.children(verb.index))
    if base == "acl" and head.dep == "nsubj" and verb.index > head.index and alone:
        noun = tree.tokens[head.head]
        return noun if noun.index > verb.index and _lacks_copula(tree, noun) else None
    return None


def _lacks_copula(tree: Tree, noun: Token) -> bool:
    return noun.pos in ("NOUN", "PROPN") and tree.child(noun.index, "cop") is None


def _raised(tree: Tree, verb: Token, noun: Token) -> Tree:
    """Return the tree with the verb in the noun's place and the noun as its object."""
    changed = {token.index: token for token in tree.tokens}
    root = noun.head == noun.index
    place = verb.index if root else noun.head
    if not root and _within(tree, noun.head, verb.index):
        return tree
    for child in tree.children(noun.index):
        clausal = child.dep.split(":")[0] in OF_THE_CLAUSE or (child.dep == "conj" and child.tag.startswith("VB"))
        if clausal and child.index != verb.index and not (child.dep == "cc" and child.index < verb.index):
            changed[child.index] = replace(child, head=verb.index)
    for child in tree.children(verb.index):
        changed[child.index] = replace(changed[child.index], head=verb.index)
    if verb.dep.split(":")[0] == "acl":
        changed[verb.head] = replace(changed[verb.head], head=verb.index, dep="nsubj")
    changed[verb.index] = replace(verb, head=place, dep="root" if root else noun.dep, tag="VBD", pos="VERB")
    changed[noun.index] = replace(noun, head=verb.index, dep="obj")
    return Tree(tuple(changed[index] for index in range(len(tree.tokens))), tree.start, tree.end, tree.text)


def _within(tree: Tree, index: int, ancestor: int) -> bool:
    return any(token.index == ancestor for token in tree.ancestors(index)) or index == ancestor
