"""Surnames of Koreans."""

from __future__ import annotations

from madang_city.tables import Source

SURNAMES = (
    # Hangul, as most write it in Latin letters, people in thousands
    ("김", "Kim", 10690), ("이", "Lee", 7307), ("박", "Park", 4192), ("정", "Jung", 2399),
    ("최", "Choi", 2334),
    ("조", "Cho", 1454), ("강", "Kang", 1269), ("윤", "Yoon", 1021), ("장", "Jang", 1015),
    ("임", "Lim", 1015),
    ("신", "Shin", 986), ("유", "Yoo", 951), ("한", "Han", 773), ("오", "Oh", 763), ("전", "Jeon", 752),
    ("서", "Seo", 752), ("권", "Kwon", 706), ("황", "Hwang", 697), ("안", "Ahn", 686), ("송", "Song", 683),
    ("홍", "Hong", 559), ("양", "Yang", 530), ("고", "Ko", 471), ("문", "Moon", 464), ("손", "Son", 457),
    ("배", "Bae", 401), ("백", "Baek", 382), ("허", "Heo", 327), ("노", "Noh", 315), ("남", "Nam", 276),
    ("심", "Shim", 272), ("주", "Joo", 232), ("하", "Ha", 231), ("곽", "Kwak", 203), ("구", "Koo", 196),
    ("성", "Sung", 195), ("차", "Cha", 194), ("우", "Woo", 194), ("진", "Jin", 179), ("나", "Na", 172),
    ("류", "Ryu", 163), ("지", "Ji", 160), ("민", "Min", 159), ("엄", "Eom", 144), ("변", "Byun", 139),
    ("원", "Won", 132), ("채", "Chae", 131), ("방", "Bang", 128), ("천", "Cheon", 118), ("공", "Kong", 89),
    ("현", "Hyun", 88), ("여", "Yeo", 81), ("함", "Ham", 79), ("염", "Yeom", 69), ("추", "Choo", 61),
    ("석", "Seok", 56), ("도", "Do", 55), ("소", "So", 52), ("선", "Sun", 46), ("설", "Seol", 46),
    ("명", "Myung", 39), ("위", "Wi", 39), ("마", "Ma", 38), ("길", "Gil", 38), ("연", "Yeon", 33),
    ("표", "Pyo", 30), ("반", "Ban", 27), ("기", "Ki", 26), ("왕", "Wang", 25), ("금", "Keum", 24),
    ("옥", "Ok", 23), ("육", "Yook", 22), ("인", "In", 22), ("남궁", "Namgung", 21), ("맹", "Maeng", 21),
    ("모", "Mo", 21), ("탁", "Tak", 21), ("제", "Je", 20), ("국", "Kook", 20), ("어", "Eo", 18),
    ("은", "Eun", 17), ("피", "Pi", 17), ("편", "Pyun", 15), ("용", "Yong", 15), ("예", "Ye", 13),
    ("경", "Kyung", 13), ("봉", "Bong", 12), ("황보", "Hwangbo", 10), ("사", "Sa", 10), ("복", "Bok", 9),
    ("태", "Tae", 9), ("목", "Mok", 8), ("형", "Hyung", 7), ("계", "Kye", 7), ("두", "Doo", 6),
    ("감", "Kam", 6), ("음", "Eum", 6), ("빈", "Bin", 5), ("제갈", "Jegal", 5), ("사공", "Sagong", 4),
    ("호", "Ho", 4), ("좌", "Jwa", 3), ("선우", "Sunwoo", 3), ("서문", "Seomun", 2), ("팽", "Paeng", 3),
    ("승", "Seung", 3), ("시", "Si", 2), ("독고", "Dokgo", 1), ("동방", "Dongbang", 1), ("빙", "Bing", 1),
)  # fmt: skip
SURNAMES_SOURCE = Source(
    table="SURNAMES",
    title="2015 인구주택총조사: 성씨·본관별 인구 (surnames of the 49,705,663 people counted)",
    publisher="통계청 (Statistics Korea)",
    year="2015",
    where="KOSIS table DT_1IN15SD, press release of 2016-09-07 (korea.kr newsId=156153833); hankyung.com "
    "2016090753501 for the first ones",
    trust="published",
    note="Surnames that are written alike in Hangul are one here (정 鄭 and 丁, 유 柳, 劉 and 兪), in "
    "thousands. "
    "Below 100,000 people rounded figures, below 20,000 approximate ones; the other 5,400 surnames, 0.4 % of "
    "people, are left out.",
)
