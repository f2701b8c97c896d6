"""Addresses of Disdukcapil's web service and of work orders."""

from django.urls import path

from verification.sources import views

app_name = "sources"
urlpatterns = [
    path("layanan-disdukcapil/", views.ServicePage.as_view(), name="service"),
    path("layanan-disdukcapil/pks", views.AgreementPage.as_view(), name="agreement"),
    path("layanan-disdukcapil/pks/<int:pk>/pakai", views.Switch.as_view(), name="switch"),
    path("layanan-disdukcapil/periksa", views.RunChecks.as_view(), name="run"),
    path("layanan-disdukcapil/data-balikan", views.GivenBack.as_view(), name="given_back"),
    path("surat-kerja/", views.Orders.as_view(), name="orders"),
    path("surat-kerja/baru/", views.NewOrder.as_view(), name="order_new"),
    path("surat-kerja/jawaban/", views.Answers.as_view(), name="answers"),
    path("surat-kerja/jawaban/unggah/", views.UploadAnswer.as_view(), name="upload_answer"),
    path("surat-kerja/jawaban/<int:pk>/", views.AnswerPage.as_view(), name="answer"),
    path("surat-kerja/<int:pk>/", views.OrderPage.as_view(), name="order"),
    path("surat-kerja/<int:pk>/berkas/", views.OrderFile.as_view(), name="order_file"),
    path("surat-kerja/<int:pk>/sandi/", views.OrderPasswordPage.as_view(), name="order_password"),
    path("surat-kerja/<int:pk>/surat/", views.LetterPdf.as_view(), name="order_letter"),
    path("sekolah/", views.Schools.as_view(), name="schools"),
    path("sekolah/<int:pk>/berkas/", views.SchoolFile.as_view(), name="school_file"),
    path("murid/", views.Pupils.as_view(), name="pupils"),
    path("murid/<int:pk>/", views.PupilPage.as_view(), name="pupil"),
    path("warga/<int:pk>/disdukcapil", views.CitizenPage.as_view(), name="citizen"),
    path("warga/<int:pk>/disdukcapil/tanya", views.AskNow.as_view(), name="ask"),
]
