"""What comes from people is text: no component lets it become markup."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from django.template import engines
from django.test import RequestFactory

from madang.blocks.ui.markup import Card

EVIL = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>"

COMPONENTS = {
    "button": '<c-button variant="primary" :data-x="evil">{{ evil }}</c-button>',
    "button as link": '<c-button :href="evil" title="{{ evil }}">{{ evil }}</c-button>',
    "link": '<c-link :href="evil" :title="evil">{{ evil }}</c-link>',
    "badge": "<c-badge>{{ evil }}</c-badge>",
    "card": '<c-card :title="evil" :href="evil" :lang="evil" :data-id="evil">{{ evil }}'
    '<c-slot name="meta">{{ evil }}</c-slot></c-card>',
    "card with text attributes": '<c-card title="{{ evil }}" href="{{ evil }}">{{ evil }}</c-card>',
    "cards": '<c-cards :items="cards" heading="4" />',
    "notice": '<c-notice :title="evil" :id="evil">{{ evil }}</c-notice>',
    "page heading": '<c-page-heading :title="evil" lead="{{ evil }}" :lang="evil" />',
    "hero": '<c-hero :title="evil" :lead="evil" heading="2">{{ evil }}</c-hero>',
    "breadcrumb": '<c-breadcrumb :items="pairs" />',
    "steps": '<c-steps :items="texts" :current="1" :label="evil" />',
    "table": '<c-table :caption="evil" :columns="texts" :rows="rows" :data-x="evil" />',
    "description list": '<c-description-list :items="pairs" :lang="evil" />',
    "empty state": '<c-empty-state :title="evil">{{ evil }}</c-empty-state>',
    "progress": '<c-progress :id="evil" :label="evil" :value="evil" :max="evil" :detail="evil" />',
    "tabs": '<c-tabs :items="tabs" :label="evil" />',
    "pagination": '<c-pagination :next_url="evil" :previous_url="evil" :label="evil" />',
    "search": '<c-search :action="evil" :value="evil" :label="evil" :hint="evil" :placeholder="evil" :id="evil" />',
    "facets": '<c-facets :groups="groups" :keep="pairs" :action="evil" :reset_url="evil" :label="evil" />',
    "dialog": '<c-dialog :id="evil" :title="evil" :trigger="evil">{{ evil }}</c-dialog>',
    "disclosure": '<c-disclosure :title="evil">{{ evil }}</c-disclosure>',
    "field": '<c-field :name="evil" :label="evil" :hint="evil" :error="evil" :value="evil" :type="evil" :data-x="evil" />',
    "form": '<c-form :action="evil" :submit="evil" :cancel_url="evil" :data-x="evil">{{ evil }}</c-form>',
}


class Tags(HTMLParser):
    """Collects what a browser would make of the markup."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.names: list[str] = []
        self.attributes: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes += [name for name, _value in attrs]
        self.words += [value or "" for _name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.mark.parametrize("name", COMPONENTS)
def test_markup_in_any_attribute_or_slot_stays_text(name: str) -> None:
    context = {
        "evil": EVIL,
        "texts": [EVIL],
        "pairs": [(EVIL, EVIL), (EVIL, EVIL)],
        "rows": [[EVIL, EVIL]],
        "cards": [Card(EVIL, EVIL, EVIL, ((EVIL, EVIL),), EVIL, EVIL)],
        "tabs": [(EVIL, EVIL, True)],
        "groups": [
            {
                "name": EVIL,
                "legend": EVIL,
                "single": False,
                "options": [{"value": EVIL, "label": EVIL, "count": EVIL, "checked": True}],
            }
        ],
    }
    html = (
        engines["django"].from_string(_compiled(COMPONENTS[name])).render(context, RequestFactory().get("/"))
    )
    tags = Tags()
    tags.feed(html)
    assert "script" not in tags.names
    assert "img" not in tags.names
    assert not [attribute for attribute in tags.attributes if attribute.startswith("on")]
    assert any("<script>alert(1)</script>" in word for word in tags.words), "the text itself got lost"


def _compiled(source: str) -> str:
    from django_cotton.compiler_regex import CottonCompiler

    return CottonCompiler().process(source)


def test_a_component_takes_nothing_from_the_page_around_it() -> None:
    """A page may call its own things ``title`` or ``href``; a component shows only what it is given."""
    source = _compiled(
        '<c-card><c-slot name="meta">m</c-slot></c-card><c-button>b</c-button><c-notice>n</c-notice>'
    )
    context = dict.fromkeys(
        ("title", "href", "lang", "badges", "actions", "class", "icon", "live", "heading"), "LEAKED"
    )
    html = engines["django"].from_string(source).render(context, RequestFactory().get("/"))
    assert "LEAKED" not in html
