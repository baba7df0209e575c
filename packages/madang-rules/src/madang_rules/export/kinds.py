"""Kinds of nodes as numbers, the same as in the evaluator in TypeScript (`js/src/format/document.ts`)."""

from __future__ import annotations

from enum import IntEnum

FORMAT = "madang-rules"
VERSION = 1
"""Counts up whenever an evaluator of the version before could misread what is written."""


class Kind(IntEnum):
    """What a row of the table of nodes is; the README describes the numbers behind it."""

    NULL = 0
    TRUE = 1
    FALSE = 2
    NUMBER = 3
    STRING = 4
    DATE = 5
    TIME = 6
    DATE_TIME = 7
    DURATION = 8
    NAME = 9
    BUILTIN = 10
    PATH = 11
    FILTER = 12
    CALL = 13
    NAMED_CALL = 14
    NEGATION = 15
    ARITHMETIC = 16
    COMPARISON = 17
    AND = 18
    OR = 19
    BETWEEN = 20
    IN = 21
    INSTANCE_OF = 22
    IF = 23
    ITERATOR = 24
    FOR = 25
    SOME = 26
    EVERY = 27
    FUNCTION = 28
    LIST = 29
    CONTEXT = 30
    RANGE = 31
    OPERATOR_TEST = 32
    UNARY_TESTS = 33
    RANGE_VALUE = 34
    EXTERNAL = 35


class TypeKind(IntEnum):
    """What a row of the table of types is. The simple types come before the table, in the order of `SIMPLE`."""

    LIST = 0
    RANGE = 1
    CONTEXT = 2
    FUNCTION = 3
    NAMED = 4


SIMPLE = (
    "Any",
    "Null",
    "number",
    "string",
    "boolean",
    "date",
    "time",
    "date and time",
    "days and time duration",
    "years and months duration",
    "function",
)
ARITHMETIC = ("+", "-", "*", "/", "**")
COMPARISON = ("=", "!=", "<", "<=", ">", ">=")
