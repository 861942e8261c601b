"""How real a clause is said to be: actual, planned or denied (DATA.md), and by which words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from flows.language.lexicon import lexicon
from flows.language.syntax import has_clause, is_copular, is_passive, is_verb, predicate_of
from flows.language.trees import Token, Tree

Degree = Literal["actual", "planned", "denied"]


@dataclass(frozen=True, slots=True)
class Factuality:
    """A degree, and the tokens that lower it from actual (none where it is actual)."""

    degree: Degree = "actual"
    tokens: tuple[int, ...] = ()


ACTUAL = Factuality()
# Prepositions by which a noun of wishing or refusing governs an event noun: "hope of", "call for", "threat to".
REACHING = frozenset({"of", "for", "on", "about", "to", "at"})
FIRSTS = frozenset({"first", "second", "third", "last", "latest", "only"})
# Nouns of the `planned` list that take an infinitive, but whose "of" or "on" phrase is only their topic.
TOPICAL = frozenset({"talk", "negotiation", "support", "right", "power", "campaign", "bill"})


def _under(outer: Factuality, inner: Factuality) -> Factuality:
    """Return the factuality of a clause that is ``inner`` in itself and governed by something ``outer``.

    Two denials are none ("did not fail to"); of a plan and a denial the denial holds ("does not want to").
    """
    if inner.degree == "actual":
        return outer
    if outer.degree == "actual":
        return inner
    tokens = tuple(sorted({*outer.tokens, *inner.tokens}))
    if outer.degree == inner.degree == "denied":
        return Factuality("actual")
    if "denied" in (outer.degree, inner.degree):
        return Factuality("denied", tokens)
    return Factuality("planned", tokens)


def clause_factuality(tree: Tree, index: int, *, seen: frozenset[int] = frozenset()) -> Factuality:
    """Return the factuality of the clause headed by a verb or by the noun or adjective of a copula."""
    if index in seen:
        return ACTUAL
    seen = seen | {index}
    return _under(_governed(tree, index, seen), _own(tree, index))


def noun_factuality(tree: Tree, index: int) -> Factuality:
    """Return the factuality of the event that a noun names: by its determiner, adjectives and verb."""
    words = lexicon()
    if is_copular(tree, index):
        return clause_factuality(tree, index)
    own = ACTUAL
    for token in tree.children(index, "det", "amod", "advmod", "compound"):
        lemma = token.lemma.lower()
        if token.dep == "det" and lemma in words.negative_determiners:
            own = Factuality("denied", (token.index,))
        elif lemma in words.planned_adjectives:
            own = Factuality("planned", (token.index,))
        elif token.text.lower() in words.denied_adjectives:
            own = Factuality("denied", (token.index,))
    return _under(_governing_noun(tree, index), own)


def _governing_noun(tree: Tree, index: int) -> Factuality:
    """Return the factuality that an event noun takes from what it belongs to."""
    token = tree.tokens[index]
    governor, dep = token.head, token.dep.split(":")[0]
    if governor == index:
        return ACTUAL
    preposition = next((t.lemma.lower() for t in tree.children(index, "case")), "")
    if dep in ("conj", "appos"):
        return ACTUAL if has_clause(tree, governor) else noun_factuality(tree, governor)
    if is_verb(tree, governor):
        return _of_verb(tree, token, preposition)
    lemma = tree.tokens[governor].lemma.lower()
    if dep == "nmod" and preposition in REACHING:
        # Only nouns of wishing, fearing and refusing reach into an "of" phrase; "the right of asylum" does not.
        if lemma in lexicon().denied:
            return Factuality("denied", (governor,))
        if lemma in lexicon().planned - TOPICAL:
            return Factuality("planned", (governor,))
    return ACTUAL


def _of_verb(tree: Tree, token: Token, preposition: str) -> Factuality:
    """Return the factuality of an event noun that is a verb's subject, object or prepositional phrase."""
    words = lexicon()
    verb, dep = token.head, token.dep.split(":")[0]
    predicate = predicate_of(tree, verb)
    object_like = dep == "obj" or token.dep == "nsubj:pass"
    name = predicate if object_like else f"{predicate} {preposition}" if dep == "obl" else ""
    if name in words.planned_objects:
        return Factuality("planned", (verb,))
    if name in words.denied_objects:
        return _under(clause_factuality(tree, verb), Factuality("denied", (verb,)))
    if preposition in words.negative_markers:
        return Factuality("denied", (token.index,))
    happens = (object_like and predicate in words.light_verbs) or (
        dep == "nsubj" and predicate in words.occurrence_verbs
    )
    return clause_factuality(tree, verb) if happens else ACTUAL


def _own(tree: Tree, index: int) -> Factuality:
    """Return what the clause's own auxiliaries, negations and negative subjects or objects make of it."""
    children = tree.children(index)
    negative = tuple(t.index for t in children if _negates(tree, t, index))
    planned = tuple(t.index for t in children if _suspends(t, index))
    if not planned and not tree.child(index, "aux", "nsubj", "mark") and tree.tokens[index].dep == "conj":
        planned = _shared_auxiliaries(tree, index)
    if planned and _irrealis_past(tree, index):
        return Factuality("denied", planned)
    if negative:
        return Factuality("denied", negative)
    if planned:
        return Factuality("planned", planned)
    if _is_to_be(tree, index):
        return Factuality("planned", (index,))
    return ACTUAL


def _negates(tree: Tree, token: Token, index: int) -> bool:
    """Return whether a dependent of a clause denies it: "not", "no embassy", "without", "has yet to", "in vain"."""
    words = lexicon()
    text = token.text.lower()
    match token.dep.split(":")[0]:
        case "advmod" if text == "yet":
            return tree.tokens[index].tag == "VB"
        case "advmod" | "aux" | "det":
            return text in words.negations
        case "cc" | "mark" | "case":
            return text in words.negations or text in words.negative_markers
        case "nsubj" | "obj" | "expl":
            return text in words.negative_pronouns or _negated_noun(tree, token)
        case "obl":
            return text == "vain"
    return False


def _suspends(token: Token, index: int) -> bool:
    """Return whether a dependent makes a clause a plan or a condition: "will", "may", "if"."""
    words = lexicon()
    text = token.text.lower()
    if token.dep.split(":")[0] == "aux":
        return text in words.planned_auxiliaries
    return token.dep == "mark" and text in words.conditional_markers and token.index < index


def _irrealis_past(tree: Tree, index: int) -> bool:
    """Return whether the clause says what would have been: "would have joined", "could have been averted"."""
    auxiliaries = [t.text.lower() for t in tree.children(index, "aux")]
    return "have" in auxiliaries and any(t in ("would", "could", "should", "might") for t in auxiliaries)


def _negated_noun(tree: Tree, token: Token) -> bool:
    return any(t.lemma.lower() in lexicon().negative_determiners for t in tree.children(token.index, "det"))


def _shared_auxiliaries(tree: Tree, index: int) -> tuple[int, ...]:
    """Return the modal of the first verb where it reaches a later one: "will visit Rome and sign ..."."""
    if tree.tokens[index].tag != "VB":
        return ()
    first = tree.tokens[index].head
    auxiliaries = lexicon().planned_auxiliaries
    return tuple(t.index for t in tree.children(first, "aux") if t.text.lower() in auxiliaries)


def _is_to_be(tree: Tree, index: int) -> bool:
    """Return whether the verb is told as arranged: "is to visit", "is going to visit", "are due to"."""
    marks = [t for t in tree.children(index, "mark") if t.tag == "TO"]
    return (
        bool(marks) and any(t.lemma == "be" for t in tree.children(index, "aux", "cop")) and not is_passive(tree, index)
    )


def _governed(tree: Tree, index: int, seen: frozenset[int]) -> Factuality:
    """Return the factuality that the governor of a clause gives it."""
    token = tree.tokens[index]
    governor = token.head
    dep = token.dep
    if governor == index or dep in ("acl:relcl", "parataxis", "appos"):
        return ACTUAL
    if dep == "conj":
        # Conjoined infinitives and participles share what governs the first; finite verbs stand alone.
        infinitive = token.tag in ("VB", "VBG", "VBN") and tree.child(index, "nsubj") is None
        shares = infinitive and has_clause(tree, governor) and not tree.children(index, "aux")
        return _under(_governed(tree, governor, seen), _marker(tree, governor)) if shares else ACTUAL
    if dep == "amod":
        return ACTUAL
    if dep == "acl" and token.tag in ("VBG", "VBN") and not tree.children(index, "mark"):
        return ACTUAL
    if dep in ("xcomp", "ccomp", "acl", "csubj", "csubj:pass", "csubj:outer") or (dep == "nmod" and token.tag == "VBG"):
        return _complement(tree, index, governor, seen)
    if dep in ("advcl", "obl"):
        return _adjunct(tree, index, governor, seen)
    return ACTUAL


def _complement(tree: Tree, index: int, governor: int, seen: frozenset[int]) -> Factuality:
    words = lexicon()
    if has_clause(tree, governor):
        outer = clause_factuality(tree, governor, seen=seen)
        name = predicate_of(tree, governor) if is_verb(tree, governor) else tree.tokens[governor].lemma.lower()
    else:
        outer = noun_factuality(tree, governor)
        name = tree.tokens[governor].lemma.lower()
    if tree.tokens[index].dep == "xcomp" and any(
        t.lemma.lower() in words.legal_acts for t in tree.children(governor, "obj")
    ):
        # "sponsored a resolution to impose": the resolution's own clause, whatever the verb does with it
        return outer
    said = tree.tokens[index].dep == "ccomp" and name in words.saying
    if name in words.denied:
        return _under(outer, Factuality("denied", (governor,)))
    infinitive = any(t.tag == "TO" for t in tree.children(index, "mark"))
    if (
        infinitive
        and name == "able"
        and any(t.text.lower() in ("was", "were", "been") for t in tree.children(governor, "cop"))
    ):
        # "has been able to": it did
        return outer
    if infinitive and any(t.text.lower() in FIRSTS for t in tree.children(governor, "amod")):
        # "the first country to recognise": it did
        return outer
    if name in words.planned and (infinitive or not said):
        return _under(outer, Factuality("planned", (governor,)))
    if said:
        # What a speaker says is taken as said; "did not say that" leaves it open and asserts nothing.
        return outer if outer.degree != "actual" else ACTUAL
    if name in words.actual or name in words.legal_acts or tree.tokens[index].dep in ("csubj", "csubj:pass"):
        return outer
    if infinitive and tree.tokens[index].lemma.lower() in words.achieved_purposes:
        return outer
    return _under(outer, Factuality("planned", (governor,))) if infinitive else outer


def _adjunct(tree: Tree, index: int, governor: int, seen: frozenset[int]) -> Factuality:
    """Return what an adverbial clause takes from its place: purposes are planned, "without ...-ing" is denied."""
    marks = {t.lemma.lower() for t in tree.children(index, "mark", "case")}
    token = tree.tokens[index]
    if has_clause(tree, governor):
        outer = clause_factuality(tree, governor, seen=seen)
        name = predicate_of(tree, governor) if is_verb(tree, governor) else tree.tokens[governor].lemma.lower()
    else:
        outer, name = ACTUAL, tree.tokens[governor].lemma.lower()
    if "from" in marks and name in lexicon().denied:
        return _under(outer, Factuality("denied", (governor,)))
    if token.tag == "VB" and "to" in marks:
        if name in lexicon().denied:
            return _under(outer, Factuality("denied", (governor,)))
        if token.lemma.lower() in lexicon().achieved_purposes:
            return outer
        return _under(outer, Factuality("planned", (index,)))
    if token.tag == "VBG" and not marks and name in lexicon().denied:
        return _under(outer, Factuality("denied", (governor,)))
    if token.tag in ("VBG", "VBN") and not marks and outer.degree != "actual":
        return outer
    return ACTUAL


def _marker(tree: Tree, index: int) -> Factuality:
    """Return what a conjunct takes over of the first verb's own marking: "without recognising or supporting"."""
    marks = [t.index for t in tree.children(index, "mark", "case") if t.text.lower() in lexicon().negative_markers]
    return Factuality("denied", tuple(marks)) if marks else ACTUAL
