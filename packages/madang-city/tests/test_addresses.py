"""Addresses exist, are unique in both systems, and lie where the boundaries say."""

from __future__ import annotations

from collections import Counter, defaultdict

import madang_city
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from madang_city import Address, City, Region


def inside(region: Region, lon: float, lat: float) -> bool:
    lons, lats = zip(*region.boundary, strict=True)
    return min(lons) <= lon <= max(lons) and min(lats) <= lat <= max(lats)


@settings(max_examples=8, deadline=None)
@given(st.integers(madang_city.SMALLEST, 4_000), st.integers(0, 999))
def test_all_that_is_referred_to_exists(size: int, seed: int) -> None:
    city = madang_city.generate(size, seed=seed)
    addresses = {address.address_id: address for address in city.addresses()}
    regions = {region.code for region in city.regions()}
    roads = {road.road_code: road for road in city.roads()}
    assert list(addresses) == list(range(1, len(addresses) + 1))
    for household in city.households():
        home = addresses[household.address_id]
        assert home.kind != "public"
        assert household.admin_dong_code == home.admin_dong_code
    for firm in city.firms():
        assert addresses[firm.address_id].kind == "commercial"
    for body in city.bodies():
        assert addresses[body.address_id].kind == "public"
        assert body.region_code in regions
    for address in addresses.values():
        assert {address.legal_dong_code, address.admin_dong_code} <= regions
        assert roads[address.road_code].name == address.road_name


def test_every_road_address_and_every_lot_is_one_building(town: City) -> None:
    addresses = list(town.addresses())
    for key in (
        lambda address: address.building_code,
        lambda address: (address.road_code, address.number, address.sub_number),
        lambda address: (address.legal_dong_code, address.lot, address.sub_lot),
        lambda address: address.road_address.partition(" (")[0],
        lambda address: address.lot_address,
        lambda address: (address.lon, address.lat),
    ):
        twice = [value for value, count in Counter(map(key, addresses)).items() if count > 1]
        assert not twice


def test_codes_have_the_lengths_of_the_real_ones_and_an_unreal_province(town: City) -> None:
    for region in town.regions():
        assert len(region.code) == 10 and region.code.startswith("90")
    for road in town.roads():
        assert len(road.road_code) == 12 and road.road_code.startswith("90")
    for address in town.addresses():
        assert len(address.building_code) == 25
        assert address.building_code.startswith(address.legal_dong_code)


def test_no_two_households_or_firms_share_a_unit(town: City) -> None:
    units = Counter((holder.address_id, holder.unit) for holder in (*town.households(), *town.firms()))
    assert not [unit for unit, count in units.items() if count > 1]


def test_no_building_holds_more_than_its_units(town: City) -> None:
    used = Counter(holder.address_id for holder in (*town.households(), *town.firms()))
    for address in town.addresses():
        assert used[address.address_id] <= address.units


def test_buildings_lie_in_their_dong_and_the_dong_in_their_district(town: City) -> None:
    regions = {region.code: region for region in town.regions()}
    for address in town.addresses():
        for code in (address.legal_dong_code, address.admin_dong_code):
            assert inside(regions[code], address.lon, address.lat)
    for region in regions.values():
        if region.parent_code is not None:
            parent = regions[region.parent_code]
            assert all(inside(parent, lon, lat) for lon, lat in region.boundary)
        assert region.boundary[0] == region.boundary[-1]


def test_the_city_lies_in_the_box_of_korea_but_in_open_sea(town: City) -> None:
    for address in town.addresses():
        assert 33 < address.lat < 39 and 124 < address.lon < 132
        # between the coast (129.4 E at this latitude) and Ulleungdo (130.8 E)
        assert 129.9 < address.lon < 130.4 and 36.7 < address.lat < 37.1


def test_legal_and_administrative_dong_overlap_as_listed(town: City) -> None:
    pairs = {(pair.legal_dong_code, pair.admin_dong_code) for pair in town.dong_pairs()}
    assert {(a.legal_dong_code, a.admin_dong_code) for a in town.addresses()} == pairs
    by_legal, by_admin = defaultdict(set), defaultdict(set)
    for legal, admin in pairs:
        by_legal[legal].add(admin)
        by_admin[admin].add(legal)
    assert max(map(len, by_legal.values())) == 2
    assert max(map(len, by_admin.values())) == 2


def test_odd_numbers_are_on_the_left_of_the_road(town: City) -> None:
    roads = {road.road_code: road.line for road in town.roads()}
    for address in town.addresses():
        (x1, y1), (x2, y2) = roads[address.road_code]
        left = (x2 - x1) * (address.lat - y1) - (y2 - y1) * (address.lon - x1) > 0
        assert left == (address.number % 2 == 1), address.road_address


def test_an_address_reads_as_in_korea() -> None:
    values = {
        "address_id": 1, "building_code": "", "kind": "detached", "building_name": "", "road_code": "",
        "road_name": "은하수로5번길", "number": 9, "sub_number": 1, "legal_dong_code": "",
        "legal_dong_name": "은하동", "admin_dong_code": "", "admin_dong_name": "은하동",
        "district_name": "새벽구", "lot": 12, "sub_lot": 3, "postcode": "99001", "lon": 0.0, "lat": 0.0,
        "units": 1,
    }  # fmt: skip
    house = Address(**values)  # type: ignore[arg-type]
    assert house.road_address == "마당도 하늘시 새벽구 은하수로5번길 9-1 (은하동)"
    assert house.lot_address == "마당도 하늘시 새벽구 은하동 12-3"
    estate = Address(**values | {"building_name": "은하수마을1단지", "sub_number": 0})  # type: ignore[arg-type]
    assert estate.road_address == "마당도 하늘시 새벽구 은하수로5번길 9 (은하동, 은하수마을1단지)"


@pytest.mark.parametrize("size", [madang_city.SMALLEST, 2_000, 30_000])
def test_districts_and_dong_are_the_same_in_every_size(size: int, small: City) -> None:
    def names(city: City) -> list[tuple[str, str]]:
        return [(region.code, region.name) for region in city.regions()]

    assert names(madang_city.generate(size, seed=3)) == names(small)
