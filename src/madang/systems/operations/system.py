"""The operator's manifest."""

from madang.blocks.rooms.manifest import Manifest, MenuItem, Text

system = Manifest(
    name="operations",
    title=Text("운영", "Operations"),
    summary=Text("일감, 열쇠, 백업과 복구, 상태", "Jobs, keys, backup and restore, health"),
    urls="madang.systems.operations.urls",
    menu=(
        MenuItem(Text("운영", "Operations"), "operations:home", "operations.see", "office"),
        MenuItem(Text("들여온 자료", "Imports"), "operations:imports", "operations.see_imports", "office"),
    ),
    jobs="madang.systems.operations.jobs",
    emits=(
        "operations.backup.made",
        "operations.backup.restored",
        "operations.demo.loaded",
        "operations.holders.opened",
        "operations.job.cancelled",
        "operations.job.retried",
        "operations.quarantine.opened",
        "operations.read-only.begun",
        "operations.read-only.ended",
    ),
    purposes={
        "safeguard": Text("재해·재난 대비", "Backup, restore and keys"),
        "mend-import": Text("들여오지 못한 자료의 확인", "Finding out why records could not come in"),
    },
    health={
        "changes": "madang.systems.operations.queries.standing:writes_health",
        "worker": "madang.systems.operations.queries.health:worker_health",
        "disk": "madang.systems.operations.queries.health:disk_health",
        "backup": "madang.systems.operations.queries.health:backup_health",
    },
)
