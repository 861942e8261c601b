"""What is disturbed: publishing, collecting, the store, adding and correcting, each in a folder that is made for it.

An undertaking is prepared once, in a process of its own, and then done again and again from that state, each time in a
process that is forked for it. What must be so afterwards is told by two functions: what every fault must leave
(``broken``), and what the next run must make of it, however it was disturbed (``state``).
"""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import re
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from flows import engines
from flows.extract.claims import Extraction
from flows.extract.rules_engine import RulesEngine
from flows.fitness.adding import add
from flows.fitness.findings import Fitness
from flows.ingest.document import Document
from flows.ingest.problems import IngestError
from flows.job import Job
from flows.pipeline import build
from flows.sources.collecting import collect_source
from flows.sources.declaration import Source
from flows.sources.fetch import Fetcher
from flows.sources.record import collecting
from flows.store.blobs import Blobs
from tests import two_documents

State = dict[str, str]
_TIMES = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?\+00:00")
_TEMPORARY = re.compile(r"\.(staging|latest|feed|writing|landing|adding|correcting)-")
_READ = "read.pickle"


@dataclass(frozen=True)
class Undertaking:
    """Something that changes files below a folder; ``folder`` holds all that it needs and makes."""

    name: str
    prepare: Callable[[Path], None]
    run: Callable[[Path], None]
    state: Callable[[Path], State]
    broken: Callable[[Path, State, State], str | None]

    @property
    def releases(self) -> bool:
        """Whether it makes releases."""
        return self.state is _releases


def undertakings(site: str) -> dict[str, Undertaking]:
    """Return all of them by name; what is collected comes from a site that serves ``PAGES``."""
    made = (
        Undertaking("publish first", _publishable, _publish, _releases, _broken_releases),
        Undertaking("publish again", _changed, _publish, _releases, _broken_releases),
        Undertaking("publish corrected", _corrected, _publish, _releases, _broken_releases),
        Undertaking("collect", _to_collect, lambda folder: _collect(folder, site), _collected, _broken_raw),
        Undertaking("store", _stored_before, _store, _stored, _broken_store),
        Undertaking("add", _to_add, _add, _added, _broken_raw),
    )
    return {one.name: one for one in made}


def left_behind(folder: Path) -> list[str]:
    """Return the temporary files and folders that stand below a folder."""
    return sorted(
        os.path.relpath(os.path.join(place, name), folder)
        for place, folders, files in os.walk(folder)
        for name in (*folders, *files)
        if _TEMPORARY.match(name)
    )


# Publishing: the engine is asked once for what it reads in the few texts, and answers from memory afterwards.


class Remembering:
    """The engine of the rules, or what it said of these documents before."""

    name, version = RulesEngine.name, "1"
    said: ClassVar[dict[tuple[str, str], Extraction]] = {}

    def extract(self, documents: Iterable[Document]) -> Iterator[Extraction]:
        """Yield what the engine makes of the documents."""
        for document in documents:
            place = (document.doc_id, document.text)
            if place not in self.said:
                (self.said[place],) = engines.ENGINES[RulesEngine.name]().extract((document,))
            yield self.said[place]


def remember(folder: Path) -> None:
    """Have the engine answer from memory in this process, with what `learn` has left in a folder, if anything."""
    if (folder / _READ).is_file():
        Remembering.said = pickle.loads((folder / _READ).read_bytes())
    engines._loaded = lambda name: Remembering()  # type: ignore[assignment]


def learn(folder: Path) -> None:
    """Leave in a folder what the engine said in this process."""
    (folder / _READ).write_bytes(pickle.dumps(Remembering.said))


def _publishable(folder: Path) -> None:
    two_documents.write_raw(folder / "raw")


def _changed(folder: Path) -> None:
    """One document has changed since the last release, one has come, and one file is none."""
    _publishable(folder)
    (folder / "raw" / "gone.txt").write_text("Chile recognised Peru in 1990.\n")
    _publish(folder)
    (folder / "raw" / "gone.txt").unlink()
    (folder / "raw" / "empty.txt").write_bytes(b"")
    (folder / "raw" / "first.txt").write_text(two_documents.FIRST.replace("1959", "1960"))
    (folder / "raw" / "new.txt").write_text("In 1991 Peru recognised Iceland.\n")


def _corrected(folder: Path) -> None:
    _publishable(folder)
    _publish(folder)
    (folder / "corrections").mkdir()
    rows = (folder / "outputs" / "latest" / "relations.csv").read_text("utf-8").splitlines()
    record = next(cell for cell in rows[1].split(",") if cell.startswith("rel-"))
    (folder / "corrections" / "one.toml").write_text(
        f'[[correction]]\nid = "one"\naction = "withdraw"\nrecord = "{record}"\nreason = "It is none."\n'
        'reviewer = "A. Reader"\ndate = 2026-11-23\n\n[correction.expect]\nsubject = "CUB"\n'
    )


def _publish(folder: Path) -> None:
    build(Job(folder / "raw", folder / "outputs"))


def _releases(folder: Path) -> State:
    """Return all that is published, without the moments; of the log, each line that is one."""
    outputs, state = folder / "outputs", dict[str, str]()
    if not outputs.is_dir():
        return state
    for entry in sorted((*outputs.glob("*"), *outputs.glob("releases/*/*"))):
        name = entry.relative_to(outputs).as_posix()
        if entry.is_symlink():
            state[name] = os.readlink(entry)
        elif entry.is_file() and name not in (".lock", "releases.jsonl"):
            state[name] = hashlib.sha256(_TIMES.sub("", entry.read_bytes().decode("latin-1")).encode()).hexdigest()
    for number, line in enumerate(_lines(outputs / "releases.jsonl")):
        state[f"log {number}"] = json.dumps(line | {"published": ""})
    return state


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    for line in file.read_bytes().splitlines() if file.is_file() else ():
        try:
            yield json.loads(line)
        except ValueError:
            continue  # cut short, and passed over


def _broken_releases(folder: Path, before: State, after: State) -> str | None:
    """Return what is wrong: a release is not one of the two, or the latest is neither."""
    now = _releases(folder)
    for release in sorted((folder / "outputs" / "releases").glob("*")):
        inside = {name: told for name, told in now.items() if name.startswith(f"releases/{release.name}/")}
        whole = [
            {name: told for name, told in state.items() if name.startswith(f"releases/{release.name}/")}
            for state in (before, after)
        ]
        if inside not in whole:
            return f"release {release.name} is not whole"
    if now.get("latest") not in (before.get("latest"), after["latest"]):
        return f"latest is {now.get('latest')}"
    lost = [name for name, told in before.items() if name.startswith("log") and now.get(name) != told]
    return f"the log has lost {lost}" if lost else None


# Collecting: a feed of two pages and a folder, all from scratch.

WORDS = (
    "Peru recalled its ambassador from Quito on 3 March 2021, a day after the two governments had met in Lima. "
    "The foreign ministry said that the border would stay open, and that trade had doubled since 2015."
)
_ENTRY = "<entry><title>{0}</title><link href='/{0}'/><id>{0}</id><published>2021-03-04T08:00:00Z</published></entry>"
PAGES = {
    "/feed": f"<feed xmlns='http://www.w3.org/2005/Atom'>{_ENTRY.format('a')}{_ENTRY.format('b')}</feed>".encode(),
    "/a": f"<html><body><article><h1>A</h1><p>{WORDS}</p></article></body></html>".encode(),
    "/b": f"<html><body><article><h1>B</h1><p>{WORDS.replace('Peru', 'Chile')}</p></article></body></html>".encode(),
}


def _to_collect(folder: Path) -> None:
    (folder / "inbox").mkdir()
    (folder / "inbox" / "one.txt").write_text(two_documents.FIRST)


def _collect(folder: Path, site: str) -> None:
    inbox = folder / "inbox"
    with collecting(folder / "raw") as record:
        problems = []
        for more in ({"name": "courier", "feed": f"{site}/feed"}, {"name": "inbox", "folder": str(inbox)}):
            source = Source.model_validate({"private_addresses": True, "pause": 0, "timeout": 20} | more)
            with Fetcher(source, sleep=lambda _: None, stop=threading.Event()) as fetcher:
                came = collect_source(source, folder / "raw", record, fetcher)
            problems += [told for told in (came.failure, *came.problems) if told]
    if problems:
        raise OSError("; ".join(problems))


def _collected(folder: Path) -> State:
    """Return what stands in raw/, and what the record says last of each address."""
    raw = folder / "raw"
    state = _tree(raw, but=".retrieved")
    for file in sorted((raw / ".retrieved").glob("*.jsonl")):
        for line in _lines(file):
            kept = ("outcome", "sha256", "size", "path", "text")
            state[f"{file.name} {line['address'].rpartition('/')[2]}"] = json.dumps([line[key] for key in kept])
    return state


def _broken_raw(folder: Path, before: State, after: State) -> str | None:
    """Return what is wrong: a file of raw/ is not whole, one that was there is gone, or a document is not described."""
    now = _tree(folder / "raw", but=".retrieved")
    for name, told in now.items():
        if told not in (before.get(name), after.get(name)):
            return f"{name} is not whole"
        if not name.endswith(".toml") and f"{name.rpartition('.')[0]}.toml" not in now:
            return f"{name} is not described"
    lost = [name for name in before if "/.retrieved" not in name and name in after and name not in now]
    return f"lost: {lost}" if [name for name in lost if ".jsonl" not in name] else None


def _tree(folder: Path, but: str = "\0") -> State:
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and but not in file.parts and not _TEMPORARY.match(file.name)
    }


# The store: some entries new, some there, one damaged, some to be pruned.

_ENTRIES = {f"{number:02}{'ab' * 31}": f"entry {number} ".encode() * 40 for number in range(8)}


def _stored_before(folder: Path) -> None:
    blobs = Blobs(str(folder / "store"))
    for number in range(40):
        blobs.put("old", f"{number:02}{'cd' * 31}", os.urandom(2000))
    for file in (folder / "store").rglob("*"):
        os.utime(file, (1_000_000_000, 1_000_000_000))
    for key, content in list(_ENTRIES.items())[:4]:
        blobs.put("rows", key, content)
    damaged = folder / "store" / "rows" / "00" / next(iter(_ENTRIES))
    damaged.write_bytes(damaged.read_bytes()[:-1])


def _store(folder: Path) -> None:
    blobs = Blobs(str(folder / "store"))
    for key, content in _ENTRIES.items():
        if blobs.get("rows", key) is None and not blobs.put("rows", key, content):
            raise OSError("not written")
    most = sum(len(content) for content in _ENTRIES.values())
    blobs.prune(most)
    if sum(entry.size for entry in blobs.entries()) > most:
        raise OSError("not pruned")


def _stored(folder: Path) -> State:
    """Return the entries but the old ones: which of those are left depends on which could be removed."""
    return _tree(folder / "store" / "rows")


def _broken_store(folder: Path, before: State, after: State) -> str | None:
    """Return what is wrong: the store gives other bytes than were put there."""
    blobs = Blobs(str(folder / "store"))
    given = {key: blobs.get("rows", key) for key in _ENTRIES}
    wrong = [key for key, content in given.items() if content is not None and content != _ENTRIES[key]]
    return f"{wrong} are given otherwise than they were put" if wrong else None


# Adding: one file with a `.toml` beside it, and one without.


def _to_add(folder: Path) -> None:
    (folder / "given").mkdir()
    (folder / "raw").mkdir()
    (folder / "raw" / "there.txt").write_text("The roses did well.\n")
    (folder / "raw" / "there.toml").write_text('title = "Roses"\n')
    (folder / "given" / "one.txt").write_text(two_documents.FIRST)
    (folder / "given" / "one.toml").write_text('title = "One"\n')
    (folder / "given" / "two.txt").write_text(two_documents.SECOND)


def _add(folder: Path) -> None:
    for name in ("one.txt", "two.txt"):
        there = (folder / "raw" / "news" / name).exists()
        try:
            add(Fitness(folder / "given" / name, name, ()), folder / "raw", "news")
        except IngestError:
            if not there:
                raise


def _added(folder: Path) -> State:
    return _tree(folder / "raw")


def copied(template: Path, folder: Path) -> None:
    """Make a folder of a template as it was when that was prepared, with the times of its files."""
    shutil.copytree(template, folder, symlinks=True)
