"""Open requests of one household that touch the same thing are seen, said and decided together (row 38)."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import expect

from dtks.registry.models import Citizen
from dtks.registry.services import settle_families
from verification.corrections.models import ChangeRequest, Decision
from verification.workbench.queries.matters import matters_of

State = ChangeRequest.State
KK = "7471052210240012"
MOVED = {"address": "JL. MEKAR", "rt": "009"}


@pytest.fixture
def family(make_citizen):
    """Two members of one card."""
    people = [
        make_citizen(name=name, nik=f"74710552038490{number}", kk_number=KK)
        for name, number in (("HJ UPE UMAR", 12), ("SITTA UMAR", 13))
    ]
    Citizen.objects.filter(pk=people[0].pk).update(relation="1")
    Citizen.objects.filter(pk=people[1].pk).update(relation="4")
    settle_families(citizens=Citizen.objects.all(), on=date(2026, 1, 1))
    return people


@pytest.fixture
def desk(client_of, rahmawati):
    return client_of(rahmawati)


def page_of(desk, request):
    return desk.get(f"/perkara/{request.pk}/").content.decode()


def words_of(request):
    request = ChangeRequest.objects.select_related("act").get(pk=request.pk)
    return [(each.binds, each.request.citizen.name, each.words) for each in matters_of(request)]


def accept(desk, page, request):
    """Press T on a page as it was shown: what the page says of others goes with it."""
    said = dict(re.findall(r'type="hidden" name="(bersama|diberitahu|dilihat)" value="([^"]*)"', page))
    answer = desk.post(f"/perkara/{request.pk}/putuskan/", {"act": "accept_all", **said}, follow=True)
    request.refresh_from_db()
    return answer.content.decode()


def test_row_38_the_same_address_of_two_members_stands_on_a_warning_tint_with_a_key(family, find, desk):
    first, second = (find(each, MOVED) for each in family)
    page = page_of(desk, first)
    panel = page[page.index("Terbuka di keluarga ini") :]
    entry = panel[panel.index("<li") : panel.index("</li>")]
    assert "va-t" in entry and "SITTA UMAR" in entry
    assert "Menyentuh alamat yang sama. Putuskan bersama." in entry
    assert f'href="/perkara/{second.pk}/" data-tombol="G"' in entry


def test_row_38_what_a_family_does_not_share_stands_plain(family, find):
    first = find(family[0], {"mother_name": "WA HALIMA"})
    find(family[1], {"mother_name": "WA HALIMA"})
    assert words_of(first) == [(False, "SITTA UMAR", "Nama ibu")]


def test_row_38_the_same_field_of_the_same_person_says_whether_the_values_differ(nuraeni, find, ask):
    first = ask(nuraeni, {"mother_name": "WA HALIMA"})
    find(nuraeni, {"mother_name": "HALIMAH WA"})
    assert words_of(first)[0][::2] == (True, "Menyentuh isian yang sama, nilainya lain. Putuskan bersama.")


def test_row_38_an_act_on_the_family_binds_what_it_would_change(family, find, ask):
    moved = ask(family[1], {"kk_number": "7471052210249999"}, act="SPLIT")
    fixed, named = find(family[0], {"rt": "009"}), find(family[0], {"name": "UPE UMAR"})
    assert words_of(fixed)[0] == (True, "SITTA UMAR", "Tindakan atas keluarga yang sama. Putuskan bersama.")
    assert not any(binds for binds, *_ in words_of(named))
    assert [binds for binds, *_ in words_of(moved)] == [True, False]


def test_row_38_one_key_does_not_accept_before_the_other_was_named(family, find, desk):
    first, second = (find(each, MOVED) for each in family)
    said = accept(desk, page_of(desk, first), first)
    assert first.state == State.SUBMITTED and not Decision.objects.exists()
    assert f"{second.number} menyentuh hal yang sama" in said
    accept(desk, said, first)
    assert first.state == State.APPLIED


def test_row_38_what_came_after_the_page_was_opened_is_named_before_it_is_accepted(family, find, desk):
    first = find(family[0], MOVED)
    page = page_of(desk, first)
    second = find(family[1], MOVED)
    said = accept(desk, page, first)
    assert first.state == State.SUBMITTED and f"{second.number} menyentuh hal yang sama" in said
    accept(desk, said, first)
    assert first.state == State.APPLIED


def test_row_38_a_page_that_says_nothing_of_what_it_showed_is_not_believed(family, find, desk):
    first, second = (find(each, MOVED) for each in family)
    said = accept(desk, "", first)
    assert first.state == State.SUBMITTED and f"{second.number} menyentuh hal yang sama" in said


def test_row_38_after_one_is_accepted_the_other_shows_what_happened(family, find, desk):
    first, second = find(family[0], MOVED), find(family[1], {"address": "JL. LAIN"})
    accept(desk, accept(desk, page_of(desk, first), first), first)
    second.refresh_from_db()
    page = page_of(desk, second)
    assert second.state == State.SUBMITTED
    assert "Menyentuh alamat yang sama, nilainya lain. Sudah diterapkan sesudah usulan ini dibuat." in page
    assert accept(desk, page, second) and second.state == State.SUBMITTED, "it is not accepted unseen either"


def test_row_38_who_follows_to_the_same_address_is_not_held_up(family, find, desk):
    first, second = (find(each, MOVED) for each in family)
    accept(desk, accept(desk, page_of(desk, first), first), first)
    accept(desk, page_of(desk, second), second)
    assert second.state == State.APPLIED


def test_failure_2_the_second_of_two_on_one_field_shows_three_values_and_writes_nothing(nuraeni, ask, fitriani, desk):
    first, second = (ask(nuraeni, {"mother_name": name}) for name in ("WA HALIMA", "HALIMAH WA"))
    accept(desk, accept(desk, page_of(desk, first), first), first)
    page = page_of(desk, second)
    assert "Nama ibu sudah berubah sejak usulan dibuat" in page
    accept(desk, page, second)
    nuraeni.refresh_from_db()
    assert second.state == State.SUBMITTED and nuraeni.mother_name == "WA HALIMA"


def test_row_38_many_open_ones_hide_none_that_binds_and_cost_one_query(family, find):
    for number in range(8):
        find(family[1], {"occupation": f"KERJA {number}"})
    find(family[1], MOVED)
    case = ChangeRequest.objects.select_related("act").prefetch_related("fields").get(pk=find(family[0], MOVED).pk)
    with CaptureQueriesContext(connection) as asked:
        found = matters_of(case)
    assert (len(found), found[0].binds, len(asked)) == (9, True, 1)


@pytest.mark.django_db(transaction=True)
def test_row_38_keys_alone_lead_from_one_to_the_other_and_decide_both(family, find, sign_in, rahmawati, live_server):
    first, second = (find(each, MOVED) for each in family)
    page = sign_in(rahmawati)
    page.goto(f"{live_server.url}/perkara/{first.pk}/")
    for there in (second, first):
        expect(page.locator('#perkara[data-siap="ya"]')).to_have_count(1)
        page.keyboard.press("g")
        page.wait_for_url(f"**/perkara/{there.pk}/")
    expect(page.locator('#perkara[data-siap="ya"]')).to_have_count(1)
    page.keyboard.press("t")
    expect(page.locator("#perkara")).to_contain_text(f"{second.number} menyentuh hal yang sama")
    expect(page.locator('#perkara[data-siap="ya"]')).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator(f'#perkara[data-siap="ya"][data-perkara="{second.pk}"]')).to_have_count(1)
    first.refresh_from_db()
    assert first.state == State.APPLIED
