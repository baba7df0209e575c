"""Identity's own part of an erasure: people, contacts, accounts and what belongs to them."""

from __future__ import annotations

import secrets

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from madang.blocks.identity.actions.sessions import drop_sessions
from madang.blocks.identity.erasure import Trace, Whom
from madang.blocks.identity.models import (
    Account,
    ApiKey,
    Contact,
    Membership,
    PastTie,
    Person,
    PersonKind,
    PlaceOffer,
    Sex,
    SignInEvent,
)
from madang.blocks.rooms.manifest import Text

_TRAIL_STAYS = Text(
    "접속기록은 법에 따라 2년 둡니다. 누구였는지, 어디서 들어왔는지는 지웁니다.",
    "Sign-in records are kept for two years by law; who it was and where from is blanked.",
)
_PLACES_STAY = Text(
    "권한을 준 기록입니다. 이름 없이 남습니다.", "They record who had which rights; they stay without a name."
)


def holds_a_role(whom: Whom) -> list[str]:
    """An official at work, or about to be, is not erased: first they leave."""
    places = Membership.objects.not_over().filter(account__in=[each.pk for each in whom.accounts])
    if not places.exists():
        return []
    return [_("지금 맡고 있거나 맡을 역할이 있는 직원입니다. 먼저 퇴직 처리를 하세요.")]


def erase_own_rows(whom: Whom, *, only_look: bool) -> list[Trace]:
    """Blank the person's and the accounts' rows, delete what hangs on them, end sessions and keys."""
    accounts = [each for each in whom.accounts if each.erased_at is None]
    numbers = [each.pk for each in whom.accounts]
    contacts = Contact.objects.filter(person=whom.person)
    keys = ApiKey.objects.filter(account__in=numbers)
    factors = Authenticator.objects.filter(user__in=numbers)
    events = SignInEvent.objects.filter(account__in=numbers).filter(
        Q(ip_address__isnull=False) | ~Q(user_agent="") | Q(claimed_name_mac__isnull=False)
    )
    places = Membership.objects.filter(account__in=numbers)
    offers = PlaceOffer.objects.filter(account__in=numbers)
    # Ties to the person stay: they name a tombstone, and without them two accounts would pass as two humans.
    ties = PastTie.objects.filter(account__in=numbers, person__isnull=True)
    person = whom.person if whom.person is not None and whom.person.erased_at is None else None
    found = [
        Trace(
            Text("이름, 생년월일, 주민등록번호", "Name, birth date, resident number"), int(person is not None)
        ),
        Trace(Text("연락처", "Ways to reach them"), contacts.count() if whom.person else 0),
        Trace(
            Text(
                "계정: 아이디, 전자우편, 비밀번호, 사번",
                "Accounts: user name, e-mail, password, staff number",
            ),
            len(accounts),
        ),
        Trace(Text("전에 등록했던 사번", "Earlier staff numbers"), ties.count()),
        Trace(
            Text("인증 앱, 패스키, 복구 번호", "Authenticator apps, passkeys, recovery codes"),
            factors.count(),
        ),
        Trace(Text("API 키", "API keys"), keys.count()),
        Trace(Text("접속기록", "Sign-in records"), events.count(), stays=_TRAIL_STAYS),
        Trace(Text("직원으로 맡았던 자리", "Places held as an official"), places.count(), stays=_PLACES_STAY),
        Trace(Text("제안받은 자리", "Places offered"), offers.count()),
    ]
    if only_look:
        return found
    if whom.person is not None:
        contacts.delete()
    keys.delete()
    offers.delete()
    ties.delete()
    factors.delete()
    events.update(ip_address=None, user_agent="", claimed_name_mac=None)
    EmailAddress.objects.filter(user__in=numbers).delete()
    for account in accounts:
        _close(account)
    if person is not None:
        _blank(person)
    return found


def _close(account: Account) -> None:
    account.username = f"erased-{secrets.token_hex(8)}"
    account.email = account.staff_number = ""
    account.staff_number_in = None
    account.set_unusable_password()
    account.password_temporary = account.is_active = False
    account.locked_until, account.lock_is_sign_in_only = None, False
    account.last_login = None
    account.erased_at = timezone.now()
    account.save()
    account.forget_memberships()
    drop_sessions(account)


def _blank(person: Person) -> None:
    person.full_name = person.latin_name = ""
    person.birth_date = None
    person.kind, person.sex = PersonKind.CITIZEN, Sex.UNKNOWN
    person.resident_number_sealed = person.resident_number_mac = None
    person.erased_at = timezone.now()
    person.save()
