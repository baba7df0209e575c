"""The ledger's manifest."""

from madang.blocks.rooms.manifest import Manifest, Text

system = Manifest(
    name="ledger",
    title=Text("기록", "Ledger"),
    summary=Text("모든 행위를 고칠 수 없게 적고 영수증을 준다", "Every act, tamper-evident, with a receipt"),
    urls="madang.blocks.ledger.urls",
    prefix="",
    jobs="madang.blocks.ledger.jobs",
    emits=(
        "ledger.subject.erased",
        "ledger.gap.accepted",
        "ledger.key.rotated",
        "ledger.key.retired",
        "ledger.key.destroyed",
        "ledger.subject-keys.rewrapped",
        "ledger.dead-letter.retried",
        "ledger.dead-letter.dropped",
    ),
    purposes={
        "operate": Text("운영", "Keeping the platform running"),
        "erase-personal-data": Text("개인정보를 지움", "Erasing personal data"),
    },
    health={
        "sequencer": "madang.blocks.ledger.queries:sequencer_health",
        "delivery": "madang.blocks.ledger.queries:delivery_health",
    },
)
