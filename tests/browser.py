"""A page in headless Chromium that keeps account of all that goes wrong in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

# The names under which the systems ship the browser.
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_QUIET = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def chromium() -> str | None:
    """Return the path of the machine's Chromium, None where it has none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@contextmanager
def launched() -> Iterator[Browser]:
    """Give a browser; it ends with the block."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(_QUIET))
        yield browser
        browser.close()


@dataclass
class Account:
    """What a page said in its console, what failed in it, and what it asked the network for."""

    said: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Whether nothing was said, failed or asked for."""
        return not (self.said or self.failed or self.asked)


@contextmanager
def opened(browser: Browser, file: Path, place: str = "", **context: Any) -> Iterator[tuple[Page, Account]]:
    """Give the page of a file of the file system at a place after its #, and its account."""
    account = Account()
    made = browser.new_context(**({"viewport": {"width": 1280, "height": 860}} | context))
    page = made.new_page()
    page.on("console", lambda message: account.said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: account.failed.append(str(error)))
    page.on("request", lambda request: account.asked.append(request.url) if request.url != file.as_uri() else None)
    page.goto(f"{file.as_uri()}{place}")
    page.wait_for_selector("html[data-ready]", state="attached")
    yield page, account
    made.close()
