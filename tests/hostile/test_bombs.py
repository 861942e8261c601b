"""Files made to hang or fill whoever reads them cost no more than others of their size."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile.bombs import BOMBS

ROOT = Path(__file__).parents[2]
SECONDS = 1.0  # of the processor, for each 100 kB begun
SIZE = 100_000
UNPACKING = 3.0  # more, for what unpacks up to a limit before it is refused
MEMORY = 1000  # MB
Cost = tuple[int, str, float, int]


@pytest.fixture(scope="module")
def costs() -> dict[str, Cost]:
    """What each bomb came to: its size, what was made of it, seconds, and the peak of memory in MB."""
    bombs = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("bombs.py"))],
        capture_output=True, text=True, check=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    found = [json.loads(line) for line in bombs.stdout.splitlines()]
    return {name: (size, said, seconds, memory) for name, size, said, seconds, memory in found}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_does_not_go_off(costs: dict[str, Cost], name: str) -> None:
    size, said, seconds, memory = costs[name]
    assert said.startswith("refused") or said.split()[-1] in ("characters", "entries", "pages"), said
    assert seconds <= SECONDS * (1 + size // SIZE) + UNPACKING
    assert memory <= MEMORY
