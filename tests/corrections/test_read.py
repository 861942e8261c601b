from __future__ import annotations

import os
import textwrap
from pathlib import Path

import pytest

from flows.corrections.correction import Words
from flows.corrections.read import corrections_beside, read_corrections
from schemas.codebook.errors import CodebookError

GOOD = """[[correction]]
id = "one"
action = "change"
record = "rel-1"
reason = "It says so,
as all can see."
reviewer = "A. Reader"
date = 2026-11-23
clear = ["date"]
quote = { text = "cut its ties", occurrence = 2 }

[correction.expect]
change = "severed"
date = "1959"
quote = "broke its ties"

[correction.set]
change = "suspended"

[correction.words]
change = "frozen"
""".replace("so,\nas", "so, as")
WITHDRAWN = """[[correction]]
id = "two"
action = "withdraw"
record = "rel-2"
reason = "A film."
reviewer = "A. Reader"
date = 2026-11-23
expect = { change = "severed" }
"""


def read(folder: Path, **files: str) -> str:
    """Return what is wrong with the files, in the words of the error."""
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CodebookError) as raised:
        read_corrections(folder)
    assert "\n" not in str(raised.value)
    return str(raised.value).removeprefix(f"{folder}/")


def test_a_folder_of_corrections(tmp_path: Path) -> None:
    (tmp_path / "b.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "a.toml").write_text(WITHDRAWN, encoding="utf-8")
    (tmp_path / "README.md").write_text("Notes.", encoding="utf-8")
    (tmp_path / ".swp").write_text("?", encoding="utf-8")
    one, two = read_corrections(tmp_path)
    assert (one.id, one.action, one.record, one.date, one.reviewer) == (
        "one", "change", "rel-1", "2026-11-23", "A. Reader",
    )  # fmt: skip
    assert (one.set, one.clear, one.fields) == ({"change": "suspended"}, ("date",), ("change", "date"))
    assert one.quote == Words("cut its ties", 2)
    assert (two.id, two.action) == ("two", "withdraw")
    assert two.sha256 != one.sha256


def test_the_digest_is_of_what_is_said_and_not_of_how_it_is_laid_out(tmp_path: Path) -> None:
    laid_out = (WITHDRAWN, "# more\n\n" + WITHDRAWN.replace("expect = {", "[correction.expect]\n").replace(" }", ""))
    digests = set()
    for number, text in enumerate((*laid_out, WITHDRAWN.replace("film", "play"))):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / "x.toml").write_text(text, encoding="utf-8")
        digests.add(read_corrections(tmp_path / str(number))[0].sha256)
    assert len(digests) == 2


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('action = "change"', 'action = "mend"', "line 3: action is 'mend'. Write one of add, change, withdraw"),
        ('id = "one"', 'id = "One two"', "line 2: id is 'One two'. Write at most 80 lower-case letters"),
        ('id = "one"\n', "", "line 1: id is missing or not a text"),
        ('record = "rel-1"\n', "", "line 1: record is missing or not a text"),
        ('reviewer = "A. Reader"\n', "", "line 1: reviewer is missing or not a text"),
        ('reviewer = "A. Reader"', 'reviewer = " "', "line 6: reviewer is missing or not a text"),
        ('reason = "It says so, as all can see."', "reason = 3", "line 5: reason is missing or not a text"),
        ("date = 2026-11-23", 'date = "last week"', "line 7: date is 'last week'. Write the day without quotation"),
        ("date = 2026-11-23", "date = 2026-11-23T12:00:00", "line 7: date is datetime.datetime"),
        ("date = 2026-11-23", "date = 2026-02-30", "line 7: not TOML: "),
        ("date = 2026-11-23\n", "", "line 1: date is missing"),
        ('clear = ["date"]', 'clear = "date"', "line 8: clear is 'date'. Write clear = [\"FIELD\"]"),
        ('clear = ["date"]', 'clear = ["change"]', "line 8: correction 'one': both sets and clears change"),
        ("occurrence = 2", "occurrence = 0", "line 9: occurrence is 0. Write 1 for the first place"),
        ("occurrence = 2", "nth = 2", "line 9: unknown key 'nth'. The keys here are occurrence, text"),
        ('{ text = "cut its ties", occurrence = 2 }', "7", "line 9: not words of a document: 7"),
        ("[correction.expect]", "[correction.guard]", "line 11: unknown key 'guard'"),
        ("[correction.words]\nchange", "[correction.words]\nspeaker", "line 20: correction 'one': has words for spe"),
        ('action = "change"', 'action = "withdraw"', "line 8: unknown key 'clear'. The keys here are action, date, "),
        ("[[correction]]", "[[corection]]", "line 1: unknown key 'corection'. The keys here are correction"),
        ("[[correction]]", "[correction]", "line 1: correction is not a list of tables"),
        ('id = "one"', "id = one", "line 2: not TOML: "),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_file_is_named_by_line_value_and_way_out(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    assert before in GOOD
    assert read(tmp_path, x=GOOD.replace(before, after, 1)).startswith(f"x.toml, {said}")


def test_a_correction_without_a_guard(tmp_path: Path) -> None:
    assert "has no guard. Write expect = { FIELD = VALUE }" in read(tmp_path, x=WITHDRAWN.partition("expect")[0])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('table = "documents"\n', "line 6: correction 'new': no records are read into 'documents'. Write one of relat"),
        ("", "line 1: table is missing"),
        ('table = "relations"\n', "line 1: correction 'new': has no quote"),
        ('table = "relations"\nquote = "x"\n', "correction 'new': has no guard. Write expect = { records = 0 }"),
        ('table = "relations"\nquote = "x"\nexpect.records = true\n', "correction 'new': has no guard"),
        ('table = "relations"\nquote = "x"\nexpect.records = 0\n', "line 1: correction 'new': sets no field"),
    ],
)
def test_what_an_addition_needs(tmp_path: Path, line: str, said: str) -> None:
    head = '[[correction]]\nid = "new"\naction = "add"\nreason = "r"\nreviewer = "A"\n'
    assert said in read(tmp_path, x=f'{head}{line}document = "d"\ndate = 2026-11-23\n')


def test_two_with_one_id(tmp_path: Path) -> None:
    said = read(tmp_path, a=GOOD, b=f"# below\n{WITHDRAWN}".replace("two", "one"))
    assert said.startswith("b.toml, line 3: correction 'one' is declared twice. The other is in a.toml, line 2")


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (GOOD.replace("one", "two"), "both correct change, date, quote of record rel-1"),
        (WITHDRAWN.replace("rel-2", "rel-1"), "one withdraws record rel-1"),
    ],
)
def test_two_that_clash(tmp_path: Path, other: str, said: str) -> None:
    message = read(tmp_path, a=GOOD, b=other)
    assert message.startswith(f"b.toml, line 4: correction 'two': clashes with 'one' in a.toml, line 2: {said}")


def test_two_of_different_fields_do_not_clash(tmp_path: Path) -> None:
    other = WITHDRAWN.replace("withdraw", "change").replace("rel-2", "rel-1") + 'set = { subject = "CUB" }\n'
    (tmp_path / "a.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "b.toml").write_text(other, encoding="utf-8")
    assert [one.id for one in read_corrections(tmp_path)] == ["one", "two"]


def test_files_that_are_none(tmp_path: Path) -> None:
    folder = tmp_path / "corrections"
    folder.mkdir()
    (tmp_path / "outside.toml").write_text(GOOD, encoding="utf-8")
    (folder / "link.toml").symlink_to(tmp_path / "outside.toml")
    assert read(folder).startswith("link.toml, line 1: is a link that leads out of the folder")
    (folder / "link.toml").unlink()
    (folder / "dangling.toml").symlink_to(folder / "nowhere.toml")
    assert "is no file of corrections" in read(folder)
    (folder / "dangling.toml").unlink()
    (folder / "more").mkdir()
    assert read(folder).startswith("more, line 1: is no file of corrections. Corrections are NAME.toml")
    (folder / "more").rmdir()
    (folder / "a.toml.bak").write_text(GOOD, encoding="utf-8")
    assert read(folder).startswith("a.toml.bak, line 1: is no file of corrections")
    (folder / "a.toml.bak").unlink()
    (folder / "a.toml").write_bytes(b"# caf\xe9")
    assert read(folder).startswith("a.toml, line 1: not UTF-8. Save the file as UTF-8")
    (folder / "a.toml").write_bytes(b"")
    assert read(folder).startswith("a.toml, line 1: holds no correction")


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert "cannot be read: No such file or directory" in read(tmp_path / "nowhere")
    assert corrections_beside(tmp_path / "raw") == ()


def test_the_folder_beside_the_sources_is_found_from_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "corrections").mkdir()
    (tmp_path / "corrections" / "a.toml").write_text(GOOD, encoding="utf-8")
    monkeypatch.chdir(tmp_path / "raw")
    for raw in (tmp_path / "raw", Path(), Path(os.pardir) / "raw", Path("../raw/../raw")):
        assert [one.id for one in corrections_beside(raw)] == ["one"], raw


def test_the_example_of_the_readers_page_is_a_correction(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "corrections" / "README.md").read_text("utf-8")
    block = page[page.index("    [[correction]]") : page.index("| action | needs |")]
    (tmp_path / "example.toml").write_text(textwrap.dedent(block), encoding="utf-8")
    (example,) = read_corrections(tmp_path)
    assert (example.id, example.action, example.expect) == ("cuba-korea-severed", "change", {"change": "suspended"})
