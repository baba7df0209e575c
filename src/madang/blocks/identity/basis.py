"""Why identity's acts are done: purpose codes and legal bases as they stand in the ledger.

The articles are named as a pointer for the reader; nothing is computed from them (mark: ``lead``).
"""

from __future__ import annotations

STAFFING = "staffing"
"""Who holds which role (접근 권한의 관리)."""
STAFFING_BASIS = "개인정보의 안전성 확보조치 기준 제5조"

SIGN_IN = "sign-in"
"""Who came in, or tried to (접속기록의 보관)."""
SIGN_IN_BASIS = "개인정보의 안전성 확보조치 기준 제8조"

LOCK_OUT = "lock-out"
"""Access stopped after too many failures or on order (접근 권한의 관리: 인증 실패 시 제한)."""
LOCK_OUT_BASIS = "개인정보의 안전성 확보조치 기준 제5조"

CREDENTIALS = "credentials"
"""Passwords, second factors, passkeys and API keys of an account."""
CREDENTIALS_BASIS = "개인정보의 안전성 확보조치 기준 제5조"

REGISTER = "register-person"
"""A person or a contact is entered or changed."""
REGISTER_BASIS = "민원 처리에 관한 법률 제10조"
