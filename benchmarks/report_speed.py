"""Measure how soon a report can be used in headless Chromium.

    python benchmarks/vary_articles.py few.jsonl 10000 > many.jsonl
    newskit report many.jsonl -o report.html
    python benchmarks/report_speed.py report.html

needs Chromium and its driver (Debian: chromium, chromium-driver). Opens each page three times in a new browser and
prints, in milliseconds: from the start of navigation until the overview is drawn; from a click until an article near
the end is shown; and the search of all texts for a word that is nowhere.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

SWITCHES = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WHEN = """
const [address, selector, pattern, done] = arguments;
const began = performance.now();
location.hash = address;
const look = setInterval(() => {
  const found = document.querySelector(selector);
  if (found && new RegExp(pattern).test(found.textContent)) {
    clearInterval(look);
    done(performance.now() - began);
  }
}, 4);
"""


def main() -> None:
    """Print one line a page and time."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("pages", nargs="+", type=Path, help="reports that newskit report wrote")
    for page in options.parse_args().pages:
        for _ in range(3):
            print(page.name, " ".join(f"{name} {ms:.0f}" for name, ms in measure(page).items()))


def measure(page: Path) -> dict[str, float]:
    """Return the times of one page in a new browser, in milliseconds."""
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    with tempfile.TemporaryDirectory() as profile:
        for switch in (*SWITCHES, f"--user-data-dir={profile}"):
            options.add_argument(switch)
        driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
        try:
            driver.set_script_timeout(120)
            driver.get(page.resolve().as_uri())
            ready = "return performance.getEntriesByName('ready')[0]?.startTime"
            while not (opened := driver.execute_script(ready)):
                time.sleep(0.01)
            articles = int(
                driver.execute_script("return document.querySelector('#corpus dd').textContent.replaceAll(',', '')")
            )
            last = f"#/article/{articles * 95 // 100}"
            return {
                "opened": opened,
                "article": driver.execute_async_script(WHEN, last, ".text", "."),
                "search": driver.execute_async_script(
                    WHEN, "#/articles?q=xyzzyx&in=text", "[role=status]", "^0 articles$"
                ),
            }
        finally:
            driver.quit()


if __name__ == "__main__":
    main()
