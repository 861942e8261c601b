from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner

from flows import cli
from flows.commands import exits
from flows.job import Job, Published
from flows.pipeline import build
from schemas.codebook.kinds import CLAIM_TABLES

run = CliRunner().invoke
ESCAPE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def attache(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does, in a process of its own."""
    return subprocess.run(
        [Path(sys.executable).with_name("attache"), *arguments], cwd=cwd, capture_output=True, text=True, check=False
    )


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    """Return the only line of an error; a trace is not one."""
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


def test_help_teaches_the_commands_and_the_exit_codes() -> None:
    text = run(cli.app, ["--help"]).output
    for word in ("publish", "extract", "parse", "show", "correct", "diff", "releases", "verify", "check", "Exit codes"):
        assert word in text


def test_help_comes_without_the_heavy_libraries() -> None:
    code = "import sys, flows.cli; print(sorted({'spacy', 'polars', 'prefect', 'pandera'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_command_that_is_none_is_wrong_usage() -> None:
    assert run(cli.app, ["nonsense"]).exit_code == exits.USAGE
    assert run(cli.app, ["extract"]).exit_code == exits.USAGE


def test_extract_gives_one_object_a_document_in_the_order_given(sources: Path) -> None:
    files = [sources / "news.txt", sources / "garden.txt"]
    result = run(cli.app, ["extract", *map(str, files), "--json"])
    assert result.exit_code == 0
    objects = [json.loads(line) for line in result.stdout.splitlines()]
    assert [o["doc"] for o in objects] == ["news", "garden"]
    assert [o["sha256"] for o in objects] == [hashlib.sha256(f.read_bytes()).hexdigest() for f in files]
    assert [o["published_on"] for o in objects] == ["1932-05-04", None]
    assert all(o[table] == [] for o in objects[1:] for table in CLAIM_TABLES)


def test_extract_gives_each_record_its_span_rule_and_evidence_by_field(sources: Path) -> None:
    text = (sources / "news.txt").read_bytes().decode()
    news = json.loads(run(cli.app, ["extract", str(sources / "news.txt"), "--json"]).stdout)
    severed = next(r for r in news["relations"] if r["change"] == "severed")
    assert severed["subject"] == "CUB"
    assert severed["object"] == "JPN"
    assert severed["date"] == "1932-05-03"
    assert severed["rule"]
    start, end = severed["span"]
    assert "severed diplomatic relations" in text[start:end]
    for rows in severed["evidence"].values():
        for row in rows:
            assert text[row["start"] : row["end"]] == row["words"]
    assert {"subject", "object", "change", "date"} <= set(severed["evidence"])
    assert all(record["date"] == "" or record["date"] for table in CLAIM_TABLES for record in news[table])


def test_extract_names_what_it_cannot_read_and_goes_on(sources: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    result = run(cli.app, ["extract", str(tmp_path / "empty.txt"), str(sources / "garden.txt"), "--json"])
    assert result.exit_code == exits.TO_LOOK_AT
    assert len(result.stdout.splitlines()) == 1
    assert "empty.txt: is empty; remove it or fetch it again" in result.stderr
    assert run(cli.app, ["extract", str(tmp_path / "empty.txt")]).exit_code == exits.NOT_DONE


def test_extract_shows_records_to_people(sources: Path) -> None:
    result = run(cli.app, ["extract", str(sources / "news.txt")])
    assert result.exit_code == 0
    assert "relations: " in result.stdout
    assert "subject CUB  object JPN" in result.stdout


def test_parse_shows_the_clauses_of_each_sentence() -> None:
    result = run(cli.app, ["parse", "Ties were severed by Cuba. Japan protested."])
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == "Ties were severed by Cuba."
    clause = next(line for line in result.stdout.splitlines() if line.startswith("  sever("))
    assert "agent=Cuba" in clause
    assert "patient=Ties" in clause
    assert "Japan protested." in result.stdout


def test_show_puts_a_record_beside_its_sentence(published: Published) -> None:
    record_id = published.frames["relations"]["record_id"][0]
    result = run(cli.app, ["show", record_id[:-1], "--release", str(published.folder)])
    assert result.exit_code == 0
    assert f"relations {record_id}" in result.stdout
    for field in ("subject", "object", "change"):
        assert re.search(rf"^.?\s*{field}\b", result.stdout, re.MULTILINE)


def test_show_of_no_record_or_of_several_says_so(published: Published, tmp_path: Path) -> None:
    done = attache("show", "nothing", "--release", published.folder)
    assert done.returncode == exits.NOT_DONE
    assert "has no record 'nothing'" in one_line(done)
    done = attache("show", "", "--release", published.folder)
    assert "records that begin so" in one_line(done)
    done = attache("show", "x", cwd=tmp_path)
    assert "cannot be read as a release" in one_line(done)


def test_verify_passes_and_fails_by_name(published: Published, sources: Path, tmp_path: Path) -> None:
    result = run(cli.app, ["verify", str(published.folder), "--raw", str(sources)])
    assert result.exit_code == 0
    assert "verifies against" in result.stdout
    raw = tmp_path / "raw"
    raw.mkdir()
    for file in sources.iterdir():
        (raw / file.name).write_bytes(file.read_bytes().replace(b"roses", b"rosey"))
    result = run(cli.app, ["verify", str(published.folder), "--raw", str(raw)])
    assert result.exit_code == exits.TO_LOOK_AT
    assert "garden" in result.stdout
    assert "does not verify" in result.stdout


def test_verify_of_no_release_says_so(tmp_path: Path) -> None:
    done = attache("verify", tmp_path)
    assert done.returncode == exits.NOT_DONE
    assert "is not a release" in one_line(done)


def test_escape_codes_of_a_source_do_not_reach_the_terminal(tmp_path: Path) -> None:
    text = "\x1b[31mIt rained.\x9b2J\u202e Cuba severed diplomatic relations with Japan on 3 May 1932.\n"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    for command in (["extract"], ["extract", "--json"], ["check"]):
        result = run(cli.app, [*command, str(tmp_path / "a.txt")])
        assert not ESCAPE.search(result.output)
        assert "\u202e" not in result.output
    assert not ESCAPE.search(run(cli.app, ["parse", text]).output)


def test_escape_codes_of_names_titles_and_texts_do_not_come_out_of_a_release_either(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    text = "\x1b[31mIt rained.\x9b2J\u202e Cuba severed diplomatic relations with Japan on 3 May 1932.\n"
    (raw / "a.txt").write_text(text, encoding="utf-8")
    (raw / "b.html").write_text(
        f"<title>\x1b]0;owned\x07</title><article><p>{text * 5}</p></article>", encoding="utf-8"
    )
    (raw / "\x1b[2Jc.txt").write_text("x")
    (raw / "d.toml").write_text('title = "\\u001b[2J"\n')
    (raw / "d.txt").write_text("x")
    build(Job(raw, tmp_path / "outputs"))
    said = []
    for line in (tmp_path / "outputs/latest/relations.csv").read_text("utf-8").splitlines()[1:2]:
        said.append(attache("show", line.partition(",")[0], cwd=tmp_path))
        assert said[-1].returncode == exits.DONE
    said += [attache("check", "raw", cwd=tmp_path), attache("verify", cwd=tmp_path)]
    assert len(said) == 3
    for one in said:
        assert not ESCAPE.search(one.stdout + one.stderr), one.args
        assert "\u202e" not in one.stdout + one.stderr, one.args


def test_publish_with_a_file_in_the_way_or_no_sources_says_so_at_once(tmp_path: Path, sources: Path) -> None:
    (tmp_path / "outputs").write_text("mine")
    done = attache("publish", "--raw", sources, "--outputs", tmp_path / "outputs")
    assert done.returncode == exits.NOT_DONE
    assert one_line(done).endswith("outputs: is not a folder. Move it away, or give another --outputs")
    done = attache("publish", "--raw", tmp_path / "missing", "--outputs", tmp_path / "other")
    assert done.returncode == exits.NOT_DONE
    assert one_line(done).endswith("missing: cannot be read (no such file or directory); check the path")
    assert not (tmp_path / "other").exists()


def test_publish_makes_a_release_and_says_what_it_turned_away(sources: Path, tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    for file in sources.iterdir():
        (raw / file.name).write_bytes(file.read_bytes())
    (raw / "nul.txt").write_bytes(b"a\x00b")
    done = attache("publish", cwd=tmp_path)
    assert done.returncode == exits.TO_LOOK_AT, done.stderr
    release = (tmp_path / "outputs" / "latest").resolve()
    assert f"release {release.name} is the latest" in done.stderr
    assert "turned away: raw/nul.txt:1: holds a NUL character" in done.stderr
    assert "Traceback" not in done.stderr
    assert attache("verify", cwd=tmp_path).returncode == exits.DONE
    assert os.listdir(tmp_path / "outputs" / "releases") == [release.name]
