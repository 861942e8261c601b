"""Who "he" and "she" are: the one person told of, or a ship or state that is spoken of as "she"."""

from __future__ import annotations

from collections.abc import Sequence

from flows.language.mentions import Mention
from flows.language.nouns import noun_class
from flows.language.salience import Discourse, clause_of, each_once
from flows.language.trees import Token

HE = frozenset({"he", "him", "his", "himself", "she", "her", "hers", "herself"})
SHE = frozenset({"she", "her", "hers", "herself"})
THEY = frozenset({"they", "them", "their", "theirs", "themselves"})
WE = frozenset({"we", "us", "our", "ours", "ourselves"})


def person_before(discourse: Discourse, sentence: int, token: Token, own: set[str]) -> list[Mention]:
    """Return the one person that a sentence names before "he"."""
    before = [
        m for m in discourse.before(sentence, token.start) if is_person(m) and m.actor not in own and not m.plural
    ]
    return one_person(before)


def she(discourse: Discourse, sentence: int, token: Token) -> list[Mention]:
    """Return the ship or the state that "she" means where no person was told of: "Chile ... a treaty with her"."""
    ships = [m for found in discourse.resolved for m in found if m.kind == "vessel" and m.end <= token.start]
    if _tells_of_ships(discourse, sentence):
        return ships[-1:]
    tree = discourse.trees[sentence]
    own = clause_of(tree, token.index)
    heads = discourse.all_subjects(sentence, own.index, without=token.index)
    arguments = {m.actor for head in heads for m in discourse.at(sentence, head)} if token.tag != "PRP$" else set()
    for index in (sentence, sentence - 1):
        if index < 0 or any(is_person(m) for m in discourse.resolved[index]):
            break
        offset = token.start if index == sentence else discourse.trees[index].end
        named = each_once(
            m
            for m in discourse.before(index, offset)
            if m.kind == "state" and m.form in ("name", "capital") and m.actor not in arguments
            and m.actor not in _speaking(discourse, index)
        )  # fmt: skip
        if named:
            return named if len(named) == 1 else []
    return []


def one_person(persons: Sequence[Mention]) -> list[Mention]:
    """Return the one person that all of these mean: a name and the office beside it are one."""
    named = [m for m in persons if m.name]
    one = len({m.actor for m in persons}) == 1 and len({m.name for m in named}) <= 1
    return list(named or persons)[:1] if one else []


def _tells_of_ships(discourse: Discourse, sentence: int) -> bool:
    return any(
        token.tag.startswith("NN") and noun_class(token.text) == "vessel"
        for tree in discourse.trees[: sentence + 1]
        for token in tree.tokens
    )


def is_person(mention: Mention) -> bool:
    """Tell whether a mention is of one person, by name or office."""
    return mention.kind == "person" or bool(mention.name) or (mention.noun == "office" and not mention.plural)


def _speaking(discourse: Discourse, sentence: int) -> set[str]:
    """Return the states that "we" stands for in a sentence."""
    return {m.actor for m in discourse.resolved[sentence] if m.words.lower() in WE}
