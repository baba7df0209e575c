"""The sentences of all errors and results, Korean and English, by their stable code."""

from typing import Literal

Language = Literal["ko", "en"]


class Sentence:
    """One plain sentence: its stable `code` in `SENTENCES` and the `values` that fill its placeholders.

    A value may be a sentence itself.
    """

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values = values

    def sentence(self, language: Language = "en") -> str:
        """Return the sentence in `language`."""
        korean, english = SENTENCES[self.code]
        values = {
            name: value.sentence(language) if isinstance(value, Sentence) else value
            for name, value in self.values.items()
        }
        return (korean if language == "ko" else english).format(**values)


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
    # Trust
    "no-log-key": (
        "로그의 검증 키가 없습니다. 로그 운영 기관이 공개한 키를 --key로 주세요.",
        "No key of the log was given; pass the one its operator published by --key.",
    ),
    "witness-kind": (
        "'{name}'은(는) 증인의 키(4 또는 6)가 아닙니다. 로그의 키라면 --key로 주세요.",
        "'{name}' is not a witness's key (kind 4 or 6); pass a key of the log by --key.",
    ),
    "quorum": (
        "증인 {quorum}곳을 요구했지만 키가 주어진 증인은 {witnesses}곳입니다.",
        "{quorum} witnesses are asked for, but keys of {witnesses} were given.",
    ),
    "log-not-signed": (
        "로그의 키({names})로 서명되지 않았습니다. 증인의 서명만으로는 부족합니다.",
        "No key of the log ({names}) has signed; witnesses alone do not suffice.",
    ),
    "too-few-witnesses": (
        "증인 {needed}곳의 연서명이 필요한데 {found}곳만 있습니다.",
        "{needed} witnesses must have cosigned, but {found} did.",
    ),
    # Sources
    "location-scheme": (
        "'{location}'은(는) 폴더도 http(s) 주소도 아닙니다.",
        "'{location}' is neither a directory nor an http(s) address.",
    ),
    "not-a-file": ("'{path}'은(는) 파일이 아닙니다.", "'{path}' is not a file."),
    "not-a-directory": (
        "'{path}'은(는) 폴더가 아닙니다. 로그의 'checkpoint' 파일이 든 폴더를 주세요.",
        "'{path}' is not a directory; give the one that holds the log's file 'checkpoint'.",
    ),
    "unreadable": ("'{path}'을(를) 읽을 수 없습니다: {reason}", "'{path}' cannot be read: {reason}"),
    "unreachable": (
        "{url}을(를) 가져올 수 없습니다: {reason}. 연결을 확인하고 다시 해 보세요.",
        "{url} cannot be fetched: {reason}. Check the connection and try again.",
    ),
    "http-status": (
        "{url}에서 HTTP 상태 {status}을(를) 받았습니다. 나중에 다시 해 보세요.",
        "{url} answered with HTTP status {status}; try again later.",
    ),
    "http-encoding": (
        "{url}이(가) 알 수 없는 압축 '{encoding}'으로 답했습니다.",
        "{url} answered in an unknown compression '{encoding}'.",
    ),
    "no-checkpoint": (
        "{location}에 'checkpoint' 파일이 없습니다. 로그의 맨 위 폴더나 주소를 주세요.",
        "There is no file 'checkpoint' at {location}; give the log's top directory or address.",
    ),
    # Files of a log
    "in-file": ("{path} 파일: {detail}", "File {path}: {detail}"),
    "file-missing": ("{path} 파일이 없습니다.", "The file {path} is missing."),
    "tile-size": (
        "{path} 파일이 {expected}바이트가 아니라 {size}바이트입니다. 잘렸거나 덧붙여졌습니다.",
        "The file {path} has {size} bytes instead of {expected}: cut off or added to.",
    ),
    "tile-altered": (
        "{path} 파일의 {hash}번 해시({first}번 항목부터 덮음)가 바뀌었습니다.",
        "In the file {path} hash {hash} (which covers entries from {first} on) was altered.",
    ),
    "entry-altered": (
        "{path} 파일에서 {entry}번 항목이 기록된 뒤에 바뀌었습니다.",
        "In the file {path} entry {entry} was altered after it was logged.",
    ),
    "bundle-ends": (
        "{path} 파일이 {entry}번 항목에서 끊겼습니다. {last}번까지 있어야 합니다.",
        "The file {path} ends at entry {entry}; it should go on to {last}.",
    ),
    "bundle-goes-on": (
        "{path} 파일의 마지막 {entry}번 항목 뒤에 {surplus}바이트가 덧붙여졌습니다.",
        "In the file {path} {surplus} bytes were added after its last entry {entry}.",
    ),
    "bundle-or-tile": (
        "{entry}번 항목에서 {bundle} 파일과 {path} 파일이 다르며, 어느 쪽이 바뀌었는지 가릴 수 없습니다.",
        "At entry {entry} the files {bundle} and {path} differ, and it cannot be told which was altered.",
    ),
    "rewritten": (
        "{path} 파일과 그 아래의 항목({entry}~{last}번)이 체크포인트로 이어지지 않습니다. 함께 바뀌었습니다.",
        "The file {path} and the entries under it ({entry} to {last}) do not lead to the checkpoint: "
        "they were altered together.",
    ),
    "unverifiable": (
        "다른 파일이 없어 {path} 파일({entry}~{last}번 항목)을 확인할 수 없습니다.",
        "As another file is missing, the file {path} (entries {entry} to {last}) cannot be checked.",
    ),
    "root-differs": (
        "로그의 파일이 서명된 체크포인트(항목 {size}개)로 이어지지 않습니다. "
        "로그가 다시 쓰였거나 체크포인트가 이 파일들의 것이 아닙니다.",
        "The log's files do not lead to its signed checkpoint ({size} entries): "
        "the log was rewritten, or the checkpoint is not of these files.",
    ),
    "leftover-altered": (
        "앞선 체크포인트에서 남은 {path} 파일이 바뀌었습니다. 지금 파일의 앞부분과 다릅니다.",
        "The file {path}, left from an earlier checkpoint, was altered: it is not how today's file begins.",
    ),
    "leftover-size": (
        "앞선 체크포인트에서 남은 {path} 파일이 잘렸거나 덧붙여졌습니다.",
        "The file {path}, left from an earlier checkpoint, is cut off or added to.",
    ),
    "changed-while-read": (
        "{path} 아래의 파일이 검증하는 동안 바뀌었습니다. 다시 검증하세요.",
        "Files under {path} changed while they were read; verify again.",
    ),
    "tiles-not-of-checkpoint": (
        "{path} 아래의 타일이 새 체크포인트의 루트 해시로 이어지지 않습니다. "
        "'log' 명령으로 어느 파일이 바뀌었는지 찾으세요.",
        "The tiles under {path} do not lead to the root hash of the new checkpoint; "
        "the command 'log' finds which file was altered.",
    ),
    "entry-not-madang": (
        "{path} 파일의 {entry}번 항목에 정수 'logged_at'이 있는 JSON 객체가 없습니다.",
        "In the file {path} entry {entry} is no JSON object with an integer 'logged_at'.",
    ),
    "clock-backwards": (
        "{path} 파일의 {entry}번 항목의 시각 'logged_at'이 앞 항목보다 이릅니다.",
        "In the file {path} the time 'logged_at' of entry {entry} is earlier than that before it.",
    ),
    # Two checkpoints
    "origins-differ": (
        "두 체크포인트가 서로 다른 로그('{old}', '{new}')의 것입니다.",
        "The two checkpoints are of different logs ('{old}', '{new}').",
    ),
    "no-proof": (
        "항목 {old}개와 {new}개 사이의 증명이 필요합니다. --log로 로그를, 또는 --proof로 증명 파일을 주세요.",
        "A proof from {old} to {new} entries is needed; give the log by --log or a proof file by --proof.",
    ),
    "proof-old-size": (
        "증명 파일은 항목 {found}개부터의 것이지만 옛 체크포인트의 항목은 {expected}개입니다.",
        "The proof file begins at {found} entries, but the old checkpoint has {expected}.",
    ),
    "proof-other-checkpoint": (
        "증명 파일에 든 체크포인트가 새 체크포인트와 다릅니다.",
        "The checkpoint in the proof file is not the new checkpoint.",
    ),
    "consistency-form": (
        "일관성 증명 파일이 아닙니다. 'old 크기' 줄 뒤에 base64 해시가 한 줄에 하나씩 있어야 합니다.",
        "This is no consistency proof: after a line 'old SIZE' it must have one base64 hash a line.",
    ),
    # Receipts
    "no-entry": (
        "영수증에 항목이 들어 있지 않습니다. 항목의 파일을 --entry로 주세요.",
        "The receipt carries no entry; give the entry's file by --entry.",
    ),
    "entry-too-large": (
        "항목이 {size}바이트로, 로그가 담을 수 있는 {limit}바이트를 넘습니다.",
        "The entry has {size} bytes, more than the {limit} a log can hold.",
    ),
    # Results
    "receipt-verified": (
        "이 항목은 로그 '{origin}'에 {index}번으로 기록되어 있습니다"
        "(항목 {size}개, 서명 {signers}{witnesses}).",
        "This entry is recorded as number {index} in the log '{origin}' "
        "({size} entries, signed by {signers}{witnesses}).",
    ),
    "checkpoint-verified": (
        "로그 '{origin}'의 항목 {size}개에 대한 체크포인트가 맞습니다(서명 {signers}{witnesses}).",
        "The checkpoint of the log '{origin}' over {size} entries is genuine "
        "(signed by {signers}{witnesses}).",
    ),
    "consistency-verified": (
        "로그 '{origin}'은(는) 항목 {old}개에서 {size}개로 이어 쓰였으며, 앞의 항목은 바뀌지 않았습니다.",
        "The log '{origin}' grew from {old} to {size} entries; no earlier entry was altered.",
    ),
    "log-verified": (
        "로그 '{origin}'의 항목 {size}개와 파일 {files}개가 모두 온전합니다(서명 {signers}{witnesses}).",
        "All {size} entries and {files} files of the log '{origin}' are sound "
        "(signed by {signers}{witnesses}).",
    ),
    "log-faults": (
        "로그 '{origin}'에서 이상 {count}건을 찾았습니다.",
        "{count} faults were found in the log '{origin}'.",
    ),
    "witnessed": (", 증인 {count}곳: {names}", ", witnessed by {count}: {names}"),
    "remark-uncovered": (
        "체크포인트 뒤에 쓰인 파일 {count}개는 검증하지 않았습니다({path} 등).",
        "{count} files reach beyond the checkpoint and were not verified ({path} and others).",
    ),
    "remark-foreign": (
        "로그의 파일이 아닌 파일 {count}개는 보지 않았습니다({path} 등).",
        "{count} files that are no files of a log were passed over ({path} and others).",
    ),
}
