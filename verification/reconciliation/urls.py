"""Addresses of the room, below /rekonsiliasi/."""

from django.urls import path

from verification.reconciliation import views

app_name = "reconciliation"
urlpatterns = [
    path("", views.Runs.as_view(), name="runs"),
    path("mulai", views.StartRun.as_view(), name="start"),
    path("ambang", views.ThresholdsPage.as_view(), name="thresholds"),
    path("<int:pk>", views.RunPage.as_view(), name="run"),
    path("<int:pk>/kemajuan", views.Progress.as_view(), name="progress"),
    path("<int:pk>/hasil", views.Results.as_view(), name="results"),
    path("<int:pk>/<slug:act>", views.RunAct.as_view(), name="act"),
    path("hasil/<int:pk>", views.ResultPage.as_view(), name="result"),
    path("pilihan/<int:pk>", views.SelectionPage.as_view(), name="selection"),
]
