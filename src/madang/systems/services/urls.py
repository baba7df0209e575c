from django.urls import URLPattern, path

from madang.systems.services.views import (
    asking,
    figures,
    office,
    offline,
    offline_shell,
    papers,
    paying,
    starting,
)
from madang.systems.services.views.doors import DESK, KIOSK, WEB, Door, behind

app_name = "services"


def _door(door: Door, prefix: str) -> list[URLPattern]:
    """The pages of a case, behind one door."""
    pages = (
        ("case", "", asking.case_page),
        ("question", "questions/<slug:name>/", asking.question),
        ("take", "take/<slug:name>/", asking.take),
        ("confirm", "confirm/", asking.confirm),
        ("settle", "answers/<uuid:answer>/", asking.settle),
        ("code", "code/", asking.code),
        ("fee", "fee/", paying.fee),
        ("paper", "papers/<uuid:document>/", papers.paper),
    )
    return [
        path(f"{prefix}continue/", behind(door)(starting.go_on), name=f"{door.name}_continue"),
        *(
            path(f"{prefix}cases/<uuid:case>/{tail}", behind(door)(view), name=f"{door.name}_{name}")
            for name, tail, view in pages
        ),
    ]


urlpatterns = [
    path("", starting.home, name="home"),
    path("figures/", figures.figures, name="figures"),
    path("mine/", starting.mine, name="mine"),
    path("start/<slug:key>/", starting.start, name="start"),
    path("start/<slug:key>/process.bpmn", starting.process_bpmn, name="process"),
    *_door(WEB, ""),
    path("kiosk/", starting.kiosk, name="kiosk"),
    path("kiosk/end/", starting.kiosk_end, name="kiosk_end"),
    *_door(KIOSK, "kiosk/"),
    path("desk/", starting.desk, name="desk"),
    path("desk/person/", starting.desk_person, name="desk_person"),
    path("desk/begin/<slug:key>/", starting.desk_begin, name="desk_begin"),
    path("desk/open/<uuid:case>/", starting.desk_open, name="desk_open"),
    path("desk/end/", starting.desk_end, name="desk_end"),
    *_door(DESK, "desk/"),
    path("desk/offline/", offline.page, name="offline"),
    path("desk/offline/shell/<slug:language>/", offline_shell.shell, name="offline_shell"),
    path("desk/offline/worker.js", offline_shell.worker, name="offline_worker"),
    path("desk/offline/ready.json", offline_shell.ready, name="offline_ready"),
    path("desk/offline/bundle.json", offline.bundle, name="offline_bundle"),
    path("desk/offline/enrol/", offline.enrol, name="offline_enrol"),
    path("desk/offline/numbers/", offline.numbers, name="offline_numbers"),
    path("desk/offline/acts/", offline.acts, name="offline_acts"),
    path("desk/offline/revoke/", offline.revoke, name="offline_revoke"),
    path("desk/offline/acts/<int:identifier>/", offline.brought, name="offline_brought"),
    path("office/", office.queue, name="queue"),
    path("office/cases/<uuid:case>/", office.case, name="office_case"),
    path("office/cases/<uuid:case>/take/<slug:name>/", office.take, name="office_take"),
    path("office/tasks/<int:task>/", office.claim, name="office_claim"),
]
