"""First look."""
from pathlib import Path
import os
import pytest
from tests.browser.page import assert_axe_clean, take_pictures
pytestmark = pytest.mark.browser

def test_pictures(page, live_server):
    if os.environ.get('HC'): page.context.add_cookies([{'name':'madang_display','value':os.environ['HC'],'url':live_server.url}])
    if os.environ.get('LANGU'): page.context.add_cookies([{'name':'django_language','value':os.environ['LANGU'],'url':live_server.url}])
    out = Path(os.environ["PICS"])
    for name, path in (("ui", "/ui/"), ("home", "/"), ("search", "/search"), ("help", "/ui/help"), ("404", "/nope"), ("login", "/accounts/login/")):
        r = page.goto(path)
        print(name, r.status)
        take_pictures(page, out, name)
