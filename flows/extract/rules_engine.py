"""The default engine: the codebook's rules held against the clauses of every sentence that could hold a claim."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from flows.extract.ambiguity import settled
from flows.extract.asking import hear
from flows.extract.claims import Claim, Evidence, Extraction, SentenceOutcome
from flows.extract.date_headings import date_headings
from flows.extract.dates import Dates
from flows.extract.match import Matcher
from flows.extract.passages import Passages
from flows.extract.reading import TAKEN_UP, Reading, happens
from flows.extract.running_dates import RunningDates
from flows.extract.screening import screen_for
from flows.extract.topic import Topic
from flows.ingest.document import Document
from flows.language.lexicon import lexicon
from flows.language.mentions import Mention
from flows.language.parse import Parser
from flows.language.sentences import SentenceSpan, split_sentences
from schemas.codebook.rulebook import Rules, load_rules
from schemas.codebook.vocabulary import FOLDER, load_tables

REACH = 3  # sentences over which "diplomatic relations were established" still means those just told of
_PARTICLES = (
    "about across against along apart around away back by down for forth in into of off on out over through to up upon "
    "with"
)
PARTICLES = frozenset(_PARTICLES.split())


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence with all that was read in it."""

    span: SentenceSpan
    mentions: Sequence[Mention]
    reading: Reading
    dates: Dates
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
        kept = self.screen.kept(document.text[s.start : s.end] for s in sentences)
        wanted = np.flatnonzero(kept).tolist() if self.screened else range(len(sentences))
        outcomes = {s.index: SentenceOutcome(s.index, s.start, s.end, "screened_out") for s in spans}
        claims: list[Claim] = []
        for read in self.sentences(document, sentences, wanted):
            claims += read.claims
            outcomes[read.span.index] = self._outcome(read)
        return Extraction(document, tuple(outcomes.values()), tuple(settled(claims)))

    def sentences(
        self, document: Document, spans: Sequence[SentenceSpan], wanted: Sequence[int] | None = None
    ) -> Iterator[ReadSentence]:
        """Yield the wanted sentences, by default all, as the rules see them, with the claims that they make of them.

        The others are parsed too where what a rule reads in a wanted one leaves open who is meant.
        """
        wanted = range(len(spans)) if wanted is None else wanted
        passages = Passages(self.parser, document.text, [(document.text[s.start : s.end], s.start) for s in spans])
        passages.parse(wanted)
        alone = {i: Reading(spans[i].index, passages.tree(i), passages.found(i)) for i in wanted}
        heard = {place: hear(reading, self.matcher) for place, reading in alone.items()}
        complete = len(wanted) == len(spans)
        asked = complete or any(hearing.asks_who for hearing in heard.values())
        mentions = passages.resolved() if asked else {place: passages.found(place) for place in wanted}
        topic = Topic(document.text)
        published = document.metadata.published_on.isoformat() if document.metadata.published_on else None
        dates = RunningDates(passages, published, date_headings(document.text, spans, published))
        told: dict[str, tuple[int, tuple[Evidence, ...]]] = {}
        last: dict[str, tuple[int, tuple[Evidence, ...]]] = {}
        measures: list[Claim] = []
        for place in wanted:
            span, tree, found = spans[place], passages.tree(place), mentions[place]
            near = {table: claim for table, (index, claim) in told.items() if span.index - index <= REACH}
            latest = {table: claim for table, (index, claim) in last.items() if span.index - index <= 1}
            reading = Reading(span.index, tree, found, near, topic, latest, measures)
            reading.clauses = alone[place].clauses  # made already
            dated = dates.of(place, reading.clauses)
            made = tuple(self.matcher.claims(reading, dated)) if heard[place].matched else ()
            measures += (claim for claim in made if claim.table == "sanctions")
            for claim in made:
                if happens(claim):
                    last[claim.table] = (span.index, claim.evidence)
                if claim.table in TAKEN_UP:
                    told[claim.table] = (span.index, claim.evidence)
            yield ReadSentence(span, found, reading, dated, made)

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


@cache
def codebook_digest(folder: Path = FOLDER) -> str:
    """Return the SHA-256 digest of the codebook's files, by name and content."""
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*.toml")):
        digest.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()
