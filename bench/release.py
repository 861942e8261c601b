"""What writing a release costs by file: `python bench/release.py RELEASE --records 5000`.

The documents of the release are multiplied until it has so many records. Times are the processor's.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

sys.path.insert(0, str(Path(__file__).parents[1]))

from flows.release.contents import Contents
from flows.release.files import FILES
from flows.release.tables import csv_name, parquet_name, write_csv, write_parquet
from schemas.codebook.vocabulary import load_tables
from tests.many_documents import many

MEGABYTE = 1e6


def main() -> None:
    """Print a line for each file that a release of so many records has."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("release", type=Path)
    asked.add_argument("--records", type=int, default=5000)
    given = asked.parse_args()
    tables = load_tables()
    frames = many({name: pl.read_parquet(given.release / f"{name}.parquet") for name in tables}, given.records)
    with TemporaryDirectory() as made:
        folder = Path(made)
        for name, table in tables.items():
            for write, file in ((write_parquet, parquet_name(table)), (write_csv, csv_name(table))):
                started = time.process_time()
                write(table, frames[name], folder)
                told(file, time.process_time() - started, (folder / file).stat().st_size)
        contents = Contents(tables, frames, folder, "rules", (), "a" * 12, FILES)
        for described in FILES:
            started = time.process_time()
            text = described.text(contents)
            told(described.name, time.process_time() - started, len(text.encode()))


def told(name: str, seconds: float, size: int) -> None:
    """Print a file's line."""
    print(f"{name:30}{seconds:8.2f} s{size / MEGABYTE:10.2f} MB")


if __name__ == "__main__":
    main()
