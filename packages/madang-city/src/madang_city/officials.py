"""Who works for which public body, in which role."""

from __future__ import annotations

from datetime import date
from typing import cast

from madang_city.bodies import Office, offices
from madang_city.cast import MEMBERS
from madang_city.draws import Stream, apportion
from madang_city.numbers import landline
from madang_city.population import age_of
from madang_city.records import REFERENCE_DATE, BodyKind, Official, Role
from madang_city.residents import KOREAN, Residents
from madang_city.romanise import romanise

PER_TEN_THOUSAND = 95
"""Officials per ten thousand residents (about what local bodies, police and fire service have; set by us)."""
_FIRST_PHONE = 1_000
_RANKS: dict[Role, tuple[tuple[str, str], ...]] = {
    "supervisor": (("5급", "과장"),),
    "case_officer": (("6급", "팀장"), ("7급", "주무관"), ("7급", "주무관"), ("8급", "주무관")),
    "clerk": (("8급", "주무관"), ("9급", "주무관"), ("9급", "주무관")),
    "phone_agent": (("공무직", "상담사"),),
    "auditor": (("6급", "감사관"), ("7급", "감사관")),
    "editor": (("7급", "주무관"), ("8급", "주무관")),
    "operator": (("6급", "팀장"), ("7급", "주무관"), ("8급", "주무관")),
    "field_officer": (("7급", "주무관"), ("8급", "주무관"), ("9급", "주무관")),
}
_HEADS: dict[BodyKind, tuple[str, str]] = {
    "province": ("정무직", "지사"),
    "city": ("정무직", "시장"),
    "bureau": ("4급", "국장"),
    "district_office": ("4급", "구청장"),
    "community_center": ("5급", "동장"),
    "health_center": ("4급", "소장"),
    "contact_center": ("5급", "센터장"),
    "audit_office": ("5급", "감사담당관"),
    "council": ("4급", "사무국장"),
    "library": ("5급", "관장"),
    "welfare_center": ("5급", "관장"),
    "fire_headquarters": ("소방감", "본부장"),
    "fire_station": ("소방정", "서장"),
    "fire_center": ("소방경", "센터장"),
    "police_agency": ("치안감", "청장"),
    "police_station": ("총경", "서장"),
    "police_box": ("경감", "지구대장"),
}
_UNIFORMED: dict[str, tuple[tuple[str, str], ...]] = {
    "fire": (("소방위", "대원"), ("소방장", "대원"), ("소방교", "대원"), ("소방사", "대원")),
    "police": (("경위", "경찰관"), ("경사", "경찰관"), ("경장", "경찰관"), ("순경", "경찰관")),
}


def appoint(people: Residents, stream: Stream) -> list[Official]:
    """Officials of all bodies, the cast first. Everybody is an official once at most."""
    posts = _posts(len(people))
    cast_posts = {
        (member.office, member.role): place for place, member in enumerate(MEMBERS) if member.role is not None
    }
    chosen: list[tuple[int, Office, Role, bool]] = []
    free = [
        person
        for person in range(len(MEMBERS), len(people))
        if people.nationality[person] == KOREAN and 24 <= age_of(people.born[person]) < 60
    ]
    stream.shuffle(free)
    for office, role, is_head in posts:
        person = cast_posts.pop((office.number, role), -1)
        if person < 0:
            if not free:
                break
            person = free.pop()
        chosen.append((person, office, role, is_head))
    chosen.sort(key=lambda post: (post[0] >= len(MEMBERS), post[0] if post[0] < len(MEMBERS) else 0))
    return [_official(people, place, *post, stream) for place, post in enumerate(chosen)]


def _posts(people: int) -> list[tuple[Office, Role, bool]]:
    """(office, role, whether its head) for every post there is."""
    all_offices = list(offices())
    least = {office.number: 2 for office in all_offices}
    for member in MEMBERS:
        if member.role is not None:
            # a pattern must be long enough for the cast to find its post
            pattern = next(office.staff for office in all_offices if office.number == member.office).split()
            least[member.office] = max(least[member.office], pattern.index(member.role) + 1)
    total = max(sum(least.values()), people * PER_TEN_THOUSAND // 10_000)
    more = apportion(total - sum(least.values()), [office.weight for office in all_offices])
    result: list[tuple[Office, Role, bool]] = []
    for office, extra in zip(all_offices, more, strict=True):
        pattern = office.staff.split()
        for place in range(least[office.number] + extra):
            name = pattern[place] if place < len(pattern) else pattern[1 + (place - 1) % (len(pattern) - 1)]
            result.append((office, cast("Role", name), place == 0))
    return result


def _official(
    people: Residents, place: int, person: int, office: Office, role: Role, is_head: bool, stream: Stream
) -> Official:
    rank, title = _rank(office, role, is_head, stream)
    born = date.fromordinal(people.born[person])
    first = max(2001, born.year + 22)
    year = first + int((REFERENCE_DATE.year - first) * max(stream.unit(), stream.unit()))
    start = date(min(year, REFERENCE_DATE.year - 1), stream.choice((1, 7)), 1)
    luck = stream.unit()
    end: date | None = None
    if luck < 0.05 and start.year < REFERENCE_DATE.year - 2:
        end = date(REFERENCE_DATE.year - 1, stream.choice((3, 6, 9, 12)), 28)  # has left
    elif luck < 0.16:
        end = date(REFERENCE_DATE.year + stream.choice((0, 1)), 12, 31)
    if person < len(MEMBERS):
        member = MEMBERS[person]
        rank, title, start, end = member.rank, member.title, date(2020, 1, 1), None
    return Official(
        staff_number=f"HS{place + 1:06d}",
        person_id=person + 1,
        body_code=office.code,
        role=role,
        rank=rank,
        title=title,
        phone=landline(_FIRST_PHONE + place),
        email=_mailbox(place, person),
        term_start=start,
        term_end=end,
    )


def _mailbox(place: int, person: int) -> str:
    if person < len(MEMBERS):
        return f"{romanise(MEMBERS[person].name.replace(' ', ''))}@haneul.example"
    return f"hs{place + 1:06d}@haneul.example"


def _rank(office: Office, role: Role, is_head: bool, stream: Stream) -> tuple[str, str]:
    if is_head and office.kind in _HEADS:
        return _HEADS[office.kind]
    service = office.kind.partition("_")[0]
    if service in _UNIFORMED:
        return stream.choice(_UNIFORMED[service])
    return stream.choice(_RANKS[role])
