"""What goes of a person's notices when they are erased, and what stops it."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from madang.blocks.identity.erasure import Trace, Whom
from madang.blocks.notifications.actions.keeping import forget
from madang.blocks.notifications.models import Notice, Preference, State
from madang.blocks.rooms.manifest import Text

_NOTICES = Text("보낸 알림과 편지", "Notices and letters sent to them")
_WISHES = Text("알림 설정", "How they wish to be told")


def held_notices(whom: Whom) -> list[str]:
    """Notices whose delivery has to be proved and that are still on their way."""
    count = _of(whom).filter(proof=True, state__in=[State.WAITING, State.SENT]).count()
    if not count:
        return []
    return [
        _("송달을 증명해야 하는 알림 %(count)d건이 아직 가는 중입니다. 닿거나 되돌아온 뒤 지울 수 있습니다.")
        % {"count": count}
    ]


def erase_notices(whom: Whom, *, only_look: bool) -> list[Trace]:
    """Take their words and addresses away; that something was sent, and when, stays without whom."""
    notices, wishes = list(_of(whom)), Preference.objects.filter(_whose(whom))
    found = [
        Trace(_NOTICES, len(notices), subjects=tuple(str(each) for each in notices)),
        Trace(_WISHES, wishes.count()),
    ]
    if not only_look:
        forget(notices)
        wishes.delete()
    return found


def _of(whom: Whom) -> QuerySet[Notice]:
    return Notice.objects.filter(_whose(whom), erased_at=None).order_by("pk")


def _whose(whom: Whom) -> Q:
    mine = Q(account__in=[each.pk for each in whom.accounts])
    return mine | Q(person=whom.person) if whom.person is not None else mine
