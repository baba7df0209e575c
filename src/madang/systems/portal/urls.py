from django.urls import path

from madang.systems.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("listings/<uuid:identifier>/", views.detail, name="detail"),
    path("office/listings/", views.editor, name="editor"),
    path("office/listings/new/", views.write, name="write"),
    path("office/listings/<uuid:identifier>/", views.edit, name="edit"),
    path("office/listings/<uuid:identifier>/publish/", views.publish, name="publish"),
    path("office/listings/<uuid:identifier>/withdraw/", views.withdraw, name="withdraw"),
]
