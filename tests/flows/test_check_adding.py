from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from flows import cli
from flows.commands import exits
from flows.fitness.adding import add
from flows.fitness.examine import examine
from flows.ingest.problems import IngestError
from flows.ingest.read import read_document

TEXT = "Peru severed diplomatic relations with Chile on 3 May 1932.\n"
TOML = 'title = "Ties"  # as a person wrote it\n'
PAGE = (
    '<html lang="en"><head><title>A "fine" day \\ in Lima</title><meta name="author" content="Ann Mwangi">'
    '<meta property="article:published_time" content="2024-03-02T10:00:00Z"></head>'
    f"<body><article><h1>Ties cut</h1><p>{TEXT * 3}</p><p>It rained in Lima for a week.</p></article></body></html>"
)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(TEXT)
    return tmp_path


def check(*arguments: str) -> Result:
    return CliRunner().invoke(cli.app, ["check", *arguments])


def held(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_a_file_is_added_with_a_draft_that_says_what_to_fill_in(place: Path) -> None:
    result = check("a.txt", "--add")
    assert result.exit_code == exits.TO_LOOK_AT
    assert "added: raw/a.txt" in result.stdout
    draft = (place / "raw/a.toml").read_text()
    assert tomllib.loads(draft) == {}
    for key in ("title", "author", "published_on", "publisher", "licence", "url", "kind", "language", "retrieved_on"):
        assert f"\n# {key} = " in draft
    assert (place / "raw/a.txt").read_bytes() == TEXT.encode()
    assert set(held(place / "raw")) == {"a.txt", "a.toml"}
    assert read_document(place / "raw/a.txt").metadata.title is None


def test_each_line_to_fill_in_holds_when_its_sign_is_taken_away(place: Path) -> None:
    check("a.txt", "--add")
    lines = [
        line for line in (place / "raw/a.toml").read_text().splitlines() if line.startswith("# ") and " = " in line
    ]
    assert len(lines) == 9
    filled = "\n".join(line.removeprefix("# ") for line in lines)
    filled = filled.replace('kind = "..."', 'kind = "news"').replace("https://...", "https://example.org")
    (place / "raw/a.toml").write_text(filled)
    metadata = read_document(place / "raw/a.txt").metadata
    assert str(metadata.published_on) == "2024-02-16"
    assert metadata.kind == "news"


def test_what_the_file_itself_says_stands_in_the_draft(place: Path) -> None:
    (place / "b.html").write_text(PAGE)
    check("b.html", "--add", "--into", "news/2024")
    draft = tomllib.loads((place / "raw/news/2024/b.toml").read_text())
    assert draft["author"] == "Ann Mwangi"
    assert str(draft["published_on"]) == "2024-03-02"
    assert read_document(place / "raw/news/2024/b.html").metadata.author == "Ann Mwangi"


def test_a_toml_that_is_there_comes_along_as_it_is(place: Path) -> None:
    (place / "a.toml").write_text(TOML)
    check("a.txt", "--add")
    assert (place / "raw/a.toml").read_text() == TOML


@pytest.mark.parametrize("there", ["a.txt", "a.toml", "a.html", "a.txt.gz"])
def test_nothing_in_the_sources_is_written_over(place: Path, there: str) -> None:
    (place / "raw").mkdir()
    (place / "raw" / there).write_text("Cuba is mine.")
    before = held(place / "raw")
    result = check("a.txt", "--add")
    assert result.exit_code == exits.NOT_DONE
    assert f"a.txt: is not added: raw/{there} is there already; rename the file, or give --into" in result.stderr
    assert held(place / "raw") == before


def test_what_is_there_already_or_unfit_is_not_added(place: Path) -> None:
    check("a.txt", "--add")
    (place / "copy.txt").write_text(TEXT)
    (place / "empty.txt").write_text("")
    before = held(place / "raw")
    result = check("copy.txt", "empty.txt", "--add")
    assert result.exit_code == exits.NOT_DONE
    assert "added" not in result.stdout
    assert held(place / "raw") == before


def test_what_a_crash_left_half_done_is_finished(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (file,) = examine([place / "a.txt"], place / "raw", place / "outputs").files
    linked = os.link

    def crash(source: str, target: Path) -> None:
        if Path(target).suffix == ".txt":
            raise KeyboardInterrupt
        linked(source, target)

    monkeypatch.setattr(os, "link", crash)
    with pytest.raises(KeyboardInterrupt):
        add(file, place / "raw")
    monkeypatch.setattr(os, "link", linked)
    assert set(held(place / "raw")) == {"a.toml"}
    assert add(file, place / "raw") == place / "raw/a.txt"
    assert set(held(place / "raw")) == {"a.txt", "a.toml"}


def test_another_program_that_is_quicker_keeps_its_file(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (file,) = examine([place / "a.txt"], place / "raw", place / "outputs").files
    linked = os.link

    def late(source: str, target: Path) -> None:
        if Path(target).suffix == ".txt":
            Path(target).write_text("theirs")
        linked(source, target)

    monkeypatch.setattr(os, "link", late)
    with pytest.raises(IngestError, match="is not added"):
        add(file, place / "raw")
    assert (place / "raw/a.txt").read_text() == "theirs"


@pytest.mark.parametrize("into", ["../elsewhere", "/tmp", ".hidden", "news/.hidden", "bad\nname"])
def test_nothing_is_added_outside_the_sources(place: Path, into: str) -> None:
    result = check("a.txt", "--add", "--into", into)
    assert result.exit_code == exits.NOT_DONE
    assert "cannot go to" in result.stderr
    assert not (place / "raw/a.txt").exists()
    assert not (place / "elsewhere").exists()


def test_a_folder_that_cannot_be_written_is_told(place: Path) -> None:
    (place / "raw").mkdir()
    (place / "raw/news").write_text("a file")
    result = check("a.txt", "--add", "--into", "news")
    assert result.exit_code == exits.NOT_DONE
    assert "raw/news" in result.stderr
    assert len(result.stderr.splitlines()) == 2  # and that there is no release


def test_options_that_do_not_go_together_are_wrong_usage(place: Path) -> None:
    assert check("a.txt", "--into", "news").exit_code == exits.USAGE
    assert check("a.txt", "--add", "--raw", "s3://bucket/raw").exit_code == exits.USAGE
