"""The Content-Security-Policy of a page: what it may run is in the page itself, named by its digest."""

from __future__ import annotations

import base64
import hashlib


def policy(style: str, script: str = "") -> str:
    """Return the policy under which a browser uses this style and this script, and asks nobody for anything.

    default-src 'none' shuts out every request. Style and script are named by their digests, so nothing that a
    document's text could smuggle in runs; trusted types shut the ways in which a string becomes markup or code. Fonts
    and pictures may only stand in the style itself. Forms and a base address have no fallback to default-src and are
    shut by name.
    """
    scripts = f"script-src '{_digest(script)}'; " if script else ""
    return (
        f"default-src 'none'; {scripts}style-src '{_digest(style)}'; font-src data:; img-src data:; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


def _digest(text: str) -> str:
    """Return a digest as the policy names an element's content: base64 of SHA-256."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}"
