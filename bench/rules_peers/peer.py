"""What the peers in Python share: the task read, conditions timed one after the other, a table timed whole.

Each peer runs in an environment and process of its own, so this file needs nothing but Python.
"""

import datetime
import json
import sys
import time
from pathlib import Path


def task():
    return json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))


def number_of(text):
    return float(text) if "." in text else int(text)


def facts(person, number=number_of):
    """One person's facts: `number` makes numbers of their text."""
    made = {}
    for name, (kind, value) in person.items():
        if kind == "number":
            value = number(value)
        elif kind == "date":
            value = datetime.date.fromisoformat(value)
        made[name] = value
    return made


def said(value):
    return "true" if value is True else "false" if value is False else "null" if value is None else "other"


def timed(prepare, persons, conditions, seconds):
    """Answer each condition for each person once, then time it: evaluations a second of each condition.

    `prepare(text)` returns a function of one person's facts. Its own time is not counted.
    """
    answers, rates = [], []
    share = seconds / max(1, len(conditions))
    for text in conditions:
        try:
            run = prepare(text)
            answers.append([said(run(person)) for person in persons])
        except BaseException as fault:
            answers.append([type(fault).__name__])
            rates.append(0.0)
            continue
        done, begun = 0, time.process_time()
        while (spent := time.process_time() - begun) < share:
            for person in persons[:40]:
                run(person)
            done += min(40, len(persons))
        rates.append(done / spent)
    return {"answers": answers, "rates": rates}


def timed_table(decide, persons, seconds, most):
    """Decide for persons until the time is over; return outcomes and decisions a second."""
    outcomes, begun = [], time.process_time()
    for person in persons[:most]:
        outcomes.append(decide(person))
        if time.process_time() - begun > seconds:
            break
    spent = time.process_time() - begun
    return {"outcomes": outcomes, "rate": len(outcomes) / spent}


def report(found):
    print(json.dumps(found))
