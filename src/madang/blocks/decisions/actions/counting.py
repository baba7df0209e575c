"""Asking the whole demo city what a change does to it: in a job, once for each question."""

from __future__ import annotations

import time
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from madang_rules.errors import RulesError

from madang.blocks.decisions import populations, saying
from madang.blocks.decisions.errors import FiguresChanged, NotNow, Stopped, Unfit
from madang.blocks.decisions.models import Better, Counting, CountingState, ModelVersion, ParameterChange
from madang.blocks.decisions.queries import standing
from madang.blocks.decisions.queries.counted import Question, questions_of_figures
from madang.blocks.decisions.queries.touching import touched
from madang.blocks.identity.principal import Principal, require

MOST_WAITING = 20
"""How many counts all bodies together have waiting; beyond, a body that has none waiting still gets one."""
MOST_OF_A_BODY = 10
"""How many one body has waiting."""
MOST_SECONDS = 600.0
"""What one count may take in its job."""
TELL_EVERY = 0.5
"""Seconds between two notes of progress."""
MOST_TRIES = 3
"""How often a count is begun whose worker ends in the middle of it."""
SILENT_AFTER = timedelta(minutes=5)
"""A count that has shown nothing for so long is lost: it shows itself every half second, but for the making of the city."""
TASK = "decisions.count_city"


@transaction.atomic
def ask_the_city(by: Principal, question: Question) -> Counting:
    """Have a question counted, unless it is already; a failed one is tried again.

    Of a body's counts the first waits before other bodies' second ones, so nobody waits behind one body's many.
    Raises PermissionDenied, Unfit for an assumption that does not fit, and NotNow when too many counts wait.
    """
    require(by, "decisions.see_proposals")
    if not populations.exists():
        raise NotNow(_("이 누리집에는 지어낸 도시가 없습니다."))
    lost, digest = _lost(), question.digest()
    asked = Counting.objects.filter(question=digest).exclude(pk__in=lost)
    if (same := asked.exclude(state=CountingState.FAILED).first()) is not None:
        return same
    ahead = _counts_ahead(question, lost)
    made, is_new = Counting.objects.get_or_create(
        question=digest,
        defaults={
            "before": question.before,
            "after": question.after,
            "day": question.day,
            "assumed": dict(question.assumed),
            "people": question.people,
            "figures": question.figures,
        },
    )
    if is_new or made.pk in lost or made.state == CountingState.FAILED:
        made.state, made.done, made.fault, made.asked_at = CountingState.WAITING, 0, None, timezone.now()
        made.tries, made.seen_at = 0, None
        made.save()
        from madang.blocks.decisions.jobs import count_city

        count_city.configure(priority=-ahead).defer(counting=made.pk)
    return made


def _counts_ahead(question: Question, lost: set[int]) -> int:
    """How many counts of rules of the same body wait already; raises NotNow where one more is more than its share."""
    body = question.after.model.organisation_id
    open_ = Counting.objects.filter(state__in=[CountingState.WAITING, CountingState.COUNTING])
    bodies = list(open_.exclude(pk__in=lost).values_list("after__model__organisation", flat=True))
    own = bodies.count(body)
    if own >= MOST_OF_A_BODY:
        raise NotNow(
            _("이 기관의 견주기 %(count)d건이 세기를 기다립니다. 하나가 끝난 뒤에 다시 시도해 주세요.")
            % {"count": own}
        )
    if own and len(bodies) >= MOST_WAITING:
        raise NotNow(_("세고 있는 견주기가 많습니다. 잠시 뒤에 다시 시도해 주세요."))
    return own


def _lost() -> set[int]:
    """Open counts that nobody will end: begun and silent, or waiting for a job that is gone."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    jobs = ProcrastinateJob.objects.filter(task_name=TASK, status__in=["todo", "doing"])
    expected = {each.get("counting") for each in jobs.values_list("args", flat=True)}
    silent = timezone.now() - SILENT_AFTER
    open_ = Counting.objects.filter(state__in=[CountingState.WAITING, CountingState.COUNTING])
    return {
        each.pk
        for each in open_
        if (each.seen_at < silent if each.seen_at is not None else each.pk not in expected)
    }


def ask_about_a_proposal(by: Principal, version: ModelVersion) -> None:
    """Have a proposal counted against what is in force on its day, under its assumptions."""
    if not populations.exists() or version.valid_from is None:
        return
    current = standing.in_force(version.model, version.valid_from)
    if current is None:
        return
    try:
        ask_the_city(by, Question(current, version, version.valid_from, version.assumed))
    except NotNow:
        return  # the desk offers it again


def ask_about_figures(by: Principal, change: ParameterChange) -> None:
    """Have proposed figures counted for each rule in force in their term that reads them, on its first such day."""
    if not populations.exists():
        return
    for each in questions_of_figures(change):
        try:
            ask_the_city(by, each)
        except NotNow:
            continue  # too many of its body wait: the desk offers it again


def count(identifier: int) -> None:
    """Do the counting of a question; safe to run twice. For the job.

    One whose worker was ended in the middle is begun anew, but not for ever: what ends workers is given up.
    """
    row = (
        Counting.objects.select_related("before__model", "after__model", "figures__parameter")
        .filter(pk=identifier)
        .first()
    )
    if row is None or not row.is_open:
        return
    mine = Counting.objects.filter(pk=identifier)
    if row.tries >= MOST_TRIES:
        mine.update(state=CountingState.FAILED, fault=_in_both(Stopped()), ended_at=timezone.now())
        return
    mine.update(state=CountingState.COUNTING, done=0, tries=row.tries + 1, seen_at=timezone.now())
    told = time.monotonic()

    def progress(done: int, total: int) -> None:
        nonlocal told
        if time.monotonic() - told > TELL_EVERY:
            told = time.monotonic()
            mine.update(done=min(99, 100 * done // max(total, 1)), seen_at=timezone.now())

    question = Question(row.before, row.after, row.day, row.assumed, row.people, row.figures)
    try:
        before, after = prepared = question.prepared()
        if question.digest(prepared) != bytes(row.question):
            raise FiguresChanged
        found = touched(
            before,
            after,
            row.assumed,
            Better(row.after.model.better),
            people=row.people,
            seconds=MOST_SECONDS,
            progress=progress,
        )
    except Unfit as error:
        mine.update(state=CountingState.FAILED, fault=_in_both(error), ended_at=timezone.now())
        return
    if found is not None:
        mine.update(state=CountingState.DONE, done=100, result=found.as_data(), ended_at=timezone.now())


def _in_both(error: Unfit) -> dict[str, str]:
    """Why nothing was counted, in both languages."""
    said: dict[str, str] = {}
    for language in saying.LANGUAGES:
        with override(language):
            cause = error.__cause__
            said[language] = (
                cause.sentence(language) if isinstance(cause, RulesError) else str(error.sentence)
            )
    return said
