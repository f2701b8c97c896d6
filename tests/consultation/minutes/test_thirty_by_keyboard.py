"""A whole berita acara of 30 names: by keyboard, the tab lost after 17, signed, scanned, judged."""

from datetime import date

import pytest
from django.conf import settings
from django.urls import reverse

from consultation.minutes import services
from consultation.minutes.models import Item, Minutes
from consultation.minutes.queries import ready_list
from consultation.minutes.services import Said
from dtks.registry.models import SchemeStanding
from tests.consultation.minutes.conftest import scan
from verification.corrections.models import ChangeRequest, Evidence

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOT_WORTHY = (6, 12, 18, 24)  # places of names that leave the list


def test_thirty_names_by_keyboard_handed_in_two_sent_back_28_accepted(
    context, live_server, client_of, draft, people, officer_kadia, operator
):
    SchemeStanding.objects.bulk_create(
        SchemeStanding(citizen=each, scheme="dtks", period=date(2026, 11, 1), listed=True, reference="Daftar 1")
        for each in people(30)
    )
    cookie = client_of(officer_kadia).cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    here = live_server.url + reverse("minutes:names", args=[draft.pk])

    page = context.new_page()
    page.goto(here)
    for number in (1, 2, 3):
        assert write(page, number) <= 10
    on_the_side(draft, range(4, 15))
    page.goto(here)
    for number in (15, 16, 17):
        assert write(page, number) <= 10
    page.get_by_text("tersimpan").first.wait_for()
    page.wait_for_function("() => !document.querySelector('[data-tersimpan].be')")
    page.close()  # before Enter on the seventeenth
    assert Item.objects.exclude(decision="").count() == 17

    page = context.new_page()
    on_the_side(draft, range(18, 29))
    page.goto(here)
    for number in (29, 30):
        write(page, number)
    page.keyboard.press("Enter")
    page.wait_for_url("**nama/**")
    page.get_by_text("30 dari 30 diputus").first.wait_for()
    assert [item.decision for item in draft.items.all()].count("not_worthy") == len(NOT_WORTHY)
    page.close()

    officer, judge = client_of(officer_kadia), client_of(operator)
    officer.post(reverse("minutes:paper", args=[draft.pk]))
    code = draft.prints.get().code
    wrong = officer.post(reverse("minutes:hand_in", args=[draft.pk]), {"code": "BA-AAAA-11", "scan": scan()})
    assert wrong.status_code == 422, "the scan of another version is refused"
    officer.post(reverse("minutes:hand_in", args=[draft.pk]), {"code": code, "scan": scan()})
    for item in draft.items.filter(position__in=NOT_WORTHY[:2]):
        back = {"verdict": "returned", "return_reason": "Bukti kurang"}
        judge.post(reverse("minutes:judge", args=[draft.pk, item.pk]), back)
    judge.post(reverse("minutes:review", args=[draft.pk]), {"plain": "1"})
    for item in draft.items.filter(position__in=NOT_WORTHY[2:]):
        judge.post(reverse("minutes:judge", args=[draft.pk, item.pk]), {"verdict": "accepted"})
    states = [item.review for item in draft.items.all()]
    assert (states.count("accepted"), states.count("returned")) == (28, 2)
    assert Minutes.objects.get().state == "checked"
    assert ChangeRequest.objects.count() == 2
    assert set(Evidence.objects.values_list("locator", flat=True)) >= {"butir 18", "butir 24"}


def on_the_side(draft, places) -> None:
    """Names between, written without a browser: the keys are the same for each."""
    there = set(draft.items.values_list("citizen", flat=True))
    rest = [each.citizen for each in ready_list(draft.kelurahan) if each.citizen.pk not in there]
    for number, citizen in zip(places, rest, strict=False):
        item = services.add_citizen(minutes=draft, citizen=citizen)
        services.write_item(item=item, said=Said(decision="not_worthy" if number in NOT_WORTHY else "worthy"))


def write(page, number) -> int:
    """The next name of the ready list and what the meeting said of it; how many keys beside the text."""
    pressed = ["Enter"] if number not in (1, 15, 29) else []
    for key in pressed:
        with page.expect_navigation():
            page.keyboard.press(key)
    with page.expect_navigation():
        page.keyboard.press("t")
    pressed.append("t")
    page.locator(f".terbuka h3 .no:text-is('{number}')").wait_for()
    decision = "2" if number in NOT_WORTHY else "1"
    with page.expect_response(lambda answer: answer.request.headers.get("padan-ketik") == "1"):
        page.keyboard.press(decision)
    return len(pressed) + 1
