"""Who takes a measure and whom it is against, where the clause leaves it to the text around it.

"The embargo was lifted in 1994", "Canada followed with penalties of its own": whom these are against is told, in this
order, by the only other party that the clause names, the measure that the text told of before, the heading of the
paragraph ("SUDAN: ...") and what the document is about. Who took the measure is told by those before it that were
against the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from flows.extract.claims import Claim, Evidence
from flows.extract.parties import taken_up
from flows.extract.quotes import own_tokens
from flows.extract.reading import ActorRead
from flows.extract.sides import PARTIES
from flows.language.actors import find_legal_act, normalise_actor
from flows.language.mentions import Mention
from flows.language.names import gazetteer
from flows.language.persons import HE, is_person

if TYPE_CHECKING:
    from flows.extract.columns import ColumnReader

_AGAINST = (
    "theme.on",
    "theme.against",
    "on",
    "against",
    "theme.to",
    "theme.from",
    "theme.of",
    "with.on",
    "with.against",
)
# "called on Washington to end its embargo"
_COMPLEMENTS = ("clause.patient", "adjunct.patient", "for.to", "for.of", "patient.to")
_PHRASES = ("theme", "agent", "subject", "with", "under", "for", "to", "on", "theme.of", "theme.from", "from")
_MEASURE = (*_PHRASES, *_COMPLEMENTS)
_SENTENCES = 6  # over which "the ban" still means one told of in another paragraph
_FAR = 15  # the same of "the embargo"
_NOBODY = frozenset({"Western", "West"})
_STATE = re.compile(r"[A-Z]{2,6}\d?")
_BREAK = re.compile(r"\n[^\S\n]*\n")
_HEADING = re.compile(r"[^\S\n]*(?:[*•-][^\S\n]*)?(?P<name>[A-Z][\w .'’-]{2,30}?)(?:[^\S\n]*[:—–]| -)\s")


def with_sides(reader: ColumnReader, found: list[Evidence]) -> list[Evidence]:
    """Return the evidence with the senders and targets of a measure that its clause lacks; other tables' as it is."""
    if reader.table.name != "sanctions":
        return found
    found = [e for e in found if e.field != "senders" or not _is_a_bare_name(reader, e)]
    found = [e for e in found if e.field not in ("senders", "targets") or e.value not in _NOBODY]
    found = [full for e in found for full in _in_full(reader, e)]
    if all(evidence.field != "targets" for evidence in found):
        found = found + _targets(reader, found)
    if all(evidence.field != "senders" for evidence in found):
        found = found + _senders(reader, found)
    return found


def _in_full(reader: ColumnReader, evidence: Evidence) -> list[Evidence]:
    """Return the evidence for a person told by surname with that for his name, where the text has given it in full."""
    surname, tree = str(evidence.value), reader.reading.tree
    if evidence.field != "targets" or not re.fullmatch(r"[A-Z][a-zé'-]+", surname) or evidence.start < tree.start:
        return [evidence]
    named = re.compile(rf"\b(?:[A-Z][\w'’-]+ )?[A-Z][\w'’-]+ {re.escape(surname)}\b")
    for match in named.finditer(reader.reading.topic.text, 0, tree.start):
        full = normalise_actor(match.group())
        if full.endswith(f" {surname}"):
            start = match.end() - len(full)
            refers = replace(evidence, value=full, method="resolved", carried=True)
            return [refers, Evidence("targets", full, start, match.end(), "normalised", carried=True)]
    return [evidence]


def _targets(reader: ColumnReader, found: Sequence[Evidence]) -> list[Evidence]:
    head, plain = _measure(reader)
    senders = {e.value for e in found if e.field == "senders"} | _senders_before(reader)
    if head is None and (other := _other_for_it(reader, senders)) is not None:
        return taken_up(reader.reading, reader.clause.head, ActorRead(other.actor, other).evidence("targets"))
    if head is None or _of_unknown(reader):
        return []
    named = [mention for mention in _named_here(reader) if mention.actor not in senders]
    before = _against_before(reader, senders, plain=plain)
    if named and not ({m.actor for m in named} & {e.value for e in before}):
        one = len({m.actor for m in named}) == 1 and (plain or before)
        return list(ActorRead(named[0].actor, named[0]).evidence("targets")) if one else []
    if not named and not before and (other := _other_for_it(reader, senders)) is not None:
        return taken_up(reader.reading, head, ActorRead(other.actor, other).evidence("targets"))
    about = before or (_about(reader, senders) if plain else [])
    return taken_up(reader.reading, head, about) if about else []


def _other_for_it(reader: ColumnReader, senders: set[object]) -> Mention | None:
    """Return the only state in the sentence but the senders, where the measure is against "it" or "them"."""
    tokens = reader.reading.tree.tokens
    if not senders or all(
        tokens[head].text.lower() not in ("it", "them") for path in _AGAINST for head in reader.at(path)
    ):
        return None
    every = [mention for mentions in reader.reading.mentions.values() for mention in mentions]
    others = {m.actor: m for m in every if m.actor and m.kind in PARTIES and m.acts and m.actor not in senders}
    return next(iter(others.values())) if len(others) == 1 else None


def _senders(reader: ColumnReader, found: Sequence[Evidence]) -> list[Evidence]:
    """Return who took the measures told of before that were against the same; else the other one in the document.

    Where the clause has a doer whom nothing identifies ("the ministers", "he"), it is whoever took the last measure.
    """
    targets = {e.value for e in found if e.field == "targets"}
    head, plain = _measure(reader)
    if not targets or reader.reading.described(reader.clause.head) & reader.rules.classes["of_many"]:
        return []  # "international sanctions" are nobody's in particular
    refers = reader.clause.head if head is None else head
    agents = reader.at("agent")
    if any(_is_unplaced(reader, agent) for agent in agents):
        leader = reader.reading.topic.leader
        own = leader is not None and leader[0] not in targets
        return taken_up(reader.reading, refers, [Evidence("senders", *leader, "normalised")]) if leader and own else []
    told = [(claim, senders) for claim in reversed(reader.reading.measures) if (senders := _senders_of(reader, claim))]
    told = [(claim, senders) for claim, senders in told if not targets & {e.value for e in senders}]
    for claim, senders in told:
        if targets & set(claim.values("targets")):
            return taken_up(reader.reading, refers, senders)
    if act := _legal_act(reader):
        return [act]
    if doers := _doers_before(reader, agents, targets):
        return taken_up(reader.reading, refers, doers)
    for claim, senders in told:
        if head is not None and (
            _is_near(reader, claim, plain=plain) if agents else _is_just_told(reader, claim, targets)
        ):
            return taken_up(reader.reading, refers, senders)
    pair = reader.reading.topic.pair
    others = [one for one in pair if one[0] not in targets]
    if len(others) == 1 and len(pair) == 2:
        return taken_up(reader.reading, refers, [Evidence("senders", *others[0], "normalised")])
    return []


def _senders_of(reader: ColumnReader, claim: Claim) -> list[Evidence]:
    """Return who took a measure told of before; nobody where it was an organisation and this one is a person's act."""
    senders = [e for e in claim.evidence if e.field == "senders"]
    personal = any(_is_one_person(reader, agent) for agent in reader.at("agent"))
    return senders if not personal or all(e.value in _states() for e in senders) else []


@cache
def _states() -> frozenset[str]:
    return frozenset(entry.actor for entry in gazetteer().names.values() if entry.kind == "state")


def _is_one_person(reader: ColumnReader, head: int) -> bool:
    """Return whether a doer is one person, who takes measures for a state and not for an organisation."""
    token = reader.reading.tree.tokens[head]
    return token.lemma.lower() in ("he", "she") or any(
        is_person(mention) for mention in reader.reading.mentions.get(head, ())
    )


def _legal_act(reader: ColumnReader) -> Evidence | None:
    """Return whose resolution, order or law the sentence tells of by number or name."""
    tree = reader.reading.tree
    if (act := find_legal_act(tree.text)) is None:
        return None
    start, end, author = act
    return Evidence("senders", author, tree.start + start, tree.start + end, "normalised")


def _is_unplaced(reader: ColumnReader, head: int) -> bool:
    """Return whether a doer is an organ or office whose state is not told: "Congress", "the President"."""
    return any(m.noun in ("organ", "office") and not m.actor for m in reader.reading.mentions.get(head, ()))


def _senders_before(reader: ColumnReader) -> set[object]:
    """Return who took the last measure told of: a clause that goes on about it names them as its senders again."""
    near = [claim for claim in reader.reading.measures if _is_near(reader, claim)][-1:]
    return {sender for claim in near for sender in claim.values("senders")}


def _is_a_bare_name(reader: ColumnReader, evidence: Evidence) -> bool:
    """Return whether a sender is one word that is no known name and has no article: some statesman's surname."""
    value = str(evidence.value)
    if _STATE.fullmatch(value) or not value.isalpha() or value.isupper():
        return False
    tree = reader.reading.tree
    before = tree.text[: max(0, evidence.start - tree.start)] if evidence.start >= tree.start else ""
    return not before.lower().endswith("the ")


def _measure(reader: ColumnReader) -> tuple[int | None, bool]:
    """Return the word for the measure, and whether it can be nothing else: "the embargo", not "the restrictions".

    A clause without such a word tells of a measure where the paragraph has told of one already.
    """
    classes = reader.rules.classes
    if reader.reading.names(reader.clause.head) & classes["sanction"]:
        # "blacklisted nine firms" is one; but "sanctions seldom work" is nobody's
        acting = reader.clause.form == "verb" and reader.at("agent")
        return (reader.clause.head, True) if acting else (None, False)
    if reader.rule.set.get("measures") == ["arms_embargo"]:
        return reader.clause.head, True  # who stops arms deliveries does so to somebody
    if reader.clause.form == "verb" and reader.clause.predicate == "blacklist":
        return reader.clause.head, True
    loose = None
    for path in _MEASURE:
        for head in reader.at(path):
            names = reader.reading.names(head)
            if names & classes["plain_sanction"]:
                return head, True
            if names & classes["taken_up_measure"]:
                loose = head if loose is None else loose
    measures = reader.reading.measures
    if measures and _is_near(reader, measures[-1]):
        return (reader.clause.head if loose is None else loose), False
    return None, False


def _of_unknown(reader: ColumnReader) -> bool:
    """Return whether the clause says whom the measure is against by a name that is not known."""
    heads = [head for path in _AGAINST for head in reader.at(path) if not reader.dates.covers(head)]
    tokens = reader.reading.tree.tokens
    unknown = [head for head in (*heads, *reader.at("theme")) if not reader.reading.actors((head,))]
    return any(tokens[head].text.lower() in HE or (tokens[head].pos == "PROPN" and head in heads) for head in unknown)


def _against_before(reader: ColumnReader, senders: set[object], *, plain: bool) -> list[Evidence]:
    """Return whom the last measure told of was against, a state before people and firms of it."""
    for claim in reversed(reader.reading.measures):
        if not _is_near(reader, claim, plain=plain):
            break
        broken = "violated" in claim.values("action")  # its targets are those who broke it
        targets = [e for e in claim.evidence if e.field == "targets" and e.value not in senders and not broken]
        if states := [e for e in targets if _STATE.fullmatch(str(e.value))]:
            return states
    return []


def _is_near(reader: ColumnReader, claim: Claim, *, plain: bool = False) -> bool:
    """Return whether a text may still be on the measure of a claim: in one paragraph or soon after."""
    if _same_paragraph(reader, claim):
        return True
    reach = _FAR if plain else _SENTENCES
    return reader.reading.index - claim.sentence <= reach and _heading(reader) is None


def _about(reader: ColumnReader, senders: set[object]) -> list[Evidence]:
    """Return the state that the paragraph is headed by, or that the document is about beside the sender."""
    if (heading := _heading(reader)) is not None:
        return [heading] if heading.value not in senders else []
    topic = reader.reading.topic
    pair = [one for one in topic.pair if one[0] not in senders]
    if len(pair) == 1:
        return [Evidence("targets", *pair[0], "normalised")]
    leader = topic.leading_state(senders) if senders else None  # a state's own history tells of its own measures
    return [Evidence("targets", *leader, "normalised")] if leader else []


def _heading(reader: ColumnReader) -> Evidence | None:
    """Return the state that heads the paragraph or the item of a list that the sentence stands in."""
    text, start = reader.reading.topic.text, reader.reading.tree.start
    broken = [match.end() for match in _BREAK.finditer(text, 0, start)]
    line, paragraph = text.rfind("\n", 0, start) + 1, broken[-1] if broken else 0
    match = _HEADING.match(text, line) or _HEADING.match(text, paragraph)
    actor = normalise_actor(match["name"]) if match is not None else ""
    if match is None or not _STATE.fullmatch(actor):
        return None
    return Evidence("targets", actor, match.start("name"), match.end("name"), "normalised")


def _doers_before(reader: ColumnReader, agents: Sequence[int], targets: AbstractSet[object]) -> list[Evidence]:
    """Return who did what the sentence before told, where "it" or "they" that nothing else settles go on from it."""
    tokens = reader.reading.tree.tokens
    if not any(tokens[agent].text.lower() in ("it", "they") for agent in agents) or reader.reading.actors(agents):
        return []
    done = reader.reading.latest.get("incidents", ())
    doers = [e for e in done if e.field == "actors" and e.value not in targets and _STATE.fullmatch(str(e.value))]
    return [replace(doer, field="senders") for doer in doers]


def _is_just_told(reader: ColumnReader, claim: Claim, targets: AbstractSet[object]) -> bool:
    """Return whether a claim is of the sentence before, from which a passive goes on to a firm or man."""
    if any(_STATE.fullmatch(str(target)) for target in targets):
        return False  # who is against another state need not be the same
    passive = reader.clause.form == "verb" and bool(reader.at("patient"))
    return passive and reader.reading.index - claim.sentence == 1 and _same_paragraph(reader, claim)


def _same_paragraph(reader: ColumnReader, claim: Claim) -> bool:
    return not _BREAK.search(reader.reading.topic.text, claim.end, max(claim.end, reader.reading.tree.start))


def _named_here(reader: ColumnReader) -> list[Mention]:
    """Return the mentions of states and organisations in the clause itself, its doers left out."""
    doers = set(reader.at("agent"))
    inside = own_tokens(reader.reading.tree, reader.clause.head) - doers
    return [
        mention
        for index in sorted(inside)
        for mention in reader.reading.mentions.get(index, ())
        if mention.actor and mention.kind == "state" and reader.reading.tree.tokens[index].head not in doers
    ]
