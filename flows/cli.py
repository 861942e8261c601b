"""The command line: `attache COMMAND`, of which each is one function here. Heavy imports stand inside them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from flows.environment import prefect_settings
from flows.ingest.problems import printable

DONE, TO_LOOK_AT, USAGE, NOT_DONE = 0, 1, 2, 3

# A blank line ends a paragraph of the help text; lines of one paragraph would run together.
EXIT_CODES = """[bold]Exit codes[/bold]

0  done, all well

1  done, and something needs a look: a file was turned away, a release does not verify, a source is fit with warnings

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
    """


@app.command()
def publish(
    raw: Annotated[Path, typer.Option(help="The folder of source documents.")] = Path("raw"),
    outputs: Annotated[Path, typer.Option(help="Where releases go.")] = Path("outputs"),
) -> None:
    """Read a folder of sources and publish a verified release.

    The release is built aside, verified, and switched in at once as the
    folder latest in OUTPUTS: whatever happens, the last one stays whole. A
    file that cannot be read is named, stands in the table of rejects, and
    does not stop the others.

    [bold]Examples[/bold]

    attache publish
    attache publish --raw ~/articles --outputs ~/releases
    """
    from flows.ingest.read import require_folder
    from flows.terminal import complain, log_to_terminal

    require_folder(raw)
    if outputs.exists() and not outputs.is_dir():
        complain(f"{outputs}: is not a folder; move it away or give another --outputs")
        raise typer.Exit(NOT_DONE)
    log_to_terminal()
    with prefect_settings(outputs):
        from flows.publish import run

        published = run(raw, outputs)
    raise typer.Exit(TO_LOOK_AT if published.rejects else DONE)


@app.command()
def extract(
    paths: Annotated[list[Path], typer.Argument(help="Text files; a .toml beside one gives its date.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a document, one a line.")] = False,
) -> None:
    """Show the records that files give, without a release.

    [bold]Examples[/bold]

    attache extract article.txt
    attache extract one.txt two.txt --json | jq .relations
    """
    from flows.reading import read_files
    from flows.records import as_line, documents_as_json
    from flows.terminal import complain, out, print_records

    read = read_files(paths)
    for problem in read.problems:
        complain(str(problem))
    if as_json:
        for document in documents_as_json(read.documents, read.frames):
            typer.echo(as_line(document))
    else:
        print_records(read.frames)
        out.print(f"{read.records} records from {len(read.documents)} documents")
    if read.problems:
        raise typer.Exit(TO_LOOK_AT if read.documents else NOT_DONE)


@app.command()
def parse(text: Annotated[str, typer.Argument(help="One or more sentences.")]) -> None:
    """Show the clauses of a text, as the codebook's rules see them.

    [bold]Example[/bold]

    attache parse "Cuba, which cut its ties with Seoul in 1959, restored them."
    """
    from flows.reading import clauses_of
    from flows.terminal import print_clauses

    print_clauses(clauses_of(text))


@app.command()
def show(
    record: Annotated[str, typer.Argument(help="A record's id, or as much of it as no other has.")],
    release: Annotated[Path, typer.Option(help="The release to look in.")] = Path("outputs/latest"),
) -> None:
    """Show a record beside its sentence, the words of each field marked in colour.

    [bold]Example[/bold]

    attache show relations-3f2a
    """
    from flows.lookup import find_record
    from flows.terminal import print_record

    print_record(find_record(release, record))


@app.command()
def verify(
    release: Annotated[Path, typer.Argument(help="The release's folder.")] = Path("outputs/latest"),
    raw: Annotated[
        Path | None, typer.Option(help="The sources to check it against.", show_default="raw, if there is one")
    ] = None,
) -> None:
    """Check a release: every file's digest, every span's words, every value read again from its words.

    [bold]Examples[/bold]

    attache verify
    attache verify outputs/releases/3f2a... --raw raw
    """
    from flows.pipeline import verify_release

    sources = raw or (Path("raw") if Path("raw").is_dir() else None)
    verification = verify_release(release, sources)
    for problem in verification.problems:
        typer.echo(printable(str(problem)))
    looked_at = ", ".join(f"{count} {name}" for name, count in verification.counts.items())
    against = f" against {sources}" if sources else ""
    if verification.problems:
        typer.echo(f"{release} does not verify{against}: {len(verification.problems)} problems in {looked_at}")
        raise typer.Exit(TO_LOOK_AT)
    typer.echo(f"{release} verifies{against}: {looked_at}")


@app.command()
def check(file: Annotated[Path, typer.Argument(help="A text file, with a .toml beside it if there is one.")]) -> None:
    """Say whether a file is fit to become a source, and what it would give.

    Shows its encoding, the metadata that is missing, the records that it
    gives, the rows that are turned away, and the sentences with an actor and
    a trigger that gave nothing. Nothing is written. Exits with 0 if the file
    is fit, 1 if it is fit with warnings, 3 if it is unfit.

    [bold]Example[/bold]

    attache check article.txt
    """
    from flows.fitness import examine
    from flows.terminal import print_fitness

    fitness = examine(file)
    print_fitness(fitness)
    raise typer.Exit({"fit": DONE, "fit with warnings": TO_LOOK_AT, "unfit": NOT_DONE}[fitness.verdict])


@app.command()
def evaluate(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of NAME.txt, each with its NAME.json.")],
    engine: Annotated[str, typer.Option(help="The engine to score.")] = "rules",
    half: Annotated[
        Literal["all", "seen", "held-out"] | None,
        typer.Option(help="Score these documents only.", show_default="all; with --errors, seen where there is one"),
    ] = None,
    errors: Annotated[bool, typer.Option("--errors", help="Show each miss and each wrong row, by cause.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Score an engine against documents with the records that a person read from them.

    Strict and relaxed precision, recall and F1 by table, the accuracy of the
    other fields of matched records, and how many spans overlap. Documents
    whose name ends in an even number are the held-out half, those with an odd
    one the half that rules are written on. With --errors, the words of a gold
    record stand in brackets, those of a row in braces.

    [bold]Examples[/bold]

    attache evaluate tests/gold
    attache evaluate tests/gold --errors > errors.txt
    attache evaluate tests/gold --half held-out --json | jq .scores.all.strict.f1
    """
    from flows.evaluation import as_json as scores_as_json
    from flows.evaluation import evaluate_documents
    from flows.gold import half_named, read_gold
    from flows.pipeline import ENGINES
    from flows.records import as_line
    from flows.scoreboard import print_faults, print_scores
    from flows.terminal import complain, progress_bar

    if engine not in ENGINES:
        raise typer.BadParameter(f"{engine!r} is none; there is {', '.join(ENGINES)}", param_hint="--engine")
    gold = read_gold(folder)
    scored = half_named(gold, folder, half)
    with progress_bar("reading", len(gold)) as progress:
        evaluation = evaluate_documents(gold, folder, engine, explained=errors, progress=progress)
    shown_half = "seen" if half is None and evaluation.halves else scored
    faults = evaluation.faults(shown_half) if errors else None
    if as_json:
        typer.echo(as_line(scores_as_json(evaluation, scored, faults, shown_half)))
    else:
        print_scores(evaluation, scored)
        if faults is not None:
            print_faults(faults, shown_half)
    for problem in evaluation.problems:
        complain(str(problem))
    raise typer.Exit(TO_LOOK_AT if evaluation.problems else DONE)


@app.command()
def serve(
    deployments: Annotated[Path, typer.Option(help="Which flows run when.")] = Path("prefect.yaml"),
) -> None:
    """Run the deployments of prefect.yaml when they are due, until interrupted.

    Needs a Prefect server, which keeps the schedules. In one terminal

    prefect server start

    and in another

    export PREFECT_API_URL=http://127.0.0.1:4200/api
    attache serve
    """
    with prefect_settings():
        from flows.serve import serve as serve_deployments

        serve_deployments(deployments)


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
    from flows.environment import ServerError
    from flows.gold import GoldError
    from flows.ingest.problems import IngestError
    from flows.release.errors import ReleaseError
    from schemas.codebook.errors import CodebookError

    if not isinstance(error, IngestError | GoldError | CodebookError | ReleaseError | ServerError | OSError):
        raise error
    from flows.terminal import complain

    complain(str(error))
    return NOT_DONE
