"""A counter whose line is cut, in a real browser: enrolled, numbers taken, cut, reloaded, killed; two cases come back whole."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils.formats import date_format
from django.utils.timezone import localtime
from PIL import Image
from playwright.sync_api import BrowserContext, FilePayload, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from madang.blocks.cases import actions
from madang.blocks.cases.models import Case, Device, OfflineAct
from madang.blocks.identity.demo import TOP
from madang.blocks.identity.models import Account, Organisation
from madang.blocks.identity.testing import official, sign_in
from madang.blocks.ledger import SYSTEM
from madang.systems.services.offered import folders, read
from tests.browser.page import assert_axe_clean, assert_fits, assert_readable, seen, watch

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("few_people", "demo_rules")]

PAGE = "/services/desk/offline/"
PASSPHRASE = "구름 위의 느린 고래 셋"
NUMBER = re.compile(r"\d{4}-\d+")
# What somebody with the disk would look for.
PERSONAL = ("박 순자", "1949", "하늘시 큰길 2", "김 바다")
# Every record of every database of this site, as it lies there: bytes as Latin letters and as UTF-8.
RAW = """async () => {
  const said = [];
  const told = (value) => {
    if (value instanceof ArrayBuffer) return told(new Uint8Array(value));
    if (ArrayBuffer.isView(value)) {
      said.push(new TextDecoder().decode(value), new TextDecoder("utf-16le").decode(value));
    } else if (value instanceof CryptoKey) said.push("CryptoKey " + value.extractable);
    else if (value !== null && typeof value === "object") Object.entries(value).forEach((each) => each.forEach(told));
    else said.push(String(value));
  };
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise((resolve) => {
      const asked = indexedDB.open(name);
      asked.onsuccess = () => resolve(asked.result);
    });
    for (const store of database.objectStoreNames) {
      const rows = await new Promise((resolve) => {
        const asked = database.transaction(store).objectStore(store).getAll();
        asked.onsuccess = () => resolve(asked.result);
      });
      rows.forEach(told);
    }
    database.close();
  }
  return said.join("\\n") + JSON.stringify({...localStorage, ...sessionStorage});
}"""


@pytest.fixture
def city(demo_rules: None) -> Organisation:
    body = Organisation.objects.get(code=TOP)
    for folder in folders():
        if folder.name == "id-card-reissue":
            process, form = read(folder)
            actions.publish_service(SYSTEM, process=process, form=form, organisation=body)
    return body


@pytest.fixture
def clerk(city: Organisation) -> Account:
    return official("offline-clerk", city, "clerk")


@pytest.fixture
def desk(
    clerk: Account, new_context: Callable[..., BrowserContext], live_server: LiveServer
) -> BrowserContext:
    context = new_context()
    cookies = sign_in(Client(), clerk).cookies.items()
    context.add_cookies(
        [{"name": name, "value": each.value, "url": live_server.url} for name, each in cookies]
    )
    context.set_default_timeout(10_000)
    return context


def opened(desk: BrowserContext, problems: list[str], address: str = PAGE) -> Page:
    page = desk.new_page()
    problems_here = watch(page)
    page.on("close", lambda _page: problems.extend(problems_here))
    page.goto(address)
    return page


def enrol(page: Page) -> None:
    page.get_by_label("기기 이름").fill("민원실 1번")
    page.get_by_label("암호문구", exact=True).fill(PASSPHRASE)
    page.get_by_label("암호문구 다시").fill(PASSPHRASE)
    page.get_by_role("button", name="이 기기 등록").click()
    expect(page.locator("#offline-counter")).to_contain_text("남은 번호 50개")
    page.locator("#offline-counter[data-kept=yes]").wait_for(state="attached")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def unlock(page: Page, passphrase: str = PASSPHRASE, *, label: str = "암호문구") -> None:
    page.get_by_label(label).fill(passphrase)
    page.keyboard.press("Enter")


def photo() -> FilePayload:
    found = io.BytesIO()
    Image.effect_noise((1600, 1200), 40).convert("RGB").save(found, "JPEG")
    return {"name": "face.jpg", "mimeType": "image/jpeg", "buffer": found.getvalue()}


def answer_by_keyboard(page: Page, name: str, *, born: str = "19490211") -> None:
    """The questions of the card, by keys alone but for the photo's file."""
    keys = page.keyboard

    def at(field: str) -> None:
        page.locator(f"#offline-counter [name={field}]").first.wait_for()

    def told(field: str, text: str) -> None:
        at(field)
        keys.type(text)
        keys.press("Enter")

    def chosen(field: str, number: int) -> None:
        at(field)
        keys.press(str(number))
        keys.press("Enter")

    told("birth_date", born)
    told("full_name", name)
    chosen("reason", 1)
    told("lost_on", "20261101")
    told("phone", "")
    told("address", "하늘시 큰길 2")
    chosen("livelihood", 2)
    chosen("disaster", 2)
    at("photo")
    page.locator("[name=photo]").set_input_files(photo())
    keys.press("Tab")
    keys.press("Enter")
    chosen("delivery", 1)
    chosen("true_statement", 1)
    expect(page.locator("#offline-counter h2").first).to_have_text("읽어 드릴 답")


def number_shown(page: Page) -> str:
    return page.locator(".ui-offline-number").inner_text()


def choose(page: Page) -> None:
    """The first service, by its key."""
    expect(page.locator("#offline-counter h2").first).to_have_text("어떤 민원인가요?")
    page.keyboard.press("1")


def take_in(page: Page, name: str, *, born: str = "19490211", paid: str = "") -> str:
    """Take a card's case in, confirmed over the clerk's screen; returns its number."""
    choose(page)
    answer_by_keyboard(page, name, born=born)
    if paid:
        page.locator("[name=paid]").fill("3000")
        page.get_by_role("button", name="신청인에게 보이기").click()
        expect(page.locator(".form-hint-invalid")).to_contain_text("규칙으로 계산한 5,000원과 다릅니다.")
        page.locator("[name=paid]").fill(paid)
    page.get_by_role("button", name="신청인에게 보이기").click()
    page.get_by_role("dialog").get_by_role("button", name="맞습니다").click()
    return number_shown(page)


def row_of(page: Page, number: str) -> Locator:
    return page.locator("#offline-counter tr", has_text=number)


def test_two_cases_are_taken_in_without_a_line_and_come_back(
    desk: BrowserContext, signed_in: Callable[[str, str], Page], city: Organisation
) -> None:
    problems: list[str] = []
    page = opened(desk, problems)
    seen(page, "offline-enrol")
    assert_axe_clean(page, widths=(1280,))
    enrol(page)
    seen(page, "offline-desk")

    desk.set_offline(True)
    page.close()
    page = opened(desk, problems)
    expect(page.locator("header")).to_have_count(0)  # the shell, not the page with names and lists
    unlock(page)
    expect(page.locator("#offline-counter")).to_contain_text("회선 없음")
    choose(page)
    seen(page, "offline-question")
    broken = page.evaluate("[...document.fonts].filter(each => each.status === 'error').length")
    assert broken == 0  # the forms' words are drawn in the site's font
    assert_axe_clean(page, widths=(1280,))
    answer_by_keyboard(page, "박 순자")
    seen(page, "offline-readback")
    assert_axe_clean(page)
    assert_fits(page)
    assert_readable(page)
    page.get_by_role("button", name="신청인에게 보이기").click()
    screen = page.get_by_role("dialog")
    expect(screen).to_contain_text("박 순자")
    assert_axe_clean(page, widths=(1280,))
    seen(page, "offline-applicant", whole=False)
    screen.get_by_role("button", name="맞습니다").click()
    first = number_shown(page)
    seen(page, "offline-number")
    assert NUMBER.match(first)

    raw = page.evaluate(RAW)
    assert len(raw) > 1_000
    assert not [each for each in (*PERSONAL, PASSPHRASE, first) if each in raw]

    page.close()  # in the middle of things
    page = opened(desk, problems)
    unlock(page)
    expect(page.locator("#offline-counter table")).to_contain_text(first)
    second = take_in(page, "김 바다", born="19820514", paid="5000")
    assert second != first

    desk.set_offline(False)
    expect(row_of(page, second)).to_have_attribute("data-state", "accepted", timeout=20_000)
    expect(row_of(page, first)).to_have_attribute("data-state", "accepted")
    unread = page.evaluate(RAW)
    assert not [each for each in PERSONAL if each in unread]
    seen(page, "offline-sent")
    assert_axe_clean(page)
    assert_fits(page)
    assert_readable(page)
    assert {each.number for each in Case.objects.all()} == {first, second}
    acts = list(OfflineAct.objects.order_by("sequence"))
    assert [(each.number, each.state) for each in acts] == [(first, "accepted"), (second, "accepted")]
    assert [each.amount for each in Case.objects.get(number=second).payments.all()] == [5000]
    case = Case.objects.get(number=first)
    assert case.lodged_at == acts[0].happened_at
    shown_at = date_format(localtime(acts[0].happened_at), "DATETIME_FORMAT")
    lodged = case.steps.get(name="lodge")
    assert (lodged.channel, lodged.happened_at) == ("counter", acts[0].happened_at)
    official("offline-officer", city, "case_officer")
    officer = signed_in("offline-officer", "ko-KR")
    officer.goto(f"/services/office/cases/{case.pk}/")
    expect(officer.locator("main")).to_contain_text(first)
    expect(officer.locator("main")).to_contain_text(shown_at)
    expect(officer.locator("main")).to_contain_text("창구")
    expect(officer.locator("main")).to_contain_text("박 순자")
    page.close()
    assert not problems, "\n".join(problems)


def test_what_cannot_become_a_case_is_said_and_kept(desk: BrowserContext, clerk: Account) -> None:
    problems: list[str] = []
    page = opened(desk, problems)
    enrol(page)
    desk.set_offline(True)
    first = take_in(page, "박 순자")
    page.get_by_role("button", name="다음 접수").click()
    with page.expect_popup() as popup:
        page.get_by_role("button", name="신청인 화면 열기").click()
    screen = popup.value
    expect(screen.get_by_role("dialog")).to_contain_text("여기에 신청 내용이 보입니다")
    page.bring_to_front()
    choose(page)
    answer_by_keyboard(page, "박 순자")
    page.get_by_label("English").check(force=True)
    page.get_by_role("button", name="신청인에게 보이기").click()
    expect(page.locator("#offline-counter h2").first).to_have_text(
        "신청인이 자기 화면에서 확인하고 있습니다."
    )
    expect(screen.get_by_role("dialog")).to_contain_text("What is your full name?")
    assert screen.get_by_role("dialog").get_attribute("lang") == "en"
    screen.locator("dialog .primary").click()
    second = number_shown(page)
    expect(screen.get_by_role("dialog")).not_to_contain_text("박 순자")

    desk.set_offline(False)
    expect(row_of(page, second)).to_have_attribute("data-state", "conflict", timeout=20_000)
    expect(row_of(page, first)).to_have_attribute("data-state", "accepted")
    expect(row_of(page, second)).to_contain_text("같은 사람이 같은 민원을 이미 내서 처리 중입니다.")
    assert Case.objects.count() == 1

    screen.close()
    actions.revoke(clerk, Device.objects.get())
    page.get_by_role("button", name="다음 접수").click()
    third = take_in(page, "김 바다")
    expect(row_of(page, third)).to_have_attribute("data-state", "conflict")
    expect(row_of(page, third)).to_contain_text("거둔 기기가 보낸 접수입니다.")
    page.reload()
    listed = page.locator("main section", has=page.get_by_role("heading", name="사람이 볼 접수"))
    expect(listed).to_contain_text(second)
    unlock(page)
    expect(row_of(page, third)).to_have_attribute("data-state", "conflict")
    page.close()
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("milliseconds", [0, 8, 30])
def test_a_page_killed_while_a_number_is_given(desk: BrowserContext, milliseconds: int) -> None:
    problems: list[str] = []
    page = opened(desk, problems)
    enrol(page)
    desk.set_offline(True)
    choose(page)
    answer_by_keyboard(page, "박 순자")
    page.get_by_role("button", name="신청인에게 보이기").click()
    pressed = page.get_by_role("dialog").get_by_role("button", name="맞습니다")
    pressed.wait_for()
    page.evaluate(
        "wait => { document.querySelector('dialog .primary').click(); setTimeout(() => location.reload(), wait); }",
        milliseconds,
    )
    expect(page.locator("#offline-counter h2").first).to_have_text("잠겨 있습니다")
    unlock(page)
    expect(page.locator("#offline-counter h2").first).to_have_text("어떤 민원인가요?")
    kept = page.locator("#offline-counter tbody tr").count()
    unfinished = page.get_by_role("button", name="하던 접수 잇기").count()
    assert kept + unfinished == 1  # it has its number, or it is as it was before
    expect(page.locator("#offline-counter")).to_contain_text(f"남은 번호 {50 - kept}개")
    if unfinished:
        page.get_by_role("button", name="하던 접수 잇기").click()
        page.get_by_role("button", name="신청인에게 보이기").click()
        page.get_by_role("dialog").get_by_role("button", name="맞습니다").click()
        number_shown(page)
    desk.set_offline(False)
    expect(page.locator("#offline-counter tbody tr")).to_have_attribute(
        "data-state", "accepted", timeout=20_000
    )
    assert Case.objects.count() == 1
    page.close()
    assert not problems, "\n".join(problems)


def test_a_desk_locks_and_stops_when_it_must(desk: BrowserContext, live_server: LiveServer) -> None:
    problems: list[str] = []
    page = desk.new_page()
    page.clock.install()
    refused = watch(page)
    page.goto(PAGE)
    page.get_by_label("암호문구", exact=True).fill("짧다")
    page.get_by_role("button", name="이 기기 등록").click()
    expect(page.locator(".form-hint-invalid")).to_have_text("암호문구를 12자 이상으로 정해 주세요.")
    enrol(page)

    page.clock.fast_forward("10:01")
    expect(page.locator("#offline-counter")).to_contain_text("잠겨 있습니다")
    for _try in range(2):
        unlock(page, "다른 낱말 넷을 적어 본다")
        expect(page.locator(".form-hint-invalid")).to_have_text("암호문구가 맞지 않습니다.")
        page.get_by_label("암호문구").fill("")
    unlock(page, "다른 낱말 넷을 적어 본다")
    expect(page.locator(".form-hint-invalid")).to_contain_text("초 뒤에 다시")
    page.reload()
    unlock(page)
    expect(page.locator(".form-hint-invalid")).to_contain_text("초 뒤에 다시")
    page.clock.fast_forward("01:01")
    unlock(page)
    expect(page.locator("#offline-counter")).to_contain_text("남은 번호 50개")
    expect(page.locator("#offline-counter")).to_contain_text("이 기기의 시계가 사이트와 11분 다릅니다.")

    cookies = desk.cookies()
    desk.clear_cookies()
    page.get_by_role("button", name="지금 보내기").click()
    expect(page.locator("#offline-counter")).to_contain_text("로그인이 끝났습니다.")
    assert page.get_by_role("link", name="다시 로그인").get_attribute("href") == PAGE
    desk.add_cookies(cookies)  # type: ignore[arg-type]
    page.get_by_role("button", name="지금 보내기").click()
    expect(page.locator("#offline-counter")).not_to_contain_text("로그인이 끝났습니다.")

    other = desk.new_page()
    other.goto(PAGE)
    expect(other.locator("#offline-counter")).to_contain_text("다른 창에서 이 화면을 쓰고 있습니다.")
    other.close()

    page.clock.fast_forward("08:00:00")
    expect(page.locator("#offline-counter")).to_contain_text("잠겨 있습니다")
    unlock(page)
    expect(page.locator("#offline-counter")).to_contain_text("쓸 수 있는 번호가 없습니다.")
    expect(page.get_by_role("button", name="주민등록증 재발급")).to_have_count(0)
    assert_axe_clean(page)
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("button", name="Unlock")).to_be_visible()
    unlock(page, label="Passphrase")
    expect(page.get_by_role("button", name="Lock", exact=True)).to_be_visible()
    words = page.locator("#offline-counter").inner_text().replace("한국어", "")
    assert not re.search("[가-힣]", words), words
    assert not refused + problems, "\n".join(refused + problems)
