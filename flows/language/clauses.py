"""Dependency trees as clauses: predicates with roles, the syntax undone.

A clause is a predicate (a verb, a noun that names an event or a tie, or the noun of a copula) and the noun phrases
around it by role. Passives, relatives, control, coordination, apposition, nominalisations and light verbs all come
out the same way, so that a rule of the codebook says once what English says in many ways:

    Cuba severed its ties with Seoul        sever(agent=Cuba, patient=ties)       ties(poss=its, with=Seoul)
    ties with Seoul were severed by Cuba    sever(agent=Cuba, patient=ties)       ties(with=Seoul)
    the severance of ties by Cuba           sever(agent=Cuba, patient=ties)

Roles are agent and patient (as the verb means them), recipient, subject (of a copula, an apposition or an "as"
phrase), poss, mod (adjectives and compounds before a noun), clause (complement clauses and infinitives after nouns),
adjunct (adverbial clauses), host (the clause that a noun or a clause belongs to), and every preposition by its name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from flows.language.attribution import speakers
from flows.language.factuality import clause_factuality, noun_factuality
from flows.language.lexicon import lexicon
from flows.language.modality import Factuality
from flows.language.predication import copular_verb, subject_of_predicate
from flows.language.subjects import hidden_participles, is_urging, subjects
from flows.language.syntax import (
    case_of,
    expand,
    has_clause,
    is_passive,
    is_verb,
    objects,
    predicate_of,
)
from flows.language.trees import Token, Tree

Form = Literal["verb", "noun", "copula", "adjective"]
Roles = dict[str, tuple[int, ...]]

ROLE_OF = {"such as": "including", "out of": "from", "amidst": "amid"}  # prepositions that say the same
MODIFIERS = ("amod", "compound", "nmod:desc", "nmod:unmarked", "nummod")


@dataclass(frozen=True, slots=True)
class Clause:
    """One predication.

    ``head`` is the token of the predicate, ``predicate`` its lemma (for an event noun the verb that it comes from),
    ``roles`` the heads of the phrases in each role, ``factuality`` how real it is said to be, ``speakers`` who says
    so where it is reported.
    """

    head: int
    predicate: str
    form: Form
    roles: Mapping[str, tuple[int, ...]]
    factuality: Factuality
    speakers: tuple[int, ...] = ()

    def role(self, name: str) -> tuple[int, ...]:
        """Return the heads in a role; "theme" is the patient, or the agent of a clause that has none."""
        if name == "theme":
            return self.roles.get("patient") or self.roles.get("agent") or self.roles.get("subject", ())
        return self.roles.get(name, ())


class Clauses:
    """The clauses of one sentence, made as they are asked for."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._made: dict[int, Clause] = {}

    def __iter__(self) -> Iterator[Clause]:
        """Yield a clause for every verb and every noun or adjective, in text order."""
        yield from map(self.at, self.heads())

    def heads(self) -> Iterator[int]:
        """Yield the heads of these clauses."""
        for token in self.tree.tokens:
            if has_clause(self.tree, token.index) or _is_nominal(token):
                yield token.index

    def at(self, index: int) -> Clause:
        """Return the clause headed by a token."""
        if index not in self._made:
            self._made[index] = (
                _verb_clause(self.tree, index) if is_verb(self.tree, index) else _noun_clause(self.tree, index)
            )
        return self._made[index]

    def follow(self, head: int, path: str) -> tuple[int, ...]:
        """Return the heads at the end of a path of roles: "patient.with" from "sever" in "sever ties with Seoul"."""
        found: tuple[int, ...] = (head,)
        for role in path.split("."):
            found = tuple(dict.fromkeys(filler for index in found for filler in self.at(index).role(role)))
        return found


def _is_nominal(token: Token) -> bool:
    if token.dep in ("compound", "flat", "case", "fixed", "det", "aux", "punct", "mark", "cc"):
        return False
    return token.pos in ("NOUN", "PROPN", "ADJ") and token.tag != "CD"


def _is_urged(tree: Tree, clause: Token) -> bool:
    """Return whether an infinitive is what a verb of urging asks for: "called on Peru to withdraw"."""
    return clause.tag == "VB" and is_urging(tree, clause.head)


def _add(roles: Roles, role: str, heads: tuple[int, ...]) -> None:
    if heads:
        roles[role] = tuple(dict.fromkeys((*roles.get(role, ()), *heads)))


def _prepositional(tree: Tree, index: int, roles: Roles, *deps: str) -> None:
    """Add the phrases that hang on a token by a preposition, under its name."""
    for token in tree.children(index, *deps):
        if token.dep in ("nmod:poss", "nmod:desc", "nmod:unmarked", "obl:unmarked"):
            continue
        if is_verb(tree, token.index):
            _add(roles, "adjunct", (token.index,))
            continue
        preposition = case_of(tree, token.index)
        if token.index in roles.get("patient", ()):
            continue
        preposition = ROLE_OF.get(preposition, preposition)
        if token.dep == "obl:agent" and (not is_verb(tree, index) or is_passive(tree, index)):
            _add(roles, "agent", expand(tree, token.index))
        elif preposition:
            _add(roles, preposition, expand(tree, token.index))
            # "relations with Cuba and with Japan": a conjunct with a preposition of its own.
            for conjunct in tree.children(token.index, "conj"):
                own = case_of(tree, conjunct.index)
                if own and own != preposition:
                    roles[preposition] = tuple(i for i in roles[preposition] if i != conjunct.index)
                    _add(roles, own, (conjunct.index,))


def _verb_clause(tree: Tree, index: int) -> Clause:
    roles: Roles = {}
    token = tree.tokens[index]
    subject = subjects(tree, index)
    if is_passive(tree, index):
        _add(roles, "patient", subject)
    else:
        _add(roles, "agent", subject)
    _add(roles, "patient", objects(tree, index) or _shared_object(tree, index))
    for recipient in tree.children(index, "iobj"):
        if recipient.index not in roles.get("patient", ()):
            _add(roles, "recipient", expand(tree, recipient.index))
    _prepositional(tree, index, roles, "obl")
    for conjunct in tree.children(index, "conj"):
        # "boycotted and withdrew from the talks", "12 were killed and 30 injured in the raid": what follows the last
        # verb may serve the first too.
        if not is_verb(tree, conjunct.index):
            continue
        bare = not tree.children(index, "obl") and is_passive(tree, index) and is_passive(tree, conjunct.index)
        if bare or (not roles.get("patient") and conjunct.index - index <= 2):
            _prepositional(tree, conjunct.index, roles, "obl")
    for complement in tree.children(index, "xcomp", "ccomp"):
        _add(roles, "clause", (complement.index, *(t.index for t in tree.children(complement.index, "conj"))))
    for adjunct in tree.children(index, "advcl"):
        joined = (adjunct.index, *(t.index for t in tree.children(adjunct.index, "conj")))
        _add(roles, "clause" if _is_urged(tree, adjunct) else "adjunct", joined)
    _add(roles, "adjunct", hidden_participles(tree, index))
    _add(roles, "adverb", _adverbs(tree, index))
    if token.dep == "amod":
        # "the EU-sanctioned tanker", "a US-imposed blockade": who does it stands before the participle
        _add(roles, "agent" if token.tag == "VBN" else "patient", _compounded(tree, index))
    if token.head != index:
        _add(roles, "host", (token.head,))
    predicate = predicate_of(tree, index)
    return Clause(
        head=index,
        predicate=predicate,
        form="adjective" if token.dep == "amod" else "verb",
        roles=MappingProxyType(roles),
        factuality=clause_factuality(tree, index),
        speakers=speakers(tree, index),
    )


def _shared_object(tree: Tree, index: int) -> tuple[int, ...]:
    """Return the object that the last of joined verbs has in common with the first: "found and seized the cargo"."""
    token = tree.tokens[index]
    if token.dep != "conj" or not is_verb(tree, token.head) or is_passive(tree, index):
        return ()
    if tree.children(index, "nsubj", "nsubj:pass", "obl", "xcomp", "ccomp"):
        return ()
    return tuple(found for found in objects(tree, token.head) if found > index)


def _adverbs(tree: Tree, index: int) -> tuple[int, ...]:
    """Return the adverbs of a predicate; that it is denied is told by its factuality."""
    return tuple(t.index for t in tree.children(index, "advmod") if t.lemma.lower() not in ("not", "n't"))


def _compounded(tree: Tree, index: int) -> tuple[int, ...]:
    before = tree.children(index, "compound", "nmod:unmarked", "obl:unmarked", "nsubj")
    return tuple(t.index for t in before if t.index < index)


def _noun_clause(tree: Tree, index: int) -> Clause:
    words = lexicon()
    roles: Roles = {}
    token = tree.tokens[index]
    lemma = token.lemma.lower()
    predicate = words.nominalisations.get(lemma, lemma)
    _noun_roles(tree, index, roles)
    # "the ports of Cuba and Japan", "a Cuban and Russian plan": conjuncts before share what follows the last.
    if token.dep == "conj" and not has_clause(tree, token.head):
        shared: Roles = {}
        _noun_roles(tree, token.head, shared)
        for role in ("mod", "poss"):
            if role not in roles:
                _add(roles, role, shared.get(role, ()))
    if token.dep == "conj":
        # "the second investor and third donor, after Japan": what stands behind the last, hung on the first
        first: Roles = {}
        _prepositional(tree, token.head, first, "nmod", "obl")
        for role, heads in first.items():
            if role not in roles and min(heads) > index:
                _add(roles, role, heads)
    for conjunct in tree.children(index, "conj"):
        later: Roles = {}
        _noun_roles(tree, conjunct.index, later)
        for role, heads in later.items():
            if role not in ("mod", "poss", "clause", "subject", "host") and role not in roles:
                _add(roles, role, heads)
    form: Form = "noun"
    factuality = noun_factuality(tree, index)
    subject = subject_of_predicate(tree, index)
    if subject:
        _add(roles, "subject", subject)
        _add(roles, "adverb", _adverbs(tree, index))
        form = "copula"
        verb = copular_verb(tree, index)
        if verb is not None:
            factuality = clause_factuality(tree, verb)
            _prepositional(tree, verb, roles, "obl")
    else:
        _from_verb(tree, index, roles)
    if lemma in words.nominalisations:
        _add(roles, "agent", roles.get("by", ()))
        _add(roles, "patient", roles.get("of", ()))
    return Clause(index, predicate, form, MappingProxyType(roles), factuality, speakers(tree, index))


def _noun_roles(tree: Tree, index: int, roles: Roles) -> None:
    for possessor in tree.children(index, "nmod:poss"):
        _add(roles, "poss", expand(tree, possessor.index))
    for modifier in tree.children(index, *MODIFIERS):
        if modifier.dep == "nmod:unmarked" and case_of(tree, modifier.index):
            continue
        _add(
            roles,
            "mod",
            (modifier.index, *(t.index for t in tree.children(modifier.index, "conj", "compound", "amod"))),
        )
    _prepositional(tree, index, roles, "nmod", "obl")
    for clause in tree.children(index, "acl"):
        _add(roles, "clause", (clause.index, *(t.index for t in tree.children(clause.index, "conj"))))
    token = tree.tokens[index]
    if token.dep == "obj" and token.lemma.lower() in lexicon().legal_acts:
        # "sponsored a resolution to impose": the infinitive, hung on the verb, is the resolution's
        _add(roles, "clause", tuple(t.index for t in tree.children(token.head, "xcomp", "advcl") if t.tag == "VB"))
    if token.head != index:
        _add(roles, "host", (token.head,))


def _from_verb(tree: Tree, index: int, roles: Roles) -> None:
    """Add what a light verb or a verb of happening gives the event noun that belongs to it."""
    words = lexicon()
    token = tree.tokens[index]
    first = tree.tokens[token.head] if token.dep == "conj" and not has_clause(tree, token.head) else token
    light = words.light_verbs
    for participle in tree.children(index, "acl"):
        # "talks held by the two sides"
        if participle.tag == "VBN" and predicate_of(tree, participle.index) in light:
            _prepositional(tree, participle.index, roles, "obl")
    if not is_verb(tree, first.head) or first.head == first.index:
        return
    verb = first.head
    predicate = predicate_of(tree, verb)
    affected = first.dep == "obj" or (first.dep.startswith("nsubj") and is_passive(tree, verb))
    if affected and predicate in light:
        if not is_passive(tree, verb):
            _add(roles, "agent", subjects(tree, verb))
        _prepositional(tree, verb, roles, "obl")
        for recipient in tree.children(verb, "iobj"):
            _add(roles, "recipient", expand(tree, recipient.index))
    elif first.dep == "nsubj" and predicate in words.occurrence_verbs:
        _prepositional(tree, verb, roles, "obl")


def phrase(tree: Tree, index: int) -> str:
    """Return the words of a noun phrase without its clauses, coordination and prepositional phrases."""
    left = [index]
    for token in tree.children(
        index, "det", "amod", "compound", "nmod:poss", "nmod:desc", "nummod", "flat", "case", "advmod"
    ):
        if token.dep == "case" and token.index < index:
            continue
        left.extend(tree.subtree(token.index))
    low, high = min(left), max(left)
    return tree.words(tree.tokens[low].start, tree.tokens[high].end)


def text_form(tree: Tree) -> str:
    """Return the clauses of a sentence in lines that a person can read, as `attache parse` prints them.

    One line a clause: predicate, form, factuality unless actual, roles; a noun that says nothing is left out.
    """
    lines = []
    for clause in Clauses(tree):
        shown = {
            role: heads for role, heads in clause.roles.items() if role not in ("host", "mod", "clause", "adjunct")
        }
        if clause.form == "noun" and not shown:
            continue
        degree = "" if clause.factuality.degree == "actual" else f" {clause.factuality.degree}"
        roles = ", ".join(f"{role}={' + '.join(phrase(tree, i) for i in heads)}" for role, heads in shown.items())
        said = f" [says {' + '.join(phrase(tree, i) for i in clause.speakers)}]" if clause.speakers else ""
        form = "" if clause.form == "verb" else f" {clause.form}"
        lines.append(f"{clause.predicate}{form}{degree}({roles}){said}")
    return "\n".join(lines)
