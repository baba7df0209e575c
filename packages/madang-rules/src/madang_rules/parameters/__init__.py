"""Dated parameters: median incomes, fees, wages: in force from a day until another, and known since a day.

```python
from madang_rules.parameters import read_csv

book = read_csv(text)
scope = book.context(Date(2026, 3, 1), known=Date(2026, 1, 15))  # functions for a model's scope
```
"""

from madang_rules.parameters.book import Parameters, Use
from madang_rules.parameters.exchange import (
    canonical,
    digest,
    from_data,
    read_csv,
    read_json,
    to_data,
    write_csv,
    write_json,
)
from madang_rules.parameters.messages import ParameterError
from madang_rules.parameters.table import ALWAYS, Entry, Gap, Mark, Parameter, Period

__all__ = [
    "ALWAYS",
    "Entry",
    "Gap",
    "Mark",
    "Parameter",
    "ParameterError",
    "Parameters",
    "Period",
    "Use",
    "canonical",
    "digest",
    "from_data",
    "read_csv",
    "read_json",
    "to_data",
    "write_csv",
    "write_json",
]
