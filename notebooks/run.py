"""Runs the notebooks on the committed release, stores what they show in them, and makes the README's pictures.

    python notebooks/run.py

The notebooks keep their outputs for those who read them where they are: small, and without a path of the machine. One
article gives few rows, so the pictures are drawn of a release of the project's own texts (tests/gold), made for it and
gone afterwards.
"""

from __future__ import annotations

import base64
import io
import os
import re
import shutil
import sys
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbformat
from nbclient import NotebookClient
from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted(Path(__file__).parent.glob("*.ipynb"))
RELEASE = ROOT / "outputs" / "latest"
IMAGES = ROOT / "docs" / "images"
# What the README shows of which notebook: its first picture.
PICTURED = ("ties", "rankings", "sanctions")
VIEWED = "#documents/north-korea-diplomatic-failure"  # the place in the viewer that is pictured
_TIMEOUT = 120  # seconds a cell; they take one or two
_ADDRESS = re.compile(r" at 0x[0-9a-f]+")


def executed(notebook: Path, release: Path) -> Any:
    """Return a notebook with what its cells show of a release."""
    content = nbformat.read(notebook, as_version=4)
    os.environ["ATTACHE_RELEASE"] = os.path.relpath(release, notebook.parent) if release == RELEASE else str(release)
    client = NotebookClient(content, timeout=_TIMEOUT, resources={"metadata": {"path": str(notebook.parent)}})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the Jupyter client's own, about its event loop and sockets
        client.execute()
    return stripped(content)


def stripped(content: Any) -> Any:
    """Return a notebook without what differs between two runs: times, counts, addresses; its pictures made small."""
    content.metadata.pop("widgets", None)
    content.metadata.language_info = {"name": "python"}
    for cell in content.cells:
        cell.metadata = {}
        if cell.cell_type != "code":
            continue
        cell.execution_count = None
        cell.outputs = [output for output in cell.outputs if output.output_type != "stream" or output.name == "stdout"]
        for output in cell.outputs:
            if "execution_count" in output:
                output.execution_count = None
            for kind, data in output.get("data", {}).items():
                if kind == "image/png":
                    output.data[kind] = base64.b64encode(small(base64.b64decode(data))).decode()
                elif isinstance(data, str):
                    output.data[kind] = _ADDRESS.sub("", data)
    return content


def small(picture: bytes) -> bytes:
    """Return a PNG picture with a palette of 128 colours, in which figures and pages lose nothing."""
    made = io.BytesIO()
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(128, dither=Image.Dither.NONE).save(
        made, "PNG", optimize=True
    )
    return made.getvalue()


def pictures(content: Any) -> list[bytes]:
    """Return the pictures that a notebook shows, in order."""
    outputs = [output for cell in content.cells for output in cell.get("outputs", [])]
    return [base64.b64decode(o["data"]["image/png"]) for o in outputs if "image/png" in o.get("data", {})]


def example(folder: Path) -> Path:
    """Return a release of the project's own annotated texts, made in the folder."""
    from flows.gold import read_gold
    from flows.job import Job
    from flows.pipeline import build

    raw = folder / "raw"
    raw.mkdir()
    gold = ROOT / "tests" / "gold"
    for document in (one.document for one in read_gold(gold)):
        shutil.copyfile(gold / document.path, raw / document.path)
        told = f'title = "Example {document.doc_id}"\nlanguage = "en"\n'
        if document.metadata.published_on:
            told += f"published_on = {document.metadata.published_on}\n"
        (raw / document.path).with_suffix(".toml").write_text(told, "utf-8")
    return build(Job(raw, folder / "outputs")).folder


def screenshot(page: Path, place: str = "") -> bytes:
    """Return a picture of the viewer of a release, opened as a reader opens it."""
    from tests.browser import chromium, launched, opened

    if chromium() is None:
        raise SystemExit("a picture of the viewer needs Chromium: apt-get install chromium")
    with launched() as browser, opened(browser, page, place) as (tab, _):
        tab.wait_for_timeout(1500)  # what moves comes to rest
        return tab.screenshot()


def main() -> None:
    """Run all and store what they show."""
    for notebook in NOTEBOOKS:
        content = executed(notebook, RELEASE)
        nbformat.write(content, notebook)
        print(f"ran {notebook.name}")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        release = example(Path(folder))
        for name in PICTURED:
            (picture, *_) = pictures(executed(ROOT / "notebooks" / f"{name}.ipynb", release))
            (IMAGES / f"{name}.png").write_bytes(picture)
            print(f"drew {name}.png")
    (IMAGES / "viewer.png").write_bytes(small(screenshot(RELEASE.resolve() / "viewer.html", VIEWED)))
    print("drew viewer.png")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
