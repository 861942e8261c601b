"""Building a release: frames in, a verified folder that is the latest release out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import polars as pl

from flows.release.card import CARD, card
from flows.release.checksums import CHECKSUMS, NO_VERSION, checksum_lines, digest, file_names, version_of
from flows.release.datapackage import DATAPACKAGE, datapackage
from flows.release.errors import ReleaseError, os_release_error
from flows.release.problems import Settable
from flows.release.store import log, publishing, put, switch
from flows.release.tables import write_csv, write_parquet
from flows.release.verify import verify
from schemas.codebook.vocabulary import load_tables


def build_release(
    frames: Mapping[str, pl.DataFrame],
    *,
    outputs: Path,
    engine: str,
    run: str,
    raw: Path | None = None,
    settable: Settable | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Path:
    """Return the folder of the release of these frames, which is now the latest one in outputs.

    The frames are those of `schemas.validate.validate`. ``engine`` names what read the claims and stands in the data;
    ``run`` names the run and stands in the log only. The release is built in a staging folder and verified there,
    against the sources where ``raw`` is given; ``progress`` is told each step. Content that was published before keeps
    its release. Raise ReleaseError where anything stands against it; the last release is then as it was.
    """
    try:
        with publishing(outputs) as staging:
            progress("writing the tables")
            version = write_release(frames, staging, engine=engine)
            progress("verifying the release")
            _verified(staging, raw, settable)
            progress(f"switching to release {version}")
            release = put(staging, outputs, version)
            switch(outputs, version)
            log(outputs, version, run)
            return release
    except OSError as error:
        raise os_release_error(error, outputs) from error


def write_release(frames: Mapping[str, pl.DataFrame], folder: Path, *, engine: str) -> str:
    """Return the version of the release whose files are now in the folder, which was empty."""
    tables = load_tables()
    for name, table in tables.items():
        write_parquet(table, frames[name], folder)
        write_csv(table, frames[name], folder)
    _write_versioned(frames, folder, engine, NO_VERSION)
    version = version_of(folder, NO_VERSION)
    _write_versioned(frames, folder, engine, version)
    checksums = checksum_lines({name: digest(folder / name) for name in file_names(folder)})
    _write(folder / CHECKSUMS, checksums)
    return version


def _write_versioned(frames: Mapping[str, pl.DataFrame], folder: Path, engine: str, version: str) -> None:
    tables = load_tables()
    _write(folder / CARD, card(tables, frames, engine=engine, version=version))
    _write(folder / DATAPACKAGE, datapackage(tables, frames["documents"], folder, engine=engine, version=version))


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
