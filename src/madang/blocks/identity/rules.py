"""Who may do what in identity. Found by ``rules.apps.AutodiscoverRulesConfig``, which demands this name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import rules

from madang.blocks.identity.models import Account, Membership, Realm
from madang.blocks.identity.predicates import has_role, in_organisation, is_citizen, is_own, is_signed_in
from madang.blocks.identity.roles import ADMINISTRATOR


@rules.predicate
def administers(account: Any, about: Any) -> bool:
    """Holds when every body to which the official ``about`` belongs, now or later, is within reach.

    They belong where they have a place as no guest; whoever is a guest only, to all those bodies. An official
    without any place is nobody's but the platform's. Nobody administers themselves.
    """
    if not isinstance(account, Account) or not isinstance(about, Account) or about.realm != Realm.STAFF:
        return False
    places = about.memberships.not_over().values_list("guest", "organisation_id")
    return about.pk != account.pk and _belongs_within(places, account.reach())


def administered(account: Account, officials: Iterable[Account]) -> frozenset[int]:
    """Return the ids of those ``officials`` all of whose bodies are within reach; one query for all."""
    places: dict[int, list[tuple[bool, int]]] = {}
    held = Membership.objects.not_over().filter(account__in=[each.pk for each in officials])
    for official, guest, body in held.values_list("account_id", "guest", "organisation_id"):
        places.setdefault(official, []).append((guest, body))
    reach = account.reach()
    return frozenset(official for official, found in places.items() if _belongs_within(found, reach))


def _belongs_within(places: Iterable[tuple[bool, int]], reach: frozenset[int]) -> bool:
    """Whether somebody with these places (guest, body) belongs to bodies within ``reach`` only, and to any."""
    found = list(places)
    bodies = {body for guest, body in found if not guest} or {body for _guest, body in found}
    return bool(bodies) and bodies <= reach


@rules.predicate
def acts_for_the_whole_site(account: Any) -> bool:
    """Holds for an official who acts in a topmost body: people belong to no body, so none below may end them."""
    acting = getattr(account, "acting", None)
    return acting is not None and acting.organisation.parent_id is None


is_administrator = has_role(ADMINISTRATOR)

rules.add_perm("identity.see_offices", is_administrator | has_role("auditor"))
rules.add_perm("identity.see_members", (is_administrator | has_role("auditor")) & in_organisation)
rules.add_perm("identity.manage_organisation", is_administrator & in_organisation)
rules.add_perm("identity.manage_members", is_administrator & in_organisation)
rules.add_perm("identity.administer_account", is_administrator & administers)

rules.add_perm("identity.issue_api_key", is_signed_in)
rules.add_perm("identity.revoke_api_key", is_own)

rules.add_perm("identity.register_person", has_role("clerk", "phone_agent", "case_officer"))
rules.add_perm("identity.erase_person", is_administrator & acts_for_the_whole_site)
rules.add_perm("identity.close_account", is_citizen & is_own)
rules.add_perm(
    "identity.find_person", has_role("clerk", "phone_agent", "case_officer", "field_officer", "supervisor")
)
rules.add_perm("identity.open_number", has_role("case_officer", "supervisor"))
