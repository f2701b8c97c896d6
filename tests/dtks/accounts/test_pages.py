"""Sign-in, users, mandates, numbers: the pages of the room."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dtks.accounts.models import Mandate, ReadLog, User
from dtks.web.templatetags.formats import short_day
from tests.staff import NIK_KADIA

pytestmark = pytest.mark.django_db
PASSWORD = "rumah-biru-di-teluk"


@pytest.fixture
def with_password(operator):
    operator.set_password(PASSWORD)
    operator.save()
    return operator


def sign_in(client, **more):
    return client.post(reverse("accounts:login"), {"username": "operator", "password": PASSWORD, **more})


def test_a_signed_out_person_comes_back_to_the_page_that_he_asked_for(with_password):
    client = Client()
    answer = client.get("/akun")
    assert answer.url == "/masuk?next=%2Fakun"
    assert sign_in(client, next="/akun").url == "/akun"


def test_an_expired_session_is_said_on_the_sign_in_page(with_password):
    client = Client()
    sign_in(client)
    client.session.flush()
    answer = client.get("/akun", follow=True)
    assert "Anda keluar setelah 30 menit diam" in answer.content.decode()


def test_the_sign_in_page_leads_only_to_our_own_pages(with_password):
    assert sign_in(Client(), next="https://contoh.example/").url.startswith("/")


def test_a_wrong_password_says_what_to_do_and_five_of_them_close_the_account_for_a_while(with_password):
    client = Client()
    first = client.post("/masuk", {"username": "operator", "password": "salah"})
    assert first.status_code == 422
    assert "tidak cocok" in first.content.decode()
    for _ in range(4):
        last = client.post("/masuk", {"username": "operator", "password": "salah"})
    assert last.status_code == 429
    assert "Coba lagi pukul" in last.content.decode()
    assert sign_in(client).status_code == 429


def test_demo_accounts_stand_on_the_sign_in_page_only_in_demo_mode(db, settings, tmp_path):
    (tmp_path / "demo_accounts.json").write_text('[{"username": "loket", "password": "abc-def", "role": "front_desk"}]')
    settings.PADAN_HOME, settings.DEMO = tmp_path, True
    assert "abc-def" in Client().get("/masuk").content.decode()
    settings.DEMO = False
    assert "abc-def" not in Client().get("/masuk").content.decode()


def test_a_one_time_password_is_changed_before_anything_else(administrator, client_of):
    answer = client_of(administrator).post(
        "/pengguna/baru", {"full_name": "Fitriani Lasolo", "username": "fitriani", "counter": "Loket 2"}
    )
    user = User.objects.get(username="fitriani")
    assert answer["Cache-Control"] == "no-store"
    password = answer.context["password"]
    client = Client()
    assert client.post("/masuk", {"username": "fitriani", "password": password}).status_code == 302
    assert client.get("/akun").url == "/akun/kata-sandi"
    new = {"old_password": password, "new_password1": PASSWORD, "new_password2": PASSWORD}
    assert client.post("/akun/kata-sandi", new).status_code == 302
    assert client.get("/akun").status_code == 200
    user.refresh_from_db()
    assert not user.password_is_temporary


@pytest.mark.parametrize(
    "guessed", ["Padan-Kendari-2026", "dinsoskendari", "Password1234!", "abcabcabcabc", "20262026202620"]
)
def test_words_of_the_office_and_common_ones_counted_up_are_no_password(guessed):
    with pytest.raises(ValidationError):
        validate_password(guessed)
    validate_password("kuda laut makan pagar")
    validate_password(f"{guessed}-kuda-laut")


def test_a_user_taken_out_of_use_is_out_with_the_next_click(administrator, operator, client_of):
    working = client_of(operator)
    assert working.get("/akun").status_code == 200
    client_of(administrator).post(f"/pengguna/{operator.pk}/pakai")
    assert working.get("/akun").status_code == 302


def test_an_administrator_cannot_lock_himself_out(administrator, client_of):
    client_of(administrator).post(f"/pengguna/{administrator.pk}/pakai")
    administrator.refresh_from_db()
    assert administrator.is_active
    mandate = administrator.mandates.get()
    answer = client_of(administrator).post(f"/mandat/{mandate.pk}/akhiri", {"ends_on": "01-01-2026"})
    assert answer.status_code == 422
    assert "tidak ada administrator lagi" in answer.content.decode()
    mandate.refresh_from_db()
    assert mandate.ends_on is None


def test_a_mandate_without_a_letter_is_kept_but_gives_nothing(administrator, nobody, client_of):
    form = {"role": "kasi", "starts_on": "02-01-2026"}
    client_of(administrator).post(f"/pengguna/{nobody.pk}/mandat-baru", form)
    assert nobody.mandates.count() == 1
    assert not User.objects.get(pk=nobody.pk).may("citizens.see")


def test_a_field_role_needs_an_area(administrator, nobody, client_of):
    form = {"role": "kelurahan", "starts_on": "02-01-2026", "basis": "SK 1"}
    answer = client_of(administrator).post(f"/pengguna/{nobody.pk}/mandat-baru", form)
    assert answer.status_code == 422
    assert not nobody.mandates.exists()


def test_a_mandate_sent_twice_is_given_once(administrator, nobody, client_of):
    form = {
        "role": "kasi",
        "starts_on": "02-01-2026",
        "basis": "SK 1",
        "form_key": "0b6bdbd2-6a4f-4c9a-9d4c-3f1d2e5a7b90",
    }
    client = client_of(administrator)
    answers = [client.post(f"/pengguna/{nobody.pk}/mandat-baru", form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].url == answers[1].url
    assert nobody.mandates.count() == 1


def test_an_ended_mandate_stays_in_the_list_and_in_the_history(administrator, operator, client_of):
    mandate = operator.mandates.get()
    today = timezone.localdate()
    client_of(administrator).post(f"/mandat/{mandate.pk}/akhiri", {"ends_on": f"{today:%d-%m-%Y}"})
    mandate.refresh_from_db()
    assert mandate.ends_on == today
    history = Mandate.pgh_event_model.objects.filter(pgh_obj=mandate).order_by("pgh_id")
    assert [event.ends_on for event in history] == [None, today]


def test_a_number_is_shown_only_with_a_reason_and_the_reading_is_logged(front_desk, citizen_kadia, client_of):
    client = client_of(front_desk)
    url = reverse("accounts:reveal", args=["citizen", citizen_kadia.pk])
    asked = client.get(url)
    assert NIK_KADIA not in "".join(asked.content.decode().split())
    assert client.post(url, {}).status_code == 422
    assert not ReadLog.objects.exists()
    shown = client.post(url, {"reason": "Menanyakan ke Disdukcapil"})
    assert shown["Cache-Control"] == "no-store"
    assert "<i>747108</i><i>520384</i><i>0021</i>" in shown.content.decode()
    log = ReadLog.objects.get()
    assert (log.user, log.act, log.subject_id) == (front_desk, "reveal", citizen_kadia.pk)
    assert NIK_KADIA not in str(log.detail) + log.reason


def test_a_person_opens_no_more_numbers_in_an_hour_than_a_counter_needs(front_desk, citizen_kadia, client_of, settings):
    settings.REVEALS_AN_HOUR = 2
    client, url = client_of(front_desk), reverse("accounts:reveal", args=["citizen", citizen_kadia.pk])
    answers = [client.post(url, {"reason": "Menanyakan ke Disdukcapil"}, follow=True) for _ in range(3)]
    seen = ["<i>0021</i>" in answer.content.decode() for answer in answers]
    assert seen == [True, True, False]
    assert "2 nomor dalam satu jam" in answers[2].content.decode()
    assert ReadLog.objects.count() == 2


def test_a_number_of_another_area_does_not_exist(officer_lahundape, citizen_kadia, client_of):
    url = reverse("accounts:reveal", args=["citizen", citizen_kadia.pk])
    client = client_of(officer_lahundape)
    assert client.get(url).status_code == 404
    assert client.post(url, {"reason": "Menanyakan ke Disdukcapil"}).status_code == 404
    assert not ReadLog.objects.exists()


def test_the_auditor_reads_who_opened_what(auditor, front_desk, citizen_kadia, client_of):
    ReadLog.objects.create(user=front_desk, act="reveal", subject="citizen", subject_id=citizen_kadia.pk, reason="uji")
    page = client_of(auditor).get("/pembukaan-data").content.decode()
    assert str(front_desk) in page
    assert "menampilkan NIK" in page


def test_users_are_found_by_name_role_and_ending_mandates(administrator, operator, kasi, client_of):
    client = client_of(administrator)
    Mandate.objects.filter(user=kasi).update(ends_on=date(2099, 1, 1))
    names = lambda answer: [row.record.username for row in answer.context["table"].rows]  # noqa: E731
    assert names(client.get("/pengguna?q=operator")) == ["operator"]
    assert names(client.get("/pengguna?peran=kasi")) == ["kasi"]
    assert names(client.get("/pengguna?habis=on")) == []


def test_chips_count_whose_mandate_ends_this_month_and_who_stands_in(administrator, operator, kasi, nobody, client_of):
    today = timezone.localdate()
    in_ten_days, long_ago = today + timedelta(days=10), today - timedelta(days=27)
    Mandate.objects.create(user=kasi, role="kabid", acting="Plh.", basis="ST 1", starts_on=in_ten_days)
    Mandate.objects.create(user=nobody, role="operator", basis="SK 1", starts_on="2025-01-02", ends_on=long_ago)
    operator.mandates.update(ends_on=today)
    browser = client_of(administrator)
    page = browser.get("/pengguna").content.decode()
    assert all(words in page for words in ("Semua 4", "Habis bulan ini 1", "Plh., Plt. 1"))
    assert f"Plh. Kabid {short_day(in_ten_days)}" in page and f"Berakhir {short_day(long_ago)}" in page
    found = browser.get("/pengguna", {"kelas": "pengganti"}).content.decode()
    assert str(kasi) in found and str(operator) not in found
    chosen = browser.get(f"/pengguna/{kasi.pk}").content.decode()
    assert "hari ini</text>" in chosen and "Selama Plh. ia tidak memutus perkara" in chosen
