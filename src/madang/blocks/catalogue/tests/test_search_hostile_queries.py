"""No text a reader can send raises anything, reaches a query language or takes long."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madang.blocks.catalogue.search import Document, NoMorphemes, SearchIndex

WORDS = ["장애인", "지원", "청년", "주택", "상수도", "바우처", "임신", "출산", "대출", "교육", "노인", "건강"]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    """3,000 documents, every word in many of them, so that wide queries have work to do."""
    made = SearchIndex(tmp_path_factory.mktemp("index"), analyser=NoMorphemes())
    made.open_or_rebuild(
        lambda: (
            "0",
            (
                Document(
                    id=str(number),
                    kind="service",
                    title=f"{WORDS[number % 12]} {WORDS[number // 12 % 12]} {number}",
                    body=" ".join(WORDS[(number * step) % 12] + "을" for step in range(1, 40)),
                    provider=f"부처 {number % 30}",
                    topics=[WORDS[number % 12]],
                )
                for number in range(3_000)
            ),
        )
    )
    yield made
    made.close()


HOSTILE = {
    "10 kB of one word": "장애인" * 3_400,
    "10 kB of words": "장애인 지원 " * 1_500,
    "10 kB of different words": " ".join(chr(0xAC00 + 7 * step) * 2 for step in range(1_500)),
    "a megabyte": "가나다라 " * 200_000,
    "letters only": "ㄱ" * 10_000,
    "vowels only": "ㅏㅣ" * 5_000,
    "english letters": "qwerty" * 2_000,
    "short english words": "ab cd ef " * 1_000,
    "unknown words": " ".join(f"{word}뷁" for word in WORDS * 10),
    "emoji": "🙂👩‍👩‍👧‍👦" * 500,
    "right to left": "\u202e\u200f\u2067العربية עברית\u2069\u202c",
    "zero width": "\u200b\u200c\u200d\ufeff\u2060" * 2_000,
    "nul": "\x00장\x00애\x00인\x00",
    "half surrogates": "\ud800장애인\udfff" * 100,
    "combining marks": "a" + "\u0301" * 10_000,
    "stacked jamo": "\u1100\u1161\u11a8" * 3_000,
    "digits": "1234567890" * 1_000,
    "blanks": " \t\n\u3000\u00a0" * 2_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_answered_in_bounded_time(index: SearchIndex, text: str) -> None:
    began = time.monotonic()
    index.search(text)
    index.search(text, {"kind": text, "topic": [text] * 1_000})
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "text",
    [
        "*", "장애*", "장애?", "/.*/", "title_terms:장애인", "id:1", "role:watermark", "payload:0", "-장애인",
        "+장애인", "장애인 AND", "OR", "NOT 장애인", '"장애인', "'장애인'", "(장애인", "장애인)", "[a TO b]",
        "{* TO *}", "장애인^9999999999", "장애인~9", "\\", "\\u0000", "a:b:c", "IN [1 2]", "; drop table", "%",
        "_", "../../etc/passwd", "${x}", "{{x}}", "<script>", "\r\nX: y", "1e400", "null", "&&", "||", "!", "#",
    ],
)  # fmt: skip
def test_operators_are_only_words(index: SearchIndex, text: str) -> None:
    found = index.search(text)
    assert "watermark" not in {hit.id for hit in found.items}
    plain = index.search("장애인").total
    if "장애인" in text:
        assert 0 < found.total <= plain + 3_000


def test_the_watermark_is_never_a_result(index: SearchIndex) -> None:
    everything = index.search("", limit=100)
    assert everything.total == 3_000 == index.count()


@settings(max_examples=200, deadline=None)
@given(
    st.text(max_size=300),
    st.dictionaries(st.text(max_size=8), st.one_of(st.text(max_size=20), st.lists(st.text(max_size=9)))),
    st.integers(),
    st.integers(),
)
def test_no_text_filter_or_number_raises(
    index: SearchIndex, text: str, filters: dict[str, str | list[str]], limit: int, offset: int
) -> None:
    found = index.search(text, filters | {"topic": text}, limit=limit, offset=offset)
    assert 0 <= len(found.items) <= 100


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="가각힣ㄱㅏab1 \u200b\u0301🙂", max_size=40))
def test_no_mixture_of_scripts_raises(index: SearchIndex, text: str) -> None:
    index.search(text)


def test_hostile_documents_are_indexed_and_found_again(tmp_path: Path) -> None:
    nasty = {
        "script": "<script>alert(1)</script> 장애인",
        "long": "가" * 200_000 + " 장애인",
        "one-word": "장애인" * 60_000,
        "surrogate": "\ud800 장애인 \udfff",
        "nul": "\x00 장애인 \x00",
        "invisible": "\u200b\u202e장애인\ufeff",
        "empty": "",
        "symbols": "🙂 *** 장애인",
    }
    made = SearchIndex(tmp_path, analyser=None)
    made.open_or_rebuild(
        lambda: (
            "0",
            [
                Document(
                    id=name, kind=text[:300], title=text, summary=text, body=text, provider=text,
                    topics=[text, ""], regions=[text], channels=[text], language=text, popularity=-5,
                )
                for name, text in nasty.items()
            ],
        )
    )  # fmt: skip
    found = {hit.id for hit in made.search("장애인", limit=100).items}
    assert found == set(nasty) - {"empty", "long"}
    assert made.count() == len(nasty)
    made.close()


def test_the_first_words_of_a_long_query_are_asked_and_no_more(index: SearchIndex) -> None:
    first = " ".join(chr(0xAC00 + 7 * step) * 3 for step in range(12))
    asked = index.search(f"{first} {' '.join(WORDS)}")
    assert len(asked.unknown) == 12 and asked.total == 0
    letters = index.search(" ".join(chr(0xAC00 + 7 * step) * 12 for step in range(38)))
    assert sum(len(word) for word in letters.unknown) <= 120
