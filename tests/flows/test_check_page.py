"""The page of a check in a browser: nothing of a source runs, is asked for or becomes markup, and it fits a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from flows.fitness.examine import examine
from flows.fitness.findings import Checked
from flows.fitness.page import page, write_page
from flows.job import Published
from tests.browser import chromium, launched

HOSTILE = (
    'Peru <script>alert(1)</script> severed ties with <img src="https://evil.example/x" onerror="alert(2)"> Chile in '
    "1932. Zamunda {{ 7 * 7 }} attacked Peru. Korea & Japan signed a treaty. Cuba restored diplomatic relations with "
    "Japan on 3 May 1932. \u202eJapan expelled </style></main></body> an envoy of Peru in 1999.\n"
)
TOML = "title = '</title><script>alert(3)</script>'\nauthor = '\" onmouseover=\"alert(4)'\nurl = \"https://x.example/'>\"\n"


@pytest.fixture(scope="module")
def checked(sources: Path, published: Published, tmp_path_factory: pytest.TempPathFactory) -> Checked:
    folder = tmp_path_factory.mktemp("inbox")
    name = "<b onclick='alert(5)'>&amp;"
    (folder / f"{name}.txt").write_text(HOSTILE, encoding="utf-8")
    (folder / f"{name}.toml").write_text(TOML, encoding="utf-8")
    (folder / "news.txt").write_bytes((sources / "news.txt").read_bytes())
    (folder / f"{'long' * 50}.txt").write_text("Peru" * 400 + " attacked Chile.\n", encoding="utf-8")
    (folder / "empty.txt").write_text("")
    return examine([folder], sources, published.folder.parent.parent)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


def test_the_page_is_the_same_each_time_and_holds_no_markup_of_a_source(checked: Checked) -> None:
    text = page(checked)
    assert text == page(checked)
    for markup in ("<script", "<img", "<b ", 'onmouseover="', "\u202e", "49 attacked"):
        assert markup not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert text.count("</style>") == 1


def test_it_is_written_at_once_over_the_one_before(checked: Checked, tmp_path: Path) -> None:
    file = tmp_path / "new" / "checked.html"
    write_page(checked, file)
    file.write_text("before")
    write_page(checked, file)
    assert file.read_text(encoding="utf-8") == page(checked)
    assert [entry.name for entry in file.parent.iterdir()] == ["checked.html"]


@pytest.mark.skipif(chromium() is None, reason="needs Chromium")
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_it_shows_all_and_runs_nothing(
    browser: Browser, checked: Checked, tmp_path: Path, width: int, scheme: str
) -> None:
    write_page(checked, tmp_path / "checked.html")
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    shown = context.new_page()
    wrong: list[str] = []
    shown.on("console", lambda message: wrong.append(message.text))
    shown.on("pageerror", lambda error: wrong.append(str(error)))
    shown.on("dialog", lambda dialog: wrong.append(dialog.message))
    shown.on("request", lambda asked: None if asked.url.startswith("file:") else wrong.append(asked.url))
    shown.goto((tmp_path / "checked.html").as_uri())
    assert shown.evaluate("document.documentElement.scrollWidth") <= width
    assert shown.locator("section.file").count() == 4
    assert shown.locator("script, img, section.file b[onclick]").count() == 0
    hostile = shown.locator("section.file", has_text="onclick='alert(5)'")
    assert "onmouseover" in hostile.locator("table.origin").inner_text()
    assert hostile.get_by_text("could be KOR, PRK").is_visible()
    assert hostile.locator(".pair", has_text="Cuba severed").count() == 1
    assert "Zamunda" in hostile.inner_text()
    same = shown.locator("section.file", has_text="is the same file as")
    assert same.locator("h2 .badge").inner_text() == "unfit"
    styled = shown.evaluate("getComputedStyle(document.querySelector('.reasons li')).borderLeftWidth")
    assert styled == "4px"  # the policy lets the page's own style in
    shown.get_by_role("link", name="news.txt").click()
    assert same.locator("h2").is_visible()
    context.close()
    assert wrong == []
