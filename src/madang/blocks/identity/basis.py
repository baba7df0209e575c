"""Why identity's acts are done: purpose codes and legal bases as they stand in the ledger.

The articles are named as a pointer for the reader; nothing is computed from them (mark: ``lead``).
"""

from __future__ import annotations

from madang.blocks.rooms.manifest import Text

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

DEMONSTRATE = "demonstrate"
"""The invented city is loaded."""

HANDLE_CASE = "handle-case"
"""A person is looked up to handle what they asked for (민원의 처리)."""

TIE_OFFICIAL = "tie-official"
"""The office says which human an official's account belongs to."""
TIE_OFFICIAL_BASIS = "개인정보의 안전성 확보조치 기준 제5조"

CLOSE_ACCOUNT = "close-account"
"""A citizen closes their own account (회원 탈퇴)."""
CLOSE_ACCOUNT_BASIS = "개인정보 보호법 제36조"

FIND_TO_ERASE = "find-to-erase"
"""The office looks for the one whose data are to be erased."""
FIND_TO_ERASE_BASIS = "개인정보 보호법 제36조"

ERASURES = {
    "erase-on-request": Text("본인이 지워 달라고 함", "The person asked for it"),
    "erase-no-longer-needed": Text("보유 기간이 끝났거나 더 쓸 일이 없음", "No longer needed"),
    "erase-entered-wrongly": Text("잘못 등록한 사람", "Entered by mistake"),
}
"""Why the office may erase a person (개인정보 보호법 제21조·제36조)."""

PURPOSES = {
    STAFFING: Text("권한의 관리", "Managing who may do what"),
    SIGN_IN: Text("로그인", "Sign-in"),
    LOCK_OUT: Text("접속 제한", "Stopping access"),
    CREDENTIALS: Text("로그인 수단의 관리", "Managing credentials"),
    REGISTER: Text("사람의 등록", "Entering a person"),
    DEMONSTRATE: Text("시연", "Demonstration"),
    TIE_OFFICIAL: Text("누구의 계정인지 등록", "Saying whose account it is"),
    HANDLE_CASE: Text("민원의 처리", "Handling a case"),
    CLOSE_ACCOUNT: Text("본인의 계정 닫기", "Closing one's own account"),
    FIND_TO_ERASE: Text("지울 사람 찾기", "Finding whom to erase"),
    **ERASURES,
}
"""Every purpose of identity's acts, in words."""
