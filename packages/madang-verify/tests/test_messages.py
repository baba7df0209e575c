"""Every sentence exists in both languages, with the same values, and none is left over."""

import re
import string
from pathlib import Path

import madang_verify
import pytest
from madang_verify.errors import LogError, MalformedError, VerificationError
from madang_verify.help_texts import HELP
from madang_verify.messages import SENTENCES

SOURCE = Path(madang_verify.__file__).parent
CODE = "".join(
    file.read_text() for file in SOURCE.glob("*.py") if file.name not in ("messages.py", "help_texts.py")
)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", SENTENCES)
def test_a_sentence_says_the_same_in_both_languages(code):
    korean, english = SENTENCES[code]
    assert placeholders(korean) == placeholders(english)
    assert re.search("[가-힣]", korean)
    assert not re.search("[가-힣]", english)


@pytest.mark.parametrize("code", SENTENCES)
def test_every_sentence_is_used(code):
    assert f'"{code}"' in CODE


def test_every_code_has_its_sentence():
    used = re.findall(r'(?:Error|Sentence)\(\s*"([a-z0-9-]+)"', CODE)
    assert len(used) > 60
    assert set(used) <= set(SENTENCES)


@pytest.mark.parametrize("name", HELP)
def test_help_is_used_and_in_both_languages(name):
    korean, english = HELP[name]
    assert re.search("[가-힣]", korean)
    assert not re.search("[가-힣]", english)
    assert f'"{name}"' in CODE


def test_a_sentence_within_a_sentence_follows_its_language():
    inner = MalformedError("proof-form")
    error = LogError("in-file", "checkpoint", detail=inner)
    assert inner.sentence("ko") in error.sentence("ko")
    assert inner.sentence("en") in str(error)
    assert isinstance(error, VerificationError)
