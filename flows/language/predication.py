"""What a noun is said of: by a copula, a copular or equative verb, an "as" phrase, or an apposition."""

from __future__ import annotations

from flows.language.lexicon import lexicon
from flows.language.subjects import subjects
from flows.language.syntax import case_of, expand, has_clause, is_copular, is_passive, is_verb, predicate_of
from flows.language.trees import Token, Tree

PARTITIVES = frozenset({"one", "some", "several", "two", "three", "four", "five", "part"})


def copular_verb(tree: Tree, index: int) -> int | None:
    """Return the verb that makes a noun a predicate: "remains an ally", "regards Cuba as an ally"; None for "is"."""
    token = tree.tokens[index]
    if token.dep == "conj" and not is_copular(tree, index) and not has_clause(tree, token.head):
        return copular_verb(tree, token.head)
    if token.head == index or not is_verb(tree, token.head):
        return None
    predicate = tree.tokens[token.head].lemma.lower()
    words = lexicon()
    if token.dep == "xcomp" and (predicate in words.copular_verbs or predicate in words.equative_verbs):
        return token.head
    if token.dep == "obj" and predicate in words.copular_verbs:
        return token.head
    if token.dep in ("obl", "xcomp", "advcl") and case_of(tree, index) == "as" and predicate in words.equative_verbs:
        return token.head
    return None


def subject_of_predicate(tree: Tree, index: int) -> tuple[int, ...]:
    """Return what a noun is said of: by a copula, a copular or equative verb, or an apposition."""
    token = tree.tokens[index]
    if is_copular(tree, index):
        return tuple(i for i in subjects(tree, index) if i != index)
    partitive = tree.tokens[token.head].lemma.lower() in PARTITIVES and case_of(tree, index) in ("of", "among")
    if (token.dep == "conj" and not has_clause(tree, index)) or (token.dep == "nmod" and partitive):
        # "an ally and friend"; "is one of the largest exporters": said of the one, said of an exporter
        return subject_of_predicate(tree, token.head)
    verb = copular_verb(tree, index)
    if verb is not None:
        return tuple(i for i in _said_of(tree, verb, index) if i != index)
    if token.dep == "appos":
        return _told_by_apposition(tree, token)
    named = [t for t in tree.children(index, "appos") if t.pos == "PROPN"]
    if named and token.pos == "NOUN":
        return tuple(i for t in named for i in expand(tree, t.index))
    return ()


def _told_by_apposition(tree: Tree, token: Token) -> tuple[int, ...]:
    """Return what an apposition tells of: of "Peru and Chile, an ally of ..." the nearer one, of "allies of" both."""
    named = [i for i in expand(tree, token.head) if i < token.index]
    return tuple(named) if token.tag in ("NNS", "NNPS") else tuple(named[-1:])


def _said_of(tree: Tree, verb: int, index: int) -> tuple[int, ...]:
    """Return what a copular or equative verb says its complement of: "regards Peru as", "referred to Peru as"."""
    target = tree.child(verb, "obj")
    if not is_passive(tree, verb) and target is not None and target.index != index:
        return expand(tree, target.index)
    if not is_passive(tree, verb) and predicate_of(tree, verb) in lexicon().equative_verbs:
        for spoken_of in tree.children(verb, "obl"):
            if case_of(tree, spoken_of.index) in ("to", "on", "of") and spoken_of.index != index:
                return expand(tree, spoken_of.index)
    return subjects(tree, verb)
