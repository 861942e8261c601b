"""One sentence read: its clauses with the actors, times and numbers that stand in their roles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flows.extract.claims import Claim, Evidence
from flows.extract.topic import Topic
from flows.language.actors import country_of_place, find_names
from flows.language.clauses import Clause, Clauses
from flows.language.mentions import Mention
from flows.language.quantities import Quantity, find_quantities
from flows.language.syntax import MONTHS, appositions, case_of, expand, has_clause, host_of
from flows.language.trees import Tree

# How far identity is followed: an ally that is Cuba, the sister of a leader, a pronoun's antecedent.
DEPTH = 3
# Nouns that measure out what stands after "of": "400 tons of rice", "a load of rifles", "hundreds of soldiers".
_MEASURES = (
    "array barrel batch cache cargo consignment dozen fleet group hundred kilogram load million number package pair "
    "piece quantity raft range round series set shipload shipment slew some stock stockpile ton tonne thousand total "
    "tranche volume wave"
)
MEASURES = frozenset(_MEASURES.split())
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
CALENDAR = MONTHS | frozenset(_DAYS.split())


# By table, the evidence for who has a tie or a measure that the text may go on about without saying whose it is.
Told = Mapping[str, tuple[Evidence, ...]]
NOTHING_TOLD: Told = {}
STANDING = frozenset({"stated", "maintained", "absent"})  # changes of a tie that are none
# Tables of which a text goes on about "the relations", "the sanctions" or "third place" without saying whose.
TAKEN_UP = frozenset({"relations", "sanctions", "investment_rankings"})
NO_TOPIC = Topic("")


def happens(claim: Claim) -> bool:
    """Return whether a claim tells of something that somebody else can do too, not of how things stand."""
    return not set(claim.values("change")) & STANDING


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
    ) -> None:
        """Read a sentence.

        ``told`` is the evidence of the last claim of a table shortly before it, ``topic`` what the document is about,
        ``latest`` the claims of the sentence right before it.
        """
        self.told = told
        self.latest = latest
        self.topic = topic
        self.index = index
        self.tree = tree
        self.clauses = Clauses(tree)
        self.mentions: dict[int, list[Mention]] = {}
        for mention in mentions:
            self.mentions.setdefault(mention.head, []).append(mention)
        self._quantities: tuple[Quantity, ...] | None = None

    def tell(self, table: str, claim: Claim) -> None:
        """Let the rest of the sentence go on about what a claim of a table has told of."""
        if happens(claim):
            self.latest = {**self.latest, table: claim.evidence}
        if table in TAKEN_UP:
            self.told = {**self.told, table: claim.evidence}

    def named(self, kinds: frozenset[str]) -> frozenset[str]:
        """Return the actors of some kinds that the sentence names or refers to, whether they act or not."""
        every = (mention for mentions in self.mentions.values() for mention in mentions)
        return frozenset(mention.actor for mention in every if mention.actor and mention.kind in kinds)

    def names(self, head: int) -> frozenset[str]:
        """Return what the codebook may call a phrase: its lemma, its predicate, and both after its modifiers."""
        clause = self.clauses.at(head)
        lemma = self.tree.tokens[head].lemma.lower()
        words = {lemma, clause.predicate}
        modifiers = [self.tree.tokens[i] for i in clause.role("mod") if i < head]
        before = [token.lemma.lower() for token in modifiers]
        words.update(f"{modifier} {lemma}" for modifier in before)
        # "manufacturing country", whatever the lemma of "manufacturing"
        words.update(f"{token.text.lower()} {lemma}" for token in modifiers)
        if len(before) > 1:
            words.add(" ".join([*before[-2:], lemma]))
        if lemma in ("long", "longer") and any(t.lemma.lower() in ("no", "any") for t in self.tree.children(head)):
            words.add("no longer")
        return frozenset(words)

    def described(self, head: int) -> frozenset[str]:
        """Return the names of a phrase, the words that modify it, and "*kind" of an actor that it stands for."""
        clause = self.clauses.at(head)
        kinds = {f"*{read.kind}" for read in self.actors((head,))} or self._place(head)
        modifiers = {self.tree.tokens[i].lemma.lower() for i in clause.role("mod")}
        modifiers |= {self.tree.tokens[i].text.lower() for i in clause.role("mod")}
        words = self.names(head) | modifiers | kinds
        if self.tree.tokens[head].lemma.lower() in MEASURES:
            words |= {word for measured in clause.role("of") for word in self.described(measured)}
        return words

    def _place(self, head: int) -> set[str]:
        """Return "*place" for a name that is no actor here: a town by the gazetteer, or a name that nobody knows."""
        token = self.tree.tokens[head]
        if token.pos != "PROPN" or token.text.rstrip(".") in CALENDAR:
            return set()
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
            for read in named or self._actors_at(head, DEPTH, frozenset()):
                found.setdefault(read.actor, read)
        return tuple(found.values())

    def _mentions_with_appositions(self, head: int) -> list[Mention]:
        around = (head, *appositions(self.tree, head))
        return [mention for index in around for mention in self.mentions.get(index, ())]

    def _actors_at(self, head: int, depth: int, seen: frozenset[int]) -> tuple[ActorRead, ...]:
        """Return who a phrase stands for: as mentioned, or as what it is said to be, or as its apposition says."""
        named = tuple(ActorRead(m.actor, m) for m in self.mentions.get(head, ()) if m.actor and m.acts)
        if named or depth == 0 or head in seen:
            return named
        seen = seen | {head}
        clause = self.clauses.at(head)
        others = [*clause.role("subject"), *appositions(self.tree, head)]
        for other in others:
            if found := self._actors_at(other, depth - 1, seen):
                return found
        return ()

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
        first = last = head
        for token in self.tree.children(head, "compound", "amod", "flat", "nmod:desc"):
            if token.dep == "amod" and token.tag in ("JJS", "JJR"):
                continue
            indices = self.tree.subtree(token.index)
            if token.index < head and indices[-1] < head:
                first = min(first, indices[0])
            elif token.dep == "flat":
                last = max(last, indices[-1])
        tokens = self.tree.tokens
        while first < head and tokens[first].tag in ("DT", "CD", "PRP$", "POS", "HYPH", ","):
            first += 1
        start, end = tokens[first].start, tokens[last].end
        for name in find_names(self.tree.words(start, end)):
            # "Greek tanker": whose it is, is no part of what it is
            after = next((t for t in tokens[first : head + 1] if t.start >= start + name.end), None)
            if name.start == 0 and name.kind in ("state", "demonym") and after is not None:
                return after.start, end
        return start, end

    def place_span(self, head: int) -> tuple[int, int]:
        """Return the document offsets of a place name, with the "of" phrase that belongs to it ("Gulf of Aden")."""
        start, end = self.nominal_span(head)
        if self.tree.tokens[head].pos == "PROPN":
            for phrase in self.tree.children(head, "nmod"):
                if case_of(self.tree, phrase.index) == "of" and phrase.pos == "PROPN":
                    end = max(end, self.nominal_span(phrase.index)[1])
        else:
            # "the border with Syria", "the coast of Yemen"
            for phrase in self.tree.children(head, "nmod"):
                if case_of(self.tree, phrase.index) in ("with", "of", "between"):
                    end = max(end, *(self.nominal_span(i)[1] for i in expand(self.tree, phrase.index)))
        return start, end

    def named_span(self, head: int) -> tuple[int, int]:
        """Return the document offsets of the name of an act in law, with its number: "Resolution 1267"."""
        start, end = self.nominal_span(head)
        numbers = [t for t in self.tree.children(head) if t.tag == "CD" and t.index > head]
        return start, max([end, *(number.end for number in numbers)])

    def nominal_span(self, head: int) -> tuple[int, int]:
        """Return the document offsets of a noun with its name parts and compounds only."""
        tokens = self.tree.tokens
        first = last = head
        for token in self.tree.children(head, "compound", "flat", "amod"):
            if token.dep == "amod" and token.pos != "PROPN":
                continue
            indices = self.tree.subtree(token.index)
            first, last = min(first, indices[0]), max(last, indices[-1])
        return tokens[first].start, tokens[last].end
