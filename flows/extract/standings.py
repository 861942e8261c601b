"""Who ranks where in whose economy: the columns economy, ranked, rank and rank_kind of one clause, a row at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from flows.extract.claims import Evidence
from flows.extract.holders import holders, others
from flows.extract.parties import taken_up
from flows.extract.ranks import Rank, read_ranks
from flows.extract.reading import ActorRead
from flows.language.syntax import expand

if TYPE_CHECKING:
    from flows.extract.columns import ColumnReader

TABLE = "investment_rankings"
ECONOMIES = frozenset({"state", "igo", "region", "world"})
RANKED = frozenset({"state", "igo"})
# Where nobody's list is named, the list of those who make and sell goods is the world's.
CODE = re.compile(r"[A-Z]{2,5}")  # of a state or an organisation; a region stands by its name
WORLDLY = frozenset({"economy", "exporter", "importer", "manufacturer", "producer"})


def standings(reader: ColumnReader, metrics: set[str]) -> list[list[Evidence]]:
    """Return the evidence for who ranks where in whose economy, a list for each row; none where any is not told.

    "Peru and Chile came fourth and fifth": each has its own place; "were among the largest": both have the same. "The
    largest buyer of Iranian and Saudi oil" ranks in two economies.
    """
    ranked = _ranked(reader)
    given: tuple[list[Evidence], ...] = _places(reader, ranked) if reader.rule.rank else ([],) * len(ranked)
    if not given:
        return []
    return [
        [*economy, *read.evidence("ranked"), *rank]
        for read, rank in zip(ranked, given, strict=True)
        for economy in _economies(reader, read, metrics)
    ]


def _ranked(reader: ColumnReader) -> tuple[ActorRead, ...]:
    """Return who is ranked: as the rule reads it, else what the phrase is said of wherever that stands."""
    paths = reader.rule.read["ranked"]
    if "subject" in paths:
        heads = holders(reader.reading, reader.clause)
        found = tuple(read for read in reader.reading.actors(heads) if read.kind in RANKED)
        if reader.clause.form != "verb" and reader.reading.tree.tokens[reader.clause.head].pos == "ADJ":
            # "the embassy of Peru is the largest" is no rank of Peru's
            found = tuple(read for read in found if not _is_body(read))
        rest = [path for path in paths if path != "subject"]
        return found or reader.actors(rest, lambda read: read.kind in RANKED)
    return reader.actors(paths, lambda read: read.kind in RANKED)


def _is_body(read: ActorRead) -> bool:
    return read.mention.form == "organ" and read.mention.noun != "firm"


def _places(reader: ColumnReader, ranked: Sequence[ActorRead]) -> tuple[list[Evidence], ...]:
    """Return the evidence for the rank of each that is ranked; nothing where their numbers do not agree."""
    heads = [head for path in reader.rule.rank for head in reader.at(path)]
    ranks = next((found for head in heads if (found := read_ranks(reader.reading, head))), ())
    if ranks and ranks[0].kind == "next":
        return _after_the_last(reader, ranks[0], ranked)
    if len(ranks) == 1:
        alone = replace(ranks[0], kind="exact", rank=1) if ranks[0].group and len(ranked) == 1 else ranks[0]
        return (_evidence(alone),) * len(ranked)
    return tuple(map(_evidence, ranks)) if len(ranks) == len(ranked) else ()


def _after_the_last(reader: ColumnReader, rank: Rank, ranked: Sequence[ActorRead]) -> tuple[list[Evidence], ...]:
    """Return the evidence for the places after the one told of last: "followed by Peru and Chile"."""
    told = reader.reading.told.get(TABLE, ())
    place = next((e.value for e in told if e.field == "rank"), None)
    leader = [e for e in told if e.field == "ranked"]
    if not isinstance(place, int) or any(e.field == "rank_kind" and e.value != "exact" for e in told):
        return ()
    led = reader.at("patient") if reader.clause.form == "verb" else ()
    reading = reader.reading
    named = [i for i in led if reading.mentions.get(i) or read_ranks(reading, i)]
    # "the largest donor to Peru, followed by Chile": parsers hang the others on Peru
    known = {e.value for e in told if e.field in ("ranked", "economy")}
    if led and not {read.actor for read in reading.actors(named)} & known:
        return ()
    found = []
    for offset, _ in enumerate(ranked, 1):
        above = taken_up(reader.reading, reader.clause.head, [replace(e, field="ahead") for e in leader])
        found.append(
            [
                Evidence("rank_kind", "exact", rank.start, rank.end, "rule"),
                Evidence("rank", place + offset, rank.start, rank.end, "rule"),
                *above,
            ]
        )
    return tuple(found)


def _evidence(rank: Rank) -> list[Evidence]:
    found = [Evidence("rank_kind", rank.kind, rank.start, rank.end, "rule")]
    if rank.rank is not None and rank.number is not None:
        found.append(Evidence("rank", rank.rank, *rank.number, "normalised"))
    elif rank.rank is not None:
        found.append(Evidence("rank", rank.rank, rank.start, rank.end, "rule"))
    return found


def _economies(reader: ColumnReader, ranked: ActorRead, metrics: set[str]) -> Iterator[Sequence[Evidence]]:
    """Yield the evidence for whose ranking it is: as the rule reads it, else as the text before it tells.

    Where nothing tells, who makes and sells goods ranks in the world, and who trades with somebody in the state that
    the document is about.
    """
    if "economy" in reader.rule.set:
        yield ()
        return
    paths = reader.rule.read.get("economy", ())
    found = reader.actors(paths, lambda read: read.kind in ECONOMIES)
    own = [read for read in found if read.actor != ranked.actor and not _ranks_next(reader, read)]
    if reader.reading.tree.tokens[reader.clause.head].pos == "ADJ" and all(m.mention.form == "pronoun" for m in own):
        own = []  # "Peru is Chile's largest donor, and Japan its second-largest": the list told of
        if told := _told_economy(reader, ranked):
            yield told
            return
    if own:
        yield from (read.evidence("economy") for read in own)
        return
    if _somebody(reader):
        latest = reader.reading.latest.get(TABLE, ())
        whose = [e for e in latest if e.field == "economy"]
        if whose[:1] and whose[0].value != ranked.actor in [e.value for e in latest if e.field == "ranked"]:
            # "Peru is Africa's largest producer and its largest exporter": Africa's
            yield taken_up(reader.reading, reader.clause.head, whose)
            return
        yield from _whose(reader, ranked)
        return
    if found or _of_something(reader):
        return
    leader = reader.reading.topic.leader or reader.reading.topic.protagonist
    told = _told_economy(reader, ranked)
    if leader is not None and leader[0] != ranked.actor and not metrics & WORLDLY and _is_wide(told):
        told = []  # "Togo is Africa's largest producer of it. Peru was the leading market": Togo's market
    same = metrics & {e.value for e in reader.reading.told.get(TABLE, ()) if e.field == "metric"}
    if told and (same or not metrics & WORLDLY):
        yield told
    elif metrics & WORLDLY and "economy" in reader.rule.carry:
        token = reader.reading.tree.tokens[reader.clause.head]
        yield [Evidence("economy", "WLD", token.start, token.end, "rule")]
    elif "economy" in reader.rule.carry and leader is not None and leader[0] != ranked.actor:
        actor, start, end = leader
        named = [Evidence("economy", actor, start, end, "normalised", carried=True)]
        yield taken_up(reader.reading, reader.clause.head, named)


def _ranks_next(reader: ColumnReader, read: ActorRead) -> bool:
    """Return whether a name begins the next rank: "is Togo's creditor, and [Peru the third-largest]"."""
    tokens = reader.reading.tree.tokens
    after = next((t.index for t in tokens if t.start >= read.mention.end), len(tokens))
    following = tokens[after : after + 4]
    if not following or following[0].text.lower() not in ("the", "its", "their"):
        return False
    return any(t.tag == "JJS" and t.dep == "conj" for t in following)


def _told_economy(reader: ColumnReader, ranked: ActorRead, *, referred: bool = False) -> list[Evidence]:
    """Return the evidence for the economy of the ranking told of last, where the clause goes on about it.

    It does so where its rule says so, or where it refers to a state (``referred``).
    """
    told = [e for e in reader.reading.told.get(TABLE, ()) if e.field == "economy"]
    if not (referred or "economy" in reader.rule.carry) or not told or any(e.value == ranked.actor for e in told):
        return []
    return taken_up(reader.reading, reader.clause.head, told)


def _is_wide(told: Sequence[Evidence]) -> bool:
    """Return whether the list told of is that of the world or of a region, which trades with nobody."""
    return any(e.value == "WLD" or (isinstance(e.value, str) and not CODE.fullmatch(e.value)) for e in told)


def _whose(reader: ColumnReader, ranked: ActorRead) -> Iterator[Sequence[Evidence]]:
    """Yield the evidence for whose list "its" or "the country's" is, which cannot be that of who is ranked in it.

    "China, to which Peru owes most, is the country's main creditor": the one other state before it; of several the one
    whose list was told of last, or that the document is about.
    """
    reading, head = reader.reading, reader.clause.head
    reads = [read for i in others(reading, head, ranked.actor) for read in reading.actors((i,))]
    near = {read.actor: read for read in reads if read.actor != ranked.actor}
    told = _told_economy(reader, ranked, referred=True)
    if any(evidence.value == "WLD" for evidence in told):
        # "India remained the leading importer of the world. Peru is its main supplier": India's
        first = [e for e in reading.told.get(TABLE, ()) if e.field == "ranked" and e.value != ranked.actor]
        told = taken_up(reading, head, [replace(e, field="economy") for e in first])
    values = {evidence.value for evidence in told}
    leader = reading.topic.leader or reading.topic.protagonist
    if len(near) == 1:
        yield _meant(reader, *near.values())
    elif told and (not near or values & near.keys()):
        yield told
    elif leader is not None and leader[0] != ranked.actor and (not near or leader[0] in near):
        actor, start, end = leader
        yield taken_up(reading, head, [Evidence("economy", actor, start, end, "normalised", carried=True)])
    elif near:
        subjects = reading.actors([i for host in reader.at("host") for i in reading.clauses.at(host).role("agent")])
        yield from (_meant(reader, read) for read in subjects[:1] if read.actor in near)


def _meant(reader: ColumnReader, read: ActorRead) -> list[Evidence]:
    named = [replace(e, carried=True) for e in read.evidence("economy")]
    return taken_up(reader.reading, reader.clause.head, named)


def _possessors(reader: ColumnReader) -> list[int]:
    """Return the possessors of what gives the rank, and those of what it is a rank in ("buyer of its fish")."""
    heads = [reader.clause.head, *(i for path in reader.rule.rank for i in reader.at(path))]
    tree = reader.reading.tree
    clauses = reader.reading.clauses
    inner = [i for head in heads for i in (head, *clauses.at(head).role("of"), *clauses.at(head).role("for"))]
    return [i for head in inner for token in tree.children(head, "nmod:poss") for i in expand(tree, token.index)]


def _somebody(reader: ColumnReader) -> bool:
    """Return whether a state is referred to as the owner of the list ("its", "the country's"), but not told which."""
    mentions = reader.reading.mentions
    return any(m.form in ("pronoun", "definite") for i in _possessors(reader) for m in mentions.get(i, ()))


def _of_something(reader: ColumnReader) -> bool:
    """Return whether the list is of something that is no economy: "the bank's largest creditor"."""
    return bool(_possessors(reader))
