"""Who is prominent at a place in a document: the actors named before it, by sentence, clause and grammatical role."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from flows.language.mentions import Mention
from flows.language.subjects import subjects
from flows.language.syntax import has_clause
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
        found = each_once(m for head in heads for m in self.at(sentence, head) if m.acts)
        return found or self._opening(sentence)

    def _opening(self, sentence: int) -> list[Mention]:
        """Return the actor that a sentence opens with and that a comma or verb follows, where the parse lost it."""
        tree = self.trees[sentence]
        first = tree.tokens[1].start if tree.tokens[0].tag == "DT" and len(tree.tokens) > 1 else tree.start
        opening = [m for m in self.resolved[sentence] if m.actor and m.acts and tree.start <= m.start <= first]
        last = max(opening, key=lambda m: m.end, default=None)
        after = next((t for t in tree.tokens if last is not None and t.start >= last.end), None)
        if last is None or after is None or not (after.tag.startswith(("VB", "MD")) or after.text == ","):
            return []
        return [last]


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


def listed(tree: Tree, present: Sequence[Mention]) -> list[list[Mention]]:
    """Return the lists of actors that the text joins by commas and "and", also where the parser does not."""
    groups: list[list[Mention]] = []
    for mention in sorted(present, key=lambda m: (m.start, -m.end)):
        last = groups[-1][-1] if groups else None
        if last is not None and mention.start < last.end:
            continue
        if last is not None and _JOINED.fullmatch(tree.words(last.end, mention.start)):
            groups[-1].append(mention)
        else:
            groups.append([mention])
    joined = [g for g in groups if any(_AND.search(tree.words(a.end, b.start)) for a, b in pairwise(g))]
    return [group for group in map(each_once, joined) if len(group) > 1]


_JOINED = re.compile(r"(?:,? and|,|,? &|,? as well as) (?:the )?")
_AND = re.compile(r"and|&|as well as")
