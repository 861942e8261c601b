"""A publication of what has not changed loads neither Prefect nor the parser."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from flows.job import Job
from flows.pipeline import build
from tests import two_documents

LOADED = """
import json, sys
from pathlib import Path
from flows.environment import prefect_settings
from flows.job import Job
with prefect_settings(sys.argv[2]):
    from flows.publishing import run
    made = run(Job(sys.argv[1], sys.argv[2]))
heavy = {"prefect", "spacy", "onnxruntime", "torch"}
print(json.dumps([made.version, made.rejects, made.anew, sorted(heavy & set(sys.modules))]))
"""


def test_what_has_not_changed_loads_neither_prefect_nor_the_parser(tmp_path: Path) -> None:
    raw = two_documents.write_raw(tmp_path / "raw")
    first = build(Job(raw, tmp_path / "outputs"))
    command = [sys.executable, "-c", LOADED, str(raw), str(tmp_path / "outputs")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True, cwd=tmp_path)
    assert json.loads(done.stdout.splitlines()[-1]) == [first.version, first.rejects, 0, []]
