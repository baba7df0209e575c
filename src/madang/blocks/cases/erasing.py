"""What cases do when a person is erased, and who reads a case's documents."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from madang.blocks.cases import queries
from madang.blocks.cases.models import Answer, Case, Contact, Decision, Step
from madang.blocks.documents.actions.removing import take_away
from madang.blocks.documents.models import Document
from madang.blocks.identity.erasure import Trace, Whom
from madang.blocks.identity.models import Account
from madang.blocks.notifications.actions import forget
from madang.blocks.notifications.queries import of_owner as notices_of
from madang.blocks.rooms.manifest import Text

LONGEST_MEETING = timedelta(hours=12)
"""An official who never ended a meeting reads its papers no longer than a day's work."""

_ANSWERS = Text("민원에 적은 답", "answers in cases")
_CASES = Text("끝난 민원", "closed cases")
_PAPERS = Text("민원의 문서와 사진", "papers and photos of cases")
_STAYS = Text(
    "누구의 것인지 알 수 없게, 통계와 감사를 위해", "for statistics and audit, without whose it was"
)


def erase_cases(whom: Whom, *, only_look: bool = True) -> list[Trace]:
    """Drafts go whole; of closed cases the answers, reasons and remedies go and the bare course stays.

    Open cases are held (``open_cases``); a restore that erases again meets none that were open then.
    """
    cases = _of(whom)
    subjects = tuple(each.subject for each in cases)
    answers = Answer.objects.filter(case__in=cases, value__isnull=False)
    papers = list(Document.objects.filter(owner__in=subjects, deleted_at=None))
    told = [notice for subject in subjects for notice in notices_of(subject)]
    found = [
        Trace(_ANSWERS, answers.count(), subjects=subjects),
        Trace(_PAPERS, len(papers)),
        Trace(_CASES, len(subjects), stays=_STAYS),
    ]
    if not only_look:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL madang.erasing = 'on'")
            answers.update(value=None)
            cursor.execute("SET LOCAL madang.erasing = 'off'")
        take_away(papers)
        forget(told)
        Step.objects.filter(case__in=cases).update(reason="", remedy="")
        # The constraint wants words on a refusal; these tell nothing of anybody.
        Decision.objects.filter(case__in=cases).exclude(reason="").update(reason="-", remedy="-")
        Contact.objects.filter(Q(case__in=cases) | Q(answers__case__in=cases)).update(person=None, level=0)
        if whom.person is not None:
            Contact.objects.filter(person=whom.person).update(person=None, level=0)
    return found


def open_cases(whom: Whom) -> list[str]:
    """Why somebody's rows must stay for now: cases that an office still handles."""
    count = _of(whom).filter(lodged_at__isnull=False, closed_at__isnull=True).count()
    if not count:
        return []
    return [
        _("아직 처리 중인 민원이 %(count)d건 있습니다. 끝나거나 취하한 뒤 지울 수 있습니다.")
        % {"count": count}
    ]


def may_read(account: Account, document: Document) -> bool:
    """Whether an account may read a document of a case: whoever may open the case, and who serves its applicant now."""
    _kind, _colon, identifier = document.owner.partition(":")
    try:
        found = uuid.UUID(identifier)
    except ValueError:
        return False
    if queries.case_of(found, account) is not None:
        return True
    meetings = Contact.objects.filter(
        case=found, staff=account, ended_at=None, begun_at__gt=timezone.now() - LONGEST_MEETING
    )
    return any(queries.case_of(found, account, each) is not None for each in meetings)


def _of(whom: Whom) -> QuerySet[Case]:
    mine = Q(account__in=[each.pk for each in whom.accounts])
    if whom.person is not None:
        mine |= Q(person=whom.person)
    return Case.objects.filter(mine)
