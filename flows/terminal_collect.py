"""What `attache collect` shows: a line for each source while it is asked, and a table of what came."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich import box
from rich.progress import Progress, SpinnerColumn, TextColumn
from rich.table import Table
from rich.text import Text

from flows.ingest.problems import printable
from flows.sources.collected import Collected
from flows.terminal import err, out

log = logging.getLogger("attache")


@contextmanager
def collecting_progress() -> Iterator[Callable[[Collected, str], None]]:
    """Give a function to be told what is asked for next, nothing at the end; it logs what landed, and moves a line."""
    logged: dict[str, int] = {}
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        bars = {}

        def tell(collected: Collected, asked: str) -> None:
            name = collected.source
            if name not in bars:
                bars[name] = progress.add_task(name, total=None)
            for path in collected.landed[logged.get(name, 0) :]:
                log.info("%s: landed %s", name, path)
            logged[name] = len(collected.landed)
            told = f"{len(collected.landed)} landed, {printable(asked)}" if asked else collected.told
            progress.update(bars[name], description=f"{name}: {told}")

        yield tell


def print_collected(came: Sequence[Collected]) -> None:
    """Print what came of each source in a table, and below it what needs a look."""
    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    columns = ("listed", "landed", "known", "filtered", "refused", "left", "problems")
    grid.add_column("source", overflow="fold")
    for column in columns:
        grid.add_column(column, justify="right")
    for one in came:
        counts = (one.listed, len(one.landed), one.known + one.unchanged, one.filtered, one.refused, one.left)
        problems = len(one.problems) + (one.failure is not None)
        style = "yellow" if problems else ""
        grid.add_row(Text(one.source), *map(str, counts), Text(str(problems), style=style))
    out.print(grid)
    for one in came:
        if one.same_listing:
            out.print(Text(f"{one.source}: its feed is as it was, and all of it is known"))
        if one.left:
            out.print(Text(f"{one.source}: the next run takes what is left; more at a time with `most` in the source"))
        if one.removed:
            out.print(Text(f"{one.source}: of those known, {one.removed} were removed from raw, and stay away"))
