"""Releases that the tests of what describes a release share: the real one, and one of odd documents."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flows import pipeline
from flows.job import Job

ROOT = Path(__file__).parents[2]
# A title that would end a script, a string, a cell, a comment or a template, were it not escaped.
ODD = '"Quotes" & <b>tags</b> </script><script>alert(1)</script> — ünïcode 🦆 \\ | ]]> --> {{ 7*7 }} %s `x` _y_ [z](w)'
ODD_URL = 'https://example.org/a<b>"{}|ü?q=</script>'
ODD_TEXT = f"""{ODD}

Mexico severed diplomatic relations with Spain in 1939. The code 000000000000 stands here, and </script>, and =1+1.
"""


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of raw/."""
    return pipeline.build(Job(ROOT / "raw", tmp_path_factory.mktemp("real"))).folder


@pytest.fixture(scope="session")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of two documents: one odd in all that it may be, and one that says nothing and is not known."""
    folder = tmp_path_factory.mktemp("odd")
    raw = folder / "raw"
    raw.mkdir()
    name = "odd name & <b>ü\"'"
    (raw / f"{name}.txt").write_text(ODD_TEXT, "utf-8")
    told = dict.fromkeys(("title", "author", "publisher", "licence"), ODD) | {"url": ODD_URL}
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in told.items()]
    (raw / f"{name}.toml").write_text("\n".join([*lines, "published_on = 2020-02-03\n"]), "utf-8")
    (raw / "bare.txt").write_text("Nothing is told here.\n", "utf-8")
    return pipeline.build(Job(raw, folder / "outputs")).folder


@pytest.fixture(params=["real", "odd"])
def either(request: pytest.FixtureRequest) -> Path:
    """Each of the two releases in turn."""
    folder = request.getfixturevalue(request.param)
    assert isinstance(folder, Path)
    return folder
