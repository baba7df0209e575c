"""A human being (사람) and the ways to reach them."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class PersonKind(models.TextChoices):
    """Legal standing: it decides which register the number comes from, never what somebody may read."""

    CITIZEN = "citizen", _("내국인")
    FOREIGNER = "foreigner", _("외국인")


class Sex(models.TextChoices):
    FEMALE = "female", _("여성")
    MALE = "male", _("남성")
    UNKNOWN = "unknown", _("알 수 없음")


class Person(models.Model):
    """One human being, however many contacts, accounts and spellings of the name they have.

    Names are not split into family and given: a foreigner's name (외국인 성명) does not always divide that
    way. Namesakes share every field but the id. The resident number (주민등록번호, 외국인등록번호) stands
    here twice, and neither time readable: sealed, and as a keyed digest by which it can be looked up
    (``madang.blocks.identity.resident_number``).

    An erased person's row stays as a tombstone: its id, and when it was erased (``actions.erase_person``).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("구분"), max_length=16, choices=PersonKind.choices, default=PersonKind.CITIZEN)
    full_name = models.CharField(_("성명"), max_length=200)
    latin_name = models.CharField(_("로마자 성명"), max_length=200, blank=True, default="")
    birth_date = models.DateField(_("생년월일"), null=True, blank=True)
    sex = models.CharField(_("성별"), max_length=8, choices=Sex.choices, default=Sex.UNKNOWN)
    resident_number_sealed = models.BinaryField(null=True, editable=False)
    resident_number_mac = models.BinaryField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(_("지운 때"), null=True, editable=False)

    class Meta:
        verbose_name = _("사람")
        verbose_name_plural = _("사람")
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=PersonKind.values), name="person_kind_known"),
            models.CheckConstraint(condition=models.Q(sex__in=Sex.values), name="person_sex_known"),
            models.CheckConstraint(
                condition=models.Q(erased_at__isnull=True) & ~models.Q(full_name="")
                | models.Q(
                    erased_at__isnull=False,
                    full_name="",
                    latin_name="",
                    birth_date__isnull=True,
                    sex=Sex.UNKNOWN,
                    resident_number_mac__isnull=True,
                ),
                name="person_has_name_or_is_erased",
            ),
            models.CheckConstraint(
                condition=models.Q(resident_number_sealed__isnull=True, resident_number_mac__isnull=True)
                | models.Q(resident_number_sealed__isnull=False, resident_number_mac__isnull=False),
                name="person_number_sealed_and_findable",
            ),
            models.UniqueConstraint(fields=["resident_number_mac"], name="person_number_unique"),
        ]
        indexes = [models.Index(fields=["full_name", "birth_date"], name="person_name_birth")]

    def __str__(self) -> str:
        return f"person:{self.pk}"


class ContactKind(models.TextChoices):
    PHONE = "phone", _("전화")
    EMAIL = "email", _("전자우편")
    ADDRESS = "address", _("주소")


class Contact(models.Model):
    """One way to reach a person (연락처). A household may share one, so a value does not name a person."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(_("종류"), max_length=8, choices=ContactKind.choices)
    value = models.CharField(_("연락처"), max_length=400)
    verified_at = models.DateTimeField(_("확인한 때"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("연락처")
        verbose_name_plural = _("연락처")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=ContactKind.values), name="contact_kind_known"
            ),
            models.CheckConstraint(condition=~models.Q(value=""), name="contact_has_value"),
            models.UniqueConstraint(fields=["person", "kind", "value"], name="contact_once_a_person"),
        ]
        indexes = [models.Index(fields=["kind", "value"], name="contact_value")]

    def __str__(self) -> str:
        return f"contact:{self.pk}"
