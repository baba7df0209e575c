"""What validation finds, each with its remedy, Korean and English, by its stable code.

The remedy of a finding has the same code with "/remedy" behind.
"""

from madang_rules.errors import SENTENCES

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
    "thousands-comma": (
        ("'{text}': 쉼표는 천 단위가 아니라 값을 나눕니다.{read}",
         "'{text}': a comma divides values, never thousands.{read}"),
        ("수 하나라면 쉼표 없이 '{one}'처럼, 값 여러 개라면 쉼표 뒤를 띄어 '{many}'처럼 적으십시오.",
         "Write one number without commas ('{one}'), and several values with a blank behind the comma ('{many}')."),
    ),
    "thousands-or-list": (
        ("'{text}': 쉼표로 나뉜 값 여러 개인지 천 단위 쉼표를 찍은 수 하나인지 헷갈립니다.{read}",
         "'{text}' may be several values, or one number with commas between thousands.{read}"),
        ("값 여러 개라면 쉼표 뒤를 띄어 '{many}'처럼, 수 하나라면 쉼표 없이 '{one}'처럼 적으십시오.",
         "Write several values with a blank behind the comma ('{many}'), and one number without commas ('{one}')."),
    ),
    "thousands-broken": (
        ("'{text}': 쉼표는 천 단위가 아니라 값을 나누므로 '{written}'이(가) 수 하나로 읽히지 않습니다.",
         "'{text}': a comma divides values, never thousands, so '{written}' is not read as one number."),
        ("수는 천 단위 쉼표 없이 '{one}'처럼 적으십시오.", "Write numbers without commas between thousands ('{one}')."),
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
