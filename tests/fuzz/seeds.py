"""Inputs that a fuzzer begins with: sound ones, since it would be long in finding a PDF by itself."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from schemas.codebook.vocabulary import FOLDER
from tests.ingest import samples

ROOT = Path(__file__).parents[2]
PROSE = (
    "Cuba severed diplomatic relations with Norway in 1959.\n\n"
    'SEOUL (Reuters) - The U.S. imposed sanctions on Iran on Feb. 16, 2024, Gen. Lee said. "Its ties," he added, '
    '"were cut last year."\n\n* Peru was Chad\'s second-largest donor, giving $1.5 million. It expelled two diplomats.'
)
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_BODY = (
    f'<w:document xmlns:w="{_WORD}"><w:body><w:p><w:r><w:t>Peru recalled its ambassador.</w:t></w:r></w:p><w:tbl><w:tr>'
    "<w:tc><w:p><w:r><w:t>One</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>"
)
_RSS = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>News</title><item><title>Ties &amp; trade</title>'
    "<link>https://example.org/a</link><pubDate>Fri, 16 Feb 2024 10:00:00 GMT</pubDate><author>A</author></item>"
    "</channel></rss>"
)
_ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><entry><title type="html">&lt;b&gt;Ties</title>'
    '<link href="b"/><updated>2024-02-16T10:00:00Z</updated></entry></feed>'
)
_MAP = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://example.org/a</loc><lastmod>'
    "2024-02-16</lastmod></url></urlset>"
)
_LINE = {"address": "https://example.org/a", "final": "https://example.org/a", "outcome": "landed", "path": "a.html"}
_CORRECTION = """[[correction]]
id = "one"
action = "change"
record = "rel-1"
reason = "The text says so."
reviewer = "A. Reader"
date = 2024-02-16
quote = "cut its ties"
expect = { change = "suspended" }
set = { change = "severed" }
words = { change = "cut" }
"""


def _archive() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("release/CHECKSUMS", "0" * 64 + "  relations.csv\n")
    return packed.getvalue()


def _warc() -> bytes:
    return gzip.decompress(samples.warc(("https://example.org/a", "text/html", samples.page())))


def _first(*path: str) -> bytes:
    return sorted(FOLDER.joinpath(*path[:-1]).glob(path[-1]))[0].read_bytes()


SEEDS: Mapping[str, Callable[[], tuple[bytes, ...]]] = {
    "plain": lambda: (PROSE.encode(), PROSE.encode("utf-16"), "Der Gesandte für Österreich".encode("cp1252")),
    "html": lambda: (samples.page(), samples.page("windows-1252")),
    "pdf": lambda: (samples.pdf([["Peru recalled its ambassador."], ["2"]]),),
    "docx": lambda: (samples.docx_file(),),
    "docx_body": lambda: (_BODY.encode(),),
    "markdown": lambda: (
        b"---\ntitle: Ties\ndate: 2024-02-16\n---\n# Ties\n\n* [Peru](b) `x`\n\n|a|b|\n|-|-|\n|1|2|\n",
    ),
    "mail": lambda: (samples.message(), samples.message(html=True)),
    "warc": lambda: (_warc(),),
    "encoding": lambda: (PROSE.encode("utf-16-le"), "Москва и Киев".encode("koi8-r"), "ambassadrice à Genève".encode()),
    "by_name": lambda: (b"\x00" + PROSE.encode(), b"\x01" + samples.page(), b"\x08" + gzip.compress(b"a", mtime=0)),
    "gzip": lambda: (gzip.compress(PROSE.encode(), mtime=0),),
    "metadata": lambda: (b'title = "Ties"\nkind = "news"\nlanguage = "en"\npublished_on = 2024-02-16\n',),
    "sentences": lambda: (PROSE.encode(),),
    "dates": lambda: tuple(b"\x01" + words for words in (b"last February", b"from 1996-98 to the 16th of that month")),
    "numbers": lambda: (b"half a million tonnes and twenty-one of 1,234.5 per cent", b"$1.5bn", "2½ dozen".encode()),
    "values": lambda: tuple(bytes([kind, 1]) + b"the Cuban foreign ministry, Resolution 2397" for kind in range(9)),
    "engine": lambda: tuple(part.encode() for part in PROSE.split("\n\n")),
    "sources": lambda: ((ROOT / "sources.toml").read_bytes(), b'[[source]]\nname = "a"\nfolder = "b"\ninclude = "x"\n'),
    "corrections": lambda: (_CORRECTION.encode(), b'[[correction]]\nid = "a"\naction = "withdraw"\nrecord = "rel-1"\n'),
    "rules": lambda: (_first("rules", "relations", "[!p]*.toml")[:6000],),
    "words": lambda: (_first("words", "*.toml")[:3000],),
    "table": lambda: ((FOLDER / "relations.toml").read_bytes(),),
    "feed": lambda: (_RSS.encode(), _ATOM.encode()),
    "sitemap": lambda: (_MAP.encode(), _MAP.replace("urlset", "sitemapindex").encode()),
    "robots": lambda: (b"User-agent: *\nDisallow: /a*b$\nAllow: /a\nCrawl-delay: 2\nSitemap: https://example.org/s\n",),
    "record": lambda: (json.dumps(_LINE | {"retrieved": "2024-02-16T10:00:00+00:00"}).encode() + b"\n{",),
    "verify": lambda: tuple(bytes([name, 40, 0]) + b"x" for name in range(48)),
    "archive": lambda: (_archive(),),
    "checksums": lambda: (b"0" * 64 + b"  a.csv\n" + b"f" * 64 + b"  b.csv\n",),
    "cell": lambda: tuple(bytes([column]) + b'["a"]' for column in range(40)),
}


def seeds(target: str) -> tuple[bytes, ...]:
    """Return the inputs to begin with."""
    return SEEDS[target]()
