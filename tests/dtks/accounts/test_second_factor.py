"""The second factor at sign-in: a code of the telephone, or one of paper, each once."""

import base64

import pytest
import time_machine
from django.test import Client
from django_otp.oath import totp

from dtks.accounts import services
from dtks.accounts.models import RecoveryCode, SecondFactor
from dtks.accounts.services.second_factor import FAILURES

pytestmark = pytest.mark.django_db
PASSWORD = "rumah-biru-di-teluk"
NOW = "2026-11-26T01:00:05Z"


@pytest.fixture(autouse=True)
def asked(settings):
    settings.SECOND_FACTOR = True
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def person(operator):
    operator.set_password(PASSWORD)
    operator.save()
    return operator


def sign_in(next_page="/akun"):
    browser = Client()
    answer = browser.post("/masuk", {"username": "operator", "password": PASSWORD, "next": next_page})
    return browser, answer


def code_of(person):
    return f"{totp(services.secret_of(SecondFactor.objects.get(user=person))):06}"


@pytest.fixture
def enrolled(person, asked):
    services.begin_second_factor(user=person)
    paper = services.confirm_second_factor(user=person, code=code_of(person))
    asked.shift(30)
    return paper


def test_without_a_telephone_the_first_page_is_its_set_up_and_nothing_else(person):
    browser, answer = sign_in()
    assert answer.url == "/akun/faktor-kedua"
    assert browser.get("/akun").url == "/akun/faktor-kedua"
    page = browser.get("/akun/faktor-kedua")
    assert "<svg" in page.content.decode()
    secret = page.context["secret"].replace(" ", "")
    code = f"{totp(base64.b32decode(secret)):06}"
    shown = browser.post("/akun/faktor-kedua", {"code": code})
    assert len(shown.context["codes"]) == 10
    assert shown.context["onward"] == "/akun", "on to the page that was asked for"
    assert browser.get("/akun").status_code == 200
    assert "secret" not in browser.get("/akun/faktor-kedua").context


def test_the_password_alone_opens_nothing(person, enrolled):
    browser, answer = sign_in()
    assert answer.url == "/masuk/kode"
    for path in ("/akun", "/pekerjaan/", "/akun/faktor-kedua", "/kalender"):
        assert browser.get(path).url == "/masuk/kode", path
    assert browser.post("/akun/kode-cadangan").url == "/masuk/kode"
    key = browser.session.session_key
    assert browser.post("/masuk/kode", {"code": code_of(person)}).url == "/akun"
    assert browser.session.session_key != key, "a new session key once the person is proved"
    assert browser.get("/akun").status_code == 200


def test_a_code_is_taken_once(person, enrolled):
    code = code_of(person)
    assert sign_in()[0].post("/masuk/kode", {"code": code}).status_code == 302
    answer = sign_in()[0].post("/masuk/kode", {"code": code})
    assert answer.status_code == 422
    assert "Kode tidak cocok" in answer.content.decode()


def test_a_code_on_paper_works_once_and_stands_nowhere_in_the_clear(person, enrolled):
    assert sign_in()[0].post("/masuk/kode", {"code": enrolled[0].upper()}).status_code == 302
    assert sign_in()[0].post("/masuk/kode", {"code": enrolled[0]}).status_code == 422
    assert enrolled[1] not in str(list(RecoveryCode.objects.values()))
    services.new_recovery_codes(user=person)
    assert sign_in()[0].post("/masuk/kode", {"code": enrolled[2]}).status_code == 422, "replaced by new ones"


def test_a_session_of_the_morning_makes_no_new_codes_until_its_person_signs_in_again(person, enrolled, asked):
    browser, _ = sign_in()
    browser.post("/masuk/kode", {"code": code_of(person)})
    asked.shift(16 * 60)
    browser.get("/akun")
    browser.post("/akun/kode-cadangan")
    assert "masuk lagi dahulu" in browser.get("/akun").content.decode()
    assert RecoveryCode.objects.count() == 10
    again, _ = sign_in()
    again.post("/masuk/kode", {"code": code_of(person)})
    assert len(again.post("/akun/kode-cadangan").context["codes"]) == 10


def test_guessing_shuts_the_factor_for_a_while_and_then_opens_it(person, enrolled, asked):
    browser, _ = sign_in()
    for _ in range(FAILURES):
        browser.post("/masuk/kode", {"code": "000000"})
    answer = browser.post("/masuk/kode", {"code": code_of(person)})
    assert "Terlalu banyak kode" in answer.content.decode()
    asked.shift(16 * 60)
    assert browser.post("/masuk/kode", {"code": code_of(person)}).status_code == 302


def test_a_lost_telephone_is_taken_away_by_the_administrator(person, enrolled, administrator, client_of, settings):
    settings.SECOND_FACTOR_ROLES = ["operator"]
    answer = client_of(administrator).post(f"/pengguna/{person.pk}/faktor-kedua")
    assert answer.url == person.page_url
    assert sign_in()[1].url == "/akun/faktor-kedua"


def test_the_secret_is_sealed_with_the_key_of_the_office(person, enrolled, settings):
    factor = SecondFactor.objects.get(user=person)
    assert services.secret_of(factor) not in bytes(factor.sealed_secret)
    settings.SECRET_KEY = "sebuah kunci lain"
    with pytest.raises(services.WrongCode):
        services.secret_of(factor)


def test_the_front_desk_is_asked_only_if_it_wishes(front_desk):
    assert not services.asks_second_factor(front_desk)
    services.begin_second_factor(user=front_desk)
    services.confirm_second_factor(user=front_desk, code=code_of(front_desk))
    assert services.asks_second_factor(front_desk)


def test_an_office_may_leave_it_off(person, settings):
    settings.SECOND_FACTOR = False
    assert sign_in()[1].url == "/akun"
