"""Who may do what in identity. Found by ``rules.apps.AutodiscoverRulesConfig``, which demands this name."""

from __future__ import annotations

from typing import Any

import rules

from madang.blocks.identity.models import Account, Realm
from madang.blocks.identity.predicates import has_role, in_organisation, is_citizen, is_own, is_signed_in
from madang.blocks.identity.roles import ADMINISTRATOR


@rules.predicate
def administers(account: Any, about: Any) -> bool:
    """Holds when every body in which the official ``about`` has a place, now or later, is within reach.

    An official without any place is nobody's but the platform's. Nobody administers themselves.
    """
    if not isinstance(account, Account) or not isinstance(about, Account) or about.realm != Realm.STAFF:
        return False
    places = set(about.memberships.not_over().values_list("organisation_id", flat=True))
    return about.pk != account.pk and bool(places) and places <= account.reach()


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
rules.add_perm("identity.find_person", has_role("clerk", "phone_agent", "case_officer", "supervisor"))
rules.add_perm("identity.open_number", has_role("case_officer", "supervisor"))
