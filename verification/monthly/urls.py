"""Addresses of the month: the ledger of proposals, letters, the mayor's packet, the Governor's copy."""

from django.urls import path

from verification.monthly import views

app_name = "monthly"
urlpatterns = [
    path("kalender", views.CalendarPage.as_view(), name="calendar"),
    path("kalender/ikut-bulan-berikutnya", views.CarriedList.as_view(), name="carried"),
    path("buku-usulan", views.Ledger.as_view(), name="ledger"),
    path("buku-usulan/surat", views.AskForAnswers.as_view(), name="ask"),
    path("buku-usulan/surat/<int:pk>.pdf", views.LetterPdf.as_view(), name="letter"),
    path("paket-wali-kota/", views.Packets.as_view(), name="packets"),
    path("paket-wali-kota/buat", views.MakePacket.as_view(), name="make_packet"),
    path("paket-wali-kota/disahkan", views.SignedPackets.as_view(), name="signed"),
    path("paket-wali-kota/pengesahan", views.Finalization.as_view(), name="finalization"),
    path("paket-wali-kota/urutan", views.Order.as_view(), name="order"),
    path("paket-wali-kota/<int:pk>/", views.PacketPage.as_view(), name="packet"),
    path("paket-wali-kota/<int:pk>/nama", views.PacketNames.as_view(), name="names"),
    path("paket-wali-kota/<int:pk>/beku", views.Freeze.as_view(), name="freeze"),
    path("paket-wali-kota/<int:pk>/paraf", views.RecordStep.as_view(), name="step"),
    path("paket-wali-kota/<int:pk>/pindaian", views.UploadScan.as_view(), name="scan"),
    path("paket-wali-kota/<int:pk>/batal", views.VoidPacket.as_view(), name="void"),
    path("paket-wali-kota/<int:pk>.pdf", views.PacketPdf.as_view(), name="packet_pdf"),
    path("paket-wali-kota/<int:pk>/tembusan", views.MakeCopy.as_view(), name="make_copy"),
    path("paket-wali-kota/butir/<int:pk>/keluarkan", views.CarveOut.as_view(), name="carve"),
    path("paket-wali-kota/butir/<int:pk>/kembalikan", views.PutBack.as_view(), name="put_back"),
    path("paket-wali-kota/butir/<int:pk>/cabut", views.Withdraw.as_view(), name="withdraw"),
    path("paket-wali-kota/pindaian/<int:pk>", views.ScanFile.as_view(), name="scan_file"),
    path("tembusan/", views.Copies.as_view(), name="copies"),
    path("tembusan/<int:pk>/kirim", views.CopySent.as_view(), name="copy_sent"),
    path("tembusan/<int:pk>.pdf", views.CopyPdf.as_view(), name="copy_pdf"),
]
