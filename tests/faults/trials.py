"""Trials: an undertaking disturbed at one point of the file layer, what that left, and what the next run made of it.

`python -m tests.faults.trials --undertaking NAME --fault FAULT --every N --from M` prints one JSON object a trial. The
process itself never does the work: it loads all that it needs, and each run is forked from it, so that a trial costs
what the work costs.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import shutil
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import schemas.validate
from flows.extract.touching import touching
from flows.ingest.problems import IngestError
from flows.ingest.readers.html import read_html
from flows.language.actors import find_names
from flows.pipeline import verify_release
from flows.release.errors import ReleaseError
from flows.release.pages import codebook, page
from flows.sources.listing import feed_entries
from flows.sources.record import LandingError
from flows.store.keys import release_key
from schemas.codebook.errors import CodebookError
from schemas.codebook.vocabulary import load_tables
from tests.faults.file_layer import DIED, FAULTS, Fault, Layer, refused_by
from tests.faults.meddling import MEDDLINGS, broken_outputs, restored, unlike
from tests.faults.undertakings import PAGES, State, Undertaking, copied, learn, left_behind, remember, undertakings
from tests.sources.site import body, serving

NAMED = (IngestError, ReleaseError, LandingError, CodebookError, OSError)
Told = dict[str, Any]


@dataclass(frozen=True)
class Trial:
    """One fault at one call: how the run ended, what it told, and in ``wrong`` what should not be so afterwards."""

    undertaking: str
    fault: str
    at: int
    call: str
    ended: str
    told: str
    wrong: str | None


def main() -> None:
    """Print what became of each trial."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--undertaking", action="append", help="by default all")
    parser.add_argument("--fault", action="append", choices=[*FAULTS, *MEDDLINGS], help="by default all")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--from", type=int, default=0, dest="first")
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)
    with served() as site, tempfile.TemporaryDirectory(prefix="attache-faults-") as name:
        warm()
        for one in undertakings(site).values():
            if not given.undertaking or one.name in given.undertaking:
                for trial in trials(one, Path(name), given.fault or [*FAULTS, *MEDDLINGS], given.every, given.first):
                    print(json.dumps(asdict(trial)), flush=True)


def warm() -> None:
    """Load what runs need, but nothing that starts threads: a fork takes none along, and would wait for them."""
    load_tables()
    touching()
    release_key((), (), ())
    find_names("Cuba")
    read_html(PAGES["/a"])
    feed_entries(PAGES["/feed"], "http://127.0.0.1/feed")
    codebook._insides()
    codebook._classes()
    for name in page._environment().list_templates(["j2"]):
        page._environment().get_template(name)


def trials(one: Undertaking, folder: Path, faults: Sequence[str], every: int, first: int) -> Iterator[Trial]:
    """Yield the trials of an undertaking: of its calls and their faults, numbered together, every so manieth."""
    template, place = folder / f"{one.name} template", folder / "tried"
    template.mkdir()
    must(forked(lambda: _prepared(one, template)))
    remember(template)
    before = one.state(template)
    copied(template, place)
    calls = must(forked(lambda: _counted(one, place)))["calls"]
    after = one.state(place)
    must(forked(lambda: _verified(place)))
    bench = Bench(one, template, place, before, after)
    chosen = [(at, call, fault) for at, call in enumerate(calls, 1) for fault in faults if bench.concerns(fault, call)]
    with _validated():
        for at, call, fault in chosen[first % every :: every]:
            shutil.rmtree(place)
            copied(template, place)
            yield bench.tried(at, call, fault)
    shutil.rmtree(place)


@dataclass(frozen=True)
class Bench:
    """An undertaking, the folder that it starts from and the one that it is tried in, its states before and after."""

    one: Undertaking
    template: Path
    place: Path
    before: State
    after: State

    def concerns(self, fault: str, call: str) -> bool:
        """Return whether a fault can show at a call of this undertaking."""
        if fault in MEDDLINGS:
            return self.one.releases
        return refused_by(cast("Fault", fault), call)

    def tried(self, at: int, call: str, fault: str) -> Trial:
        """Return what became of one fault at one call, and of the run after it."""
        ended = forked(lambda: self._disturbed(at, fault))
        how, told = ("died", "") if ended is None else (ended["ended"], ended.get("told", ""))
        if how == "unforeseen":
            return Trial(self.one.name, fault, at, call, how, told, told)
        # What the sources were at that moment is published, and what could not be read is turned away.
        other = fault in MEDDLINGS or call.startswith("read raw/")
        wrong = self._wrong_at_once(how, other and self.one.releases) or self._wrong_later(other and self.one.releases)
        return Trial(self.one.name, fault, at, call, how, told, wrong)

    def _wrong_at_once(self, how: str, other: bool) -> str | None:
        if other:
            return broken_outputs(self.place)
        if wrong := self.one.broken(self.place, self.before, self.after):
            return wrong
        now = self.one.state(self.place)
        if how == "done" and now != self.after:
            return f"ended well, but for {_difference(now, self.after)}"
        # One that could not be removed for the fault itself may be there.
        left = left_behind(self.place)
        return f"left behind: {left}" if how != "died" and len(left) > 1 else None

    def _wrong_later(self, other: bool) -> str | None:
        if other:
            restored(self.template, self.place)
        again = forked(self._again)
        if again is None or again["ended"] != "done":
            return f"the next run ended otherwise: {again}"
        if left := left_behind(self.place):
            return f"the next run left behind: {left}"
        now = self.one.state(self.place)
        if other:
            return broken_outputs(self.place) or unlike(now, self.after)
        return None if now == self.after else f"the next run made something else: {_difference(now, self.after)}"

    def _disturbed(self, at: int, fault: str) -> Told:
        meddling = MEDDLINGS.get(fault)
        what = cast("Fault", fault) if meddling is None else partial(meddling, self.place)
        Layer(self.place, at, what).enforce()
        self.one.run(self.place)
        return {"ended": "done"}

    def _again(self) -> Told:
        """Run again, two hours later: what is old enough to be nobody's any more is old enough by then."""
        for name in left_behind(self.place):
            if os.path.lexists(self.place / name):
                os.utime(self.place / name, (time.time() - 7200,) * 2, follow_symlinks=False)
        self.one.run(self.place)
        return {"ended": "done"}


@contextmanager
def _validated() -> Iterator[None]:
    """Take it that rows hold, which the run that nothing disturbed has seen: to look again is most of the work."""
    module = vars(schemas.validate)
    really = module["model"]
    module["model"] = lambda name: SimpleNamespace(validate=lambda frame, lazy: frame)
    try:
        yield
    finally:
        module["model"] = really


def _difference(now: State, wanted: State) -> list[str]:
    return sorted(name for name in {*now, *wanted} if now.get(name) != wanted.get(name))[:5]


def _prepared(one: Undertaking, template: Path) -> Told:
    remember(template)
    one.prepare(template)
    with tempfile.TemporaryDirectory(prefix="attache-faults-") as name:
        # Once for what it will say, elsewhere.
        copied(template, Path(name) / "once")
        one.run(Path(name) / "once")
    learn(template)
    return {"ended": "done"}


def _counted(one: Undertaking, place: Path) -> Told:
    layer = Layer(place)
    layer.enforce()
    one.run(place)
    return {"ended": "done", "calls": layer.calls}


def _verified(place: Path) -> Told:
    latest = place / "outputs" / "latest"
    problems = verify_release(latest, place / "raw").problems if latest.exists() else ()
    return {"ended": "unforeseen", "told": str(problems[0])} if problems else {"ended": "done"}


def forked(work: Callable[[], Told]) -> Told | None:
    """Return what a process that is forked for some work tells of it, None where it died."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            told = work()
        except NAMED as error:
            told = {"ended": "refused", "told": f"{type(error).__name__}: {error}"}
        except BaseException:
            told = {"ended": "unforeseen", "told": traceback.format_exc()}
        try:
            os.write(writing, json.dumps(told).encode())
        finally:
            os._exit(0)
    os.close(writing)
    content = b""
    while part := os.read(reading, 65536):
        content += part
    os.close(reading)
    _, status = os.waitpid(child, 0)
    if os.waitstatus_to_exitcode(status) == DIED:
        return None
    if not content:
        return {"ended": "unforeseen", "told": f"the process ended with {os.waitstatus_to_exitcode(status)}"}
    return dict(json.loads(content))


def must(told: Told | None) -> Told:
    """Return what a run told that nothing disturbed; end where it did not end well."""
    if told is None or told["ended"] != "done":
        raise SystemExit(f"without any fault: {told}")
    return told


@contextmanager
def served() -> Iterator[str]:
    """Give the address of a site in a process of its own, as one that is forked would have none of its threads."""
    reading, writing = os.pipe()
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        with serving() as site:
            site.pages |= {
                path: body(content, "application/atom+xml" if path == "/feed" else "text/html; charset=utf-8")
                for path, content in PAGES.items()
            }
            os.write(writing, site.address.encode())
            os.close(writing)
            while os.getppid() == parent:
                time.sleep(0.5)
            os._exit(0)
    os.close(writing)
    try:
        yield os.read(reading, 1000).decode()
    finally:
        os.kill(child, 9)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
