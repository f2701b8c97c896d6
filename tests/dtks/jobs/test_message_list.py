"""The page of outgoing messages: addresses masked, failed ones sent again once."""

import pytest
from django.urls import reverse

from dtks.jobs.models import Choice, Message, Resend

pytestmark = pytest.mark.django_db
LIST = "/pekerjaan/pesan"
KEY = "5b0a2b63-7d53-4b0c-8a2e-0f0a52b4f1aa"


def message(number, state="failed", **more):
    values = {"channel": "email", "recipient": f"rahmawati{number}@contoh.id", "subject": f"Kabar {number}", **more}
    return Message.objects.create(text="Ibu Rahmawati, berkas kurang.", about=f"T-{number}", state=state, **values)


def test_the_list_shows_neither_address_nor_text(administrator, client_of):
    message(1)
    page = client_of(administrator).get(LIST).content.decode()
    assert "r•••@contoh.id" in page
    assert "rahmawati" not in page.lower()
    assert "berkas kurang" not in page


def test_chips_and_the_channel_narrow_the_list(administrator, client_of):
    message(1)
    message(2, state="sent")
    message(3, channel="print")
    page = client_of(administrator).get(f"{LIST}?kelas=failed&saluran=email").content.decode()
    assert "Kabar 1" in page
    assert "Kabar 2" not in page
    assert "Kabar 3" not in page


def test_a_failed_message_is_sent_again_and_it_is_known_by_whom(operator, client_of):
    failed = message(1, error="SMTPException", attempts=20)
    url = reverse("jobs:message_resend", args=[failed.pk])
    for _ in range(2):
        client_of(operator).post(url, {"form_key": KEY})
    failed.refresh_from_db()
    assert (failed.state, failed.attempts, failed.error) == ("waiting", 0, "")
    assert [(row.by, row.error) for row in Resend.objects.all()] == [(operator, "SMTPException")]


def test_a_message_that_went_out_is_not_sent_twice(operator, client_of):
    sent = message(1, state="sent")
    answer = client_of(operator).post(reverse("jobs:message_resend", args=[sent.pk]), follow=True)
    assert "tidak sedang gagal" in answer.content.decode()
    sent.refresh_from_db()
    assert sent.state == "sent"


def test_a_group_is_exactly_the_rows_that_were_shown(operator, client_of):
    browser, shown = client_of(operator), [message(1), message(2)]
    page = browser.post(f"{LIST}?kelas=failed", {"pilih_semua": "1"})
    later = message(3)
    Message.objects.filter(pk=shown[1].pk).update(state="sent")
    preview = browser.post(f"{LIST}?kelas=failed", {"tindakan": "resend", "terpilih": page.context["chosen"]})
    choice = Choice.objects.get()
    rows = list(choice.rows.values_list("pk", flat=True))
    browser.post(preview["Location"], {"act": "accept", "sidik": choice.sha256, "tampil": rows, "baris": rows})
    words = browser.get(preview["Location"]).content.decode()
    assert "menunggu dikirim lagi" in words
    assert "Tidak gagal: terkirim" in words
    states = dict(Message.objects.values_list("pk", "state"))
    assert [states[shown[0].pk], states[shown[1].pk], states[later.pk]] == ["waiting", "sent", "failed"]


def test_who_only_sees_the_list_has_no_button(kabid, client_of):
    failed = message(1)
    assert "Kirim lagi" not in client_of(kabid).get(LIST).content.decode()
    assert client_of(kabid).post(reverse("jobs:message_resend", args=[failed.pk])).status_code == 403
