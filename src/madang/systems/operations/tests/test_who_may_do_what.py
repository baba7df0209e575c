"""The table of permissions says what the rules say, and no more."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from madang.systems.operations.queries.permissions import Extent, matrix

pytestmark = pytest.mark.django_db


def test_every_permission_reaches_somebody() -> None:
    unheld = [line.permission for line in matrix().lines if set(line.extents) == {Extent.NONE}]
    assert not unheld


def test_an_administrator_administers_the_accounts_of_their_body() -> None:
    table = matrix()
    line = next(line for line in table.lines if line.permission == "identity.administer_account")
    assert [role.code for role in line.holders(Extent.WITHIN, table.roles)] == ["administrator"]


def test_roles_that_nobody_is_given_have_no_number(desk: Client) -> None:
    html = desk.get(reverse("operations:roles")).content.decode()
    held = html.split("역할을 맡은 사람</h2>")[1].split("</table>")[0]
    rows = re.findall(r"<tr.*?</tr>", held)
    assert any("운영자" in row and ">1<" in row for row in rows)
    assert not any("시민" in row for row in rows)
