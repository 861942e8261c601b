from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from flows.release.checksums import CHECKSUMS, SIGNATURE, SIGNATURE_DRAFT
from flows.release.errors import ReleaseError
from flows.release.signing import NAMESPACE, require_key, sign, signature_note, signature_problems
from flows.release.verify_files import file_problems

pytestmark = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="signatures need ssh-keygen (OpenSSH)")


def key(folder: Path, name: str, kind: str = "ed25519", phrase: str = "") -> Path:
    command = ["ssh-keygen", "-q", "-t", kind, "-N", phrase, "-C", name, "-f", str(folder / name)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return folder / name


def signer(name: str, of: Path, options: str = "") -> str:
    return " ".join([name, *([options] if options else []), *of.with_suffix(".pub").read_text().split()[:2]]) + "\n"


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("keys")
    return {name: key(folder, name) for name in ("ann", "bob")}


@pytest.fixture
def release(tmp_path: Path) -> Path:
    folder = tmp_path / "release"
    folder.mkdir()
    (folder / CHECKSUMS).write_text(f"{'0' * 64}  relations.csv\n")
    return folder


@pytest.fixture
def signers(tmp_path: Path, keys: dict[str, Path]) -> Path:
    file = tmp_path / "signers"
    file.write_text(signer("ann@example.org,ann@home", keys["ann"], f'namespaces="{NAMESPACE}"'))
    return file


def problem(release: Path, signers: Path) -> str:
    (found,), who = signature_problems(release, signers)
    assert who == ""
    assert found.file == SIGNATURE
    return found.message


def test_a_release_signed_by_someone_trusted(release: Path, signers: Path, keys: dict[str, Path]) -> None:
    assert sign(release, keys["ann"]) == release / SIGNATURE
    problems, who = signature_problems(release, signers)
    assert problems == []
    assert who.startswith("signed by ann@example.org with the key SHA256:")
    assert sorted(file.name for file in release.iterdir()) == [CHECKSUMS, SIGNATURE]


def test_the_signature_is_one_that_ssh_keygen_checks_without_attache(
    release: Path, signers: Path, keys: dict[str, Path]
) -> None:
    signature = sign(release, keys["ann"])
    command = [
        "ssh-keygen",
        "-Y",
        "verify",
        "-f",
        str(signers),
        "-I",
        "ann@home",
        "-n",
        "attache",
        "-s",
        str(signature),
    ]
    done = subprocess.run(command, input=(release / CHECKSUMS).read_bytes(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("kind", ["rsa", "ecdsa"])
def test_other_kinds_of_keys(tmp_path: Path, release: Path, kind: str) -> None:
    other = key(tmp_path, kind, kind)
    (tmp_path / "signers").write_text(signer("cy", other))
    sign(release, other)
    assert signature_problems(release, tmp_path / "signers")[0] == []
    # ECDSA signs otherwise each time: the one that is there stays.
    before = (release / SIGNATURE).read_bytes()
    sign(release, other)
    assert (release / SIGNATURE).read_bytes() == before


def test_unsigned(release: Path, signers: Path) -> None:
    assert problem(release, signers) == "the release is not signed: there is no such file"


def test_signed_by_someone_unknown(release: Path, signers: Path, keys: dict[str, Path]) -> None:
    sign(release, keys["bob"])
    message = problem(release, signers)
    assert message.startswith("signed with the key SHA256:")
    assert message.endswith(f", which is not in {signers}")


def test_a_release_changed_after_it_was_signed(release: Path, signers: Path, keys: dict[str, Path]) -> None:
    sign(release, keys["ann"])
    (release / CHECKSUMS).write_text(f"{'1' * 64}  relations.csv\n")
    assert "is no signature of this CHECKSUMS" in problem(release, signers)


def test_any_changed_byte_of_a_signature_is_found(release: Path, signers: Path, keys: dict[str, Path]) -> None:
    content = sign(release, keys["ann"]).read_bytes()
    for at in range(0, len(content), 7):
        changed = bytearray(content)
        changed[at] ^= 1
        (release / SIGNATURE).write_bytes(changed)
        problems, _ = signature_problems(release, signers)
        assert problems, at


def test_a_signature_made_for_something_else(release: Path, signers: Path, keys: dict[str, Path]) -> None:
    """A signature of the same text for another purpose, as git makes them, is none."""
    command = ["ssh-keygen", "-Y", "sign", "-f", str(keys["ann"]), "-n", "git"]
    made = subprocess.run(command, input=(release / CHECKSUMS).read_bytes(), capture_output=True, check=True)
    (release / SIGNATURE).write_bytes(made.stdout)
    assert "is no signature of this CHECKSUMS" in problem(release, signers)


@pytest.mark.parametrize(
    ("options", "said"),
    [('namespaces="git"', "not permitted"), ('valid-before="20200101"', "expired")],
)
def test_a_signer_trusted_for_something_else(
    release: Path, signers: Path, keys: dict[str, Path], options: str, said: str
) -> None:
    signers.write_text(signer("ann", keys["ann"], options))
    sign(release, keys["ann"])
    message = problem(release, signers)
    assert said in message or "which is not in" in message


@pytest.mark.parametrize("content", [b"", b"no signature", b"\xff\xfe", b"-----BEGIN SSH SIGNATURE-----\n"])
def test_a_signature_that_is_none(release: Path, signers: Path, content: bytes) -> None:
    (release / SIGNATURE).write_bytes(content)
    assert "is no signature of this CHECKSUMS" in problem(release, signers)


def test_a_signature_that_is_a_link_is_not_followed(
    tmp_path: Path, release: Path, signers: Path, keys: dict[str, Path]
) -> None:
    sign(release, keys["ann"]).rename(tmp_path / "elsewhere")
    (release / SIGNATURE).symlink_to(tmp_path / "elsewhere")
    assert "is no signature of this CHECKSUMS" in problem(release, signers)


def test_a_file_of_signers_that_cannot_be_read(tmp_path: Path, release: Path) -> None:
    with pytest.raises(ReleaseError, match="cannot be read as a file of signers: No such file"):
        signature_problems(release, tmp_path / "none")


def test_a_file_of_signers_with_odd_lines(release: Path, signers: Path, keys: dict[str, Path]) -> None:
    sign(release, keys["ann"])
    signers.write_text("what is this\n\n# a remark\n")
    assert "which is not in" in problem(release, signers)


def test_another_signature_is_not_overwritten(release: Path, keys: dict[str, Path]) -> None:
    before = sign(release, keys["ann"]).read_bytes()
    with pytest.raises(ReleaseError, match="there is another signature"):
        sign(release, keys["bob"])
    assert (release / SIGNATURE).read_bytes() == before


def test_a_run_that_is_ended_while_it_signs_leaves_the_release_whole(
    release: Path, signers: Path, keys: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = file_problems(release)

    def ended(self: Path, target: Path) -> Path:
        os.link(self, self.with_name("kept"))  # what a process that is killed would not have removed
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", ended)
        with pytest.raises(KeyboardInterrupt):
            sign(release, keys["ann"])
    (release / "kept").rename(release / SIGNATURE_DRAFT)
    assert file_problems(release) == before
    sign(release, keys["ann"])
    assert signature_problems(release, signers)[0] == []
    assert not (release / SIGNATURE_DRAFT).exists()


def test_keys_that_are_none(tmp_path: Path, release: Path, keys: dict[str, Path]) -> None:
    (tmp_path / "text").write_text("hello\n")
    for name, said in (("none", "there is no such key"), ("text", "is no SSH key")):
        with pytest.raises(ReleaseError, match=said):
            sign(release, tmp_path / name)
    require_key(keys["ann"])
    public = Path(shutil.copyfile(keys["ann"].with_suffix(".pub"), tmp_path / "lonely.pub"))
    with pytest.raises(ReleaseError, match="could not be signed with"):
        sign(release, public)
    assert not (release / SIGNATURE).exists()


def test_without_ssh_keygen(
    release: Path, keys: dict[str, Path], signers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign(release, keys["ann"])
    monkeypatch.setenv("PATH", "")
    for attempt in (lambda: sign(release, keys["ann"]), lambda: signature_problems(release, signers)):
        with pytest.raises(ReleaseError, match=r"ssh-keygen: is not there. Signatures need OpenSSH"):
            attempt()


def test_a_folder_that_is_no_release(tmp_path: Path, keys: dict[str, Path]) -> None:
    with pytest.raises(ReleaseError, match="is not a release"):
        sign(tmp_path, keys["ann"])


def test_a_signature_that_nobody_asked_for_is_named(release: Path, keys: dict[str, Path]) -> None:
    assert signature_note(release) is None
    sign(release, keys["ann"])
    assert "give the keys that you trust with --signers" in str(signature_note(release))
