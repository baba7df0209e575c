"""madang-rules in the peers' place: compiled once; a new `Evaluation` for every 20 conditions, as one question has."""

import time
from decimal import Decimal

import peer
from madang_rules.dmn import load
from madang_rules.feel import Evaluation, compile_expression
from madang_rules.feel.values import Date

task = peer.task()
persons = [peer.facts(person, Decimal) for person in task["persons"]]
for person in persons:
    for name, value in person.items():
        if hasattr(value, "isoformat"):
            person[name] = Date(value.year, value.month, value.day)
names = list(persons[0])


def timed():
    answers, rates = [], []
    for text in task["conditions"]:
        compiled = compile_expression(text, names)
        answers.append([peer.said(compiled(person, Evaluation())) for person in persons])
        for person in (persons * 4)[:400]:
            compiled(person, Evaluation())  # as often as it takes to be compiled with more effort
        some = [persons[at : at + 20] for at in range(0, 40, 20)]
        done, begun = 0, time.process_time()
        while (spent := time.process_time() - begun) < task["seconds"] / len(task["conditions"]):
            for twenty in some:
                evaluation = Evaluation()
                for person in twenty:
                    compiled(person, evaluation)
            done += 40
        rates.append(done / spent)
    return {"answers": answers, "rates": rates}


found = {"version": "here", **timed()}
begun = time.process_time()
engine = load(task["table"]["xml"])
spent = time.process_time() - begun
only = [{name: person[name] for name in task["table"]["inputs"]} for person in persons]


def decide(person):
    value = engine.decide("amount", person).value
    return None if value is None else str(value)


decide(only[0])
more = only * 200
timing = peer.timed_table(decide, more, task["seconds"], len(more))
timing["outcomes"] = timing["outcomes"][: len(only)]
found["table"] = {"name": "madang-rules", "load": spent, **timing}
peer.report(found)
