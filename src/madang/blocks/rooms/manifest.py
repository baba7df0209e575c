"""What a room says of itself: the manifest, and the registry of all rooms on this site.

A *room* is one folder of ``blocks/`` or ``systems/``. Its ``system.py`` holds one :class:`Manifest` named
``system``. Systems are found by the entry point group ``madang.systems``, whose value names the room's
package; the same door serves our own systems and those of other packages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

ENTRY_POINT_GROUP = "madang.systems"


@dataclass(frozen=True)
class Text:
    """A short text in the two languages that every room speaks."""

    ko: str
    en: str

    def __str__(self) -> str:
        from django.utils.translation import get_language

        return self.en if (get_language() or "ko").startswith("en") else self.ko


@dataclass(frozen=True)
class MenuItem:
    """A place in the site's menu.

    Attributes:
        title: what people read.
        url_name: Django URL name, e.g. ``portal:home``.
        permission: permission of the library ``rules`` that the reader needs, or None for everybody.
        section: ``public`` (everybody's menu) or ``office`` (officials' menu).
    """

    title: Text
    url_name: str
    permission: str | None = None
    section: str = "public"


@dataclass(frozen=True)
class Role:
    """A role (직무 권한) that an organisation can give to its members.

    ``whole_site`` marks one whose permissions know no body's limits: only the administrators of a topmost body
    give it.
    """

    code: str
    title: Text
    staff: bool = True
    whole_site: bool = False


@dataclass(frozen=True)
class Manifest:
    """Everything a room offers to the rest of the site. Dotted paths are ``package.module:name``.

    Attributes:
        name: the room's code: Django app label, URL prefix and URL namespace.
        urls: module with ``urlpatterns``; mounted at ``/{prefix}``.
        prefix: path the pages stand under, default ``name + "/"``; the empty string is the site's front door.
        api: a Django Ninja ``Router``, mounted at ``/api/v1/{api_prefix}``.
        emits: event types it writes to the ledger.
        hears: event type (``*`` at the end matches any rest) → function taking one delivered event.
        jobs: module holding Procrastinate tasks.
        listings: function returning what the room publishes in the catalogue.
        health: name → function returning None when well, or a sentence saying what is wrong.
        demo: function loading its part of the demo city.
        importers: ``madang import NAME PATH`` → function.
        authenticator: function (request) → the API's caller or None.
        keys: purposes of the keys it uses (``room.use``); production starts only when all are there.
        purposes: code → words: why its acts are done. An entry in the ledger names one that some room declares.
        erasers: functions that take what the room holds of a person away (``identity.erasure``); every room
            whose rows tell something of a person names one.
        real_records: function telling whether the room shows what real publishers published; a demo then says so.
        holds: functions saying why a person's rows must stay for now (``identity.erasure``).
        document_readers: kind of owner (``case`` of ``case:UUID``) → function (account, document) telling whether the
            account may read a document of such an owner (``documents``).
        papers: package holding templates of documents that the site makes (``documents``).
        notices: package holding templates of what the room tells people (``notifications``).
        case_facts: names (apart by blanks) → function (case) → values: what guards of processes may read.
        case_acts: code → function (case, step): an effect that a step of a process may name.
        case_extras: name → function (by, case, value): what a device without a line brings beside the answers.
    """

    name: str
    title: Text
    summary: Text
    roles: tuple[Role, ...] = ()
    menu: tuple[MenuItem, ...] = ()
    urls: str | None = None
    prefix: str | None = None
    api: str | None = None
    api_prefix: str | None = None
    emits: tuple[str, ...] = ()
    hears: dict[str, str] = field(default_factory=dict)
    jobs: str | None = None
    listings: str | None = None
    health: dict[str, str] = field(default_factory=dict)
    demo: str | None = None
    importers: dict[str, str] = field(default_factory=dict)
    authenticator: str | None = None
    keys: tuple[str, ...] = ()
    purposes: dict[str, Text] = field(default_factory=dict)
    erasers: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()
    real_records: str | None = None
    document_readers: dict[str, str] = field(default_factory=dict)
    papers: str | None = None
    notices: str | None = None
    case_facts: dict[str, str] = field(default_factory=dict)
    case_acts: dict[str, str] = field(default_factory=dict)
    case_extras: dict[str, str] = field(default_factory=dict)


def load(path: str) -> Any:
    """Return the object at ``package.module:name``."""
    module, _, name = path.partition(":")
    return getattr(import_module(module), name)


def system_packages() -> list[str]:
    """Return the package names of all installed systems, front door first, then by name.

    Read from installed distributions' entry points; needs no Django.
    """
    found = {point.name: point.value for point in entry_points(group=ENTRY_POINT_GROUP)}
    return [found[name] for name in sorted(found)]


_registry: dict[str, Manifest] = {}


def register(packages: Iterable[str]) -> None:
    """Read the manifest of every package that holds one; called once when Django is ready."""
    for package in packages:
        try:
            module = import_module(f"{package}.system")
        except ModuleNotFoundError as error:
            if error.name != f"{package}.system":
                raise
            continue
        manifest: Manifest = module.system
        known = _registry.get(manifest.name)
        if known is not None and known != manifest:
            raise ValueError(f"two rooms are named {manifest.name!r}; rename one of them")
        _registry[manifest.name] = manifest


def manifests() -> tuple[Manifest, ...]:
    """Return all rooms' manifests, in order of registration (blocks from below, then systems)."""
    return tuple(_registry.values())


def registered(attribute: str) -> list[tuple[Manifest, Callable[..., Any]]]:
    """Return (manifest, loaded object) for each room whose ``attribute`` names one."""
    return [(room, load(path)) for room in manifests() if (path := getattr(room, attribute))]


def purposes() -> dict[str, Text]:
    """Return every purpose that a room of this site declares, by code.

    Raises ValueError when two rooms give one code two meanings.
    """
    return _purposes(len(_registry))


@lru_cache(maxsize=1)
def _purposes(rooms: int) -> dict[str, Text]:
    found: dict[str, Text] = {}
    for room in manifests():
        for code, words in room.purposes.items():
            if found.setdefault(code, words) != words:
                raise ValueError(f"two rooms give the purpose {code!r} two meanings; rename one of them")
    return found
