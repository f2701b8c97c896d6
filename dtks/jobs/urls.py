"""Addresses of the room, below /pekerjaan/."""

from django.urls import path

from dtks.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.Jobs.as_view(), name="list"),
    path("pesan", views.Messages.as_view(), name="messages"),
    path("pesan/hp", views.HandOver.as_view(), name="hand_over"),
    path("pesan/<int:pk>/kirim-lagi", views.SendAgain.as_view(), name="message_resend"),
    path("pilihan/<int:pk>/", views.ChoicePage.as_view(), name="choice"),
    path("pilihan/<int:pk>/tarik", views.TakeBackChoice.as_view(), name="choice_reverse"),
    path("<int:pk>/", views.JobPage.as_view(), name="job"),
    path("<int:pk>/kemajuan", views.JobProgress.as_view(), name="progress"),
    path("<int:pk>/hentikan", views.StopJob.as_view(), name="stop"),
    path("<int:pk>/<slug:act>", views.JobAct.as_view(), name="act"),
]
