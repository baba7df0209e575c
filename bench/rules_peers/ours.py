"""madang-rules in the peers' place: compiled once; a new `Evaluation` for every 20 conditions, as one question has.

Called one person after the other, as the peers are; and, beside that, asked for many people at once, in columns.
"""

import importlib.util
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
        compiled = compile_expression(text, names).function
        answers.append([peer.said(compiled(person, Evaluation())) for person in persons])
        for person in (persons * 4)[:400]:
            compiled(person, Evaluation())
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


def in_columns(times=500):
    """The same conditions, each for all persons `times` over at once: evaluations a second, and whether all agree."""
    from madang_rules.population import Days, Flags, Lists, Numbers, People, Words, compile_conditions

    everybody = persons * times
    columns = {}
    for name in names:
        values = [person[name] for person in everybody]
        if isinstance(values[0], Decimal):
            columns[name] = Numbers([int(value * 100) for value in values], scale=2)
        elif isinstance(values[0], bool):
            columns[name] = Flags(values)
        elif isinstance(values[0], Date):
            columns[name] = Days([value.days for value in values])
        elif isinstance(values[0], str):
            words = sorted(set(values))
            columns[name] = Words([words.index(value) for value in values], words)
        else:
            words = sorted({word for value in values for word in value})
            columns[name] = Lists([sum(1 << words.index(word) for word in value) for value in values], words)
    people = People(columns)
    types = {name: column.type for name, column in columns.items()}
    rates, same = [], 0
    for text, expected in zip(task["conditions"], answered["answers"], strict=True):
        conditions = compile_conditions({"it": text}, types)
        parts = list(conditions.answer(people))
        said = [part.of("it", person) for part in parts for person in range(part.start, part.stop)]
        same += [{"yes": "true", "no": "false"}.get(each, each) for each in said] == expected * times
        turns, begun = 0, time.process_time()
        while (spent := time.process_time() - begun) < task["seconds"] / len(task["conditions"]) / 2:
            for _ in conditions.answer(people):
                pass
            turns += 1
        rates.append(turns * len(everybody) / spent)
    return {"rates": rates, "conditions_that_agree": same, "people": len(everybody)}


answered = timed()
found = {"version": "here", **answered}
if importlib.util.find_spec("numpy"):
    found["in_columns"] = in_columns()
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
