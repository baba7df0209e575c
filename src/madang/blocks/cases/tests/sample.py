"""A small service for the tests of cases: a form of six questions and a process with every kind of state."""

from __future__ import annotations

from typing import Any


def words(text: str) -> dict[str, str]:
    return {"ko": text, "en": text}


def question(name: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "kind": kind, "label": words(name), **more}


FORM: dict[str, Any] = {
    "key": "library-card",
    "title": words("도서관 회원증"),
    "questions": [
        question("birth_date", "date", second_fact=True, read_level=2),
        question("full_name", "name", read_level=2),
        question("child", "yes_no", personal=False),
        question("guardian", "name", when="child", read_level=2),
        question("phone", "phone", required=False),
        question("agree", "declaration", personal=False),
    ],
}
ANSWERS: dict[str, Any] = {
    "birth_date": "1982-05-14",
    "full_name": "김 하늘",
    "child": "no",
    "phone": "",
    "agree": "on",
}
_APPLICANT, _OFFICER = ["applicant"], ["case_officer"]


def step(name: str, source: str | list[str], to: str, by: list[str], **more: Any) -> dict[str, Any]:
    sources = [source] if isinstance(source, str) else source
    return {"name": name, "title": words(name), "from": sources, "to": to, "by": by, **more}


def state(name: str, kind: str, role: str = "") -> dict[str, Any]:
    task = {"task": {"role": role, "title": words(name)}} if role else {}
    return {"name": name, "title": words(name), "kind": kind, **task}


def process(**more: Any) -> dict[str, Any]:
    return {
        "key": "library-card",
        "title": words("도서관 회원증"),
        "summary": words("책을 빌리는 카드"),
        "form": "library-card",
        "channels": ["web", "phone", "counter", "kiosk", "home"],
        "period": {"amount": 5, "unit": "days", "article": "조례", "mark": "lead"},
        "states": [
            state("draft", "draft"),
            state("examination", "open", "case_officer"),
            state("completion", "waiting"),
            state("refused", "decided"),
            state("granted", "decided"),
            state("done", "closed"),
            state("withdrawn", "closed"),
        ],
        "transitions": [
            step("lodge", "draft", "examination", _APPLICANT, effects=["lodge"], notice="lodged"),
            step(
                "ask",
                "examination",
                "completion",
                _OFFICER,
                effects=["pause"],
                asks_reason=True,
                at_most=2,
            ),
            step("complete", "completion", "examination", _APPLICANT, effects=["resume"]),
            step("grant", "examination", "granted", _OFFICER, effects=["decide"], outcome="granted"),
            step(
                "refuse",
                "examination",
                "refused",
                _OFFICER,
                effects=["decide"],
                outcome="refused",
                asks_reason=True,
            ),
            step("finish", ["granted", "refused"], "done", _OFFICER, effects=["close"]),
            step("withdraw", ["draft", "examination"], "withdrawn", _APPLICANT, effects=["close"]),
        ],
        "samples": [
            {
                "title": "바로 된다",
                "answers": ANSWERS,
                "steps": [
                    {"take": "lodge", "by": "applicant"},
                    {"take": "grant", "by": "case_officer"},
                    {"take": "finish", "by": "case_officer"},
                ],
                "ends": "done",
            }
        ],
        **more,
    }
