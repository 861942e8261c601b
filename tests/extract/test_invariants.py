"""What holds of extraction whatever the documents, their order and their company.

The last tests read real documents: `ATTACHE_REAL=FOLDER`, a folder of .jsonl.gz collections with `id`, `text` and
`published_on`. Every hundredth document is read, all of them with `ATTACHE_REAL_EVERY=1`.
"""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.engines import extract
from flows.extract.claims import Claim, Extraction
from flows.extract.rules_engine import RulesEngine
from flows.ingest.document import Document, Metadata
from flows.ingest.read import read_document
from flows.language.sentences import split_sentences
from flows.resolve.rows import resolve
from schemas.codebook.kinds import CLAIM_TABLES
from schemas.codebook.rulebook import load_rules

GOLD = Path(__file__).parents[1] / "gold"
REAL = "ATTACHE_REAL"
EVERY = int(os.environ.get("ATTACHE_REAL_EVERY", "100"))

SENTENCES = sorted({example.text for rule in load_rules() for example in rule.examples[:1]})
# Words that refer, join and date, so that sentences depend on each other.
GLUE = [
    "It did so again in 1992.", "The two countries had quarrelled before.", "The president was not amused.",
    "Nine days later it closed its embassy there.", "Their relations were restored in 2001.",
    "The sanctions were lifted.", "Both sides said so.", "He met them in Oslo.", "The weather was mild.", "• Statement",
    "SEOUL (Wire) - ", "1976: ",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(SENTENCES + GLUE * 8) | st.text(max_size=25), min_size=1, max_size=7).map(" ".join)


@pytest.fixture(scope="module")
def engine(parser: Any) -> RulesEngine:
    return RulesEngine(parser)


@pytest.fixture(scope="module")
def unscreened(engine: RulesEngine) -> RulesEngine:
    """The engine that parses and reads every sentence."""
    return RulesEngine(engine.parser, engine.rules, screened=False)


def document(text: str, name: str = "one", published: date | None = None) -> Document:
    size = len(text.encode("utf-8", "replace"))
    return Document(name, f"{name}.txt", "0" * 64, "utf-8", size, text, Metadata(published_on=published))


def claims(engine: RulesEngine, documents: Sequence[Document]) -> dict[str, tuple[Claim, ...]]:
    return {found.document.doc_id: found.claims for found in engine.extract(documents)}


def check(found: Extraction) -> None:
    """Assert that all spans lie in the text and hold words, and that each claim's quote holds what states it."""
    text = found.document.text
    for claim in found.claims:
        assert 0 <= claim.start < claim.end <= len(text)
        assert claim.start <= claim.trigger < claim.end
        for evidence in claim.evidence:
            assert 0 <= evidence.start < evidence.end <= len(text)
            assert text[evidence.start : evidence.end].strip()
    last = 0
    for sentence in found.sentences:
        assert last <= sentence.start < sentence.end <= len(text)
        assert text[sentence.start : sentence.end].strip()
        last = sentence.end


def check_rows(extractions: Sequence[Extraction]) -> None:
    """Assert that the evidence of every row quotes its document."""
    texts = {found.document.doc_id: found.document.text for found in extractions}
    rows: list[dict[str, Any]] = resolve(extractions).tables["evidence"]
    for row in rows:
        assert row["words"] == texts[row["doc_id"]][row["start"] : row["end"]]


def gold() -> list[Document]:
    return [read_document(path) for path in sorted(GOLD.glob("*.txt"))]


def test_screening_loses_nothing_on_the_gold_documents(engine: RulesEngine, unscreened: RulesEngine) -> None:
    documents = gold()
    found = claims(engine, documents)
    assert found == claims(unscreened, documents)
    assert sum(map(len, found.values())) > 100


def test_the_screen_keeps_a_sentence_of_every_example_of_the_codebook(engine: RulesEngine) -> None:
    texts = [example.text for rule in engine.rules for example in rule.examples]
    spans = [[span for span in split_sentences(text) if span.parsable] for text in texts]
    sifted = [engine.sifted(document(text), cut) for text, cut in zip(texts, spans, strict=True)]
    assert [text for text, found in zip(texts, sifted, strict=True) if not found[""].any()] == []


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(TEXTS, st.sampled_from([None, date(2019, 3, 6)]))
def test_screening_loses_nothing_in_any_text(
    engine: RulesEngine, unscreened: RulesEngine, text: str, published: date | None
) -> None:
    one = document(text, published=published)
    assert engine.read(one).claims == unscreened.read(one).claims


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(TEXTS | st.text(max_size=400) | st.text(st.characters(categories=["P", "S", "Z", "C"]), max_size=200))
def test_any_text_is_read_and_every_span_holds_its_words(engine: RulesEngine, text: str) -> None:
    found = engine.read(document(text))
    check(found)
    check_rows([found])


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(TEXTS, min_size=1, max_size=5), st.randoms())
def test_order_and_company_change_no_document(engine: RulesEngine, texts: list[str], random: Any) -> None:
    documents = [document(text, f"d{number}") for number, text in enumerate(texts)]
    alone = {one.doc_id: engine.read(one).claims for one in documents}
    assert claims(engine, documents) == alone
    random.shuffle(documents)
    assert claims(engine, documents) == alone


@pytest.mark.parametrize("at_once", [1, 2, 6])
def test_chunks_change_no_row(engine: RulesEngine, at_once: int) -> None:
    documents = gold()[:6]
    parts = [extract(documents[n : n + at_once], GOLD, engine) for n in range(0, len(documents), at_once)]
    whole = resolve(engine.extract(documents)).tables
    cut = resolve(found for part in parts for found in part.extractions).tables
    assert not [failure for part in parts for failure in part.failures]
    assert {table: cut[table] for table in (*CLAIM_TABLES, "evidence")} == {
        table: whole[table] for table in (*CLAIM_TABLES, "evidence")
    }


def test_two_engines_agree(engine: RulesEngine) -> None:
    documents = gold()[::7]
    assert claims(RulesEngine(engine.parser), documents) == claims(engine, reversed_order(documents))


def reversed_order(documents: Sequence[Document]) -> list[Document]:
    return list(reversed(documents))


def test_a_long_chain_of_references_ends(engine: RulesEngine, unscreened: RulesEngine) -> None:
    text = "Peru spoke. " + "It severed relations with it. They did so too. " * 60
    assert engine.read(document(text)).claims == unscreened.read(document(text)).claims


# ---- real documents


def real() -> Iterator[Document]:
    """Yield the real documents that are to be read, skipping the test where no folder is given."""
    folder = os.environ.get(REAL)
    if not folder:
        pytest.skip(f"no real documents: set {REAL} to a folder of .jsonl.gz collections")
    every: list[Document] = []
    for path in sorted(Path(folder).glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            every += [_of_record(json.loads(line)) for line in lines]
    assert every, f"{folder} holds no .jsonl.gz collection"
    return islice(every, 0, None, EVERY)


def _of_record(record: dict[str, str]) -> Document:
    published = record.get("published_on") or "None"
    return document(record["text"], record["id"], None if published == "None" else date.fromisoformat(published))


def test_real_documents_are_read_and_every_span_holds_its_words(engine: RulesEngine) -> None:
    for one in real():
        found = engine.read(one)
        check(found)
        check_rows([found])
        cut = [(span.start, span.end) for span in split_sentences(one.text)]
        assert [(sentence.start, sentence.end) for sentence in found.sentences] == cut


def test_screening_loses_nothing_on_real_documents(engine: RulesEngine, unscreened: RulesEngine) -> None:
    differing = [one.doc_id for one in real() if engine.read(one).claims != unscreened.read(one).claims]
    assert differing == []
