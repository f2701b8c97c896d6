"""Addresses of the month: the ledger of proposals, letters."""

from django.urls import path

from verification.monthly import views

app_name = "monthly"
urlpatterns = [
    path("kalender", views.CalendarPage.as_view(), name="calendar"),
    path("kalender/ikut-bulan-berikutnya", views.CarriedList.as_view(), name="carried"),
    path("buku-usulan", views.Ledger.as_view(), name="ledger"),
    path("buku-usulan/surat", views.AskForAnswers.as_view(), name="ask"),
    path("buku-usulan/surat/<int:pk>.pdf", views.LetterPdf.as_view(), name="letter"),
]
