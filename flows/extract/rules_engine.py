"""The default engine: the codebook's rules held against the clauses of every sentence that could hold a claim."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from flows.extract.ambiguity import settled
from flows.extract.asking import Heard, hear
from flows.extract.claims import Claim, Evidence, Extraction, SentenceOutcome
from flows.extract.date_headings import date_headings
from flows.extract.dates import Dates
from flows.extract.match import Matcher
from flows.extract.passages import Passages
from flows.extract.reading import Reading
from flows.extract.running_dates import RunningDates
from flows.extract.screening import Present, screen_for
from flows.extract.taken_up import happens, taken_up_as
from flows.extract.topic import Topic
from flows.ingest.document import Document
from flows.language.lexicon import lexicon
from flows.language.mentions import Mention
from flows.language.parse import Parser
from flows.language.screen import Flags
from flows.language.sentences import SentenceSpan, split_sentences
from schemas.codebook.digest import codebook_digest
from schemas.codebook.rulebook import Rules, load_rules
from schemas.codebook.vocabulary import load_tables

REACH = 3  # sentences over which "diplomatic relations were established" still means those just told of
_PARTICLES = (
    "about across against along apart around away back by down for forth in into of off on out over through to up upon "
    "with"
)
PARTICLES = frozenset(_PARTICLES.split())


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence with all that was read in it; its dates only where a rule may match it."""

    span: SentenceSpan
    mentions: Sequence[Mention]
    reading: Reading
    dates: Dates | None
    claims: tuple[Claim, ...]


class RulesEngine:
    """Reads documents by the rules of the codebook."""

    name = "rules"

    def __init__(self, parser: Parser | None = None, rules: Rules | None = None, *, screened: bool = True) -> None:
        """Make the engine; unscreened it parses every sentence of every document, and makes the same claims."""
        self.screened = screened
        self.parser = parser or Parser.load()
        self.rules = rules or load_rules()
        self.matcher = Matcher(self.rules, load_tables())
        self.trigger_words = trigger_words(self.rules.triggers)
        self.screen = screen_for(self.rules)
        self.version = f"codebook {codebook_digest()[:12]}, parser {self.parser.version}"

    def extract(self, documents: Iterable[Document]) -> Iterator[Extraction]:
        """Yield one extraction a document, in order."""
        for document in documents:
            yield self.read(document)

    def read(self, document: Document) -> Extraction:
        """Return the claims of one document and what became of each of its sentences."""
        spans = split_sentences(document.text)
        sentences = [span for span in spans if span.parsable]
        outcomes = {s.index: SentenceOutcome(s.index, s.start, s.end, "screened_out") for s in spans}
        claims: list[Claim] = []
        for read in self.sentences(document, sentences, self.sifted(document, sentences) if self.screened else None):
            claims += read.claims
            outcomes[read.span.index] = self._outcome(read)
        return Extraction(document, tuple(outcomes.values()), tuple(settled(claims)))

    def sifted(self, document: Document, spans: Sequence[SentenceSpan]) -> dict[str, Flags]:
        """Return which sentences may hold a claim: whatever was told before (""), or after a claim of a table."""
        sentences = [document.text[span.start : span.end] for span in spans]
        sites = self.rules.classes.get("site", frozenset())
        return self.screen.sifted(sentences, Present(document.text, sentences, sites).sorts)

    def sentences(
        self, document: Document, spans: Sequence[SentenceSpan], sifted: Mapping[str, Flags] | None = None
    ) -> Iterator[ReadSentence]:
        """Yield the sentences that may hold a claim, by default all, as the rules see them, with their claims.

        The others are parsed too where what a rule reads in one of these leaves open who is meant.
        """
        passages = Passages(self.parser, document.text, [(document.text[s.start : s.end], s.start) for s in spans])
        wanted = range(len(spans)) if sifted is None else np.flatnonzero(sifted[""]).tolist()
        passages.parse(wanted)
        heard = {place: self._heard(spans[place], passages, place) for place in wanted}
        asked = len(wanted) == len(spans) or any(hearing.asks_who for _, hearing in heard.values())
        topic = Topic(document.text)
        published = document.metadata.published_on.isoformat() if document.metadata.published_on else None
        dates = RunningDates(passages, published, date_headings(document.text, spans, published))
        told: dict[str, tuple[int, tuple[Evidence, ...]]] = {}
        last: dict[str, tuple[int, tuple[Evidence, ...]]] = {}
        measures: list[Claim] = []
        for place, span in enumerate(spans):
            near = {table: claim for table, (index, claim) in told.items() if span.index - index <= REACH}
            latest = {table: claim for table, (index, claim) in last.items() if span.index - index <= 1}
            if place not in heard:
                if sifted is None or not any(sifted[table][place] for table in {*near, *latest} if table in sifted):
                    continue
                heard[place] = self._heard(span, passages, place)
                asked = asked or heard[place][1].asks_who
            alone, hearing = heard[place]
            found = passages.resolved()[place] if asked else passages.found(place)
            reading = Reading(span.index, passages.tree(place), found, near, topic, latest, measures)
            reading.share_words(alone)
            dated = dates.of(place, reading.clauses) if hearing.matched else None
            made = tuple(self.matcher.claims(reading, dated)) if dated is not None else ()
            measures += (claim for claim in made if claim.table == "sanctions")
            for claim in made:
                if happens(claim):
                    last[claim.table] = (span.index, claim.evidence)
                for name in taken_up_as(claim):
                    told[name] = (span.index, claim.evidence)
            yield ReadSentence(span, found, reading, dated, made)

    def _heard(self, span: SentenceSpan, passages: Passages, place: int) -> tuple[Reading, Heard]:
        """Return a sentence as its own words give it, and what the rules find in it."""
        reading = Reading(span.index, passages.tree(place), passages.found(place))
        return reading, hear(reading, self.matcher)

    def _outcome(self, read: ReadSentence) -> SentenceOutcome:
        span = read.span
        lemmas = (token.lemma.lower() for token in read.reading.tree.tokens)
        return SentenceOutcome(
            span.index,
            span.start,
            span.end,
            "claim" if read.claims else "no_claim",
            tuple(dict.fromkeys(mention.actor for mention in read.mentions if mention.actor)),
            tuple(dict.fromkeys(lemma for lemma in lemmas if lemma in self.trigger_words)),
        )


def trigger_words(triggers: frozenset[str]) -> frozenset[str]:
    """Return the single lemmas without one of which no rule can match: those of verbs also as the nouns they make.

    Of "break off" it is the verb, of "arms embargo" the noun that the rest stands before.
    """
    nouns = {noun for noun, verb in lexicon().nominalisations.items() if verb in triggers}
    return frozenset(_main_word(trigger) for trigger in triggers | nouns)


def _main_word(trigger: str) -> str:
    first, *others = trigger.split()
    return first if not others or others[-1] in PARTICLES else others[-1]
