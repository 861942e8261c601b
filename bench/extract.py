"""What extraction costs on a folder of texts, beside parsing every sentence of them: `python bench/extract.py FOLDER`.

The folder holds .txt files, or collections of documents as .jsonl.gz with `id`, `text` and `published_on`. Four runs
over the same documents, each in a process of its own on one core: the screen alone, the whole extraction, the parser
on every sentence, and the extraction without the screen, whose claims must be the same. Speeds are of the processor's
time, so that what else runs on the machine counts little; memory is the peak of the process.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import multiprocessing
import os
import resource
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from flows.extract.rules_engine import RulesEngine
from flows.extract.screening import screen_for
from flows.ingest.document import Document, Metadata
from flows.ingest.read import read_document
from flows.language.parse import Parser
from flows.language.sentences import split_sentences
from flows.language.trees import Tree
from schemas.codebook.rulebook import load_rules

QUARTERS = 4
MEGABYTE = 1e6
SCREENED_AT_ONCE = 10_000_000  # bytes: a small folder is repeated, so that starting up does not count
LONG_ENOUGH = 2.0  # seconds
KIBIBYTES_IN_MEGABYTE = 1e6 / 1024
# Linux counts a process's memory in kibibytes, macOS in bytes.
MEMORY_UNIT = MEGABYTE if sys.platform == "darwin" else KIBIBYTES_IN_MEGABYTE


@dataclass
class Run:
    """What one run over the documents came to; ``seconds`` leave out what loading takes."""

    seconds: float = 0.0
    words: int = 0
    bytes: int = 0
    sentences: int = 0
    parsed: int = 0
    worded: int = 0
    kept: int = 0
    claims: int = 0
    memory: list[float] = field(default_factory=list)
    digests: dict[str, str] = field(default_factory=dict)


def documents(folder: Path, every: int) -> Iterator[Document]:
    """Yield every so-manieth document of a folder, one at a time."""
    yield from islice(_all_documents(folder), 0, None, every)


def _all_documents(folder: Path) -> Iterator[Document]:
    for path in sorted(folder.iterdir()):
        if path.suffix == ".txt":
            yield read_document(path)
        elif path.name.endswith(".jsonl.gz"):
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                yield from (_of_record(json.loads(line)) for line in lines)


def _of_record(record: dict[str, str]) -> Document:
    text = record["text"]
    try:
        published = date.fromisoformat(record.get("published_on") or "")
    except ValueError:
        published = None
    data = text.encode("utf-8", "replace")
    name = record["id"]
    digest = hashlib.sha256(data).hexdigest()
    return Document(name, f"{name}.txt", digest, "utf-8", len(data), text, Metadata(published_on=published))


def _sentences(document: Document) -> list[tuple[str, int]]:
    spans = [span for span in split_sentences(document.text) if span.parsable]
    return [(document.text[span.start : span.end], span.start) for span in spans]


def screen_alone(folder: Path, every: int, total: int) -> Run:
    """Return the run of the screen's words over all sentences, repeated until it can be measured.

    Cutting the sentences is not counted, nor who can stand in those that have the words.
    """
    run, screen = Run(), screen_for(load_rules())
    sentences = [text for document in documents(folder, every) for text, _ in _sentences(document)]
    size = sum(len(text.encode("utf-8", "replace")) for text in sentences)
    run.sentences, run.worded = len(sentences), int(screen.kept(sentences).sum())
    copies = max(1, SCREENED_AT_ONCE // size)
    start = time.process_time()
    while run.seconds < LONG_ENOUGH:
        screen.kept(sentences * copies)
        run.bytes += size * copies
        run.seconds = time.process_time() - start
    return run


def parse_all(folder: Path, every: int, total: int) -> Run:
    """Return the run of the parser over every sentence."""
    run, parser = Run(), Parser.load()
    list(parser.parse([("The parser is warm.", 0)]))
    start = time.process_time()
    for number, document in enumerate(documents(folder, every)):
        run.words += len(document.text.split())
        run.sentences += sum(1 for _ in parser.parse(_sentences(document)))
        _note_memory(run, number, total)
    run.seconds = time.process_time() - start
    return run


def extraction(folder: Path, every: int, total: int, *, screened: bool = True) -> Run:
    """Return the run of the whole extraction."""
    parser = _Counting.load()
    run, engine = Run(), RulesEngine(parser, screened=screened)
    list(parser.parse([("The parser is warm.", 0)]))
    _PARSED[0] = 0
    start = time.process_time()
    for number, extracted in enumerate(engine.extract(documents(folder, every))):
        run.words += len(extracted.document.text.split())
        run.claims += len(extracted.claims)
        run.digests[extracted.document.doc_id] = hashlib.sha256(repr(extracted.claims).encode()).hexdigest()
        _note_memory(run, number, total)
    run.seconds = time.process_time() - start
    run.parsed = _PARSED[0]
    if screened:
        for document in documents(folder, every):
            spans = [span for span in split_sentences(document.text) if span.parsable]
            run.kept += int(engine.sifted(document, spans)[""].sum())
    return run


def unscreened(folder: Path, every: int, total: int) -> Run:
    """Return the run of the extraction that parses and reads every sentence."""
    return extraction(folder, every, total, screened=False)


class _Counting(Parser):
    """The parser, which counts the sentences that it reads."""

    def parse(self, sentences: Iterable[tuple[str, int]]) -> Iterator[Tree]:
        """Yield the trees of the sentences."""
        for tree in Parser.parse(self, sentences):
            _PARSED[0] += 1
            yield tree


_PARSED = [0]


def _note_memory(run: Run, number: int, total: int) -> None:
    if (number + 1) * QUARTERS // total > number * QUARTERS // total:
        run.memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEMORY_UNIT)


def _alone(work: Callable[[Path, int, int], Run], folder: Path, every: int, total: int) -> Run:
    """Return what a run in a process of its own, on one core, came to."""
    with multiprocessing.get_context("spawn").Pool(1, _on_one_core) as pool:
        return pool.apply(work, (folder, every, total))


def _on_one_core() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def main() -> None:
    """Print the figures."""
    arguments = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    arguments.add_argument("folder", type=Path, help="a folder of .txt files or .jsonl.gz collections")
    arguments.add_argument("--every", type=int, default=1, metavar="N", help="take every Nth document only")
    given = arguments.parse_args()
    total = sum(1 for _ in documents(given.folder, given.every))
    if not total:
        sys.exit(f"{given.folder}: no .txt and no .jsonl.gz is in it")
    runs = {work.__name__: _alone(work, given.folder, given.every, total) for work in WORK}
    screen, whole, parsing, full = (runs[work.__name__] for work in WORK)
    differ = [name for name, digest in full.digests.items() if whole.digests[name] != digest]
    print(f"documents                      {total:>12,}")
    print(f"words                          {whole.words:>12,}")
    print(f"sentences                      {screen.sentences:>12,}")
    print(f"screen alone                   {screen.bytes / MEGABYTE / screen.seconds:>12,.1f} MB/s")
    print(f"sentences with a rule's words  {screen.worded / screen.sentences:>12.1%}")
    print(f"sentences kept by the screen   {whole.kept / screen.sentences:>12.1%}")
    print(f"sentences never parsed         {1 - whole.parsed / screen.sentences:>12.1%}")
    for name, run in (("extraction", whole), ("parsing every sentence", parsing), ("extraction unscreened", full)):
        print(f"{name:<30} {run.words / run.seconds:>12,.0f} words/s, peak {run.memory[-1]:,.0f} MB")
    print(f"extraction against parsing     {parsing.seconds / whole.seconds:>12.2f} times as fast")
    print("memory by share of documents   " + ", ".join(f"{memory:,.0f} MB" for memory in whole.memory))
    print(f"claims                         {whole.claims:>12,} screened, {full.claims:,} unscreened")
    print(f"documents whose claims differ  {len(differ):>12,} {' '.join(differ[:10])}")


WORK = (screen_alone, extraction, parse_all, unscreened)

if __name__ == "__main__":
    main()
