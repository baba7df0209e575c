"""Look-up by column gives what testing each cell one by one would give."""

import datetime
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from madang_rules.dmn import Engine, load
from madang_rules.dmn.compile.table import Table
from madang_rules.feel import Evaluation, to_feel
from small_models import decision, definitions, input_data, table

NUMBERS = [
    "-",
    "1",
    "2.0",
    "-3",
    "> 1",
    ">= 1",
    "< 2",
    "<= 2.00",
    "[1..3]",
    "(1..3)",
    "]1..3[",
    "[3..1]",
    "(2..2]",
    "not(1)",
    "not(> 1)",
    "1, 2",
    "< 0, > 5",
    "null",
    "? = 2",
    "-1, null",
    "not(null)",
    "!= 2",
    "= 1",
]
STRINGS = [
    "-",
    '"a"',
    '"a","b"',
    'not("a")',
    'not("a","b")',
    '"c", null',
    '? = "a"',
    '"a\\n"',
    'contains(?, "a")',
]
TRUTHS = ["-", "true", "false", "not(true)", "true, false", "null"]
DATES = [
    "-",
    'date("2026-01-01")',
    '> @"2026-01-01"',
    '[@"2025-01-01"..date("2026-01-01"))',
    'not(@"2026-01-01")',
    '< date("2025-06-01")',
    'duration("P1D")',
]
VALUES: list[list[Any]] = [
    [None, *map(Decimal, ("1", "1.0", "2", "-3", "3", "0.5", "6", "-1")), "1", True],
    [None, "a", "b", "c", "", "a\n", Decimal(1)],
    [None, True, False, "true"],
    [
        None,
        datetime.date(2026, 1, 1),
        datetime.date(2025, 1, 1),
        datetime.date(2030, 5, 5),
        datetime.timedelta(days=1),
    ],
]


def engine_of(rows: list[list[str]]) -> Engine:
    return load(
        definitions(
            *(input_data(name) for name in "abcd"),
            decision(
                "out",
                table(
                    [(name, "") for name in "abcd"],
                    [("o", "number")],
                    [[*row, str(index)] for index, row in enumerate(rows)],
                    policy="COLLECT",
                ),
                inputs=[f"i_{name}" for name in "abcd"],
            ),
        )
    )


ROW = st.tuples(*(st.sampled_from(cells) for cells in (NUMBERS, STRINGS, TRUTHS, DATES))).map(list)


@settings(max_examples=150, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=8), st.tuples(*(st.sampled_from(values) for values in VALUES)))
def test_look_up_agrees_with_every_cell(rows: list[list[str]], values: tuple[Any, ...]) -> None:
    engine = engine_of(rows)
    part = engine.program.part("out")
    assert part is not None and isinstance(part.compiled, Table)
    given_values = [to_feel(value) for value in values]
    scope = dict(zip("abcd", given_values, strict=True))
    expected = []
    for index in range(len(rows)):
        verdicts = [
            cell.tests(scope, Evaluation(), value)
            for each, value in zip(part.compiled.inputs, given_values, strict=True)
            for cell in each.column.cells
            if cell.rules >> index & 1
        ]
        if all(verdict is True for verdict in verdicts):
            expected.append(index)
    assert part.compiled(scope, Evaluation()) == expected


@settings(max_examples=150, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=6), st.tuples(*(st.sampled_from(values[1:]) for values in VALUES)))
def test_overlap_gap_and_cover_say_the_truth(rows: list[list[str]], values: tuple[Any, ...]) -> None:
    part = engine_of(rows).program.part("out")
    assert part is not None and isinstance(part.compiled, Table)
    run = part.compiled
    given_values = [to_feel(value) for value in values]
    matching = run(dict(zip("abcd", given_values, strict=True)), Evaluation())
    for one in matching:
        assert all(one == other or not run.boxes.are_disjoint(int(one), int(other)) for other in matching)
    known = all(
        each.column.cls in (None, value.__class__)
        for each, value in zip(run.inputs, given_values, strict=True)
    )
    if known and run.is_covered(given_values, run.everything):
        assert matching
    segments = [
        side.axis.segment(each.column.key(value)) if each.column.cls is value.__class__ else None
        for each, side, value in zip(run.inputs, run.boxes.sides, given_values, strict=True)
    ]
    if None not in segments:
        for region in run.boxes.gaps(1000):
            if all(
                mask >> place & 1 for mask, place in zip(region, segments, strict=True) if place is not None
            ):
                assert not matching
