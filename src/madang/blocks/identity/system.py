"""The room's manifest and the roles that every body knows."""

from __future__ import annotations

from madang.blocks.identity.basis import PURPOSES
from madang.blocks.rooms.manifest import Manifest, MenuItem, Role, Text

ROLES = (
    Role("citizen", Text("시민", "Citizen"), staff=False),
    Role("clerk", Text("창구 직원", "Counter clerk")),
    Role("phone_agent", Text("전화 상담원", "Phone agent")),
    Role("case_officer", Text("처리 담당자", "Case officer")),
    Role("field_officer", Text("현장 담당자", "Field officer")),
    Role("supervisor", Text("결재권자", "Supervisor")),
    Role("editor", Text("안내문 편집자", "Editor"), whole_site=True),
    Role("quarantine_reader", Text("격리 자료 열람자", "Quarantine reader"), whole_site=True),
    Role("auditor", Text("감사 담당자", "Auditor"), whole_site=True),
    Role("operator", Text("운영자", "Operator"), whole_site=True),
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
    menu=(
        MenuItem(
            Text("기관과 직원", "Bodies and staff"),
            "identity:organisations",
            permission="identity.see_offices",
            section="office",
        ),
    ),
    urls="madang.blocks.identity.urls",
    emits=(
        "identity.account.joined",
        "identity.account.left",
        "identity.account.locked",
        "identity.account.opened",
        "identity.account.reset",
        "identity.account.unlocked",
        "identity.api-key.issued",
        "identity.api-key.revoked",
        "identity.contact.added",
        "identity.contact.verified",
        "identity.credential.added",
        "identity.credential.removed",
        "identity.credential.replaced",
        "identity.membership.begun",
        "identity.membership.ended",
        "identity.membership.moved",
        "identity.number.opened",
        "identity.officials.loaded",
        "identity.organisation.closed",
        "identity.organisation.founded",
        "identity.organisation.moved",
        "identity.organisation.renamed",
        "identity.password.changed",
        "identity.people.loaded",
        "identity.person.erasure-seen",
        "identity.person.looked-up",
        "identity.person.registered",
        "identity.role.chosen",
        "identity.session.ended",
        "identity.sign-in.ended",
        "identity.sign-in.failed",
        "identity.sign-in.stepped-up",
        "identity.sign-in.succeeded",
    ),
    purposes=PURPOSES,
    erasers=("madang.blocks.identity.actions.own_rows:erase_own_rows",),
    holds=("madang.blocks.identity.actions.own_rows:holds_a_role",),
    jobs="madang.blocks.identity.jobs",
    demo="madang.blocks.identity.demo:load",
    authenticator="madang.blocks.identity.authentication:api_caller",
    keys=(
        "identity.claimed-name",
        "identity.resident-number",
        "identity.resident-number-index",
        "identity.second-factor",
    ),
)
