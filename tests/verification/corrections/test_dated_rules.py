"""Who decides, by data that the kabid changes from a day on: it begins by itself at local midnight, and is kept."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from dtks.office import queries as office
from dtks.office.services import load_codes
from tests.browser.looks import barriers
from verification.corrections import tasks
from verification.corrections.models import Act, ChangeRequest, Origin, RuleChange
from verification.corrections.queries import evidence_need
from verification.corrections.services import (
    BrokenRule,
    NotAllowed,
    Proposal,
    RuleDay,
    WrongState,
    change_rule,
    decide_fields,
    propose_many,
    withdraw_rule,
)

pytestmark = pytest.mark.django_db
OFFICE = ZoneInfo("Asia/Makassar")
FRIDAY, TUESDAY = date(2026, 11, 27), date(2026, 12, 1)
MIDNIGHT = datetime(2026, 12, 1, tzinfo=OFFICE)
OLD, NEW = [["operator"]], [["operator"], ["kasi"]]


@pytest.fixture(autouse=True)
def friday(request):
    """A Friday at ten; a browser has the clock of its machine."""
    if "page" not in request.fixturenames:
        request.getfixturevalue("time_machine").move_to(datetime(2026, 11, 27, 10, tzinfo=OFFICE), tick=False)


@pytest.fixture
def act():
    return Act.objects.get(code="FIX_NAME")


@pytest.fixture
def tuesday(act, kabid):
    """From Tuesday on a name is decided by operator and kasi, and a missing paper only warns."""
    return change_rule(
        act=act, tiers=["operator", "kasi"], evidence="warn", by=kabid, reason="Beban operator", starts_on=TUESDAY
    )


def test_a_rule_begins_at_local_midnight_though_nothing_ran(tuesday, nuraeni, ask, rahmawati, kasi, time_machine):
    before = ask(nuraeni, {"name": "WA ODE NURAINI"}, agrees=False)
    time_machine.move_to(MIDNIGHT - timedelta(seconds=1), tick=False)
    last = ask(nuraeni, {"name": "WA ODE NURAINA"}, agrees=False)
    assert (before.tiers, last.tiers) == (OLD, OLD)
    assert evidence_need(last).rule == "block"
    time_machine.move_to(MIDNIGHT, tick=False)  # in UTC it is still Monday
    first = ask(nuraeni, {"name": "WA ODE NURAENY"}, agrees=False)
    assert first.tiers == NEW
    last = ChangeRequest.objects.get(pk=last.pk)
    assert last.tiers == OLD, "a request keeps the order with which it was submitted"
    assert evidence_need(last).rule == "warn", "what a missing paper does is the rule in force"
    decide_fields(request=last, verdicts={"name": "accepted"}, checker=rahmawati)
    assert ChangeRequest.objects.get(pk=last.pk).state == "applied"


def test_a_machine_proposes_by_the_rule_of_the_day_too(tuesday, make_citizen, time_machine):
    def find(citizen):
        made = propose_many(
            proposals=[Proposal(citizen_id=citizen.pk, values={"name": "LA ODE ANDI"})], origin=Origin.EXTRACT,
            origin_reference="Rekonsiliasi 1",
        )  # fmt: skip
        return made.made[0].tiers

    people = [make_citizen(nik="", name=f"LA ODE {n}") for n in range(2)]
    assert find(people[0]) == OLD
    time_machine.move_to(MIDNIGHT, tick=False)
    assert find(people[1]) == NEW


def test_the_day_of_a_rule_is_today_or_within_a_year_and_no_other_begins_on_it(act, kabid, rahmawati, tuesday):
    def write(**more):
        said = {"act": act, "tiers": ["kasi"], "evidence": "block", "by": kabid, "reason": "Coba", **more}
        return change_rule(**said)

    for day in (FRIDAY - timedelta(days=1), FRIDAY + timedelta(days=367)):
        with pytest.raises(RuleDay):
            write(starts_on=day)
    with pytest.raises(RuleDay, match=r"mulai 01-12-2026\. Tarik"):
        write(starts_on=TUESDAY)
    with pytest.raises(BrokenRule):
        write(tiers=["kelurahan", "camat"], starts_on=TUESDAY + timedelta(days=1))
    with pytest.raises(NotAllowed):
        write(by=rahmawati)
    for tier in ("kasi", "kabid"):  # today is mended as often as it takes
        write(tiers=[tier])
    act.refresh_from_db()
    assert act.rule.tiers == ["kabid"] and act.rule_on(TUESDAY).tiers == ["operator", "kasi"]
    later = write(starts_on=TUESDAY + timedelta(days=9))
    assert later.tiers_before == ["operator", "kasi"], "what it follows is what holds until then"


def test_a_coming_rule_is_withdrawn_with_a_reason_and_one_that_holds_is_not(
    tuesday, act, kabid, kasi, rahmawati, client_of, nuraeni, ask, time_machine
):
    url, page = reverse("corrections:rule_withdraw", args=[tuesday.pk]), reverse("corrections:rule", args=[act.pk])
    boss = client_of(kabid)
    assert url in boss.get(page).content.decode()
    assert client_of(rahmawati).post(url, {"reason": "x"}).status_code == 403
    assert boss.post(url, {"reason": " "}).status_code == 422
    assert boss.post(url, {"reason": "Kasi cuti"}).status_code == 302
    shown = boss.get(page).content.decode()
    assert "Ditarik" in shown and "Kasi cuti" in shown and "Beban operator" in shown and url not in shown
    assert "sudah ditarik" in boss.post(url, {"reason": "Lagi"}).content.decode()
    again = change_rule(act=act, tiers=["kabid"], evidence="none", by=kabid, reason="Lain", starts_on=TUESDAY)
    time_machine.move_to(MIDNIGHT, tick=False)
    assert ask(nuraeni, {"name": "WA ODE NURAINI"}).tiers == [["kabid"]]
    with pytest.raises(WrongState, match="sudah mulai berlaku"):
        withdraw_rule(change=again, by=kabid, reason="Terlambat")
    said = {"withdrawn_at": timezone.now(), "withdrawn_by": kabid, "withdrawn_reason": "Lewat SQL"}
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleChange.objects.filter(pk=again.pk).update(**said)


def test_the_database_keeps_what_was_ordered(tuesday, kabid):
    for change in ({"tiers": ["kabid"]}, {"starts_on": FRIDAY}, {"outcomes": {"32": "none"}}, {"reason": "Lain"}):
        with pytest.raises(InternalError), transaction.atomic():
            RuleChange.objects.filter(pk=tuesday.pk).update(**change)
    with pytest.raises(InternalError), transaction.atomic():
        RuleChange.objects.all().delete()
    same = {name: getattr(tuesday, name) for name in ("act", "tiers", "evidence", "evidence_before", "changed_by")}
    for day in (TUESDAY, FRIDAY - timedelta(days=1)):  # a second one of that day; one that begins before it is written
        with pytest.raises(IntegrityError), transaction.atomic():
            RuleChange.objects.create(**same, starts_on=day, reason="Lewat SQL")
    withdraw_rule(change=tuesday, by=kabid, reason="Kasi cuti")
    with pytest.raises(InternalError), transaction.atomic():
        RuleChange.objects.filter(pk=tuesday.pk).update(withdrawn_reason="Lain")


def test_failure_9_a_rule_mended_for_later_opens_what_it_locked_on_its_day(
    act, kabid, nuraeni, ask, rahmawati, client_of, time_machine
):
    """failure 9: today at once, as before; later on its day, by an hourly task that may run as often as it likes"""
    Act.objects.filter(pk=act.pk).update(tiers=["camat"])
    locked = ask(nuraeni, {"name": "WA ODE NURAINI"})
    sent = {"tier_0": "operator", "evidence": "block", "reason": "Salah ketik", "starts_on": "01-12-2026"}
    url = reverse("corrections:rule", args=[act.pk])
    assert client_of(kabid).post(url, {**sent, "starts_on": "26-11-2026"}).status_code == 422
    assert client_of(kabid).post(url, sent).status_code == 302
    rules = client_of(kabid).get(reverse("corrections:rules")).content.decode()
    assert "Rusak" in rules and "mulai 1 Des 2026: operator" in rules
    tasks.open_blocked()
    locked.refresh_from_db()
    assert locked.tiers == [] and locked.waits_for == []
    time_machine.move_to(MIDNIGHT, tick=False)
    assert "Rusak" not in client_of(kabid).get(reverse("corrections:rules")).content.decode()
    assert ask(nuraeni, {"name": "WA ODE NURAINA"}).tiers == OLD, "a new one needs no task"
    tasks.open_blocked()
    tasks.open_blocked()
    locked.refresh_from_db()
    assert locked.tiers == OLD
    decide_fields(request=locked, verdicts={"name": "accepted"}, checker=rahmawati)


def test_the_page_lists_past_present_and_coming_orders(act, kabid, client_of, time_machine):
    def write(day, role, reason, client):
        sent = {"tier_0": role, "evidence": "block", "starts_on": f"{day:%d-%m-%Y}", "reason": reason}
        return client.post(reverse("corrections:rule", args=[act.pk]), sent)

    first = client_of(kabid)
    assert "Belum pernah diubah" in first.get(reverse("corrections:rule", args=[act.pk])).content.decode()
    write(FRIDAY, "kasi", "Pertama", first)
    write(TUESDAY, "kabid", "Kedua", first)
    write(TUESDAY + timedelta(days=7), "operator", "Ketiga", first)
    time_machine.move_to(MIDNIGHT, tick=False)
    page = client_of(kabid).get(reverse("corrections:rule", args=[act.pk]))
    standings = [(each.change.reason, each.standing) for each in page.context["changes"]]
    assert standings == [("Ketiga", "coming"), ("Kedua", "now"), ("Pertama", "past")]
    assert page.context["form"]["tier_0"].value() == "kabid", "the form begins with what holds today"
    words = page.content.decode()
    assert "Akan berlaku" in words and "Sudah lewat" in words and "mulai 8 Des 2026" in words


def test_row_32_in_a_browser_the_kabid_orders_deciders_and_papers_for_a_coming_day(
    kabid, sign_in, page, live_server, console
):
    """row 32: both in one form, seen on the list, one taken back; without barrier on the way"""
    load_codes()
    office.code_labels.cache_clear()
    tuesday = timezone.localdate() + timedelta(days=4)
    sign_in(page, kabid)
    page.goto(live_server.url + reverse("corrections:rules"))
    page.get_by_role("link", name="Sudah mampu (graduasi)").click()
    assert barriers(page) == []
    page.get_by_label("Tahap 3").select_option("")
    page.get_by_label("32 ASN, TNI, Polri").select_option("diperingatkan")
    page.get_by_label("Berlaku mulai").fill(f"{tuesday:%d-%m-%Y}")
    page.get_by_label("Alasan").fill("Data BKN cukup")
    page.keyboard.press("Control+Enter")
    course = page.get_by_role("region", name="Aturan dari waktu ke waktu")
    expect(course).to_contain_text("operator, lalu kasi; berkas terkunci sampai ada")
    expect(course).to_contain_text("32 ASN, TNI, Polri atau pensiunannya dalam keluarga: diperingatkan")
    expect(course).to_contain_text("Akan berlaku")
    expect(page.get_by_label("Tahap 3")).to_have_value("kabid")
    assert barriers(page) == []
    change = RuleChange.objects.get()
    assert (change.starts_on, change.outcomes) == (tuesday, {"32": "warn"})
    course.get_by_role("link", name="Tarik").click()
    page.get_by_label("Alasan").fill("Kasi cuti")
    page.get_by_role("button", name="Tarik aturan").click()
    expect(course).to_contain_text("Ditarik")
    assert Act.objects.get(code="GRADUATE").coming == [] and console == []
