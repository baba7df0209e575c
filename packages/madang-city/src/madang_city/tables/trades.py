"""What firms do, how many people work in them, and who owns them."""

from __future__ import annotations

from dataclasses import dataclass

from madang_city.tables import Source

FIRMS_PER_100000 = 11860
"""Establishments per 100,000 residents (6,141,263 for 51.77 million)."""
FIRMS_SOURCE = Source(
    table="FIRMS_PER_100000, SECTIONS, OWNER_AGES, WOMEN_OWNERS",
    title="2022년 전국사업체조사 결과(잠정)",
    publisher="통계청 (Statistics Korea)",
    year="2022",
    where="press release of 2023-09-25, read in 00news.co.kr idxno=80285 and buza.biz wr_id=6212",
    trust="approximate",
    note="Published: 6,141,263 establishments with 25,211,397 workers; G 1,519,000, I 864,000, H 644,000 "
    "establishments; owners in their fifties 31.8 %, forties 26.3 %, sixty and over 23.4 %; women 36.8 %. "
    "The "
    "other sections are set by us. Section O (public administration) is left out: see the bodies.",
)
OWNER_AGES = ((19, 29, 45), (30, 39, 140), (40, 49, 263), (50, 59, 318), (60, 79, 234))
"""Ages of owners: from, to, per thousand."""
WOMEN_OWNERS = 368
"""Women per thousand owners."""

WORKERS = (
    # workers from, to (owner included), firms per ten thousand
    (1, 1, 4550), (2, 2, 2200), (3, 3, 1150), (4, 4, 740), (5, 9, 800), (10, 29, 400), (30, 49, 80),
    (50, 99, 50), (100, 299, 24), (300, 600, 6),
)  # fmt: skip
WORKERS_SOURCE = Source(
    table="WORKERS",
    title="2020년 기준 경제총조사: 종사자 규모별 사업체",
    publisher="통계청 (Statistics Korea)",
    year="2020-2022",
    where="newspim.com/news/view/20211228000559",
    trust="approximate",
    note="Published: 86.4 % of establishments have one to four workers; 4.1 workers on average. The other "
    "classes "
    "are set by us. In a small city the largest firms are left out.",
)


@dataclass(frozen=True, slots=True)
class Section:
    """A section of KSIC 11. ``trades``: "trade:endings of firms' names" in Korean."""

    letter: str
    name: str
    per_thousand: int
    size_factor: int
    trades: tuple[tuple[str, str], ...]


SECTIONS = (
    Section("A", "농업, 임업 및 어업", 2, 2, (("채소 재배업", "농원 농장"), ("화훼 재배업", "화원 꽃농장"))),
    Section(
        "C",
        "제조업",
        96,
        3,
        (
            ("금속 가공제품 제조업", "정밀 금속 테크"),
            ("식료품 제조업", "식품 푸드 제과"),
            ("인쇄업", "인쇄 기획인쇄"),
            ("가구 제조업", "가구 목공방"),
            ("기계 제조업", "기계 엔지니어링"),
        ),
    ),
    Section("D", "전기, 가스, 증기 및 공기 조절 공급업", 12, 1, (("태양력 발전업", "태양광 솔라"),)),
    Section("E", "수도, 하수 및 폐기물 처리, 원료 재생업", 3, 2, (("폐기물 수집 운반업", "환경 자원"),)),
    Section(
        "F",
        "건설업",
        84,
        2,
        (
            ("실내 건축 공사업", "인테리어 디자인"),
            ("전기 공사업", "전기 전력"),
            ("종합 건설업", "건설 종합건설"),
            ("배관 공사업", "설비 배관"),
        ),
    ),
    Section(
        "G",
        "도매 및 소매업",
        247,
        1,
        (
            ("체인화 편의점", "편의점 24시"),
            ("의류 소매업", "패션 옷방"),
            ("슈퍼마켓", "슈퍼 마트"),
            ("전자상거래 소매업", "몰 스토어 상회"),
            ("의약품 소매업", "약국"),
            ("농산물 도매업", "청과 유통"),
            ("서적 소매업", "서점 책방"),
        ),
    ),
    Section(
        "H",
        "운수 및 창고업",
        105,
        1,
        (("개별 화물 운송업", "용달 화물"), ("택시 운송업", "개인택시 콜택시"), ("택배업", "택배 물류")),
    ),
    Section(
        "I",
        "숙박 및 음식점업",
        141,
        1,
        (
            ("한식 음식점업", "식당 밥집 한정식"),
            ("커피 전문점", "커피 카페"),
            ("치킨 전문점", "치킨 통닭"),
            ("분식점", "분식 김밥"),
            ("중식 음식점업", "반점 짜장"),
            ("제과점", "제과 베이커리"),
            ("여관업", "여관 모텔"),
        ),
    ),
    Section(
        "J",
        "정보통신업",
        19,
        3,
        (("소프트웨어 개발업", "소프트 시스템즈 랩"), ("영상물 제작업", "영상 미디어")),
    ),
    Section(
        "K",
        "금융 및 보험업",
        8,
        4,
        (("보험 대리업", "보험대리점 금융서비스"), ("신용조합", "신용조합")),
    ),
    Section(
        "L", "부동산업", 49, 1, (("부동산 중개업", "공인중개사 부동산"), ("부동산 임대업", "임대 자산관리"))
    ),
    Section(
        "M",
        "전문, 과학 및 기술 서비스업",
        45,
        2,
        (
            ("건축 설계업", "건축사사무소 설계"),
            ("광고 대행업", "기획 애드"),
            ("세무사업", "세무회계 세무사무소"),
            ("변호사업", "법률사무소 법무법인"),
        ),
    ),
    Section(
        "N",
        "사업시설 관리, 사업 지원 및 임대 서비스업",
        24,
        3,
        (("건물 청소업", "클린 청소"), ("경비업", "경비 시큐리티"), ("여행사업", "여행사 투어")),
    ),
    Section(
        "P",
        "교육 서비스업",
        43,
        2,
        (("입시 학원", "학원 수학학원"), ("음악 학원", "음악학원 피아노"), ("태권도장", "태권도 체육관")),
    ),
    Section(
        "Q",
        "보건업 및 사회복지 서비스업",
        26,
        4,
        (
            ("의원", "의원 내과 소아청소년과"),
            ("치과의원", "치과 치과의원"),
            ("한의원", "한의원"),
            ("어린이집", "어린이집"),
            ("노인 요양 시설", "요양원 실버케어"),
        ),
    ),
    Section(
        "R",
        "예술, 스포츠 및 여가관련 서비스업",
        25,
        1,
        (("체력 단련장", "헬스 피트니스"), ("노래 연습장", "노래방 코인노래"), ("당구장", "당구클럽")),
    ),
    Section(
        "S",
        "협회 및 단체, 수리 및 기타 개인 서비스업",
        71,
        1,
        (
            ("두발 미용업", "헤어 미용실"),
            ("세탁업", "세탁소 빨래방"),
            ("자동차 수리업", "카센터 공업사"),
            ("피부 미용업", "에스테틱 네일"),
        ),
    ),
)
FIRM_WORDS = (
    "하늘 새벽 노을 은하 별빛 무지개 이슬 바람 달빛 구름 꽃내 솔빛 물빛 한빛 햇살 미리내 해오름 푸른 맑은 "
    "큰 새 "
    "우리 다정 정든 으뜸 참 온 늘봄 가람 누리 한울 두레 마당 아침 행복 사랑 나래 소망 대박 명성 제일 중앙 "
    "태양 "
    "현대식 우성 대성 삼정 동양 서광 미래 성심 청솔 백합 장미 목련 은행나무 느티 소나무 감나무 골목 시장 역전"
)
"""First words of firms' names."""
