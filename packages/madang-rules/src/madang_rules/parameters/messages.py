"""What can be wrong with dated parameters, and how their use is told."""

from madang_rules.errors import SENTENCES, RulesError

SENTENCES.update(
    {
        "parameter-none": (
            "매개변수 '{name}'이(가) 없습니다. 있는 것: {known}",
            "There is no parameter {name!r}. Known: {known}",
        ),
        "parameter-period": (
            "'{name}'의 기간이 거꾸로입니다: {start}부터 {end} 전까지",
            "A period of {name!r} ends before it begins: from {start} until {end}",
        ),
        "parameter-dimensions": (
            "'{name}'의 항목에는 {expected}이(가) 있어야 하는데 {found}이(가) 있습니다.",
            "An entry of {name!r} must say {expected}; it says {found}",
        ),
        "parameter-mark": (
            "'{name}'의 표시 '{found}'은(는) checked 또는 lead여야 합니다.",
            "The mark of {name!r} must be checked or lead, not {found!r}",
        ),
        "parameter-value": (
            "'{name}'에 쓸 수 없는 값입니다: {text} ({type}이어야 함)",
            "No value for {name!r}: {text} (must be of type {type})",
        ),
        "parameter-overlap": (
            "'{name}'에 같은 날을 위한 값이 둘입니다: {first} / {second}. 앞 항목을 끝내거나 정정으로 기록하세요.",
            "{name!r} has two values for the same day: {first} / {second}. End the first or record a correction.",
        ),
        "parameter-format": (
            "매개변수 파일이 아닙니다: {detail}",
            "Not a file of parameters: {detail}",
        ),
        "parameter-missing": (
            "'{name}'에는 {day}에 {at}에 대한 값이 없습니다({known}에 알려진 바로는).",
            "{name!r} has no value for {at} on {day}, as known on {known}",
        ),
        "parameter-used": (
            "{name}({at}) = {value} {unit}: {period}, 근거 {source}{lead}",
            "{name} ({at}) = {value} {unit}: {period}, source {source}{lead}",
        ),
    }
)


class ParameterError(RulesError):
    """A table of parameters that is not well formed, or a question no table can be asked."""
