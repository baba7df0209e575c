"""The sentences of FEEL by their code: (Korean, English); `code/remedy` is the way out."""

from madang_rules.errors import SENTENCES

SENTENCES.update(
    {
        "feel-place": ("{line}번째 줄 {column}번째 글자:", "Line {line}, column {column}:"),
        "feel-end": ("식의 끝", "the end"),
        # Syntax
        "text-too-long": ("식이 {limit}자보다 깁니다.", "The expression is longer than {limit} characters."),
        "text-too-long/remedy": ("여러 결정으로 나누세요.", "Split it into several decisions."),
        "formula-too-large": (
            "식에 낱말과 기호가 {limit}개보다 많습니다.",
            "The expression has more than {limit} words and signs.",
        ),
        "formula-too-large/remedy": ("여러 결정으로 나누세요.", "Split it into several decisions."),
        "comparison-twice": (
            "비교 기호 바로 뒤에 비교 기호 '{found}'이(가) 또 있습니다.",
            "Another comparison '{found}' stands right behind a comparison.",
        ),
        "comparison-twice/remedy": (
            "하나만 남기세요. >=와 <=는 붙여 씁니다.",
            "Leave one of them; >= and <= are written without a space.",
        ),
        "string-open": ("따옴표로 시작한 문자열이 끝나지 않습니다.", "The string is not closed."),
        "string-open/remedy": ('끝에 "를 붙이세요.', 'Add a closing ".'),
        "comment-open": ("/*로 시작한 설명이 끝나지 않습니다.", "The comment begun with /* is not closed."),
        "comment-open/remedy": ("끝에 */를 붙이세요.", "Add a closing */."),
        "string-escape": ("{escape}은(는) 글자가 아닙니다.", "{escape} is no character."),
        "string-escape/remedy": (
            "유니코드 글자는 \\u와 16진수 네 자리로 쓰세요.",
            "Write a Unicode character as \\u with four hexadecimal digits.",
        ),
        "expected": (
            "'{expected}'이(가) 있어야 할 곳에 '{found}'이(가) 있습니다.",
            "Expected '{expected}' but found '{found}'.",
        ),
        "expected/remedy": (
            "'{expected}'을(를) 넣거나 그 앞을 확인하세요.",
            "Insert '{expected}' or look at what stands before.",
        ),
        "unexpected": ("'{found}'이(가) 여기에 올 수 없습니다.", "'{found}' cannot stand here."),
        "unexpected/remedy": (
            "앞에 빠진 연산자나 따옴표가 없는지, 이름이 선언되어 있는지 확인하세요.",
            "Look for a missing operator or quotation mark before it, or a name that is not declared.",
        ),
        "unexpected-end": ("식이 끝나지 않았습니다.", "The expression ends too early."),
        "unexpected-end/remedy": ("끝에 빠진 값을 쓰세요.", "Write the value that is missing at the end."),
        "name-expected": (
            "이름이 있어야 할 곳에 '{found}'이(가) 있습니다.",
            "Expected a name but found '{found}'.",
        ),
        "name-expected/remedy": ("글자로 시작하는 이름을 쓰세요.", "Write a name that begins with a letter."),
        "type-unknown": ("'{name}'이라는 형은 없습니다.", "There is no type '{name}'."),
        "type-unknown/remedy": (
            "number, string, list<…> 같은 형이나 모델에 정의한 형을 쓰세요.",
            "Write a type such as number, string or list<…>, or one that the model defines.",
        ),
        "nested-too-deep": (
            "괄호나 식이 {limit}겹보다 깊습니다.",
            "Brackets or expressions lie more than {limit} deep.",
        ),
        "nested-too-deep/remedy": (
            "안쪽을 따로 이름 붙여 빼내세요.",
            "Give the inner part a name of its own.",
        ),
        "chain-too-long": (
            "연산이 {limit}개 넘게 이어집니다.",
            "More than {limit} operations stand in a row.",
        ),
        "chain-too-long/remedy": (
            "목록과 sum() 같은 함수를 쓰세요.",
            "Use a list and a function such as sum().",
        ),
        "too-entangled": (
            "범위와 괄호가 얽혀 읽을 수 없습니다.",
            "Ranges and brackets are too entangled to be read.",
        ),
        "too-entangled/remedy": ("범위를 괄호로 묶으세요.", "Put ranges in parentheses."),
        "arguments-mixed": (
            "이름을 붙인 인수와 붙이지 않은 인수를 섞었습니다.",
            "Arguments with and without names are mixed.",
        ),
        "arguments-mixed/remedy": ("모두 붙이거나 모두 떼세요.", "Name all of them or none."),
        "entry-twice": ("'{name}' 항목이 두 번 있습니다.", "The entry '{name}' stands twice."),
        "entry-twice/remedy": ("하나를 지우거나 이름을 바꾸세요.", "Remove one or rename it."),
        # Budget
        "budget-steps": (
            "계산이 {allowed}단계를 넘어 멈추었습니다.",
            "Stopped: the evaluation needs more than {allowed} steps.",
        ),
        "budget-seconds": (
            "계산이 {allowed}초를 넘어 멈추었습니다.",
            "Stopped: the evaluation takes more than {allowed} seconds.",
        ),
        "budget-depth": (
            "함수가 {allowed}겹보다 깊이 서로를 불러 멈추었습니다.",
            "Stopped: functions call one another more than {allowed} deep.",
        ),
        "budget-list_length": (
            "목록이 {allowed}개보다 길어져 멈추었습니다.",
            "Stopped: a list would have more than {allowed} items.",
        ),
        "budget-string_length": (
            "문자열이 {allowed}자보다 길어져 멈추었습니다.",
            "Stopped: a string would have more than {allowed} characters.",
        ),
        "budget-answer_size": (
            "결과를 펼치면 값이 {allowed}개보다 많아 멈추었습니다.",
            "Stopped: written out, the result would have more than {allowed} values.",
        ),
        "budget-answer_depth": (
            "결과가 {allowed}겹보다 깊어 멈추었습니다.",
            "Stopped: the result is more than {allowed} deep.",
        ),
        # Evaluation: why a value is null
        "name-unknown": ("'{name}'이라는 이름의 값이 없습니다.", "There is no value named '{name}'."),
        "member-unknown": (
            "{type} 값에는 '{name}'이(가) 없습니다.",
            "A value of type {type} has no '{name}'.",
        ),
        "type": (
            "{expected} 형이어야 하는데 {found} 값입니다.",
            "Expected {expected} but the value is {found}.",
        ),
        "operands": (
            "{left}와(과) {right}에는 '{operator}'을(를) 쓸 수 없습니다.",
            "'{operator}' does not apply to {left} and {right}.",
        ),
        "out-of-range": (
            "계산 결과가 나타낼 수 있는 범위를 벗어납니다.",
            "The result is beyond what can be represented.",
        ),
        "division-by-zero": ("0으로 나눌 수 없습니다.", "Division by zero."),
        "condition": (
            "조건이 참이나 거짓이 아니라 {found} 값입니다.",
            "The condition is neither true nor false but {found}.",
        ),
        "not-a-function": ("{found} 값은 함수가 아닙니다.", "A value of type {found} is no function."),
        "external-function": ("외부 코드는 실행하지 않습니다.", "External code is not run."),
        "argument-count": (
            "{function}: 인수가 {expected}개 있어야 하는데 {given}개입니다.",
            "{function}: {expected} arguments expected, {given} given.",
        ),
        "argument-type": (
            "{function}: '{parameter}'의 형이 맞지 않습니다.",
            "{function}: the type of '{parameter}' does not fit.",
        ),
        "argument-name": (
            "{function}: '{parameter}'이라는 인수는 없습니다.",
            "{function}: there is no parameter '{parameter}'.",
        ),
        "argument-value": (
            "{function}: '{parameter}'의 값을 쓸 수 없습니다.",
            "{function}: the value of '{parameter}' cannot be used.",
        ),
        "range-ends": (
            "범위의 두 끝을 비교할 수 없거나 순서가 거꾸로입니다.",
            "The ends of the range cannot be compared or are reversed.",
        ),
        "iteration": ("{found} 값은 하나씩 돌 수 없습니다.", "A value of type {found} cannot be iterated."),
        "index": ("{index}번째 항목이 없습니다.", "There is no item number {index}."),
        "internal": (
            "이 라이브러리의 잘못으로 계산하지 못했습니다: {detail}",
            "A fault of this library: {detail}",
        ),
        "pattern": ("정규식을 읽을 수 없습니다: {detail}", "The regular expression cannot be read: {detail}"),
    }
)
