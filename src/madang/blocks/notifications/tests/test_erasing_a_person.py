"""Erased, a person's words and addresses are gone and the bare course stays; proof under way is waited for."""

from __future__ import annotations

from madang.blocks.documents.models import Document
from madang.blocks.identity.erasure import of_person
from madang.blocks.identity.models import Account, Person
from madang.blocks.notifications import actions
from madang.blocks.notifications.erasing import erase_notices, held_notices
from madang.blocks.notifications.models import Caught, Delivery, Notice, Preference
from madang.blocks.notifications.tests.conftest import DATA, NOON, Sent


def test_words_addresses_letters_and_wishes_go(send: Sent, citizen: Account, person: Person) -> None:
    send(key="k")
    actions.prefer(citizen, channel="letter")
    letter = send()
    actions.bring_due(now=NOON)
    whom = of_person(person)
    looked = erase_notices(whom, only_look=True)
    assert [each.count for each in looked] == [2, 1] and Notice.objects.filter(erased_at=None).count() == 2
    assert f"notice:{letter.pk}" in looked[0].subjects
    erase_notices(whom, only_look=False)
    assert not Caught.objects.exists() and not Preference.objects.exists()
    assert set(Delivery.objects.values_list("address", flat=True)) == {""}
    assert not Document.objects.filter(deleted_at=None).exists()
    for notice in Notice.objects.all():
        assert (notice.content, notice.name, notice.person, notice.ways) == ({}, "", None, [])
    assert not any(each.count for each in erase_notices(whom, only_look=False))
    assert actions.bring_due(now=NOON) == 0


def test_proof_under_way_holds(send: Sent, person: Person, citizen: Account) -> None:
    assert not held_notices(of_person(person))
    notice = send("tests/refused", data={**DATA, "reason": "까닭"})
    assert held_notices(of_person(person))
    actions.read(citizen, notice, now=NOON)
    assert not held_notices(of_person(person))
