"""Who is prominent at a place in a document: the actors named before it, by sentence, clause and grammatical role."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from flows.language.mentions import Mention
from flows.language.syntax import has_clause, subjects
from flows.language.trees import Token, Tree

LOOK_BACK = 3  # sentences; what was named earlier is no longer what is talked of
_CLAUSAL = ("ccomp", "advcl", "xcomp", "acl", "parataxis", "csubj")


@dataclass
class Discourse:
    """What has been read so far: the trees, and the resolved mentions of each sentence.

    The one mutable value of the stage: mentions are added in text order, and every rule looks only at what was added.
    """

    trees: Sequence[Tree]
    resolved: list[list[Mention]] = field(default_factory=list)

    def at(self, sentence: int, head: int) -> list[Mention]:
        """Return the resolved mentions of a noun phrase: of its head, else those whose words hold the head."""
        found = [m for m in self.resolved[sentence] if m.head == head and m.actor]
        if found:
            return found
        token = self.trees[sentence].tokens[head]
        return [
            m for m in self.resolved[sentence] if m.actor and m.acts and m.start <= token.start and token.end <= m.end
        ]

    def before(self, sentence: int, offset: int) -> list[Mention]:
        """Return the acting mentions of one sentence that end before an offset."""
        return [m for m in self.resolved[sentence] if m.actor and m.acts and m.end <= offset]

    def all_subjects(self, sentence: int, clause: int, without: int | None = None) -> tuple[int, ...]:
        """Return the subjects of a clause, without those whose phrase holds the token ``without``."""
        tree = self.trees[sentence]
        found = dict.fromkeys(subjects(tree, clause))
        if without is None:
            return tuple(found)
        # A relative clause is inside its noun's phrase, and yet the noun is its subject.
        return tuple(
            index
            for index in found
            if index != without and (without not in tree.subtree(index) or clause in tree.subtree(index))
        )

    def main_subject(self, sentence: int) -> list[Mention]:
        """Return the mentions that are the subject of the sentence's main clause, each actor once."""
        tree = self.trees[sentence]
        heads = self.all_subjects(sentence, tree.root.index)
        return each_once(m for head in heads for m in self.at(sentence, head) if m.acts)


def each_once(mentions: Iterable[Mention]) -> list[Mention]:
    """Return the mentions without those that repeat an actor."""
    found: dict[str, Mention] = {}
    for mention in mentions:
        found.setdefault(mention.actor, mention)
    return list(found.values())


def sources(mention: Mention) -> tuple[tuple[int, int], ...]:
    """Return the naming words behind a mention: its own, or those that it was resolved from."""
    return mention.antecedents or ((mention.start, mention.end),)


def clause_of(tree: Tree, index: int) -> Token:
    """Return the head of the clause that a token stands in."""
    for token in tree.ancestors(index):
        if has_clause(tree, token.index):
            return token
    return tree.root


def outer_clause(tree: Tree, clause: Token) -> Token | None:
    """Return the clause that a subordinate or later conjoined clause hangs on, None for a main clause."""
    if clause.head == clause.index:
        return None
    if clause.dep.split(":")[0] not in (*_CLAUSAL, "conj"):
        governor = clause_of(tree, clause.index)
        return governor if governor.index != clause.index else None
    governor = tree.tokens[clause.head]
    return governor if has_clause(tree, governor.index) else clause_of(tree, governor.index)


def coordinated(tree: Tree, mentions: Sequence[Mention]) -> list[list[Mention]]:
    """Return the groups of actors joined by "and", in text order: "between South Korea and Cuba"."""
    by_head = {m.head: m for m in mentions}
    groups: dict[int, list[Mention]] = {}
    for mention in mentions:
        first = tree.tokens[mention.head]
        while first.dep == "conj" and first.head in by_head:
            first = tree.tokens[first.head]
        groups.setdefault(first.index, []).append(mention)
    return [each_once(group) for group in groups.values() if len(each_once(group)) > 1]
