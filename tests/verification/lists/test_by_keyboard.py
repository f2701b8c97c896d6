"""Questions and returned names are answered by keyboard, at a desk and on a phone."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from dtks.accounts.models import User
from dtks.registry.models import Citizen
from dtks.registry.services import remove
from tests.matrix.lines_monthly import make_line
from tests.verification.lists.made import make_difference, make_list, make_question, make_return
from verification.lists.models import IdentityQuestion, ReturnedCase

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_operator_answers_with_two_keys_and_the_next_question_is_there(
    page: Page, sign_in: Callable[[Page, User], None], live_server, operator: User, citizen_kadia: Citizen
) -> None:
    central = make_list()
    first = IdentityQuestion.objects.get(pk=make_question(citizen_kadia, central))
    again = Citizen.objects.create(name="LA ODE DUA", nik=citizen_kadia.nik, kelurahan=citizen_kadia.kelurahan)
    second = IdentityQuestion.objects.get(pk=make_question(again, central))
    sign_in(page, operator)
    page.goto(f"{live_server.url}{first.get_absolute_url()}")
    page.keyboard.press("2")
    page.get_by_label("Atas dasar apa").fill("kedua KTP dilihat")
    page.get_by_label("Atas dasar apa").press("Escape")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{second.get_absolute_url()}")
    first.refresh_from_db()
    assert (first.answer, first.answered_by) == ("other", operator)
    page.keyboard.press("l")
    page.wait_for_url("**/daftar-pusat/siapa/")


def test_a_returned_name_is_removed_again_with_one_key_on_a_phone_too(
    page: Page, sign_in: Callable[[Page, User], None], live_server, operator: User, citizen_kadia: Citizen
) -> None:
    from django.core.management import call_command

    call_command("prepare", verbosity=0)
    stone = remove(citizen=citizen_kadia, reason="31", on=date(2026, 7, 3), minutes_number="04/LHD/VII/2026")
    case = ReturnedCase.objects.get(pk=make_return(citizen_kadia))
    ReturnedCase.objects.filter(pk=case.pk).update(tombstone=stone)
    page.set_viewport_size({"width": 360, "height": 740})
    sign_in(page, operator)
    page.goto(f"{live_server.url}{case.get_absolute_url()}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.keyboard.press("Enter")
    page.wait_for_url("**/daftar-pusat/kembali/")
    expect(page.get_by_text("menunggu kasi, lalu kabid")).to_be_visible()
    case.refresh_from_db()
    assert case.decision == "remove_again" and case.request is not None


def test_beside_the_ledger_the_first_returned_name_is_decided_with_two_keys(
    page: Page, sign_in: Callable[[Page, User], None], live_server, operator: User, citizen_kadia: Citizen
) -> None:
    from django.core.management import call_command

    call_command("prepare", verbosity=0)
    make_line(1, Citizen.objects.create(name="WA ANI", kelurahan=citizen_kadia.kelurahan))
    stone = remove(citizen=citizen_kadia, reason="31", on=date(2026, 7, 3), minutes_number="04/LHD/VII/2026")
    case = ReturnedCase.objects.get(pk=make_return(citizen_kadia))
    ReturnedCase.objects.filter(pk=case.pk).update(tombstone=stone)
    make_difference()
    sign_in(page, operator)
    page.goto(f"{live_server.url}/buku-usulan")
    expect(page.get_by_role("heading", name="1 nama muncul kembali")).to_be_visible()
    expect(page.get_by_text("Kembali ke-1.")).to_be_visible()
    expect(page.get_by_text("Periksa yang keluar tanpa usulan")).to_be_visible()
    page.screenshot(path="/tmp/ledger.png")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    page.wait_for_url("**/daftar-pusat/kembali/")
    case.refresh_from_db()
    assert case.decision == "remove_again" and case.request is not None
