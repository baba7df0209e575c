"""The manifest of the decision models."""

from madang.blocks.rooms.manifest import Manifest, MenuItem, Role, Text

system = Manifest(
    name="decisions",
    title=Text("결정 모형", "Decision models"),
    summary=Text(
        "법과 조례를 표로: 읽고, 물어보고, 고치고, 시험한다",
        "Law as tables: read, asked, changed and tested",
    ),
    roles=(
        Role("rule_editor", Text("규칙 입안자", "Drafter of rules")),
        Role("rule_reviewer", Text("규칙 검토자", "Reviewer of rules")),
    ),
    urls="madang.blocks.decisions.urls",
    api="madang.blocks.decisions.api:router",
    jobs="madang.blocks.decisions.jobs",
    menu=(
        MenuItem(Text("규칙", "Rules"), "decisions:home"),
        MenuItem(
            Text("규칙 개정", "Changing rules"), "decisions:office", "decisions.see_proposals", "office"
        ),
    ),
    emits=(
        "decisions.model.founded",
        "decisions.version.drafted",
        "decisions.version.proposed",
        "decisions.version.approved",
        "decisions.version.refused",
        "decisions.version.withdrawn",
        "decisions.version.came-into-force",
        "decisions.version.ended",
        "decisions.ending.proposed",
        "decisions.ending.approved",
        "decisions.ending.refused",
        "decisions.ending.withdrawn",
        "decisions.parameter.founded",
        "decisions.parameter.proposed",
        "decisions.parameter.approved",
        "decisions.parameter.refused",
        "decisions.parameter.withdrawn",
        "decisions.parameter.came-into-force",
        "decisions.parameter.ended",
        "decisions.persons.proposed",
        "decisions.persons.approved",
        "decisions.persons.refused",
        "decisions.persons.withdrawn",
    ),
    purposes={
        "make-rules": Text("규칙의 제정과 개정", "Making and changing rules"),
        "make-rules-for-the-past": Text(
            "지난 날부터 시행하는 규칙의 제정과 개정", "Making and changing rules from a day in the past on"
        ),
    },
    demo="madang.blocks.decisions.demo.load:load",
)
