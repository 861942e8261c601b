from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.ingest.encoding import decode

QUOTED = "The chargé d’affaires – once in São Tomé – “strengthened” ties with Côte d’Ivoire for £5 million. "


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (b"", "windows-1252"),
    ],
)
def test_an_encoding_that_can_be_told_is_told(mark: bytes, encoding: str) -> None:
    assert decode(mark + QUOTED.encode(encoding)) == (QUOTED, encoding)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_told(encoding: str) -> None:
    decoded = decode(QUOTED.encode(encoding))
    assert decoded is not None
    assert decoded[0] == QUOTED


@pytest.mark.parametrize(
    "content",
    [
        "Wałęsa met the envoy in Łódź.".encode("cp1250"),
        "The chargé d’affaires left.".encode("mac_roman"),
        "Министр прибыл в Москву.".encode("koi8-r"),
        b"\xff\xfe\x00",  # the mark of UTF-16, then half a character
        b"ends in the middle of a character \xe2\x80",
        bytes(range(256)),
    ],
)
def test_what_cannot_be_told_is_not_guessed(content: bytes) -> None:
    decoded = decode(content)
    assert decoded is None or "Москву" in decoded[0]


@given(st.binary(max_size=300))
def test_the_text_leads_back_to_the_bytes(content: bytes) -> None:
    decoded = decode(content)
    if decoded is not None:
        text, encoding = decoded
        assert content.endswith(text.encode(encoding))
        assert len(content) - len(text.encode(encoding)) <= 4


@given(st.text(max_size=200))
def test_utf_8_is_always_read_as_such(text: str) -> None:
    assert decode(text.encode()) == (text.removeprefix("\ufeff"), "utf-8")
