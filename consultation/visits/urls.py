"""Addresses of visits. They go by id: no name and no number of a person stands in them."""

from django.urls import path

from consultation.visits import views

app_name = "visits"
urlpatterns = [
    path("", views.VisitList.as_view(), name="list"),
    path("meja/", views.Desk.as_view(), name="desk"),
    path("hari-ini/", views.Day.as_view(), name="day"),
    path("terkirim/", views.SentList.as_view(), name="sent"),
    path("baru/", views.NewVisit.as_view(), name="new"),
    path("ambil/", views.Collect.as_view(), name="collect"),
    path("bagi/", views.Give.as_view(), name="give"),
    path("uji-acak/", views.Draw.as_view(), name="draw"),
    path("petugas/<int:pk>/surat-tugas/", views.Letter.as_view(), name="letter"),
    path("petugas/<int:pk>/kartu.pdf", views.Card.as_view(), name="card"),
    path("surat-tugas/<int:pk>.pdf", views.LetterPaper.as_view(), name="letter_paper"),
    path("hp/", views.Phone.as_view(), name="phone"),
    path("hp/pekerja.js", views.Worker.as_view(), name="worker"),
    path("hp/manifest.webmanifest", views.Manifest.as_view(), name="manifest"),
    path("hp/daftar/", views.PhoneList.as_view(), name="phone_list"),
    path("hp/kirim/", views.PhoneSend.as_view(), name="phone_send"),
    path("hp/foto/", views.PhonePhoto.as_view(), name="phone_photo"),
    path("<int:pk>/", views.VisitPage.as_view(), name="visit"),
    path("<int:pk>/isi/", views.Start.as_view(), name="start"),
    path("<int:pk>/isi/<str:letter>/", views.Section.as_view(), name="section"),
    path("<int:pk>/selesai/", views.Finish.as_view(), name="finish"),
    path("<int:pk>/foto/", views.AddPhoto.as_view(), name="add_photo"),
    path("<int:pk>/foto/<int:photo>/", views.PhotoView.as_view(), name="photo"),
    path("<int:pk>/formulir.pdf", views.FormPaper.as_view(), name="form_paper"),
    path("<int:pk>/laporan.pdf", views.ReportPaper.as_view(), name="report_paper"),
    path("<int:pk>/periksa/", views.Judge.as_view(), name="judge"),
    path("<int:pk>/laporan/<int:report>/", views.Choose.as_view(), name="choose"),
    path("<int:pk>/batal/", views.Cancel.as_view(), name="cancel"),
]
