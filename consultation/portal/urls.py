"""Addresses for citizens. `/status` is printed on every receipt, so it answers with and without a slash."""

from django.urls import re_path

from consultation.portal import views

app_name = "portal"
urlpatterns = [
    re_path(r"^status/?$", views.StatusView.as_view(), name="status"),
]
