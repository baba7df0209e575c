"""Pictures for the README: starts a site in a temporary home, reads it in Chromium, ends it."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY))

from playwright.sync_api import sync_playwright  # noqa: E402

from tests.browser.chromium import find_chromium  # noqa: E402
from tests.journeys.conftest import start  # noqa: E402

PICTURES = REPOSITORY / "docs/pictures"
# name, address, language, width in CSS pixels
SHOTS = (
    ("home", "/", "ko-KR", 1280),
    ("search", "/search/?q=월쎄", "ko-KR", 1280),
    ("home-en", "/", "en-GB", 1280),
    ("home-narrow", "/", "ko-KR", 390),
    ("components", "/ui/", "ko-KR", 1280),
)


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    chromium = find_chromium()
    with tempfile.TemporaryDirectory(prefix="madang-pictures-") as folder, sync_playwright() as playwright:
        site = start(Path(folder) / "var", Path(folder) / "up.log")
        try:
            browser = playwright.chromium.launch(
                executable_path=chromium.executable,
                args=list(chromium.arguments),
                env={**os.environ, **chromium.environment},
                chromium_sandbox=os.geteuid() != 0,
            )
            for name, address, language, width in SHOTS:
                page = browser.new_page(
                    base_url=site.url, locale=language, viewport={"width": width, "height": 800}
                )
                answer = page.goto(address, wait_until="networkidle")
                if answer is None or not answer.ok:
                    raise SystemExit(f"{address} did not answer as it should; no picture was taken of it.")
                page.evaluate("document.fonts.ready")
                page.screenshot(path=PICTURES / f"{name}.png")
                page.close()
                print(f"docs/pictures/{name}.png {(PICTURES / f'{name}.png').stat().st_size:,} bytes")
            browser.close()
        finally:
            site.stop()


if __name__ == "__main__":
    main()
