"""The menu comes from the rooms' manifests and shows nobody what they may not enter."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory, override_settings

from madang.blocks.rooms.manifest import manifests
from madang.blocks.ui.context import DEMO_HELP_LINE, NATIONAL_HELP_LINE, Site, url_or_none


class Person:
    """A reader who has signed in and holds some permissions."""

    is_authenticated = True

    def __init__(self, *permissions: str) -> None:
        self.permissions = permissions

    def has_perm(self, permission: str) -> bool:
        return permission in self.permissions


def site(user: object, path: str = "/") -> Site:
    request = RequestFactory().get(path)
    request.user = user  # type: ignore[assignment]
    return Site(request)


def guarded() -> dict[str, str]:
    """Return address → permission of every guarded place on this site."""
    return {
        url: item.permission
        for room in manifests()
        for item in room.menu
        if item.permission and (url := url_or_none(item.url_name))
    }


def test_strangers_see_no_guarded_place() -> None:
    shown = {place.url for place in [*site(AnonymousUser()).menu, *site(AnonymousUser()).office_menu]}
    assert guarded()
    assert shown.isdisjoint(guarded())
    assert shown


def test_each_permission_opens_its_places_only() -> None:
    for permission in set(guarded().values()):
        reader = site(Person(permission))
        shown = {place.url for place in [*reader.menu, *reader.office_menu]} & guarded().keys()
        assert shown == {url for url, needed in guarded().items() if needed == permission}


def test_the_place_where_the_reader_is_is_marked() -> None:
    for place in site(AnonymousUser()).menu:
        here = [each.url for each in site(AnonymousUser(), place.url).menu if each.current]
        assert place.url in here


def test_a_name_that_no_room_has_is_no_place() -> None:
    assert url_or_none("nowhere:at_all") is None


def test_the_living_page_stands_in_no_menu() -> None:
    reader = site(Person(*guarded().values()))
    assert url_or_none("ui:components") not in {p.url for p in [*reader.menu, *reader.office_menu]}


def test_a_demonstration_sends_nobody_to_the_real_call_centre() -> None:
    assert Site(None).demo
    assert Site(None).help_line is DEMO_HELP_LINE
    assert DEMO_HELP_LINE.number.startswith("000")
    with override_settings(HELP_LINE=NATIONAL_HELP_LINE):
        assert Site(None).help_line.number == "110"
