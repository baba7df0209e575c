"""Eligibility conditions like those of public services, made from a seed: for benchmarks of all back ends.

`python conditions.py --count 11000 --seed 1 --out FILE` writes them exported, with persons to evaluate them for.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from madang_rules.export import export_expressions, write
from madang_rules.export.wire import encode
from madang_rules.feel import Unknown, compile_expression
from madang_rules.feel.types import BOOLEAN, DATE, NUMBER, STRING, ListType, Type
from madang_rules.feel.values import Date

FACTS: dict[str, Type] = {
    "age": NUMBER,
    "household size": NUMBER,
    "children": NUMBER,
    "monthly income": NUMBER,
    "assets": NUMBER,
    "disability degree": NUMBER,
    "months insured": NUMBER,
    "floor area": NUMBER,
    "region": STRING,
    "occupation": STRING,
    "housing": STRING,
    "marital status": STRING,
    "resident since": DATE,
    "birth date": DATE,
    "unemployed since": DATE,
    "business opened": DATE,
    "veteran": BOOLEAN,
    "farmer": BOOLEAN,
    "pregnant": BOOLEAN,
    "basic livelihood": BOOLEAN,
    "support received": ListType(STRING),
}
_REGIONS = [
    f"{name}{kind}"
    for name in ("하늘", "바다", "숲", "강", "들", "별", "달", "해", "산", "섬")
    for kind in ("시", "군", "구")
]
_CHOICES = {
    "region": _REGIONS,
    "occupation": ["직장인", "자영업", "농업", "어업", "학생", "구직", "예술", "주부", "무직", "군인"],
    "housing": ["자가", "전세", "월세", "임대", "무상", "시설"],
    "marital status": ["미혼", "기혼", "이혼", "사별", "한부모"],
}
_SUPPORTS = ["생계", "의료", "주거", "교육", "장애", "한부모", "기초연금", "아동수당", "농민수당", "청년수당"]
_NUMBERS: dict[str, tuple[int, int, int]] = {
    "household size": (1, 8, 1),
    "children": (0, 6, 1),
    "disability degree": (1, 6, 1),
    "months insured": (0, 240, 6),
    "floor area": (20, 200, 5),
}


def _money(random_: random.Random) -> str:
    if random_.random() < 0.5:
        return str(random_.randrange(40, 1200) * 10_000)
    # A share of the median income.
    share = random_.choice(("0.3", "0.32", "0.4", "0.48", "0.5", "0.6", "0.75", "1.0", "1.2", "1.5", "1.8"))
    base = random_.choice((2_392_013, 3_932_658, 5_025_353, 6_097_773, 7_108_192, 8_064_805))
    return str(Decimal(share) * base)


def _day(random_: random.Random) -> str:
    return f'date("{random_.randrange(1940, 2027)}-{random_.randrange(1, 13):02d}-{random_.choice((1, 1, 1, 15)):02d}")'


def _atom(random_: random.Random) -> str:
    kind = random_.randrange(12)
    if kind <= 1:
        low = random_.randrange(0, 80)
        return f"age between {low} and {low + random_.randrange(1, 30)}" if kind else f"age >= {low}"
    if kind == 2:
        return f"age <= {random_.randrange(18, 100)}"
    if kind == 3:
        return f"monthly income <= {_money(random_)}"
    if kind == 4:
        return f"assets < {random_.randrange(5, 900)}000000.00"
    if kind == 5:
        name, (low, high, step) = random_.choice(list(_NUMBERS.items()))
        return f"{name} {random_.choice(('>=', '<=', '=', '>', '<'))} {random_.randrange(low, high, step)}"
    if kind <= 7:
        name, values = random_.choice(list(_CHOICES.items()))
        chosen = random_.sample(values, random_.randrange(1, min(6, len(values))))
        if len(chosen) == 1:
            return f'{name} = "{chosen[0]}"'
        return f"{name} in ({', '.join(f'{chr(34)}{one}{chr(34)}' for one in chosen)})"
    if kind <= 9:
        name = random_.choice(("resident since", "birth date", "unemployed since", "business opened"))
        return f"{name} {random_.choice(('<=', '>=', '<'))} {_day(random_)}"
    if kind == 10:
        found = f'list contains(support received, "{random_.choice(_SUPPORTS)}")'
        return f"not({found})" if random_.random() < 0.7 else found
    name = random_.choice(("veteran", "farmer", "pregnant", "basic livelihood"))
    return name if random_.random() < 0.7 else f"not({name})"


def conditions(count: int = 11_000, seed: int = 1) -> list[str]:
    """Return `count` conditions of five atoms on average, most of them conjunctions."""
    random_ = random.Random(seed)  # noqa: S311 - nothing secret
    made: list[str] = []
    for _ in range(count):
        atoms = [_atom(random_) for _ in range(random_.choice((3, 4, 5, 5, 5, 6, 7)))]
        if random_.random() < 0.25:
            either = f"({atoms.pop()} or {atoms.pop()})"
            atoms.insert(random_.randrange(len(atoms) + 1), either)
        made.append(" and ".join(atoms))
    return made


def person(seed: int, known: float = 0.6) -> dict[str, Any]:
    """Return the facts of one person as FEEL values; each is known with probability `known`, else unknown."""
    random_ = random.Random(seed)  # noqa: S311 - nothing secret
    facts: dict[str, Any] = {}
    for name, type_ in FACTS.items():
        if random_.random() >= known:
            facts[name] = Unknown.fact(name, type_, nullable=False)
        elif name in _CHOICES:
            facts[name] = random_.choice(_CHOICES[name])
        elif type_ == BOOLEAN:
            facts[name] = random_.random() < 0.2
        elif type_ == DATE:
            facts[name] = Date(
                random_.randrange(1940, 2026), random_.randrange(1, 13), random_.randrange(1, 29)
            )
        elif type_ == NUMBER:
            low, high, _ = _NUMBERS.get(name, (0, 100, 1))
            large = name in ("monthly income", "assets")
            facts[name] = Decimal(random_.randrange(0, 9_000_000) if large else random_.randrange(low, high))
        else:
            facts[name] = random_.sample(_SUPPORTS, random_.randrange(0, 4))
    return facts


def main() -> None:
    """Write the exported conditions and some persons, and say how large they are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=11_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    texts = conditions(options.count, options.seed)
    compiled = [compile_expression(text, FACTS) for text in texts]
    text = write(export_expressions(compiled, FACTS))
    options.out.write_text(text, encoding="utf-8")
    persons = [[[name, encode(value)] for name, value in person(seed).items()] for seed in range(20)]
    options.out.with_suffix(".persons.json").write_text(json.dumps(persons), encoding="utf-8")
    data = text.encode()
    report = {
        "conditions": len(texts),
        "distinct": len(set(texts)),
        "bytes": len(data),
        "gzip": len(gzip.compress(data, 9)),
    }
    sys.stdout.write(json.dumps(report) + "\n")


if __name__ == "__main__":
    main()
