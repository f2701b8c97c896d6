"""A berita acara while it is written, printed and handed in."""

from datetime import date

import pypdfium2
import pytest
from django.db import InternalError, transaction
from django.urls import reverse

from consultation.minutes import services
from consultation.minutes.models import Attendance, Item, Minutes
from consultation.minutes.queries import quorum_of
from consultation.minutes.services import Frozen, Guest, NotReady, NotYours, OtherVersion, Said
from dtks.papers.models import PaperKind
from tests.consultation.minutes.conftest import GUESTS, photographed, scan

pytestmark = pytest.mark.django_db


def test_a_kelurahan_has_its_own_numbers_without_gaps_and_one_draft_a_month(draft, kadia, officer_kadia):
    assert draft.number == "01/BA-DTKS/KEL-KADIA/11/2026"
    again = services.open_minutes(kelurahan=kadia, month=date(2026, 11, 3), agenda="proposals", actor=officer_kadia)
    assert again.pk == draft.pk
    services.void(minutes=draft)
    after = services.open_minutes(kelurahan=kadia, month=date(2026, 11, 3), agenda="proposals", actor=officer_kadia)
    assert after.number == "02/BA-DTKS/KEL-KADIA/11/2026"
    assert Minutes.objects.get(pk=draft.pk).state == "void"


def test_an_officer_opens_none_for_another_kelurahan(draft, lahundape, officer_kadia):
    with pytest.raises(NotYours):
        services.open_minutes(kelurahan=lahundape, month=date(2026, 11, 3), agenda="proposals", actor=officer_kadia)


def test_the_next_meeting_invites_the_same_people_not_yet_present(draft, kadia, officer_kadia):
    following = services.open_minutes(kelurahan=kadia, month=date(2026, 12, 1), agenda="proposals", actor=officer_kadia)
    assert [guest.name for guest in following.attendance.all()] == [guest.name for guest in GUESTS]
    assert not following.attendance.filter(present=True).exists()


def test_a_quorum_needs_enough_people_and_each_seat_that_the_kabid_asks_for(draft, kabid):
    assert quorum_of(draft).reached
    services.write_attendance(minutes=draft, guests=[guest for guest in GUESTS if guest.seat != "OPERATOR"])
    assert quorum_of(draft).lacks == "Operator kelurahan"
    services.set_quorum(starts_on=date(2026, 11, 1), share=50, least=[1, 1, 1, 0], actor=kabid)
    assert quorum_of(draft).reached, "the rule of the meeting's day"
    services.set_quorum(starts_on=date(2026, 12, 1), share=90, least=[1, 1, 1, 1], actor=kabid)
    assert quorum_of(draft).reached, "a later rule changes no earlier meeting"
    services.write_attendance(
        minutes=draft, guests=[Guest("LURAH", "Lurah", present=True), *[Guest("RT", f"RT {n}") for n in range(4)]]
    )
    assert quorum_of(draft).lacks.startswith("2 orang lagi")


def test_a_second_tap_adds_nobody_twice_and_dropping_moves_the_others_up(draft, people):
    first, second, third = people(3)
    items = [services.add_citizen(minutes=draft, citizen=citizen) for citizen in (first, second, third, second)]
    assert items[1].pk == items[3].pk
    services.drop_item(item=items[0])
    assert list(draft.items.values_list("citizen__name", "position")) == [(second.name, 1), (third.name, 2)]


def test_what_is_typed_is_kept_unfinished(draft, people):
    item = services.add_citizen(minutes=draft, citizen=people(1)[0])
    services.write_item(item=item, said=Said(reason="Ke Konawe sejak"))
    item.refresh_from_db()
    assert (item.decision, item.reason) == ("", "Ke Konawe sejak")
    services.write_item(item=item, said=Said(decision="moved", reason="Ke Konawe sejak Juli"))
    item.refresh_from_db()
    assert (item.decision, item.outcome, item.reason) == ("moved", "21", "Ke Konawe sejak Juli")


def test_nothing_is_printed_before_everybody_is_decided_and_the_quorum_is_there(draft, people, officer_kadia):
    with pytest.raises(NotReady, match="Belum ada nama"):
        services.print_version(minutes=draft, actor=officer_kadia)
    item = services.add_citizen(minutes=draft, citizen=people(1)[0])
    services.write_attendance(minutes=draft, guests=[])
    with pytest.raises(NotReady, match=r"Kuorum belum tercapai.*1 nama belum diputus"):
        services.print_version(minutes=draft, actor=officer_kadia)
    assert item.minutes.prints.count() == 0


def test_a_scan_of_another_version_is_refused(draft, write, people, officer_kadia):
    item = write(people(1)[0], "worthy")
    first = services.print_version(minutes=draft, actor=officer_kadia)
    assert services.print_version(minutes=draft, actor=officer_kadia).pk == first.pk, "unchanged, the same version"
    services.write_item(item=item, said=Said(decision="not_worthy", reason="Punya kios"))
    with pytest.raises(OtherVersion, match="Isi sudah berubah"):
        services.hand_in(minutes=draft, code=first.code, upload=scan(), actor=officer_kadia)
    second = services.print_version(minutes=draft, actor=officer_kadia)
    assert second.number == 2
    with pytest.raises(OtherVersion, match="versi 1"):
        services.hand_in(minutes=draft, code=first.code, upload=scan(), actor=officer_kadia)
    with pytest.raises(OtherVersion, match="bukan kode"):
        services.hand_in(minutes=draft, code="BA-ZZZZ-10", upload=scan(), actor=officer_kadia)
    handed = services.hand_in(
        minutes=draft, code=f"{second.code} versi 2 sidik {second.sha256[:12]}", upload=scan(), actor=officer_kadia
    )
    assert handed.state == "handed_in"
    assert handed.scan.kelurahan == draft.kelurahan
    assert handed.scan.citizen is None


def test_the_square_code_of_a_photographed_paper_is_read_and_goes_before_what_is_typed(
    draft, write, people, officer_kadia, client_of
):
    item = write(people(1)[0], "worthy")
    first = services.print_version(minutes=draft, actor=officer_kadia)
    old = photographed(draft, first)
    services.write_item(item=item, said=Said(decision="not_worthy", reason="Punya kios"))
    second = services.print_version(minutes=draft, actor=officer_kadia)
    with pytest.raises(OtherVersion, match="versi 1"):
        services.hand_in(minutes=draft, code=second.code, upload=old, actor=officer_kadia)
    with pytest.raises(OtherVersion, match="tidak terbaca"):
        services.hand_in(minutes=draft, code="", upload=scan(), actor=officer_kadia)
    handed = {"code": "", "scan": photographed(draft, second)}
    assert client_of(officer_kadia).post(reverse("minutes:hand_in", args=[draft.pk]), handed).status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.version) == ("handed_in", second)


def test_papers_may_follow_a_print(draft, write, people, officer_kadia, hand_in):
    item = write(people(1)[0], "deceased")
    version = services.print_version(minutes=draft, actor=officer_kadia)
    kind = PaperKind.objects.get(code="AKTA_MATI")
    services.add_paper(item=item, kind=kind, upload=scan(), actor=officer_kadia)
    assert services.print_version(minutes=draft, actor=officer_kadia).pk == version.pk


def test_what_was_handed_in_is_frozen_for_pages_and_for_sql(draft, write, people, hand_in):
    item = write(people(2)[0], "worthy")
    hand_in()
    with pytest.raises(Frozen):
        services.write_item(item=item, said=Said(decision="not_worthy"))
    with pytest.raises(Frozen):
        services.write_attendance(minutes=draft, guests=[])
    changes = [
        lambda: Item.objects.filter(pk=item.pk).update(reason="lain"),
        lambda: Item.objects.filter(pk=item.pk).delete(),
        lambda: Item.objects.create(minutes=draft, position=9, given={"name": "X"}),
        lambda: Attendance.objects.filter(minutes=draft).update(present=True),
        lambda: Minutes.objects.filter(pk=draft.pk).update(chair="Orang lain"),
        lambda: Minutes.objects.filter(pk=draft.pk).update(state="draft"),
        lambda: Minutes.objects.filter(pk=draft.pk)._raw_delete("default"),
    ]
    for change in changes:
        with pytest.raises(InternalError), transaction.atomic():
            change()
    assert Item.objects.get(pk=item.pk).reason == ""


def test_the_paper_holds_no_whole_number_and_each_version_stays_the_same(
    draft, write, people, client_of, officer_kadia
):
    citizen = people(1)[0]
    write(citizen, "worthy")
    version = services.print_version(minutes=draft, actor=officer_kadia)
    assert citizen.nik not in str(version.data)
    address = reverse("minutes:pdf", args=[draft.pk, 1])
    browser = client_of(officer_kadia)
    first, second = browser.get(address), browser.get(address)
    assert first.content.startswith(b"%PDF-") and first.content == second.content
    assert browser.get(reverse("minutes:pdf", args=[draft.pk, 2])).status_code == 404
    assert browser.get(reverse("minutes:preview", args=[draft.pk, 1])).content.startswith(b"\x89PNG")


def test_the_posting_names_people_and_rt_and_nothing_else(draft, write, people, client_of, officer_kadia, hand_in):
    stays, goes, died = people(3)
    write(stays, "worthy")
    write(goes, "not_worthy", reason="Punya kios")
    write(died, "deceased")
    hand_in()
    answer = client_of(officer_kadia).get(reverse("minutes:posting", args=[draft.pk]))
    with pypdfium2.PdfDocument(answer.content) as paper:
        words = " ".join(page.get_textpage().get_text_range() for page in paper).replace("\r\n", " ")
    assert stays.name in words and goes.name in words and "001" in words and "keberatan" in words.lower()
    assert died.name not in words and "kios" not in words
    assert not any(number in words.replace(" ", "") for each in (stays, goes) for number in (each.nik, each.nik[:12]))


def test_somebody_unknown_comes_in_by_name_without_a_nik(draft, client_of, officer_kadia):
    page = client_of(officer_kadia).post(
        reverse("minutes:add_unknown", args=[draft.pk]),
        {"name": "Nurani Tamburaka", "rt": "3", "birth_date": "12-03-1984"},
    )
    assert page.status_code == 302
    item = draft.items.get()
    assert (item.decision, item.given["rt"], item.given["birth_date"]) == ("proposal", "003", "1984-03-12")


def test_the_officer_finds_adds_and_decides_without_javascript(
    draft, people, citizen_lahundape, client_of, officer_kadia
):
    citizen = people(3)[1]
    browser = client_of(officer_kadia)
    names = reverse("minutes:names", args=[draft.pk])
    assert citizen.name in browser.post(names, {"q": "ilham"}).content.decode()
    assert "Tidak ada di kelurahan ini" in browser.post(names, {"q": "rusdin"}).content.decode()
    browser.post(reverse("minutes:add", args=[draft.pk]), {"citizen": citizen.pk})
    item = draft.items.get()
    saved = browser.post(
        reverse("minutes:item", args=[draft.pk, item.pk]),
        {"decision": "correction", "field_1": "rt", "value_1": "6", "field_2": "nik", "value_2": "7471085203840099"},
    )
    assert saved.status_code == 302
    item.refresh_from_db()
    assert item.values == {"rt": "006", "nik": "7471085203840099"}
    page = browser.get(f"{names}?n=1").content.decode()
    assert "7471085203840099" not in page
    kept = browser.post(
        reverse("minutes:item", args=[draft.pk, item.pk]),
        {"decision": "correction", "field_1": "rt", "value_1": "7", "field_2": "nik", "value_2": ""},
        headers={"Padan-Ketik": "1"},
    )
    assert kept.content.startswith(b"tersimpan")
    item.refresh_from_db()
    assert item.values == {"rt": "007", "nik": "7471085203840099"}
    assert browser.post(reverse("minutes:add", args=[draft.pk]), {"citizen": citizen_lahundape.pk}).status_code == 404


def test_the_page_of_the_names_asks_no_more_for_many_names(
    draft, people, officer_kadia, client_of, django_assert_max_num_queries
):
    browser, page = client_of(officer_kadia), reverse("minutes:names", args=[draft.pk])
    for citizen in people(30):
        services.add_citizen(minutes=draft, citizen=citizen)
    browser.get(page)
    with django_assert_max_num_queries(12):
        assert browser.get(page).status_code == 200
