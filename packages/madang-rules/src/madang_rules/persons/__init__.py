"""Test persons: accepted, refused, unknown, edge: run at each change of a model, published with the rule.

```python
from madang_rules.dmn import load
from madang_rules.persons import read_persons, run, suggestions

engine = load(model)
report = run(engine, read_persons(text))
report.differing  # outcomes that are not as expected
[table.rows_never_matched for table in report.tables]
suggestions(engine, report)  # persons who are missing
```
"""

from madang_rules.persons.coverage import Bound, TableCoverage
from madang_rules.persons.messages import PersonError
from madang_rules.persons.person import UNKNOWN, Kind, Person, read_persons, write_persons
from madang_rules.persons.run import Outcome, Report, run
from madang_rules.persons.suggest import suggestions

__all__ = [
    "UNKNOWN",
    "Bound",
    "Kind",
    "Outcome",
    "Person",
    "PersonError",
    "Report",
    "TableCoverage",
    "read_persons",
    "run",
    "suggestions",
    "write_persons",
]
