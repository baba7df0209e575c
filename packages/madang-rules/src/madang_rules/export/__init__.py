"""Rules compiled to compact JSON, which the evaluator in TypeScript (`js/`) runs in a browser.

```python
from madang_rules.export import export_expressions, write

conditions = [compile_expression("age >= 19 and income < 2500000", names=["age", "income"])]
write(export_expressions(conditions, names=["age", "income"]))  # → text of JSON
```
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from madang_rules.export.errors import ExportError
from madang_rules.export.kinds import FORMAT, VERSION
from madang_rules.export.models import export_model
from madang_rules.export.tables import Tables
from madang_rules.feel import CompiledExpression, CompiledUnaryTests

__all__ = ["FORMAT", "VERSION", "ExportError", "export_expressions", "export_model", "write"]


def export_expressions(
    compiled: Iterable[CompiledExpression | CompiledUnaryTests],
    names: Iterable[str] = (),
    *,
    places: bool = False,
) -> dict[str, Any]:
    """Return expressions and unary tests as one document: `roots` names the row of each.

    `names` are those the expressions were compiled with. With `places`, reasons tell the offsets in the text; without,
    what is equal is written once, which is much smaller. Raises `ExportError` where a type is checked by code.
    """
    tables = Tables(places=places)
    declared = tuple(names)
    roots = [
        tables.tests(each.node, declared)
        if isinstance(each, CompiledUnaryTests)
        else tables.expression(each.node, declared)
        for each in compiled
    ]
    return {**tables.as_data(), "roots": roots}


def write(document: dict[str, Any]) -> str:
    """Return a document as text, the same for the same document."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))
