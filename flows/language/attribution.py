"""Who says so: the speaker of a reported clause."""

from __future__ import annotations

from flows.language.lexicon import lexicon
from flows.language.subjects import subjects
from flows.language.syntax import case_of, expand, has_clause, host_of, is_passive, is_verb, predicate_of
from flows.language.trees import Tree


def speakers(tree: Tree, index: int) -> tuple[int, ...]:
    """Return who reports the clause: the subject of the nearest verb or noun of saying that governs it."""
    saying = lexicon().saying
    current = tree.tokens[index]
    while current.head != current.index:
        governor = tree.tokens[current.head]
        if current.dep.split(":")[0] in ("ccomp", "acl", "xcomp") and has_clause(tree, current.index):
            if is_verb(tree, governor.index) and predicate_of(tree, governor.index) in saying:
                return tuple(i for i in _sayers(tree, governor.index) if i != index)
            if governor.lemma.lower() in saying and current.dep == "acl":
                return _authors(tree, governor.index)
        for remark in tree.children(current.index, "parataxis"):
            # "..., officials said"
            if is_verb(tree, remark.index) and predicate_of(tree, remark.index) in saying:
                return _sayers(tree, remark.index)
        current = governor
    for remark in tree.children(current.index, "parataxis"):
        if is_verb(tree, remark.index) and predicate_of(tree, remark.index) in saying and remark.index != index:
            return _sayers(tree, remark.index)
    return ()


def _sayers(tree: Tree, verb: int) -> tuple[int, ...]:
    """Return who speaks by a verb of saying; of a statement, a report or a claim its author."""
    if is_passive(tree, verb):
        return tuple(i for t in tree.children(verb, "obl:agent") for i in expand(tree, t.index))
    found: list[int] = []
    for index in subjects(tree, verb):
        authors = _authors(tree, index) if tree.tokens[index].lemma.lower() in lexicon().saying else ()
        found.extend(authors or (index,))
    return tuple(found)


def _authors(tree: Tree, noun: int) -> tuple[int, ...]:
    """Return whose a statement is: its possessor, who it is by or from, else the subject of its verb."""
    possessor = tree.child(noun, "nmod:poss")
    if possessor is not None:
        return expand(tree, possessor.index)
    for phrase_head in tree.children(noun, "nmod"):
        if case_of(tree, phrase_head.index) in ("by", "from"):
            return expand(tree, phrase_head.index)
    host = host_of(tree, noun)
    return tuple(i for i in subjects(tree, host) if i != noun) if host is not None else ()
