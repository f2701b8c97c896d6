"""Addresses of the room, below /rekonsiliasi/."""

from django.urls import path

from verification.reconciliation import views

app_name = "reconciliation"
urlpatterns = [
    path("", views.Runs.as_view(), name="runs"),
    path("mulai", views.StartRun.as_view(), name="start"),
    path("ambang", views.ThresholdsPage.as_view(), name="thresholds"),
    path("<int:pk>", views.RunPage.as_view(), name="run"),
    path("<int:pk>/hasil", views.Results.as_view(), name="results"),
    path("<int:pk>/lepas-rem", views.ReleaseBrake.as_view(), name="release"),
    path("tahanan/<int:pk>/lepas", views.ReleaseHold.as_view(), name="release_hold"),
    path("hasil/<int:pk>", views.ResultPage.as_view(), name="result"),
    path("nomor-ganda", views.Duplicates.as_view(), name="duplicates"),
    path("nomor-ganda/<int:pk>", views.DuplicatePage.as_view(), name="duplicate"),
    path("peristiwa/", views.Events.as_view(), name="events"),
]
