"""`python -m madang_rules` ends with a sentence where nothing could be done."""

from pathlib import Path

import pytest
from madang_rules.__main__ import main
from small_models import decision, definitions, input_data, literal


@pytest.mark.parametrize("facts", ["[1]", '"x"', "3", "null"])
def test_facts_that_are_no_object_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], facts: str
) -> None:
    model = tmp_path / "model.dmn"
    model.write_text(
        definitions(input_data("x", "number"), decision("d", literal("x"), inputs=["i_x"])), encoding="utf-8"
    )
    assert main(["decide", str(model), "--facts", facts]) == 2
    assert "JSON object" in capsys.readouterr().err
    assert main(["decide", str(model), "--facts", '{"x": 3}']) == 0


def test_a_folder_without_cases_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tck", str(tmp_path / "none")]) == 2
    assert "none" in capsys.readouterr().err
    assert main(["--language", "ko", "tck", str(tmp_path)]) == 2
    assert "시험이 없습니다" in capsys.readouterr().err
