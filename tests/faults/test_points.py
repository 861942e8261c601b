"""A sample of the faults that bench/faults.py tries at every point: a few at each of the undertakings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


def tried(*options: str) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "tests.faults.trials", *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "POLARS_MAX_THREADS": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    ("undertakings", "every", "least"), [(("publish again",), 1201, 3), (("collect", "store", "add"), 43, 20)]
)
def test_no_fault_harms_what_is_there_or_the_next_run(undertakings: Sequence[str], every: int, least: int) -> None:
    named = [option for name in undertakings for option in ("--undertaking", name)]
    trials = tried(*named, "--every", str(every))
    assert [trial for trial in trials if trial["wrong"]] == []
    assert len(trials) >= least
    assert {trial["undertaking"] for trial in trials} == set(undertakings)
    assert {"died", "refused"} & {trial["ended"] for trial in trials}
