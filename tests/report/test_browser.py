"""The page as a reader uses it, in headless Chromium; everything here is clicked, typed or looked at."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from newskit.errors import Reject
from newskit.io.record import decode_article
from newskit.report import Report

from . import corpus

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
if CHROMIUM is None or DRIVER is None:
    pytest.skip("chromium and chromedriver, which look at the page, are not installed", allow_module_level=True)

from selenium import webdriver  # noqa: E402 - only where there is a browser for it
from selenium.webdriver.chrome.service import Service  # noqa: E402 - as above
from selenium.webdriver.common.keys import Keys  # noqa: E402 - as above

SWITCHES = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class Reader:
    """Somebody who sits at the browser."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self.driver = driver
        #: Where requests may go: nowhere but to the page itself and what the browser is made of.
        self.home = ("file:", "data:", "about:", "blob:", "chrome:")

    def open(self, page: Path | str, address: str = "") -> None:
        self.driver.get("about:blank")
        self.driver.get((page if isinstance(page, str) else page.as_uri()) + address)
        self.wait("return document.documentElement.dataset.ready")

    def go(self, address: str) -> None:
        """Follow an address within the page."""
        self.driver.execute_script("document.getElementById('main').firstElementChild.dataset.old = ''")
        self.driver.execute_script("location.hash = arguments[0]", address)
        self.settled()

    def settled(self) -> None:
        """Wait until the view after a click or an address is there."""
        self.wait(
            "const first = document.getElementById('main').firstElementChild;"
            "const status = first.matches('[role=status]') ? first : first.querySelector('[role=status]');"
            "return !('old' in first.dataset) && !(status && status.textContent.includes('…'))"
        )

    def click(self, selector: str) -> None:
        """Click on what leads to another view."""
        self.driver.execute_script("document.getElementById('main').firstElementChild.dataset.old = ''")
        self.driver.find_element("css selector", selector).click()
        self.settled()

    def wait(self, condition: str, seconds: float = 30) -> Any:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if told := self.driver.execute_script(condition):
                return told
            time.sleep(0.02)
        raise AssertionError(f"never: {condition}")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.driver.switch_to.active_element.send_keys(key)

    def texts(self, selector: str) -> list[str]:
        """Return the texts of all elements, in order."""
        program = "return [...document.querySelectorAll(arguments[0])].map((each) => each.textContent)"
        return self.driver.execute_script(program, selector)

    def active(self) -> str:
        """Return tag and text of what has the focus."""
        return self.driver.execute_script(
            "const e = document.activeElement;"
            "return `${e.tagName.toLowerCase()} ${e.getAttribute('aria-label') || e.textContent}`"
        )

    def complaints(self) -> list[str]:
        """Return what the console said, and every request that left for anything but the page and its folder."""
        said = [entry["message"] for entry in self.driver.get_log("browser")]
        for entry in self.driver.get_log("performance"):
            event = json.loads(entry["message"])["message"]
            if event["method"] == "Network.requestWillBeSent":
                url = event["params"]["request"]["url"]
                if not url.startswith(self.home):
                    said.append(f"request: {url}")
        return said


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for switch in (*SWITCHES, f"--user-data-dir={tmp_path_factory.mktemp('profile')}", "--window-size=1280,900"):
        options.add_argument(switch)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(str(DRIVER)))
    yield driver
    driver.quit()


@pytest.fixture
def reader(browser: webdriver.Chrome) -> Iterator[Reader]:
    """A reader who, whatever was done, met no error and sent nothing anywhere."""
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})
    someone = Reader(browser)
    someone.complaints()
    yield someone
    assert someone.complaints() == []
    assert browser.execute_script("return window.hurt") is None


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, int], Path]:
    folder = tmp_path_factory.mktemp("pages")
    made: dict[tuple[str, int], Path] = {}

    def page(place: str = "page", times: int = 1) -> Path:
        if (place, times) not in made:
            target = made[place, times] = folder / f"{place}{times}.html"
            with Report(str(target), title="Two harbours", place=place) as report:
                report.add_reject(Reject(input="<b>x</b>", stage="fetch", reason="http_404", detail="answered 404"))
                for _ in range(times):
                    for line in corpus.lines().splitlines():
                        report.write(decode_article(line))
        return made[place, times]

    return page


@pytest.mark.parametrize("place", ["page", "folder"])
def test_from_a_bar_to_the_articles_to_the_marks(reader: Reader, pages: Any, place: str) -> None:
    """A figure leads to its articles, an article to its marks, a mark to what it says and back to the corpus."""
    reader.open(pages(place))
    assert reader.texts("#figure-place .bar-label")[0] == "Lindau"
    reader.click("#figure-place .bars a")
    assert reader.texts("[role=status]") == ["2 articles"]
    assert reader.texts(".article-row a") == ["Harbour town closes its coal plant", "Hafen schließt sein Kraftwerk"]
    assert "Places: Lindau" in reader.texts(".chips li")[0]
    reader.click(".article-row a")
    assert reader.texts("h1") == ["Harbour town closes its coal plant"]
    reader.driver.find_element("css selector", ".mark-place").click()
    panel = reader.texts(".panel")[0]
    for told in ("Place", "Lindau", "Q7070", "Germany", "2 articles"):
        assert told in panel
    reader.click(".panel a")
    assert reader.texts("[role=status]") == ["2 articles"]


def test_counts_are_those_of_stats(reader: Reader, pages: Any) -> None:
    """Every bar's number is the number of articles that its link lists."""
    reader.open(pages())
    links = reader.driver.execute_script(
        "return [...document.querySelectorAll('.bars a[href^=\"#/articles\"]')].map((each) =>"
        " [each.getAttribute('href'), each.querySelector('.bar-number').textContent])"
    )
    assert len(links) > 25
    for address, number in links:
        reader.go(address)
        extra = 1 if "f=cluster" in address else 0  # with the copies, the kept one
        assert reader.texts("[role=status]")[0].split()[0] == str(int(number) + extra), address


def test_hostile_articles_are_text(reader: Reader, pages: Any) -> None:
    """Markup in headlines, texts, publishers and addresses is shown as it stands and does nothing."""
    reader.open(pages(), "#/article/6")
    record = corpus.records()[6]
    assert reader.texts("h1") == [record["headline"]]
    assert reader.texts(".text") == [record["text"]]
    assert reader.driver.find_elements("css selector", "a[href^='javascript']") == []
    assert reader.driver.find_elements("css selector", "main img, main script") == []
    reader.go("#/rejects?stage=fetch&reason=http_404")
    assert reader.texts(".reject-input") == ["<b>x</b>"]


def test_marks_by_layer(reader: Reader, pages: Any) -> None:
    """Layers are switched off and on one by one; the text stays whole; code points are counted right."""
    reader.open(pages(), "#/article/1")
    text = reader.texts(".text")
    assert reader.texts("mark.mark-quotation mark.mark-quantity") == ["450"]
    reader.driver.find_element("css selector", ".layer-quotation input").click()
    assert reader.texts("mark.mark-quotation") == []
    assert reader.texts("mark.mark-quantity") == ["450", "€120 million"]
    assert reader.texts(".text") == text
    reader.driver.find_element("css selector", ".layer-quotation input").click()
    reader.go("#/article/5")
    assert reader.texts("mark") == ["Kenya", "Thursday"]


def test_search(reader: Reader, pages: Any) -> None:
    """Headlines are searched at once, texts on request; what is narrowed can be widened again."""
    reader.open(pages())
    field = reader.driver.find_element("id", "query")
    field.send_keys("haste UNIONS", Keys.ENTER)
    reader.wait("return document.querySelector('[role=status]')?.textContent === '2 articles'")
    reader.go("#/articles?q=sell")
    assert reader.texts("[role=status]") == ["0 articles"]
    reader.go("#/articles?q=sell&in=text")
    assert reader.texts(".article-row a") == ["Harbour town closes its coal plant"]
    reader.click(".chips a")
    assert reader.texts("[role=status]") == ["8 articles"]


def test_paging_and_order(reader: Reader, pages: Any) -> None:
    """Long lists are shown by pages of 25; the order can be chosen; back goes back."""
    reader.open(pages("page", 40), "#/articles")
    assert reader.texts("[role=status]") == ["320 articles"]
    assert len(reader.texts(".article-row")) == 25
    assert reader.texts(".pages [aria-current]") == ["Page 1 of 13"]
    reader.click(".pages a:last-child")
    assert reader.texts(".pages [aria-current]") == ["Page 13 of 13"]
    assert len(reader.texts(".article-row")) == 20
    reader.driver.back()
    reader.wait("return document.querySelector('.pages [aria-current]')?.textContent === 'Page 1 of 13'")
    reader.go("#/articles?order=oldest")
    assert reader.texts(".article-row a")[0] == "Measles cases double"


def test_keyboard_alone(reader: Reader, pages: Any) -> None:
    """By keyboard a reader skips to the content, walks a chart, opens a list and an article, and reads a mark."""
    reader.open(pages())
    reader.press(Keys.TAB)
    assert reader.active() == "a Skip to the content"
    reader.press(Keys.ENTER)
    assert reader.active().startswith("main")
    stops = []
    while not stops or not stops[-1].startswith("a 20"):
        reader.press(Keys.TAB)
        stops.append(reader.active())
        assert len(stops) < 30, stops
    reader.press(Keys.END)
    last = reader.active()
    assert last == "a 2021-03-04: 2 articles"
    reader.press(Keys.ARROW_LEFT)
    assert reader.active() == "a 2021-03-03: 2 articles"
    reader.press(Keys.ENTER)
    reader.wait("return document.querySelector('[role=status]')?.textContent === '2 articles'")
    assert reader.active().startswith("main")
    while not reader.active().startswith("a Harbour town"):
        reader.press(Keys.TAB)
    reader.press(Keys.ENTER)
    reader.wait("return document.querySelector('.text')")
    stops = []
    while not reader.active().startswith("mark"):
        reader.press(Keys.TAB)
        stops.append(reader.active())
        assert len(stops) < 30, stops
    assert reader.active() == "mark Greta Keller"
    assert "Greta Keller" in reader.texts(".panel")[0]
    reader.press(Keys.ARROW_RIGHT)
    assert reader.active() == "mark Lindau"
    assert "Place" in reader.texts(".panel")[0]


def test_everything_has_a_name(reader: Reader, pages: Any) -> None:
    """Every control and link has a name, every view one first heading, no two elements share an id."""
    for address in ("", "#/articles", "#/articles?f=country:DE&q=town", "#/article/0", "#/rejects"):
        reader.open(pages(), address)
        nameless = reader.driver.execute_script(
            "const isNamed = (e) => e.textContent.trim() || e.getAttribute('aria-label') || e.labels?.length;"
            "return [...document.querySelectorAll('a, button, input, select, summary')]"
            ".filter((each) => !each.hidden && !isNamed(each)).map((each) => each.outerHTML)"
        )
        assert nameless == []
        assert len(reader.texts("h1")) == 1
        ids = reader.driver.execute_script("return [...document.querySelectorAll('[id]')].map((each) => each.id)")
        assert len(ids) == len(set(ids))


CONTRAST = """
const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
function rgb(colour) {
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = colour;
  canvas.fillRect(0, 0, 1, 1);
  return [...canvas.getImageData(0, 0, 1, 1).data];
}
function light([r, g, b]) {
  const part = (each) => (each / 255 <= 0.03928 ? each / 255 / 12.92 : ((each / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
}
function ground(element) {
  const layers = [];
  for (let each = element; each; each = each.parentElement) {
    const colour = rgb(getComputedStyle(each).backgroundColor);
    layers.unshift(colour);
  }
  const over = (below, [r, g, b, a]) => [r, g, b].map((each, i) => each * (a / 255) + below[i] * (1 - a / 255));
  return layers.reduce(over, [255, 255, 255]);
}
const poor = [];
for (const element of document.querySelectorAll("body *")) {
  const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  if (!own || !element.getClientRects().length || element.closest(".off, script, style, option")) continue;
  const [one, other] = [light(rgb(getComputedStyle(element).color)), light(ground(element))].sort((a, b) => b - a);
  const contrast = (one + 0.05) / (other + 0.05);
  if (contrast < 4.5) poor.push(`${contrast.toFixed(2)} ${element.outerHTML.slice(0, 120)}`);
}
return poor;
"""


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("address", ["", "#/articles?f=country:DE", "#/article/0"])
def test_contrast(reader: Reader, pages: Any, theme: str, address: str) -> None:
    """All text has at least the contrast that WCAG 2 asks for (4.5 : 1), light and dark."""
    features = [{"name": "prefers-color-scheme", "value": theme}]
    reader.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    reader.open(pages(), address)
    if address.startswith("#/article/"):
        reader.driver.find_element("css selector", "mark").click()
    assert reader.driver.execute_script(CONTRAST) == []


def test_theme_switch(reader: Reader, pages: Any) -> None:
    """The switch goes from the system's theme to light, dark and back, whatever the system has."""
    reader.open(pages())
    ground = "return getComputedStyle(document.body).backgroundColor"
    seen = []
    for _ in range(3):
        reader.driver.find_element("id", "theme").click()
        seen.append((reader.texts("#theme")[0], reader.driver.execute_script(ground)))
    assert [name for name, _ in seen] == ["Theme: light", "Theme: dark", "Theme: auto"]
    assert seen[0][1] == "rgb(255, 255, 255)" != seen[1][1]


@pytest.mark.parametrize("width", [320, 390, 800])
@pytest.mark.parametrize("address", ["", "#/articles?f=country:DE", "#/article/6", "#/rejects"])
def test_narrow_screens(reader: Reader, pages: Any, width: int, address: str) -> None:
    """Nothing is wider than the screen; what has to be scrolls in its own frame."""
    metrics = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 600}
    reader.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    reader.open(pages(), address)
    assert reader.driver.execute_script("return document.documentElement.scrollWidth") <= width


def test_print(reader: Reader, pages: Any) -> None:
    """On paper there is the content without controls, on white."""
    reader.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    reader.open(pages())
    hidden = "return getComputedStyle(document.querySelector(arguments[0])).display"
    for selector in (".masthead", "#contents", ".list-tools", ".switch"):
        if reader.driver.find_elements("css selector", selector):
            assert reader.driver.execute_script(hidden, selector) == "none"
    assert (
        reader.driver.execute_script("return getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    )


def test_a_page_from_a_server(reader: Reader, pages: Any) -> None:
    """From a server the page asks for the articles beside it when one is opened, and for nothing else."""
    page = pages("folder")
    asked = []

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, _: str, *__: Any) -> None:
            asked.append(self.path)

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=page.parent)) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        address = f"http://127.0.0.1:{server.server_port}/"
        reader.home = (*reader.home, address)
        reader.open(f"{address}{page.name}")
        assert asked == [f"/{page.name}"]
        reader.go("#/article/0")
        assert reader.texts("mark")[0] == "Greta Keller"
        assert asked == [f"/{page.name}", f"/{page.stem}_data/articles-00000.js"]
        server.shutdown()
        thread.join()


def test_a_page_whose_folder_is_lost_says_so(reader: Reader, pages: Any, tmp_path: Path) -> None:
    """Where the folder does not lie beside the page, figures are shown and an article says what is missing."""
    alone = tmp_path / "alone.html"
    shutil.copy(pages("folder"), alone)
    reader.open(alone)
    reader.driver.execute_script("location.hash = '#/article/0'")
    reader.wait("return document.querySelector('[role=alert]')?.textContent.includes('has to lie beside this page')")
    assert any("ERR_FILE_NOT_FOUND" in said for said in reader.complaints())
