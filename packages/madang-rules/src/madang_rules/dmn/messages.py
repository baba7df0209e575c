"""The sentences of the DMN part, Korean and English, by their stable code.

Those of findings lie in `finding_messages`.
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
        "{name}의 값 {value} 쓸 수 없습니다. {how}",
        "{value} cannot be used for {name}. {how}",
    ),
    "told-number": ("수(예: {example})로", "a number such as {example}"),
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
    "told-allowed": ("쓸 수 있는 값: {allowed}.", "Allowed: {allowed}."),
    "told-whole": ("소수점 없이 적어 주세요. 예: {example}.", "Give a whole number, such as {example}."),
    "told-otherwise": (
        "규칙이 받지 않는 값입니다. 다른 값을 적어 주세요.",
        "The rule does not accept it. Give another value.",
    ),
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
    "why-undecided": (
        "어느 행으로 정해질지 아직 모릅니다. 될 수 있는 행: {rows}.",
        "Which row decides is still open. Possible rows: {rows}.",
    ),
    "why-undecided-same": (
        "어느 행으로 정해질지는 아직 모르지만 결과는 같습니다. 될 수 있는 행: {rows}.",
        "Which row decides is still open, yet the result is the same. Possible rows: {rows}.",
    ),
    "why-row-unless": (
        "{row}행은 나머지 행이 모두 맞지 않을 때 쓰입니다.",
        "Row {row} decides if none of the others matches.",
    ),
    "why-default-unless": (
        "맞는 행이 없으면 기본값 {value}입니다.",
        "If no row matches, the default stands: {value}.",
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
    "why-mark-lead": ("확인 여부: 확인 전{more}.", "Compared with the law: not yet checked{more}."),
    "why-mark-checked": ("확인 여부: 확인함{more}.", "Compared with the law: checked{more}."),
    "condition-whole": ("{name}", "{name}"),
    "condition-part": ("{name}의 {place}번째 조건", "part {place} of {name}"),
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
    "thousands-read": (" 지금은 ‘{words}’(이)라는 뜻입니다.", " It is read as “{words}”."),
    "meant-truth": ("{value}라고 적으십시오.", "Write {value}."),
    "meant-text": (
        '글자라면 "{name}"처럼 큰따옴표로 묶고, 이름이라면 고치십시오.',
        'Put a text between quotation marks ("{name}"); correct a name.',
    ),
    "anywhere": ("모든 값", "every value"),
})  # fmt: skip
