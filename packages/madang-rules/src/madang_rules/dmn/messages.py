"""The sentences of the DMN part, Korean and English, by their stable code.

The remedy of a finding has the same code with "/remedy" behind."""

from madang_rules.errors import SENTENCES

SENTENCES.update({
    # reading
    "xml-broken": (
        "XML이 올바르지 않습니다: {reason}.",
        "The XML is not well-formed: {reason}.",
    ),
    "xml-doctype": (
        "문서 형식 선언(DOCTYPE)이 있는 모형은 받지 않습니다. 선언을 지우십시오.",
        "A model with a document type (DOCTYPE) is refused. Remove the declaration.",
    ),
    "xml-too-deep": (
        "요소가 {depth}단계보다 깊이 겹쳐 있습니다.",
        "Elements are nested deeper than {depth} levels.",
    ),
    "xml-too-large": (
        "문서가 {size}바이트로, 한도 {limit}바이트를 넘습니다.",
        "The document has {size} bytes, more than the limit of {limit}.",
    ),
    "xml-prefix-unknown": (
        "접두어 '{prefix}'에 이름공간이 없습니다.",
        "The prefix '{prefix}' has no namespace.",
    ),
    "not-a-model": (
        "DMN 모형이 아닙니다: 뿌리 요소가 '{name}'(이름공간 '{namespace}')입니다.",
        "This is no DMN model: its root is '{name}' in the namespace '{namespace}'.",
    ),
    "second-child": (
        "한 번만 올 수 있는 요소 '{tag}'이(가) 두 번 나옵니다.",
        "The element '{tag}' may stand here once only, yet it comes a second time.",
    ),
})
