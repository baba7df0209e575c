"""A comma stands between thousands or in no number: what was told as 1,5 is not 15, on the server and in the page."""

from __future__ import annotations

import json
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from madang_rules.export.node import find_node

from madang.blocks.decisions import saying
from madang.blocks.decisions.models import DecisionModel

from .conftest import RENT

NODE = find_node()
FRONTEND = Path(__file__).parents[5] / "frontend"
NUMBERS = {
    "1,000": "1000",
    "3,000,000": "3000000",
    " 12,345.60 ": "12345.60",
    "-1,000": "-1000",
    "1000": "1000",
    "0.5": "0.5",
}
NONE = [",,,1,,,", "1,5", "1,", ",1", ",100", "1,,000", "1,0000", "1000,000", "1,00", "1.000,5", "1,000.5,0", "0.100,000", "-,100", ","]  # fmt: skip


@pytest.mark.parametrize(("typed", "number"), NUMBERS.items())
def test_a_comma_stands_between_thousands(typed: str, number: str) -> None:
    assert saying.number_of(typed) == Decimal(number)


@pytest.mark.parametrize("typed", NONE)
def test_another_comma_makes_no_number(typed: str) -> None:
    assert saying.number_of(typed) is None


def test_who_tells_such_a_number_is_asked_for_another(rent: DecisionModel, client: Client) -> None:
    told = {"나이": "25", "거주 시": "하늘시", "무주택": True, "가구원 수": "1"}
    at = f"/api/v1/decisions/models/{RENT}/evaluate"
    for typed, status in (("1,000,000", 200), ("1,5", 422), (",,,1,,,", 422)):
        facts = json.dumps({"facts": {**told, "가구 월 소득": typed}})
        answer = client.post(at, facts, content_type="application/json")
        assert answer.status_code == status, typed
        assert status == 200 or answer.json()["field"] == "가구 월 소득"
        form = {"f0": "25", "f1": "하늘시", "f2": "true", "f3": "1", "f4": typed}
        assert client.post(f"/decisions/models/{RENT}/try/", form).status_code == status, typed


@pytest.mark.skipif(NODE is None, reason="no Node.js of version 22.17 or later")
def test_the_page_reads_what_the_server_reads() -> None:
    script = """
        import { toldNumber } from "./decide/numbers.ts";
        const read = (text) => { const found = toldNumber(text); return found === null ? null : String(found); };
        console.log(JSON.stringify(JSON.parse(process.argv[1]).map(read)));
    """
    typed = [*NUMBERS, *NONE, "", "1e5", "9" * 61, "1" + ",000" * 20, "가"]
    flags = ["--experimental-strip-types", "--no-warnings", "--input-type=module"]
    done = subprocess.run(
        [str(NODE), *flags, "-e", script, json.dumps(typed)],
        cwd=FRONTEND,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    ours = [saying.number_of(each) for each in typed]
    assert json.loads(done.stdout) == [None if each is None else format(each, "f") for each in ours]
