"""Who a pronoun stands for: the subject of its clause, of the clause above, or of the sentence before."""

from __future__ import annotations

from collections.abc import Sequence

from flows.language.mentions import Mention
from flows.language.names import plain
from flows.language.nouns import noun_class, singular, word_lists
from flows.language.persons import HE, SHE, THEY, WE, is_person, one_person, person_before, she
from flows.language.salience import LOOK_BACK, Discourse, clause_of, each_once, listed, outer_clause
from flows.language.syntax import case_of
from flows.language.trees import Token, Tree

_STATELIKE = frozenset({"state", "igo", "organisation", "vessel", "group"})
# Names with a plural's ending take "its" and "their": "the Emirates".
_PLURAL_NAMES = frozenset(
    {"Emirates", "Philippines", "Netherlands", "Maldives", "Seychelles", "Comoros", "Bahamas", "Islands", "States"}
)
# What "it" does here is no state's doing: "it happened again", "it worked".
_EVENTS = frozenset({"happen", "occur", "work", "matter", "befall", "rain", "snow", "hurt", "pay", "depend", "suffice"})

# What is done to states alone, so that "it" as their object is one.
_DONE_TO_STATES = frozenset(
    {"recognise", "recognize", "invade", "annex", "occupy", "accuse", "blame", "isolate", "befriend", "colonise", "arm"}
)


def _fits(words: str, found: Sequence[Mention]) -> list[Mention]:
    """Return the mentions if a pronoun of this number and kind can mean them, else nothing."""
    found = [m for m in found if m.actor and m.kind not in ("region", "world") and m.noun != "kin"]
    found = [m for m in found if m.words.lower() not in WE]  # "we" and "they" are two
    if words in HE:
        persons = [m for m in found if m.kind == "person" or m.name or m.noun == "office"]
        return persons if len(persons) == len(found) == 1 and not persons[0].plural else []
    actors = each_once(found)
    if words in THEY:
        return (
            actors if len(actors) > 1 or any(m.plural or m.words.split()[-1] in _PLURAL_NAMES for m in actors) else []
        )
    if len(actors) != 1 or actors[0].kind not in _STATELIKE:
        return []
    # "It" is no person and no crowd; "its" after leaders is their state's.
    if words == "its":
        return actors if not actors[0].plural or actors[0].noun in ("office", "force", "organ") else []
    return actors if not (actors[0].plural or actors[0].name) else []


def pronoun(discourse: Discourse, sentence: int, mention: Mention, words: str) -> list[Mention]:
    """Return who a pronoun stands for, several for "they", nothing where two would fit."""
    tree = discourse.trees[sentence]
    token = tree.tokens[mention.head]
    clause = clause_of(tree, token.index)
    possessive = token.tag == "PRP$" or token.dep == "nmod:poss"
    owner = tree.tokens[token.head]
    while possessive and owner.dep.split(":")[0] in ("flat", "compound", "nmod") and owner.head > owner.index:
        owner = tree.tokens[owner.head]  # "its rival Chad"
    if possessive and owner.dep == "conj" and len(tree.children(owner.head, "conj")) == 1:
        joined = _fits(words, discourse.at(sentence, owner.head))
        if joined:
            return joined  # "Russia and its allies", not "China, France and its other creditors"
    if words == "it" and token.dep.startswith("nsubj") and clause.lemma in _EVENTS:
        return []
    if words in SHE and (feminine := she(discourse, sentence, token)):
        return feminine
    own = _said_of(discourse, sentence, owner) if possessive else _own_arguments(discourse, sentence, token, clause)
    if not possessive and (
        not _may_stand_for_actor(tree, token, clause, words) or (own and token.dep.startswith("nsubj"))
    ):
        return []
    if not possessive:
        own = own | _relative_noun(discourse, sentence, clause)
    # An embassy is a state's, whatever thing the clause is about: "after a crowd ransacked its embassy".
    states_own = possessive and singular(owner.text) in word_lists()["states_own"]
    level = clause if possessive else outer_clause(tree, clause)
    found = _of_clauses(discourse, sentence, mention, level, own, passing=states_own)
    if found is not None:
        return found
    if words in HE and (person := person_before(discourse, sentence, token, own)):
        return person
    if words == "it" and token.dep == "obj" and clause.lemma in _DONE_TO_STATES:
        # "Kosovo is the thorn. Serbia does not recognise it": only a state is so treated
        before = discourse.main_subject(sentence - 1) if sentence else []
        return [m for m in _fits(words, before) if m.actor not in own and m.kind == "state"]
    if (token.dep in ("obj", "iobj", "obl") and words in ("it", "them")) or _has_rival(
        discourse, sentence, token, words, own
    ):
        return []
    holder = _holder_before(discourse, sentence, own) if words == "its" and own else []
    return holder or _from_sentences_before(discourse, sentence, words, own)


def _said_of(discourse: Discourse, sentence: int, noun: Token) -> set[str]:
    """Return the actors that a noun is said of: nobody is his own ally in "Peru, its ally" or "Peru is its ally"."""
    tree = discourse.trees[sentence]
    outer = tree.tokens[noun.head]
    if noun.dep == "nmod" and outer.lemma.lower() in ("one", "some", "most", "each"):
        noun, outer = outer, tree.tokens[outer.head]  # "one of its allies"
    if noun.dep == "appos":
        heads: tuple[int, ...] = (outer.index,)
    elif tree.child(noun.index, "cop") is not None:
        heads = discourse.all_subjects(sentence, noun.index)
    elif noun.dep == "xcomp" and outer.lemma.lower() in ("become", "remain", "stay"):
        heads = discourse.all_subjects(sentence, outer.index)
    else:
        return set()
    return {m.actor for head in heads for m in discourse.at(sentence, head)}


def _holder_before(discourse: Discourse, sentence: int, own: set[str]) -> list[Mention]:
    """Return whose the thing is that the sentence before says somebody is: "The union is Peru's main market. ..."."""
    if not sentence:
        return []
    tree = discourse.trees[sentence - 1]
    if tree.child(tree.root.index, "cop") is None:
        return []
    holders = [t.index for t in tree.children(tree.root.index, "nmod:poss")]
    found = each_once(m for m in discourse.resolved[sentence - 1] if m.head in holders and m.actor)
    return found if len(found) == 1 and found[0].actor not in own and found[0].kind in _STATELIKE else []


def _own_arguments(discourse: Discourse, sentence: int, token: Token, clause: Token) -> set[str]:
    """Return the actors that a pronoun cannot mean: the other arguments of its own verb."""
    tree = discourse.trees[sentence]
    own = {
        m.actor
        for head in discourse.all_subjects(sentence, clause.index, without=token.index)
        for m in discourse.at(sentence, head)
        if not (tree.tokens[head].dep == "conj" and tree.tokens[head].head == token.index)  # "he and the king"
    }
    return own


def _relative_noun(discourse: Discourse, sentence: int, clause: Token) -> set[str]:
    """Return the actors that a relative clause is said of: "China, to which it owes much"."""
    return {m.actor for m in discourse.at(sentence, clause.head)} if clause.dep == "acl:relcl" else set()


def _of_clauses(
    discourse: Discourse, sentence: int, mention: Mention, level: Token | None, own: set[str], *, passing: bool
) -> list[Mention] | None:
    """Return the fitting subject of a clause or of one above it, [] if a thing may be meant, None if none is there.

    With ``passing`` a thing is passed by.
    """
    tree, words = discourse.trees[sentence], plain(mention.words).lower()
    token = tree.tokens[mention.head]
    while level is not None:
        heads = discourse.all_subjects(sentence, level.index, without=token.index)
        heads = tuple(head for head in heads if _before_or_main(tree, head, token, level))
        found = [m for head in heads for m in _subject_actors(discourse, sentence, head) if m.start != mention.start]
        if adjacent := _right_before_verb(discourse, sentence, level, token):
            found = found if any(m.actor in {a.actor for a in found} for m in adjacent) else adjacent
        found = _whole_list(discourse, sentence, found) if words in THEY else found
        if fitting := [m for m in _fits(words, found) if m.actor not in own]:
            return fitting
        if words == "its" and found and all(m.form == "number" and m.words.lower().startswith("each ") for m in found):
            return each_once(found)  # "each government reopened its embassy"
        if heads and not found:
            found = [m for head in heads for m in _owners(discourse, sentence, head)]
            if fitting := [m for m in _fits(words, found) if m.actor not in own]:
                return fitting
            if not passing and any(_agrees(tree.tokens[head], words) for head in heads):
                return []  # it can mean this thing, which is no actor
        level = outer_clause(tree, level)
    return None


def _whole_list(discourse: Discourse, sentence: int, found: list[Mention]) -> list[Mention]:
    """Return the whole list that subjects stand in, also where the parser cut it: "Niger, Mali and Chad"."""
    actors = {m.actor for m in found}
    lists = listed(discourse.trees[sentence], [m for m in discourse.resolved[sentence] if m.actor])
    return next((group for group in lists if len(actors) > 1 and actors <= {m.actor for m in group}), found)


def _right_before_verb(discourse: Discourse, sentence: int, verb: Token, pronoun: Token) -> list[Mention]:
    """Return the actor named right before a verb, hence its subject though the parser may have lost the tie."""
    tree = discourse.trees[sentence]
    index = verb.index - 1
    while (
        index > 0
        and tree.tokens[index].tag in ("MD", "RB", "VBD", "VBZ", "VBP")
        and tree.tokens[index].pos in ("AUX", "ADV")
    ):
        index -= 1
    if verb.index > pronoun.index or index < 0 or verb.tag not in ("VBD", "VBZ", "VBP", "VB", "VBN"):
        return []
    here = [m for m in discourse.before(sentence, verb.start) if m.end == tree.tokens[index].end]
    first = next((t.index for t in tree.tokens for m in here if t.start >= m.start), 0)
    previous = tree.tokens[first - 1] if first else None
    if previous is not None and previous.tag == "DT":
        previous = tree.tokens[first - 2] if first > 1 else None
    return [] if previous is not None and previous.tag in ("IN", "TO", "CC", "POS", "HYPH") else here


def _subject_actors(discourse: Discourse, sentence: int, head: int) -> list[Mention]:
    """Return the actors that a subject names; a noun said of someone stands for him: "Cuba is an ally, which"."""
    tree = discourse.trees[sentence]
    found = discourse.at(sentence, head)
    if found or tree.child(head, "cop") is None:
        return found
    return [m for subject in discourse.all_subjects(sentence, head) for m in discourse.at(sentence, subject)]


def _before_or_main(tree: Tree, head: int, token: Token, level: Token) -> bool:
    """Tell whether a subject may be meant: it stands before, or its clause governs the pronoun's clause."""
    return head < token.index or level.index == tree.root.index


def _owners(discourse: Discourse, sentence: int, head: int) -> list[Mention]:
    """Return whose thing a noun is: "North Korea's action", "the Russian economy"."""
    tree = discourse.trees[sentence]
    owners = [t.index for t in tree.children(head, "nmod:poss", "amod", "compound")]
    if noun_class(tree.tokens[head].text):
        owners += [t.index for t in tree.children(head, "nmod") if case_of(tree, t.index) == "of"]
    return [m for index in owners for m in discourse.resolved[sentence] if m.head == index and m.actor]


def _agrees(token: Token, words: str) -> bool:
    """Tell whether a noun has the number of a pronoun."""
    plural = token.tag in ("NNS", "NNPS")
    return token.tag.startswith("NN") and plural == (words in THEY) and words not in HE


def _may_stand_for_actor(tree: Tree, token: Token, clause: Token, words: str) -> bool:
    """Tell whether a pronoun stands where an actor can: not in "denied it" or "it was the first such test"."""
    if words not in ("it", "them"):
        return True
    if token.dep.startswith("nmod") and words == "them":
        return True  # "the treaty between them"
    if token.dep == "obj" and clause.lemma in _DONE_TO_STATES:
        return True
    if token.dep.startswith("nsubj"):
        complement = tree.child(clause.index, "cop") is not None and clause.tag.startswith("NN")
        return not complement or bool(noun_class(clause.text)) or singular(clause.text) in word_lists()["complements"]
    # "Russia said that Ukraine had attacked it": the clause has a subject of its own and stands in another.
    return any(child.dep.startswith("nsubj") for child in tree.children(clause.index)) and clause.head != clause.index


def _has_rival(discourse: Discourse, sentence: int, token: Token, words: str, own: set[str]) -> bool:
    """Tell whether something before the pronoun in its own sentence could be meant as well as the sentence before."""
    if words in THEY:
        tokens = discourse.trees[sentence].tokens[: token.index]
        return any(t.tag in ("NNS", "NNPS") for t in tokens)
    return any(m.actor not in own and _fits(words, [m]) for m in discourse.before(sentence, token.start))


def _from_sentences_before(discourse: Discourse, sentence: int, words: str, own: set[str]) -> list[Mention]:
    for index in range(sentence - 1, max(-1, sentence - 1 - LOOK_BACK), -1):
        if words in HE and (persons := [m for m in discourse.resolved[index] if is_person(m) and m.actor and m.acts]):
            return one_person(persons)
        subject = discourse.main_subject(index)
        if fitting := [m for m in _fits(words, subject) if m.actor not in own]:
            return fitting
        present = [m for m in discourse.before(index, discourse.trees[index].end) if m.kind not in ("region", "world")]
        if not present:
            continue
        heads = discourse.all_subjects(index, discourse.trees[index].root.index)
        owners = each_once(
            m for head in heads if not discourse.at(index, head) for m in _owners(discourse, index, head)
        )
        if words == "its" and len(owners) == 1 and (fitting := [m for m in _fits(words, owners) if m.actor not in own]):
            return fitting
        if words in THEY:
            return []
        if any(_agrees(discourse.trees[index].tokens[head], words) and not discourse.at(index, head) for head in heads):
            return []
        return [m for m in _fits(words, each_once(present)) if m.actor not in own]
    return []
