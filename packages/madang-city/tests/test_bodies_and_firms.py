"""Bodies make a tree, posts are filled, firms have owners and workers."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import get_args

import madang_city
import pytest
from madang_city import REFERENCE_DATE, City
from madang_city.records import Role


def test_bodies_form_a_tree_whose_parents_come_first(small: City) -> None:
    seen: set[str] = set()
    roots = 0
    for body in small.bodies():
        assert body.code not in seen
        assert body.parent_code is None or body.parent_code in seen
        roots += body.parent_code is None
        seen.add(body.code)
    assert roots == 2  # the province, and the police, who are not under it


def test_the_bodies_that_citizens_look_for_are_there(small: City) -> None:
    names = {body.name for body in small.bodies()}
    assert {
        "하늘시",
        "새벽구청",
        "노을구청",
        "하늘소방서",
        "하늘새벽경찰서",
        "하늘시보건소",
        "민원여권과",
    } <= names
    dongs = {region.code for region in small.regions() if region.kind == "admin_dong"}
    centers = [body for body in small.bodies() if body.kind == "community_center"]
    assert {center.region_code for center in centers} == dongs


def test_a_community_center_stands_in_its_dong(small: City) -> None:
    where = {address.address_id: address.admin_dong_code for address in small.addresses()}
    for body in small.bodies():
        if body.kind == "community_center":
            assert where[body.address_id] == body.region_code


@pytest.mark.parametrize("size", [madang_city.SMALLEST, 2_000, 20_000])
def test_codes_of_bodies_do_not_depend_on_the_size(size: int, small: City) -> None:
    city = madang_city.generate(size, seed=1)
    assert [(b.code, b.name, b.parent_code) for b in city.bodies()] == [
        (b.code, b.name, b.parent_code) for b in small.bodies()
    ]


def test_every_body_has_somebody_and_every_role_is_filled(small: City) -> None:
    officials = list(small.officials())
    assert {official.body_code for official in officials} == {body.code for body in small.bodies()}
    assert {official.role for official in officials} == set(get_args(Role))


def test_officials_are_grown_up_residents_with_one_post_each(small: City) -> None:
    people = {person.person_id: person for person in small.persons()}
    posts = Counter(official.person_id for official in small.officials())
    assert max(posts.values()) == 1
    for official in small.officials():
        person = people[official.person_id]
        assert person.nationality == "KR"
        assert official.term_start.year - person.birth_date.year >= 20
        assert official.term_start < REFERENCE_DATE
        assert official.term_end is None or official.term_start < official.term_end


def test_some_officials_have_left_and_some_leave_soon(town: City) -> None:
    ends = [official.term_end for official in town.officials() if official.term_end]
    assert any(end < REFERENCE_DATE for end in ends)
    assert any(end > REFERENCE_DATE for end in ends)
    assert len(ends) < sum(1 for _ in town.officials()) / 3


def test_firms_have_an_owner_first_and_as_many_workers_as_they_say(town: City) -> None:
    jobs = list(town.jobs())
    workers = Counter(job.firm_id for job in jobs)
    owners = {job.firm_id: job.person_id for job in jobs if job.position == "owner"}
    people = {person.person_id: person for person in town.persons()}
    for firm in town.firms():
        assert workers[firm.firm_id] == firm.workers
        assert owners[firm.firm_id] == firm.owner_id
        assert firm.opened <= REFERENCE_DATE
        assert firm.opened.year - people[firm.owner_id].birth_date.year >= 18
    assert workers.total() > town.size * 0.4


def test_nobody_has_two_jobs_and_officials_have_none(town: City) -> None:
    jobs = Counter(job.person_id for job in town.jobs())
    assert max(jobs.values()) == 1
    assert not {official.person_id for official in town.officials()} & set(jobs)


def test_workers_are_of_age_to_work(town: City) -> None:
    people = {person.person_id: person for person in town.persons()}
    for job in town.jobs():
        assert people[job.person_id].birth_date < date(REFERENCE_DATE.year - 18, 1, 2)
