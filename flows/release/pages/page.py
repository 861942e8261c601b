"""A page of a release made of its template: self-contained, with all text escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from flows.release.about import LICENCE, NAME, SOFTWARE
from flows.release.contents import Contents
from flows.release.policy import policy

# The files that a person reads; a page links to the others of them.
_LINKED = ("viewer.html", "dictionary.html", "codebook.html", "README.md")


def page(contents: Contents, template: str, heading: str, values: Mapping[str, object]) -> str:
    """Return the text of a page; the template has ``values`` and what all pages say."""
    others = [(file.name, file.title.partition(":")[0]) for file in contents.files if file.name in _LINKED]
    script, style = _asset("page.js"), _asset("style.css")
    return (
        _environment()
        .get_template(template)
        .render(
            policy=Markup(policy(style, script)),
            script=Markup(script),
            style=Markup(style),
            heading=heading,
            name=NAME,
            version=contents.version,
            software=SOFTWARE,
            licence=LICENCE.title,
            description=f"{heading} of {NAME}",
            others=[other for other in others if other[0] != template.removesuffix(".j2")],
            **values,
        )
        .strip()
        + "\n"
    )


def part(template: str, values: Mapping[str, object]) -> Markup:
    """Return the text of a part of a page, escaped already."""
    return Markup(_environment().get_template(template).render(values))


@cache
def _asset(name: str) -> str:
    return files("flows.release").joinpath("pages", name).read_text("utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("flows.release", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["told"] = _told
    return environment


def _told(rows: Iterable[Mapping[str, object]]) -> list[str]:
    """Return the columns that the rows of an example tell, in the order in which they are told first."""
    return list(dict.fromkeys(column for row in rows for column in row))
