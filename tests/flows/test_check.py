from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any

import fsspec
import pytest
from typer.testing import CliRunner, Result

from flows import cli
from flows.commands import exits
from flows.fitness.ambiguous import ambiguous_names
from flows.job import Job, Published
from flows.pipeline import build
from schemas.codebook.kinds import CLAIM_TABLES
from tests.s3 import s3

__all__ = ["s3"]

TOML = (
    'title = "x"\nauthor = "x"\nkind = "news"\nlanguage = "en"\npublisher = "x"\npublished_on = 2024-02-16\n'
    'url = "https://example.org/x"\nlicence = "x"\nretrieved_on = 2024-02-17\n'
)
CLAIM = (
    "Peru severed diplomatic relations with Chile on 3 May 1932, and the ministers of both countries said nothing of "
    "it for years, as the newspapers of Lima and Santiago told their readers again and again in the years that "
    "followed.\n"
)


def check(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli.app, ["check", *map(str, arguments)])


def as_json(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in, with an inbox and no sources yet."""
    (tmp_path / "inbox").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(folder: Path, name: str, text: str = CLAIM, toml: str | None = TOML) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    if toml is not None:
        file.with_suffix(".toml").write_text(toml, encoding="utf-8")
    return file


def test_a_file_that_gives_a_record_and_says_where_it_is_from_is_fit(place: Path) -> None:
    result = check(put(place, "a.txt"))
    assert result.exit_code == exits.DONE
    lines = result.stdout.splitlines()
    assert lines[0] == f"fit: {place}/a.txt"
    assert lines[1].strip() == f"text, utf-8, 40 words, {len(CLAIM)} characters, English"
    assert "gives 1 record: 1 relation" in result.stdout
    assert "subject PER  object CHL" in result.stdout
    assert "there is no raw yet" in result.stderr
    assert "there is none in outputs" in result.stderr


LOOKED_AT = [
    (CLAIM, None, "not known: title, author, published_on, publisher, licence; write in a.toml"),
    ("The roses did well this year. Water them in the evening, and cut them in autumn.", TOML, "gives no record"),
    ("Le gouvernement du Pérou a rompu hier ses relations diplomatiques avec le Chili.", TOML, "is in French"),
    (CLAIM, TOML.replace('"en"', '"es-PE"'), "is said to be in Spanish, and reads as English"),
    (CLAIM.replace("ministers", "minist\ufffdrs"), TOML, "has lost 1 sign (U+FFFD)"),
    (CLAIM.replace("said", "didnâ€™t say"), TOML, "was saved in a wrong encoding, as in “â€™”"),
    (CLAIM.replace("said", "\u202esaid"), TOML, "1 invisible sign that can show words in another order"),
    (CLAIM + "Korea severed its ties with Japan in 1990.", TOML, "“Korea” could be KOR or PRK"),
    (CLAIM, TOML.replace("2024-02-16", "2024-03-16"), "published on 2024-03-16, after it was retrieved on 2024-02-17"),
    ("Peru says that it was surprised by the treaty.", TOML, "1 sentence with an actor and a word of a rule gave"),
]


@pytest.mark.parametrize(("text", "toml", "said"), LOOKED_AT)
def test_what_makes_a_file_fit_with_warnings(place: Path, text: str, toml: str | None, said: str) -> None:
    result = check(put(place, "a.txt", text, toml))
    assert result.exit_code == exits.TO_LOOK_AT, result.output
    assert result.stdout.startswith("fit with warnings: ")
    assert said in result.stdout
    assert "\u202e" not in result.output


UNFIT = [
    ("a.txt", b"", None, "is empty"),
    ("a.exe", b"MZ", None, "no reader"),
    ("a.txt", b"\x81\x8d\xff", None, "encoding"),
    ("a.pdf", b"%PDF-1.7 cut", None, "PDF"),
    ("a.docx", b"PK\x03\x04 cut", None, "is"),
    ("a.txt", CLAIM.encode(), 'titel = "x"', "line 1: unknown key 'titel'; did you mean 'title'?"),
    ("a.txt.gz", gzip.compress(CLAIM.encode(), mtime=0)[:40], None, "damaged"),
]


@pytest.mark.parametrize(("name", "content", "toml", "said"), UNFIT)
def test_what_makes_a_file_unfit(place: Path, name: str, content: bytes, toml: str | None, said: str) -> None:
    (place / name).write_bytes(content)
    if toml is not None:
        (place / "a.toml").write_text(toml)
    result = check(place / name)
    assert result.exit_code == exits.NOT_DONE
    assert result.stdout.startswith(f"unfit: {place}/{name}\n")
    assert said in result.stdout


def test_a_path_to_nothing_and_a_folder_of_nothing_are_told(place: Path) -> None:
    result = check("missing.txt", "inbox")
    assert result.exit_code == exits.NOT_DONE
    assert "unfit: missing.txt\n  ✗ cannot be read (no such file or directory)" in result.stdout
    result = check("inbox")
    assert result.exit_code == exits.NOT_DONE
    assert "inbox: holds no file; give another" in result.stderr


def test_of_several_the_worst_decides_and_none_stops_the_others(place: Path) -> None:
    good, bare = put(place / "inbox", "a.txt"), put(place / "inbox/more", "b.txt", CLAIM.replace("Peru", "Cuba"), None)
    assert check(good).exit_code == exits.DONE
    assert check(good, bare).exit_code == exits.TO_LOOK_AT
    put(place / "inbox", "c.txt", "", None)
    (place / "inbox/.hidden.txt").write_text("")
    (place / "inbox/orphan.toml").write_text(TOML)
    os.mkfifo(place / "inbox/pipe.txt")
    (place / "inbox/link.txt").symlink_to(place / "nothing")
    result = check("inbox", good, "--json")
    assert result.exit_code == exits.NOT_DONE
    assert {one["path"]: one["verdict"] for one in as_json(result)} == {
        "inbox/a.txt": "fit",
        "inbox/c.txt": "unfit",
        "inbox/link.txt": "unfit",
        "inbox/more/b.txt": "fit with warnings",
        "inbox/orphan.toml": "unfit",
        "inbox/pipe.txt": "unfit",
    }


def test_several_are_shown_with_their_verdicts_first(place: Path) -> None:
    put(place / "inbox", "a.txt")
    put(place / "inbox", "b.txt", "", None)
    lines = check("inbox").stdout.splitlines()
    rows = [line.split() for line in lines[:6]]
    assert ["fit", "inbox/a.txt", "1"] in rows
    assert ["unfit", "inbox/b.txt"] in rows
    assert not any("subject PER" in line for line in lines)


def test_the_same_text_and_reprints_among_the_sources_are_found(place: Path) -> None:
    long = " ".join(f"The roses of garden {n} did well in year {n * 7}, and so did the {n} trees." for n in range(12))
    put(place / "raw", "there.txt", long)
    copy, page = put(place, "copy.txt", long), place / "page.html"
    page.write_text(f"<html><body><article><p>{long}</p></article></body></html>")
    reprint = put(place, "reprint.txt", "First told elsewhere. " + long[: len(long) // 2])
    same, text, part = as_json(check(copy, page, reprint, "--json"))
    assert same["verdict"] == "unfit"
    assert same["reasons"][0]["what"] == "is the same file as raw/there.txt"
    assert [(like["path"], like["kind"]) for like in part["likenesses"]][-1] == ("raw/there.txt", "inside it")
    assert part["verdict"] == "fit with warnings"
    assert {like["path"] for like in text["likenesses"]} == {str(copy), "raw/there.txt"}
    assert {like["both"] for like in text["likenesses"]} == {1}
    (itself,) = as_json(check("raw/there.txt", "--json"))
    assert itself["likenesses"] == []


def test_sources_that_cannot_be_listed_stop_the_check(place: Path) -> None:
    put(place, "a.txt")
    (place / "raw").write_text("a file")
    result = CliRunner().invoke(cli.app, ["check", "a.txt"])
    assert result.exit_code != exits.DONE
    assert "raw" in str(result.exception)


def test_json_holds_all_that_was_found(place: Path, sources: Path, published: Published) -> None:
    text = CLAIM + "Cuba restored diplomatic relations with Japan on 3 May 1932. In 1997, Cambodia established "
    text += "diplomatic relations with South Korea. Georgia expelled Jean Dupont in 1999. Zamunda attacked Peru."
    put(place, "a.txt", text)
    (found,) = as_json(check("a.txt", "--json", "--raw", sources, "--outputs", published.folder.parent.parent))
    assert found["verdict"] == "fit with warnings"
    assert found["document"]["words"] == len(text.split())
    assert found["language"] == {"code": "en", "english": 1.0}
    assert found["origin"]["title"] == {"value": "x", "where": "toml"}
    assert found["origin"]["photo_credit"] == {"value": None, "where": "missing"}
    assert [row["object"] for row in found["relations"]] == ["CHL", "JPN", "KOR"]
    assert set(CLAIM_TABLES) < set(found)
    assert found["release"] == published.version
    (conflict,) = found["conflicts"]
    assert conflict["differs"] == ["change"]
    assert conflict["quote"].startswith("Cuba restored")
    assert conflict["theirs"]["doc_id"] == "news"
    assert conflict["theirs"]["quote"].startswith("On 3 May 1932, Cuba severed")
    (agreement,) = found["agrees"]
    assert (agreement["theirs"]["subject"], agreement["theirs"]["object"]) == ("KHM", "KOR")
    assert {name["name"] for name in found["unknown_names"]} == {"Jean Dupont", "Zamunda"}
    assert [name["read_as"] for name in found["ambiguous_names"]] == ["GEO"]
    assert {reason["about"] for reason in found["reasons"]} >= {"records", "names", "release"}
    assert found["added"] is None


def test_a_release_that_cannot_be_read_is_told_and_not_compared_with(place: Path) -> None:
    put(place, "a.txt")
    (place / "outputs/latest").mkdir(parents=True)
    (place / "outputs/latest/relations.parquet").write_bytes(b"PAR1")
    result = check("a.txt")
    assert result.exit_code == exits.DONE
    assert "not compared with release latest: it cannot be read" in result.stderr


def test_what_the_file_itself_says_is_told_from_what_its_toml_says(place: Path) -> None:
    (place / "a.html").write_text(
        '<html lang="en"><head><title>Ties cut</title><meta name="author" content="Ann Mwangi"></head>'
        f"<body><article><h1>Ties cut</h1><p>{CLAIM}</p><p>{CLAIM}</p></article></body></html>"
    )
    (place / "a.toml").write_text('title = "Ours"\n')
    (found,) = as_json(check("a.html", "--json"))
    assert found["origin"]["title"] == {"value": "Ours", "where": "toml"}
    assert found["origin"]["author"] == {"value": "Ann Mwangi", "where": "file"}
    assert found["document"]["reader"] == "html"


def test_many_sources_like_it_are_told_in_a_few_lines(place: Path) -> None:
    words = [f"rose{number}" for number in range(400)]
    for number in range(9):
        put(place / "raw", f"near{number}.txt", " ".join([*words[:390], f"edition{number}"]))
    for number in range(9):
        put(place / "raw", f"quoted{number}.txt", " ".join([*words[:80], *(f"tree{number}x{n}" for n in range(300))]))
    put(place, "a.txt", " ".join(words))
    (found,) = as_json(check("a.txt", "--json"))
    told = [reason["what"] for reason in found["reasons"] if reason["about"] == "likeness"]
    assert len(found["likenesses"]) == 18
    assert len(told) == 7
    assert "is as much like 4 more sources" in told
    assert told[-1].startswith("shares passages with 9 sources, most with raw/quoted0.txt: 19% of")


def test_each_page_of_an_archive_is_checked_and_the_archive_added_once(place: Path) -> None:
    pages = (CLAIM, CLAIM.replace("Peru", "Cuba"), "")
    archive = b"".join(map(record, pages))
    (place / "crawl.warc").write_bytes(archive)
    found = as_json(check("crawl.warc", "--json", "--add"))
    assert [(one["page"], one["verdict"]) for one in found][:2] == [(1, "fit with warnings"), (2, "fit with warnings")]
    assert [one["verdict"] for one in found][2:] == ["unfit"]
    assert found[0]["added"] == found[1]["added"] == "raw/crawl.warc"
    assert found[0]["origin"]["url"] == {"value": "https://example.org/a", "where": "file"}
    assert "url" not in (place / "raw/crawl.toml").read_text()  # one page's is not that of all
    (place / "crawl.warc").write_bytes(archive[: len(archive) // 2])
    assert [one["verdict"] for one in as_json(check("crawl.warc", "--json", "--raw", "none"))][-1] == "unfit"


def record(text: str) -> bytes:
    """Return a plain page as a web archive keeps it."""
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + text.encode()
    head = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/a\r\n"
    head += "WARC-Date: 2024-03-02T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
    head += f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(page)}\r\n\r\n"
    return head.encode() + page + b"\r\n\r\n"


def test_attachments_of_a_message_are_told_and_nothing_against_it(place: Path) -> None:
    (place / "a.eml").write_text(
        "From: Ann <ann@example.org>\nSubject: Ties cut\nDate: Fri, 1 Mar 2024 10:00:00 +0000\nMIME-Version: 1.0\n"
        'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\n'
        f'{CLAIM}\n--b\nContent-Type: application/pdf; name="x.pdf"\n'
        'Content-Disposition: attachment; filename="x.pdf"\nContent-Transfer-Encoding: base64\n\nAAAA\n--b--\n'
    )
    (found,) = as_json(check("a.eml", "--json"))
    (note,) = [reason for reason in found["reasons"] if "beside its text" in reason["what"]]
    assert note["severity"] == "note"
    assert "x.pdf" in note["what"] or "pdf" in note["what"]
    assert found["origin"]["title"]["where"] == "file"


def test_what_nobody_foresaw_in_one_file_does_not_stop_the_others(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(text: str, sentences: Any) -> Any:
        if "Cuba" in text:
            raise RecursionError("too \x1b[31mdeep")
        return ambiguous_names(text, sentences)

    monkeypatch.setattr("flows.fitness.examine.ambiguous_names", stumble)
    put(place / "inbox", "a.txt")
    put(place / "inbox", "b.txt", CLAIM.replace("Peru", "Cuba"))
    found = as_json(check("inbox", "--json"))
    assert [one["verdict"] for one in found] == ["fit", "unfit"]
    assert found[1]["reasons"][0]["what"] == "what it would give could not be looked at"


def test_the_names_of_a_book_are_looked_at_in_its_beginning(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.fitness.sentences.LOOKED_AT", len(CLAIM))
    monkeypatch.setattr("flows.fitness.weighing.LOOKED_AT", len(CLAIM))
    put(place, "a.txt", CLAIM + "\nGeorgia expelled Jean Dupont in 1999.\n")
    (found,) = as_json(check("a.txt", "--json"))
    assert found["ambiguous_names"] == found["unknown_names"] == []
    assert len(found["incidents"]) == 1
    assert any("its names were looked at in the first" in reason["what"] for reason in found["reasons"])


def test_sources_in_object_storage_are_looked_through(place: Path, s3: str) -> None:
    folder = fsspec.filesystem("s3")
    text = " ".join(f"rose{number}" for number in range(60))
    folder.pipe_file(f"{s3}/raw/there.txt", text.encode())
    put(place, "a.txt", text)
    (found,) = as_json(check("a.txt", "--json", "--raw", f"{s3}/raw"))
    assert found["reasons"][0]["what"] == f"is the same file as {s3}/raw/there.txt"
    put(place, "b.txt")
    build(Job(str(place), f"{s3}/outputs"))
    (found,) = as_json(check("b.txt", "--json", "--raw", "none", "--outputs", f"{s3}/outputs"))
    assert found["release"]
    assert found["agrees"] == []  # it is that document itself
    result = check("a.txt", "--raw", "s3://no-such-bucket/raw")
    assert "no-such-bucket" in str(result.exception)
