"""A rule in force with a change that waits for review, a parameter and test persons likewise."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from madang.blocks.decisions import actions
from madang.blocks.decisions.demo.load import elders_from_70, persons_of, source_of
from madang.blocks.decisions.models import DecisionModel
from madang.blocks.identity.models import Organisation
from madang.blocks.ledger import SYSTEM

KEY, DAY = "id-card-reissue-fee", date(2026, 1, 1)
PAST = {"past_reason": "이미 시행하고 있다"}


def rule_samples(body: Organisation) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what stands behind the doors of rules by route, and what is sent there by method and route."""
    named: dict[str, Any] = {"title_ko": "수수료", "title_en": "Fee", "organisation": body, "source": "조례"}
    model = actions.found(SYSTEM, key=KEY, better="less", **named)
    rows = persons_of(KEY)
    actions.approve_persons(SYSTEM, actions.propose_persons(SYSTEM, model, rows=rows, note_="시험"))
    _enact(model, source_of(KEY), DAY)
    _enact(model, elders_from_70(), DAY + timedelta(days=30), changed=["age-65"])
    waiting, draft = (actions.draft(SYSTEM, model, xml=source_of(KEY)) for _ in range(2))
    hidden = source_of(KEY).replace(b"<text>&gt;= 65</text>", b"<text>-</text>")
    warned = actions.draft(SYSTEM, model, xml=hidden, note_="아무도 닿지 않는 행")
    actions.propose(SYSTEM, waiting, valid_from=DAY + timedelta(days=60), **PAST, note_="되돌린다")
    persons = actions.propose_persons(SYSTEM, model, rows=rows[:1], note_="시험")
    second = model.versions.get(number=2)
    ending = actions.propose_ending(SYSTEM, second, from_day=DAY + timedelta(days=30), **PAST, note_="그만")
    parameter = actions.found_parameter(SYSTEM, key="walk", name="요금", unit="원", **named)
    for figure in ("1000", "2000"):
        change = actions.propose_parameters(
            SYSTEM, parameter, rows=[([], figure)], valid_from=DAY, article="조례", **PAST, note_="개정"
        )
        if figure == "1000":
            actions.approve_parameters(SYSTEM, change)
            approved = {"parameter": parameter.key, "change": change.pk}
    office, pages, api = "decisions/office", "decisions/models/<slug:key>", "api/v1/decisions/models/<key>"
    version = {"key": KEY, "number": 1}
    values: dict[str, Any] = {
        **{f"{pages}/{each}": KEY for each in ("", "try/", "compare/", "persons/")},
        **{f"{pages}/versions/<int:number>{each}": version for each in ("/", ".dmn")},
        "decisions/parameters/<slug:parameter>/": parameter.key,
        "decisions/parameters/<slug:parameter>/changes/<int:change>.json": approved,
        **{
            f"{office}/models/<slug:key>/{each}/": KEY
            for each in ("draft", "persons", "persons/one", "count")
        },
        f"{office}/versions/<int:version>/": warned.pk,
        f"{office}/versions/<int:version>/propose/": draft.pk,
        f"{office}/versions/<int:version>/review/": waiting.pk,
        f"{office}/versions/<int:version>/tables/<int:place>/": {"version": draft.pk, "place": 1},
        f"{office}/versions/<int:version>/withdraw/": waiting.pk,
        f"{office}/parameters/<slug:parameter>/": parameter.key,
        f"{office}/parameter-changes/<int:change>/": change.pk,
        f"{office}/parameter-changes/<int:change>/count/": change.pk,
        f"{office}/persons-changes/<int:persons_change>/": persons.pk,
        f"{office}/endings/<int:ending>/": ending.pk,
        **{f"{api}{each}": KEY for each in ("", "/compact", "/evaluate", "/compare")},
        **{f"{api}/versions/<number>{each}": version for each in ("", "/xml")},
    }
    kinds = {"parameter-changes": change.pk, "persons-changes": persons.pk, "endings": ending.pk}
    values |= {
        **{
            f"{api}/versions/<number>/{each}": {"key": KEY, "number": waiting.number}
            for each in ("proposal", "effect")
        },
        f"{api}/versions/<number>/propose": {"key": KEY, "number": draft.number},
        f"{api}/versions/<number>/review": {"key": KEY, "number": waiting.number},
        f"{api}/versions/<number>/endings": {"key": KEY, "number": 1},
        f"{api}/versions/<number>/withdraw": {"key": KEY, "number": waiting.number},
        **{f"{api}/{each}": KEY for each in ("versions", "persons-changes")},
        "api/v1/decisions/parameters/<key>/changes": parameter.key,
        "api/v1/decisions/parameter-changes/<identifier>/effect": change.pk,
        **{
            f"api/v1/decisions/{kind}/<identifier>{step}": key
            for kind, key in kinds.items()
            for step in ("", "/review", "/withdraw")
        },
    }
    new = {"key": "new", "title_ko": "새", "title_en": "New", "source": "조례", "better": "less"}
    table = {
        "kind": "rows",
        "rows": "2000",
        "valid_from": "2027-01-01",
        "article": "조례",
        "mark": "lead",
        "note": "개정",
    }
    sent: dict[str, Any] = {
        "POST api/v1/decisions/check": {"xml": source_of(KEY).decode()},
        f"POST {api}/evaluate": {"facts": {"나이": 70}},
        "POST api/v1/decisions/evaluate": {"facts": {"나이": 70}, "rules": [{"key": KEY}]},
        f"POST {api}/compare": {"before": 1, "after": 1},
        f"POST {pages}/try/": {"f3": "70"},
        f"POST {office}/models/new/": {**new, "organisation": body.pk},
        f"POST {office}/models/<slug:key>/draft/": {"xml": source_of(KEY).decode(), "note": "개정"},
        f"POST {office}/models/<slug:key>/count/": {"before": 1, "after": 2},
        f"POST {office}/models/<slug:key>/persons/": {"rows": '[{"key": "x", "gone": true}]', "note": "개정"},
        f"POST {office}/versions/<int:version>/propose/": {"valid_from": "2027-01-01", "note": "개정"},
        f"POST {office}/versions/<int:version>/review/": {"judgement": "approve", "changed": "age-65"},
        f"POST {office}/versions/<int:version>/withdraw/": {"note": "그만"},
        f"POST {office}/parameters/<slug:parameter>/": table,
        f"POST {office}/parameter-changes/<int:change>/": {"judgement": "approve"},
        f"POST {office}/persons-changes/<int:persons_change>/": {"judgement": "approve"},
        f"POST {office}/endings/<int:ending>/": {"judgement": "approve"},
    }
    judgement, back = {"judgement": "approve", "changed": ["age-65"]}, {"note": "그만"}
    figures = {"rows": [{"value": "3000"}], "valid_from": "2027-01-01", "article": "조례", "note": "개정"}
    sent |= {
        "POST api/v1/decisions/models": {**new, "organisation": body.code},
        f"POST {api}/versions": {"xml": f"{source_of(KEY).decode()}<!-- -->", "note": "개정"},
        f"POST {api}/versions/<number>/propose": {"valid_from": "2027-01-01", "note": "개정"},
        f"POST {api}/versions/<number>/review": judgement,
        f"POST {api}/versions/<number>/withdraw": back,
        f"POST {api}/versions/<number>/endings": {**back, "from_day": "2026-01-20", **PAST},
        "POST api/v1/decisions/parameters/<key>/changes": figures,
        f"POST {api}/persons-changes": {"rows": [{"key": "x", "gone": True}], "note": "개정"},
        **{f"POST api/v1/decisions/{kind}/<identifier>/review": {"judgement": "approve"} for kind in kinds},
        **{f"POST api/v1/decisions/{kind}/<identifier>/withdraw": back for kind in kinds},
    }
    return values, sent


def _enact(model: DecisionModel, xml: bytes, day: date, changed: Iterable[str] = ()) -> None:
    version = actions.draft(SYSTEM, model, xml=xml)
    actions.propose(SYSTEM, version, valid_from=day, **PAST, note_="개정")
    actions.approve(SYSTEM, version, changed=changed)
