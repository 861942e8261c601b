"""The bill of materials of the program, CycloneDX 1.6: `python -m supply.sbom` writes it anew.

It is made from the lock and what the installed packages say of their licences, offline, and has no clock and no random
serial number: the same lock gives the same bytes. It is part of the program, and a release takes it from there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

import flows
from flows.release.materials import BILL
from supply.licences import licence_of
from supply.lock import RUNTIME, Locked, read_lock

NAME = "attache"


def bill() -> str:
    """Return the text of the bill of materials."""
    packages = read_lock()
    own = f"pkg:pypi/{NAME}@{flows.__version__}"
    document = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": NAME,
                "version": flows.__version__,
                "purl": own,
            },
            "properties": [{"name": "attache:requirements.txt:sha256", "value": _digest()}],
        },
        "components": [_component(package) for package in packages],
        "dependencies": _dependencies(own, packages),
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _digest() -> str:
    return hashlib.sha256(RUNTIME.read_bytes()).hexdigest()


def _component(package: Locked) -> dict[str, Any]:
    # The lock names many files of a package, for each system another; which one is installed is told by its digest.
    properties = [{"name": "attache:files", "value": str(len(package.hashes))}]
    if package.marker:
        properties.append({"name": "attache:marker", "value": package.marker})
    return {
        "type": "library",
        "bom-ref": package.purl,
        "name": package.name,
        "version": package.version,
        "licenses": [{"expression": licence_of(package)}],
        "purl": package.purl,
        "properties": properties,
    }


def _dependencies(own: str, packages: Sequence[Locked]) -> list[dict[str, Any]]:
    """Return what each package asks for, the program itself first; the lock says it the other way round."""
    asked: dict[str, list[str]] = {own: []}
    purls: dict[str, list[str]] = {}
    for package in packages:
        asked[package.purl] = []
        purls.setdefault(package.name, []).append(package.purl)
    for package in packages:
        for name in package.asked_for_by:
            askers = [own] if name.startswith(f"{NAME} ") else purls[name]
            for asker in askers:
                asked[asker].append(package.purl)
    return [{"ref": ref, "dependsOn": sorted(needed)} for ref, needed in asked.items()]


if __name__ == "__main__":
    BILL.write_text(bill(), encoding="utf-8")
