from __future__ import annotations

import hashlib
from pathlib import Path

import flows
from flows.instruments import instruments
from flows.language.parse import Parser
from schemas.codebook.digest import codebook_digest

FLOWS = Path(flows.__file__).parent


def digest(files: dict[str, bytes]) -> str:
    """Return the digest as anybody can make it anew: of name, zero, content, zero of each file in order."""
    return hashlib.sha256(b"".join(f"{name}\0".encode() + files[name] + b"\0" for name in sorted(files))).hexdigest()


def test_code_codebook_and_parser(parser: Parser) -> None:
    code, codebook, model = instruments()
    assert (code.name, code.version) == ("code", flows.__version__)
    assert (codebook.name, codebook.sha256) == ("codebook", codebook_digest())
    assert codebook.sha256.startswith(codebook.version)
    assert (model.name, model.version) == ("parser", parser.version)
    files = (FLOWS / "language" / "model").rglob("*")
    assert model.sha256 == digest({f.relative_to(FLOWS).as_posix(): f.read_bytes() for f in files if f.is_file()})


def test_the_code_is_what_decides_the_rows() -> None:
    root = FLOWS.parent
    folders = [FLOWS / name for name in ("ingest", "language", "extract", "resolve", "corrections")]
    files = [file for folder in folders for suffix in ("py", "toml") for file in folder.rglob(f"*.{suffix}")]
    files += [*(root / "schemas").rglob("*.py"), *(root / "schemas").glob("*.toml")]
    assert instruments()[0].sha256 == digest({f.relative_to(root).as_posix(): f.read_bytes() for f in files})
    assert not any("release" in file.relative_to(root).parts for file in files)
