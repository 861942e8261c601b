"""The parties of a tie that is named without them: "Diplomatic relations were resumed in 1992."

Where both parties are lacking, who is meant is told, in this order, by
 1. the sentence, where it names just two: "Visiting Quito, the president of Peru said ties would be restored";
 2. the tie that the same paragraph has just told of;
 3. the document, where as a whole it is about the ties of two (flows/extract/topic.py);
 4. the tie that the text has told of shortly before.
The last three hold only where the sentence names nobody else. Where one party is lacking, what the document is about
goes before a single other name in the sentence, which may be there for any reason; a country profile tells of "trade
with Peru" and means that of its country.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flows.extract.claims import Evidence
from flows.extract.reading import ActorRead, Reading
from flows.language.mentions import Mention

_KINDS = frozenset({"state", "igo"})
_FIGHTING = frozenset({"state"})  # a war that "ended under UN auspices" was none of the UN's
_FIELDS = ("subject", "object")
_BREAK = re.compile(r"\n[^\S\n]*\n")


@dataclass(frozen=True, slots=True)
class Untold:
    """What the context of a sentence tells of the parties of a tie.

    Of whom the text has told as enemies goes on only what is ``hostile`` too: enmities are mostly told in passing.
    """

    reading: Reading
    hostile: bool
    sided: bool = False  # who the enmity is with is told: "a border war with Chad"

    def partner(self, actor: str, *, named: bool) -> Sequence[Evidence]:
        """Return the evidence for the one other party; nothing where the context tells of none or of several.

        ``named`` says that it may be one that the sentence names elsewhere.
        """
        others = {mention.actor: mention for mention in self._named() if mention.actor != actor}
        topic = self._topic()
        for pair in self._pairs():
            values = {evidence.value for evidence in pair}
            partners = values - {actor}
            if len(partners) != 1 or len(values) != 2:
                continue
            if not others or pair == topic or (named and partners <= others.keys()):
                return [evidence for evidence in pair if evidence.value != actor]
        if own := self.protagonist(actor):
            return own
        if named and len(others) == 1:
            return ActorRead(*next(iter(others.items()))).evidence("object")
        return ()

    def protagonist(self, actor: str) -> Sequence[Evidence]:
        """Return the state whose ties the text tells, where the sentence names it, or nobody else who does anything."""
        told = self.reading.topic.protagonist
        if told is None or told[0] == actor or (self.hostile and not self.sided):
            return ()  # "the war in Peru" need not be that of the state that the text is about
        others = {mention.actor for mention in self._named()} - {actor}
        if told[0] not in others and others & self._doing():
            return ()
        return [Evidence("object", *told, "normalised")]

    def _doing(self) -> frozenset[str]:
        """Return the actors that the sentence says do or are something."""
        roles = (head for clause in self.reading.clauses for role in ("agent", "subject") for head in clause.role(role))
        return frozenset(read.actor for read in self.reading.actors(tuple(dict.fromkeys(roles))))

    def both(self, *, named: bool) -> Sequence[Evidence]:
        """Return the evidence for both parties; nothing where the context does not tell of just two.

        ``named`` says that they may be two that the sentence names elsewhere.
        """
        every = self._named()
        acting = [mention for mention in every if mention.acts]
        if named and len(acting) == 2:
            return _as_parties(acting)
        actors, agents = ({mention.actor for mention in mentions} for mentions in (every, acting))
        for pair in self._pairs():
            values = {evidence.value for evidence in pair}
            # a place that only tells where it was ("the consul at Accra") speaks against nobody
            if len(values) == 2 and (agents <= values or values <= actors):
                return pair
        return _as_parties(every) if named and len(every) == 2 else ()

    def _pairs(self) -> Iterator[Sequence[Evidence]]:
        claim = self.reading.told.get("relations", ()) if self.hostile else self.reading.told_tie
        enemies = any(e.field == "relation_type" and e.value == "hostility" for e in claim)
        told = [e for e in claim if e.field in _FIELDS and (self.hostile or not enemies)]
        topic = self._topic()
        yield from (told, topic) if told and self._same_paragraph(told) else (topic, told)

    def _topic(self) -> Sequence[Evidence]:
        return [
            Evidence(field, actor, start, end, "normalised")
            for field, (actor, start, end) in zip(_FIELDS, self.reading.topic.pair, strict=False)
        ]

    def _same_paragraph(self, told: Sequence[Evidence]) -> bool:
        last = max(evidence.end for evidence in told if not evidence.carried or evidence.method == "resolved")
        return not _BREAK.search(self.reading.topic.text, last, max(last, self.reading.tree.start))

    def _named(self) -> list[Mention]:
        """Return the parties that a sentence names, each once, in text order."""
        found: dict[str, Mention] = {}
        for mentions in self.reading.mentions.values():
            for mention in mentions:
                if mention.actor and mention.kind in (_FIGHTING if self.hostile else _KINDS):
                    known = found.get(mention.actor)
                    if known is None or (mention.acts and not known.acts):
                        found[mention.actor] = mention
        return sorted(found.values(), key=lambda mention: mention.start)


def _as_parties(mentions: Sequence[Mention]) -> Sequence[Evidence]:
    one, two = (ActorRead(mention.actor or "", mention) for mention in mentions)
    return [*one.evidence("subject"), *two.evidence("object")]
