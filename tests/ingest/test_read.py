from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from flows.ingest.problems import IngestError
from flows.ingest.read import read_document
from flows.ingest.survey import survey

SENTENCE = "Freedonia recalled its ambassador to Sylvania on 3 May 1932.\n"


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    return folder


def write(path: Path, text: str = SENTENCE, metadata: str | None = 'title = "x"\n') -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    if metadata is not None:
        path.with_suffix(".toml").write_text(metadata, encoding="utf-8")
    return path


def test_a_document_is_its_text_its_digest_and_its_metadata(raw: Path) -> None:
    path = write(raw / "recall.txt", SENTENCE, 'title = "Recall"\npublished_on = 1932-05-04\n')
    document = read_document(path)
    assert document.doc_id == "recall"
    assert document.path == "recall.txt"
    assert document.text == SENTENCE
    assert document.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert document.size == len(SENTENCE)
    assert document.metadata.published_on == date(1932, 5, 4)


def test_line_ends_and_odd_spaces_stay_as_they_are(raw: Path) -> None:
    text = "One.\r\nTwo.\rThree\u00a0four.\u2028Five.\x0c\n"
    assert read_document(write(raw / "a.txt", text)).text == text


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.txt", b"", "is empty; remove it or fetch it again"),
        ("blank.txt", b" \r\n\t\xc2\xa0\n", "holds white space only"),
        ("mark.txt", b"\xef\xbb\xbf", "holds white space only"),
        ("nul.txt", b"one\ntwo\x00three", "nul.txt:2: holds a NUL character"),
        ("polish.txt", "Wałęsa met the envoy in Łódź.".encode("cp1250"), "its encoding cannot be told"),
        ("page.pdf", b"%PDF", "is no PDF that can be read (PdfStreamError); fetch it again, or save its text as .txt"),
        ("page.odt", b"PK", "there is no reader for .odt files; save its text as .txt"),
        ("page.gz", b"\x1f\x8b", "has a name that does not say what is packed in it; name it as in article.html.gz"),
        ("noname", b"x", "there is no reader for files without a suffix"),
        ("two\nlines.txt", b"x", r"two\nlines.txt: has a name that is not UTF-8 or has a control character"),
        ("back\\slash.txt", b"x", "has a name"),
        ("space .txt", b"x", "has a name"),
        (" space.txt", b"x", "has a name"),
    ],
)
def test_a_file_that_cannot_be_read_says_so_in_one_line_and_the_others_go_on(
    raw: Path, name: str, content: bytes, said: str
) -> None:
    (raw / name).write_bytes(content)
    write(raw / "zz.txt")
    surveyed = survey(raw)
    assert [source.path for source in surveyed.sources] == ["zz.txt"]
    assert len(surveyed.rejects) == 1
    assert said in str(surveyed.rejects[0])
    assert "\n" not in str(surveyed.rejects[0])
    with pytest.raises(IngestError):
        read_document(raw / name)


def test_a_name_that_is_not_utf_8_is_a_reject(raw: Path) -> None:
    (raw / os.fsdecode(b"caf\xe9.txt")).write_text("x")
    rejects = survey(raw).rejects
    assert len(rejects) == 1
    str(rejects[0]).encode()  # can be written


def test_ten_megabytes_in_one_line_are_read(raw: Path) -> None:
    path = write(raw / "long.txt", "Freedonia and Sylvania signed a treaty. " * 250_000)
    assert len(read_document(path).text) == 10_000_000


def test_ten_megabytes_of_windows_1252_are_read(raw: Path) -> None:
    path = raw / "long.txt"
    path.write_bytes("The chargé d’affaires left Côte d’Ivoire. ".encode("windows-1252") * 250_000)
    assert read_document(path).encoding == "windows-1252"


def test_a_document_without_metadata_is_read_with_a_warning(raw: Path) -> None:
    write(raw / "a.txt", metadata=None)
    surveyed = survey(raw)
    assert len(surveyed.sources) == 1
    assert str(surveyed.warnings[0]).endswith("nothing is known of it but its text; write a.toml beside it")


def test_a_document_with_broken_metadata_is_a_reject(raw: Path) -> None:
    write(raw / "a.txt", metadata='title = "x"\nautor = "y"\n')
    write(raw / "b.txt", "Another text.")
    surveyed = survey(raw)
    assert [source.doc_id for source in surveyed.sources] == ["b"]
    assert str(surveyed.rejects[0]).endswith("a.toml:2: unknown key 'autor'; did you mean 'author'?")


def test_metadata_without_a_document_is_a_reject(raw: Path) -> None:
    (raw / "gone.toml").write_text('title = "x"')
    assert "describes no document" in str(survey(raw).rejects[0])


def test_of_two_files_with_the_same_text_the_second_is_a_reject_even_in_another_encoding(raw: Path) -> None:
    write(raw / "b.txt")
    write(raw / "a.txt")
    (raw / "c.txt").write_bytes(SENTENCE.encode("utf-16"))
    (raw / "c.toml").write_text("")
    surveyed = survey(raw)
    assert [source.doc_id for source in surveyed.sources] == ["a"]
    assert [Path(reject.path).name for reject in surveyed.rejects] == ["b.txt", "c.txt"]
    assert all("is a duplicate of a.txt (the same text)" in reject.what for reject in surveyed.rejects)


def test_folders_keep_equal_names_apart(raw: Path) -> None:
    write(raw / "1996" / "treaty.txt", "One text.")
    write(raw / "1997" / "treaty.txt", "Another text.")
    write(raw / "1997.treaty.txt", "A third text.")
    surveyed = survey(raw)
    assert [source.doc_id for source in surveyed.sources] == ["1996/treaty", "1997.treaty", "1997/treaty"]
    assert not surveyed.rejects


def test_two_files_with_one_id_do_not_both_pass(raw: Path) -> None:
    write(raw / "a.txt", "One text.")
    (raw / "a.TXT").write_text("Another text.")
    surveyed = survey(raw)
    assert [source.path for source in surveyed.sources] == ["a.TXT"]
    assert "has the name of a.TXT but for its suffix" in str(surveyed.rejects[0])


def test_hidden_files_are_no_sources(raw: Path) -> None:
    write(raw / ".git" / "a.txt")
    (raw / ".DS_Store").write_bytes(b"\x00")
    surveyed = survey(raw)
    assert not surveyed.sources
    assert not surveyed.rejects


def test_links_may_lead_to_files_inside_only(raw: Path, tmp_path: Path) -> None:
    write(raw / "a.txt")
    secret = write(tmp_path / "secret.txt", "Secret.")
    (raw / "folder").mkdir()
    (raw / "inside.txt").symlink_to(raw / "a.txt")
    (raw / "linked").symlink_to(raw / "folder")
    (raw / "loop.txt").symlink_to(raw / "loop.txt")
    (raw / "nowhere.txt").symlink_to(raw / "missing.txt")
    (raw / "outside.txt").symlink_to(secret)
    surveyed = survey(raw)
    assert [source.doc_id for source in surveyed.sources] == ["a"]
    assert [(Path(reject.path).name, reject.what.partition(" (")[0]) for reject in surveyed.rejects] == [
        ("inside.txt", "is a duplicate of a.txt"),
        ("linked", "is a link to a folder"),
        ("loop.txt", "is a link to nothing"),
        ("nowhere.txt", "is a link to nothing"),
        ("outside.txt", "is a link that leads out of raw/"),
    ]


def test_metadata_that_is_a_link_is_not_followed(raw: Path, tmp_path: Path) -> None:
    write(raw / "a.txt", metadata=None)
    (tmp_path / "x.toml").write_text('title = "x"')
    (raw / "a.toml").symlink_to(tmp_path / "x.toml")
    assert not survey(raw).sources


def test_a_pipe_is_not_opened(raw: Path) -> None:
    os.mkfifo(raw / "a.txt")
    assert "is a pipe, socket or device" in str(survey(raw).rejects[0])


def test_a_folder_named_like_a_document_is_a_folder(raw: Path) -> None:
    write(raw / "x.txt" / "a.txt")
    assert [source.doc_id for source in survey(raw).sources] == ["x.txt/a"]
    with pytest.raises(IngestError, match="is a directory"):
        read_document(raw / "x.txt")


def test_an_unreadable_folder_inside_is_a_reject_and_the_others_go_on(
    raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root may read anything, so the refusal is played."""
    write(raw / "a.txt")
    write(raw / "closed" / "b.txt", "Another text.")
    scandir = os.scandir

    def refuse(path: Path) -> Iterator[os.DirEntry[str]]:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    surveyed = survey(raw)
    assert [source.doc_id for source in surveyed.sources] == ["a"]
    assert str(surveyed.rejects[0]) == (
        f"{raw / 'closed'}: cannot be read (permission denied); make it readable (chmod u+r) or run as its owner"
    )


def test_a_missing_folder_or_a_file_in_its_place_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match=r"missing: cannot be read \(no such file or directory\); check the path"):
        survey(tmp_path / "missing")
    (tmp_path / "file").write_text("x")
    with pytest.raises(IngestError, match=r"cannot be read \(not a directory\); give a folder"):
        survey(tmp_path / "file")


def test_the_order_is_that_of_the_paths(raw: Path) -> None:
    for name in ("b", "Z", "a", "é", "a/b", "a-b"):
        write(raw / f"{name}.txt", f"Text {name}.")
    sources = survey(raw).sources
    assert [source.doc_id for source in sources] == ["Z", "a-b", "a", "a/b", "b", "é"]
