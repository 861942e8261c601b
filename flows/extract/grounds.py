"""Whether a time is that of something a clause came after, was done for or goes on about, not the clause's own."""

from __future__ import annotations

from flows.extract.dated import Dated
from flows.language.lexicon import lexicon
from flows.language.syntax import case_of, has_clause, predicate_of
from flows.language.trees import Token, Tree

_OTHER_TIMES = frozenset(
    {"after", "before", "following", "since", "until", "under", "despite", "like", "unlike", "than"}
)
_FOR = frozenset({"for", "over"})
# What is done to somebody for what he did before: "holds Lima responsible for the break-in in 2014".
_ANSWERING = (
    "apologise apologize apology blame charge compensate compensation condemn convict criticise criticize denounce "
    "indict indictment prosecute punish punishment rebuke reprisal responsible responsibility retaliate retaliation "
    "reward sentence thank"
)
ANSWERING = frozenset(_ANSWERING.split())
_IN_FORCE = frozenset({"effect", "force", "place"})
_PUT = frozenset({"be", "come", "enter", "go", "keep", "leave", "put", "remain", "stay"})


def is_elsewhen(tree: Tree, dated: Dated, head: int) -> bool:
    """Return whether a date on the way to a clause's head is that of what it came after: "after the war of 1879"."""
    if _since_in_force(tree, dated, head):
        return True
    for token in tree.ancestors(dated.head):
        if token.index == head or has_clause(tree, token.index):
            return False
        case = case_of(tree, token.index)
        if case in _OTHER_TIMES and not (case == "under" and token.lemma.lower() in lexicon().legal_acts):
            return True
        if case in _FOR and _is_answer(tree, token, head):
            return True
    return False


def _since_in_force(tree: Tree, dated: Dated, head: int) -> bool:
    """Return whether a date is that of a state told in passing: "asks that the ban, in place since 2005, be lifted"."""
    before = next((t for t in reversed(tree.tokens) if t.end <= dated.start), None)
    told = dated.value.endswith("/..") and has_clause(tree, head)
    if not told or before is None or before.lemma.lower() not in _IN_FORCE:
        return False
    return before.index != head and predicate_of(tree, head) not in _PUT


def _is_answer(tree: Tree, phrase: Token, head: int) -> bool:
    governor = tree.tokens[phrase.head]
    return governor.lemma.lower() in ANSWERING or (governor.index == head and predicate_of(tree, head) in ANSWERING)
