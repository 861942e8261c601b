"""What is known against the locked packages: `python -m supply.vulnerabilities all.zip`.

Offline: it reads the export of the OSV database for PyPI that you have downloaded (all.zip, at
https://storage.googleapis.com/osv-vulnerabilities/PyPI/all.zip), and is as new as that file. A line a finding; it exits
with 1 where there is one. Without such an export nobody can say offline what is known against a package: neither the
lock nor what is installed tells.
"""

from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from supply.lock import Locked, read_lock

_FIRST = "0"


def findings(export: Path, packages: tuple[Locked, ...]) -> Iterator[str]:
    """Yield a line for each entry of an export that speaks of a locked version, sorted by package."""
    locked = {(str(canonicalize_name(package.name)), package.version) for package in packages}
    names = {name for name, _ in locked}
    found = []
    with zipfile.ZipFile(export) as archive:
        for member in archive.namelist():
            entry = json.loads(archive.read(member))
            if entry.get("withdrawn"):
                continue
            for affected in entry.get("affected", ()):
                package = affected.get("package", {})
                name = str(canonicalize_name(package.get("name", "")))
                if package.get("ecosystem") != "PyPI" or name not in names:
                    continue
                versions = [version for one, version in locked if one == name and _affects(affected, version)]
                found += [f"{name} {version}: {entry['id']}: {_summary(entry)}" for version in versions]
    yield from sorted(set(found))


def _summary(entry: Mapping[str, Any]) -> str:
    told = entry.get("summary") or entry.get("details") or "nothing is told"
    return "".join(char for char in " ".join(str(told).split())[:200] if char.isprintable())


def _affects(affected: Mapping[str, Any], version: str) -> bool:
    if version in affected.get("versions", ()):
        return True
    ranges = [one for one in affected.get("ranges", ()) if one.get("type") == "ECOSYSTEM"]
    return any(_within(one.get("events", ()), Version(version)) for one in ranges)


def _within(events: Any, version: Version) -> bool:
    """Return whether a version lies between the events of a range, which need not come in order."""
    inside = False
    for bound, kind in sorted((_version(value), kind) for event in events for kind, value in event.items()):
        if kind == "introduced" and bound <= version:
            inside = True
        elif (kind == "fixed" and bound <= version) or (kind == "last_affected" and bound < version):
            inside = False
    return inside


def _version(text: str) -> Version:
    try:
        return Version(text)
    except InvalidVersion:
        return Version(_FIRST)  # what cannot be compared is taken to affect all after it: better a false alarm


def main(export: Path) -> int:
    """Print the findings and return the code to exit with."""
    packages = read_lock()
    found = list(findings(export, packages))
    print("\n".join([*found, f"{len(packages)} locked packages, {len(found)} findings in {export.name}"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])) if sys.argv[1:] else __doc__)
