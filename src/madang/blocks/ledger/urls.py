from django.urls import path

from madang.blocks.ledger import views

app_name = "ledger"
urlpatterns = [
    path("receipts/<uuid:identifier>/", views.receipt_page, name="receipt"),
    path("receipts/<uuid:identifier>.tlog-proof", views.receipt_file, name="receipt-file"),
    path("log/", views.log_page, name="log"),
    path("log/vkey", views.log_keys, name="vkey"),
    path("log/<path:name>", views.log_file, name="log-file"),
]
