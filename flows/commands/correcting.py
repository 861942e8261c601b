"""The command that drafts a correction: correct."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def correct(  # noqa: PLR0913 - each is an option
    record: Annotated[str, typer.Argument(help="A record's id, or as much of it as no other has.")],
    values: Annotated[
        list[str] | None, typer.Option("--set", metavar="FIELD=VALUE", help="A new value; a list's apart by commas.")
    ] = None,
    clear: Annotated[list[str] | None, typer.Option(metavar="FIELD", help="A field to empty.")] = None,
    words: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD=WORDS", help="The document's words that give the new value."),
    ] = None,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take the whole record out.")] = False,
    reason: Annotated[str, typer.Option(help="Why.")] = "",
    reviewer: Annotated[str, typer.Option(help="Who decides it.")] = "",
    date: Annotated[str, typer.Option(help="When.", show_default="today")] = "",
    name: Annotated[str, typer.Option("--id", help="The correction's id.", show_default="the record's")] = "",
    release: Annotated[str, typer.Option(help="The release that the record is in.")] = "outputs/latest",
    corrections: Annotated[Path, typer.Option(help="The folder of corrections.")] = Path("corrections"),
    printed: Annotated[bool, typer.Option("--print", help="Print the draft, and write nothing.")] = False,
) -> None:
    """Draft a correction of a record, check it, and write it to CORRECTIONS/ID.toml.

    The guard is filled in with what the record says now, so that the
    correction stops a later release in which that is gone. The draft is tried
    on the release at once; one that could not be published is not written,
    and a file that is there is never overwritten. With nothing to set, clear
    or withdraw, a draft to fill in is printed.

    [bold]Examples[/bold]

    attache correct rel-3f2a --set change=severed --words change="cut its ties" --reviewer "A. Reader" --reason "..."
    attache correct inc-09c1 --withdraw --reviewer "A. Reader" --reason "A film, not an event."
    attache correct rel-3f2a
    """
    from datetime import datetime

    from flows.corrections.draft import Wanted, check_draft, draft
    from flows.corrections.read import ID
    from flows.ingest.new_file import write_new
    from flows.lookup import find_record, read_release
    from flows.release.folder import release_at_hand
    from flows.terminal import complain
    from schemas.codebook.vocabulary import load_tables

    with release_at_hand(release) as folder:
        found, frames, version = find_record(folder, record), read_release(folder), folder.resolve().name
    wanted = Wanted(
        set=_pairs(values, "--set"),
        clear=clear or (),
        words=_pairs(words, "--words"),
        withdraw=withdraw,
        reason=reason,
        reviewer=reviewer,
        date=date or datetime.now().astimezone().date().isoformat(),
    )
    if withdraw and (wanted.set or wanted.clear or wanted.words):
        raise typer.BadParameter("a record that is withdrawn has no new values", param_hint="--withdraw")
    table, chosen = load_tables()[found.table], name or str(found.record["record_id"])
    if not ID.fullmatch(chosen):
        message = f"{chosen!r} is none: write lower-case letters, digits and hyphens, at most 80, no hyphen first"
        raise typer.BadParameter(message, param_hint="--id")
    text = draft(chosen, table, found.record, wanted)
    if not (withdraw or wanted.set or wanted.clear):
        typer.echo(text, nl=False)
        complain("nothing is corrected yet: fill it in, and save it in the folder of corrections")
        return
    target = corrections / f"{chosen}.toml"
    if not printed and target.exists():
        raise typer.BadParameter(f"{target} is there already; give the correction another id", param_hint="--id")
    check_draft(text, chosen, corrections, frames, str(found.record["doc_id"]))
    if printed:
        typer.echo(text, nl=False)
        return
    corrections.mkdir(parents=True, exist_ok=True)
    write_new(target, text.encode())  # half of one would stop the next release
    typer.echo(f"{target}: fits release {version}; the next `attache publish` applies it")


def _pairs(given: list[str] | None, option: str) -> dict[str, str]:
    """Return FIELD=VALUE options as a mapping."""
    pairs: dict[str, str] = {}
    for text in given or ():
        field, equals, value = text.partition("=")
        if not equals or not field.strip() or field.strip() in pairs:
            raise typer.BadParameter(f"{text!r}: write FIELD=VALUE, each field once", param_hint=option)
        pairs[field.strip()] = value
    return pairs
