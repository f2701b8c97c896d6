"""Sessions: fixed, idle, listed, ended; lock-out that leaves the counter's neighbours alone."""

from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessFailureLog
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from dtks.accounts import services
from dtks.accounts.models import SignIn

pytestmark = pytest.mark.django_db
PASSWORD = "rumah-biru-di-teluk"
CHROME = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"


@pytest.fixture(autouse=True)
def passwords(operator, front_desk):
    for person in (operator, front_desk):
        person.set_password(PASSWORD)
        person.save()


def sign_in(username="operator", browser=None, **more):
    browser = browser or Client(headers={"user-agent": CHROME})
    answer = browser.post("/masuk", {"username": username, "password": PASSWORD}, **more)
    assert answer.status_code == 302
    return browser


def signed_out(browser):
    return browser.get("/akun").status_code == 302


def test_a_session_that_somebody_planted_is_not_the_one_after_sign_in():
    browser = Client()
    browser.get("/masuk")
    browser.session["planted"] = True
    browser.cookies["sessionid"] = "a" * 32
    sign_in(browser=browser)
    assert browser.cookies["sessionid"].value != "a" * 32
    thief = Client()
    thief.cookies["sessionid"] = "a" * 32
    assert signed_out(thief)


def test_a_computer_that_was_left_asks_again_and_a_page_that_asks_by_itself_does_not_keep_it_open(settings):
    with time_machine.travel("2026-11-26T01:00:00Z", tick=False) as clock:
        browser = sign_in()
        for _ in range(3):
            clock.shift(timedelta(minutes=20))
            assert not signed_out(browser)
        for _ in range(4):
            clock.shift(timedelta(minutes=10))
            browser.get("/pekerjaan/", headers={"hx-request": "true"})
        cache.clear()  # its own clock does not travel
        assert signed_out(browser)


def test_a_session_ends_a_working_day_after_its_sign_in_also_while_somebody_works():
    with time_machine.travel("2026-11-26T01:00:00Z", tick=False) as clock:
        browser = sign_in()
        for _ in range(35):
            clock.shift(timedelta(minutes=20))
            assert not signed_out(browser)
        clock.shift(timedelta(minutes=25))
        assert signed_out(browser)
        assert SignIn.objects.get().ended_at


def test_what_a_signed_in_person_saw_is_kept_by_no_browser():
    assert sign_in().get("/akun").headers["Cache-Control"] == "private, no-store"


def test_who_is_disabled_is_out_with_the_next_click(operator, administrator):
    browser = sign_in()
    services.deactivate(user=operator, actor=administrator)
    assert signed_out(browser)


def test_a_mandate_that_ends_ends_what_it_allowed_with_the_next_click(operator):
    """row 78"""
    browser = sign_in()
    assert browser.get("/warga").status_code == 200
    operator.mandates.update(ends_on=timezone.localdate() - timedelta(days=1))
    assert browser.get("/warga").status_code == 403


def test_own_sessions_are_listed_and_ended_one_by_one_or_all_others():
    here, there, third = sign_in(), sign_in(), sign_in()
    page = here.get("/akun").content.decode()
    assert page.count("Chrome di Windows") == 3
    assert page.count("Sesi ini") == 1
    row = SignIn.objects.get(pk=there.session["sign_in"])
    here.post(f"/akun/sesi/{row.pk}/akhiri")
    assert signed_out(there)
    assert not signed_out(third)
    here.post("/akun/sesi/akhiri-lain")
    assert signed_out(third)
    assert not signed_out(here)


def test_nobody_ends_the_session_of_somebody_else():
    here, other = sign_in(), sign_in("loket")
    row = other.session["sign_in"]
    assert here.post(f"/akun/sesi/{row}/akhiri").status_code == 404
    assert not signed_out(other)


def test_the_administrator_ends_all_sessions_of_an_account(operator, administrator, client_of):
    browser = sign_in()
    client_of(administrator).post(f"/pengguna/{operator.pk}/sesi")
    assert signed_out(browser)


def test_signing_out_ends_the_session_and_its_row():
    browser = sign_in()
    row, key = browser.session["sign_in"], browser.cookies["sessionid"].value
    browser.post("/keluar")
    browser.cookies["sessionid"] = key
    assert signed_out(browser)
    assert SignIn.objects.get(pk=row).ended_at is not None


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one_listed():
    here, there = sign_in(), sign_in()
    words = "sampan-merah-di-dermaga"
    here.post("/akun/kata-sandi", {"old_password": PASSWORD, "new_password1": words, "new_password2": words})
    assert not signed_out(here)
    assert signed_out(there)
    row = SignIn.objects.get(pk=here.session["sign_in"])
    assert row.session_key == here.session.session_key


def test_wrong_passwords_of_one_shut_out_neither_the_neighbour_nor_his_other_computer():
    counter, wrong = {"REMOTE_ADDR": "10.0.0.7"}, {"username": "operator", "password": "salah"}
    for _ in range(6):
        last = Client().post("/masuk", wrong, **counter)
    assert last.status_code == 429
    sign_in("loket", **counter)
    assert AccessFailureLog.objects.filter(username="operator", ip_address="10.0.0.7").count() == 6
    sign_in("operator", REMOTE_ADDR="10.0.0.8")


def test_behind_our_proxy_the_address_is_the_one_that_the_proxy_saw(settings, rf):
    request = rf.get("/", headers={"x-forwarded-for": "1.2.3.4, 10.0.0.9"}, REMOTE_ADDR="172.18.0.2")
    assert services.client_address(request) == "172.18.0.2", "without a proxy of ours the header is anybody's word"
    settings.BEHIND_PROXY = True
    assert services.client_address(request) == "10.0.0.9"
