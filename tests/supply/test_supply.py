"""The lock, the licences, the bill of materials and the report of vulnerabilities agree with one another."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from flows.release.materials import BILL, MATERIALS
from supply.licences import REPORT, LicenceError, licence_of, reasons, report
from supply.lock import ROOT, RUNTIME, Locked, read_lock
from supply.sbom import bill
from supply.vulnerabilities import findings, main

SCHEMA = "http://cyclonedx.org/schema/bom-1.6.schema.json"


def test_every_package_of_both_locks_is_pinned_and_hashed() -> None:
    for file in (RUNTIME, ROOT / "requirements-dev.txt"):
        packages = read_lock(file)
        assert len(packages) > 100
        assert all(len(digest) == 64 for package in packages for digest in package.hashes)
        assert "==" not in "".join(package.name for package in packages)
    assert {"polars", "spacy", "lxml"} <= {package.name for package in read_lock()}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a==1\n    # via b\n", "a has no hash"),
        (f"a>=1 \\\n    --hash=sha256:{'0' * 64}\n", "line 1: 'a>=1 "),
        ("git+https://example.org/a\n", "line 1"),
        ("--pre\n", "line 1"),
    ],
)
def test_a_lock_that_does_not_pin_is_an_error(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "requirements.txt"
    file.write_text(text)
    with pytest.raises(ValueError, match=said):
        read_lock(file)


def test_the_report_of_licences_is_that_of_the_lock() -> None:
    assert REPORT.read_text("utf-8") == report(), "write it anew: python -m supply.licences"


@pytest.mark.parametrize(
    ("licence", "allowed"),
    [
        ("MIT", True), ("GPL-3.0-only", False), ("MIT AND GPL-3.0-only", False), ("MIT OR GPL-3.0-only", True),
        ("MPL-2.0 AND (Apache-2.0 OR AGPL-3.0-only)", True), ("(GPL-2.0-only OR SSPL-1.0) AND MIT", False),
        ("GPL-2.0-only OR MIT AND ISC", True), ("Elastic-2.0", False),
    ],
)  # fmt: skip
def test_an_expression_is_allowed_by_what_it_leaves_to_choose(licence: str, *, allowed: bool) -> None:
    assert bool(reasons(licence)) is allowed


def test_a_package_whose_licence_nobody_knows_is_an_error() -> None:
    with pytest.raises(LicenceError, match="no-such-package 1 is not installed"):
        licence_of(Locked("no-such-package", "1", "", (), ()))


def test_the_bill_of_materials_is_that_of_the_lock_and_the_same_each_time() -> None:
    assert BILL.read_text("utf-8") == bill() == bill(), "write it anew: python -m supply.sbom"
    told = json.loads(BILL.read_bytes())
    assert {(one["name"], one["version"]) for one in told["components"]} == {(p.name, p.version) for p in read_lock()}
    assert told["metadata"]["properties"][0]["value"] == hashlib.sha256(RUNTIME.read_bytes()).hexdigest()
    assert not {"serialNumber", "timestamp"} & (told.keys() | told["metadata"].keys())


def test_the_bill_of_materials_is_cyclonedx() -> None:
    """What the schema of CycloneDX 1.6 asks of these parts; the whole schema is not among what the tests install."""
    told: dict[str, Any] = json.loads(BILL.read_bytes())
    assert (told["$schema"], told["bomFormat"], told["specVersion"], told["version"]) == (SCHEMA, "CycloneDX", "1.6", 1)
    references = [told["metadata"]["component"]["bom-ref"], *(one["bom-ref"] for one in told["components"])]
    assert len(references) == len(set(references))
    for one in told["components"]:
        assert set(one) == {"type", "bom-ref", "name", "version", "licenses", "purl", "properties"}
        assert one["purl"] == f"pkg:pypi/{one['name']}@{one['version']}"
        assert [set(licence) for licence in one["licenses"]] == [{"expression"}]
    assert [one["ref"] for one in told["dependencies"]] == references
    assert all(set(one["dependsOn"]) <= set(references) for one in told["dependencies"])
    # Whatever is locked is there because something asks for it.
    assert {ref for one in told["dependencies"] for ref in one["dependsOn"]} == set(references[1:])


def _export(file: Path, *entries: dict[str, Any]) -> Path:
    with zipfile.ZipFile(file, "w") as archive:
        for number, entry in enumerate(entries):
            archive.writestr(f"{number}.json", json.dumps(entry))
    return file


def _entry(name: str, *, events: list[dict[str, str]] | None = None, **more: Any) -> dict[str, Any]:
    ranges = [{"type": "ECOSYSTEM", "events": events}] if events else []
    affected = {"package": {"ecosystem": "PyPI", "name": name}, "ranges": ranges} | more
    return {"id": f"OSV-{name}", "summary": "It\x1b[31m breaks.", "affected": [affected]}


def test_what_is_known_against_a_locked_version_is_found_and_nothing_else(tmp_path: Path) -> None:
    packages = (Locked("a-b", "2.0", "", (), ()), Locked("c", "1.5", "", (), ()))
    export = _export(
        tmp_path / "all.zip",
        _entry("A_B", events=[{"introduced": "0"}, {"fixed": "2.0.1"}]),
        _entry("c", events=[{"introduced": "0"}, {"fixed": "1.5"}, {"introduced": "1.6"}]),
        _entry("c", versions=["1.5"]) | {"withdrawn": "2024-01-01T00:00:00Z"},
        _entry("other", events=[{"introduced": "0"}]),
    )
    assert list(findings(export, packages)) == ["a-b 2.0: OSV-A_B: It[31m breaks."]
    export = _export(
        tmp_path / "more.zip",
        _entry("c", events=[{"last_affected": "1.5"}, {"introduced": "1.0"}]),
        {**_entry("a-b", versions=["2.0"]), "id": "OSV-1"},
    )
    assert [line.partition(": ")[0] for line in findings(export, packages)] == ["a-b 2.0", "c 1.5"]


def test_the_report_ends_with_a_count_and_a_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(_export(tmp_path / "all.zip", _entry("other", versions=["1"]))) == 0
    assert capsys.readouterr().out.endswith("locked packages, 0 findings in all.zip\n")
    assert main(_export(tmp_path / "all.zip", _entry("lxml", events=[{"introduced": "0"}]))) == 1


def test_a_release_has_the_bill_of_materials() -> None:
    from flows.release.files import FILES

    (file,) = [file for file in FILES if file.name == MATERIALS]
    assert file.media_type == "application/vnd.cyclonedx+json"
