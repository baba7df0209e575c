"""Data of the benchmark of rules, all seeded and frozen: conditions, persons, people, one large decision table."""

from __future__ import annotations

import random
from typing import Any
from xml.sax.saxutils import escape

CONDITIONS = [
    'age >= 19 and age <= 34 and region in ("하늘시", "바다시") and income < 2564238.5 and since <= date("2026-01-01")',
    'age >= 65 and income <= 2130000 and assets < 340000000 and citizen = true',
    'household >= 3 and income <= 5025353.00 and children >= 2 and housing != "자가" and since <= date("2025-06-30")',
    'region = "하늘시" and age between 18 and 39 and occupation = "구직" and unemployed >= date("2025-01-01") and assets <= 150000000',
    'disability >= 1 and disability <= 3 and income < 3077086.6 and housing in ("월세", "전세") and age >= 20',
    '(occupation = "농업" or occupation = "어업") and region in ("나무군", "구름구") and area <= 5.5 and since < date("2023-03-01") and age <= 69',
    'children >= 1 and list contains(support, "한부모") and income <= 2676378.25 and age >= 22 and citizen = true',
    'not(list contains(support, "주거")) and housing = "월세" and rent <= 600000 and deposit <= 50000000 and age <= 34',
    'birth >= date("1987-01-01") and birth < date("2007-01-01") and income * 12 <= 50000000 and citizen = true and region = "바다시"',
    'income <= household * 1282119.5 and assets <= 241000000 and region != "들판시" and age >= 19 and children = 0',
    'if household = 1 then income <= 2564238 else income <= 4199292 + (household - 2) * 1100000.5',
    'age >= 50 and age <= 64 and occupation in ("무직", "구직", "주부") and insured >= 180 and unemployed <= date("2026-02-28")',
    'some s in support satisfies s in ("생계", "의료")',
    'count(support) <= 2 and income < 4199292.3 and household in [2..5] and since <= date("2025-12-31") and housing != "시설"',
    'children >= 3 or (children = 2 and income <= 6097773) or (children = 1 and list contains(support, "장애") and income <= 3932658)',
    'age < 19 and region in ("하늘시", "나무군") and income <= 7108192 and citizen = true and list contains(support, "교육")',
    'occupation = "자영업" and opened <= date("2024-12-31") and sales < 120000000.00 and region = "구름구" and not(list contains(support, "긴급"))',
    'area > 60.5 and area <= 84.99 and household >= 4 and deposit < 300000000 and since < date("2024-07-01")',
    'age in [19..39] and (income / household) <= 1500000.75 and assets < 250000000 and housing in ("전세", "월세", "무상")',
    'birth <= date("1961-03-31") and citizen = true and insured < 120 and income <= 2280000.0 and not(occupation = "군인")',
]  # fmt: skip
"""Twenty conditions of services as cities write them: five atoms on average."""

REGIONS = ["하늘시", "바다시", "나무군", "구름구", "들판시"]
CHOICES = {
    "region": REGIONS,
    "housing": ["자가", "전세", "월세", "임대", "무상", "시설"],
    "occupation": ["직장인", "자영업", "농업", "어업", "학생", "구직", "주부", "무직", "군인"],
}
SUPPORTS = ["생계", "의료", "주거", "교육", "장애", "한부모", "긴급"]
MANY_REGIONS = [
    f"{name}{kind}"
    for name in ["하늘", "바다", "나무", "구름", "들판", "숲", "강", "별", "달", "해"]
    for kind in ("시", "군", "구")
]


def persons(count: int, seed: int) -> list[dict[str, tuple[str, Any]]]:
    """Return invented persons: kind and text (or value) of each fact, all of them known."""
    random_ = random.Random(seed)

    def day(low: int, high: int) -> str:
        return f"{random_.randrange(low, high)}-{random_.randrange(1, 13):02d}-{random_.randrange(1, 29):02d}"

    def number(low: int, high: int, unit: int = 1) -> str:
        return str(random_.randrange(low, high) * unit)

    found = []
    for _ in range(count):
        person: dict[str, tuple[str, Any]] = {
            "age": ("number", number(0, 95)),
            "income": ("number", number(50, 900, 10_000)),
            "assets": ("number", number(0, 600, 1_000_000)),
            "household": ("number", number(1, 7)),
            "children": ("number", number(0, 4)),
            "disability": ("number", number(0, 7)),
            "insured": ("number", number(0, 400)),
            "area": ("number", f"{random_.randrange(2, 120)}.{random_.randrange(100):02d}"),
            "rent": ("number", number(0, 120, 10_000)),
            "deposit": ("number", number(0, 400, 1_000_000)),
            "sales": ("number", number(0, 300, 1_000_000)),
            "citizen": ("boolean", random_.random() < 0.9),
            "since": ("date", day(2010, 2027)),
            "birth": ("date", day(1940, 2015)),
            "unemployed": ("date", day(2023, 2027)),
            "opened": ("date", day(2015, 2027)),
            "support": ("list", random_.sample(SUPPORTS, random_.randrange(0, 4))),
            "place": ("string", random_.choice(MANY_REGIONS)),
        }
        person |= {name: ("string", random_.choice(values)) for name, values in CHOICES.items()}
        found.append(person)
    return found


def table(rules: int = 3000) -> dict[str, Any]:
    """Return a decision table under UNIQUE: places × ages × incomes, as cells and as XML of DMN 1.1 and 1.5."""
    bands = max(1, round((rules / len(MANY_REGIONS)) ** 0.5))
    ages = [f"[{low}..{low + 95 // bands - 1}]" if band < bands - 1 else f">= {low}"
            for band in range(bands) for low in [band * (95 // bands)]]  # fmt: skip
    step = 9_000_000 // bands
    incomes = [
        f"[{band * step}..{(band + 1) * step})" if band < bands - 1 else f">= {band * step}"
        for band in range(bands)
    ]
    rows = [
        [f'"{place}"', age, income, str(10_000 + index)]
        for index, (place, age, income) in enumerate(
            (place, age, income) for place in MANY_REGIONS for age in ages for income in incomes
        )
    ]
    inputs = ["place", "age", "income"]
    return {
        "inputs": inputs,
        "rules": rows,
        "xml": _xml(rows, "https://www.omg.org/spec/DMN/20230324/MODEL/"),
        "xml_1_1": _xml(rows, "http://www.omg.org/spec/DMN/20151101/dmn.xsd"),
    }


def _xml(rows: list[list[str]], namespace: str) -> str:
    types = {"place": "string", "age": "number", "income": "number"}
    inputs = "".join(
        f'<inputData id="i_{name}" name="{name}"><variable id="v_{name}" name="{name}" typeRef="{type_}"/></inputData>'
        for name, type_ in types.items()
    )
    needs = "".join(
        f'<informationRequirement><requiredInput href="#i_{name}"/></informationRequirement>'
        for name in types
    )
    clauses = "".join(
        f'<input id="c_{name}" label="{name}"><inputExpression id="e_{name}" typeRef="{type_}"><text>{name}</text></inputExpression></input>'
        for name, type_ in types.items()
    )
    rules = "".join(
        f'<rule id="r{index}">'
        + "".join(
            f'<inputEntry id="r{index}i{at}"><text>{escape(cell)}</text></inputEntry>'
            for at, cell in enumerate(row[:-1])
        )
        + f'<outputEntry id="r{index}o"><text>{row[-1]}</text></outputEntry></rule>'
        for index, row in enumerate(rows)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="{namespace}" id="d" name="amounts" namespace="urn:bench">'
        f'{inputs}<decision id="amount" name="amount"><variable id="v" name="amount" typeRef="number"/>{needs}'
        f'<decisionTable id="t" hitPolicy="UNIQUE">{clauses}<output id="o" name="amount" typeRef="number"/>{rules}'
        "</decisionTable></decision></definitions>"
    )


def spelled_again(text: str, random_: random.Random) -> str:
    """Return a condition that says the same in other words: operands in another order, comparisons turned, …"""
    if " or " in text or "(" in text.replace("date(", "").replace("in (", "").replace(
        "contains(", ""
    ).replace("not(", ""):
        return f"not(not({text}))"
    between: list[str] = []
    for part in text.split(" and "):
        if between and " between " in between[-1] and " and " not in between[-1]:
            between[-1] += f" and {part}"
        else:
            between.append(part)
    random_.shuffle(between)
    return " and ".join(_atom_again(part, random_) for part in between)


def _atom_again(atom: str, random_: random.Random) -> str:
    words = atom.rsplit(" ", 2)
    if " between " in atom:
        name, _, bounds = atom.partition(" between ")
        low, high = bounds.split(" and ")
        return random_.choice((f"{name} in [{low}..{high}]", f"({low} <= {name} and {name} <= {high})"))
    if len(words) == 3 and words[1] in ("<", "<=", ">", ">=") and random_.random() < 0.7:
        name, operator, bound = words
        turned = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}[operator]
        denied = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}[operator]
        return random_.choice(
            (f"{bound} {turned} {name}", f"not({name} {denied} {bound})", f"{name} in ({operator} {bound})")
        )
    if len(words) == 3 and words[1] == "=":
        return f"{words[0]} in ({words[2]})"
    return atom


def people(count: int, seed: int, choices: dict[str, list[str]], numbers: dict[str, tuple[int, int, int]],
           supports: list[str]) -> Any:  # fmt: skip
    """Return many people as columns: of each fact some do not have it, and of some it is not known."""
    import numpy as np
    from madang_rules.population import Days, Flags, Lists, Numbers, People, Words

    random_ = np.random.default_rng(seed)

    def some() -> dict[str, Any]:
        return {"null": random_.random(count) < 0.03, "unknown": random_.random(count) < 0.06}

    columns: dict[str, Any] = {"age": Numbers(random_.integers(0, 105, count), **some())}
    for name, (low, high, _) in numbers.items():
        columns[name] = Numbers(random_.integers(low, high + 1, count), **some())
    columns["monthly income"] = Numbers(
        (random_.lognormal(15, 0.8, count)).astype(np.int64) * 10, 1, **some()
    )
    columns["assets"] = Numbers((random_.lognormal(18, 1.2, count)).astype(np.int64) * 100, 2, **some())
    for name, values in choices.items():
        columns[name] = Words(random_.integers(0, len(values), count), values, **some())
    for name in ("resident since", "birth date", "unemployed since", "business opened"):
        columns[name] = Days(random_.integers(-11_000, 20_700, count), **some())
    for name in ("veteran", "farmer", "pregnant", "basic livelihood"):
        columns[name] = Flags(random_.random(count) < 0.1, **some())
    columns["support received"] = Lists(random_.integers(0, 2 ** len(supports), count), supports, **some())
    return People(columns)
