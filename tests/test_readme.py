from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest

from flows.cli import app
from flows.release.checksums import CHECKSUMS, SIGNATURE_DRAFT, UNLISTED
from flows.release.files import FILES
from schemas.codebook.kinds import TABLE_NAMES
from schemas.codebook.vocabulary import load_tables

ROOT = Path(__file__).parents[1]


def excerpts() -> list[tuple[str, dict[str, str]]]:
    """Return the rows of the README's excerpts of the data, with their table."""
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    rows: list[tuple[str, dict[str, str]]] = []
    for name, first in (("relations", "| subject |"), ("investment_rankings", "| economy |")):
        start = next(number for number, line in enumerate(lines) if line.startswith(first))
        header = [cell.strip() for cell in lines[start].strip("|").split("|")]
        for line in lines[start + 2 :]:
            if not line.startswith("|"):
                break
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            rows.append((name, dict(zip(header, cells, strict=True))))
    return rows


@pytest.mark.parametrize(("table", "shown"), excerpts())
def test_what_the_readme_shows_is_in_the_release(table: str, shown: dict[str, str]) -> None:
    found = [
        {name: ", ".join(value) if isinstance(value, list) else str(value or "") for name, value in row.items()}
        for row in pl.read_parquet(ROOT / "outputs" / "latest" / f"{table}.parquet").iter_rows(named=True)
    ]
    words = shown.pop("words", "").removesuffix(" …")
    assert [row for row in found if shown.items() <= row.items() and words in row["quote"]]


TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
LINKS = sorted(set(re.findall(r"\]\(([^)#]+)\)", TEXT)))


@pytest.mark.parametrize("link", [link for link in LINKS if "://" not in link])
def test_what_the_readme_links_to_is_there(link: str) -> None:
    assert (ROOT / link).exists()


def test_the_readme_has_every_command_and_no_other() -> None:
    commands = {command.name or getattr(command.callback, "__name__", "") for command in app.registered_commands}
    assert set(re.findall(r"^\| attache ([a-z]+)", TEXT, re.MULTILINE)) == commands
    assert set(re.findall(r"\.venv/bin/attache ([a-z]+)", TEXT)) <= commands


def test_the_readme_has_every_table() -> None:
    section = TEXT.split("## The tables")[1].split("## Evidence")[0]
    named = {
        name.strip() for row in re.findall(r"^\| ([a-z_, ]+) \|", section, re.MULTILINE) for name in row.split(",")
    }
    assert named - {"table"} == set(TABLE_NAMES)


def test_the_readme_has_every_file_of_a_release() -> None:
    for name in (*(file.name for file in FILES), *(UNLISTED - {SIGNATURE_DRAFT}), CHECKSUMS):
        assert name in TEXT


def test_the_readme_has_every_method_of_evidence() -> None:
    methods = [term.name for term in load_tables()["evidence"].column("method").terms]
    section = TEXT.split("## Evidence")[1].split("## Trust")[0]
    assert re.findall(r"^\| ([a-z]+) \|", section, re.MULTILINE)[1:] == methods


def test_the_pictures_are_small() -> None:
    pictures = [ROOT / link for link in LINKS if link.endswith(".png")]
    assert len(pictures) == 5
    for picture in pictures:
        assert picture.stat().st_size < 200_000
