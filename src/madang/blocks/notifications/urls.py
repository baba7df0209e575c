from django.urls import path

from madang.blocks.notifications.views import catching, mail_room, own

app_name = "notifications"
urlpatterns = [
    path("", own.notices, name="own"),
    path("preferences/", own.preferences, name="preferences"),
    path("<uuid:identifier>/", own.notice, name="notice"),
    path("<uuid:identifier>/receive/", own.receive, name="receive"),
    path("office/letters/", mail_room.letters, name="mail-room"),
    path("office/letters/print/", mail_room.print_batch, name="print"),
    path("office/letters/returned/", mail_room.returned_by_code, name="returned-by-code"),
    path("office/letters/<int:letter>/posted/", mail_room.posted, name="posted"),
    path("office/letters/<int:letter>/delivered/", mail_room.delivered, name="delivered"),
    path("office/letters/<int:letter>/returned/", mail_room.returned, name="returned"),
    path("caught/", catching.caught, name="caught"),
    path("caught/<int:identifier>/bounce/", catching.bounce, name="bounce"),
]
