"""A process as BPMN 2.0: read without a warning by the field's own library, every step and guard in it, everything drawn."""

from __future__ import annotations

import json
import subprocess
import sysconfig
from pathlib import Path
from shutil import which
from typing import Any
from xml.etree import ElementTree

import pytest

from madang.blocks.cases.process.bpmn import MODEL, bpmn
from madang.blocks.cases.process.parts import Process
from madang.blocks.cases.tests.sample import process

REPOSITORY = Path(__file__).resolve().parents[5]
READ = """
import { BpmnModdle } from "bpmn-moddle";
let xml = "";
for await (const part of process.stdin) xml += part;
const { rootElement, warnings } = await new BpmnModdle().fromXML(xml);
const flow = rootElement.rootElements[0];
console.log(JSON.stringify({
  warnings: warnings.map((each) => each.message),
  kinds: flow.flowElements.map((each) => each.$type),
  drawn: rootElement.diagrams[0].plane.planeElement.map((each) => each.bpmnElement?.id),
  ids: flow.flowElements.map((each) => each.id),
  ends: flow.flowElements.filter((each) => each.$type === "bpmn:SequenceFlow")
    .map((each) => [each.sourceRef.id, each.targetRef.id]),
}));
"""


@pytest.fixture
def made() -> bytes:
    told = process()
    told["transitions"][0]["guard"] = "agree"
    return bpmn(Process.model_validate(told))


def _read(xml: bytes) -> Any:
    node = Path(sysconfig.get_path("scripts")) / "node"
    program = str(node) if node.exists() else which("node")
    assert program, "there is no Node; run `make setup`"
    ran = subprocess.run(
        [program, "--input-type=module", "-e", READ],
        input=xml,
        capture_output=True,
        cwd=REPOSITORY,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr.decode()
    return json.loads(ran.stdout)


def test_the_fields_own_library_reads_it_without_a_warning(made: bytes) -> None:
    read = _read(made)
    assert read["warnings"] == []
    assert read["kinds"].count("bpmn:StartEvent") == 1 and read["kinds"].count("bpmn:EndEvent") == 2
    assert {"bpmn:UserTask", "bpmn:ReceiveTask", "bpmn:ExclusiveGateway"} <= set(read["kinds"])
    assert set(read["drawn"]) == set(read["ids"]), "something is not drawn"
    assert all(source in read["ids"] and to in read["ids"] for source, to in read["ends"])


def test_every_step_is_a_flow_with_its_guard(made: bytes) -> None:
    root = ElementTree.fromstring(made)
    names = {each.get("name") for each in root.iter(f"{{{MODEL}}}sequenceFlow")}
    assert {each["title"]["ko"] for each in process()["transitions"]} <= names
    (condition,) = root.iter(f"{{{MODEL}}}conditionExpression")
    assert condition.text == "agree"
