"""How somebody wants to be reached."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from madang.blocks.identity.models import Account
from madang.blocks.identity.principal import actor_of
from madang.blocks.ledger import record
from madang.blocks.notifications.basis import WISH, WISH_BASIS
from madang.blocks.notifications.errors import Unfit
from madang.blocks.notifications.models import Channel, Preference
from madang.blocks.notifications.recipients import person_behind
from madang.blocks.notifications.wording import LANGUAGES

WISHES = ("", Channel.INAPP, Channel.EMAIL, Channel.SMS, Channel.VOICE, Channel.LETTER)


@transaction.atomic
def prefer(
    by: Account, *, channel: str = "", language: str = "", large: bool = False, by_night: bool = False
) -> Preference:
    """Keep how an account's person wants to be reached. Raises Unfit for a way or language that is none."""
    if channel not in WISHES:
        raise Unfit(_("고를 수 있는 길이 아닙니다."), "channel")
    if language not in ("", *LANGUAGES):
        raise Unfit(_("고를 수 있는 언어가 아닙니다."), "language")
    person = person_behind(by)
    whose = {"person": person} if person is not None else {"account": by}
    wish, _made = Preference.objects.update_or_create(
        **whose,
        defaults={"channel": channel, "language": language, "large": large, "by_night": by_night},
    )
    record(
        "notifications.preference.changed",
        actor=actor_of(by),
        subject=f"person:{person.pk}" if person is not None else f"account:{by.pk}",
        detail={"channel": channel, "language": language, "large": large, "by_night": by_night},
        purpose=WISH,
        basis=WISH_BASIS,
    )
    return wish
