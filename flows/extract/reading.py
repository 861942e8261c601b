"""One sentence read: its clauses with the actors, times and numbers that stand in their roles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from flows.extract import extents
from flows.extract.anaphora import antecedent, suffers
from flows.extract.claims import Claim, Evidence
from flows.extract.memory import Memory
from flows.extract.taken_up import NOTHING_TOLD, TAKEN_UP, TIES, Told, happens, taken_up_as
from flows.extract.topic import Topic
from flows.language.actors import country_of_place
from flows.language.clauses import Clause, Clauses
from flows.language.mentions import Mention
from flows.language.quantities import Quantity, find_quantities
from flows.language.syntax import MONTHS, appositions, expand, has_clause, host_of
from flows.language.trees import Token, Tree

# How far identity is followed: an ally that is Cuba, the sister of a leader, a pronoun's antecedent.
DEPTH = 3
# Nouns that measure out what stands after "of": "400 tons of rice", "a load of rifles", "hundreds of soldiers".
_MEASURES = (
    "array barrage barrel batch boatload bulk cache cargo consignment couple crate dose dozen fleet flurry group half "
    "handful hundred kilo kilogram kilos load majority million most number package pair piece planeload quantity raft "
    "range rest round salvo score series set shipload shipment slew some spate squadron stock stockpile string ton "
    "tonne thousand total tranche truckload volume wave"
)
MEASURES = frozenset(_MEASURES.split())
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
CALENDAR = MONTHS | frozenset(_DAYS.split())


NO_TOPIC = Topic("")
RULERS = frozenset({"government", "junta", "regime", "authority", "leadership", "ruler", "cabinet", "administration"})
ALONGSIDE = frozenset({"ADV", "ADP"})  # what goes with a verb beside what completes it
MODEL = re.compile(r"(?!COVID|Covid)[A-Z][A-Za-z]{0,11}-\d{1,4}[A-Z]{0,3}s?")  # a weapon's type: "MiG-29s", "S-400"
OWNERS = frozenset({"state", "igo", "group"})  # whose a thing or a man may be that no rule lists


@dataclass(frozen=True, slots=True)
class ActorRead:
    """An actor in a role: who, and the mention that says so."""

    actor: str
    mention: Mention

    @property
    def kind(self) -> str:
        """What kind of actor: state, igo, person, ..."""
        return self.mention.kind

    def evidence(self, field: str) -> tuple[Evidence, ...]:
        """Return the evidence: the naming words, and before them the words that refer to these."""
        mention = self.mention
        if not mention.antecedents:
            return (Evidence(field, self.actor, mention.start, mention.end, "normalised"),)
        refers = Evidence(field, self.actor, mention.start, mention.end, "resolved", carried=True)
        named = (
            Evidence(field, self.actor, start, end, "normalised", carried=True) for start, end in mention.antecedents
        )
        return (refers, *named)


def _pointing(mention: Mention, token: Token) -> Mention:
    """Return a mention by a word that points back to it."""
    named = mention.antecedents or ((mention.start, mention.end),)
    return replace(mention, head=token.index, start=token.start, end=token.end, words=token.text, antecedents=named)


class Reading:
    """The clauses, mentions and quantities of one sentence."""

    def __init__(
        self,
        index: int,
        tree: Tree,
        mentions: Iterable[Mention],
        told: Told = NOTHING_TOLD,
        topic: Topic = NO_TOPIC,
        latest: Told = NOTHING_TOLD,
        measures: Sequence[Claim] = (),
    ) -> None:
        """Read a sentence.

        ``told`` is the evidence of the last claim of a table shortly before it, ``topic`` what the document is about,
        ``latest`` the claims of the sentence right before it, ``measures`` all the sanctions told of so far.
        """
        self.measures = tuple(measures)
        self.told = told
        self.latest = latest
        self.topic = topic
        self.index = index
        self.tree = tree
        self.clauses = Clauses(tree)
        found: dict[int, list[Mention]] = {}
        for mention in mentions:
            found.setdefault(mention.head, []).append(mention)
        self.words = Memory()
        self._memories: dict[int, Memory] = {}
        self.mentions = found
        self._quantities: tuple[Quantity, ...] | None = None
        self._meant: dict[int, int | None] = {}

    @property
    def mentions(self) -> dict[int, list[Mention]]:
        """The mentions of the sentence by their heads; what was found out with others is not forgotten with them."""
        return self.who.mentions

    @mentions.setter
    def mentions(self, mentions: dict[int, list[Mention]]) -> None:
        if id(mentions) not in self._memories:
            self._memories[id(mentions)] = Memory(mentions)
        self.who = self._memories[id(mentions)]

    def share_words(self, other: Reading) -> None:
        """Take over what another reading of the same sentence has found out from its words alone."""
        self.clauses, self.words, self._meant, self._quantities = (
            other.clauses, other.words, other._meant, other._quantities,
        )  # fmt: skip

    def stands_for(self, head: int) -> int | None:
        """Return the noun of the sentence that a pronoun, or a number without its noun, stands for: "burnt them"."""
        if head not in self._meant:
            self._meant[head] = antecedent(self.tree, head)
        return self._meant[head]

    def tell(self, table: str, claim: Claim) -> None:
        """Let the rest of the sentence go on about what a claim of a table has told of."""
        if happens(claim):
            self.latest = {**self.latest, table: claim.evidence}
        if table == "sanctions":
            self.measures = (*self.measures, claim)
        if table in TAKEN_UP:
            self.told = {**self.told, **dict.fromkeys(taken_up_as(claim), claim.evidence)}

    @property
    def told_tie(self) -> Sequence[Evidence]:
        """Return the last claim on a tie, an enmity told after it passed by: "declared war. They were restored ..."."""
        return self.told.get(TIES, self.told.get("relations", ()))

    def named(self, kinds: frozenset[str]) -> frozenset[str]:
        """Return the actors of some kinds that the sentence names or refers to, whether they act or not."""
        every = (mention for mentions in self.mentions.values() for mention in mentions)
        return frozenset(mention.actor for mention in every if mention.actor and mention.kind in kinds)

    def names(self, head: int) -> frozenset[str]:
        """Return what the codebook may call a phrase: its lemma, its predicate, and both after its modifiers."""
        return self.words.of(("names", head), lambda: self._names(head))

    def _names(self, head: int) -> frozenset[str]:
        clause = self.clauses.at(head)
        lemma = self.tree.tokens[head].lemma.lower()
        words = {lemma, *self.predicates(clause)}
        modifiers = [self.tree.tokens[i] for i in clause.role("mod") if i < head]
        before = [token.lemma.lower() for token in modifiers]
        words.update(f"{modifier} {lemma}" for modifier in before)
        # "manufacturing country", whatever the lemma of "manufacturing"
        words.update(f"{token.text.lower()} {lemma}" for token in modifiers)
        if len(before) > 1:
            words.add(" ".join([*before[-2:], lemma]))
        if lemma == "one" and (fixed := self.tree.child(head, "fixed")) is not None:
            words.add(f"one {fixed.text.lower()}")
        if lemma in ("long", "longer") and any(t.lemma.lower() in ("no", "any") for t in self.tree.children(head)):
            words.add("no longer")
        meant = self.stands_for(head)
        return frozenset(words) if meant is None else frozenset(words) | self.names(meant)

    def predicates(self, clause: Clause) -> frozenset[str]:
        """Return what the codebook may call the predicate: alone, and with what goes with it: "set free", "shot dead".

        An adverb or adjective behind the object is the verb's as much as a particle beside it.
        """
        if clause.form == "copula":
            places = (t.text.lower() for t in self.tree.children(clause.head, "case"))
            return frozenset({clause.predicate, *(f"be {place}" for place in places)})  # "is behind the unrest"
        if clause.form != "verb":
            return frozenset({clause.predicate})
        beside = self.tree.children(clause.head, "advmod", "xcomp", "compound:prt")
        bare = [t for t in beside if (t.dep == "xcomp" or t.pos in ALONGSIDE) and not self.tree.children(t.index)]
        verb = self.tree.tokens[clause.head].lemma.lower()
        return frozenset({clause.predicate, *(f"{verb} {t.lemma.lower()}" for t in bare if t.index > clause.head)})

    def described(self, head: int) -> frozenset[str]:
        """Return the names of a phrase, the words that modify it, and "*kind" of an actor that it stands for.

        "*owned" is what is an actor's by the words before it, whatever it is.
        """
        return self.who.of(("described", head), lambda: self._described(head))

    def _described(self, head: int) -> frozenset[str]:
        clause = self.clauses.at(head)
        kinds = {f"*{read.kind}" for read in self.actors((head,))} or self._place(head)
        words = self.worded(head) | kinds
        if not kinds and self._of_actor(clause):
            words |= {"*owned"}
        if self.tree.tokens[head].lemma.lower() in MEASURES or self.tree.tokens[head].pos == "NUM":
            words |= {word for measured in clause.role("of") for word in self.described(measured)}
        meant = self.stands_for(head)
        return words if meant is None else words | self.described(meant)

    def worded(self, head: int) -> frozenset[str]:
        """Return what `described` gives without who is meant: the names of a phrase and the words that modify it."""
        return self.words.of(("worded", head), lambda: self._worded(head))

    def _worded(self, head: int) -> frozenset[str]:
        modifiers = [self.tree.tokens[i] for i in self.clauses.at(head).role("mod")]
        words = self.names(head).union((t.lemma.lower() for t in modifiers), (t.text.lower() for t in modifiers))
        if self.tree.tokens[head].lemma.lower() in MEASURES or self.tree.tokens[head].pos == "NUM":
            words = words.union(*map(self.worded, self.clauses.at(head).role("of")))
        meant = self.stands_for(head)
        return words if meant is None else words | self.worded(meant)

    def _of_actor(self, clause: Clause) -> bool:
        """Return whether a phrase that is no actor itself is a state's or a group's: "a Soviet interceptor"."""
        near = (*clause.role("mod"), *clause.role("poss"))
        return any(m.actor and m.kind in OWNERS for index in near for m in self.mentions.get(index, ()))

    def is_time(self, head: int) -> bool:
        """Return whether a phrase is a day, a month or a year: "on 27 August", "in 1993"."""
        token = self.tree.tokens[head]
        return token.tag == "CD" or token.text.rstrip(".") in CALENDAR

    def _place(self, head: int) -> set[str]:
        """Return "*place" for a name that is no actor here: a town by the gazetteer, or a name that nobody knows.

        "*model" is what looks like the type of a weapon.
        """
        token = self.tree.tokens[head]
        if token.pos != "PROPN" or token.text.rstrip(".") in CALENDAR:
            return set()
        if MODEL.fullmatch(token.text):
            return {"*model"}
        unknown = head not in self.mentions
        return {"*place"} if unknown or country_of_place(self.tree.words(*self.place_span(head))) else set()

    def actors(self, heads: Sequence[int], *, modifying: bool = False, kin: bool = False) -> tuple[ActorRead, ...]:
        """Return the actors that noun phrases stand for, each once, in order.

        ``modifying`` says that the heads modify a noun, where an adjective ("the Russian invasion") names its actor.
        ``kin`` says that a leader's relative stands for the leader's state, as one does who speaks of its ties.
        """
        if kin:
            related = [
                m for head in heads for m in self._mentions_with_appositions(head) if m.noun == "kin" and m.actor
            ]
            return tuple({m.actor: ActorRead(m.actor, m) for m in related}.values())
        found: dict[str, ActorRead] = {}
        for head in heads:
            named = tuple(ActorRead(m.actor, m) for m in self.mentions.get(head, ()) if m.actor) if modifying else ()
            for read in named or self._actors(head):
                found.setdefault(read.actor, read)
        return tuple(found.values())

    def _mentions_with_appositions(self, head: int) -> list[Mention]:
        around = (head, *appositions(self.tree, head))
        return [mention for index in around for mention in self.mentions.get(index, ())]

    def _actors(self, head: int) -> tuple[ActorRead, ...]:
        return self.who.of(("actors", head), lambda: self._actors_at(head, DEPTH, frozenset()))

    def _actors_at(self, head: int, depth: int, seen: frozenset[int]) -> tuple[ActorRead, ...]:
        """Return who a phrase stands for: as mentioned, or as what it is said to be, or as its apposition says."""
        named = tuple(ActorRead(m.actor, m) for m in self.mentions.get(head, ()) if m.actor and m.acts)
        if named or depth == 0 or head in seen:
            return named
        seen = seen | {head}
        clause = self.clauses.at(head)
        if self.tree.tokens[head].lemma.lower() in RULERS:
            # "the junta in Niamey"
            seats = [
                m for seat in clause.role("in") for m in self.mentions.get(seat, ()) if m.kind == "state" and m.actor
            ]
            if len({m.actor for m in seats}) == 1:
                return (ActorRead(seats[0].actor, seats[0]),)
        others = [*clause.role("subject"), *appositions(self.tree, head)]
        if self.tree.tokens[head].lemma.lower() in ("both", "each", "all"):
            others += clause.role("of")  # "both of its neighbours, Peru and Chile"
        for other in others:
            if found := self._actors_at(other, depth - 1, seen):
                if self.tree.tokens[head].tag != "NNS":
                    return found
                # "the two sides, Peru and Chile"
                joined = [i for i in expand(self.tree, other) if i != other]
                return (*found, *(read for i in joined for read in self._actors_at(i, depth - 1, seen)))
        return self._actors_meant(head, depth, seen)

    def _actors_meant(self, head: int, depth: int, seen: frozenset[int]) -> tuple[ActorRead, ...]:
        """Return who a pronoun that is left open stands for by its place: "found two boats and sank them"."""
        meant = self.stands_for(head)
        if meant is None or not suffers(self.tree, head):
            return ()
        token = self.tree.tokens[head]
        found = self._actors_at(meant, depth - 1, seen)
        return tuple(ActorRead(read.actor, _pointing(read.mention, token)) for read in found)

    def before_relative(self, clause: Clause) -> tuple[int, ...]:
        """Return the noun right before a relative clause, where the tree hangs the clause on an earlier one.

        "relations with Cambodia, which was an ally": parsers hang the relative clause on "relations".
        """
        token = self.tree.tokens[clause.head]
        if token.dep == "acl:relcl":
            first = min(self.tree.subtree(clause.head))
            for candidate in reversed(self.tree.tokens[token.head + 1 : first]):
                if candidate.pos in ("PROPN", "NOUN") and candidate.dep not in ("compound", "flat"):
                    return (candidate.index,)
        return ()

    def antecedents(self, clause: Clause) -> tuple[ActorRead, ...]:
        """Return who a relative clause after "X is an N of Y" may be about: X and Y; nothing for any other clause."""
        token = self.tree.tokens[clause.head]
        if token.dep != "acl:relcl":
            return ()
        for noun in (token.head, self.tree.tokens[token.head].head):
            predicate = self.clauses.at(noun)
            complements = (*predicate.role("of"), *predicate.role("to"))
            if predicate.form == "copula" and token.head in (noun, *complements):
                return self.actors((*predicate.role("subject"), *complements))
        return ()

    def of_whole_clause(self, clause: Clause) -> tuple[int, ...]:
        """Return who did what a ", which ..." after a whole clause tells of: "put it into orbit, which violated ...".

        Asked for only where the noun before it is no actor; it is then the clause that the relative takes up.
        """
        token = self.tree.tokens[clause.head]
        if not token.dep.endswith(":relcl"):
            return ()
        first = min(self.tree.subtree(clause.head))
        opening = [t.text.lower() for t in self.tree.tokens[max(first - 1, 0) : first + 2]]
        host = token.head if has_clause(self.tree, token.head) else host_of(self.tree, token.head)
        if host is None or "which" not in opening or "," not in opening:
            return ()
        return self.clauses.at(host).role("agent")

    def quantity(self, head: int) -> Quantity | None:
        """Return the number that counts a phrase: before its noun, or of the noun that it measures out."""
        if self._quantities is None:
            found = find_quantities(self.tree.text)
            self._quantities = tuple(q for q in found if not q.ordinal and q.value is not None)
        tokens = [self.tree.tokens[i] for i in self.tree.subtree(head) if not self._outside(i, head)]
        for quantity in self._quantities:
            start, end = quantity.start + self.tree.start, quantity.end + self.tree.start
            if any(t.start < end and start < t.end for t in tokens):
                return quantity
        return None

    def _outside(self, index: int, head: int) -> bool:
        """Return whether a token of a phrase belongs to another phrase or clause inside it."""
        token = self.tree.tokens[index]
        while token.index != head:
            if token.dep.split(":")[0] in ("nmod", "acl", "conj", "appos", "obl", "advcl", "parataxis") or has_clause(
                self.tree, token.index
            ):
                return True
            token = self.tree.tokens[token.head]
        return False

    def span(self, head: int) -> tuple[int, int]:
        """Return the document offsets of a noun with its compounds and adjectives, without determiner and number."""
        return extents.span(self.tree, head)

    def place_span(self, head: int) -> tuple[int, int]:
        """Return the document offsets of a place name, with the "of" phrase that belongs to it ("Gulf of Aden")."""
        return extents.place_span(self.tree, head)

    def named_span(self, head: int) -> tuple[int, int]:
        """Return the document offsets of the name of an act in law, with its number: "Resolution 1267"."""
        return extents.named_span(self.tree, head)

    def nominal_span(self, head: int) -> tuple[int, int]:
        """Return the document offsets of a noun with its name parts and compounds only."""
        return extents.nominal_span(self.tree, head)
