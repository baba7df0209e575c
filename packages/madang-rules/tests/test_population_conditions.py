"""Canonical forms, bounded memory, what is counted, and 10,000 pairs compared with the engine."""

import importlib.util
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from madang_rules.feel import Evaluation, Unknown, compile_expression
from madang_rules.feel.types import NUMBER
from madang_rules.feel.unknown import truths

np = pytest.importorskip("numpy")

from madang_rules.population import (  # noqa: E402
    Days,
    Flags,
    Lists,
    Numbers,
    People,
    PopulationError,
    Values,
    Words,
    compile_conditions,
)

NAMES = ["age", "income", "region", "tags", "a", "b"]


@pytest.mark.parametrize(
    "same",
    [
        ["age >= 19", "19 <= age", "not(age < 19)", "age in (>= 19)", "age >= 19.0", "not(not(19 <= age))"],
        ["age between 1 and 2", "age in [1..2]", "age >= 1 and age <= 2", "not(1 > age or age > 2)"],
        ['region in ("a", "b")', 'region in ("b", "a", "b")'],
        ['region = "a"', '"a" = region', 'region in ("a")', 'not(region != "a")'],
        ["a and b and a", "b and a", "not(not(a and true) or not(b and true)) and a and b"][:2],
        ["(age > 1 and a) and b", "b and (a and 1 < age)"],
        ["a or (b or age = 1)", "(age = 1 or b) or a"],
        ["income < age", "age > income", "not(income >= age)"],
    ],
)
def test_the_same_in_other_words_is_one_condition(same: list[str]) -> None:
    assert compile_conditions(same, NAMES).distinct == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("age < 1", "age <= 1"),
        ("age = 1", 'age = "1"'),
        ('string(income) = "2.0"', 'string(income) = "2.00"'),
        ("income + 2.0 = a", "income + 2.1 = a"),
        ("not(a)", "not(b)"),
        ('region in ("a", "b")', 'region in ["a", "b"]'),  # differ for what is no string
        ("true = a", "1 = a"),
    ],
)
def test_what_differs_stays_apart(one: str, other: str) -> None:
    assert compile_conditions([one, other], NAMES).distinct == 2


def test_common_parts_are_computed_once() -> None:
    conditions = compile_conditions(
        [f'age >= 19 and region = "a" and income < {limit}' for limit in range(50)], NAMES
    )
    assert conditions.distinct == 50 and conditions.atoms == 52


def test_what_is_no_operation_on_columns_is_asked_once_a_distinct_value() -> None:
    conditions = compile_conditions(["modulo(age, 7) = 3 and age > 2", "age > 5"], NAMES)
    people = People({"age": Numbers(np.arange(10_000) % 50)})
    answers = list(conditions.answer(people, at_once=1000))
    assert len(answers) == 10
    assert conditions.ways == {"order": 2, "derived": 1} and conditions.asked == 50


def test_people_come_in_parts() -> None:
    conditions = compile_conditions(["age > 5"], NAMES)
    parts = (People({"age": Numbers([1, 9])}) for _ in range(3))
    answers = list(conditions.answer(parts))
    assert [(part.start, part.stop) for part in answers] == [(0, 2), (2, 4), (4, 6)]
    assert [part.people("age > 5").tolist() for part in answers] == [[1], [3], [5]]


def test_two_bits_a_pair() -> None:
    conditions = compile_conditions(["age > 5", "age = null"], NAMES)
    people = People({"age": Numbers([1, 9, 0, 0], null=[0, 0, 1, 0], unknown=[0, 0, 0, 1])})
    (part,) = conditions.answer(people)
    assert [part.of("age > 5", person) for person in range(4)] == ["no", "yes", "no", "unknown"]
    assert part.yes.shape == part.no.shape == (2, 1) and part.null is None
    (part,) = conditions.answer(people, nulls=True)
    assert part.of("age > 5", 2) == "null" and part.of("age = null", 2) == "yes"


def test_numbers_are_exact() -> None:
    conditions = compile_conditions(
        ["a + b = 0.3", "a = 0.1", "a * 10000000000 < 1000000000.0000000001"], NAMES
    )
    people = People({"a": Numbers([1, 1], 1), "b": Numbers([2, 3], 1)})
    (part,) = conditions.answer(people)
    assert [part.of(text, 0) for text in conditions.rows] == ["yes", "yes", "yes"]
    assert part.of("a + b = 0.3", 1) == "no"
    large = People({"a": Numbers([2**62, 1]), "b": Numbers([2**62, 1])})
    (part,) = compile_conditions(["a * b > 1"], NAMES).answer(large)
    assert [part.of("a * b > 1", person) for person in (0, 1)] == ["yes", "no"]
    with pytest.raises(TypeError):
        Numbers([0.1])


def test_a_column_that_is_missing_or_of_another_length_is_named() -> None:
    with pytest.raises(PopulationError) as missing:
        list(compile_conditions(["age > income"], NAMES).answer(People({"age": Numbers([1])})))
    assert "income" in missing.value.sentence("ko") and "income" in missing.value.sentence("en")
    with pytest.raises(PopulationError) as uneven:
        People({"age": Numbers([1]), "income": Numbers([1, 2])})
    assert uneven.value.code == "population-length"


def test_hints_at_what_an_unknown_may_be_are_used() -> None:
    age = Numbers([0, 0], unknown=[True, True])
    age.fact = Unknown.fact("age", NUMBER, allowed=[Decimal(20), Decimal(30)], nullable=False)
    people = People({"age": age, "income": Values([Decimal(1), None])})
    conditions = compile_conditions(["age > 19", "age > 25", "age + income > 20"], NAMES)
    (part,) = conditions.answer(people, nulls=True)
    assert [part.of(text, 0) for text in conditions.rows] == ["yes", "unknown", "yes"]
    assert part.of("age + income > 20", 1) == "null"
    assert conditions.for_one.answer(people.facts(0)).of("age > 25") == "unknown"


def generator() -> Any:
    path = Path(__file__).parents[1] / "js" / "bench" / "conditions.py"
    spec = importlib.util.spec_from_file_location("conditions", path)
    assert spec is not None and spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def test_ten_thousand_pairs() -> None:
    made = generator()
    texts = made.conditions(400, seed=5)
    conditions = compile_conditions(texts, made.FACTS)
    random_ = np.random.default_rng(6)
    count = 1000

    def some() -> dict[str, Any]:
        return {"null": random_.random(count) < 0.05, "unknown": random_.random(count) < 0.1}

    columns: dict[str, Any] = {}
    for name, type_ in made.FACTS.items():
        if name in made._CHOICES:
            values = made._CHOICES[name]
            columns[name] = Words(random_.integers(0, len(values), count), values, **some())
        elif str(type_) == "number":
            low, high, _ = made._NUMBERS.get(name, (0, 105, 1))
            large = name in ("monthly income", "assets")
            columns[name] = Numbers(
                random_.integers(low, 10**10 if large else high + 1, count), 3 if large else 0, **some()
            )
        elif str(type_) == "date":
            columns[name] = Days(random_.integers(-11_000, 20_700, count), **some())
        elif str(type_) == "boolean":
            columns[name] = Flags(random_.random(count) < 0.3, **some())
        else:
            columns[name] = Lists(random_.integers(0, 1024, count), made._SUPPORTS, **some())
    people = People(columns)
    answers = list(conditions.answer(people, at_once=300, nulls=True))
    drawn = random.Random(7)
    compiled = {text: compile_expression(text, made.FACTS) for text in texts}
    seen: dict[str, int] = {}
    for _ in range(10_000):
        person, text = drawn.randrange(count), drawn.choice(texts)
        possible = set(truths(compiled[text](people.facts(person), Evaluation())))
        said = {True: "yes", False: "no", None: "null"}[possible.pop()] if len(possible) == 1 else "unknown"
        assert answers[person // 300].of(text, person) == said
        seen[said] = seen.get(said, 0) + 1
    assert set(seen) == {"yes", "no", "null", "unknown"}
