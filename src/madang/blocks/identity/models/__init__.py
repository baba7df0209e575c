"""What identity keeps. One file a noun."""

from madang.blocks.identity.models.account import Account, Realm
from madang.blocks.identity.models.api_key import ApiKey, ApiKeyUse
from madang.blocks.identity.models.offer import PlaceOffer
from madang.blocks.identity.models.organisation import Membership, Organisation, OrganisationKind
from madang.blocks.identity.models.person import Contact, ContactKind, Person, PersonKind, Sex
from madang.blocks.identity.models.sign_in import SignInEvent, SignInOutcome
from madang.blocks.identity.models.tie import PastTie

__all__ = [
    "Account",
    "ApiKey",
    "ApiKeyUse",
    "Contact",
    "ContactKind",
    "Membership",
    "Organisation",
    "OrganisationKind",
    "PastTie",
    "Person",
    "PersonKind",
    "PlaceOffer",
    "Realm",
    "Sex",
    "SignInEvent",
    "SignInOutcome",
]
