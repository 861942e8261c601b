"""Building a release: frames in, a verified folder that is the latest release out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import polars as pl

from flows.release.changes import write_changes
from flows.release.checksums import CHECKSUMS, NO_VERSION, checksum_lines, digest, file_names, version_of
from flows.release.contents import Instrument
from flows.release.errors import ReleaseError, os_release_error
from flows.release.feed import write_feed
from flows.release.files import described
from flows.release.folder import ReleaseFolder, publishing_in
from flows.release.log import note
from flows.release.problems import Settable
from flows.release.store import RELEASES, latest_version, publishing, put, switch
from flows.release.tables import write_csv, write_parquet
from flows.release.verify import verify
from schemas.codebook.vocabulary import load_tables


def build_release(
    frames: Mapping[str, pl.DataFrame],
    *,
    outputs: str | Path,
    engine: str,
    run: str,
    instruments: Sequence[Instrument] = (),
    raw: str | Path | None = None,
    settable: Settable | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Path:
    """Return the folder of the release of these frames, which is now the latest one in outputs.

    The frames are those of `schemas.validate.validate`. ``engine`` names what read the claims and ``instruments`` what
    it read them with, which stands in the data; ``run`` names the run and stands in the log only. The release is built
    in a staging folder and verified there, against the sources where ``raw`` is given; ``progress`` is told each step.
    Content that was published before keeps its release. Where ``outputs`` is an address of fsspec, the folder returned
    is of a copy on this machine, which stays until this process ends or publishes there again. Raise ReleaseError where
    anything stands against it; the last release is then as it was.
    """
    try:
        with publishing_in(outputs) as releases, publishing(releases.folder) as staging:
            progress("writing the tables")
            version = write_release(frames, staging, engine=engine, instruments=instruments)
            progress("verifying the release")
            _verified(staging, raw, settable)
            progress(f"switching to release {version}")
            return switch_in(staging, releases, version, run)
    except OSError as error:
        raise os_release_error(error, outputs) from error


def switch_in(staging: Path, releases: ReleaseFolder, version: str, run: str) -> Path:
    """Return the folder of the release that the staging folder held, now the latest of a folder of releases.

    What changed since the one before is written into it, and both the log and the feed tell of it.
    """
    # One of this version may be there: what was published stays.
    releases.fetch(version)
    previous = latest_version(releases.folder)
    if previous != version:
        write_changes(staging, None if previous is None else releases.folder / RELEASES / previous)
    release = put(staging, releases.folder, version)
    try:
        switch(releases.folder, version)
        note(releases.folder, release, previous, run)
        write_feed(releases.folder)
    except OSError as error:
        if latest_version(releases.folder) != version:
            raise
        # That the last release is as it was would not be true any more.
        message = f"release {version} is the latest, but the log or the feed does not tell of it ({error.strerror})"
        raise ReleaseError(error.filename or releases.folder, message, "See to the disk, and publish again") from error
    releases.upload(version)
    return release


def write_release(
    frames: Mapping[str, pl.DataFrame], folder: Path, *, engine: str, instruments: Sequence[Instrument] = ()
) -> str:
    """Return the version of the release whose files are now in the folder, which was empty."""
    tables = load_tables()
    for name, table in tables.items():
        write_parquet(table, frames[name], folder)
        write_csv(table, frames[name], folder)
    # Each file is made once, with twelve digits in the version's place that stand nowhere else: they come from the
    # tables' digests. Zeros would not do, as a document may hold them.
    draft = hashlib.sha256(_checksums(folder).encode()).hexdigest()[: len(NO_VERSION)]
    texts = dict(described(frames, folder, engine=engine, version=draft, instruments=instruments))
    for name, text in texts.items():
        _write(folder / name, text)
    version = version_of(folder, draft)
    for name, text in texts.items():
        _write(folder / name, text.replace(draft, version))
    _write(folder / CHECKSUMS, _checksums(folder))
    return version


def _checksums(folder: Path) -> str:
    return checksum_lines({name: digest(folder / name) for name in file_names(folder)})


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8", newline="")


def _verified(staging: Path, raw: str | Path | None, settable: Settable | None) -> None:
    problems = verify(staging, raw, settable=settable).problems
    if problems:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise ReleaseError(
            staging.parent, f"the new release does not verify: {problems[0]}{more}",
            "Nothing was published; mend what made the row, and publish again",
        )  # fmt: skip
