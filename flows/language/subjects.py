"""Who does what a verb says: its own subject, or the one that syntax left out or the parse gave to a neighbour.

Control, raising, coordination, participles, relative clauses and infinitives after nouns are followed.
"""

from __future__ import annotations

from flows.language.lexicon import lexicon
from flows.language.syntax import (
    appositions,
    case_of,
    expand,
    has_clause,
    host_of,
    is_date_word,
    is_passive,
    is_verb,
    predicate_of,
    prefix_of,
)
from flows.language.trees import Token, Tree

SUBORDINATORS = frozenset({"as", "since", "after", "before", "until", "than"})
DATED = frozenset({"in", "on", "by", "since", "during", "until"})
ADVERBIAL = frozenset({"without", "by", "before", "after", "while", "despite", "when", "since", "instead"})
CIRCUMSTANCE = frozenset({"despite", "via", "through", "without", "due to", "because of"})


def subjects(tree: Tree, index: int, *, seen: frozenset[int] = frozenset()) -> tuple[int, ...]:
    """Return the logical surface subject of a verb or copula: its own, or the one that syntax left out.

    Control, raising, coordination, participles, relative clauses and infinitives after nouns are followed.
    """
    if index in seen:
        return ()
    seen = seen | {index}
    own = [t for t in tree.children(index, "nsubj") if t.dep != "nsubj:outer"]
    if own:
        return tuple(found for token in own for found in expand(tree, token.index))
    token = tree.tokens[index]
    dep = token.dep
    if dep != "acl:relcl" and _is_finite(tree, index):
        # A finite clause has a subject, which the parse may have given to a neighbour.
        hidden = (
            _subordinated_subject(tree, index)
            or _participle_subject(tree, index)
            or _dated_subject(tree, index)
            or _subject_of_prefix(tree, index)
            or _modifying_subject(tree, index)
        )
        if hidden or dep != "conj":
            return hidden
    if dep == "conj":
        return subjects(tree, token.head, seen=seen) if has_clause(tree, token.head) else ()
    if dep in ("acl:relcl", "amod"):
        return expand(tree, token.head)
    if dep == "acl":
        return _subject_after_noun(tree, token, seen)
    if dep in ("xcomp", "ccomp"):
        return _controller(tree, token, seen)
    if dep in ("advcl", "parataxis", "obl", "nmod"):
        return _subject_of_adjunct(tree, token, seen)
    return ()


def _subject_of_prefix(tree: Tree, index: int) -> tuple[int, ...]:
    """Return the subject that hangs on the first half of a verb: "Peru | test | -fired a rocket"."""
    prefix = prefix_of(tree, index)
    own = tree.children(prefix.index, "nsubj", "compound", "nmod") if prefix is not None else ()
    return expand(tree, own[-1].index) if own else ()


def _modifying_subject(tree: Tree, index: int) -> tuple[int, ...]:
    """Return a noun that was taken for a modifier of a finite verb: "Peru's navy | launches a search"."""
    before = [t for t in tree.children(index, "amod", "compound", "nmod", "nmod:poss") if t.index < index]
    return expand(tree, before[-1].index) if before and before[-1].pos in ("NOUN", "PROPN") else ()


def _is_finite(tree: Tree, index: int) -> bool:
    """Return whether a clause has a verb form that asks for a subject."""
    forms = [tree.tokens[index], *tree.children(index, "cop", "aux")]
    return any(form.tag in ("VBZ", "VBP", "VBD", "MD") for form in forms)


def hidden_participles(tree: Tree, index: int) -> tuple[int, ...]:
    """Return the participles before a verb that took its subject: "ships | using a false flag | were seized"."""
    if tree.child(index, "nsubj") is not None:
        taken = tree.children(index, "nsubj")
    else:
        taken = tree.children(index, "parataxis", "advcl", "ccomp", "csubj")
    return tuple(t.index for t in taken if t.index < index and t.tag == "VBG" and _owns_subject(tree, t.index))


def _owns_subject(tree: Tree, index: int) -> bool:
    return tree.child(index, "nsubj") is not None and tree.child(index, "aux", "mark") is None


def _participle_subject(tree: Tree, index: int) -> tuple[int, ...]:
    return tuple(i for hidden in hidden_participles(tree, index) for i in subjects(tree, hidden))


def _dated_subject(tree: Tree, index: int) -> tuple[int, ...]:
    """Return the phrase that a date before it has swallowed: "In 2014 Russian forces | seized ...".

    The tree has the forces in 2014, or a state as part of the day: "On 19 May 1976 Iceland | broke off ...".
    """
    for phrase in tree.children(index, "obl"):
        inside = tree.subtree(phrase.index)
        if inside[-1] != index - 1 and inside[-1] >= index:
            continue
        first = next((i for i in inside if tree.tokens[i].dep != "case"), inside[-1])
        after = next((i for i in range(first, inside[-1] + 1) if not is_date_word(tree.tokens[i])), None)
        if case_of(tree, phrase.index) not in DATED or after is None or after == first:
            continue
        if phrase.index >= after and tree.tokens[phrase.index].pos in ("NOUN", "PROPN"):
            return expand(tree, phrase.index)
        for part in tree.children(phrase.index, "nmod:unmarked", "appos", "flat", "compound"):
            if part.index >= after and part.pos == "PROPN":
                return expand(tree, part.index)
    return ()


def _subordinated_subject(tree: Tree, index: int) -> tuple[int, ...]:
    """Return the phrase right before a finite verb that a word like "as" stands before: "as Peru | is one of ..."."""
    last = min(t.index for t in (tree.tokens[index], *tree.children(index, "cop", "aux"))) - 1
    if last < 0:
        return ()
    for token in (*tree.ancestors(last), tree.tokens[last]):
        inside = tree.subtree(token.index)
        marked = case_of(tree, token.index) in SUBORDINATORS
        if marked and index not in inside and inside[-1] == last and not has_clause(tree, token.index):
            return expand(tree, token.index)
    return ()


def _controller(tree: Tree, token: Token, seen: frozenset[int]) -> tuple[int, ...]:
    governor = token.head
    if token.dep == "ccomp" and (token.tag != "VB" or tree.child(token.index, "aux")):
        return ()
    if not is_verb(tree, governor):
        return subjects(tree, governor, seen=seen)
    # "shows him visiting", "persuaded him to visit"; but "boarded a ship to search it"
    by_object = token.tag == "VBG" or is_urging(tree, governor)
    if by_object and not is_passive(tree, governor):
        for dep in ("obj", "iobj", "obl"):
            controller = tree.child(governor, dep)
            if controller is not None and (dep != "obl" or case_of(tree, controller.index) in ("on", "upon", "to")):
                return expand(tree, controller.index)
    if token.tag == "VB" and (legal := _legal_object(tree, governor)) is not None:
        return (legal,)
    return subjects(tree, governor, seen=seen)


def is_urging(tree: Tree, index: int) -> bool:
    """Return whether a verb's object, or what stands after its "on", is to do what its infinitive says."""
    predicate = predicate_of(tree, index)
    phrases = (case_of(tree, phrase.index) for phrase in tree.children(index, "obl"))
    control = lexicon().object_control
    return predicate in control or any(f"{predicate} {preposition}" in control for preposition in phrases)


def _legal_object(tree: Tree, index: int) -> int | None:
    """Return the object of a verb that is an act in law: "sponsored a resolution to impose"."""
    for token in tree.children(index, "obj"):
        if token.lemma.lower() in lexicon().legal_acts:
            return token.index
    return None


def _subject_of_adjunct(tree: Tree, token: Token, seen: frozenset[int]) -> tuple[int, ...]:
    governor = token.head
    if token.tag not in ("VBG", "VB", "VBN"):
        return ()
    if token.tag == "VB" and is_verb(tree, governor):
        if is_urging(tree, governor):
            return _controller(tree, token, seen)
        if (legal := _legal_object(tree, governor)) is not None:
            return (legal,)
    if has_clause(tree, governor):
        # "prohibiting the North from exporting", "accused the North of exporting": the object does it.
        marks = {t.lemma.lower() for t in tree.children(token.index, "mark", "case")}
        of_object = is_verb(tree, governor) and predicate_of(tree, governor) in lexicon().object_gerunds
        if "from" in marks or (of_object and marks):
            if is_passive(tree, governor):
                return subjects(tree, governor, seen=seen)
            controller = tree.child(governor, "obj")
            if controller is not None:
                return expand(tree, controller.index)
        told_of = _told_of(tree, token)
        return expand(tree, told_of) if told_of is not None else subjects(tree, governor, seen=seen)
    return _subject_after_noun(tree, token, seen)


def _told_of(tree: Tree, token: Token) -> int | None:
    """Return the noun phrase that a participle right after it tells of: "despite Peru, its neighbour, objecting".

    Only after prepositions that bring in a circumstance; after others ("talks with Peru, hoping") it is the subject's.
    """
    if token.tag != "VBG" or tree.child(token.index, "mark"):
        return None
    first = min(tree.subtree(token.index))
    for phrase in tree.children(token.head, "obl"):
        if case_of(tree, phrase.index) in CIRCUMSTANCE:
            ends = [max(tree.subtree(i)) for i in (phrase.index, *appositions(tree, phrase.index))]
            if max(ends) in (first - 1, first - 2):
                return phrase.index
    return None


def _subject_after_noun(tree: Tree, token: Token, seen: frozenset[int]) -> tuple[int, ...]:
    """Return who does the verb that hangs on a noun: "vessels using", "troops sent", "a decision by X to".

    A participle's subject is the noun itself. Of an infinitive or "of ...-ing" it is the noun's author, possessor,
    or the subject of the verb that the noun belongs to.
    """
    noun = token.head
    words = lexicon()
    lemma = tree.tokens[noun].lemma.lower()
    if token.tag == "VB" and lemma in words.legal_acts:
        return expand(tree, noun)
    if token.tag == "VB" and lemma not in words.planned | words.denied | words.actual:
        # "stopped ships to search them": no noun of wishing or deciding, so the purpose of whoever acts.
        host = host_of(tree, noun)
        found = subjects(tree, host, seen=seen) if host is not None else ()
        if found and noun not in found:
            return found
    marks = {t.text.lower() for t in tree.children(token.index, "mark", "case")}
    if marks & ADVERBIAL:
        # "signed the pact without recognising": hung on the noun, done by who signed
        host = host_of(tree, noun)
        return subjects(tree, host, seen=seen) if host is not None else ()
    verb = tree.tokens[tree.tokens[noun].head]
    by_object = "from" in marks or predicate_of(tree, verb.index) in lexicon().object_gerunds
    if marks and tree.tokens[noun].dep in ("obj", "nsubj:pass") and by_object:
        # "accused Chad of supplying", hung on Chad
        return expand(tree, noun)
    prepositional = bool(marks & {"of", "to", "for", "in", "on"})
    if token.tag in ("VBG", "VBN") and not prepositional:
        return expand(tree, noun)
    for author in tree.children(noun, "nmod", "obl"):
        if author.dep != "nmod:poss" and case_of(tree, author.index) == "by":
            return expand(tree, author.index)
    possessor = tree.child(noun, "nmod:poss")
    if possessor is not None:
        return expand(tree, possessor.index)
    host = host_of(tree, noun)
    if host is not None:
        found = subjects(tree, host, seen=seen)
        if noun not in found:
            return found
    return ()
