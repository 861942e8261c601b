"""The page of the viewer: the bundle of web/, the data of the release, and a policy that lets nothing else run."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path

from flows.release.contents import Contents
from flows.release.viewer.data import data_json

VIEWER = "viewer.html"
ASSETS = Path(__file__).parent / "assets"
SCRIPT = "viewer.js"
STYLE = "viewer.css"

# default-src 'none' shuts out every request. The script and the style are named by their digests, so nothing that a
# document's text could smuggle in runs; trusted types shut the ways in which a string becomes markup or code. Fonts
# are in the style itself. Forms and a base address have no fallback to default-src and are shut by name.
_POLICY = (
    "default-src 'none'; script-src 'sha256-{script}'; style-src 'sha256-{style}'; font-src data:; img-src data:; "
    "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>attache, release {version}</title>
<style>{style}</style>
</head>
<body>
<div id="app"></div>
<noscript><p>This page needs JavaScript to be shown. The same tables are in the CSV and Parquet files beside it, and \
README.md describes them.</p></noscript>
<script type="application/json" id="data">{data}</script>
<script>{script}</script>
</body>
</html>
"""


def viewer(contents: Contents) -> str:
    """Return the text of viewer.html: the same for the same release."""
    script, style = _asset(SCRIPT), _asset(STYLE)
    return _PAGE.format(
        policy=_POLICY.format(script=_digest(script), style=_digest(style)),
        version=contents.version,
        style=style,
        script=script,
        data=data_json(contents),
    )


@cache
def _asset(name: str) -> str:
    return (ASSETS / name).read_bytes().decode("utf-8")


def _digest(text: str) -> str:
    """Return a digest as a Content-Security-Policy names an element's content: base64 of SHA-256."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
