from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey
from prefect.settings import (
    PREFECT_FLOWS_HEARTBEAT_FREQUENCY,
    PREFECT_LOGGING_TO_API_ENABLED,
    temporary_settings,
)
from prefect.testing.utilities import prefect_test_harness

from flows.check import check
from flows.evaluate import evaluate
from flows.pipeline import Published
from flows.publish import publish

GOLD = Path(__file__).parents[1] / "gold"


@pytest.fixture(scope="module", autouse=True)
def harness() -> Iterator[None]:
    quiet = {PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None, PREFECT_LOGGING_TO_API_ENABLED: False}
    with prefect_test_harness(server_startup_timeout=90), temporary_settings(quiet):
        yield


def artifact(key: str, first_line: str) -> str:
    """Return the artifact of a key that begins so; the server keeps those of every run."""

    async def read() -> list[str]:
        async with get_client() as client:
            found = await client.read_artifacts(artifact_filter=ArtifactFilter(key=ArtifactFilterKey(any_=[key])))
            return [str(one.data) for one in found]

    return next(text for text in asyncio.run(read()) if text.startswith(first_line))


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


def test_the_check_of_a_file_is_an_artifact(sources: Path) -> None:
    assert check(sources / "news.txt") == "fit with warnings"
    assert "Not in news.toml: author" in artifact("check", "# news.txt: fit with warnings\n")


def test_the_scores_of_an_engine_are_an_artifact(tmp_path: Path) -> None:
    for suffix in (".txt", ".json"):
        (tmp_path / f"inv01{suffix}").write_bytes((GOLD / f"inv01{suffix}").read_bytes())
    f1 = evaluate(tmp_path)
    assert f1 is not None
    page = artifact("evaluation", f"# {tmp_path.name}: rules (")
    assert "## seen: 1 documents" in page
