"""Who the named people of the demo are: the cast, household by household."""

from __future__ import annotations

from dataclasses import dataclass

from madang_city.records import HouseholdKind, Marital, Relation, Role
from madang_city.residents import NOBODY


@dataclass(frozen=True, slots=True)
class Member:
    """One of the cast. ``name`` is "김 하늘" (family and given name), for foreigners "NGUYEN/THI KIM LIEN".

    ``tail``: the last six digits of the resident number. ``father``, ``mother`` and ``spouse`` name others of
    the cast by their place in it (from 0).
    """

    name: str
    sex: str
    born: str
    tail: int
    relation: Relation = "head"
    marital: Marital = "single"
    nationality: str = "KR"
    father: int = NOBODY
    mother: int = NOBODY
    spouse: int = NOBODY
    key: str = ""
    role: Role | None = None
    office: int = 0
    rank: str = ""
    title: str = ""
    story: str = ""


CAST: tuple[tuple[HouseholdKind, tuple[Member, ...]], ...] = (
    (
        "couple_children",
        (
            Member(
                "김 하늘",
                "F",
                "1982-05-14",
                100001,
                "head",
                "married",
                mother=4,
                spouse=1,
                key="citizen",
                story="직장에 다니며 두 아이를 키우는 시민. 어머니 박순자를 돌본다.",
            ),
            Member("이 도현", "M", "1980-11-02", 100002, "spouse", "married", spouse=0),
            Member("이 서아", "F", "2013-03-08", 100003, "child", father=1, mother=0),
            Member("이 로운", "M", "2016-08-21", 100004, "child", father=1, mother=0),
        ),
    ),
    (
        "one_person",
        (
            Member(
                "박 순자",
                "F",
                "1949-02-11",
                100005,
                "head",
                "widowed",
                key="elder",
                story="혼자 사는 일흔여섯 살 어르신. 스마트폰보다 전화와 창구가 편하다.",
            ),
        ),
    ),
    (
        "couple_children",
        (
            Member("최 민수", "M", "1984-09-30", 100006, "head", "married", spouse=6),
            Member(
                "NGUYEN/THI KIM LIEN",
                "F",
                "1991-01-20",
                100007,
                "spouse",
                "married",
                "VN",
                spouse=5,
                key="foreigner",
                story="베트남에서 온 결혼이민자. 한국어 서류가 아직 어렵다.",
            ),
            Member("최 하린", "F", "2018-06-17", 100008, "child", father=5, mother=6),
        ),
    ),
    (
        "one_person",
        (
            Member(
                "WANNIARACHCHIGE MUDIYANSELAGE/DILRUKSHI SANDAMALI KUMARIHAMI",
                "F",
                "1994-12-05",
                100009,
                nationality="LK",
                key="long_name",
                story="이름이 서식의 칸보다 긴 외국인 노동자.",
            ),
        ),
    ),
    (
        "one_person",
        (
            Member(
                "김 하늘",
                "M",
                "1999-07-07",
                100010,
                key="namesake",
                story="시민 김하늘과 이름이 같은 청년. 두 사람은 남이다.",
            ),
        ),
    ),
    (
        "one_person",
        (
            Member(
                "박 설믜",
                "F",
                "2001-10-09",
                100011,
                key="rare_syllable",
                story="이름에 완성형 한글에 없는 글자(믜)가 있는 대학생.",
            ),
        ),
    ),
    (
        "couple",
        (
            Member(
                "오 영희",
                "F",
                "1966-04-25",
                100012,
                "head",
                "married",
                spouse=12,
                key="owner",
                story="빵집 하늘제과의 주인. 직원 두 사람과 일한다.",
            ),
            Member("한 광수", "M", "1963-03-03", 100013, "spouse", "married", spouse=11),
        ),
    ),
    (
        "one_person",
        (
            Member(
                "이 정민",
                "F",
                "1993-02-15",
                100014,
                key="clerk",
                role="clerk",
                office=3010,
                rank="9급",
                title="주무관",
                story="은하동 행정복지센터 창구에서 민원을 받는다.",
            ),
        ),
    ),
    (
        "one_person",
        (
            Member(
                "박 지훈",
                "M",
                "1996-06-01",
                100015,
                key="phone_agent",
                role="phone_agent",
                office=800,
                rank="공무직",
                title="상담사",
                story="민원콜센터에서 전화로 신청을 돕는다.",
            ),
        ),
    ),
    (
        "one_person",
        (
            Member(
                "최 수진",
                "F",
                "1986-08-19",
                100016,
                key="case_officer",
                role="case_officer",
                office=410,
                rank="7급",
                title="주무관",
                story="복지정책과에서 신청을 심사하고 처리한다.",
            ),
        ),
    ),
    (
        "couple",
        (
            Member(
                "정 성호",
                "M",
                "1971-01-30",
                100017,
                "head",
                "married",
                spouse=17,
                key="supervisor",
                role="supervisor",
                office=410,
                rank="5급",
                title="복지정책과장",
                story="복지정책과장. 결정을 결재하고 업무를 나눈다.",
            ),
            Member("조 은주", "F", "1973-11-11", 100018, "spouse", "married", spouse=16),
        ),
    ),
    (
        "one_person",
        (
            Member(
                "강 미경",
                "F",
                "1969-05-05",
                100019,
                marital="divorced",
                key="auditor",
                role="auditor",
                office=110,
                rank="6급",
                title="감사관",
                story="누가 무엇을 왜 열람하고 결정했는지 살핀다.",
            ),
        ),
    ),
    (
        "one_person",
        (
            Member(
                "윤 서연",
                "F",
                "1995-09-09",
                100020,
                key="editor",
                role="editor",
                office=120,
                rank="8급",
                title="주무관",
                story="서비스 안내문을 쓰고 게시한다.",
            ),
        ),
    ),
    (
        "one_person",
        (
            Member(
                "장 동현",
                "M",
                "1988-12-24",
                100021,
                key="operator",
                role="operator",
                office=220,
                rank="7급",
                title="주무관",
                story="플랫폼을 운영하고 백업하고 되살린다.",
            ),
        ),
    ),
    (
        "one_person",
        (
            Member(
                "임 준호",
                "M",
                "1990-03-27",
                100022,
                key="field_officer",
                role="field_officer",
                office=430,
                rank="8급",
                title="주무관",
                story="집과 현장을 찾아가 확인하고 기록한다.",
            ),
        ),
    ),
    (
        "one_person",
        (
            Member(
                "한 지원",
                "F",
                "1991-07-16",
                100023,
                key="case_officer_2",
                role="case_officer",
                office=2030,
                rank="7급",
                title="주무관",
                story="노을구 사회복지과의 담당자. 새벽구와 시청의 사건은 볼 수 없다.",
            ),
        ),
    ),
)

MEMBERS: tuple[Member, ...] = tuple(member for _, household in CAST for member in household)
OWNER = next(place for place, member in enumerate(MEMBERS) if member.key == "owner")
OWNERS_FIRM = "하늘제과"
