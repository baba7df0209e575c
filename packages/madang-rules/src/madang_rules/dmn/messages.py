"""The sentences of the DMN part, Korean and English, by their stable code.

The remedy of a finding has the same code with "/remedy" behind.
"""

from madang_rules.errors import SENTENCES

# Reading and linking
SENTENCES.update({
    "xml-broken": ("XML이 올바르지 않습니다: {reason}.", "The XML is not well-formed: {reason}."),
    "xml-doctype": (
        "문서 형식 선언(DOCTYPE)이 있는 모형은 받지 않습니다. 선언을 지우십시오.",
        "A model with a document type (DOCTYPE) is refused. Remove the declaration.",
    ),
    "xml-too-deep": ("요소가 {depth}단계보다 깊이 겹쳐 있습니다.", "Elements are nested deeper than {depth} levels."),
    "xml-too-many-prefixes": (
        "이름공간의 접두어가 너무 많습니다(모두 합해 {most}개까지).",
        "There are too many prefixes of namespaces (at most {most} in all).",
    ),
    "xml-too-large": (
        "문서가 {size}바이트로, 한도 {limit}바이트를 넘습니다.",
        "The document has {size} bytes, more than the limit of {limit}.",
    ),
    "xml-prefix-unknown": ("접두어 '{prefix}'에 이름공간이 없습니다.", "The prefix '{prefix}' has no namespace."),
    "xml-character": (
        "XML에 쓸 수 없는 제어 문자 U+{number:04X}이(가) 모형에 있습니다.",
        "The model holds the control character U+{number:04X}, which XML cannot carry.",
    ),
    "not-a-model": (
        "DMN 모형이 아닙니다: 뿌리 요소가 '{name}'(이름공간 '{namespace}')입니다.",
        "This is no DMN model: its root is '{name}' in the namespace '{namespace}'.",
    ),
    "second-child": (
        "한 번만 올 수 있는 요소 '{tag}'이(가) 두 번 나옵니다.",
        "The element '{tag}' may stand here once only, yet it comes a second time.",
    ),
    "model-too-deep": ("식이 너무 깊이 겹쳐 있습니다.", "Expressions are nested too deeply."),
    "model-too-slow": (
        "모형을 읽는 데 {seconds}초보다 오래 걸려 멈추었습니다. 여러 모형으로 나누세요.",
        "Stopped: reading the model takes more than {seconds} seconds. Split it into several models.",
    ),
    "model-faulty": ("모형에 오류가 있습니다: {fault} {remedy}", "The model has an error: {fault} {remedy}"),
    "decision-none": (
        "결정 '{name}'이(가) 없습니다. 있는 결정: {known}.",
        "There is no decision '{name}'. There are: {known}.",
    ),
    "service-none": (
        "결정 서비스 '{name}'이(가) 없습니다. 있는 서비스: {known}.",
        "There is no decision service '{name}'. There are: {known}.",
    ),
    "fact-none": (
        "입력 '{name}'이(가) 없습니다. 있는 입력: {known}.",
        "There is no input '{name}'. There are: {known}.",
    ),
    "facts-no-object": (
        '사실은 {{"나이": 30}}처럼 이름과 값을 짝지은 JSON 객체로 적어 주세요.',
        'Facts are told as a JSON object of names and values, such as {{"age": 30}}.',
    ),
    "kit-none": (
        "폴더 {folder}에 DMN TCK의 시험이 없습니다.",
        "There are no cases of the DMN TCK in the folder {folder}.",
    ),
    "fact-type": (
        "{name}의 값 {value} 맞지 않습니다. {wanted} 알려 주세요.",
        "{value} does not fit {name}. Tell {wanted}.",
    ),
    "fact-not-allowed": (
        "{name}의 값 {value} 쓸 수 없습니다. 쓸 수 있는 값: {allowed}.",
        "{value} cannot be used for {name}. Allowed: {allowed}.",
    ),
    "told-number": ("수(예: 1500000)로", "a number such as 1500000"),
    "told-string": ("글자로", "a text"),
    "told-boolean": ("예나 아니요로", "yes or no"),
    "told-date": ("날짜(예: 2026-03-01)로", "a date such as 2026-03-01"),
    "told-time": ("시각(예: 09:30:00)으로", "a time such as 09:30:00"),
    "told-date and time": (
        "날짜와 시각(예: 2026-03-01T09:30:00)으로",
        "a date and time such as 2026-03-01T09:30:00",
    ),
    "told-days and time duration": ("날과 시간의 길이(예: P3DT2H)로", "a length of days and hours such as P3DT2H"),
    "told-years and months duration": ("해와 달의 길이(예: P1Y6M)로", "a length of years and months such as P1Y6M"),
    "told-list": ("여러 개를, 하나하나는 {item}", "a list, of which each is {item}"),
    "told-context": ("{names} 항목으로", "the entries {names}"),
    "told-other": ("{type} 형의 값으로", "a value of type {type}"),
    "told-allowed-by-rule": ("모형의 규칙에 맞는 값", "what the model's rule says"),
})  # fmt: skip

# Reasons why a value is null
SENTENCES.update({
    "expression-missing": ("식이 비어 있습니다.", "The expression is empty."),
    "expression-language": (
        "FEEL이 아닌 언어로 쓰인 식은 계산하지 않습니다.",
        "An expression in another language than FEEL is not run.",
    ),
    "expression-broken": ("식에 문법 오류가 있습니다.", "The expression has a syntax error."),
    "function-external": (
        "{kind} 함수는 실행하지 않습니다.",
        "A function in {kind} is never run.",
    ),
    "input-missing": ("입력 '{name}'의 값이 주어지지 않았습니다.", "No value is given for the input '{name}'."),
    "logic-missing": ("결정 '{name}'에 논리가 없습니다.", "The decision '{name}' has no logic."),
    "table-not-unique": (
        "하나만 맞아야 하는 표에서 {rules}행이 함께 맞았습니다.",
        "Only one row may match, yet rows {rules} match together.",
    ),
    "table-not-any": (
        "함께 맞은 {rules}행의 결과가 서로 다릅니다.",
        "Rows {rules} match together and give different results.",
    ),
    "table-aggregate-numbers": (
        "{aggregation} 집계는 수에만 할 수 있습니다.",
        "{aggregation} needs numbers.",
    ),
    "table-input-not-allowed": (
        "입력 '{name}'에 허용되지 않은 값이 왔습니다.",
        "The input '{name}' has a value that is not allowed.",
    ),
})  # fmt: skip

# Explanation
SENTENCES.update({
    "why-result": ("결정 {name} {value}입니다.", "Decision {name}: {value}."),
    "why-facts": ("살펴본 값: {facts}.", "Values seen: {facts}."),
    "why-row": ("{row}행이 맞았습니다: {conditions}.", "Row {row} matched: {conditions}."),
    "why-more-rows": ("그 밖에 {count}개 행이 더 맞았습니다.", "{count} more rows matched."),
    "why-rows-behind": ("{rows}행도 맞지만 순위가 뒤여서 쓰이지 않았습니다.",
                        "Rows {rows} match too, but come after and do not count."),
    "why-default": ("그래서 기본값 {value}입니다.", "So the default stands: {value}."),
    "why-annotation-named": ("{name}: {text}.", "{name}: {text}."),
    "why-annotation": ("근거: {text}.", "Grounds: {text}."),
    "why-row-open": (
        "{row}행이 맞는지는 {inputs} 알아야 정해집니다.",
        "Whether row {row} matches depends on {inputs}.",
    ),
    "why-no-row": ("맞은 행이 없습니다.", "No row matched."),
    "why-row-missed": ("{row}행이 맞지 않은 까닭: {conditions}.", "Row {row} did not match: {conditions}."),
    "why-condition": ("{name} {value} 조건 ‘{wanted}’에 맞지 않음", "{name} is {value} (wanted: {wanted})"),
    "why-condition-later": (
        "{name} {value} 조건 ‘{wanted}’보다 {by} 늦음",
        "{name} is {value}, {by} later than what is wanted ({wanted})",
    ),
    "why-condition-earlier": (
        "{name} {value} 조건 ‘{wanted}’보다 {by} 이름",
        "{name} is {value}, {by} earlier than what is wanted ({wanted})",
    ),
    "why-condition-above": (
        "{name} {value} 조건 ‘{wanted}’보다 {by} 많음",
        "{name} is {value}, {by} above what is wanted ({wanted})",
    ),
    "why-condition-below": (
        "{name} {value} 조건 ‘{wanted}’보다 {by} 모자람",
        "{name} is {value}, {by} below what is wanted ({wanted})",
    ),
    "why-condition-open": ("{name} 아직 모름(조건 ‘{wanted}’)", "{name} is not known yet (wanted: {wanted})"),
    "why-unknown": ("정하려면 알아야 할 것: {facts}.", "To settle it, these must be known: {facts}."),
    "why-authority": ("근거: {name}.", "Grounds: {name}."),
    "why-atom-met": ("조건 ‘{text}’: 충족.", "Condition “{text}”: met."),
    "why-atom-failed": ("조건 ‘{text}’: 충족하지 않음.", "Condition “{text}”: not met."),
    "why-atom-above": (
        "조건 ‘{text}’: {value} {wanted}보다 {by} 많아 충족하지 않음.",
        "Condition “{text}”: not met, {value} is {by} above {wanted}.",
    ),
    "why-atom-below": (
        "조건 ‘{text}’: {value} {wanted}보다 {by} 모자라 충족하지 않음.",
        "Condition “{text}”: not met, {value} is {by} below {wanted}.",
    ),
    "why-atom-later": (
        "조건 ‘{text}’: {value} {wanted}보다 {by} 늦어 충족하지 않음.",
        "Condition “{text}”: not met, {value} is {by} later than {wanted}.",
    ),
    "why-atom-earlier": (
        "조건 ‘{text}’: {value} {wanted}보다 {by} 일러 충족하지 않음.",
        "Condition “{text}”: not met, {value} is {by} earlier than {wanted}.",
    ),
    "why-atom-equal": (
        "조건 ‘{text}’: {value} 바로 그 경계여서 충족하지 않음.",
        "Condition “{text}”: not met, {value} is just the bound.",
    ),
    "why-atom-open": ("조건 ‘{text}’: {facts}에 달려 있음.", "Condition “{text}”: depends on {facts}."),
    "meant-truth": ("{value}라고 적으십시오.", "Write {value}."),
    "meant-text": (
        '글자라면 "{name}"처럼 큰따옴표로 묶고, 이름이라면 고치십시오.',
        'Put a text between quotation marks ("{name}"); correct a name.',
    ),
    "anywhere": ("모든 값", "every value"),
})  # fmt: skip

# Findings, each with its remedy
_FINDINGS: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "feel-syntax": (
        ("'{text}': {fault}", "'{text}': {fault}"),
        ("{way_out}", "{way_out}"),
    ),
    "language-unknown": (
        ("식의 언어 '{language}'은(는) FEEL이 아닙니다.", "The expression's language '{language}' is not FEEL."),
        ("식을 FEEL로 옮겨 쓰십시오.", "Write the expression in FEEL."),
    ),
    "name-unbound": (
        ("'{name}'에 값을 주는 것이 없습니다.", "Nothing here gives '{name}' a value."),
        (
            "요구(정보·지식)를 더하거나 이름을 고치십시오. 비슷한 이름: {near}. 보이는 이름: {known}.",
            "Add a requirement or correct the name. Near: {near}. Names known here: {known}.",
        ),
    ),
    "comparison-types": (
        (
            "{left} 형과 {right} 형은 '{operator}'(으)로 비교되지 않습니다.",
            "'{operator}' does not compare {left} with {right}.",
        ),
        ("한쪽을 다른 형으로 바꾸십시오.", "Convert one of them."),
    ),
    "arithmetic-types": (
        ("{left} 형과 {right} 형에는 '{operator}'을(를) 쓸 수 없습니다.", "'{operator}' does not go with {left} and {right}."),
        ("한쪽을 다른 형으로 바꾸십시오.", "Convert one of them."),
    ),
    "expression-type": (
        ("값이 {found} 형이어서 {expected} 형이 될 수 없습니다.", "The value is of type {found}, never {expected}."),
        ("식이나 선언한 자료형을 고치십시오.", "Correct the expression or the declared type."),
    ),
    "several-values": (
        ("쉼표로 나뉜 값 여러 개여서 {expected} 형이 될 수 없습니다.",
         "These are several values between commas, never one of type {expected}."),
        ("수는 천 단위 쉼표 없이 8000처럼 적고, 값은 하나만 남기십시오.",
         "Write a number without commas between thousands (8000), and leave one value only."),
    ),
    "cell-name-unbound": (
        ("'{name}'에 값을 주는 것이 없습니다.", "Nothing here gives '{name}' a value."),
        ("{way_out} 비슷한 이름: {near}. 보이는 이름: {known}.", "{way_out} Near: {near}. Names known here: {known}."),
    ),
    "type-missing": (
        ("자료형 '{name}'이(가) 정의되지 않았습니다.", "The type '{name}' is not defined."),
        ("항목 정의를 더하거나 이름을 고치십시오.", "Add an item definition or correct the name."),
    ),
    "type-cycle": (
        ("자료형 '{name}'이(가) 자신을 가리킵니다.", "The type '{name}' refers to itself."),
        ("순환을 끊으십시오.", "Break the cycle."),
    ),
    "type-twice": (
        ("자료형 '{name}'이(가) 두 번 정의되었습니다.", "The type '{name}' is defined twice."),
        ("하나의 이름을 바꾸십시오.", "Rename one of them."),
    ),
    "namespace-twice": (
        ("이름공간 '{namespace}'의 모형이 둘입니다.", "There are two models of the namespace '{namespace}'."),
        ("하나만 넘기십시오.", "Hand in one of them only."),
    ),
    "import-missing": (
        ("가져올 모형 '{name}'({namespace})이(가) 없습니다.", "The imported model '{name}' ({namespace}) is not there."),
        ("그 모형을 함께 넘기십시오. 밖에서 내려받지 않습니다.", "Hand it in beside this one; nothing is fetched."),
    ),
    "import-cycle": (
        ("가져오기 '{name}'이(가) 돌아와 자신을 가져옵니다.", "The import '{name}' leads back to the importing model."),
        ("함께 쓰는 부분을 셋째 모형으로 옮기십시오.", "Move what both share into a third model."),
    ),
    "import-name-twice": (
        ("가져오기 이름 '{name}'이(가) 두 번 쓰였습니다.", "The import name '{name}' is used twice."),
        ("하나의 이름을 바꾸십시오.", "Rename one of them."),
    ),
    "import-too-deep": (
        ("가져오기가 {depth}단계보다 깊습니다.", "Imports are chained deeper than {depth} levels."),
        ("모형을 합치십시오.", "Merge some of the models."),
    ),
    "id-twice": (
        ("식별자 '{id}'이(가) 두 번 쓰였습니다.", "The id '{id}' is used twice."),
        ("하나를 바꾸고 그것을 가리키는 곳도 고치십시오.", "Change one, and the references to it."),
    ),
    "name-twice": (
        ("이름 '{name}'을(를) 둘이 씁니다.", "Two elements are called '{name}'."),
        ("하나의 이름을 바꾸십시오.", "Rename one of them."),
    ),
    "name-empty": (
        ("이름이 없는 요소가 있습니다(id {id}).", "An element (id {id}) has no name."),
        ("이름을 붙이십시오.", "Give it a name."),
    ),
    "homoglyph": (
        ("이름 '{name}'이(가) 다른 글자로 쓴 '{other}'와 같아 보입니다.",
         "The name '{name}' looks like '{other}', written with other characters."),
        ("뜻이 같으면 같은 글자로 쓰고, 다르면 뚜렷이 다른 이름을 붙이십시오.",
         "Use the same characters if they mean the same, else names that differ plainly."),
    ),
    "homoglyph-mixed": (
        ("이름 '{name}'의 한 낱말에 서로 닮은 글자 체계가 섞여 있습니다.",
         "A word of the name '{name}' mixes scripts whose letters look alike."),
        ("한 글자 체계로 쓰십시오.", "Write it in one script."),
    ),
    "reference-missing": (
        ("'{name}'이(가) 가리키는 '{href}'이(가) 없습니다.", "'{name}' refers to '{href}', which is not there."),
        ("참조를 고치거나 지우십시오.", "Correct or remove the reference."),
    ),
    "decision-cycle": (
        ("결정이 자신을 필요로 합니다: {path}.", "Decisions need themselves: {path}."),
        ("정보 요구 하나를 지우십시오.", "Remove one of the information requirements."),
    ),
    "logic-missing": (
        ("결정 '{name}'에 논리가 없습니다.", "The decision '{name}' has no logic."),
        ("논리를 적거나, 값을 입력으로 주십시오.", "Write its logic, or give its value as a fact."),
    ),
    "function-external": (
        ("{kind} 함수는 실행하지 않으며 값은 null이 됩니다.", "A function in {kind} is never run; its value is null."),
        ("FEEL로 옮겨 쓰십시오.", "Write it in FEEL."),
    ),
    "context-results": (
        ("문맥에 이름 없는 결과 항목이 둘입니다.", "The context has two results without a name."),
        ("하나만 남기십시오.", "Keep one."),
    ),
    "context-name-twice": (
        ("문맥에 이름 '{name}'이(가) 두 번 나옵니다.", "The context has the name '{name}' twice."),
        ("하나의 이름을 바꾸십시오.", "Rename one."),
    ),
    "relation-cells": (
        ("관계표 {row}행의 칸이 {cells}개로, 열 {columns}개와 다릅니다.",
         "Row {row} of the relation has {cells} cells for {columns} columns."),
        ("칸 수를 맞추십시오.", "Make them as many."),
    ),
    "hit-policy-unknown": (
        ("적중 정책 '{policy}'을(를) 모릅니다.", "The hit policy '{policy}' is unknown."),
        ("UNIQUE, FIRST, PRIORITY, ANY, COLLECT, RULE ORDER, OUTPUT ORDER 가운데 고르십시오.",
         "Use UNIQUE, FIRST, PRIORITY, ANY, COLLECT, RULE ORDER or OUTPUT ORDER."),
    ),
    "aggregation-unknown": (
        ("집계 '{aggregation}'을(를) 모릅니다.", "The aggregation '{aggregation}' is unknown."),
        ("SUM, COUNT, MIN, MAX 가운데 고르십시오.", "Use SUM, COUNT, MIN or MAX."),
    ),
    "aggregation-outputs": (
        ("집계 {aggregation}은(는) 출력이 하나인 표에만 쓸 수 있습니다.",
         "The aggregation {aggregation} needs a table of one output."),
        ("출력마다 표를 나누십시오.", "Make one table an output."),
    ),
    "output-names": (
        ("출력 열의 이름이 겹칩니다.", "Output columns share a name."),
        ("열마다 다른 이름을 붙이십시오.", "Name each column differently."),
    ),
    "output-name-missing": (
        ("{column}번째 출력 열에 이름이 없습니다.", "Output column {column} has no name."),
        ("이름을 붙이십시오.", "Give it a name."),
    ),
    "row-inputs": (
        ("입력 칸이 {cells}개로, 입력 열 {columns}개와 다릅니다.",
         "The row has {cells} input cells for {columns} columns."),
        ("칸 수를 맞추십시오. 빈 칸은 '-'로 적습니다.", "Make them as many; write '-' where anything goes."),
    ),
    "row-outputs": (
        ("출력 칸이 {cells}개로, 출력 열 {columns}개와 다릅니다.",
         "The row has {cells} output cells for {columns} columns."),
        ("칸 수를 맞추십시오.", "Make them as many."),
    ),
    "annotation-count": (
        ("주석 칸이 {cells}개로, 주석 열 {columns}개보다 많습니다.",
         "The row has {cells} annotations for {columns} columns."),
        ("주석 열을 더하십시오.", "Add an annotation column."),
    ),
    "table-too-large": (
        ("표의 행이 {rules}개로, 한 표에 담기에 너무 많습니다.", "The table's {rules} rows are too many for one table."),
        ("첫째 입력에 따라 표를 나누십시오.", "Split it by its first input."),
    ),
    "table-empty": (
        ("표에 행이 없습니다.", "The table has no rows."),
        ("행을 더하십시오.", "Add rows."),
    ),
    "row-empty": (
        ("{row}행은 어떤 값에도 맞지 않습니다: '{column_label}'의 '{text}'.",
         "Row {row} accepts no value: '{text}' of '{column_label}'."),
        ("범위의 처음과 끝, 열에 허용된 값을 살피십시오.", "Look at the ends of the range and the values allowed."),
    ),
    "rows-overlap": (
        ("{row}행과 {other}행이 함께 맞을 수 있습니다: {where}.", "Rows {row} and {other} can match together: {where}."),
        ("한 행의 조건을 좁히거나, 뜻한 바라면 적중 정책을 바꾸십시오.",
         "Narrow one of them or, if it is meant, choose another hit policy."),
    ),
    "rows-overlap-same": (
        ("{row}행과 {other}행이 함께 맞을 수 있고 결과는 같습니다: {where}.",
         "Rows {row} and {other} can match together, with the same result: {where}."),
        ("행을 합치거나 적중 정책을 ANY로 바꾸십시오.", "Merge them or use the hit policy ANY."),
    ),
    "rows-differ": (
        ("{row}행과 {other}행이 함께 맞으면 결과가 다릅니다: {where}.",
         "Rows {row} and {other} can match together and give different results: {where}."),
        ("결과를 같게 하거나 한 행의 조건을 좁히십시오.", "Give them the same result or narrow one of them."),
    ),
    "row-unreachable": (
        ("{row}행은 앞서는 행들이 모두 가려 쓰이지 않습니다.", "Row {row} never counts: other rows always come first."),
        ("지우거나 순서를 바꾸십시오.", "Remove it or change the order."),
    ),
    "table-gap": (
        ("어느 행도 받지 않는 값이 있습니다: {where}.", "No row accepts these values: {where}."),
        ("행이나 기본 출력을 더하십시오.", "Add a row or a default output."),
    ),
    "not-looked-at": (
        ("끝까지 살피지 못했습니다: {limit}", "Not looked at whole: {limit}"),
        ("결정표를 나누거나 모형을 나누면 살필 수 있습니다.", "Split the table or the model to have it checked."),
    ),
    "not-checked": (
        ("표가 너무 커서 빈틈을 끝까지 살피지 못했습니다.", "The table is too large to be checked for gaps."),
        ("표를 나누면 살필 수 있습니다.", "Split the table to have it checked."),
    ),
    "cell-type": (
        ("'{column_label}' 열의 '{text}'은(는) {expected} 형이 아닙니다.",
         "'{text}' in the column '{column_label}' is not of type {expected}."),
        ("칸이나 열의 자료형을 고치십시오.", "Correct the cell or the column's type."),
    ),
    "cell-not-allowed": (
        ("'{column_label}' 열에 허용되지 않은 값입니다: {text}.",
         "The column '{column_label}' does not allow: {text}."),
        ("값을 고치거나 허용된 값에 더하십시오.", "Correct it or add it to the values allowed."),
    ),
    "output-type": (
        ("출력 {text}은(는) '{column_label}' 열의 {expected} 형이 아닙니다.",
         "The output {text} is not of type {expected} of the column '{column_label}'."),
        ("출력이나 열의 자료형을 고치십시오.", "Correct the output or the column's type."),
    ),
    "output-not-allowed": (
        ("출력 {text}은(는) '{column_label}' 열에 허용되지 않은 값입니다.",
         "The column '{column_label}' does not allow the output {text}."),
        ("값을 고치거나 출력값 목록에 더하십시오.", "Correct it or add it to the output values."),
    ),
}  # fmt: skip

for _code, (_fault, _remedy) in _FINDINGS.items():
    # A code may also be the reason of a null, named above; then both say the same of the same thing.
    SENTENCES.setdefault(_code, _fault)
    SENTENCES[f"{_code}/remedy"] = _remedy
