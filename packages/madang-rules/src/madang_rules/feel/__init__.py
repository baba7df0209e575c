"""FEEL, the expression language of DMN 1.5 (chapter 10): parsed once, compiled to closures, three-valued.

```python
from madang_rules.feel import Evaluation, Unknown, compile_expression

condition = compile_expression("age >= 19 and region in (\"하늘시\", \"바다시\")", names=["age", "region"])
condition({"age": Decimal(25), "region": "하늘시"}, Evaluation())  # True
condition({"age": Unknown.fact("age"), "region": "숲시"}, Evaluation())  # False: whatever the age
```
"""

from madang_rules.feel.budget import DEFAULT_BUDGET, Budget
from madang_rules.feel.compile.unit import Scope
from madang_rules.feel.conform import coerce, conforms, instance_of
from madang_rules.feel.errors import BudgetExceeded, FeelSyntaxError
from madang_rules.feel.evaluation import Evaluation, Reason
from madang_rules.feel.expression import (
    CompiledExpression,
    CompiledUnaryTests,
    compile_expression,
    compile_unary_tests,
)
from madang_rules.feel.question import Question, constants_compared, likely_answers, questions
from madang_rules.feel.syntax.names import NameTable
from madang_rules.feel.unknown import Unknown
from madang_rules.feel.values.door import to_feel

__all__ = [
    "DEFAULT_BUDGET",
    "Budget",
    "BudgetExceeded",
    "CompiledExpression",
    "CompiledUnaryTests",
    "Evaluation",
    "FeelSyntaxError",
    "NameTable",
    "Question",
    "Reason",
    "Scope",
    "Unknown",
    "coerce",
    "compile_expression",
    "compile_unary_tests",
    "conforms",
    "constants_compared",
    "instance_of",
    "likely_answers",
    "questions",
    "to_feel",
]
