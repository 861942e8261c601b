from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from prefect import flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey
from prefect.settings import (
    PREFECT_FLOWS_HEARTBEAT_FREQUENCY,
    PREFECT_LOGGING_TO_API_ENABLED,
    temporary_settings,
)
from prefect.testing.utilities import prefect_test_harness

from flows.artifacts import release_artifacts
from flows.check import check
from flows.evaluate import evaluate
from flows.job import Published
from flows.publish import publish

GOLD = Path(__file__).parents[1] / "gold"


@pytest.fixture(scope="module", autouse=True)
def harness() -> Iterator[None]:
    quiet = {PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None, PREFECT_LOGGING_TO_API_ENABLED: False}
    with prefect_test_harness(server_startup_timeout=90), temporary_settings(quiet):
        yield


def artifact(key: str, first_line: str, held: str = "") -> str:
    """Return the artifact of a key that begins so and holds a text; the server keeps those of every run."""

    async def read() -> list[str]:
        async with get_client() as client:
            found = await client.read_artifacts(artifact_filter=ArtifactFilter(key=ArtifactFilterKey(any_=[key])))
            return [str(one.data) for one in found]

    return next(text for text in asyncio.run(read()) if text.startswith(first_line) and held in text)


def test_the_flow_makes_the_release_that_the_plain_functions_make(
    sources: Path, published: Published, tmp_path: Path
) -> None:
    made = publish(sources, tmp_path / "outputs")
    assert made.version == published.version


def test_the_artifact_sums_up_the_release(sources: Path, tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "news.txt").write_bytes((sources / "news.txt").read_bytes())
    (raw / "<b>empty|.txt").write_bytes(b"")
    made = publish(raw, tmp_path / "outputs")
    text = artifact("release", f"# Release {made.version}\n")
    assert f"| relations | {made.frames['relations'].height} |" in text
    assert "| news |" in text
    assert "&lt;b&gt;empty&#124;.txt" in text
    assert "nothing is known of it but its text" in text


def test_the_check_of_an_inbox_is_an_artifact_and_a_page(sources: Path, published: Published, tmp_path: Path) -> None:
    inbox, page = tmp_path / "inbox", tmp_path / "checked.html"
    inbox.mkdir()
    (inbox / "<b>news|.txt").write_bytes((sources / "news.txt").read_bytes())
    (inbox / "empty.txt").write_bytes(b"")
    outputs = published.folder.parent.parent
    assert check([inbox], str(sources), str(outputs), page) == "unfit"
    text = artifact("checked", "# 2 checked: unfit\n")
    assert "| unfit |" in text
    assert f"is the same file as {sources}/news.txt" in text
    assert "<b>" not in text
    assert "is empty" in page.read_text(encoding="utf-8")
    assert not (outputs / "checked.html").exists()
    empty = tmp_path / "nothing"
    empty.mkdir()
    assert check([empty], str(sources), str(outputs), page) == "fit"


def test_the_scores_of_an_engine_are_an_artifact(tmp_path: Path) -> None:
    for suffix in (".txt", ".json"):
        (tmp_path / f"inv01{suffix}").write_bytes((GOLD / f"inv01{suffix}").read_bytes())
    f1 = evaluate(tmp_path)
    assert f1 is not None
    page = artifact("evaluation", f"# {tmp_path.name}: rules (")
    assert "## seen: 1 documents" in page


def test_the_artifacts_of_a_large_release_show_its_beginning(published: Published) -> None:
    rejects = published.frames["rejects"]
    rows = pl.DataFrame({"reason": [f"reason {n} <b>" for n in range(1_200)]})
    many = pl.concat([rejects.clear(), rows], how="diagonal_relaxed")

    @flow
    def leave() -> None:
        release_artifacts(replace(published, frames={**published.frames, "rejects": many}), "raw")

    leave()
    table = json.loads(artifact("rejects", "[", "reason 999 "))
    assert len(table) == 1_000
    assert table[-1]["reason"] == "reason 999 <b>"
    page = artifact("release", f"# Release {published.version}\n", "reason 199 ")
    assert "reason 199 &lt;b&gt;" in page
    assert "reason 200 " not in page
    assert "... and 1000 more" in page
    assert json.loads(artifact("coverage", "[", '"garden"'))[0]["doc_id"] == "garden"
    assert artifact("changes", "#")
