"""Claims: what an engine says a text states, with the words that every value was read from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

from flows.ingest.document import Document

Outcome = Literal["screened_out", "no_claim", "claim"]
Scalar = str | int | float

# How a value follows from its words:
#   verbatim    the value is the words
#   normalised  the value is what `flows.resolve.normalise` makes of the words alone ("Havana" -> CUB)
#   resolved    the words refer to other words, which are evidence for the same value ("its", "both countries")
#   metadata    the value is from the document's metadata (its date); the words are the ones that call for it ("today")
#   rule        the rule sets the value; the words are the ones that the rule matched ("severed" -> severed)
Method = Literal["verbatim", "normalised", "resolved", "metadata", "rule"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One value of one field and the words [start, end) of the document's text that it was read from.

    ``value`` is None where resolution makes it of the words (goods, numbers, instruments); ``anchor`` is what relative
    words were counted from (an EDTF date), else None. ``carried`` says that the words stand outside the clause that
    states the claim, so that the value was carried over to it.
    """

    field: str
    value: Scalar | None
    start: int
    end: int
    method: Method
    anchor: str | None = None
    carried: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim of one table before resolution: the evidence for each value of each field.

    The evidence holds filled fields only; the values of a list field are its evidence in order. ``start`` and ``end``
    bound the quote: the clause or clauses that state the claim. ``trigger`` is the offset of the predicate. ``rival``
    is the evidence for another subject where syntax leaves two (`flows.extract.ambiguity`), empty elsewhere.
    """

    table: str
    rule: str
    sentence: int
    start: int
    end: int
    trigger: int
    evidence: tuple[Evidence, ...]
    rival: tuple[Evidence, ...] = ()

    def values(self, field: str) -> tuple[Scalar | None, ...]:
        """Return the values of a field, each once, in the order of the evidence."""
        return tuple(dict.fromkeys(e.value for e in self.evidence if e.field == field))


@dataclass(frozen=True, slots=True)
class SentenceOutcome:
    """What became of one sentence: ``outcome`` is screened_out, no_claim or claim.

    ``actors`` are the names found in it, ``triggers`` the codebook words; a sentence with both and no claim is a
    possible miss.
    """

    index: int
    start: int
    end: int
    outcome: Outcome
    actors: tuple[str, ...] = ()
    triggers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that an engine found in one document."""

    document: Document
    sentences: tuple[SentenceOutcome, ...]
    claims: tuple[Claim, ...]


class Engine(Protocol):
    """What turns documents into claims: the codebook's rules today, language models later.

    ``name`` and ``version`` go into the release's provenance; ``extract`` yields one Extraction a document, in order.
    """

    name: str
    version: str

    def extract(self, documents: Iterable[Document]) -> Iterable[Extraction]:
        """Yield one extraction a document, in the documents' order."""
        ...
