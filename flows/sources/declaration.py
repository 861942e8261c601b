"""The sources that sources.toml declares, checked key by key."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from flows.ingest.metadata import KINDS, LANGUAGE
from schemas.codebook.locate import line_of

DAY = 86_400.0
_CONTACT = re.compile(r"(?:https?://|mailto:)[\x21-\x7e]+")


class SourcesError(ValueError):
    """A mistake in the file of sources; its text names the file, the line, the value and the way out."""


def _address(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s/@]+(/\S*)?", value):
        raise ValueError("is not an address of the web; write it in full, https://...")
    return value


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as problem:
        raise ValueError(f"is not a regular expression ({problem})") from None
    return value


def _schedule(value: str) -> str:
    from datetime import UTC, datetime

    try:
        CronSim(value, datetime(2000, 1, 1, tzinfo=UTC))
    except CronSimError as problem:
        raise ValueError(f'is not a cron schedule ({problem}); write e.g. "0 6 * * *"') from None
    return value


def _time_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError('is not a time zone; write e.g. "Europe/Paris"') from None
    return value


def _kind(value: str) -> str:
    if value not in KINDS:
        raise ValueError(f"is not a known kind; choose one of {', '.join(KINDS)}")
    return value


def _language(value: str) -> str:
    if not LANGUAGE.fullmatch(value):
        raise ValueError('is not a language tag; write it as in BCP 47, "en"')
    return value


def _line(value: str) -> str:
    # It goes into the `.toml` of each document, where anything else would be an error of its own.
    if not value.isprintable():
        raise ValueError("holds a line break or a control character; write it in one line")
    return value


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_line)]
Address = Annotated[str, AfterValidator(_address)]
Pattern = Annotated[str, AfterValidator(_pattern)]


class Source(BaseModel):
    """One source: where its documents are listed, what is true of all of them, and how much is taken at a time.

    ``feed`` lists them in RSS or Atom, ``sitemap`` in the sitemap protocol, ``pages`` by their addresses here, and
    ``folder`` is a folder of files on this machine. ``include`` and ``exclude`` are searched for in addresses (file
    names of a folder). Sizes are in bytes, times in seconds.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    feed: Address | None = None
    sitemap: Address | None = None
    pages: Annotated[tuple[Address, ...], Field(strict=False)] = ()
    folder: Text | None = None

    publisher: Text | None = None
    licence: Text | None = None
    language: Annotated[str, AfterValidator(_language)] | None = None
    kind: Annotated[str, AfterValidator(_kind)] | None = None

    include: Pattern | None = None
    exclude: Pattern | None = None
    schedule: Annotated[str, AfterValidator(_schedule)] | None = None
    time_zone: Annotated[str, AfterValidator(_time_zone)] = "UTC"
    most: Annotated[int, Field(ge=1, le=100_000)] = 200  # documents a run
    pause: Annotated[float, Field(ge=0, le=DAY, strict=False)] = 2.0  # between two requests to one host
    timeout: Annotated[float, Field(gt=0, le=DAY, strict=False)] = 60.0  # for one document, from first to last byte
    largest: Annotated[int, Field(ge=1)] = 50_000_000
    private_addresses: bool = False  # of this machine and its network

    @property
    def listing(self) -> Literal["feed", "sitemap", "pages", "folder"]:
        """Where the source's documents are listed."""
        if self.feed:
            return "feed"
        if self.sitemap:
            return "sitemap"
        return "pages" if self.pages else "folder"

    @model_validator(mode="after")
    def _one_listing(self) -> Source:
        given = [name for name in ("feed", "sitemap", "pages", "folder") if getattr(self, name)]
        if len(given) != 1:
            told = " and ".join(given) or "none of them"
            raise ValueError(f"has {told}; give one of feed, sitemap, pages and folder")
        return self

    def wants(self, name: str) -> bool:
        """Return whether an address, or the name of a file, is one that the source's filters let through."""
        included = self.include is None or re.search(self.include, name) is not None
        return included and not (self.exclude and re.search(self.exclude, name))


@dataclass(frozen=True, slots=True)
class Sources:
    """The sources of a file in its order, and whom the keepers of hosts may write to."""

    sources: tuple[Source, ...]
    contact: str | None = None


def load_sources(file: Path) -> Sources:
    """Return what a file of sources declares; raise SourcesError for the first mistake."""
    try:
        text = file.read_bytes().decode("utf-8")
        given = tomllib.loads(text)
    except OSError as problem:
        raise SourcesError(f"{file}: cannot be read ({(problem.strerror or '').lower()}). Check the path") from None
    except UnicodeDecodeError as problem:
        line = problem.object.count(b"\n", 0, problem.start) + 1
        raise SourcesError(f"{file}, line {line}: is not UTF-8. Save it as UTF-8") from None
    except tomllib.TOMLDecodeError as problem:
        raise SourcesError(f"{file}: is not TOML ({problem}). See https://toml.io for the notation") from None
    entries = given.get("source", [])
    for key in given:
        if key not in ("source", "contact"):
            raise _error(file, text, (key,), f"unknown key {key!r}", "Head each source with [[source]]")
    contact = given.get("contact")
    if contact is not None and (not isinstance(contact, str) or not _CONTACT.fullmatch(contact)):
        way_out = 'Write contact = "https://..." or "mailto:..."'
        raise _error(file, text, ("contact",), f"contact = {contact!r} is no address to write to", way_out)
    if not isinstance(entries, list) or not entries:
        raise _error(file, text, ("source",), "declares no source", "Head each source with [[source]]")
    sources: list[Source] = []
    for number, entry in enumerate(entries):
        try:
            source = Source.model_validate(entry)
        except ValidationError as problem:
            raise _of_field(file, text, number, entry, problem) from None
        if any(source.name == other.name for other in sources):
            raise _error(file, text, ("source", number, "name"), f"name {source.name!r} is given twice", "Rename one")
        if source.folder:
            # As the file says it, wherever the program runs.
            source = source.model_copy(update={"folder": str(file.parent / source.folder)})
        sources.append(source)
    return Sources(tuple(sources), contact)


def _of_field(file: Path, text: str, number: int, entry: object, problem: ValidationError) -> SourcesError:
    first = problem.errors()[0]
    place, key = ("source", number, *first["loc"]), ".".join(map(str, first["loc"]))
    if first["type"] == "extra_forbidden":
        return _error(file, text, place, f"unknown key {key!r}", f"The keys are {', '.join(Source.model_fields)}")
    if first["type"] == "missing":
        return _error(file, text, place[:2], f"{key} is missing", f'Write {key} = "..." there')
    what = first["msg"].removeprefix("Value error, ")
    if not key:
        name = entry.get("name") if isinstance(entry, dict) else None
        return _error(file, text, place, f"source {name!r} {what}", "See README.md")
    return _error(file, text, place, f"{key} = {first['input']!r}: {what}", "Mend it there")


def _error(file: Path, text: str, path: tuple[str | int, ...], message: str, way_out: str) -> SourcesError:
    return SourcesError(f"{file}, line {line_of(text, path)}: {message}. {way_out}")
