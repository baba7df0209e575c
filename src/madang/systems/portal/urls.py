from django.urls import path

from madang.systems.portal.views import desk, finding, listing, machines

app_name = "portal"
urlpatterns = [
    path("", finding.home, name="home"),
    path("robots.txt", machines.robots, name="robots"),
    path("search/", finding.search, name="search"),
    path("listings/<uuid:identifier>/", listing.detail, name="detail"),
    path("office/listings/", desk.editor, name="editor"),
    path("office/listings/new/", desk.write, name="write"),
    path("office/listings/<uuid:identifier>/", desk.edit, name="edit"),
    path("office/listings/<uuid:identifier>/publish/", desk.publish, name="publish"),
    path("office/listings/<uuid:identifier>/withdraw/", desk.withdraw, name="withdraw"),
]
