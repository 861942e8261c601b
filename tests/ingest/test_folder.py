"""Folders of sources in object storage: the same documents as from this machine's disk, and what can be wrong."""

from __future__ import annotations

import os
import urllib.request
from pathlib import Path

import fsspec
import pytest

from flows.ingest.folder import open_folder, require_folder
from flows.ingest.problems import IngestError, UnreachableError
from flows.ingest.remote import RemoteFolder
from flows.ingest.survey import documents, survey

TOML = 'title = "x"\n'


def filled(address: str, files: dict[str, bytes]) -> str:
    storage, root = fsspec.core.url_to_fs(address)
    for name, content in files.items():
        storage.pipe_file(f"{root}/{name}", content)
    return address


def sources(number: int) -> dict[str, bytes]:
    made = {}
    for n in range(number):
        made[f"{n % 3}/text{n}.txt"] = f"Peru recalled its ambassador from Quito on {n + 1} March.".encode()
        made[f"{n % 3}/text{n}.toml"] = f'title = "Text {n}"\n'.encode()
    return made


def test_a_bucket_gives_what_a_folder_gives(s3: str, tmp_path: Path) -> None:
    files = {**sources(70), "b.txt": b"", "c.toml": b"x", "d.png": b"\x89PNG", ".git/a.txt": b"x", "1/.x.txt": b"x"}
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    address = filled(f"{s3}/raw", files)
    there, here = survey(address), survey(tmp_path)
    assert len(here.sources) == 70
    assert there.sources == here.sources
    assert [problem.reason for problem in there.rejects] == [problem.reason for problem in here.rejects]
    assert {str(problem.path) for problem in there.rejects} == {
        f"{address}/{name}" for name in ("b.txt", "c.toml", "d.png")
    }
    assert documents(address, there.sources[3:50]) == documents(tmp_path, here.sources[3:50])


def test_the_top_of_a_bucket_is_a_folder_too(s3: str) -> None:
    assert [source.doc_id for source in survey(filled(s3, {"a.txt": b"Peru.", "a.toml": b""})).sources] == ["a"]


def test_folder_marks_and_empty_names(s3: str) -> None:
    address = filled(f"{s3}/raw", {"a.txt": b"Peru.", "a.toml": b"", "dir/": b"", "e//f.txt": b"Chile."})
    surveyed = survey(address)
    assert [source.path for source in surveyed.sources] == ["a.txt"]
    assert [str(problem) for problem in surveyed.rejects] == [
        f"{address}/e//f.txt: has a folder without a name; rename it"
    ]


def test_names_with_the_signs_of_patterns_are_names(s3: str) -> None:
    address = filled(f"{s3}/raw[1]", {"a*.txt": b"Peru.", "a?b[c].txt": b"Chile.", "ab.txt": b"Cuba."})
    surveyed = survey(address)
    assert [source.path for source in surveyed.sources] == ["a*.txt", "a?b[c].txt", "ab.txt"]
    assert [document.text for document in documents(address, surveyed.sources)[0]] == ["Peru.", "Chile.", "Cuba."]


def test_a_file_that_went_or_changed_since_the_survey_is_told(s3: str) -> None:
    address = filled(f"{s3}/raw", sources(3))
    surveyed = survey(address)
    filled(address, {"1/text1.toml": b'title = "Another"'})
    storage, root = fsspec.core.url_to_fs(address)
    storage.rm_file(f"{root}/2/text2.txt")
    read, problems = documents(address, surveyed.sources)
    assert [document.doc_id for document in read] == ["0/text0"]
    assert [(problem.path, problem.check) for problem in problems] == [
        (f"{address}/1/text1.txt", "unchanged"),
        (f"{address}/2/text2.txt", "unchanged"),
    ]


def test_a_folder_is_listed_anew_each_time(s3: str) -> None:
    address = filled(f"{s3}/raw", {"a.txt": b"Peru."})
    assert len(survey(address).sources) == 1
    filled(address, {"b.txt": b"Chile."})
    assert len(survey(address).sources) == 2


def test_other_addresses(tmp_path: Path) -> None:
    memory = filled("memory://raw", {"a.txt": b"Peru.", "a.toml": TOML.encode()})
    (tmp_path / "with space").mkdir()
    (tmp_path / "with space" / "a.txt").write_bytes(b"Peru.")
    (tmp_path / "with space" / "a.toml").write_text(TOML)
    assert survey(memory).sources == survey(f"file://{tmp_path}/with%20space").sources == survey(
        tmp_path / "with space").sources  # fmt: skip
    assert len(survey(memory).sources) == 1


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("s3://nowhere/raw", "s3://nowhere/raw: is not there"),
        ("s3://bucket/nothing", "s3://bucket/nothing: holds nothing; check the address"),
        (
            "nosuch://bucket",
            "is no address that can be opened (Protocol not known: nosuch); write it as in s3://bucket",
        ),
        ("gs://user:secret@bucket/raw", "gs://bucket/raw: needs a package"),
    ],
)
def test_what_is_wrong_with_an_address_is_said_in_one_line(s3: str, address: str, said: str) -> None:
    with pytest.raises(UnreachableError) as refused:
        survey(address)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
    with pytest.raises(IngestError):
        require_folder(address)


def test_s3fs_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object) -> None:
        raise ImportError("Install s3fs to access S3")

    monkeypatch.setattr("fsspec.core.url_to_fs", missing)
    with pytest.raises(UnreachableError, match=r"needs a package \(Install s3fs to access S3\); install it: .*s3"):
        open_folder("s3://bucket/raw")


def test_credentials_that_are_missing_or_refused(s3: str, monkeypatch: pytest.MonkeyPatch) -> None:
    address = filled(f"{s3}/raw", sources(1))
    endpoint = fsspec.core.url_to_fs(address)[0].client_kwargs
    assert not endpoint  # it is the environment that says where the server is
    with monkeypatch.context() as patched:
        patched.delenv("AWS_ACCESS_KEY_ID")
        patched.delenv("AWS_SECRET_ACCESS_KEY")
        patched.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
        patched.setenv("AWS_CONFIG_FILE", "/nowhere")
        _forget()
        with pytest.raises(UnreachableError, match="AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"):
            survey(address)
    _forget()
    _enforce_rights_after("0")
    try:
        with pytest.raises(UnreachableError, match=r"may not be read .*; ask for the right to list and read it"):
            survey(address)
    finally:
        _enforce_rights_after("inf")


def test_a_file_without_the_right_to_read_it_is_a_reject(s3: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """moto knows rights of users only, so that the refusal of one file is played."""
    address = filled(f"{s3}/raw", sources(3))
    _refuse(monkeypatch, "text1.txt", PermissionError("Access Denied"))
    surveyed = survey(address)
    assert len(surveyed.sources) == 2
    assert "text1.txt: cannot be read (Access Denied); ask for the right" in str(surveyed.rejects[0])


def test_a_network_that_fails_on_the_way_ends_the_survey(s3: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is left would pass for the whole."""
    address = filled(f"{s3}/raw", sources(3))
    surveyed = survey(address)
    _refuse(monkeypatch, "text1.txt", ConnectionError("reset by peer"))
    with pytest.raises(UnreachableError, match=r"raw: cannot be reached \(ConnectionError: reset by peer\)"):
        survey(address)
    with pytest.raises(UnreachableError, match="cannot be reached"):
        documents(address, surveyed.sources)


def _refuse(monkeypatch: pytest.MonkeyPatch, ending: str, error: Exception) -> None:
    one = RemoteFolder._one

    def refusing(folder: RemoteFolder, path: str) -> bytes | Exception:
        return error if path.endswith(ending) else one(folder, path)

    monkeypatch.setattr(RemoteFolder, "_one", refusing)


def _forget() -> None:
    fsspec.get_filesystem_class("s3").clear_instance_cache()


def _enforce_rights_after(requests: str) -> None:
    address = f"{os.environ['AWS_ENDPOINT_URL']}/moto-api/reset-auth"
    asked = urllib.request.Request(address, data=requests.encode(), headers={"Content-Type": "text/plain"})
    with urllib.request.urlopen(asked):
        pass
