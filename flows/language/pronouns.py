"""Who a pronoun stands for: the subject of its clause, of the clause above, or of the sentence before."""

from __future__ import annotations

from collections.abc import Sequence

from flows.language.mentions import Mention
from flows.language.nouns import noun_class, singular, word_lists
from flows.language.salience import LOOK_BACK, Discourse, clause_of, each_once, outer_clause
from flows.language.syntax import case_of
from flows.language.trees import Token, Tree

HE = frozenset({"he", "him", "his", "himself", "she", "her", "hers", "herself"})
THEY = frozenset({"they", "them", "their", "theirs", "themselves"})
WE = frozenset({"we", "us", "our", "ours", "ourselves"})
_STATELIKE = frozenset({"state", "igo", "organisation", "vessel", "group"})


def _fits(words: str, found: Sequence[Mention]) -> list[Mention]:
    """Return the mentions if a pronoun of this number and kind can mean them, else nothing."""
    found = [m for m in found if m.actor and m.kind not in ("region", "world") and m.noun != "kin"]
    found = [m for m in found if m.words.lower() not in WE]  # "we" and "they" are two
    if words in HE:
        persons = [m for m in found if m.kind == "person" or m.name or m.noun == "office"]
        return persons if len(persons) == len(found) == 1 and not persons[0].plural else []
    actors = each_once(found)
    if words in THEY:
        return actors if len(actors) > 1 or any(m.plural for m in actors) else []
    if len(actors) != 1 or actors[0].kind not in _STATELIKE:
        return []
    # "It" is no person and no crowd; "its" after leaders is their state's.
    if words == "its":
        return actors if not actors[0].plural or actors[0].noun == "office" else []
    return actors if not (actors[0].plural or actors[0].name) else []


def pronoun(discourse: Discourse, sentence: int, mention: Mention, words: str) -> list[Mention]:
    """Return who a pronoun stands for, several for "they", nothing where two would fit."""
    tree = discourse.trees[sentence]
    token = tree.tokens[mention.head]
    possessive = token.tag == "PRP$" or token.dep == "nmod:poss"
    owner = tree.tokens[token.head]
    if possessive and owner.dep == "conj" and (joined := _fits(words, discourse.at(sentence, owner.head))):
        return joined  # "Russia and its allies"
    clause = clause_of(tree, token.index)
    own: set[str] = set()
    if not possessive:
        heads = discourse.all_subjects(sentence, clause.index, without=token.index)
        own = {m.actor for head in heads for m in discourse.at(sentence, head)}
        if not _may_stand_for_actor(tree, token, clause, words) or (own and token.dep.startswith("nsubj")):
            return []
    level: Token | None = clause if possessive else outer_clause(tree, clause)
    while level is not None:
        heads = discourse.all_subjects(sentence, level.index, without=token.index)
        heads = tuple(head for head in heads if _before_or_main(tree, head, token, level))
        found = [m for head in heads for m in _subject_actors(discourse, sentence, head) if m.start != mention.start]
        if adjacent := _right_before_verb(discourse, sentence, level, token):
            found = found if any(m.actor in {a.actor for a in found} for m in adjacent) else adjacent
        if fitting := [m for m in _fits(words, found) if m.actor not in own]:
            return fitting
        if heads and not found:
            found = [m for head in heads for m in _owners(discourse, sentence, head)]
            if fitting := [m for m in _fits(words, found) if m.actor not in own]:
                return fitting
            if any(_agrees(tree.tokens[head], words) for head in heads):
                return []  # it can mean this thing, which is no actor
        level = outer_clause(tree, level)
    if (token.dep in ("obj", "iobj", "obl") and words in ("it", "them")) or _has_rival(
        discourse, sentence, token, words, own
    ):
        return []
    return _from_sentences_before(discourse, sentence, words, own)


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
