"""The inputs that fuzzing left, and those that it began with: none makes a part fail, hang or fill the memory."""

from __future__ import annotations

import hashlib
import time
import tracemalloc
from pathlib import Path

import pytest

from tests.fuzz.seeds import SEEDS, seeds
from tests.fuzz.targets import TARGETS

# warcio leaves the temporary file of a damaged record to the collector of garbage.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
CORPUS = Path(__file__).parent / "corpus"
SECONDS = 1.0  # of the processor, for each 100 kB begun
SLOWER = 3  # times, that another machine may be
SIZE = 100_000
MEMORY = 200_000_000  # bytes that Python may hold at once for inputs of a few kilobytes
KEPT = 300_000  # bytes of the whole corpus


def inputs(target: str) -> list[bytes]:
    return [*seeds(target), *(file.read_bytes() for file in sorted((CORPUS / target).glob("*")))]


@pytest.mark.parametrize("target", TARGETS)
def test_no_input_makes_a_part_fail_or_hang(target: str) -> None:
    run = TARGETS[target].run
    run(inputs(target)[0])  # what is loaded once is no input's fault
    for content in inputs(target):
        allowed = SLOWER * SECONDS * (1 + len(content) // SIZE)
        before = time.process_time()
        run(content)
        took = time.process_time() - before
        if took > allowed:  # the collector of garbage may have come in between: only what is slow twice is slow
            before = time.process_time()
            run(content)
            took = time.process_time() - before
        assert took <= allowed, f"{hashlib.sha256(content).hexdigest()[:16]} of {target}: {took:.1f} s"


@pytest.mark.parametrize("target", ["html", "pdf", "docx_body", "markdown", "mail", "warc", "gzip", "feed", "sitemap"])
def test_no_input_fills_the_memory(target: str) -> None:
    run = TARGETS[target].run
    run(inputs(target)[0])
    tracemalloc.start()
    try:
        # The largest are as good a sample as any, and the trace makes all slow.
        for content in sorted(inputs(target), key=len)[-20:]:
            run(content)
        assert tracemalloc.get_traced_memory()[1] < MEMORY
    finally:
        tracemalloc.stop()


def test_every_target_has_inputs_to_begin_with_and_the_corpus_is_small_and_named_by_its_content() -> None:
    assert SEEDS.keys() == TARGETS.keys()
    files = [file for file in CORPUS.rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) < KEPT
    for file in files:
        assert file.parent.name in TARGETS
        assert file.name == hashlib.sha256(file.read_bytes()).hexdigest()[:16]
