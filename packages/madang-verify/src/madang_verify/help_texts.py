"""The help of the command line, Korean and English."""

HELP: dict[str, tuple[str, str]] = {
    "about": (
        "C2SP 투명성 로그와 그 체크포인트, 영수증을 검증합니다. 로그 운영 기관을 믿을 필요가 없습니다.",
        "Verify C2SP transparency logs, their checkpoints and receipts, without trusting who runs the log.",
    ),
    "codes": (
        "종료 코드: 0 검증됨, 1 검증 실패, 2 검증할 수 없음(사용법, 읽을 수 없는 입력).",
        "Exit codes: 0 verified, 1 verification failed, 2 could not verify (usage, unreadable input).",
    ),
    "receipt": (
        "영수증(tlog-proof)의 항목이 로그에 기록되어 있는지 검증합니다. 인터넷이 필요 없습니다.",
        "Verify offline that the entry of a receipt (tlog-proof) is recorded in the log.",
    ),
    "checkpoint": ("체크포인트의 서명을 검증합니다.", "Verify the signatures of a checkpoint."),
    "consistency": (
        "새 체크포인트가 옛 체크포인트를 이어 쓴 것인지(앞의 항목이 그대로인지) 검증합니다.",
        "Verify that the new checkpoint continues the old one: no earlier entry altered or removed.",
    ),
    "log": (
        "로그 전체를 검증하고, 바뀐 파일과 항목을 짚어 줍니다.",
        "Audit a whole log and name the files and entries that were altered.",
    ),
    "key": (
        "로그의 검증 키(이름+식별값+base64). 여러 번 줄 수 있고, 하나로 서명되면 됩니다. "
        "@FILE은 한 줄에 하나씩 든 파일.",
        "verifier key of the log (name+id+base64); may be repeated, a signature by any one suffices; "
        "@FILE names a file with one a line",
    ),
    "witness": (
        "로그를 지켜보는 증인의 검증 키. 여러 번 줄 수 있습니다.",
        "verifier key of a witness of the log; may be repeated",
    ),
    "quorum": (
        "연서명해야 하는 증인의 수(기본: 키를 준 증인 모두).",
        "how many witnesses must have cosigned (default: all whose keys are given)",
    ),
    "origin": (
        "체크포인트 첫 줄의 로그 이름이 키의 이름과 다를 때 그 이름.",
        "the log's name in the checkpoint's first line, when it is not that of its key",
    ),
    "lang": ("결과의 언어(기본: LANG).", "language of the result (default: LANG)"),
    "json": ("결과를 JSON 한 줄로 씁니다.", "print the result as one line of JSON"),
    "receipt-file": ("영수증 파일", "the receipt"),
    "entry": (
        "기록되었어야 하는 항목의 파일(기본: 영수증에 든 항목).",
        "file of the entry that must be in the log (default: the one in the receipt)",
    ),
    "show-entry": ("검증한 항목의 내용도 보여 줍니다.", "also print the entry that was verified"),
    "checkpoint-file": ("체크포인트 파일", "the checkpoint"),
    "old": ("옛 체크포인트 파일", "the older checkpoint"),
    "new": ("새 체크포인트 파일", "the newer checkpoint"),
    "evidence-log": (
        "증명을 만들 타일이 있는 로그의 폴더나 주소.",
        "directory or address of the log from whose tiles the proof is derived",
    ),
    "proof": (
        "일관성 증명 파일: 'old 크기' 줄과 한 줄에 하나씩의 base64 해시.",
        "file with a consistency proof: a line 'old SIZE', then one base64 hash a line",
    ),
    "location": ("로그의 폴더나 http(s) 주소", "directory or http(s) address of the log"),
    "madang-entries": (
        "마당의 로그: 항목의 시각 logged_at이 뒤로 가지 않는지도 봅니다.",
        "a log of Madang: also check that the time logged_at of the entries never falls",
    ),
}
