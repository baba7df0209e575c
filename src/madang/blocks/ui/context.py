"""What every page knows of the site around it: menu, languages, display choices, help line, demo mark."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.translation import get_language

from madang.blocks.rooms.manifest import Text, manifests, registered
from madang.blocks.ui.display import DISPLAY_COOKIE, Display


@dataclass(frozen=True)
class HelpLine:
    """The person at the other end of every page (사람 상담).

    Attributes:
        name: who answers.
        number: telephone number as people dial it.
        hours: when somebody answers.
    """

    name: Text
    number: str
    hours: Text


# 110 is the government's own call centre (정부민원안내콜센터, www.110.go.kr). A demonstration must not send
# anybody there, so its number starts with 000, which no Korean line has.
NATIONAL_HELP_LINE = HelpLine(
    name=Text("정부민원안내콜센터", "Government Call Center"),
    number="110",
    hours=Text("평일 오전 9시~오후 6시", "weekdays 9 a.m. to 6 p.m."),
)
DEMO_HELP_LINE = HelpLine(
    name=Text("하늘시 민원상담실(가상)", "Haneul-si help desk (invented)"),
    number="000-110",
    hours=Text("평일 오전 9시~오후 6시", "weekdays 9 a.m. to 6 p.m."),
)


@dataclass(frozen=True)
class Place:
    """One line of a menu: what it is called, where it leads, whether the reader is there."""

    title: str
    url: str
    current: bool


@dataclass(frozen=True)
class Language:
    """A language that the site speaks, named in itself."""

    code: str
    name: str
    current: bool


def url_or_none(name: str) -> str | None:
    """Return the address of a URL name, or None when no room on this site has it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


class Site:
    """The site as one request sees it. Everything is computed on first use, so an error page that
    touches only the names and the help line needs neither session nor database.
    """

    name = Text("마당", "Madang")
    tagline = Text("정부 서비스가 모이는 곳", "where public services meet")

    def __init__(self, request: HttpRequest | None) -> None:
        self._request = request
        self.frames_of: dict[bool, dict[tuple[object, ...], list[str]]] = {}
        """Whether bare → what ``frame`` has drawn for readers of this kind; looked up once a request."""

    @cached_property
    def demo(self) -> bool:
        """Whether the page must say that it is no real government site."""
        return not settings.ENVIRONMENT.production

    @cached_property
    def real_records(self) -> bool:
        """Whether some of what the demonstration shows was published by others and is not invented."""
        return self.demo and any(shows() for _room, shows in registered("real_records"))

    @cached_property
    def organisation(self) -> Text:
        """Who runs the site; the product's own name where nobody said."""
        configured: Text | None = getattr(settings, "ORGANISATION", None)
        return configured or self.name

    @cached_property
    def help_line(self) -> HelpLine:
        configured: HelpLine | None = getattr(settings, "HELP_LINE", None)
        return configured or (DEMO_HELP_LINE if self.demo else NATIONAL_HELP_LINE)

    @cached_property
    def display(self) -> Display:
        cookie = self._request.COOKIES.get(DISPLAY_COOKIE, "") if self._request else ""
        return Display.from_cookie(cookie)

    @cached_property
    def language(self) -> str:
        """Code of the language this page is in, for ``<html lang>``."""
        return get_language() or settings.LANGUAGE_CODE

    @cached_property
    def languages(self) -> list[Language]:
        return [Language(code, name, code == self.language) for code, name in settings.LANGUAGES]

    @property
    def path(self) -> str:
        """Where the reader is, for forms that lead back here."""
        return self._request.get_full_path() if self._request else "/"

    def _places(self, section: str) -> Iterator[Place]:
        user = getattr(self._request, "user", None)
        path = self._request.path if self._request else ""
        signed_in = user is not None and user.is_authenticated
        for title, url, permission in _menu(section, self.language, get_urlconf(), len(manifests())):
            # Guarded places are for people who have signed in: nobody else is asked for permissions.
            if permission is not None and (not signed_in or user is None or not user.has_perm(permission)):
                continue
            yield Place(title, url, path == url or (url != "/" and path.startswith(url)))

    @cached_property
    def menu(self) -> list[Place]:
        """Everybody's menu, without the places that this reader may not enter."""
        return list(self._places("public"))

    @cached_property
    def office_menu(self) -> list[Place]:
        """Officials' menu, without the places that this reader may not enter."""
        return list(self._places("office"))

    @cached_property
    def home_url(self) -> str:
        return url_or_none("portal:home") or "/"

    @cached_property
    def search_url(self) -> str | None:
        return url_or_none("portal:search")

    @cached_property
    def sign_in_url(self) -> str | None:
        return url_or_none("account_login")

    @cached_property
    def sign_out_url(self) -> str | None:
        return url_or_none("account_logout")

    @cached_property
    def sign_up_url(self) -> str | None:
        return url_or_none("account_signup")

    @cached_property
    def account_url(self) -> str | None:
        """The signed-in person's own page."""
        return url_or_none("identity:home") or url_or_none("account_email")


@lru_cache(maxsize=64)
def _menu(
    section: str, language: str, urlconf: str | None, rooms: int
) -> tuple[tuple[str, str, str | None], ...]:
    """Return (title, address, permission) of a section's places; the arguments are what these depend on."""
    items = [item for room in manifests() for item in room.menu if item.section == section]
    return tuple(
        (str(item.title), url, item.permission)
        for item in items
        if (url := url_or_none(item.url_name)) is not None
    )


def site(request: HttpRequest | None) -> dict[str, Any]:
    """Context processor: puts ``madang`` into every template (``site`` is a name that allauth uses)."""
    return {"madang": Site(request)}
