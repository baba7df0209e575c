"""bkflow-feel: grammar to tree once, the tree evaluated often; and bkflow-dmn, which reads its cells at each decision."""

import logging
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)

from importlib.metadata import version  # noqa: E402

import peer  # noqa: E402
from bkflow_feel import parser, transformer  # noqa: E402

task = peer.task()
persons = [peer.facts(person) for person in task["persons"]]


def prepare(text):
    tree = transformer.transform(parser.parse(text))
    return tree.evaluate


found = {
    "version": version("bkflow-feel"),
    **peer.timed(prepare, persons, task["conditions"], task["seconds"]),
}
try:
    from bkflow_dmn.api import decide_single_table

    table = task["table"]
    model = {
        "title": "t",
        "hit_policy": "Unique",
        "inputs": {
            "cols": [{"id": name} for name in table["inputs"]],
            "rows": [rule[:-1] for rule in table["rules"]],
        },
        "outputs": {"cols": [{"id": "amount"}], "rows": [[rule[-1]] for rule in table["rules"]]},
    }

    def decide(person):
        rows = decide_single_table(model, person)
        return str(rows[0]["amount"]) if rows else None

    found["table"] = {
        "version": version("bkflow-dmn"),
        "name": "bkflow-dmn",
        **peer.timed_table(decide, persons, task["seconds"], 1),
    }
except Exception as fault:
    found["table"] = {"fault": f"{type(fault).__name__}: {fault}"[:200]}
peer.report(found)
