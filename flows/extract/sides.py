"""Who a clause names on either side of a tie, and whether somebody unknown stands where a party is looked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.extract.reading import ActorRead, Reading
from flows.language.syntax import expand

if TYPE_CHECKING:
    from flows.extract.columns import ColumnReader

# A tie is between states or intergovernmental organisations (DATA.md, relations).
PARTIES = frozenset({"state", "igo"})
_ORGANS = frozenset(
    {
        "government",
        "regime",
        "administration",
        "ruler",
        "leader",
        "cabinet",
        "authority",
        "diplomat",
        "parliament",
        "junta",
    }
)
_OWN = ("agent", "theme.poss", "theme.mod", "theme.of", "subject", "poss", "mod")
_OTHER = ("with", "theme.with", "theme.to", "theme.between", "between", "to", "theme.of.with", "clause.to", "adverb.to")
_BETWEEN = ("theme.between", "between")
_WHOSE = ("theme.of", "theme.poss", "theme.mod")  # of the independence that is recognised
_SEAT = ("theme.in", "in", "theme.at", "at", "theme.to", "to")  # where a mission is
# Words that stand for both sides, whoever they are.
_SIDES = frozenset({"country", "nation", "state", "government", "side", "power", "party", "neighbour", "neighbor"})
# What a pact is called by: "a memorandum of understanding", "the Treaty of Friendship".
_SUBJECT_MATTER = (
    "alliance amity arbitration association boundary commerce conciliation cooperation co-operation defence defense "
    "extradition friendship guarantee intent intention navigation neutrality non-aggression nonaggression partnership "
    "peace protection reciprocity settlement trade understanding union"
)
_SUBJECTS = frozenset(_SUBJECT_MATTER.split())
_SOME = frozenset({"most", "many", "some", "several", "few", "others", "none", "all"})
TAKING_UP = frozenset({"it", "them", "they"})
_EACH = frozenset({"other", "another", "one", "each", "both"})


def is_party(read: ActorRead) -> bool:
    """Return whether an actor can have ties: a state or an organisation of states."""
    return read.kind in PARTIES


@dataclass(frozen=True, slots=True)
class Sides:
    """Who a clause names on either side of a tie, and whether somebody else stands where a party is looked for."""

    own: list[ActorRead]
    other: list[ActorRead]
    lacking: bool
    recognised: bool = False
    fronted: bool = False


def sides_of(reader: ColumnReader, heads: Sequence[int]) -> Sides:
    """Return who a clause names on either side of the ties at some heads."""
    classes = reader.rules.classes
    # "It was annulled": a pronoun that takes up a tie is no party, whatever state stands near
    refers = any(reader.reading.tree.tokens[head].text.lower() in TAKING_UP for head in heads)
    heads_of_parties = () if refers and reader.rule.set.get("relation_type") == "agreement" else heads
    itself = [
        read for head in heads_of_parties for read in reader.reading.actors((head,), modifying=True) if is_party(read)
    ]
    if is_mission(reader, heads):
        own, lacks_own = _told(reader, _OWN, heads)
        other, lacks_other = _told(reader, _SEAT, heads)
        own = own or itself
        return Sides(own, other, (lacks_own and not own) or (lacks_other and not other))
    agents = reader.at("agent")
    if itself or any(reader.reading.names(head) & classes["sovereignty"] for head in heads if head not in agents):
        # "X was recognised": by whom, only a text that is about the two can tell
        own, lacks_own = _told(reader, ("agent",), heads)
        other, lacks_other = (itself, False) if itself else _told(reader, _WHOSE, heads)
        return Sides(own, other, (lacks_own and not own) or (lacks_other and not other), recognised=True)
    own, lacks_own = _told(reader, _OWN, heads)
    other, lacks_other = _told(reader, _OTHER, heads)
    fronted = [] if other or lacks_other else _fronted(reader)
    other = other or fronted
    halved = _told(reader, _BETWEEN, heads)[1]  # "between the allies and Peru": the other half is nobody known
    lacking = halved or (lacks_own and not own) or (lacks_other and not other)
    return Sides(own, other, lacking, fronted=bool(fronted))


def _fronted(reader: ColumnReader) -> list[ActorRead]:
    """Return the party that the sentence opens with: "With Peru, once a friend, relations were cut in 1979"."""
    tree = reader.reading.tree
    first = next((t for t in tree.tokens if t.pos != "PUNCT"), None)
    if first is None or first.text != "With" or first.dep != "case":
        return []
    return [read for read in reader.reading.actors(expand(tree, first.head)) if is_party(read)]


def is_mission(reader: ColumnReader, heads: Sequence[int]) -> bool:
    """Return whether it is a mission or its head that stands at one of the heads."""
    classes = reader.rules.classes
    return any(reader.reading.described(head) & (classes["mission"] | classes["envoy"]) for head in heads)


def _told(reader: ColumnReader, paths: Sequence[str], leave: Sequence[int]) -> tuple[list[ActorRead], bool]:
    """Return the parties on one side, and whether a phrase stands there that is no party."""
    heads = [
        head
        for path in paths
        for head in reader.at(path)
        if not reader.dates.covers(head) and not (path.endswith("mod") and _common(reader.reading, head))
    ]
    agents = reader.at("agent")
    found: list[ActorRead] = []
    lacks = False
    for head in dict.fromkeys(heads):
        if head in leave or (head not in reader.reading.mentions and is_subject_matter(reader.reading, head)):
            continue
        reads = [read for read in reader.reading.actors((head,), modifying=True) if is_party(read)]
        found += reads
        # whose minister the agent is may be told elsewhere
        silent = head in agents and (is_person(reader.reading, head) or is_organ(reader.reading, head))
        lacks = lacks or (not reads and not silent and _names_somebody(reader, head))
    return found, lacks


def is_subject_matter(reading: Reading, head: int) -> bool:
    """Return whether a noun tells what a pact is on: "a treaty of friendship"."""
    return reading.tree.tokens[head].lemma.lower() in _SUBJECTS


def _common(reading: Reading, head: int) -> bool:
    """Return whether what stands before a noun names nobody: "a fisheries accord"."""
    return reading.tree.tokens[head].pos != "PROPN" and head not in reading.mentions


def _names_somebody(reader: ColumnReader, head: int) -> bool:
    """Return whether a phrase tells of a party of its own: "its neighbours", not "the two countries"."""
    reading = reader.reading
    if reading.names(head) & reader.rules.classes["mission_rank"]:
        return False  # "raised to an embassy"
    token = reading.tree.tokens[head]
    if token.tag == "PRP$" and reader.reading.actors(reader.at("agent")):
        return False  # "Moscow halted its aid"
    named = token.pos in ("NOUN", "PROPN", "PRON") or token.lemma.lower() in _SOME  # "most of those countries"
    return named and not _both(reading, head) and not each_other(reading, head)


def is_person(reading: Reading, head: int) -> bool:
    """Return whether a phrase is a person by name whose state the text does not tell."""
    return any(mention.kind == "person" for mention in reading.mentions.get(head, ()))


def is_organ(reading: Reading, head: int) -> bool:
    """Return whether a phrase is a government or ruler without a word on whose: "successive governments"."""
    clause = reading.clauses.at(head)
    return reading.tree.tokens[head].lemma.lower() in _ORGANS and not (clause.role("of") or clause.role("poss"))


def _both(reading: Reading, head: int) -> bool:
    words = {token.lemma.lower() for token in reading.tree.children(head)}
    return reading.tree.tokens[head].lemma.lower() in _SIDES and bool(words & {"two", "both"})


def each_other(reading: Reading, head: int) -> bool:
    """Return whether a phrase is "each other" or "one another"."""
    words = {reading.tree.tokens[index].lemma.lower() for index in reading.tree.subtree(head)}
    return bool(words & {"other", "another"}) and words <= _EACH | {"with", "to", "'s"}
