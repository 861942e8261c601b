from __future__ import annotations

import io
import stat
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from flows.release.errors import ReleaseError
from flows.release.unpack import unpacked

CONTENT = {"release/CHECKSUMS": b"x\n", "release/relations.csv": b"a,b\r\n" * 100}
Pack = Callable[[Path, Mapping[str, bytes]], Path]


def zipped(archive: Path, content: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, data in content.items():
            opened.writestr(name, data)
    return archive


def tarred(archive: Path, content: Mapping[str, bytes]) -> Path:
    with tarfile.open(archive, "w:gz") as opened:
        for name, data in content.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            opened.addfile(member, io.BytesIO(data))
    return archive


packs = pytest.mark.parametrize("pack", [zipped, tarred])


def files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@packs
@pytest.mark.parametrize("folder", ["release/", "", "./", "./a b é/"])
def test_an_archive_is_a_folder_while_it_is_looked_at(tmp_path: Path, pack: Pack, folder: str) -> None:
    content = {name.replace("release/", folder): data for name, data in CONTENT.items()}
    with unpacked(pack(tmp_path / "it", content)) as given:
        assert files(given) == {name.rpartition("/")[2]: data for name, data in content.items()}
    assert not given.exists()


def test_a_folder_is_itself(tmp_path: Path) -> None:
    with unpacked(tmp_path) as given:
        assert given == tmp_path


@packs
@pytest.mark.parametrize(
    "name",
    [
        "../evil", "release/../../evil", "/evil", "release//evil", "..", "release/..", "release/sub/evil",
        "release\\..\\evil", "./../evil",
    ],
)  # fmt: skip
def test_a_name_that_leads_elsewhere_is_refused_and_nothing_written(tmp_path: Path, pack: Pack, name: str) -> None:
    archive = pack(tmp_path / "it", CONTENT | {name: b"evil"})
    before = sorted(tmp_path.parent.rglob("evil"))
    with (
        pytest.raises(ReleaseError, match=r"is no archive of a release: .* in it is no file of one folder"),
        unpacked(archive),
    ):
        pass
    assert sorted(tmp_path.parent.rglob("evil")) == before


@packs
def test_files_of_two_folders_are_refused(tmp_path: Path, pack: Pack) -> None:
    archive = pack(tmp_path / "it", CONTENT | {"__MACOSX/._relations.csv": b""})
    with pytest.raises(ReleaseError, match=r"more than one folder.*__MACOSX"), unpacked(archive):
        pass


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_twice_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "it", "w") as opened:
        opened.writestr("r/CHECKSUMS", "one")
        opened.writestr("r/CHECKSUMS", "other")
    with pytest.raises(ReleaseError, match="holds 'CHECKSUMS' twice"), unpacked(tmp_path / "it"):
        pass


@packs
def test_a_bomb_is_refused(tmp_path: Path, pack: Pack) -> None:
    archive = pack(tmp_path / "it", {"r/CHECKSUMS": bytes(20_000_000)})
    assert archive.stat().st_size < 100_000
    with pytest.raises(ReleaseError, match="unpacks to more than 100 times its size"), unpacked(archive):
        pass


@packs
def test_a_swarm_of_files_is_refused(tmp_path: Path, pack: Pack) -> None:
    archive = pack(tmp_path / "it", {f"r/{number}": b"" for number in range(1001)})
    with pytest.raises(ReleaseError, match="more than 1000 files"), unpacked(archive):
        pass


def test_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("r/CHECKSUMS")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "it", "w") as opened:
        opened.writestr(link, "/etc/passwd")
    with pytest.raises(ReleaseError, match="'r/CHECKSUMS' in it is no plain file"), unpacked(tmp_path / "it"):
        pass


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_what_is_no_plain_file_in_a_tar_is_refused(tmp_path: Path, kind: bytes) -> None:
    member = tarfile.TarInfo("r/CHECKSUMS")
    member.type, member.linkname = kind, "/etc/passwd"
    with tarfile.open(tmp_path / "it", "w") as opened:
        opened.addfile(member)
    with pytest.raises(ReleaseError, match="'r/CHECKSUMS' in it is no plain file"), unpacked(tmp_path / "it"):
        pass


@packs
@pytest.mark.parametrize("share", [0.2, 0.5, 0.8, 0.95])
def test_an_archive_cut_short_is_said_to_be(tmp_path: Path, pack: Pack, share: float) -> None:
    data = bytes(range(256)) * 1000
    archive = pack(tmp_path / "it", CONTENT | {"release/more": data})
    whole = archive.read_bytes()
    archive.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(ReleaseError, match=r"damaged or cut short|neither a folder nor an archive"), unpacked(archive):
        pass


def test_a_damaged_zip_is_said_to_be(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "it", {"r/CHECKSUMS": bytes(range(256)) * 1000})
    content = bytearray(archive.read_bytes())
    content[200] ^= 0xFF
    archive.write_bytes(content)
    with pytest.raises(ReleaseError, match="damaged or cut short"), unpacked(archive):
        pass


def test_what_is_no_archive(tmp_path: Path) -> None:
    (tmp_path / "it").write_text("hello")
    with pytest.raises(ReleaseError, match="neither a folder nor an archive"), unpacked(tmp_path / "it"):
        pass
    with pytest.raises(ReleaseError, match="is not there"), unpacked(tmp_path / "other"):
        pass
