"""Fixtures that several test packages share."""

from __future__ import annotations

import pytest
from hypothesis import settings

from flows.language.parse import Parser

settings.register_profile("attache", deadline=None)  # no test may fail because the machine was busy
settings.load_profile("attache")


@pytest.fixture(scope="session")
def parser() -> Parser:
    """The shipped parser, loaded once."""
    return Parser.load()
