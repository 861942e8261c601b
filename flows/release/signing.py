"""Signatures of a release: CHECKSUMS.sig over CHECKSUMS, made and checked by OpenSSH's ssh-keygen.

CHECKSUMS holds the digest of every file, so a signature of it is one of the release. Who signs needs an SSH key, who
checks a file of the keys that he trusts, in the form of ssh-keygen(1), ALLOWED SIGNERS; both have what it takes already
where they have git or ssh. The signature stands outside of CHECKSUMS and of the version: it is made afterwards.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from flows.release.checksums import CHECKSUMS, SIGNATURE, SIGNATURE_DRAFT
from flows.release.errors import ReleaseError
from flows.release.problems import Problem

NAMESPACE = "attache"  # a signature made for another purpose, such as a commit's, is none of a release
_TOOL = "ssh-keygen"
_FINGERPRINT = re.compile(r"\b(?:SHA256|MD5):\S+")
_LARGEST = 1 << 16


def require_key(key: Path) -> None:
    """Return where the key can be signed with: the tool is there and the file holds a key. Raise ReleaseError."""
    if not key.is_file():
        raise ReleaseError(key, "there is no such key", "Name a key, or make one with: ssh-keygen -t ed25519 -f KEY")
    told = _ssh_keygen("-l", "-f", str(key))
    if told.returncode:
        raise ReleaseError(key, f"is no SSH key ({_said(told)})", "Name the file of a private key")


def sign(release: Path, key: Path) -> Path:
    """Return the signature file of a release, made with a private key (or the public one of a key in the agent).

    A signature by the same key that is there already stays. Raise ReleaseError where it cannot be made, or where there
    is another one.
    """
    require_key(key)
    checksums = release / CHECKSUMS
    if not checksums.is_file():
        raise ReleaseError(release, "is not a release: it has no CHECKSUMS", "Name the folder of a release")
    content = checksums.read_bytes()
    made = _ssh_keygen("-Y", "sign", "-f", str(key), "-n", NAMESPACE, content=content)
    if made.returncode:
        raise ReleaseError(key, f"it could not be signed with ({_said(made)})", "Nothing was signed")
    signature = release / SIGNATURE
    if signature.exists() or signature.is_symlink():
        if _signed_by(_plain(signature), content) == _signed_by(made.stdout, content):
            return signature
        raise ReleaseError(signature, "there is another signature", "Move it away, and sign again")
    draft = signature.with_name(SIGNATURE_DRAFT)
    try:
        draft.write_bytes(made.stdout)
        draft.replace(signature)
    finally:
        draft.unlink(missing_ok=True)
    return signature


def signature_problems(release: Path, signers: Path) -> tuple[list[Problem], str]:
    """Return what is wrong with a release's signature, and who signed it in words: one of the two is empty.

    ``signers`` holds the keys that the reader trusts; it never comes from the release. Raise ReleaseError where it
    cannot be read.
    """
    try:
        signers.read_bytes()
    except OSError as error:
        message = f"cannot be read as a file of signers: {error.strerror}"
        raise ReleaseError(signers, message, "Name a file with a line a signer: NAME KEYTYPE KEY") from error
    if not (release / SIGNATURE).exists() and not (release / SIGNATURE).is_symlink():
        return [Problem("the release is not signed: there is no such file", file=SIGNATURE)], ""
    signature = _plain(release / SIGNATURE)
    content = _plain(release / CHECKSUMS, most=None)
    key = _signed_by(signature, content)
    if key is None:
        return [Problem("is no signature of this CHECKSUMS: one of the two was changed, or is of another release",
                        file=SIGNATURE)], ""  # fmt: skip
    with TemporaryDirectory(prefix="attache-") as folder:
        copy = Path(folder) / SIGNATURE
        copy.write_bytes(signature)
        found = _ssh_keygen("-Y", "find-principals", "-f", str(signers), "-s", str(copy))
        names = found.stdout.decode("utf-8", "replace").splitlines()
        if found.returncode or not names:
            return [Problem(f"signed with the key {key}, which is not in {signers}", file=SIGNATURE)], ""
        checked = _ssh_keygen(
            "-Y", "verify", "-f", str(signers), "-I", names[0], "-n", NAMESPACE, "-s", str(copy), content=content
        )
    if checked.returncode:
        return [Problem(f"signed with the key {key} of {names[0]}, but {_said(checked)}", file=SIGNATURE)], ""
    return [], f"signed by {names[0]} with the key {key}"


def signature_note(release: Path) -> str | None:
    """Return a line on the signature that a release has, for who named no signers; None where it has none."""
    if not (release / SIGNATURE).is_file():
        return None
    return "it has a signature, which was not checked: give the keys that you trust with --signers FILE"


def _signed_by(signature: bytes, content: bytes) -> str | None:
    """Return the fingerprint of the key whose signature of the content it is, None where it is none, whoever's."""
    with TemporaryDirectory(prefix="attache-") as folder:
        copy = Path(folder) / SIGNATURE
        copy.write_bytes(signature)
        told = _ssh_keygen("-Y", "check-novalidate", "-n", NAMESPACE, "-s", str(copy), content=content)
    fingerprint = _FINGERPRINT.search(told.stdout.decode("utf-8", "replace"))
    return fingerprint[0] if told.returncode == 0 and fingerprint else None


def _plain(file: Path, most: int | None = _LARGEST) -> bytes:
    """Return the content of a plain file of a release; nothing where it is none, or larger than what it can be."""
    if file.is_symlink() or not file.is_file() or (most is not None and file.stat().st_size > most):
        return b""
    return file.read_bytes()


def _ssh_keygen(*arguments: str, content: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    tool = shutil.which(_TOOL)
    if tool is None:
        raise ReleaseError(Path(_TOOL), "is not there", "Signatures need OpenSSH 8.9 or later: install openssh-client")
    return subprocess.run([tool, *arguments], input=content, capture_output=True, check=False)


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    """Return why the tool failed, in one line of its own words."""
    lines = (done.stderr or done.stdout).decode("utf-8", "replace").split("\n")
    return next(
        (line.strip() for line in lines if line.strip() and line != "Signing data on standard input"), "no word"
    )
