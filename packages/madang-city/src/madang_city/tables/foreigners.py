"""Foreign residents: how many, how old, from where, and names as passports write them."""

from __future__ import annotations

from madang_city.tables import Source

PER_THOUSAND = 39
"""Foreigners per thousand residents."""
FOREIGNERS_SOURCE = Source(
    table="PER_THOUSAND, NATIONALITIES",
    title="2024년, 2023년 인구주택총조사: 외국인 (3.9% of 51,806,000; nationalities of 2023)",
    publisher="통계청 (Statistics Korea)",
    year="2023-2024",
    where="newsis.com NISI20250729_0001905210; m.edaily.co.kr newsId=02466566638959440; 2021 figures in "
    "okja.org/203314",
    trust="approximate",
    note="Published for 2023: Koreans from China 27.5 %, Vietnam 12.8 %, China 11.4 %, Thailand 9.9 %; "
    "the smaller "
    "ones follow the order of 2021 and are set by us. Ages and sexes follow from the households in which "
    "foreigners are placed (mostly of working age, more men than women).",
)

NATIONALITIES = (
    # ISO 3166-1 alpha-2, name set below, per thousand foreigners
    ("CN", 389), ("VN", 128), ("TH", 99), ("UZ", 38), ("NP", 34), ("US", 32), ("KH", 30), ("PH", 29),
    ("ID", 27),
    ("MN", 22), ("RU", 22), ("MM", 22), ("KZ", 20), ("LK", 17), ("JP", 17), ("BD", 13), ("TW", 10), ("CA", 9),
    ("PK", 8), ("IN", 8), ("AU", 5), ("GB", 4), ("FR", 3), ("DE", 3), ("NG", 3), ("EG", 2), ("BR", 2),
    ("ET", 2),
    ("ES", 2),
)  # fmt: skip

# Family names, given names of men, given names of women; several given names may follow one another.
# Invented combinations of common names; spaces, hyphens and apostrophes are as on real passports.
LATIN_NAMES: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "CN": (
        ("WANG", "LI", "ZHANG", "LIU", "JIN", "PIAO", "CUI", "ZHENG", "QUAN", "OUYANG", "JIANG", "HAN"),
        ("WEI", "GUANGZHE", "YONGNAN", "CHENGHAO", "JIANGUO", "XIANGLONG", "ZHENGRI", "MINGHAO"),
        ("MEIHUA", "YANJI", "XUEHUA", "CHUNJI", "LILI", "HAIYAN", "SHUNYU", "JINGZI"),
    ),
    "VN": (
        ("NGUYEN", "TRAN", "LE", "PHAM", "HOANG", "VU", "DANG", "BUI", "DO"),
        ("VAN HUNG", "QUOC TUAN", "DUC MANH", "MINH HIEU", "THANH LONG", "VAN DUNG"),
        ("THI HUONG", "THI THU TRANG", "NGOC ANH", "THI KIM LIEN", "THI BICH NGOC", "THUY LINH"),
    ),
    "TH": (
        ("WONGSAWAT", "SRISUWANNAPHUM", "CHAIYAPORN", "RATTANAKOSIN", "PHROMMACHAN", "THONGCHAIWATTANA"),
        ("SOMCHAI", "NATTHAPHONG", "WORAWUT", "KRITSADA", "PRASERT"),
        ("SIRIPORN", "KANCHANA", "NUTCHANAT", "PIYADA", "WANWISA"),
    ),
    "UZ": (
        ("ABDURAKHMONOV", "KARIMOV", "YULDASHEV", "TOSHMATOV", "RAKHIMOV", "NURMUKHAMEDOV"),
        ("SHERZOD ULUGBEK UGLI", "JAMSHID", "BEKZOD ANVAR UGLI", "OTABEK", "DILSHOD"),
        ("DILNOZA", "GULNORA BAKHTIYAR KIZI", "MADINA", "ZULFIYA", "NIGORA"),
    ),
    "NP": (
        ("GURUNG", "TAMANG", "SHRESTHA", "RAI", "THAPA MAGAR", "KARKI"),
        ("BISHNU PRASAD", "RAM BAHADUR", "DIPAK", "SURESH KUMAR", "TEK BAHADUR"),
        ("SITA DEVI", "ANITA", "SABINA", "LAXMI KUMARI"),
    ),
    "US": (
        ("SMITH", "JOHNSON", "O'BRIEN", "GARCIA", "WASHINGTON", "KIM", "FITZGERALD", "VAN DER BERG"),
        ("MICHAEL ANTHONY", "JAMES", "CHRISTOPHER LEE", "DANIEL JOSEPH", "BRANDON"),
        ("JENNIFER ANNE", "EMILY", "ELIZABETH GRACE", "SARAH MICHELLE", "ASHLEY"),
    ),
    "KH": (
        ("SOK", "CHEA", "KEO", "CHHUN", "HENG", "PRAK"),
        ("SOPHEAK", "VANNAK", "DARA", "RATANAK", "VISAL"),
        ("SREYMOM", "CHANTHOU", "SOKHA", "BOPHA", "SREYNEANG"),
    ),
    "PH": (
        ("DELA CRUZ", "SANTOS", "REYES", "BAUTISTA", "VILLANUEVA", "MACAPAGAL"),
        ("JUAN CARLO MENDOZA", "MARK ANTHONY", "JOSE MARI", "RONALD", "JAYSON"),
        ("MARIA CRISTINA FERNANDEZ", "ANA MARIE", "JENNIFER", "ROSE ANN", "MARY GRACE"),
    ),
    "ID": (
        ("SETIAWAN", "SAPUTRA", "WIJAYA", "NUGROHO", "HIDAYATULLAH", "KUSUMAWARDHANI"),
        ("AGUS", "BUDI", "MUHAMMAD RIZKY", "EKO PRASETYO", "DEDI"),
        ("SITI NURHALIZA", "DEWI", "SRI WAHYUNI", "RINA", "FITRIANI"),
    ),
    "MN": (
        ("BAT-ERDENE", "GANBOLD", "TSERENDORJ", "ENKHBAYAR", "BOLDBAATAR", "PUREVSUREN"),
        ("MUNKHBAT", "TEMUULEN", "BATBAYAR", "GANZORIG", "OTGONBAYAR"),
        ("ENKHTUYA", "BOLORMAA", "NARANTSETSEG", "OYUNCHIMEG", "SARANGEREL"),
    ),
    "RU": (
        ("IVANOV", "TSOI", "PAK", "KUZNETSOV", "ALEKSANDROVSKII", "KHEGAI"),
        ("ALEKSANDR SERGEEVICH", "DMITRII", "ALEKSEI", "VLADISLAV", "EVGENII"),
        ("EKATERINA", "NATALIA VIKTOROVNA", "OLGA", "SVETLANA", "ANASTASIIA"),
    ),
    "MM": (
        ("AUNG", "KYAW", "MYINT", "THEIN", "WIN", "HTUN"),
        ("KO KO", "ZAW MIN", "HTET NAING", "WAI YAN PHYO", "THURA"),
        ("THIDA", "EI EI PHYO", "KHIN MAR", "SU SU HLAING", "NANDAR"),
    ),
    "KZ": (
        ("AKHMETOV", "KIM", "NURZHANOV", "TEN", "BAIMUKHAMBETOV", "SERIKBAYEV"),
        ("NURSULTAN", "ALIBEK", "DANIYAR", "YERLAN", "TIMUR"),
        ("AIGERIM", "DINARA", "ALIYA", "GULMIRA", "ZHANAR"),
    ),
    "LK": (
        ("WICKRAMASINGHE", "PERERA", "JAYAWARDENA", "BANDARANAYAKE", "WEERASEKARA MUDIYANSELAGE"),
        ("SAMPATH KUMARA", "NUWAN PRADEEP", "CHAMINDA", "LAHIRU SANDARUWAN"),
        ("NADEESHA KUMARI", "DILRUKSHI", "SANDUNI", "CHATHURIKA"),
    ),
    "JP": (
        ("SATO", "SUZUKI", "TAKAHASHI", "TANAKA", "YAMAMOTO", "HASEGAWA"),
        ("HIROSHI", "KENTA", "DAISUKE", "TAKUMI", "SHOTA"),
        ("YUKO", "AKIKO", "MISAKI", "HARUKA", "NAOMI"),
    ),
    "BD": (
        ("HOSSAIN", "RAHMAN", "ISLAM", "CHOWDHURY", "UDDIN"),
        ("MD SHAHADAT", "MOHAMMAD ANISUR", "MD RAKIBUL", "ABUL KALAM"),
        ("FATEMA", "NASRIN", "SHARMIN", "TASLIMA"),
    ),
}
LATIN_NAMES_ELSEWHERE = (
    (
        "MARTIN",
        "SILVA SANTOS",
        "SCHMIDT",
        "SINGH",
        "KHAN",
        "OKONKWO",
        "TEKLEHAIMANOT",
        "GARCIA LORCA",
        "CHEN",
    ),
    ("DAVID", "PEDRO HENRIQUE", "JOHANNES MAXIMILIAN", "GURPREET", "MUHAMMAD USMAN", "CHUKWUEMEKA", "ABEBE"),
    ("MARIE CLAIRE", "ANA BEATRIZ", "KATHARINA SOPHIE", "PRIYA", "AYESHA", "NGOZI", "HANNA", "YI-CHUN"),
)
LONG_NAMES = (
    # nationality, sex, family name, given names: long, for the forms that cut names off
    ("TH", "M", "SRISUWANNAPHUMWATTANAKUL", "PHATTHARAPHONSAKUN NATTHAPHONG"),
    ("LK", "F", "WANNIARACHCHIGE MUDIYANSELAGE", "DILRUKSHI SANDAMALI KUMARIHAMI"),
    ("ES", "F", "FERNANDEZ DE CORDOBA Y ALVAREZ DE TOLEDO", "MARIA DE LOS ANGELES"),
    ("DE", "M", "FREIHERR VON UND ZU GUTTENFELS-ROSENHEIM", "KARL-THEODOR MARIA NIKOLAUS"),
    ("BR", "M", "DE OLIVEIRA CAVALCANTI ALBUQUERQUE FILHO", "JOAO PEDRO HENRIQUE"),
)
LONG_PER_THOUSAND = 15
"""Long names per thousand foreigners."""
