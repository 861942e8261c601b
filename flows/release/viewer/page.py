"""The page of the viewer: the bundle of web/, the data of the release, and a policy that lets nothing else run."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from flows.release.contents import Contents
from flows.release.policy import policy
from flows.release.viewer.data import data_json

VIEWER = "viewer.html"
ASSETS = Path(__file__).parent / "assets"
SCRIPT = "viewer.js"
STYLE = "viewer.css"

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
        policy=policy(style, script),
        version=contents.version,
        style=style,
        script=script,
        data=data_json(contents),
    )


@cache
def _asset(name: str) -> str:
    return (ASSETS / name).read_bytes().decode("utf-8")
