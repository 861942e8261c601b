"""The bill of materials of the program that made a release: its packages with versions and licences, CycloneDX."""

from __future__ import annotations

from pathlib import Path

from flows.release.contents import Contents

MATERIALS = "sbom.cdx.json"
BILL = Path(__file__).with_name(MATERIALS)


def materials(contents: Contents) -> str:
    """Return the text of the bill, which is part of the program: the same in every release that it makes."""
    return BILL.read_text(encoding="utf-8")
