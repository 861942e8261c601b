"""The word classes of words/*.toml, and which words tell which term of a column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from schemas.codebook.source import Source
from schemas.codebook.vocabulary import Table


def read_classes(sources: Sequence[Source]) -> dict[str, frozenset[str]]:
    """Return the word classes of all files, classes named in classes spelt out."""
    declared: dict[str, tuple[Source, object]] = {}
    for source in sources:
        for name, entries in source.table((), source.data, "class").items():
            if name in declared:
                other = declared[name][0].file.name
                raise source.error(("class", name), f"class {name} is declared twice", f"The other is in {other}")
            declared[name] = (source, entries)
    spelt: dict[str, frozenset[str]] = {}

    def spell(name: str, above: tuple[str, ...]) -> frozenset[str]:
        source, entries = declared[name]
        if name in above:
            raise source.error(("class", name), f"class @{name} is part of itself", "Take one of the two out")
        if not isinstance(entries, list) or not all(isinstance(entry, str) and entry for entry in entries):
            raise source.error(("class", name), f"class {name} is no list of words", 'Write name = ["word", "@class"]')
        if name not in spelt:
            found: set[str] = set()
            for position, entry in enumerate(entries):
                if not entry.startswith("@"):
                    found.add(entry)
                elif entry[1:] in declared:
                    found |= spell(entry[1:], (*above, name))
                else:
                    raise source.error(("class", name, position), f"unknown class {entry}", "Declare it in [class]")
            spelt[name] = frozenset(found)
        return spelt[name]

    for name in declared:
        spell(name, ())
    return spelt


def read_kinds(
    words: Source, classes: Mapping[str, frozenset[str]], tables: Mapping[str, Table]
) -> dict[str, tuple[tuple[str, frozenset[str]], ...]]:
    """Return, by column, which words tell which term, in the order in which the terms are tried."""
    known: dict[str, set[str]] = {}
    for table in tables.values():
        for declared in table.columns:
            known.setdefault(declared.name, set()).update(term.name for term in declared.terms)
    found: dict[str, tuple[tuple[str, frozenset[str]], ...]] = {}
    kinds = words.table((), words.data, "kind")
    for column in kinds:
        path, terms = ("kind", column), words.table(("kind",), kinds, column)
        if not known.get(column):
            raise words.error(path, f"no column {column!r} has terms", "Name a column of kind term in the codebook")
        for term in terms:
            if term not in known[column]:
                raise words.error(
                    (*path, term), f"unknown term {term!r}", f"The terms are {', '.join(sorted(known[column]))}"
                )
        found[column] = tuple(
            (term, read_lemmas(words, (*path, term), listed, classes)) for term, listed in terms.items()
        )
    return found


def read_lemmas(
    source: Source, path: tuple[str | int, ...], entries: object, classes: Mapping[str, frozenset[str]]
) -> frozenset[str]:
    """Return the lemmas of a list of words and @classes."""
    if not isinstance(entries, list) or not entries or not all(isinstance(entry, str) and entry for entry in entries):
        raise source.error(path, "not a list of words", 'Write ["word", "@class"]')
    found: set[str] = set()
    for position, entry in enumerate(entries):
        if not entry.startswith("@"):
            found.add(entry)
        elif entry[1:] in classes:
            found |= classes[entry[1:]]
        else:
            raise source.error(
                (*path, position), f"unknown word class {entry}", f"words/ has {', '.join(sorted(classes))}"
            )
    return frozenset(found)
