"""What else may happen to the folders of a run while it is at work, and what must be so afterwards."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Self

from flows.release import log
from flows.release.verify_files import file_problems

_YEAR = timedelta(days=365)


def _changed(place: Path) -> None:
    (place / "raw" / "first.txt").write_text("Peru recognised Iceland in 1950.\n")


def _a_folder(place: Path) -> None:
    (place / "raw" / "first.txt").unlink(missing_ok=True)
    (place / "raw" / "first.txt").mkdir()


def _without(name: str) -> Callable[[Path], None]:
    def gone(place: Path) -> None:
        for path in place.glob(name):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink()

    return gone


def _clock(jump: timedelta) -> Callable[[Path], None]:
    class Jumped(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return super().now(tz) + jump

    def jumped(place: Path) -> None:
        really = time.time
        vars(log)["datetime"] = Jumped
        vars(time)["time"] = lambda: really() + jump.total_seconds()

    return jumped


MEDDLINGS: Mapping[str, Callable[[Path], None]] = {
    "source changed": _changed,
    "source gone": _without("raw/first.txt"),
    "source a folder": _a_folder,
    "sources gone": _without("raw"),
    "store gone": _without("outputs/.store"),
    "staging gone": _without("outputs/.staging-*"),
    "outputs gone": _without("outputs"),
    "clock a year back": _clock(-_YEAR),
    "clock a year ahead": _clock(_YEAR),
}


def restored(template: Path, place: Path) -> None:
    """Put the sources back as they were."""
    shutil.rmtree(place / "raw", ignore_errors=True)
    shutil.copytree(template / "raw", place / "raw", symlinks=True)


def broken_outputs(place: Path) -> str | None:
    """Return what is wrong with the releases that there are, whatever they were made of."""
    outputs = place / "outputs"
    for release in sorted((outputs / "releases").glob("*")):
        if problems := file_problems(release):
            return f"release {release.name}: {problems[0]}"
    if (outputs / "latest").is_symlink() and not (outputs / "latest").is_dir():
        return "latest leads nowhere"
    return None


def unlike(now: Mapping[str, str], wanted: Mapping[str, str]) -> str | None:
    """Return where the latest release is another than the one wanted, but for what was before it."""
    latest = wanted["latest"]
    names = [name for name in {*now, *wanted} if name.startswith(f"{latest}/") and "/CHANGES." not in name]
    other = sorted(name for name in names if now.get(name) != wanted.get(name))
    if now.get("latest") != latest or other:
        return f"the next run made something else: {now.get('latest')}, {other[:5]}"
    return None
