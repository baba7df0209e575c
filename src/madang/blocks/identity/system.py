"""The room's manifest and the roles that every body knows."""

from __future__ import annotations

from madang.blocks.rooms.manifest import Manifest, Role, Text

ROLES = (
    Role("citizen", Text("시민", "Citizen"), staff=False),
    Role("clerk", Text("창구 직원", "Counter clerk")),
    Role("phone_agent", Text("전화 상담원", "Phone agent")),
    Role("case_officer", Text("처리 담당자", "Case officer")),
    Role("field_officer", Text("현장 담당자", "Field officer")),
    Role("supervisor", Text("결재권자", "Supervisor")),
    Role("editor", Text("안내문 편집자", "Editor")),
    Role("quarantine_reader", Text("격리 자료 열람자", "Quarantine reader")),
    Role("auditor", Text("감사 담당자", "Auditor")),
    Role("operator", Text("운영자", "Operator")),
    Role("administrator", Text("인사·권한 관리자", "Administrator of people and roles")),
)

system = Manifest(
    name="identity",
    title=Text("신원", "Identity"),
    summary=Text(
        "사람과 기관, 역할, 로그인, API 키를 맡는다.",
        "People, organisations, roles, sign-in and API keys.",
    ),
    roles=ROLES,
    authenticator="madang.blocks.identity.authentication:api_caller",
)
