"""Which browser the tests take: the named one, then one on PATH, then the one from npm."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.browser import chromium


def program(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_text("#!/bin/sh\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def test_the_named_browser_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named, on_path = program(tmp_path, "mine"), program(tmp_path, "chromium")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("MADANG_CHROMIUM", str(named))
    assert chromium.find_chromium().executable == named
    monkeypatch.delenv("MADANG_CHROMIUM")
    assert chromium.find_chromium().executable == on_path


def test_a_name_that_leads_nowhere_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MADANG_CHROMIUM", str(tmp_path / "nothing"))
    with pytest.raises(chromium.NoBrowser, match="MADANG_CHROMIUM"):
        chromium.find_chromium()


def test_the_browser_from_npm_lies_in_a_folder_of_its_own_and_runs() -> None:
    folder = chromium.unpacked()
    assert folder.name.startswith("madang-chromium-")
    assert (folder / "lib/libnss3.so").exists()
    environment = {**os.environ, "LD_LIBRARY_PATH": str(folder / "lib")}
    shown = subprocess.run(
        [folder / "chromium", "--version"], env=environment, capture_output=True, text=True, check=True
    )
    assert shown.stdout.startswith("Chromium ")


def test_no_argument_weakens_the_browser() -> None:
    weakening = (
        "--disable-web-security",
        "--allow-running-insecure-content",
        "--disable-site-isolation-trials",
    )
    assert not set(weakening) & set(chromium.find_chromium().arguments)
    assert ("--no-sandbox" in chromium.find_chromium().arguments) == (os.geteuid() == 0)
