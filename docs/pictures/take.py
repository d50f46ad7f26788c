"""Takes the pictures of docs/console.md. It needs chromium, playwright (the extra ``dev``) and pillow."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

from azure_scheduler_emulator.testing.live import LiveEmulator
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from world import furnish, settings

FOLDER = Path(__file__).parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
#: Name of the picture, path of the page (JOB for a job's), width, height, scheme.
PICTURES = (
    ("overview", "/", 1280, 1130, "light"),
    ("overview-dark", "/", 1280, 800, "dark"),
    ("jobs", "/jobs", 1280, 900, "light"),
    ("job", "/jobs/JOB", 1280, 1000, "light"),
    ("job-history", "/jobs/JOB", 1280, 620, "light"),
    ("traffic", "/traffic", 1280, 950, "light"),
    ("setup", "/setup", 1280, 1000, "light"),
    ("jobs-narrow", "/jobs", 390, 844, "dark"),
)


def main() -> None:
    """Take them all."""
    with LiveEmulator(**settings()) as live, sync_playwright() as driver:
        furnish(live)
        job = live.control.call("GET", "/jobs?q=send-invoices")["jobs"][0]["id"]
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for name, path, width, height, scheme in PICTURES:
            address = f"{live.http_url}/_emulator/ui{path.replace('JOB', job)}"
            _save(name, _picture(browser, name, address, width, height, scheme))
        browser.close()


def _picture(browser: Browser, name: str, address: str, width: int, height: int, scheme: str) -> bytes:
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("#live-state[data-state=live]")
    _prepare(page, name)
    taken = page.screenshot()
    context.close()
    return taken


def _prepare(page: Page, name: str) -> None:
    if name == "traffic":
        page.locator("#traffic tr:has-text('403') .path").click()
        page.wait_for_selector("#exchange >> text=Why refused")
    if name == "job-history":
        page.locator(".try:has-text('Failed') summary").first.click()
        page.evaluate("document.querySelector('#job-history').scrollIntoView()")
    page.evaluate("document.activeElement.blur()")


def _save(name: str, taken: bytes) -> None:
    """Save a picture with few colours: it is one of surfaces and letters."""
    picture = Image.open(io.BytesIO(taken)).convert("RGB").quantize(colors=200, dither=Image.Dither.NONE)
    picture.save(FOLDER / f"{name}.png", optimize=True)
    print(name, (FOLDER / f"{name}.png").stat().st_size)  # noqa: T201 - a script


if __name__ == "__main__":
    main()
