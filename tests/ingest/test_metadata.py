from __future__ import annotations

import contextlib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.ingest.document import Metadata
from flows.ingest.metadata import missing, parse_metadata
from flows.ingest.problems import IngestError


def test_what_is_given_is_read_and_what_is_not_is_unknown() -> None:
    content = (
        b'title = "A Title"\nkind = "news"\nlanguage = "en-GB"\npublished_on = 2024-02-16\nurl = "https://a.org/b"\n'
    )
    metadata = parse_metadata(content, Path("a.toml"))
    assert metadata == Metadata(
        title="A Title", kind="news", language="en-GB", published_on=date(2024, 2, 16), url="https://a.org/b"
    )
    assert missing(metadata) == ("author", "publisher", "licence", "retrieved_on")


def test_an_empty_file_and_a_byte_order_mark_are_fine() -> None:
    assert parse_metadata(b"", Path("a.toml")) == Metadata()
    assert parse_metadata(b"\xef\xbb\xbftitle = 'x'", Path("a.toml")).title == "x"


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        (b'title = "x"\npublisher_name = "y"', 2, "unknown key 'publisher_name'; did you mean 'publisher'?"),
        (b'\n\nzzz = "y"', 3, "unknown key 'zzz'; known keys: title, author"),
        (b'title = "x"\n[author]\nname = "y"', 2, "author = {'name': 'y'} is not text"),
        (b"title = 5", 1, 'title = 5 is not text; write it in quotation marks, title = "..."'),
        (b'title = "x"\nauthor = " "', 2, "author = ' ' is empty; leave out what is unknown"),
        (b'title = "a\\nb"', 1, "holds a control character"),
        (b'title = "a\\u001b[31mb"', 1, "holds a control character"),
        (b'published_on = "2024-02-16"', 1, "is not a date; write a day without quotation marks"),
        (b"published_on = 2024-02-16T10:00:00Z", 1, "published_on = 2024-02-16T10:00:00+00:00 is not a date"),
        (b"published_on = 2024-02-30", 1, "is not TOML"),
        (b"published_on = 2024", 1, "published_on = 2024 is not a date"),
        (b'title = "x"\nkind = "op-ed"', 2, "kind = 'op-ed' is not a known kind; choose one of agreement, analysis"),
        (b'language = "English"', 1, "is not a language tag"),
        (b'url = "javascript:alert(1)"', 1, "is not an address"),
        (b'title = "x"\ntitle = "y"', 2, "is not TOML"),
        (b'title = "x\nauthor = "y"', 1, "is not TOML"),
        (b'title = "x"\nauthor = "\xe9"', 2, "is not UTF-8; save it as UTF-8"),
        (b'title = "x"\nauthor = [', 2, "is not TOML"),
    ],
)
def test_every_error_names_file_line_value_and_way_out(content: bytes, line: int, said: str) -> None:
    with pytest.raises(IngestError) as caught:
        parse_metadata(content, Path("raw/a.toml"))
    assert str(caught.value).startswith(f"raw/a.toml:{line}: ")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@given(st.binary(max_size=200))
def test_no_bytes_crash_it(content: bytes) -> None:
    with contextlib.suppress(IngestError):
        parse_metadata(content, Path("a.toml"))
