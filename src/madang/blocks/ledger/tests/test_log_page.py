"""The page that tells people what the public log is; what verifies it stays where programs look for it."""

from __future__ import annotations

import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest
from django.test import Client

from madang.blocks.ledger.queries import log_identity
from madang.blocks.ledger.sequencer import Sequencer
from madang.blocks.ledger.tests.acts import act


def page(client: Client, language: str = "ko") -> str:
    answer = client.get("/log/", headers={"Accept-Language": language})
    assert answer.status_code == 200
    html = answer.content.decode()
    assert html.count("<h1") == 1
    return html


def logged(sequencer: Sequencer) -> None:
    for _act in range(3):
        act()
    while sequencer.step():
        pass


def test_it_says_how_far_the_log_is_and_names_its_files(sequencer: Sequencer, client: Client) -> None:
    logged(sequencer)
    html = page(client)
    assert "<dd>3</dd>" in html
    for path in ("/log/checkpoint", "/log/vkey"):
        assert f'href="{path}"' in html
        assert client.get(path).status_code == 200
    assert all(key in unescape(html) for key in log_identity().vkeys())
    assert client.get("/log/tile/entries/000.p/3").status_code == 200
    assert client.get("/log/no-such-file").status_code == 404


@pytest.mark.parametrize("language", ["ko", "en"])
def test_its_command_verifies_the_log(
    sequencer: Sequencer, log_folder: Path, client: Client, language: str
) -> None:
    logged(sequencer)
    found = re.search(r"<pre><code[^>]*>(.*?)</code></pre>", page(client, language), re.DOTALL)
    assert found
    command = unescape(found[1])
    assert command.startswith(".venv/bin/madang-verify log http://testserver/log/ --key '")
    arguments = [each.strip("'") for each in command.split()[2:]]
    arguments[0] = str(log_folder)
    told = subprocess.run(
        [Path(sys.executable).with_name("madang-verify"), "log", *arguments, "--lang", "en"],
        capture_output=True,
        text=True,
    )
    assert told.returncode == 0, told.stdout + told.stderr


def test_a_log_without_entries_says_so(log_folder: Path, db: None, client: Client) -> None:
    assert "아직 오른 것이 없습니다" in page(client)
    assert "Nothing is in it yet" in page(client, "en")


def test_a_checkpoint_that_is_not_the_logs_is_told(
    sequencer: Sequencer, log_folder: Path, client: Client
) -> None:
    logged(sequencer)
    checkpoint = log_folder / "checkpoint"
    checkpoint.write_bytes(checkpoint.read_bytes().replace(b"\n3\n", b"\n4\n"))
    html = page(client)
    assert "서명이 맞지 않습니다" in html
    assert "<dd>4</dd>" not in html
