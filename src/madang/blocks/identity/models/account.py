"""What somebody signs in with (계정)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from madang.blocks.identity.models.person import Person

if TYPE_CHECKING:
    from madang.blocks.identity.models.api_key import ApiKey
    from madang.blocks.identity.models.organisation import Membership


class Realm(models.TextChoices):
    """The two worlds of sign-in. One session lives in one of them; an official has an account in each."""

    CITIZEN = "citizen", _("시민")
    STAFF = "staff", _("직원")


class AccountObjects(BaseUserManager["Account"]):
    """Look-up by user name, as Django's authentication asks for it."""

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(username=(username or "").lower())


class Account(AbstractBaseUser):
    """A user name with its credentials in one realm.

    There is no superuser and no permission table: what an account may do follows from its memberships
    (``organisation.Membership``) and the predicates of the library ``rules``. ``pseudonym`` is the only
    trace of the account that other records (the ledger) carry. Which human an official's account belongs to is
    known by its ``person``, its ``staff_number`` (사번, in the form of ``humans.normal_number``), or both.
    """

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    username = models.CharField(_("아이디"), max_length=64, unique=True)
    email = models.EmailField(_("전자우편"), blank=True, default="")
    realm = models.CharField(_("영역"), max_length=8, choices=Realm.choices, default=Realm.CITIZEN)
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="accounts"
    )
    staff_number = models.CharField(_("사번"), max_length=40, blank=True, default="", db_default="")
    staff_number_in = models.ForeignKey(
        "identity.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """The topmost body that gave the number."""
    pseudonym = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    is_active = models.BooleanField(_("사용 중"), default=True)
    invented = models.BooleanField(_("시연용"), default=False, editable=False)
    password_temporary = models.BooleanField(_("임시 비밀번호"), default=False)
    session_epoch = models.PositiveIntegerField(default=0, editable=False)
    locked_until = models.DateTimeField(_("잠금 해제 시각"), null=True, blank=True)
    lock_is_sign_in_only = models.BooleanField(default=False, db_default=False, editable=False)
    date_joined = models.DateTimeField(_("만든 때"), default=timezone.now)
    erased_at = models.DateTimeField(_("지운 때"), null=True, blank=True, editable=False)

    objects = AccountObjects()

    # The key by which this object came in, when it came in by one (``authentication.authenticate``).
    api_key: ApiKey | None = None

    class Meta:
        verbose_name = _("계정")
        verbose_name_plural = _("계정")
        constraints = [
            models.CheckConstraint(condition=models.Q(realm__in=Realm.values), name="account_realm_known"),
            models.CheckConstraint(
                condition=models.Q(username=Lower("username")), name="account_username_lower"
            ),
            models.CheckConstraint(condition=~models.Q(username=""), name="account_has_username"),
            models.CheckConstraint(
                condition=models.Q(erased_at__isnull=True)
                | models.Q(is_active=False, email="", staff_number="", username__startswith="erased-"),
                name="account_erased_is_blank",
            ),
            models.UniqueConstraint(fields=["person", "realm"], name="account_once_a_person_and_realm"),
            models.CheckConstraint(
                condition=models.Q(staff_number="", staff_number_in__isnull=True)
                | models.Q(
                    staff_number__regex=r"^[0-9A-Z가-힣]+$", staff_number_in__isnull=False, realm="staff"
                ),
                name="account_staff_number_form",
            ),
            models.UniqueConstraint(
                fields=["staff_number_in", "staff_number"],
                condition=models.Q(is_active=True) & ~models.Q(staff_number=""),
                name="account_staff_number_once",
            ),
        ]
        indexes = [models.Index(Lower("email"), name="account_email")]

    @property
    def shown_name(self) -> str:
        """What the account's own pages call its owner: the person's name where one is known."""
        return (self.person.full_name if self.person else "") or self.username

    @property
    def is_known(self) -> bool:
        """Whether the office has said which human the account belongs to."""
        return self.person_id is not None or bool(self.staff_number)

    @property
    def may_come_in(self) -> bool:
        """Whether the account opens anything at all: in use, and of the demo only where the site is one."""
        return self.is_active and not (self.invented and settings.ENVIRONMENT.production)

    @property
    def is_locked(self) -> bool:
        """Whether sign-in is refused now, whatever the credentials."""
        return self.locked_until is not None and self.locked_until > timezone.now()

    @property
    def is_closed_to_programs(self) -> bool:
        """Whether API keys are refused now: by the office's lock, not by one that too many guesses brought."""
        return self.is_locked and not self.lock_is_sign_in_only

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What every session of this account carries: raising ``session_epoch`` ends them all at once.

        Overrides Django's, which knows the password only.
        """
        return salted_hmac(
            "madang.blocks.identity.session",
            f"{self.password}|{self.session_epoch}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()

    def memberships_now(self) -> tuple[Membership, ...]:
        """Return the memberships whose term holds now, read once for this object (a request's user)."""
        found: tuple[Membership, ...] | None = self.__dict__.get("_memberships_now")
        if found is None:
            found = tuple(self.memberships.current().select_related("organisation").order_by("id"))
            self.__dict__["_memberships_now"] = found
        return found

    @property
    def acting(self) -> Membership | None:
        """The membership in which this account acts now (행위 역할), or None.

        Set by the session (``act_as``) or the API key; without a choice the only membership there is, and
        None while several wait to be chosen from.
        """
        if "_acting" in self.__dict__:
            acting: Membership | None = self.__dict__["_acting"]
            return acting
        memberships = self.memberships_now()
        return memberships[0] if len(memberships) == 1 else None

    def act_as(self, membership: Membership | None) -> None:
        """Let this object act in ``membership``; ValueError when it is another account's."""
        if membership is not None and membership.account_id != self.pk:
            raise ValueError("a membership of another account cannot be acted in")
        self.__dict__["_acting"] = membership

    def reach(self) -> frozenset[int]:
        """Return the ids of the acting body and all below it, read once for this object."""
        acting = self.acting
        if acting is None:
            return frozenset()
        known: tuple[int, frozenset[int]] | None = self.__dict__.get("_reach")
        if known is None or known[0] != acting.organisation_id:
            from madang.blocks.identity.models.organisation import Organisation

            known = (acting.organisation_id, Organisation.objects.ids_below(acting.organisation_id))
            self.__dict__["_reach"] = known
        return known[1]

    def forget_memberships(self) -> None:
        """Drop what was read once, after memberships changed under this object."""
        for name in ("_memberships_now", "_acting", "_reach"):
            self.__dict__.pop(name, None)

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Whether the rule ``perm`` (``room.act``) holds for this account, on ``obj`` where it needs one."""
        import rules

        return bool(self.may_come_in and rules.has_perm(perm, self, obj))

    def has_perms(self, perm_list: list[str], obj: Any = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        """Django's question for its own admin site, which Madang does not run."""
        return False
