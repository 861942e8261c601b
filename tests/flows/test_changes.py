"""What changed from one release to the next, with releases of real sources, rules and corrections."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from flows import cli, engines, pipeline
from flows.commands import exits
from flows.extract.rules_engine import RulesEngine
from flows.instruments import instruments
from flows.job import Job, Published
from flows.pipeline import build
from flows.release.contents import Instrument
from schemas.codebook.rulebook import Rules, load_rules

run = CliRunner().invoke
NEWS = "On 3 May 1932, Cuba severed diplomatic relations with Japan. Norway seized 30 boats of Iceland in June 1931.\n"
MORE = "In 1997, Cambodia established diplomatic relations with South Korea.\n"

Corrected = Callable[[str], None]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with the sources of a first release, which is published."""
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "news.txt").write_text(NEWS, encoding="utf-8")
    build(Job(tmp_path / "raw", tmp_path / "outputs"))
    return tmp_path


def publish(home: Path, *, fresh: bool = False) -> tuple[Published, dict[str, Any]]:
    """Return the next release, and the changes that it carries."""
    published = build(Job(home / "raw", home / "outputs", fresh=fresh))
    return published, json.loads((published.folder / "CHANGES.json").read_text("utf-8"))


def told(changes: dict[str, Any]) -> set[tuple[str, str, str, str]]:
    """Return what became of each record, and why: kind, table, cause and its detail."""
    return {
        (change["kind"], change["table"], cause["cause"], cause["detail"])
        for change in changes["records"]
        for cause in change["causes"]
    }


def test_a_document_that_comes_changes_and_goes(home: Path) -> None:
    more = home / "raw" / "more.txt"
    more.write_text(MORE, encoding="utf-8")
    _, changes = publish(home)
    assert told(changes) == {("added", "relations", "document", "more added")}
    assert changes["documents"] == [{"kind": "added", "doc_id": "more", "columns": []}]

    more.write_text(f"A heading\n\n{MORE}".replace("1997", "1998"), encoding="utf-8")
    _, changes = publish(home)
    assert told(changes) == {("changed", "relations", "document", "the bytes of more changed")}
    (change,) = changes["records"]
    fields = {field["field"]: (field["before"], field["after"]) for field in change["fields"]}
    assert fields["date"] == ("1997", "1998")
    assert change["record_before"] != change["record_id"]
    assert {field["field"]: field["words_after"] for field in change["fields"]}["date"] == [
        {"words": "1998", "method": "normalised"}
    ]

    more.write_text(f"Another heading\n\n{MORE}".replace("1997", "1998"), encoding="utf-8")
    _, changes = publish(home)
    assert told(changes) == {("moved", "relations", "document", "the bytes of more changed")}

    more.unlink()
    # Without another document this would be the first release again, which has its changes already.
    (home / "raw" / "garden.txt").write_text("The roses did well this year.\n", encoding="utf-8")
    _, changes = publish(home)
    assert told(changes) == {("removed", "relations", "document", "more removed")}
    assert changes["counts"]["relations"] == {"added": 0, "removed": 1, "changed": 0, "moved": 0}


def test_metadata_that_values_are_read_from(home: Path) -> None:
    text = NEWS.replace("On 3 May 1932", "Yesterday")
    (home / "raw" / "news.txt").write_text(text, encoding="utf-8")
    (home / "raw" / "news.toml").write_text("published_on = 1932-05-04\n", encoding="utf-8")
    publish(home)
    (home / "raw" / "news.toml").write_text('published_on = 1933-05-04\nurl = "https://x.example"\n', encoding="utf-8")
    _, changes = publish(home)
    assert changes["documents"] == [{"kind": "changed", "doc_id": "news", "columns": ["published_on", "url"]}]
    assert told(changes) == {("changed", "relations", "document", "published_on of news changed")}


def correct(home: Path, *arguments: str) -> str:
    """Return what `attache correct` says, of the latest release."""
    options = ["--release", str(home / "outputs" / "latest"), "--corrections", str(home / "corrections")]
    result = run(cli.app, ["correct", *arguments, "--reviewer", "A", "--reason", "Read it.", *options])
    assert result.exit_code == 0, result.output
    return result.output


def test_corrections_that_come_change_and_go(home: Path) -> None:
    first = json.loads((home / "outputs" / "latest" / "datapackage.json").read_text("utf-8"))["version"]
    published, _ = publish(home)
    assert published.version == first
    seizure = published.frames["incidents"]["record_id"][0]
    severed = published.frames["relations"]["record_id"][0]

    correct(home, seizure, "--set", "item=boat", "--words", "item=boats", "--id", "boats")
    published, changes = publish(home)
    assert told(changes) == {("changed", "incidents", "correction", "boats added")}
    assert [(field["field"], field["words_after"]) for field in changes["records"][0]["fields"]] == [
        ("item", [{"words": "boats", "method": "corrected"}])
    ]
    assert [(one["kind"], one["correction_id"], one["reason"]) for one in changes["corrections"]] == [
        ("added", "boats", "Read it.")
    ]
    text = (published.folder / "CHANGES.md").read_text("utf-8")
    assert f"- Correction boats added: change incidents {seizure}. Read it. (A, " in text
    assert "item: iceland from “Iceland” (normalised) → boat from “boats” (corrected)" in text

    correct(home, severed, "--withdraw")
    published, changes = publish(home)
    assert told(changes) == {("removed", "relations", "correction", f"{severed} added")}
    shown = run(cli.app, ["show", severed, "--release", str(published.folder)])
    assert shown.exit_code == exits.DONE or "was withdrawn by correction" in str(shown.exception)
    shown = run(cli.app, ["show", seizure, "--release", str(published.folder)])
    assert "corrected by boats (A, " in shown.output
    assert "): Read it; item: iceland → boat" in shown.output
    assert "set by a person, who points at the words" in " ".join(shown.output.split())

    (home / "corrections" / f"{severed}.toml").unlink()
    file = home / "corrections" / "boats.toml"
    file.write_text(file.read_text("utf-8").replace('"boat"', '"vessel"'), encoding="utf-8")
    _, changes = publish(home)
    assert told(changes) == {
        ("added", "relations", "correction", f"{severed} withdrawn"),
        ("changed", "incidents", "correction", "boats changed"),
    }


def engine_of(monkeypatch: pytest.MonkeyPatch, rules: Rules) -> None:
    """Let releases be made with other rules, which what was stored before knows nothing of."""
    monkeypatch.setattr(pipeline, "load_rules", lambda: rules)
    engine = RulesEngine(rules=rules)
    monkeypatch.setattr(pipeline, "engine", lambda: engine)
    monkeypatch.setattr(engines, "engine", lambda: engine)


def test_a_rule_that_sets_another_value_and_one_that_is_gone(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = load_rules()
    read_by = publish(home)[0].frames["relations"]["rule_id"][0]
    other = [replace(r, set={**r.set, "change": "suspended"}) if r.id == read_by else r for r in rules]
    engine_of(monkeypatch, Rules(tuple(other), rules.classes, rules.kinds))
    published, changes = publish(home, fresh=True)
    assert told(changes) == {("changed", "relations", "rule", f"{read_by} changed")}
    assert changes["rules"] == [{"kind": "changed", "rule_id": read_by}]
    assert published.frames["relations"]["change"][0] == "suspended"
    engine_of(monkeypatch, Rules(tuple(r for r in rules if r.id != read_by), rules.classes, rules.kinds))
    _, changes = publish(home, fresh=True)
    assert ("rule", f"{read_by} removed") in {(cause, detail) for _, _, cause, detail in told(changes)}


def test_another_parser_and_other_code(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    codebook = instruments()[1]
    others = (Instrument("code", "9", "0" * 64), codebook, Instrument("parser", "9", "1" * 64))
    monkeypatch.setattr(pipeline, "instruments", lambda _: others)
    published, changes = publish(home, fresh=True)
    assert [entry["name"] for entry in changes["instruments"]] == ["code", "parser"]
    assert changes["records"] == []
    assert "- Other parser (model): " in (published.folder / "CHANGES.md").read_text("utf-8")


def test_attache_diff_and_releases(home: Path) -> None:
    (home / "raw" / "more.txt").write_text(MORE, encoding="utf-8")
    published, changes = publish(home)
    where = ["--outputs", str(home / "outputs")]
    result = run(cli.app, ["diff", "--json", *where])
    assert result.exit_code == exits.TO_LOOK_AT
    assert json.loads(result.stdout) == changes
    version = changes["from"]["version"]
    for one, other in (("previous", "latest"), (version[:8], published.version), (version, str(published.folder))):
        assert json.loads(run(cli.app, ["diff", one, other, "--json", *where]).stdout) == changes
    back = json.loads(run(cli.app, ["diff", "latest", "previous", "--json", *where]).stdout)
    assert told(back) == {("removed", "relations", "document", "more removed")}
    assert json.loads(run(cli.app, ["diff", "--json", "--table", "sanctions", *where]).stdout)["records"] == []
    result = run(cli.app, ["diff", *where])
    assert "relations: 1 added" in result.stdout
    assert "Cause: document (more added)" in result.stdout
    result = run(cli.app, ["diff", "latest", published.version, *where])
    assert result.exit_code == exits.DONE
    assert "The two are the same release." in result.stdout

    result = run(cli.app, ["releases", *where])
    assert result.exit_code == exits.DONE
    assert published.version in result.stdout
    assert "1 added" in result.stdout
    entries = [json.loads(line) for line in run(cli.app, ["releases", "--json", *where]).stdout.splitlines()]
    assert [entry["version"] for entry in entries] == [version, published.version]
    with (home / "outputs" / "releases.jsonl").open("a") as log:
        log.write('{"version": "00')
    result = run(cli.app, ["releases", *where])
    assert result.exit_code == exits.TO_LOOK_AT
    assert "line 3: no note of a release (not JSON): passed over" in result.stderr.replace("\n", " ")


def test_attache_correct_writes_nothing_that_could_not_be_published(home: Path) -> None:
    published, _ = publish(home)
    severed = published.frames["relations"]["record_id"][0]
    folder = home / "corrections"
    options = ["--release", str(published.folder), "--corrections", str(folder)]
    by = ["--reviewer", "A", "--reason", "Read it."]

    result = run(cli.app, ["correct", severed, *options])
    assert result.exit_code == exits.DONE
    assert 'subject = "CUB"' in result.stdout
    assert "[correction.set]" in result.stdout
    for wrong, said in (
        (["--set", "change=red", *by], "change has no term 'red'"),
        (["--set", "colour=red", *by], "no field 'colour'"),
        (["--set", "change=suspended", *by], "no words are given for change"),
        (["--set", "change=suspended", "--words", "change=frozen", *by], "does not hold the words 'frozen'"),
        (["--set", "object=CUB", "--words", "object=Cuba", *by], "subject and object are the same"),
        (["--clear", "change", *by], "the column must be filled"),
        (["--withdraw"], "reason is missing"),
        (["--withdraw", "--reason", "x"], "reviewer is missing"),
        (["--withdraw", "--date", "2026-02-30", *by], "not TOML"),
    ):
        result = run(cli.app, ["correct", severed, *wrong, *options])
        assert result.exit_code != exits.DONE, wrong
        assert said in str(result.exception), wrong
        assert not folder.exists()
    ill_written = (
        ["--set", "change"],
        ["--withdraw", "--clear", "date"],
        ["--set", "a=1", "--set", "a=2"],
        ["--withdraw", "--id", "../x", *by],
    )
    for wrong in ill_written:
        assert run(cli.app, ["correct", severed, *wrong, *options]).exit_code == exits.USAGE
    result = run(cli.app, ["correct", severed, "--clear", "date", "--print", *by, *options])
    assert result.exit_code == exits.DONE
    assert 'clear = ["date"]' in result.stdout
    assert not folder.exists()

    assert "fits release" in correct(home, severed, "--clear", "date")
    kept = (folder / f"{severed}.toml").read_bytes()
    result = run(cli.app, ["correct", severed, "--withdraw", *by, *options])
    assert result.exit_code == exits.USAGE
    assert (folder / f"{severed}.toml").read_bytes() == kept
    result = run(cli.app, ["correct", severed, "--withdraw", "--id", "gone", *by, *options])
    assert "clashes with" in str(result.exception)
    assert str(folder / f"{severed}.toml") in str(result.exception) or str(folder / "gone.toml") in str(
        result.exception
    )
    assert [file.name for file in folder.iterdir()] == [f"{severed}.toml"]
