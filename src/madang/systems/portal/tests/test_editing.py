"""The editor's desk: writing in two languages, history with receipts, what may not be changed here."""

from __future__ import annotations

import pytest
from django.test import Client

from madang.blocks.catalogue.models import Listing

from .conftest import Publish

FILLED = {
    "kind": "service",
    "title": "유아학비 지원",
    "summary": "유치원 학비",
    "topics": "보육, 교육",
    "body_target": "3~5세",
    "title_en": "Preschool fees",
    "body_target_en": "Children of 3 to 5",
}


def test_a_listing_is_written_in_both_languages_and_shown_so(editor: Client, client: Client) -> None:
    assert editor.post("/office/listings/new/", FILLED).status_code == 302
    listing = Listing.objects.get()
    assert listing.topics == ["보육", "교육"]
    assert listing.translations == {
        "en": {"title": "Preschool fees", "body": {"target": "Children of 3 to 5"}}
    }
    form = editor.get(f"/office/listings/{listing.id}/").content.decode()
    assert "Children of 3 to 5" in form and "3~5세" in form
    assert editor.post(f"/office/listings/{listing.id}/publish/").status_code == 302
    page = client.get(f"/listings/{listing.id}/", headers={"Accept-Language": "en"}).content.decode()
    assert "Children of 3 to 5" in page


def test_every_state_is_in_the_history_with_its_receipt(editor: Client) -> None:
    editor.post("/office/listings/new/", FILLED)
    listing = Listing.objects.get()
    path = f"/office/listings/{listing.id}/"
    editor.post(path, {**FILLED, "title": "유아학비", "version": "1"})
    editor.post(f"{path}publish/")
    editor.post(f"{path}withdraw/", {"reason": "끝난 사업"})
    listing.refresh_from_db()
    assert (listing.version, listing.status) == (4, "withdrawn")
    page = editor.get(path).content.decode()
    for version in listing.versions.all():
        assert str(version.act) in page


def test_a_change_made_on_an_old_state_is_refused_and_what_was_typed_stays(editor: Client) -> None:
    editor.post("/office/listings/new/", FILLED)
    path = f"/office/listings/{Listing.objects.get().id}/"
    editor.post(path, {**FILLED, "title": "먼저 고친 것", "version": "1"})
    answer = editor.post(path, {**FILLED, "title": "나중에 고친 것", "version": "1"})
    assert answer.status_code == 422
    assert "나중에 고친 것" in answer.content.decode()
    assert Listing.objects.get().title == "먼저 고친 것"


@pytest.mark.parametrize("source", ["gov24-list", "room:portal"])
def test_what_came_from_elsewhere_can_be_read_but_not_changed(
    publish: Publish, editor: Client, source: str
) -> None:
    listing = publish(title="들여온 안내")
    Listing.objects.filter(id=listing.id).update(source=source)
    path = f"/office/listings/{listing.id}/"
    page = editor.get(path).content.decode()
    assert "여기서 고칠 수 없는 안내" in page and 'name="title"' not in page
    assert editor.post(path, {**FILLED, "version": "2"}).status_code == 422
    editor.post(f"{path}withdraw/", {"reason": "몰래"})
    listing.refresh_from_db()
    assert (listing.title, listing.status, listing.version) == ("들여온 안내", "published", 2)


def test_more_topics_than_a_listing_holds_are_refused_at_their_field(editor: Client) -> None:
    answer = editor.post(
        "/office/listings/new/", {**FILLED, "topics": ",".join(f"주제{number}" for number in range(5000))}
    )
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_topics_error"' in html and "너무 많습니다. 50개까지 적을 수 있습니다." in html
    assert not Listing.objects.exists()


def _stale(editor: Client) -> None:
    """Let everything that was proved be 16 minutes old."""
    session = editor.session
    for proof in session["account_authentication_methods"]:
        proof["at"] -= 16 * 60
    session.save()


def test_what_everybody_sees_is_changed_only_with_a_fresh_proof_and_what_was_typed_stays(
    editor: Client,
) -> None:
    editor.post("/office/listings/new/", FILLED)
    path = f"/office/listings/{Listing.objects.get().id}/"
    editor.post(f"{path}publish/")
    fresh = list(editor.session["account_authentication_methods"])
    _stale(editor)
    long = "가" * 5000
    changed = {**FILLED, "title": "고친 제목", "body_content": long, "version": "2"}
    answer = editor.post(path, changed, headers={"referer": f"http://testserver{path}"})
    assert answer["Location"].startswith("/identity/step-up/") and "within=900" in answer["Location"]
    assert Listing.objects.get().title == FILLED["title"]
    session = editor.session
    session["account_authentication_methods"] = fresh
    session.save()
    page = editor.get(path).content.decode()
    assert 'value="고친 제목"' in page and long in page
    assert editor.post(path, changed)["Location"] == path
    assert Listing.objects.get().title == "고친 제목"


def test_a_draft_and_the_history_ask_for_no_fresh_proof(editor: Client) -> None:
    editor.post("/office/listings/new/", FILLED)
    path = f"/office/listings/{Listing.objects.get().id}/"
    _stale(editor)
    assert editor.post(path, {**FILLED, "title": "고친 초안", "version": "1"})["Location"] == path
    assert Listing.objects.get().title == "고친 초안"
    assert editor.get(path).status_code == 200


def test_a_long_history_is_shown_in_pages(editor: Client) -> None:
    editor.post("/office/listings/new/", FILLED)
    listing = Listing.objects.get()
    for number in range(1, 53):
        sent = {**FILLED, "title": f"안내 {number}", "version": number}
        assert editor.post(f"/office/listings/{listing.id}/", sent).status_code == 302
    first = editor.get(f"/office/listings/{listing.id}/").content.decode()
    assert "53판" in first
    assert "1판 영수증" in editor.get(f"/office/listings/{listing.id}/?page=2").content.decode()
    assert first.count("/receipts/") == 50
