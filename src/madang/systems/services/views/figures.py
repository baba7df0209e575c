"""The public table: how each channel serves people."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from madang.blocks.cases import queries
from madang.systems.services import figures as counted


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Begun, lodged, minutes and on time by channel, over ninety days; small cells hidden."""
    titles = {
        each.key: version.definition.title
        for each in queries.services()
        if (version := each.version_on()) is not None
    }
    rows = [(titles.get(each.service, each.service), each) for each in counted.table()]
    return render(request, "services/figures.html", {"rows": rows})
