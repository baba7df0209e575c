"""Why the operator's acts are done: purpose codes and bases as they stand in the ledger.

Articles are a pointer for the reader; nothing is computed from them (mark: ``lead``).
"""

from __future__ import annotations

OPERATE = "operate"
"""Keeping the platform running."""
OPERATE_BASIS = "operations"

SAFEGUARD = "safeguard"
"""Backup, restore and keys (재해·재난 대비, 암호키 관리)."""
SAFEGUARD_BASIS = "개인정보의 안전성 확보조치 기준"

MEND_IMPORT = "mend-import"
"""Finding out why records of another publisher could not come in."""
MEND_IMPORT_BASIS = "공공데이터의 제공 및 이용 활성화에 관한 법률 제17조"
