"""What a large set, a thousand new documents and many days take and leave: `python bench/load.py`.

size      a set of documents of 1,000 MB in all, one of them of 50 MB, is published: peak of memory, by megabytes read
dropped   a thousand documents are put into a folder that is collected from, collected, and published
days      the flows of prefect.yaml run at their times, which pass at once: of each, what the runs have added to memory,
          files and the database of Prefect's server, and what one more day adds in the second half

Each can be had alone and smaller: `--only days --days 10`, `--megabytes 50 --largest 5`, `--dropped 100`.
"""

from __future__ import annotations

import argparse
import logging
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import yaml
from cronsim import CronSim
from prefect.settings import PREFECT_API_URL, temporary_settings

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench import scale
from tests.flows.served import prefect_server

ROOT = Path(__file__).parents[1]
MEGABYTE = scale.MEGABYTE
DOCUMENT = 200_000  # bytes of a document of the large set
FACT = "In {year} Peru recognised Iceland, and Chile cut its ties with Fiji.\n"
# No sentence of it holds a name, so that little is parsed: the set is large, and not slow.
REST = "The roses number {number} did well this year, and they were watered in the evening.\n"
SECTION = 400  # lines
START = datetime(2026, 1, 1, tzinfo=UTC)


def main() -> None:
    """Print what each takes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=("size", "dropped", "days"))
    parser.add_argument("--megabytes", type=int, default=1000)
    parser.add_argument("--largest", type=int, default=50, help="of one document, in megabytes")
    parser.add_argument("--dropped", type=int, default=1000)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--runner", default="threads")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="attache-load-") as name:
        if given.only in (None, "size"):
            _size(Path(name) / "size", given.megabytes, given.largest, given.runner)
        if given.only in (None, "dropped"):
            _dropped(Path(name) / "dropped", given.dropped)
        if given.only in (None, "days"):
            _days(Path(name) / "days", given.days)


def _text(number: int, size: int) -> Iterator[str]:
    """Yield the parts of a text of about so many bytes, with a fact in each."""
    made = line = 0
    while made < size:
        part = FACT.format(year=1900 + (number + line) % 100)
        part += "".join(REST.format(number=number * 1_000_000 + line + of) for of in range(SECTION)) + "\n"
        line += SECTION
        made += len(part)
        yield part


def _write(file: Path, number: int, size: int) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8") as opened:
        opened.writelines(_text(number, size))


def _size(home: Path, megabytes: int, largest: int, runner: str) -> None:
    """Publish sets of a quarter, a half and all of the size: memory that grows with the set shows as a slope."""
    print(f"{'MB':>6}{'largest':>9}{'documents':>11}{'seconds':>9}{'peak MB':>9}{'unchanged s':>13}{'peak MB':>9}")
    raw = home / "raw"
    _write(raw / "largest.txt", 0, int(largest * MEGABYTE))
    written, number = largest * MEGABYTE, 1
    for goal in (megabytes / 4, megabytes / 2, megabytes):
        while written < goal * MEGABYTE:
            _write(raw / f"{number // 1000:02}" / f"{number}.txt", number, DOCUMENT)
            written, number = written + DOCUMENT, number + 1
        job = {"raw": str(raw), "outputs": str(home / f"outputs-{goal}"), "runner": runner, "workers": 1}
        first, again = scale._measured(job), scale._measured(job)
        print(
            f"{written / MEGABYTE:>6.0f}{largest:>9}{number:>11}{first.seconds:>9.0f}{first.memory / MEGABYTE:>9.0f}"
            f"{again.seconds:>13.0f}{again.memory / MEGABYTE:>9.0f}",
            flush=True,
        )


def _dropped(home: Path, number: int) -> None:
    """Collect and publish many documents that came at once."""
    for document in range(number):
        _write(home / "incoming" / f"{document}.txt", document, 2000)
    declared = home / "sources.toml"
    declared.write_text(f'[[source]]\nname = "incoming"\nfolder = "incoming"\nmost = {number}\n')
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PREFECT_HOME": str(home / "prefect")}
    attache = str(Path(sys.executable).with_name("attache"))
    print(f"{'dropped':>8}  {'command':<10}{'seconds':>9}{'peak MB':>9}{'files':>8}")
    for command in ("collect", "publish"):
        start = time.perf_counter()
        process = subprocess.Popen([attache, command], cwd=home, env=environment, stderr=subprocess.DEVNULL)
        peak = scale._Peak(process.pid)
        code = process.wait()
        memory = peak.stop()
        if code:
            raise SystemExit(f"attache {command} ended with {code}")
        files = sum(1 for file in (home / "raw").rglob("*.txt") if ".retrieved" not in file.parts)
        row = f"{number:>8}  {command:<10}{time.perf_counter() - start:>9.1f}{memory / MEGABYTE:>9.0f}{files:>8}"
        print(row, flush=True)
        if files != number:
            raise SystemExit(f"of {number} documents, {files} are in raw/")


def _days(home: Path, days: int) -> None:
    """Run what is due in so many days, and print what grows."""
    for folder in ("raw", "inbox", "incoming"):
        (home / folder).mkdir(parents=True)
    (home / "sources.toml").write_text('[[source]]\nname = "incoming"\nfolder = "incoming"\n')
    _write(home / "raw" / "first.txt", 0, 2000)
    logging.disable(logging.WARNING)
    with prefect_server(home) as environment, temporary_settings({PREFECT_API_URL: environment["PREFECT_API_URL"]}):
        os.chdir(home)
        server = _server(environment)
        measured = [_measured(home, server)]
        print(f"{'day':>4}{'runs':>6}" + "".join(f"{name:>16}" for name in measured[0]), flush=True)
        runs = 0
        for day in range(days):
            for flow in _due(START + timedelta(days=day)):
                _run(flow, home, runs)
                runs += 1
            measured.append(_measured(home, server))
            _print(f"{day + 1:>4}{runs:>6}", measured[-1])
    half = measured[len(measured) // 2]
    rest = len(measured) - 1 - len(measured) // 2
    if rest:
        _print(f"{'a day':>10}", {name: (measured[-1][name] - half[name]) / rest for name in half})


def _print(before: str, measured: dict[str, float]) -> None:
    print(before + "".join(f"{value:>16,.1f}" for value in measured.values()), flush=True)


def _due(day: datetime) -> list[str]:
    """Return the deployments that are due on a day, as prefect.yaml has it, in their order."""
    declared = yaml.safe_load((ROOT / "prefect.yaml").read_text("utf-8"))["deployments"]
    due = []
    for entry in declared:
        for schedule in entry["schedules"]:
            for moment in CronSim(schedule["cron"], day - timedelta(minutes=1)):
                if moment >= day + timedelta(days=1):
                    break
                due.append((moment, entry["name"]))
    return [name for _, name in sorted(due)]


def _run(flow: str, home: Path, number: int) -> None:
    """Run one flow as its deployment does; before each second one that collects, a document has come."""
    from flows.check import check
    from flows.collect import collect
    from flows.publish import publish

    if flow == "collect":
        if number % 2:
            _write(home / "incoming" / f"{number}.txt", number, 2000)
        collect("raw", Path("sources.toml"), unscheduled=True)
    elif flow == "publish":
        publish("raw", "outputs")
    else:
        check([Path("inbox")], "raw", "outputs")


def _server(environment: dict[str, str]) -> psutil.Process:
    port = environment["PREFECT_API_URL"].split(":")[2].split("/")[0]
    for process in psutil.Process().children(recursive=True):
        if port in process.cmdline():
            return process
    raise SystemExit("the server of Prefect is not found")


def _measured(home: Path, server: psutil.Process) -> dict[str, float]:
    """Return what there is, in megabytes and numbers of files."""
    outputs = home / "outputs"
    return {
        "memory MB": psutil.Process().memory_info().rss / MEGABYTE,
        "server MB": sum(one.memory_info().rss for one in (server, *server.children(recursive=True))) / MEGABYTE,
        "database MB": _bytes(home / "prefect") / MEGABYTE,
        "documents": float(sum(1 for _ in (home / "raw").rglob("*.txt"))),
        "releases": float(len(list(outputs.glob("releases/*")))),
        "releases MB": _bytes(outputs / "releases") / MEGABYTE,
        "store MB": _bytes(outputs / ".store") / MEGABYTE,
        "store files": float(sum(1 for file in outputs.glob(".store/**/*") if file.is_file())),
        "log kB": _bytes(outputs / "releases.jsonl") / 1000,
        "record kB": _bytes(home / "raw" / ".retrieved") / 1000,
        "temporary": float(len(list(outputs.glob(".staging-*")))),
    }


def _bytes(place: Path) -> float:
    files = [place] if place.is_file() else [file for file in place.rglob("*") if file.is_file()]
    return float(sum(file.stat().st_size for file in files))


if __name__ == "__main__":
    main()
