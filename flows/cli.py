"""The command line: `attache COMMAND`, of which each is one function in flows/commands."""

from __future__ import annotations

import sys

import typer

from flows.commands.changes import diff, releases
from flows.commands.checking import check
from flows.commands.collecting import collect
from flows.commands.correcting import correct
from flows.commands.exits import NOT_DONE
from flows.commands.publishing import prune, publish, serve
from flows.commands.releases import show, verify
from flows.commands.texts import evaluate, extract, parse
from flows.commands.trust import sign

# A blank line ends a paragraph of the help text; lines of one paragraph would run together.
EXIT_CODES = """[bold]Exit codes[/bold]

0  done, all well

1  done, and something needs a look: a file was turned away, a release does not verify, a source is fit with warnings,
two releases differ, a source had a problem

2  the command was not understood

3  not done: nothing could be read or written; the last release is as it was"""

app = typer.Typer(
    name="attache",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    epilog=EXIT_CODES,
)


@app.callback()
def attache() -> None:
    """Turn texts on international affairs into tables in which every cell is attached to the words it came from.

    [bold]A first round[/bold]

    attache publish              read raw/ and publish a release in outputs/
    attache verify               check every value against its words
    attache extract a.txt        see what one file gives, without a release
    attache parse "Cuba cut its ties with Seoul in 1959."
    attache check a.txt          before adding a new source to raw/
    attache diff                 what changed since the release before, and why
    attache correct RECORD       draft a correction of a record that is wrong
    """


# In this order they stand in the help.
COMMANDS = (
    publish, collect, check, extract, parse, show, correct, diff, releases, verify, sign, evaluate, prune, serve,
)  # fmt: skip
for command in COMMANDS:
    app.command()(command)


def main() -> None:
    """Run the command line; what goes wrong is one line on the terminal and an exit code."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        sys.exit(_complaint(error))


def _complaint(error: Exception) -> int:
    """Return the exit code for an error, having said it in one line; one that has no name is a bug and is raised."""
    from flows.environment import RunnerError, ServerError
    from flows.gold import GoldError
    from flows.ingest.problems import IngestError
    from flows.release.errors import ReleaseError
    from flows.sources.declaration import SourcesError
    from flows.sources.record import LandingError
    from schemas.codebook.errors import CodebookError

    named = IngestError | GoldError | CodebookError | ReleaseError | RunnerError | ServerError | SourcesError
    if not isinstance(error, named | LandingError | OSError):
        raise error
    from flows.terminal import complain

    complain(str(error))
    return NOT_DONE
