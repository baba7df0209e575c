"""To whom a notice goes, and by which ways they can be reached: their wish first, a letter to whom nothing else reaches."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from madang.blocks.documents.names import plain
from madang.blocks.identity.actions.people import normalise_contact
from madang.blocks.identity.errors import NotPossible
from madang.blocks.identity.models import Account, Person, Realm
from madang.blocks.notifications import limits
from madang.blocks.notifications.errors import Unfit
from madang.blocks.notifications.models import Channel, Preference
from madang.blocks.notifications.transports.registry import transport

KINDS = {Channel.LETTER: "address", Channel.EMAIL: "email", Channel.SMS: "phone", Channel.VOICE: "phone"}
"""Which contact each way needs."""
USUAL = (Channel.EMAIL, Channel.SMS, Channel.LETTER)
QUIET = (Channel.SMS, Channel.VOICE, Channel.PUSH)
"""Ways that wake people."""


def person_behind(account: Account) -> Person | None:
    """Return whose own matters an account is about: an official's account tells nothing of their private life."""
    return account.person if account.realm == Realm.CITIZEN else None


@dataclass(frozen=True)
class Recipient:
    """Somebody: a person of the register, an account, a name with typed contact data, or one of the former with the latter.

    Attributes:
        typed: ``phone``, ``email``, ``address`` as they were told for this very matter; they need no verification.
    """

    person: Person | None = None
    account: Account | None = None
    name: str = ""
    typed: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        *,
        person: Person | None = None,
        account: Account | None = None,
        name: str = "",
        phone: str = "",
        email: str = "",
        address: str = "",
    ) -> Recipient:
        """Return a recipient; an account's person is taken along, and a person bears their own name. Raises Unfit for nobody, somebody erased, or bad data."""
        if account is not None and person is None:
            person = person_behind(account)
        if (person and person.erased_at) or (account and account.erased_at):
            raise Unfit(_("지운 사람에게는 알릴 수 없습니다."), "to")
        typed = {}
        for kind, value in (("phone", phone), ("email", email), ("address", address)):
            if value.strip():
                try:
                    typed[kind] = normalise_contact(kind, plain(value))
                except NotPossible as error:
                    raise Unfit(str(error), kind) from error
        name = person.full_name if person else " ".join(plain(name).split())[:200]
        if person is None and account is None:
            if not typed:
                raise Unfit(_("받을 사람의 전화, 전자우편이나 주소를 적어 주세요."), "to")
            if not name:
                raise Unfit(_("받을 사람의 이름을 적어 주세요."), "name")
        return cls(person, account, name or (account.username if account else ""), typed)

    @property
    def preference(self) -> Preference:
        """What they wish; nothing in particular when they never said."""
        found = None
        if self.person is not None:
            found = Preference.objects.filter(person=self.person).first()
        elif self.account is not None:
            found = Preference.objects.filter(account=self.account).first()
        return found or Preference(person=self.person, account=None if self.person else self.account)

    @property
    def has_account(self) -> bool:
        """Whether they can see it on the site."""
        if self.account is not None:
            return self.account.is_active
        return (
            self.person is not None
            and self.person.accounts.filter(realm=Realm.CITIZEN, is_active=True).exists()
        )


def ways_of(to: Recipient, *, proof: bool) -> list[tuple[Channel, str]]:
    """Return the ways by which somebody can be reached, the best one first, each with its address.

    Ordinary: what they wish, then e-mail, text message, letter, and the site alone where nothing else is known. With
    ``proof``: what proves delivery only, by letter, or first on the site where they wished it so.
    A contact of the register counts for telephone and mail when it was verified; a letter also goes to one that was not.
    """
    known = {channel: address for channel in KINDS if (address := _address(to, channel))}
    if to.has_account:
        known[Channel.INAPP] = ""
    wish = to.preference.channel
    order: list[Channel] = [Channel(wish)] if wish else []
    if proof:
        order = [each for each in order if each is Channel.INAPP] + [Channel.LETTER, Channel.INAPP]
    else:
        order += [*USUAL, Channel.INAPP]
    found: dict[Channel, str] = {}
    for each in order:
        if each in known and each not in found and transport(each) is not None:
            found[each] = known[each]
    return list(found.items())


def due(channel: Channel, now: datetime, *, by_night: bool) -> datetime:
    """Return when a notice may be brought: now, or at eight in the morning where it would wake somebody."""
    if channel not in QUIET or by_night:
        return now
    local = timezone.localtime(now)
    if limits.QUIET_TO <= local.time() < limits.QUIET_FROM:
        return now
    day = local.date() + timedelta(days=1 if local.time() >= limits.QUIET_FROM else 0)
    return datetime.combine(day, limits.QUIET_TO, tzinfo=local.tzinfo)


def _address(to: Recipient, channel: Channel) -> str:
    kind = KINDS[channel]
    if to.person is not None:
        contacts = to.person.contacts.filter(kind=kind).order_by("-verified_at", "-created_at", "-pk")
        verified = contacts.filter(verified_at__isnull=False).first()
        if verified is not None:
            return verified.value
        if channel is Channel.LETTER and kind not in to.typed:
            other = contacts.first()
            if other is not None:
                return other.value
    return to.typed.get(kind, "")
