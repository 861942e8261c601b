"""Who does what in a dependency tree, with the syntax undone: subjects, objects and coordination.

All functions take a tree and token indices and return tuples of token indices, the heads of noun phrases.
Universal Dependencies relations are those of release 2.16.
"""

from __future__ import annotations

from flows.language.lexicon import lexicon
from flows.language.trees import Token, Tree

NOT_PREDICATES = frozenset({"aux", "cop", "case", "mark", "fixed", "compound", "flat", "cc", "punct"})
SUBORDINATORS = frozenset({"as", "since", "after", "before", "until", "than"})
DATED = frozenset({"in", "on", "by", "since", "during", "until"})
_MONTHS = (
    "January February March April May June July August September October November December "
    "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec"
)
MONTHS = frozenset(_MONTHS.split())
ADVERBIAL = frozenset({"without", "by", "before", "after", "while", "despite", "when", "since", "instead"})
CIRCUMSTANCE = frozenset({"despite", "via", "through", "without", "due to", "because of"})


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
    if particle is not None:
        return f"{lemma} {particle.text.lower()}"
    if (phrase := _phrasal_object(tree, index)) is not None:
        return f"{lemma} {case_of(tree, phrase)}"
    return f"{lemma} place" if _takes_place(tree, index) else lemma


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
    return (index if meant is None else meant, *conjuncts)


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
    if _takes_place(tree, index):
        return ()
    if not own and (phrase := _phrasal_object(tree, index)) is not None:
        return expand(tree, phrase)
    if own:
        return tuple(found for token in own for found in expand(tree, token.index) if not is_verb(tree, token.index))
    token = tree.tokens[index]
    if is_passive(tree, index):
        return ()
    if token.dep == "acl:relcl" and _lacks_object(tree, index):
        return expand(tree, token.head)
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


def _lacks_object(tree: Tree, index: int) -> bool:
    """Return whether a relative clause has a subject of its own and nothing of it stands for the noun."""
    subject = tree.child(index, "nsubj")
    if subject is None or subject.tag in ("WDT", "WP"):
        return False
    if tree.children(index, "ccomp", "xcomp", "advcl:relcl"):
        return False
    relative = ("WDT", "WP", "WP$", "WRB")
    return not any(tree.tokens[i].tag in relative for i in tree.subtree(index) if i < index)


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
        hidden = _subordinated_subject(tree, index) or _participle_subject(tree, index) or _dated_subject(tree, index)
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


def _is_finite(tree: Tree, index: int) -> bool:
    """Return whether a clause has a verb form that asks for a subject."""
    forms = [tree.tokens[index], *tree.children(index, "cop", "aux")]
    return any(form.tag in ("VBZ", "VBP", "VBD", "MD") for form in forms)


def appositions(tree: Tree, index: int) -> tuple[int, ...]:
    """Return what stands in apposition to a noun: as the parse says, or right behind it with no preposition.

    "via Kim, the leader's sister, saying": parsers hang both nouns on the verb.
    """
    token = tree.tokens[index]
    found = [t.index for t in tree.children(index, "appos")]
    end = max(tree.subtree(index))
    for sibling in tree.children(token.head, token.dep) if token.head != index else ():
        between = range(end + 1, min(tree.subtree(sibling.index)))
        commas = all(tree.tokens[i].text == "," for i in between) and len(between) <= 1
        if sibling.index > end and commas and not case_of(tree, sibling.index) and token.dep == "obl":
            found.append(sibling.index)
    return tuple(found)


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
        after = next((i for i in range(first, inside[-1] + 1) if not _is_date_word(tree.tokens[i])), None)
        if case_of(tree, phrase.index) not in DATED or after is None or after == first:
            continue
        if phrase.index >= after and tree.tokens[phrase.index].pos in ("NOUN", "PROPN"):
            return expand(tree, phrase.index)
        for part in tree.children(phrase.index, "nmod:unmarked", "appos", "flat", "compound"):
            if part.index >= after and part.pos == "PROPN":
                return expand(tree, part.index)
    return ()


def _is_date_word(token: Token) -> bool:
    return token.tag == "CD" or token.text in (",", "the") or token.text.rstrip(".") in MONTHS


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
    by_object = token.tag == "VBG" or predicate_of(tree, governor) in lexicon().object_control
    if by_object and not is_passive(tree, governor):
        for dep in ("obj", "iobj", "obl"):
            controller = tree.child(governor, dep)
            if controller is not None and (dep != "obl" or case_of(tree, controller.index) in ("on", "upon", "to")):
                return expand(tree, controller.index)
    if token.tag == "VB" and (legal := _legal_object(tree, governor)) is not None:
        return (legal,)
    return subjects(tree, governor, seen=seen)


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


def host_of(tree: Tree, index: int) -> int | None:
    """Return the clause that a noun phrase belongs to: the nearest governor that heads a clause."""
    if is_copular(tree, index):
        return index
    for ancestor in tree.ancestors(index):
        if has_clause(tree, ancestor.index):
            return ancestor.index
    return None


def case_of(tree: Tree, index: int) -> str:
    """Return the preposition of a phrase in lower case, its parts joined ("because of"); "" where it has none."""
    case = next((t for t in tree.children(index, "case", "mark") if t.tag != "POS"), None)
    if case is None:
        return ""
    return " ".join([case.text.lower(), *(t.text.lower() for t in tree.children(case.index, "fixed"))])
