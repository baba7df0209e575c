"""Rules as data: DMN decision tables and FEEL expressions that compute, explain, and know what they do not know.

- `feel`: the expression language: values, types, built-in functions, unknowns, budgets
- `dmn`: models: read, validate, evaluate, explain, write back
- `tck`: the standard's own tests

`python -m madang_rules` is the command.
"""
