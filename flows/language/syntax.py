"""Dependency trees with the syntax undone: verbs and passives, objects, coordination and apposition.

All functions take a tree and token indices and return tuples of token indices, the heads of noun phrases.
Universal Dependencies relations are those of release 2.16.
"""

from __future__ import annotations

from collections.abc import Sequence

from flows.language.lexicon import lexicon
from flows.language.trees import Token, Tree

LONG = 3  # names: a list in which a second name between commas is no apposition
NOT_PREDICATES = frozenset({"aux", "cop", "case", "mark", "fixed", "compound", "flat", "cc", "punct"})
_MONTHS = (
    "January February March April May June July August September October November December "
    "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec"
)
MONTHS = frozenset(_MONTHS.split())


def is_verb(tree: Tree, index: int) -> bool:
    """Return whether a token is a verb that can head a clause: no auxiliary, preposition or part of a name."""
    token = tree.tokens[index]
    if not token.tag.startswith("VB"):
        return False
    dep = token.dep.split(":")[0]
    if dep in NOT_PREDICATES:
        return False
    return dep != "amod" or token.tag in ("VBN", "VBG")


def is_copular(tree: Tree, index: int) -> bool:
    """Return whether a token is the noun or adjective of a copula."""
    return tree.child(index, "cop") is not None


def has_clause(tree: Tree, index: int) -> bool:
    """Return whether a token heads a clause of its own: a verb, or the predicate of a copula."""
    return is_verb(tree, index) or is_copular(tree, index)


def predicate_of(tree: Tree, index: int) -> str:
    """Return the lemma of a verb, with its particle: "break off"."""
    token = tree.tokens[index]
    particle = tree.child(index, "compound:prt")
    lemma = token.lemma.lower()
    if (prefix := prefix_of(tree, index)) is not None:
        lemma = f"{prefix.text.lower()}-{lemma}"
    if particle is not None and not _begins_amount(tree, particle):
        return f"{lemma} {particle.text.lower()}"
    if (phrase := _phrasal_object(tree, index)) is not None:
        return f"{lemma} {case_of(tree, phrase)}"
    return f"{lemma} place" if _takes_place(tree, index) else lemma


def _begins_amount(tree: Tree, particle: Token) -> bool:
    """Return whether a particle belongs to the amount behind it: "lend | up to a million"."""
    after = [token.text for token in tree.tokens[particle.index + 1 : particle.index + 2]]
    return particle.text == "up" and after == ["to"]


def prefix_of(tree: Tree, index: int) -> Token | None:
    """Return the first half of a verb written in two: "test" of "test-fired"."""
    halves = tree.tokens[max(index - 2, 0) : index]
    if len(halves) == 2 and halves[1].text == "-" and halves[0].head == index:
        return halves[0]
    return None


def _takes_place(tree: Tree, index: int) -> bool:
    """Return whether a verb is "take place", whose noun is no object."""
    objects = tree.children(index, "obj")
    return (
        tree.tokens[index].lemma == "take"
        and [t.text for t in objects] == ["place"]
        and not tree.children(objects[0].index)
    )


def _phrasal_object(tree: Tree, index: int) -> int | None:
    """Return the object of a phrasal verb whose particle was taken for a preposition: "broke | off relations"."""
    for phrase in tree.children(index, "obl"):
        case = tree.child(phrase.index, "case")
        if (
            case is not None
            and case.index == index + 1
            and f"{tree.tokens[index].lemma} {case.text}" in lexicon().phrasal_verbs
        ):
            return phrase.index
    return None


def is_passive(tree: Tree, index: int) -> bool:
    """Return whether a verb is passive: by its subject, its auxiliary, or as a bare past participle after a noun."""
    token = tree.tokens[index]
    if tree.child(index, "nsubj:pass", "aux:pass", "csubj:pass"):
        return True
    if token.tag != "VBN":
        return False
    if token.dep in ("acl", "amod"):
        return True
    if token.dep == "advcl" and tree.child(index, "aux", "nsubj") is None and tree.child(index, "obj") is None:
        return True
    if token.dep == "xcomp" and tree.child(index, "obj") is None:
        return True
    if token.dep == "conj" and tree.child(index, "nsubj", "aux") is None:
        return has_clause(tree, token.head) and is_passive(tree, token.head)
    return False


def expand(tree: Tree, index: int) -> tuple[int, ...]:
    """Return the noun phrase heads that one token stands for.

    Coordination is spread out ("Japan and China"), and a relative pronoun gives the noun that it stands for.
    """
    token = tree.tokens[index]
    if token.tag in ("WDT", "WP", "WP$") or (token.lemma == "that" and token.tag in ("DT", "IN", "WDT")):
        antecedent = antecedent_of(tree, index)
        if antecedent is not None:
            return expand(tree, antecedent)
    if is_verb(tree, index) and (inner := tree.child(index, "nsubj")) is not None and token.dep.startswith("nsubj"):
        # "vessels using a false flag were seized", where the participle was taken for the subject
        return expand(tree, inner.index)
    meant = _meant_by_one(tree, index)
    conjuncts = [t.index for t in tree.children(index, "conj") if not has_clause(tree, t.index)]
    return (index if meant is None else meant, *_listed_second(tree, index, conjuncts), *conjuncts)


def _listed_second(tree: Tree, index: int, conjuncts: Sequence[int]) -> list[int]:
    """Return the second name of a long list taken for one beside the first: "Lima, Quito, Bogotá and Caracas"."""
    if len(conjuncts) < LONG - 1 or tree.tokens[index].pos != "PROPN":
        return []
    beside = tree.children(index, "nmod:unmarked", "appos", "flat", "list")
    return [
        t.index
        for t in beside
        if t.pos == "PROPN" and index < t.index < min(conjuncts) and tree.tokens[t.index + 1].text == ","
    ]


def _meant_by_one(tree: Tree, index: int) -> int | None:
    """Return the noun that "the latest one" or "another one" is one of: the nearest plural before it."""
    if tree.tokens[index].lemma.lower() != "one" or not tree.children(index, "det", "amod"):
        return None
    if tree.children(index, "nmod"):
        return None
    plurals = (i for i in range(index - 1, -1, -1) if tree.tokens[i].tag == "NNS" and tree.tokens[i].dep != "compound")
    return next(plurals, None)


def antecedent_of(tree: Tree, index: int) -> int | None:
    """Return the noun that a relative pronoun stands for, or None outside a relative clause."""
    for ancestor in (tree.tokens[index], *tree.ancestors(index)):
        if ancestor.dep in ("acl:relcl", "advcl:relcl") and ancestor.head != index:
            return ancestor.head
    return None


def objects(tree: Tree, index: int) -> tuple[int, ...]:
    """Return the objects of a verb, also the one left out of a relative clause or shared with a later verb."""
    own = tree.children(index, "obj")
    if not own and not tree.children(index, "ccomp"):
        # "accused Peru of spying": an indirect object without a direct one
        own = tree.children(index, "iobj")
    if _takes_place(tree, index):
        return ()
    if not own and (phrase := _phrasal_object(tree, index)) is not None:
        return expand(tree, phrase)
    if own:
        return tuple(found for token in own for found in expand(tree, token.index) if not is_verb(tree, token.index))
    token = tree.tokens[index]
    if is_passive(tree, index):
        return ()
    if (bare := _bare_oblique(tree, index)) is not None:
        return expand(tree, bare)
    if (antecedent := _object_before(tree, token)) is not None:
        return expand(tree, antecedent)
    # "condemned and sanctioned the regime": the object follows the last verb and serves both.
    for later in tree.children(index, "conj"):
        if later.tag == token.tag and is_verb(tree, later.index) and not tree.children(index, "obl", "xcomp", "ccomp"):
            shared = tree.children(later.index, "obj")
            if shared and tree.child(later.index, "nsubj", "mark") is None and later.index - index <= 3:
                return tuple(found for t in shared for found in expand(tree, t.index))
    # "a resolution to impose": nothing; "the embargo it lifted and later reimposed": shared with the first verb.
    if token.dep == "conj" and is_verb(tree, token.head) and tree.tokens[token.head].dep == "acl:relcl":
        return objects(tree, token.head) if not tree.children(index, "xcomp", "ccomp", "obl") else ()
    return ()


def _bare_oblique(tree: Tree, index: int) -> int | None:
    """Return a noun behind a verb that hangs on it as an oblique without a preposition: only an object has none."""
    for phrase in tree.children(index, "obl"):
        nominal = phrase.dep == "obl" and phrase.tag in ("NN", "NNS", "NNP", "NNPS") and phrase.index > index
        if nominal and not case_of(tree, phrase.index) and not is_date_word(phrase):
            return phrase.index
    return None


def _object_before(tree: Tree, token: Token) -> int | None:
    """Return the noun before a relative clause without object: "the embassy Peru opened", "... plans to open"."""
    governor = tree.tokens[token.head]
    if token.dep == "acl:relcl" and _lacks_object(tree, token.index):
        return governor.index
    infinitive = token.dep == "xcomp" and token.tag == "VB" and governor.dep == "acl:relcl"
    if infinitive and _lacks_object(tree, governor.index, within=token.index):
        return governor.head
    return None


def _lacks_object(tree: Tree, index: int, within: int | None = None) -> bool:
    """Return whether a relative clause has a subject of its own and nothing of it stands for the noun.

    With ``within`` it is the infinitive that the clause ends in which lacks one.
    """
    subject = tree.child(index, "nsubj")
    if subject is None or subject.tag in ("WDT", "WP"):
        return False
    complements = [t for t in tree.children(index, "ccomp", "xcomp", "advcl:relcl") if t.index != within]
    if complements or (within is not None and tree.child(index, "obj") is not None):
        return False
    relative = ("WDT", "WP", "WP$", "WRB")
    return not any(tree.tokens[i].tag in relative for i in tree.subtree(index) if i < index)


def appositions(tree: Tree, index: int) -> tuple[int, ...]:
    """Return what stands in apposition to a noun: as the parse says, or right behind it with no preposition.

    "via Kim, the leader's sister, saying", "Peru's old foe Chile fell": parsers hang both nouns on the verb.
    """
    token = tree.tokens[index]
    found = [t.index for t in tree.children(index, "appos")]
    if token.pos == "NOUN":
        # "the NATO member Turkey": the name right behind the noun is part of it for some parsers
        found += [t.index for t in tree.children(index, "flat") if t.pos == "PROPN"]
    end = max(tree.subtree(index))
    for sibling in tree.children(token.head, token.dep) if token.head != index else ():
        between = range(end + 1, min(tree.subtree(sibling.index)))
        commas = all(tree.tokens[i].text == "," for i in between) and len(between) <= 1
        named = token.pos == "NOUN" and sibling.pos == "PROPN" and not between
        if sibling.index > end and commas and not case_of(tree, sibling.index) and (token.dep == "obl" or named):
            found.append(sibling.index)
    return tuple(found)


def is_date_word(token: Token) -> bool:
    """Return whether a word may be part of a date: a number, a month, the comma and the article between."""
    return token.tag == "CD" or token.text in (",", "the") or token.text.rstrip(".") in MONTHS


def host_of(tree: Tree, index: int) -> int | None:
    """Return the clause that a noun phrase belongs to: the nearest governor that heads a clause."""
    if is_copular(tree, index):
        return index
    for ancestor in tree.ancestors(index):
        if has_clause(tree, ancestor.index):
            return ancestor.index
    return None


def case_of(tree: Tree, index: int) -> str:
    """Return the preposition of a phrase in lower case, its parts joined ("because of"); "" where it has none.

    "with President Duarte": where the title is a word before the name, it is the title that has the preposition.
    """
    cases = [t for t in tree.children(index, "case", "mark") if t.tag != "POS"]
    if not cases:
        titles = (t.index for t in tree.children(index, "nmod:desc", "compound") if t.index < index)
        return next((found for title in titles if (found := case_of(tree, title))), "")
    case = cases[0]
    if case.text.lower() == "out" and len(cases) > 1 and cases[1].text.lower() == "of":
        return "out of"
    return " ".join([case.text.lower(), *(t.text.lower() for t in tree.children(case.index, "fixed"))])
