"""The first day in production: keys are made, the first administrator comes in. For the command line only."""

from __future__ import annotations

from madang.config.environment import ConfigurationError, Environment
from madang.config.keys import DJANGO_SECRET, private_folder, read_or_create_secret
from madang.config.production import key_purposes, two_languages


def create_keys(env: Environment) -> list[str]:
    """Make every key that is not there yet; return the names of those made.

    Raises ConfigurationError where a log stands whose keys are gone: new ones would begin a second history.
    """
    from madang.blocks.ledger.keys import FileKeyStore
    from madang.blocks.ledger.queries import KEY_PURPOSES

    store = FileKeyStore(env.keys, create_missing=False)
    lost = [purpose for purpose in KEY_PURPOSES if not store.versions(purpose)]
    if lost and (env.log / "checkpoint").exists():
        raise ConfigurationError(
            f"{env.log} 에 기록이 있는데 그 열쇠가 없습니다. / There is a log in {env.log} whose keys ({', '.join(lost)}) "
            "are gone. New keys would begin another history and open nothing of this one: restore the key backup."
        )
    return [purpose for purpose in key_purposes() if store.create(purpose)]


def create_environment_secret(env: Environment) -> bool:
    """Make the secret that signs sessions, unless it is there; True when made. Before Django is set up."""
    path = env.keys / DJANGO_SECRET
    if path.exists():
        return False
    if (env.log / "checkpoint").exists() and env.production:
        raise ConfigurationError(
            f"{path} is gone, but there is a log in {env.log}: this is no new installation. Restore the key backup."
        )
    private_folder(env.keys)
    read_or_create_secret(path)
    return True


def create_administrator(env: Environment, username: str, password: str, organisation_code: str) -> None:
    """Make the site's first administrator with a password of their own choice; their first sign-in leads to
    a second factor, without which they act in no role.

    Raises ConfigurationError with the remedy when the password is weak, or an administrator is there already.
    """
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.db import transaction

    from madang.blocks.identity.actions import create_first_administrator, note_password_changed
    from madang.blocks.identity.credentials import clean_username
    from madang.blocks.identity.errors import IdentityError
    from madang.blocks.identity.models import Account
    from madang.blocks.ledger.errors import LedgerError

    name = two_languages(env.organisation)
    if name is None:
        raise ConfigurationError(
            "MADANG_ORGANISATION is not set: name who runs the site as `한국어 이름 | English name`."
        )
    try:
        validate_password(password, Account(username=clean_username(username)))
        with transaction.atomic():
            account = create_first_administrator(
                username=username, organisation_code=organisation_code, name_ko=name.ko, name_en=name.en
            ).account
            account.set_password(password)
            account.save(update_fields=["password"])
            note_password_changed(account)
    except ValidationError as error:
        raise ConfigurationError(
            f"비밀번호가 약합니다. / The password is too weak: {' '.join(error.messages)}"
        ) from error
    except (IdentityError, LedgerError) as error:
        raise ConfigurationError(str(error)) from error
