"""What a reader types and what is found: misspelt, typed together, by first letters, on the wrong keyboard."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from madang.blocks.catalogue.search import FACETS, Document, NoMorphemes, SearchIndex

DOCUMENTS = [
    Document(
        id="loan",
        kind="service",
        title="장애인 자립자금 대여",
        summary="장애인의 자립을 돕는 자금을 빌려 드립니다",
        body="생업자금, 생업용 자동차 구입비, 출퇴근용 자동차 구입비",
        provider="별빛부",
        topics=["일자리", "생활안정"],
        audiences=["장애인"],
        channels=["counter"],
        popularity=5,
    ),
    Document(
        id="pension",
        kind="service",
        title="기초연금",
        summary="어르신의 생활을 돕습니다",
        body="만 65세 이상 소득 하위 어르신께 드립니다",
        provider="별빛부",
        topics=["생활안정"],
        audiences=["어르신"],
        life_stages=["노년"],
        channels=["counter", "web"],
        popularity=90,
    ),
    Document(
        id="pipe",
        kind="service",
        title="노후주택 녹슨 상수도관 개량 지원",
        summary="깨끗한 물을 마시도록 상수도관 개량비를 지원",
        provider="구름시",
        topics=["주거"],
        regions=["구름시"],
        channels=["web"],
        popularity=7,
    ),
    Document(
        id="data",
        kind="dataset",
        title="구름시 상수도 수질 검사 자료",
        body="장마다 모은 수질. IoT 센서 자료",
        provider="구름시",
        topics=["주거", "환경"],
        regions=["구름시"],
        language="ko",
        popularity=1,
    ),
    Document(
        id="guide",
        kind="service",
        title="Housing guide",
        summary="How to rent a home",
        provider="구름시",
        language="en",
    ),
    *(
        Document(id=f"filler-{number}", kind="service", title=f"여러 가지 지원 {number}", body="지원 안내")
        for number in range(40)
    ),
]


@pytest.fixture(scope="module", params=["grams", "morphemes"])
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    """The same expectations hold with grams alone and with Kiwi's morphemes beside them."""
    made = SearchIndex(
        tmp_path_factory.mktemp("index"), analyser=NoMorphemes() if request.param == "grams" else None
    )
    made.open_or_rebuild(lambda: ("0", DOCUMENTS))
    yield made
    made.close()


def ids(index: SearchIndex, q: str, **more: object) -> list[str]:
    return [hit.id for hit in index.search(q, **more).items]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("장애인 자립자금", "loan"),
        ("장애인자립자금대여", "loan"),
        ("장애 인 자립 자금", "loan"),
        ("장얘인 자립자금", "loan"),
        ("장애인 자립자긍", "loan"),
        ("장애인을 위한 자립자금이", "loan"),
        ("자동차구입비", "loan"),
        ("기초연금", "pension"),
        ("기초연긍", "pension"),
        ("기쵸연금", "pension"),
        ("기초 연금", "pension"),
        ("rlchdusrma", "pension"),
        ("RLCHDUSRMA", "pension"),
        ("ㄱㅊㅇㄱ", "pension"),
        (unicodedata.normalize("NFD", "기초연금"), "pension"),
        ("기\u200b초\u202e연금", "pension"),
        ("６５세 어르신", "pension"),
        ("상수도관", "pipe"),
        ("녹슨 상수도관 개랑", "pipe"),
        ("ㅅㅅㄷㄱ", "pipe"),
        ("수질 검사", "data"),
        ("iot", "data"),
        ("IOT 센서", "data"),
        ("housing", "guide"),
        ("HOUSNG guide", "guide"),
    ],
)
def test_the_right_one_comes_first(index: SearchIndex, typed: str, first: str) -> None:
    assert ids(index, typed)[:1] == [first]


def test_what_was_typed_on_the_wrong_keyboard_is_said(index: SearchIndex) -> None:
    assert index.search("rlchdusrma").corrected == "기초연금"
    assert index.search("기초연금").corrected == ""
    assert index.search("housing").corrected == ""
    assert index.search("qwxzv").corrected == ""


def test_a_common_word_beside_a_telling_one_does_not_flood_the_results(index: SearchIndex) -> None:
    assert index.search("지원").total >= 40
    found = index.search("기초연금 지원")
    assert found.items[0].id == "pension"
    assert found.total < 5


def test_nothing_typed_finds_everything_most_popular_first(index: SearchIndex) -> None:
    for typed in ("", "   ", "\u200b\u202e\ufeff", "\n\t"):
        found = index.search(typed, limit=3)
        assert found.total == len(DOCUMENTS)
        assert [hit.id for hit in found.items] == ["pension", "pipe", "loan"]


def test_what_holds_no_letter_finds_nothing(index: SearchIndex) -> None:
    for typed in ("🙂", "***", "( ) ~ ^", '"', "\ud800"):
        found = index.search(typed)
        assert (found.items, found.total) == ([], 0)
        assert found.facets == {name: [] for name in FACETS}


def test_what_nobody_wrote_finds_nothing(index: SearchIndex) -> None:
    assert index.search("쀍쀍쀍쀍").total == 0


def test_facets_count_what_matches(index: SearchIndex) -> None:
    facets = index.search("상수도").facets
    assert facets["kind"] == [("dataset", 1), ("service", 1)]
    assert dict(facets["topic"]) == {"주거": 2, "환경": 1}
    assert facets["provider"] == [("구름시", 2)]
    assert set(facets) == set(FACETS)


def test_a_filter_narrows_the_results_but_not_its_own_counts(index: SearchIndex) -> None:
    found = index.search("상수도", {"kind": "dataset"})
    assert [hit.id for hit in found.items] == ["data"]
    assert found.facets["kind"] == [("dataset", 1), ("service", 1)]
    assert dict(found.facets["topic"]) == {"주거": 1, "환경": 1}


def test_values_of_one_filter_are_alternatives_and_fields_must_all_match(index: SearchIndex) -> None:
    both = index.search("", {"topic": ["환경", "일자리"]})
    assert {hit.id for hit in both.items} == {"loan", "data"}
    assert index.search("", {"topic": ["환경", "일자리"], "kind": ["service"]}).total == 1
    assert index.search("", {"topic": "환경", "audience": "장애인"}).total == 0


def test_filters_nobody_offers_change_nothing_or_find_nothing(index: SearchIndex) -> None:
    assert index.search("", {"no-such-field": "x"}).total == len(DOCUMENTS)
    assert index.search("", {"topic": []}).total == len(DOCUMENTS)
    assert index.search("", {"topic": "없는 주제"}).total == 0
    assert index.search("", {"topic": "\ud800\x00" * 500}).total == 0


def test_pages_hold_everything_once(index: SearchIndex) -> None:
    pages = [ids(index, "지원", limit=7, offset=offset) for offset in range(0, 70, 7)]
    flat = [one for page in pages for one in page]
    assert len(flat) == len(set(flat)) == index.search("지원").total


def test_sizes_out_of_bounds_are_held_to_them(index: SearchIndex) -> None:
    assert ids(index, "", limit=0) == []
    assert ids(index, "", limit=-5) == []
    assert len(ids(index, "", limit=10**12)) == len(DOCUMENTS)
    assert ids(index, "", offset=10**12) == []
    assert len(ids(index, "", offset=-1)) == 20


def test_scores_fall(index: SearchIndex) -> None:
    scores = [hit.score for hit in index.search("구름시 상수도").items]
    assert scores == sorted(scores, reverse=True)


def test_only_wanted_facets_are_counted(index: SearchIndex) -> None:
    assert set(index.search("상수도", facets=["kind", "nonsense"]).facets) == {"kind"}


def test_searching_needs_neither_django_nor_the_morpheme_analyser(tmp_path: Path) -> None:
    with_index = SearchIndex(tmp_path, analyser=NoMorphemes())
    with_index.open_or_rebuild(lambda: ("0", DOCUMENTS))
    with_index.close()
    code = (
        "import sys\n"
        "from madang.blocks.catalogue.search import SearchIndex\n"
        f"print(SearchIndex({str(tmp_path)!r}).search('기초연금').items[0].id)\n"
        "print([name for name in ('django', 'kiwipiepy', 'numpy') if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split("\n")[:2] == ["pension", "[]"]
