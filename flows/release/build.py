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
from flows.release.log import note
from flows.release.problems import Settable
from flows.release.store import RELEASES, latest_version, publishing, put, switch
from flows.release.tables import write_csv, write_parquet
from flows.release.verify import verify
from schemas.codebook.vocabulary import load_tables


def build_release(
    frames: Mapping[str, pl.DataFrame],
    *,
    outputs: Path,
    engine: str,
    run: str,
    instruments: Sequence[Instrument] = (),
    raw: Path | None = None,
    settable: Settable | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Path:
    """Return the folder of the release of these frames, which is now the latest one in outputs.

    The frames are those of `schemas.validate.validate`. ``engine`` names what read the claims and ``instruments`` what
    it read them with, which stands in the data; ``run`` names the run and stands in the log only. The release is built
    in a staging folder and verified there, against the sources where ``raw`` is given; ``progress`` is told each step.
    Content that was published before keeps its release. Raise ReleaseError where anything stands against it; the last
    release is then as it was.
    """
    try:
        with publishing(outputs) as staging:
            progress("writing the tables")
            version = write_release(frames, staging, engine=engine, instruments=instruments)
            progress("verifying the release")
            _verified(staging, raw, settable)
            previous = latest_version(outputs)
            if previous != version:
                write_changes(staging, None if previous is None else outputs / RELEASES / previous)
            progress(f"switching to release {version}")
            release = put(staging, outputs, version)
            switch(outputs, version)
            note(outputs, release, previous, run)
            write_feed(outputs)
            return release
    except OSError as error:
        raise os_release_error(error, outputs) from error


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


def _verified(staging: Path, raw: Path | None, settable: Settable | None) -> None:
    problems = verify(staging, raw, settable=settable).problems
    if problems:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise ReleaseError(
            staging.parent, f"the new release does not verify: {problems[0]}{more}",
            "Nothing was published; mend what made the row, and publish again",
        )  # fmt: skip
