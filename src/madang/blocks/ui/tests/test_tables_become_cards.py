"""Every cell of a table says which column it is of, so that rows can be read as cards on a narrow screen."""

from __future__ import annotations

import re

from django.template import engines
from django.test import RequestFactory
from django_cotton.compiler_regex import CottonCompiler

from madang.blocks.ui.tables import labelled


def drawn(source: str, **values: object) -> str:
    request = RequestFactory().get("/")
    return engines["django"].from_string(CottonCompiler().process(source)).render(values, request)


def test_cells_carry_their_columns_heading() -> None:
    html = drawn(
        '<c-table caption="표"><thead><tr><th scope="col">이름 <span class="sr-only">(전체)</span></th>'
        '<th scope="col">크기 &amp; 수</th></tr></thead>'
        '<tbody><tr><th scope="row"><a href="/">가</a></th><td class="x">3</td></tr></tbody></c-table>'
    )
    assert (
        '<th role="rowheader" scope="row" data-label="이름 (전체)"><div class="ui-cell"><a href="/">가</a></div></th>'
        in html
    )
    assert '<td role="cell" class="x" data-label="크기 &amp; 수"><div class="ui-cell">3</div></td>' in html
    assert html.count('role="row"') == 2
    assert html.count('role="rowgroup"') == 2
    assert html.count('role="columnheader"') == 2
    assert 'role="table"' in html


def test_rows_of_data_are_labelled_too_and_escaped() -> None:
    html = drawn(
        '<c-table caption="표" :columns="columns" :rows="rows" />',
        columns=["이름", '"><b>'],
        rows=[["가", "<i>"]],
    )
    assert 'data-label="이름"' in html
    assert "<i>" not in html and "<b>" not in html
    assert re.search(r'data-label="&quot;&gt;&lt;b&gt;"', html)


def test_a_cell_across_all_columns_has_no_label() -> None:
    html = labelled(
        '<thead><tr><th scope="col">가</th><th scope="col">나</th></tr></thead>'
        '<tbody><tr><td colspan="2">없음</td></tr></tbody>'
    )
    assert "data-label" not in html
    assert '<td role="cell" colspan="2"><div class="ui-cell">없음</div></td>' in html


def test_only_words_that_make_a_column_too_wide_are_broken() -> None:
    html = labelled(
        "<tbody><tr><td>1,234,567</td><td>2001:db8:85a3:8d3:1319:8a2e:370:7348</td><td>띄어쓰기없이길게쓴안내의제목</td></tr></tbody>"
    )
    assert html.count("ui-cell-long") == 2
    assert '<div class="ui-cell">1,234,567</div>' in html


def test_a_cell_without_content_is_empty() -> None:
    assert '<div class="ui-cell"></div>' in labelled("<tbody><tr><td> </td></tr></tbody>")
