"""The sentences of all errors and results, Korean and English, by their stable code."""

SENTENCES: dict[str, tuple[str, str]] = {
    # Merkle tree
    "index-outside-tree": (
        "{index}번 항목은 항목이 {size}개인 로그에 있을 수 없습니다.",
        "Entry {index} cannot be in a log of {size} entries.",
    ),
    "proof-too-long": (
        "증명의 해시가 {hashes}개로, 필요한 것보다 많습니다.",
        "The proof has {hashes} hashes, more than it needs.",
    ),
    "proof-too-short": (
        "증명의 해시가 {hashes}개로, 필요한 것보다 적습니다.",
        "The proof has {hashes} hashes, fewer than it needs.",
    ),
    "not-included": (
        "이 항목은 항목이 {size}개인 로그의 {index}번 자리에 있지 않습니다. 항목이나 증명이 바뀌었습니다.",
        "This entry does not stand at place {index} of the log of {size} entries: entry or proof is altered.",
    ),
    "size-out-of-range": (
        "로그의 크기 {size}은(는) 0에서 {limit} 사이가 아닙니다.",
        "The log size {size} is not between 0 and {limit}.",
    ),
    "log-shrank": (
        "로그가 항목 {old}개에서 {new}개로 줄었습니다. 로그는 늘어나기만 해야 합니다.",
        "The log shrank from {old} to {new} entries; a log may only grow.",
    ),
    "empty-root-wrong": (
        "항목이 없는 로그인데 루트 해시가 빈 로그의 것이 아닙니다.",
        "The log has no entries, but its root hash is not that of an empty log.",
    ),
    "split-view": (
        "두 체크포인트는 항목 수({size}개)는 같지만 내용이 다릅니다. 로그가 두 가지 역사를 보였습니다.",
        "Both checkpoints have {size} entries but different contents: the log has shown two histories.",
    ),
    "not-consistent": (
        "항목 {new}개인 로그는 앞서 본 항목 {old}개인 로그를 이어 쓴 것이 아닙니다. "
        "앞의 항목이 바뀌었거나 지워졌습니다.",
        "The log of {new} entries does not continue the one of {old} entries: "
        "earlier entries were altered or removed.",
    ),
    "hash-size": (
        "해시의 길이가 {expected}바이트가 아니라 {size}바이트입니다.",
        "A hash has {size} bytes instead of {expected}.",
    ),
    # Entry bundles
    "bundle-cut": (
        "항목 {expected}개가 있어야 할 묶음이 {entries}번째 항목 뒤에서 끊겼습니다.",
        "The bundle should hold {expected} entries but ends after {entries}.",
    ),
    "bundle-surplus": (
        "항목 {expected}개 뒤에 {surplus}바이트가 더 있습니다.",
        "The bundle has {surplus} bytes more than its {expected} entries.",
    ),
    # Keys
    "key-name": (
        "'{name}'은(는) 키 이름이 될 수 없습니다. 비어 있거나 빈칸 또는 더하기표가 들어 있습니다.",
        "'{name}' cannot name a key: it is empty or holds a space or a plus sign.",
    ),
    "key-form": (
        "검증 키의 모양이 '이름+8자리 16진수+base64'가 아닙니다. "
        "로그 운영 기관이 공개한 키를 그대로 붙여 넣으세요.",
        "The verifier key is not of the form 'name+8 hex digits+base64'. "
        "Paste the key exactly as the log's operator published it.",
    ),
    "key-base64": (
        "검증 키 '{name}'의 base64 부분이 올바르지 않습니다.",
        "The base64 part of the verifier key '{name}' is not valid.",
    ),
    "key-algorithm": (
        "검증 키 '{name}'의 종류 {algorithm}은(는) 모릅니다. 아는 것은 1(Ed25519), 4와 6(연서명)입니다.",
        "The verifier key '{name}' is of kind {algorithm}; known are 1 (Ed25519), 4 and 6 (cosignatures).",
    ),
    "key-size": (
        "검증 키 '{name}'의 길이가 {expected}바이트가 아니라 {size}바이트입니다.",
        "The verifier key '{name}' has {size} bytes instead of {expected}.",
    ),
    "key-id": (
        "검증 키 '{name}'의 식별값 {found}이(가) 키와 맞지 않습니다({expected}이어야 함). "
        "옮겨 적을 때 틀렸습니다.",
        "The ID {found} of the verifier key '{name}' does not belong to it (expected {expected}): "
        "a slip in copying.",
    ),
    "key-ambiguous": (
        "이름 '{name}'과 식별값이 같은 서로 다른 키가 둘 주어졌습니다.",
        "Two different keys with the name '{name}' and the same ID were given.",
    ),
    # Notes
    "note-too-large": (
        "서명 문서가 {size}바이트로 한도 {limit}바이트를 넘습니다.",
        "The signed note has {size} bytes, more than the limit of {limit}.",
    ),
    "note-utf8": (
        "서명 문서의 {position}번째 바이트가 UTF-8이 아닙니다.",
        "The signed note is not UTF-8 at byte {position}.",
    ),
    "note-control": (
        "서명 문서에 제어 문자 {character}이(가) 있습니다. 줄은 LF 하나로만 끝나야 합니다.",
        "The signed note holds the control character {character}; lines must end in a single LF.",
    ),
    "note-unsigned": (
        "서명 문서에 빈 줄과 그 뒤의 서명 줄이 없습니다.",
        "The signed note lacks a blank line followed by signature lines.",
    ),
    "note-cut": (
        "서명 문서가 줄바꿈으로 끝나지 않습니다. 잘린 파일일 수 있습니다.",
        "The signed note does not end in a newline; the file may be cut off.",
    ),
    "note-signatures": (
        "서명 줄이 {count}개로 한도 {limit}개를 넘습니다.",
        "The note has {count} signature lines, more than the limit of {limit}.",
    ),
    "signature-line": (
        "서명 줄이 올바르지 않습니다: {line}",
        "A signature line is not well-formed: {line}",
    ),
    "signature-false": (
        "키 '{name}'의 서명이 거짓입니다. 내용이 서명된 뒤에 바뀌었거나 다른 키로 서명되었습니다.",
        "The signature of the key '{name}' is false: the text was altered, or another key signed.",
    ),
    "not-signed": (
        "믿는 키({names})의 서명이 하나도 없습니다.",
        "No trusted key ({names}) has signed.",
    ),
    "cosignature-short": (
        "연서명이 {size}바이트로 너무 짧습니다.",
        "The cosignature is too short: {size} bytes.",
    ),
    "cosignature-time": (
        "연서명의 시각 {timestamp}이(가) 허용 범위를 벗어났습니다.",
        "The time {timestamp} of the cosignature is out of range.",
    ),
    "cosignature-name": (
        "이름이 {size}바이트입니다. 연서명에는 1~255바이트만 쓸 수 있습니다.",
        "A name has {size} bytes; a cosignature can carry 1 to 255.",
    ),
    # Checkpoints
    "checkpoint-lines": (
        "체크포인트는 로그 이름, 크기, 루트 해시의 세 줄이어야 하며 빈 줄이 있어서는 안 됩니다.",
        "A checkpoint has a line each for origin, size and root hash, and no empty line.",
    ),
    "checkpoint-size": (
        "체크포인트의 크기 '{size}'이(가) 올바른 십진수가 아닙니다.",
        "The checkpoint's size '{size}' is not a proper decimal number.",
    ),
    "checkpoint-root": (
        "체크포인트의 루트 해시 '{root}'이(가) 32바이트의 올바른 base64가 아닙니다.",
        "The checkpoint's root hash '{root}' is not proper base64 of 32 bytes.",
    ),
    "checkpoint-origin": (
        "이 체크포인트는 '{expected}'이(가) 아니라 '{found}' 로그의 것입니다.",
        "This checkpoint is of the log '{found}', not of '{expected}'.",
    ),
    # Proof files
    "proof-too-large": (
        "증명 파일이 {size}바이트로 한도 {limit}바이트를 넘습니다.",
        "The proof file has {size} bytes, more than the limit of {limit}.",
    ),
    "proof-form": (
        "로그 증명(영수증) 파일이 아닙니다. 첫 줄은 'c2sp.org/tlog-proof@v1'이고 "
        "빈 줄 뒤에 체크포인트가 있어야 합니다.",
        "This is not a log proof (receipt): it must begin with the line 'c2sp.org/tlog-proof@v1' and have a "
        "checkpoint after a blank line.",
    ),
    "proof-extra": (
        "증명의 extra 줄이 올바른 base64가 아닙니다.",
        "The extra line of the proof is not proper base64.",
    ),
    "proof-index": (
        "증명에 올바른 index 줄이 없습니다.",
        "The proof lacks a proper index line.",
    ),
    "proof-hash": (
        "증명의 해시 줄이 32바이트의 올바른 base64가 아닙니다: {line}",
        "A hash line of the proof is not proper base64 of 32 bytes: {line}",
    ),
}
