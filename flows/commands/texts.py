"""Commands that read texts without a release: extract, parse, evaluate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from flows.commands.exits import DONE, NOT_DONE, TO_LOOK_AT


def extract(
    paths: Annotated[
        list[Path], typer.Argument(help="Files of any format that is read; a .toml beside one gives its date.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a document, one a line.")] = False,
) -> None:
    """Show the records that files give, without a release.

    [bold]Examples[/bold]

    attache extract article.txt
    attache extract one.txt two.txt --json | jq .relations
    """
    from flows.reading import read_files
    from flows.records import as_line, documents_as_json
    from flows.terminal import complain, out, print_records, progress_bar

    with progress_bar("reading") as progress:
        read = read_files(paths, progress)
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


def parse(text: Annotated[str, typer.Argument(help="One or more sentences.")]) -> None:
    """Show the clauses of a text, as the codebook's rules see them.

    [bold]Example[/bold]

    attache parse "Cuba, which cut its ties with Seoul in 1959, restored them."
    """
    from flows.reading import clauses_of
    from flows.terminal import print_clauses

    print_clauses(clauses_of(text))


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
    from flows.engines import ENGINES
    from flows.evaluation import as_json as scores_as_json
    from flows.evaluation import evaluate_documents
    from flows.gold import half_named, read_gold
    from flows.records import as_line
    from flows.scoreboard import print_faults, print_scores
    from flows.terminal import complain, progress_bar

    if engine not in ENGINES:
        raise typer.BadParameter(f"{engine!r} is none; there is {', '.join(ENGINES)}", param_hint="--engine")
    gold = read_gold(folder)
    scored = half_named(gold, folder, half)
    with progress_bar("reading") as progress:
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
