"""Which release a person means: by its version or the beginning of one, a folder, `latest` or `previous`."""

from __future__ import annotations

import re
from pathlib import Path

from flows.release.checksums import CHECKSUMS
from flows.release.errors import ReleaseError
from flows.release.log import read_log
from flows.release.store import LATEST, RELEASES, latest_release

PREVIOUS = "previous"
_BEGINNING = re.compile(r"[0-9a-f]{1,12}")


def find_release(name: str, outputs: Path) -> Path:
    """Return the folder of the release that is meant. Raise ReleaseError where there is none, or more than one.

    ``latest`` and ``previous`` are those of the folder of releases: previous is the release that was the latest before
    it by the log, of those that are still there. What has a slash or a dot in it is a folder; what is else the
    beginning of a version names it, and only what is neither is taken for a folder.
    """
    if name == LATEST:
        return latest_release(outputs)
    if name == PREVIOUS:
        return _previous(outputs)
    if _BEGINNING.fullmatch(name):
        releases = outputs / RELEASES
        found = sorted(folder for folder in releases.glob(f"{name}*") if (folder / CHECKSUMS).is_file())
        if len(found) > 1:
            some = ", ".join(folder.name for folder in found[:5])
            raise ReleaseError(releases, f"{len(found)} versions begin with {name!r}: {some}", "Give more of it")
        if found:
            return found[0]
    folder = Path(name)
    if not folder.is_dir():
        raise ReleaseError(
            outputs / RELEASES,
            f"there is no release {name!r}",
            "Name a version or its beginning, a folder, latest or previous; `attache releases` lists the versions",
        )
    return folder


def _previous(outputs: Path) -> Path:
    latest = latest_release(outputs)
    versions = [entry.version for entry in read_log(outputs).entries]
    # What the log says of the latest is its last note of it; what was the latest before stands before that.
    if latest.name in versions:
        versions = versions[: len(versions) - 1 - versions[::-1].index(latest.name)]
    for version in reversed(versions):
        if version != latest.name and (outputs / RELEASES / version).is_dir():
            return outputs / RELEASES / version
    raise ReleaseError(
        outputs, "has no release before the latest by its log", "Publish another one, or name two versions"
    )
