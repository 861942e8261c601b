"""Of whom somebody is a friend or an enemy, where the clause leaves it unsaid: "Cuba, an old ally, sent doctors"."""

from __future__ import annotations

from collections.abc import Sequence

from flows.extract.claims import Evidence
from flows.extract.reading import ActorRead, Reading
from flows.extract.untold import Untold
from flows.language.clauses import Clause
from flows.language.names import plain
from flows.language.persons import WE

_WHOSE = ("poss", "of", "to", "for", "with", "mod")
_PARTIES = frozenset({"state", "igo"})


def partners_of_friend(reading: Reading, clause: Clause, actor: str) -> Sequence[Sequence[Evidence]]:
    """Return the evidence for whose friend or enemy an actor is: of "us" in the sentence, or of whom the text tells.

    Nothing where the words do tell whose, or tell that it is a friend of one kind only ("a trading partner").
    """
    if any(_names_owner(reading, head) for role in _WHOSE for head in clause.role(role)):
        return ()
    told = {
        mention.actor: mention
        for mentions in reading.mentions.values()
        for mention in mentions
        if mention.actor not in ("", actor) and mention.kind in _PARTIES and plain(mention.words).lower() in WE
    }
    if len({mention.head for mention in told.values()}) == 1:
        return [ActorRead(*one).evidence("object") for one in told.items()]
    protagonist = Untold(reading, hostile=False).protagonist(actor)
    return [protagonist] if protagonist else []


def _names_owner(reading: Reading, head: int) -> bool:
    """Return whether a phrase tells whose a friend is, or of what sort: "an ally of the rebels", "a trade partner"."""
    return reading.tree.tokens[head].pos in ("NOUN", "PROPN", "PRON", "DET") and not reading.is_time(head)
