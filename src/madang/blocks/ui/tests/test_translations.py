"""Strings are found in code and templates, gaps are named, compiled files serve Django."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import gettext

from madang.config import translations

PYTHON = """
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext
A = _("가")
B = gettext_lazy("여러"
                 " 줄")
C = ngettext("%(n)s건", "%(n)s건들", 2)
D = pgettext("달", "시월")
E = _(unknown)
"""
TEMPLATE = """
<c-card title="{% translate "제목" %}" lead='{% translate "설명" %}'>{{ x|default:_("없음") }}</c-card>
{% blocktranslate trimmed with name=x %}
  {{ name }} 님,
  안녕하세요{% endblocktranslate %}
{% blocktranslate count n=2 %}{{ n }}명{% plural %}{{ n }}명들{% endblocktranslate %}
{# {% translate "주석" %} #}
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    room = tmp_path / "madang/blocks/sample"
    (room / "templates/sample").mkdir(parents=True)
    (room / "tests").mkdir()
    (room / "__init__.py").write_text("", encoding="utf-8")
    (room / "texts.py").write_text(PYTHON, encoding="utf-8")
    (room / "templates/sample/page.html").write_text(TEMPLATE, encoding="utf-8")
    (room / "tests/test_it.py").write_text('_("시험")', encoding="utf-8")
    (tmp_path / "madang/config").mkdir()
    return tmp_path / "madang"


def kinds(source: Path) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for problem in translations.check(source):
        found.setdefault(problem.kind, set()).add(problem.message)
    return found


def fill(source: Path, texts: dict[str, str]) -> Path:
    [path] = translations.extract("blocks/sample", source)
    text = path.read_text(encoding="utf-8")
    for korean, english in texts.items():
        before = f'msgid "{korean}"\nmsgstr ""'
        assert before in text
        text = text.replace(before, f'msgid "{korean}"\nmsgstr "{english}"')
    path.write_text(text, encoding="utf-8")
    return path


def test_strings_of_code_templates_and_component_attributes_are_found(source: Path) -> None:
    found = {(s.singular, s.plural, s.context) for s in translations.strings("blocks/sample", source)}
    assert found == {
        ("가", None, None),
        ("여러 줄", None, None),
        ("%(n)s건", "%(n)s건들", None),
        ("시월", None, "달"),
        ("제목", None, None),
        ("설명", None, None),
        ("없음", None, None),
        ("%(name)s 님, 안녕하세요", None, None),
        ("%(n)s명", "%(n)s명들", None),
    }


def test_a_room_without_a_file_is_named(source: Path) -> None:
    assert kinds(source) == {"no file": {"9 strings"}}


def test_empty_translations_are_named_and_filled_ones_are_kept(source: Path) -> None:
    fill(source, {"가": "A"})
    translations.extract("blocks/sample", source)
    assert "가" not in kinds(source)["unfinished"]
    assert len(kinds(source)["unfinished"]) == 8


def test_new_and_dropped_strings_are_named(source: Path) -> None:
    fill(source, {"가": "A"})
    (source / "blocks/sample/texts.py").write_text('A = _("나")', encoding="utf-8")
    found = kinds(source)
    assert found["missing"] == {"나"}
    assert found["obsolete"] == {"가", "여러 줄", "%(n)s건", "시월"}


def test_a_translation_that_loses_a_placeholder_is_named(source: Path) -> None:
    fill(source, {"%(name)s 님, 안녕하세요": "Hello"})
    assert kinds(source)["placeholders"] == {"%(name)s 님, 안녕하세요"}


def test_a_fuzzy_translation_is_unfinished(source: Path) -> None:
    path = fill(source, {"가": "A"})
    text = path.read_text(encoding="utf-8").replace('msgid "가"', '#, fuzzy\nmsgid "가"')
    path.write_text(text, encoding="utf-8")
    assert "가" in kinds(source)["unfinished"]


def test_extracting_twice_changes_nothing(source: Path) -> None:
    path = fill(source, {"가": "A"})
    translations.extract("blocks/sample", source)
    first = path.read_bytes()
    translations.extract("blocks/sample", source)
    assert path.read_bytes() == first


def test_django_reads_what_was_compiled(source: Path) -> None:
    fill(source, {"가": "A", "제목": "Title"})
    [compiled] = translations.compile_all(source)
    english = translation.trans_real.gettext_module.GNUTranslations(compiled.open("rb"))
    assert english.gettext("제목") == "Title"
    assert english.gettext("설명") == "설명"


def test_this_room_is_complete() -> None:
    assert [str(p) for p in translations.check() if p.room == "blocks/ui"] == []


def test_pages_speak_english() -> None:
    with translation.override("en"):
        assert gettext("본문 바로가기") == "Skip to content", (
            "translations are not compiled; run `make setup`"
        )
