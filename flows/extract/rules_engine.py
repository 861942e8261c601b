"""The default engine: the codebook's rules held against the clauses of every sentence that could hold a claim."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flows.extract.ambiguity import settled
from flows.extract.claims import Claim, Evidence, Extraction, SentenceOutcome
from flows.extract.dates import Dates
from flows.extract.match import Matcher
from flows.extract.reading import Reading
from flows.ingest.document import Document
from flows.language.lexicon import lexicon
from flows.language.mentions import Mention, find_mentions
from flows.language.names import gazetteer
from flows.language.nouns import word_lists
from flows.language.parse import Parser
from flows.language.pronouns import HE, THEY, WE
from flows.language.references import resolve_references
from flows.language.screen import Screen
from flows.language.sentences import SentenceSpan, split_sentences
from schemas.codebook.rulebook import Rules, load_rules
from schemas.codebook.vocabulary import FOLDER, load_tables

# Of which tables a text goes on about "the relations" or "the sanctions", and whose they are.
TAKEN_UP = {"relations": ("subject", "object"), "sanctions": ("senders", "targets")}
REACH = 3  # sentences over which "diplomatic relations were established" still means those just told of
CAPITAL = re.compile(r"\S\s+\W*[A-Z\u00c0-\u00de]")
_PARTICLES = (
    "about across against along apart around away back by down for forth in into of off on out over through to up upon "
    "with"
)
PARTICLES = frozenset(_PARTICLES.split())
PRONOUNS = HE | THEY | WE | {"it", "its", "both", "former", "latter", "two", "north", "south", "east", "west"}


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

    def __init__(self, parser: Parser | None = None, rules: Rules | None = None) -> None:
        self.parser = parser or Parser.load()
        self.rules = rules or load_rules()
        self.matcher = Matcher(self.rules, load_tables())
        self.trigger_words = trigger_words(self.rules.triggers)
        nouns = (word for words in word_lists().values() for word in words)
        self.screen = Screen(self.trigger_words, {*gazetteer().names, *gazetteer().places, *nouns, *PRONOUNS})
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
        if not self._could_claim([document.text[s.start : s.end] for s in sentences]):
            return Extraction(document, tuple(outcomes.values()), ())
        claims: list[Claim] = []
        for read in self.sentences(document, sentences):
            claims += read.claims
            outcomes[read.span.index] = self._outcome(read)
        return Extraction(document, tuple(outcomes.values()), tuple(settled(claims)))

    def sentences(self, document: Document, spans: Sequence[SentenceSpan]) -> Iterator[ReadSentence]:
        """Yield each sentence as the rules see it, with the claims that they make of it.

        All sentences of a document that may claim anything are parsed: who "it" or "the president" is may be told in
        one that claims nothing.
        """
        trees = list(self.parser.parse((document.text[s.start : s.end], s.start) for s in spans))
        mentions = resolve_references(trees, [find_mentions(tree) for tree in trees])
        text_date: str | None = None
        published = document.metadata.published_on
        document_date = published.isoformat() if published else None
        told: dict[str, tuple[int, tuple[Evidence, ...]]] = {}
        for span, tree, found in zip(spans, trees, mentions, strict=True):
            near = {table: actors for table, (index, actors) in told.items() if span.index - index <= REACH}
            reading = Reading(span.index, tree, found, near)
            dates = Dates(reading.clauses, document_date, text_date)
            text_date = dates.last
            made = tuple(self.matcher.claims(reading, dates))
            for claim in made:
                actors = tuple(e for e in claim.evidence if e.field in TAKEN_UP.get(claim.table, ()))
                if actors:
                    told[claim.table] = (span.index, actors)
            yield ReadSentence(span, found, reading, dates, made)

    def _could_claim(self, texts: list[str]) -> bool:
        """Return whether any sentence holds a trigger beside a name or a word that can stand for an actor.

        A name that no gazetteer has is told by its capital inside the sentence.
        """
        if not texts:
            return False
        screened = self.screen.keep(texts)
        return any(s.kept or (s.triggers and CAPITAL.search(text)) for s, text in zip(screened, texts, strict=True))

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
