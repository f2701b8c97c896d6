"""Addresses of the workbench."""

from django.urls import path

from verification.workbench import views

app_name = "workbench"
urlpatterns = [
    path("antrean/", views.Queue.as_view(), name="queue"),
    path("antrean/berikutnya/", views.NextCase.as_view(), name="next"),
    path("antrean/rumus/", views.FormulaPage.as_view(), name="formula"),
    path("antrean/rumus/tarik/<int:pk>/", views.WithdrawFormula.as_view(), name="formula_withdraw"),
    path("antrean/mendesak/", views.UrgentReport.as_view(), name="urgent_report"),
    path("paket/", views.Bundles.as_view(), name="bundles"),
    path("paket/bekukan/", views.Freeze.as_view(), name="freeze"),
    path("paket/<int:pk>/", views.BundlePage.as_view(), name="bundle"),
    path("paket/<int:pk>/kemajuan/", views.BundleProgress.as_view(), name="bundle_progress"),
    path("paket/<int:pk>/hentikan/", views.StopBundle.as_view(), name="bundle_stop"),
    path("paket/<int:pk>/balikkan/", views.ReverseBundlePage.as_view(), name="bundle_reverse"),
    path("usia-17/", views.Seventeen.as_view(), name="seventeen"),
    path("usia-17/<int:pk>/slip/", views.SeventeenSlip.as_view(), name="seventeen_slip"),
    path("pengeluaran/", views.RemovalRates.as_view(), name="removals"),
    path("terancam/", views.Losses.as_view(), name="losses"),
    path("mutu-data/", views.DataHealth.as_view(), name="health"),
    path("mutu-data/hitung/", views.Recount.as_view(), name="recount"),
    path("mutu-data/<slug:fault>/", views.Faulty.as_view(), name="fault"),
    path("perkara/<int:pk>/", views.CasePage.as_view(), name="case"),
    path("perkara/<int:pk>/putuskan/", views.Decide.as_view(), name="decide"),
    path("perkara/<int:pk>/urungkan/", views.Undo.as_view(), name="undo"),
    path("perkara/<int:pk>/berkas/<int:document>/", views.Paper.as_view(), name="paper"),
]
