"""Addresses of the counter. Tickets go by their number: no NIK, no name."""

from django.urls import path

from consultation.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.TicketListView.as_view(), name="list"),
    path("terima/", views.IntakeView.as_view(), name="intake"),
    path("terima/cari/", views.IntakeHitsView.as_view(), name="intake_hits"),
    path("terima/bagian/", views.IntakePartsView.as_view(), name="intake_parts"),
    path("terima/draf/", views.IntakeDraftView.as_view(), name="intake_draft"),
    path("antrean/", views.HallView.as_view(), name="hall"),
    path("jawaban/", views.CannedListView.as_view(), name="canned"),
    path("jawaban/baru/", views.CannedEditView.as_view(), name="canned_new"),
    path("jawaban/<int:pk>/", views.CannedEditView.as_view(), name="canned_edit"),
    path("surat/", views.LetterListView.as_view(), name="letters"),
    path("surat/<int:pk>/", views.LetterView.as_view(), name="letter"),
    path("surat/<int:pk>/cetak.pdf", views.LetterPdfView.as_view(), name="letter_pdf"),
    path("surat/<int:pk>/cabut/", views.LetterWithdrawView.as_view(), name="letter_withdraw"),
    path("surat/warga/<int:pk>/", views.CitizenLetterView.as_view(), name="letter_of_citizen"),
    path("pengetahuan/", views.ArticleListView.as_view(), name="articles"),
    path("pengetahuan/baru/", views.ArticleEditView.as_view(), name="article_new"),
    path("pengetahuan/<slug:slug>/", views.ArticleView.as_view(), name="article"),
    path("pengetahuan/<slug:slug>/ubah/", views.ArticleEditView.as_view(), name="article_edit"),
    path("panggilan/", views.RoundListView.as_view(), name="rounds"),
    path("panggilan/baru/", views.RoundNewView.as_view(), name="round_new"),
    path("panggilan/<int:pk>/", views.RoundView.as_view(), name="round"),
    path("panggilan/<int:pk>/slip.pdf", views.RoundPdfView.as_view(), name="round_pdf"),
    path("lembar-harian/", views.SheetView.as_view(), name="sheet"),
    path("lembar-harian/cetak.pdf", views.SheetPdfView.as_view(), name="sheet_pdf"),
    path("lembar-harian/isian.xlsx", views.SheetFormView.as_view(), name="sheet_form"),
    path("mutu/", views.QualityView.as_view(), name="quality"),
    path("<str:number>/", views.TicketView.as_view(), name="ticket"),
    path("<str:number>/tanda-terima/", views.ReceiptView.as_view(), name="receipt"),
    path("<str:number>/tanda-terima/<str:paper>.pdf", views.ReceiptPdfView.as_view(), name="receipt_pdf"),
    path("<str:number>/slip/<str:paper>.pdf", views.SlipPdfView.as_view(), name="slip_pdf"),
    path("<str:number>/kata-kunci/", views.SecretView.as_view(), name="secret"),
    path("<str:number>/jawaban-siap/", views.ReadyAnswersView.as_view(), name="ready"),
    path("<str:number>/usulan/", views.ProposeView.as_view(), name="propose"),
    path("<str:number>/kenali/", views.IdentifyView.as_view(), name="identify"),
    path("<str:number>/surat/", views.TicketLetterView.as_view(), name="letter_new"),
    path("<str:number>/sambungkan/", views.RelateView.as_view(), name="relate"),
    path("<str:number>/pisahkan/", views.SplitView.as_view(), name="split"),
    path("<str:number>/tutup/", views.TicketCloseView.as_view(), name="close"),
    path("<str:number>/kabari/<int:pk>/", views.RemindView.as_view(), name="remind"),
    path("<str:number>/berkas/<int:pk>/", views.TicketPaperView.as_view(), name="paper"),
]
