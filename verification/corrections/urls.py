"""Addresses of requests."""

from django.urls import path

from verification.corrections import views

app_name = "corrections"
urlpatterns = [
    path("aturan-pemutus/", views.Rules.as_view(), name="rules"),
    path("aturan-pemutus/<int:pk>/", views.Rule.as_view(), name="rule"),
    path("aturan-pemutus/tarik/<int:pk>/", views.WithdrawRule.as_view(), name="rule_withdraw"),
    path("aturan-pemutus/jalur-mendesak/", views.UrgentLaneRule.as_view(), name="urgent_rule"),
    path("usulan/", views.Requests.as_view(), name="list"),
    path("usulan/<int:pk>/", views.RequestPage.as_view(), name="request"),
    path("usulan/<int:pk>/kirim-lagi/", views.Resubmit.as_view(), name="resubmit"),
    path("usulan/<int:pk>/tarik/", views.Withdraw.as_view(), name="withdraw"),
    path("usulan/<int:pk>/balikkan/", views.Reverse.as_view(), name="reverse"),
    path("usulan/<int:pk>/keberatan.pdf", views.ObjectionForm.as_view(), name="objection"),
    path("usulan/<int:pk>/terapkan/", views.RetryApply.as_view(), name="retry"),
    path("usulan/<int:pk>/izin/", views.GiveOverride.as_view(), name="override"),
    path("usulan/<int:pk>/berkas/", views.AddPapers.as_view(), name="papers"),
]
