"""Trees mended where they cannot be right.

Of "the Commonwealth imposed sanctions" a parser may make "imposed sanctions", with the Commonwealth left over. Such
trees give themselves away: no adjective has a subject, and no noun has one without a copula. So does "ties | remained |
friendly" with the ties as the subject of "friendly": what stands before a verb is not governed from behind it.
"""

from __future__ import annotations

from dataclasses import replace

from flows.language.trees import Token, Tree

# What hangs on a noun that was taken for the sentence's head, but belongs to the verb.
_OF_THE_CLAUSE = "punct advcl parataxis obl advmod mark aux ccomp discourse nsubj expl cc"
OF_THE_CLAUSE = frozenset(_OF_THE_CLAUSE.split())


# What stands before a verb and was hung on its complement behind it.
_FRONTED = frozenset({"nsubj", "nsubj:pass", "obl", "advmod", "aux", "mark", "punct", "cc", "advcl"})


def mended(tree: Tree) -> Tree:
    """Return the tree with what cannot be right in it mended; the tree itself where there is no such thing."""
    steps = (
        _actives_named,
        _halves_joined,
        _objects_named,
        _objects_given,
        _arranged,
        _participles_hung,
        _gaps_joined,
        _obliques_named,
        _fronted_moved,
        _verbs_raised,
    )
    for step in steps:
        tree = step(tree)
    return tree


def _actives_named(tree: Tree) -> Tree:
    """Return the tree with the subject of a verb that is no passive made a plain one: "its navy had not fired".

    A passive has its auxiliary, but for participles in headings; those are tagged as participles.
    """
    changed = {}
    for token in tree.tokens:
        verb = tree.tokens[token.head]
        if token.dep != "nsubj:pass" or tree.child(verb.index, "aux:pass") is not None or verb.dep == "conj":
            continue
        auxiliaries = {t.lemma.lower() for t in tree.children(verb.index, "aux")}
        if "be" not in auxiliaries and "get" not in auxiliaries and (auxiliaries or verb.tag == "VBD"):
            changed[token.index] = replace(token, dep="nsubj")
    return _with(tree, changed) if changed else tree


def _objects_named(tree: Tree) -> Tree:
    """Return the tree with a noun behind a verb and its particle as the object: "called off | a trip to Peru"."""
    changed = {}
    for token in tree.tokens:
        noun = token.dep == "xcomp" and token.tag in ("NN", "NNS") and token.index > token.head
        if not noun or tree.child(token.index, "case", "mark", "cop", "nsubj") is not None:
            continue
        if tree.child(token.head, "compound:prt") is not None and tree.child(token.head, "obj") is None:
            changed[token.index] = replace(token, dep="obj")
    return _with(tree, changed) if changed else tree


def _halves_joined(tree: Tree) -> Tree:
    """Return the tree with a verb in two halves headed by the second: "Peru test | -launched a rocket"."""
    tokens = tree.tokens
    changed: dict[int, Token] = {}
    for first, hyphen, verb in zip(tokens, tokens[1:], tokens[2:], strict=False):
        joined = hyphen.text == "-" and first.end == hyphen.start and hyphen.end == verb.start
        if not joined or verb.tag not in ("VBD", "VBZ", "VBP") or verb.head != first.index or first.pos != "NOUN":
            continue
        root = first.head == first.index
        changed[verb.index] = replace(verb, head=verb.index if root else first.head, dep=first.dep)
        changed[first.index] = replace(first, head=verb.index, dep="compound")
        for child in tree.children(first.index):
            if child.index != verb.index:
                doer = child.index < first.index and child.dep in ("compound", "nmod", "nmod:poss", "nmod:unmarked")
                changed[child.index] = replace(child, head=verb.index, dep="nsubj" if doer else child.dep)
    return _with(tree, changed) if changed else tree


def _objects_given(tree: Tree) -> Tree:
    """Return the tree with the time that somebody is given as the object: "gave Peru | two days to answer"."""
    changed = {}
    for token in tree.tokens:
        verb = token.head
        if token.dep != "iobj" or token.index < verb or any(t.dep == "obj" for t in tree.children(verb)):
            continue
        behind = (*tree.children(verb, "obl:unmarked"), *tree.children(token.index, "nmod:unmarked"))
        given = [t for t in behind if t.index > token.index and t.tag == "NNS" and tree.child(t.index, "nummod")]
        if given:
            changed[given[0].index] = replace(given[0], head=verb, dep="obj")
    return _with(tree, changed) if changed else tree


def _arranged(tree: Tree) -> Tree:
    """Return the tree with the doer of what is arranged as the verb's subject: "Peru is to hand him over"."""
    changed = {}
    for token in tree.tokens:
        verb = tree.tokens[token.head]
        marked = verb.tag == "VB" and any(t.tag == "TO" for t in tree.children(verb.index, "mark"))
        others = [t for t in tree.children(verb.index, "nsubj") if t.index != token.index]
        if token.dep == "nsubj:outer" and marked and not others:
            changed[token.index] = replace(token, dep="nsubj")
    return _with(tree, changed) if changed else tree


def _participles_hung(tree: Tree) -> Tree:
    """Return the tree with a participle that was joined with a finite verb hung on the noun before its comma.

    "The ban followed a third test, carried out in May": without "and" and an auxiliary the test is carried out.
    """
    changed = {}
    for token in tree.tokens:
        first = tree.tokens[token.head]
        if token.dep != "conj" or token.tag != "VBN" or first.tag not in ("VBD", "VBZ", "VBP"):
            continue
        start = min(tree.subtree(token.index))
        before = [
            t for t in tree.children(first.index, "obj", "obl") if max(tree.subtree(t.index)) in (start - 1, start - 2)
        ]
        if (
            before
            and tree.tokens[start].text in (",", token.text)
            and not tree.children(token.index, "cc", "aux", "nsubj")
        ):
            changed[token.index] = replace(token, head=before[-1].index, dep="acl")
    return _with(tree, changed) if changed else tree


def _gaps_joined(tree: Tree) -> Tree:
    """Return the tree with a name that was joined with a date joined with the object of the date's verb.

    "Peru joined the UN in 1945 and the OAS in 1948": the second time the verb is left out.
    """
    changed = {}
    for token in tree.tokens:
        date = tree.tokens[token.head]
        if token.dep != "conj" or token.pos != "PROPN" or date.tag != "CD" or not date.dep.startswith("obl"):
            continue
        before = [t for t in tree.children(date.head, "obj", "obl") if t.index < date.index and t.pos == "PROPN"]
        if before and not tree.children(token.index, "case"):
            changed[token.index] = replace(token, head=before[-1].index)
    return _with(tree, changed) if changed else tree


def _obliques_named(tree: Tree) -> Tree:
    """Return the tree with a "subject" behind its verb that has a preposition made an oblique."""
    changed = {}
    for token in tree.tokens:
        behind = token.dep == "nsubj" and token.index > token.head and tree.tokens[token.head].tag.startswith("VB")
        if behind and any(case.tag == "IN" for case in tree.children(token.index, "case")):
            changed[token.index] = replace(token, dep="obl")
    return _with(tree, changed) if changed else tree


def _fronted_moved(tree: Tree) -> Tree:
    """Return the tree with what stands before a verb, but hangs on its complement behind it, hung on the verb."""
    changed = {}
    for token in tree.tokens:
        complement = tree.tokens[token.head]
        verb = tree.tokens[complement.head]
        fronted = token.dep in _FRONTED and not token.tag.startswith("W")  # "in which Peru refused to take part"
        if fronted and complement.dep == "xcomp" and token.index < verb.index < complement.index:
            changed[token.index] = replace(token, head=verb.index)
    return _with(tree, changed) if changed else tree


def _with(tree: Tree, changed: dict[int, Token]) -> Tree:
    tokens = tuple(changed.get(token.index, token) for token in tree.tokens)
    return Tree(tokens, tree.start, tree.end, tree.text)


def _verbs_raised(tree: Tree) -> Tree:
    """Return the tree with the verb that was taken for an adjective as the head of its clause; else the tree itself."""
    for token in tree.tokens:
        if token.tag in ("VBD", "VBN"):
            noun = _noun_after(tree, token)
            if noun is not None:
                return _verbs_raised(_raised(tree, token, noun))
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
    changed: dict[int, Token] = {token.index: token for token in tree.tokens}
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
    return _with(tree, changed)


def _within(tree: Tree, index: int, ancestor: int) -> bool:
    return any(token.index == ancestor for token in tree.ancestors(index)) or index == ancestor
