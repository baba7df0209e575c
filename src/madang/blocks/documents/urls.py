from django.urls import path

from madang.blocks.documents import views

app_name = "documents"
urlpatterns = [
    path("verify/", views.verify_typed, name="verify-typed"),
    path("verify/<str:code>/", views.verify, name="verify"),
    path("<uuid:identifier>/", views.document, name="document"),
    path("<uuid:identifier>/file/", views.file, name="file"),
    path("<uuid:identifier>/preview/", views.preview, name="preview"),
]
