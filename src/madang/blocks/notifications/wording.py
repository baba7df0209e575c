"""Templates of notices: data in the room that sends them, every placeholder checked before the first is sent.

A room names a package in its manifest (``notices``); each ``NAME.toml`` in it is the template ``ROOM/NAME``:

    version = 1
    needs = ["service", "number"]          # must be given; {name} and {organisation} always stand there
    takes = ["deadline"]                   # may be given; a paragraph that asks one which is not there is left out
    proof = true                           # the law asks for proof of delivery
    spoken = {number = "digits"}           # read aloud digit by digit, whatever it looks like

    [ko]
    title = "…"                            # of the letter, the e-mail and the notice on the site
    paragraphs = ["…", "…"]
    sms = "…"
    voice = "…"                            # read aloud: numbers are put in words
    push = "…"                             # on the lock screen of a telephone: nothing of the matter itself
    [ko.email]                             # only where it differs; so [ko.inapp]
    title = "…"
    paragraphs = ["…"]
    [en]
    …
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from madang.blocks.documents.names import plain
from madang.blocks.notifications import limits
from madang.blocks.notifications.errors import BadTemplate, Unfit
from madang.blocks.notifications.speech import aloud, digit_by_digit
from madang.blocks.rooms.manifest import manifests

LANGUAGES = ("ko", "en")
ALWAYS = ("name", "organisation")
LONG, SHORT = ("letter", "email", "inapp"), ("sms", "voice", "push")
CHANNELS = (*LONG, *SHORT)
_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_KEYS = {"version", "needs", "takes", "proof", "spoken", *LANGUAGES}


@dataclass(frozen=True)
class Template:
    """One template, checked.

    Attributes:
        said: language → channel → words: ``title`` and ``paragraphs`` of the long ones, ``text`` of the short ones.
        proof: whether the law asks for proof that it arrived.
    """

    name: str
    version: int
    needs: tuple[str, ...]
    takes: tuple[str, ...]
    proof: bool
    spoken: Mapping[str, str]
    said: Mapping[str, Mapping[str, Any]]

    def rendered(
        self, data: Mapping[str, Any], *, language: str, name: str, organisation: str
    ) -> dict[str, Any]:
        """Return channel → words with every value in its place. Raises Unfit naming the value that is wrong."""
        words = _words(self.said, language)
        values = {**self._values(data, language), "name": plain(name), "organisation": plain(organisation)}
        found: dict[str, Any] = {}
        for channel in LONG:
            found[channel] = {
                "title": " ".join(_put(words[channel]["title"], values).split()),
                "paragraphs": [
                    _put(each, values)
                    for each in words[channel]["paragraphs"]
                    if values.keys() >= set(_PLACE.findall(each))
                ],
            }
        spelt = {
            each: digit_by_digit(value, language) if self.spoken.get(each) == "digits" else value
            for each, value in values.items()
        }
        found["voice"] = {"text": aloud(_put(words["voice"]["text"], spelt), language)}
        found["push"] = {"text": _put(words["push"]["text"], values)}
        found["sms"] = measured(_put(words["sms"]["text"], values))
        return found

    def _values(self, data: Mapping[str, Any], language: str) -> dict[str, str]:
        if missing := [each for each in self.needs if data.get(each) in (None, "")]:
            raise Unfit(
                _("알림에 넣을 내용이 빠졌습니다: %(names)s") % {"names": ", ".join(missing)}, missing[0]
            )
        if unknown := sorted(data.keys() - {*self.needs, *self.takes}):
            raise Unfit(
                _("알림에 넣을 자리가 없는 내용입니다: %(names)s") % {"names": ", ".join(unknown)}, unknown[0]
            )
        found = {
            each: in_words(value, each, language) for each, value in data.items() if value not in (None, "")
        }
        if missing := [each for each in self.needs if not found[each].strip()]:
            raise Unfit(
                _("알림에 넣을 내용이 빠졌습니다: %(names)s") % {"names": ", ".join(missing)}, missing[0]
            )
        if len(json.dumps(found, ensure_ascii=False).encode()) > limits.MOST_DATA:
            raise Unfit(_("알림에 넣을 내용이 너무 깁니다."), "data")
        return found


def template(name: str) -> Template:
    """Return a template by its name (``services/lodged``); raises Unfit, and BadTemplate for a room's mistake."""
    found = all_templates().get(name)
    if found is None:
        raise Unfit(_("그런 알림 서식이 없습니다: %(name)s") % {"name": name[:60]}, "template")
    return found


def all_templates() -> dict[str, Template]:
    """Return all templates of all rooms by name. Raises BadTemplate."""
    return _read(tuple((room.name, room.notices) for room in manifests() if room.notices))


@lru_cache(maxsize=4)
def _read(places: tuple[tuple[str, str], ...]) -> dict[str, Template]:
    found = {}
    for room, package in places:
        for path in sorted(Path(str(files(package))).glob("*.toml")):
            name = f"{room}/{path.stem}"
            try:
                told = tomllib.loads(path.read_text(encoding="utf-8"))
            except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
                raise BadTemplate(f"{name}: {error}") from error
            found[name] = read(name, told)
    return found


def read(name: str, told: Mapping[str, Any]) -> Template:
    """Return a template from its data; raises BadTemplate saying which part is wrong."""
    needs, takes = tuple(told.get("needs", ())), tuple(told.get("takes", ()))
    if unknown := told.keys() - _KEYS:
        raise BadTemplate(
            f"{name}: no such keys: {', '.join(sorted(unknown))}; known: {', '.join(sorted(_KEYS))}"
        )
    version = told.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise BadTemplate(f"{name}: version must be a whole number from 1")
    if both := {*needs} & {*takes, *ALWAYS} or {*takes} & {*ALWAYS}:
        raise BadTemplate(f"{name}: named twice: {', '.join(sorted(both))}")
    spoken = told.get("spoken", {})
    if bad := [each for each, how in spoken.items() if each not in {*needs, *takes} or how != "digits"]:
        raise BadTemplate(f"{name}: spoken names {bad[0]!r}: only values of its own, and only as 'digits'")
    said = {}
    for language in LANGUAGES:
        if language not in told:
            raise BadTemplate(f"{name}: says nothing in {language!r}; write [{language}]")
        said[language] = _language(f"{name} [{language}]", told[language], needs, takes)
    used = {place for words in said.values() for each in words.values() for place in _places(each)}
    if idle := {*needs, *takes} - used:
        raise BadTemplate(f"{name}: asks for what it says nowhere: {', '.join(sorted(idle))}")
    return Template(name, version, needs, takes, bool(told.get("proof", False)), spoken, said)


def health() -> str | None:
    """Say which room's template has a mistake: nothing it sends goes out until then."""
    try:
        all_templates()
    except BadTemplate as error:
        return str(error)
    return None


def _language(
    where: str, told: Mapping[str, Any], needs: tuple[str, ...], takes: tuple[str, ...]
) -> dict[str, Any]:
    if unknown := told.keys() - {"title", "paragraphs", "sms", "voice", "push", "email", "inapp"}:
        raise BadTemplate(f"{where}: no such parts: {', '.join(sorted(unknown))}")
    found: dict[str, Any] = {}
    for channel in LONG:
        part = {"title": told.get("title"), "paragraphs": told.get("paragraphs"), **told.get(channel, {})}
        if not isinstance(part["title"], str) or not part["title"].strip():
            raise BadTemplate(f"{where} {channel}: has no title")
        paragraphs = part["paragraphs"]
        if not (
            isinstance(paragraphs, list) and paragraphs and all(isinstance(each, str) for each in paragraphs)
        ):
            raise BadTemplate(f"{where} {channel}: paragraphs must be a list of texts")
        found[channel] = {"title": part["title"], "paragraphs": paragraphs}
        _check(f"{where} {channel}", part["title"], {*needs, *ALWAYS})
        for each in paragraphs:
            _check(f"{where} {channel}", each, {*needs, *takes, *ALWAYS})
    for channel in SHORT:
        text = told.get(channel)
        if not isinstance(text, str) or not text.strip():
            raise BadTemplate(f"{where}: says nothing for {channel}")
        # A short text cannot leave a sentence out, so it may ask only for what is always there.
        _check(f"{where} {channel}", text, {*needs, *ALWAYS})
        found[channel] = {"text": text}
    return found


def _check(where: str, text: str, known: set[str]) -> None:
    if unknown := {*_PLACE.findall(text)} - known:
        raise BadTemplate(f"{where}: {{{sorted(unknown)[0]}}} is no value that is always given there")
    if set("{}") & set(_PLACE.sub("", text)):
        raise BadTemplate(f"{where}: a brace that is no placeholder in: {text[:60]}")


def _places(part: Mapping[str, Any]) -> list[str]:
    return _PLACE.findall(json.dumps(part))


def _words(said: Mapping[str, Mapping[str, Any]], language: str) -> Mapping[str, Any]:
    if language not in said:
        raise Unfit(_("알림을 쓸 수 있는 언어: %(known)s") % {"known": ", ".join(said)}, "language")
    return said[language]


def _put(text: str, values: Mapping[str, str]) -> str:
    """Put the values in. One pass: what a value says is never read as a placeholder."""
    return _PLACE.sub(lambda found: values[found[1]], text)


def in_words(value: Any, name: str, language: str) -> str:
    """Return a value as notices write it: a number with commas, days and moments in Korean time. Raises Unfit."""
    if isinstance(value, bool):
        raise Unfit(_("알림에는 글, 수, 날짜만 넣을 수 있습니다: %(name)s") % {"name": name}, name)
    if isinstance(value, str):
        if len(value) > limits.MOST_VALUE:
            raise Unfit(_("알림에 넣을 내용이 너무 깁니다."), name)
        return plain(value).replace("\t", " ").strip()
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, datetime):
        local = timezone.localtime(value)
        return f"{in_words(local.date(), name, language)} {local:%H:%M}"
    if isinstance(value, date):
        if language == "ko":
            return f"{value.year}년 {value.month}월 {value.day}일"
        return f"{value.day} {value:%B} {value.year}"
    raise Unfit(_("알림에는 글, 수, 날짜만 넣을 수 있습니다: %(name)s") % {"name": name}, name)


def measured(text: str) -> dict[str, Any]:
    """Return a text message with its bytes in cp949 and whether it goes as a short or a long one.

    Signs that carriers cannot send are shown as ``?``. Raises Unfit above what a long one holds.
    """
    sent = text.encode("cp949", "replace")
    if len(sent) > limits.LMS_BYTES:
        raise Unfit(
            _("문자는 %(most)s바이트까지 보낼 수 있습니다(%(bytes)s바이트).")
            % {"most": f"{limits.LMS_BYTES:,}", "bytes": f"{len(sent):,}"},
            "sms",
        )
    kind = "SMS" if len(sent) <= limits.SMS_BYTES else "LMS"
    return {"text": sent.decode("cp949"), "bytes": len(sent), "kind": kind}
