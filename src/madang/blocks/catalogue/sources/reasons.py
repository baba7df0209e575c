"""Why a row or a file was not read: one sentence a code, saying what was wrong and what was expected."""

from __future__ import annotations

from madang.blocks.catalogue.sources.record import Sentence

REASONS: dict[str, Sentence] = {
    "invalid-encoding": Sentence(
        "UTF-8이 아닌 글자(CP949 따위)가 있습니다. 파일을 UTF-8로 저장해 주십시오.",
        "Holds bytes that are not UTF-8, as files in CP949 do. Save the file as UTF-8.",
    ),
    "nul": Sentence(
        "NUL 문자(0x00)가 있습니다. 글자만 있어야 합니다.",
        "Holds a NUL character (0x00); only text is expected.",
    ),
    "lone-surrogate": Sentence(
        "짝이 없는 서로게이트(\\ud800–\\udfff)가 있어 글자로 저장할 수 없습니다.",
        "Holds half of a surrogate pair (\\ud800–\\udfff), which is no character.",
    ),
    "field-too-large": Sentence(
        "한 칸의 내용이 1 MiB를 넘습니다. 칸마다 1 MiB까지 읽습니다.",
        "One field is longer than 1 MiB, the most that is read.",
    ),
    "row-too-large": Sentence(
        "한 건의 내용이 4 MiB를 넘습니다. 건마다 4 MiB까지 읽습니다.",
        "One record is longer than 4 MiB, the most that is read.",
    ),
    "too-many-values": Sentence(
        "한 칸에 값이 1,000개를 넘게 이어져 있습니다. 나누는 표시를 확인해 주십시오.",
        "One field joins more than 1,000 values. Check what separates them.",
    ),
    "unclosed-quote": Sentence(
        "따옴표가 닫히지 않았습니다. 다음 건부터 다시 읽었습니다.",
        "A quotation mark is not closed. Reading went on at the next record.",
    ),
    "wrong-columns": Sentence(
        "칸의 수가 머리글과 다릅니다. 쉼표와 따옴표를 확인해 주십시오.",
        "The number of columns differs from the header. Check commas and quotation marks.",
    ),
    "invalid-json": Sentence(
        "JSON 형식이 아닙니다. 괄호, 쉼표, 따옴표를 확인해 주십시오.",
        "Is not valid JSON. Check brackets, commas and quotation marks.",
    ),
    "too-deep": Sentence(
        "JSON이 32단계보다 깊이 겹쳐 있습니다.",
        "JSON is nested deeper than 32 levels.",
    ),
    "truncated": Sentence(
        "파일이 중간에 끊겼습니다. 다시 내려받아 주십시오.",
        "The file ends in the middle. Fetch it again.",
    ),
    "wrong-shape": Sentence(
        "기록의 모양이 다릅니다. 항목 이름과 값의 종류를 확인해 주십시오.",
        "The record has another shape than expected. Check the names and types of its fields.",
    ),
    "missing-id": Sentence(
        "서비스 번호가 없습니다. 번호가 없으면 같은 서비스를 알아볼 수 없습니다.",
        "Has no service number, without which it cannot be recognised again.",
    ),
    "missing-title": Sentence("서비스 이름이 없습니다.", "Has no title."),
    "text-before-first": Sentence(
        "첫 건(index = …)보다 앞에 글이 있습니다.",
        "Text stands before the first record (index = …).",
    ),
    "conflicting-duplicate": Sentence(
        "같은 번호의 기록이 앞에 있고 내용이 다릅니다. 어느 쪽이 맞는지 자료를 낸 기관에 확인해 주십시오.",
        "A record of the same number came before with other content. Ask the publisher which is right.",
    ),
    "formula": Sentence(
        "수식이 든 칸이 있습니다. 값만 넣어 다시 저장해 주십시오.",
        "A cell holds a formula. Save the sheet with values only.",
    ),
}
