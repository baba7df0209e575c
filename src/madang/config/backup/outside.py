"""Restoring into a PostgreSQL server that is not ours: beside the database that stands there, then in its place."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from madang.config.backup.errors import RestoreError
from madang.config.environment import Environment

_COUNT_TABLES = (
    "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema') "
    "AND n.nspname NOT LIKE 'pg_toast%'"
)


def refuse_occupied(env: Environment) -> None:
    """Raise RestoreError when the database holds tables."""
    with _connected(_url(env)) as connection:
        if _tables(connection):
            raise RestoreError(
                f"데이터베이스 {connection.info.dbname}에 이미 표가 있습니다. / The database {connection.info.dbname} "
                "is not empty. Name an empty one in DATABASE_URL, or add --force to put what is there aside."
            )


@contextmanager
def database_to_fill(env: Environment) -> Iterator[tuple[str, int, tuple[str, str] | None]]:
    """Yield URL and release of an empty database, and (name, name to be exchanged for it) when it is a new one.

    An empty database is filled itself; beside one that holds tables a new one is made, and dropped again when
    something fails. Raises RestoreError.
    """
    url = _url(env)
    with _connected(url) as connection:
        name, major = connection.info.dbname, connection.info.server_version // 10000
        empty = not _tables(connection)
    if empty:
        yield url, major, None
        return
    new = f"{name}_restoring_{secrets.token_hex(4)}"
    _everywhere(
        url, sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0").format(sql.Identifier(new))
    )
    try:
        yield _with_name(url, new), major, (name, new)
    except BaseException:
        _everywhere(url, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(new)))
        raise


def take_place(env: Environment, names: tuple[str, str]) -> None:
    """Give the new database the name of the former one, which keeps its data under another; safe to repeat."""
    name, new = names
    with _elsewhere(_url(env)) as connection, connection.transaction():
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [new]).fetchone():
            return  # done already
        aside = f"{name}_replaced_{new.rpartition('_')[2]}"
        rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        try:
            connection.execute(rename.format(sql.Identifier(name), sql.Identifier(aside)))
            connection.execute(rename.format(sql.Identifier(new), sql.Identifier(name)))
        except psycopg.errors.ObjectInUse as error:
            raise RestoreError(
                f"The database {name} is in use. Stop everything that is connected to it, then run the same "
                "`madang restore` command again: it goes on where it stopped."
            ) from error


def _tables(connection: psycopg.Connection[tuple[int, ...]]) -> int:
    row = connection.execute(_COUNT_TABLES).fetchone()
    return row[0] if row else 0


def _url(env: Environment) -> str:
    assert env.database_url is not None
    return env.database_url


@contextmanager
def _connected(url: str) -> Iterator[psycopg.Connection[tuple[int, ...]]]:
    try:
        connection = psycopg.connect(url, autocommit=True, connect_timeout=10)
    except psycopg.OperationalError as error:
        raise RestoreError(
            f"The database does not answer: {str(error).strip()}. Check DATABASE_URL."
        ) from error
    with connection:
        yield connection


@contextmanager
def _elsewhere(url: str) -> Iterator[psycopg.Connection[tuple[int, ...]]]:
    """Yield a connection to another database of the server: nobody can rename the one they are in."""
    for name in ("postgres", "template1"):
        try:
            connection = psycopg.connect(_with_name(url, name), autocommit=True, connect_timeout=10)
        except psycopg.OperationalError:
            continue
        with connection:
            yield connection
        return
    raise RestoreError(
        "The role of DATABASE_URL may connect neither to the database postgres nor to template1, so it cannot "
        "exchange databases. Name an empty database in DATABASE_URL instead."
    )


def _everywhere(url: str, statement: sql.Composed) -> None:
    with _elsewhere(url) as connection:
        try:
            connection.execute(statement)
        except psycopg.errors.InsufficientPrivilege as error:
            raise RestoreError(
                "The role of DATABASE_URL may not make databases, so nothing can be restored beside the one that "
                "is there. Give it CREATEDB, or name an empty database in DATABASE_URL."
            ) from error


def _with_name(url: str, name: str) -> str:
    """Return the URL of another database of the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{quote(name, safe='')}"))
