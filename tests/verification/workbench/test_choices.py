"""All that match on the lists of age 17 and data health: frozen and shown, applied exactly, stopped, taken back."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse
from playwright.sync_api import expect

from dtks.assignments.models import Assignment
from dtks.assignments.services import take
from dtks.jobs.models import Choice, ChoiceRow
from dtks.jobs.services import (
    apply_choice,
    cancel_job,
    freeze_choice,
    keep_rows,
    reverse_choice,
    run_chunk,
    run_inline,
)
from dtks.jobs.services import choices as jobs_choices
from dtks.office import queries as office
from dtks.office.services import load_codes
from dtks.registry.models import Citizen
from tests.browser.axe import assert_no_axe_findings, assert_no_sideways_scroll
from tests.verification.reconciliation.people import an_extract
from tests.verification.workbench.test_health import a_result, a_run
from verification.corrections.models import ChangeRequest
from verification.corrections.services import withdraw
from verification.sources.models import CivilPerson, Extract
from verification.workbench.services import claim

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def codes(office_tables):
    load_codes()
    for cached in (office.code_labels, office.code_by_label):
        cached.cache_clear()
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def children(make_citizen):
    """So many people who are 17 in twenty days and have no recording."""

    def make(count, begin=1, **more):
        return [
            make_citizen(name=f"LA ODE {n:02d}", nik=f"747105161209{n:04d}", birth_date="2009-12-16", sex="L", **more)
            for n in range(begin, begin + count)
        ]

    return make


@pytest.fixture
def wrong_birth(make_citizen):
    """So many people of whom the register knows another birth date."""

    def make(count):
        extract = an_extract()
        run = a_run(extract)
        people = [make_citizen(name=f"WA {n:02d}", nik=f"747105520384{n:04d}", birth_date="1984-12-05")
                  for n in range(1, count + 1)]  # fmt: skip
        for person in people:
            civil = CivilPerson.objects.create(
                nik=person.nik, name=person.name, sex="P", birth_date="1984-03-12", taken_on=extract.taken_on,
                extract=extract, changed_in=extract,
            )  # fmt: skip
            a_result(run, person, civil, "FIELD_DIFFERS", differs=["tgl_lahir"])
        return people

    return make


def recorded(person, state="8"):
    extract = Extract.objects.first() or an_extract()
    return CivilPerson.objects.create(
        nik=person.nik, name=person.name, birth_date=person.birth_date, ktp_state=state, extract=extract,
        changed_in=extract, taken_on=extract.taken_on,
    )  # fmt: skip


def frozen(user, people, kind="give_seventeen", **parameters):
    freeze_choice(
        user=user, kind=kind, ids=[each.pk for each in people], parameters=parameters, described="", back="/usia-17/"
    )
    return Choice.objects.get()


def all_that_match(client, url, act):
    """Select all that match, as the list's own buttons do; to the preview of an act."""
    whole = client.post(url, {"pilih_semua": "1"}).content.decode()
    chosen = re.search(r'name="terpilih" value="([^"]+)"', whole).group(1)
    answer = client.post(url, {"tindakan": act, "terpilih": chosen})
    return answer["Location"]


def outcomes(choice):
    return list(choice.rows.order_by("no").values_list("outcome", flat=True))


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))


def test_all_n_that_match_are_shown_first_and_exactly_these_are_worked(children, rahmawati, client_of):
    """row 41"""
    first = children(3)
    client, url = client_of(rahmawati), reverse("workbench:seventeen")
    address = all_that_match(client, url, "assign")
    assert not Assignment.objects.exists(), "nothing is done before the preview was read"
    page = client.get(address).content.decode()
    choice = Choice.objects.get()
    assert (choice.count, choice.row_ids) == (3, [each.pk for each in first])
    assert "tugas bagi Kel. Lahundape: rekam KTP-el" in words(page) and choice.sha256[:4] in page
    children(1, begin=9)  # matches as well, but came later
    out = choice.rows.get(subject=first[1].pk)
    kept = choice.rows.exclude(pk=out.pk).values_list("pk", flat=True)
    answer = client.post(
        address, {"act": "accept", "sidik": choice.sha256, "tampil": [*kept, out.pk], "baris": [*kept]}
    )
    assert answer.status_code == 302
    assert set(Assignment.objects.values_list("citizen", flat=True)) == {first[0].pk, first[2].pk}
    after = words(client.get(address).content.decode())
    assert "Dikeluarkan" in after and "tugas bagi Kel. Lahundape, tenggat" in after


def test_a_row_that_changed_since_the_preview_is_skipped_with_its_reason(children, rahmawati, tipulu):
    people = children(3)
    choice = frozen(rahmawati, people)
    Citizen.objects.filter(pk=people[0].pk).update(kelurahan=tipulu)
    Citizen.objects.filter(pk=people[1].pk).update(ktp_state="8")
    apply_choice(choice=choice, user=rahmawati, sha256=choice.sha256)
    assert outcomes(choice) == ["skipped", "skipped", "applied"]
    said = [row.why for row in choice.rows.order_by("no")]
    assert said[0] == "Berubah sejak dibekukan: Kelurahan kini Tipulu." and "tidak di daftar ini" in said[1]
    assert Assignment.objects.get().citizen == people[2]


def test_another_list_another_person_or_a_lapsed_day_applies_nothing(children, rahmawati, salim):
    choice = frozen(rahmawati, children(1))
    with pytest.raises(jobs_choices.NotYourChoice):
        apply_choice(choice=choice, user=rahmawati, sha256="0" * 64)
    with pytest.raises(jobs_choices.NotYourChoice, match="dibekukan"):
        keep_rows(choice=choice, user=salim, shown=[], kept=[])
    with time_machine.travel(NOW.replace(hour=20)), pytest.raises(jobs_choices.NotYourChoice, match="lewat"):
        apply_choice(choice=choice, user=rahmawati, sha256=choice.sha256)
    assert not Assignment.objects.exists()


def test_a_choice_applied_twice_is_one_job_and_one_piece_of_work_a_row(children, rahmawati):
    choice = frozen(rahmawati, children(2))
    jobs = {apply_choice(choice=choice, user=rahmawati, sha256=choice.sha256).pk for _ in range(2)}
    assert len(jobs) == 1 and Assignment.objects.count() == 2


def test_taken_back_the_work_that_nobody_began_is_cancelled_and_the_begun_one_named(
    children, rahmawati, make_user, lahundape, client_of
):
    lurah, people = make_user("lurah", "kelurahan", lahundape), children(3)
    choice = frozen(rahmawati, people)
    apply_choice(choice=choice, user=rahmawati, sha256=choice.sha256)
    take(assignment=Assignment.objects.get(citizen=people[1]), by=lurah)
    with pytest.raises(jobs_choices.ChoiceReasonMissing):
        reverse_choice(choice=choice, user=rahmawati, reason=" ")
    client = client_of(rahmawati)
    client.post(reverse("jobs:choice_reverse", args=[choice.pk]), {"alasan": "Keliru kelurahan"})
    assert outcomes(choice) == ["reversed", "stayed", "reversed"]
    states = dict(Assignment.objects.values_list("citizen", "state"))
    assert states == {people[0].pk: "cancelled", people[1].pk: "taken", people[2].pk: "cancelled"}
    page = words(client.get(choice.get_absolute_url()).content.decode())
    assert f"Sudah dikerjakan {lurah}" in page and "Keliru kelurahan" in page and "1 baris tetap" in page


def test_taken_back_the_undecided_requests_are_withdrawn_and_the_ended_or_opened_ones_stay(
    wrong_birth, rahmawati, salim, client_of
):
    people = wrong_birth(3)
    client = client_of(rahmawati)
    address = all_that_match(client, reverse("workbench:fault", args=["nik-lahir"]), "open")
    choice = Choice.objects.get()
    assert "usulan: Tanggal lahir" in words(client.get(address).content.decode())
    assert not ChangeRequest.objects.exists()
    client.post(address, {"act": "accept", "sidik": choice.sha256, "baris": choice.rows.values_list("pk", flat=True),
                          "tampil": choice.rows.values_list("pk", flat=True)})  # fmt: skip
    first, second, third = (ChangeRequest.objects.get(citizen=each) for each in people)
    withdraw(request=first, actor=rahmawati, reason="Sudah diurus")
    assert claim(request=third, user=salim)
    reverse_choice(choice=choice, user=rahmawati, reason="Ekstrak keliru")
    assert outcomes(choice) == ["stayed", "reversed", "stayed"]
    assert f"sedang dibuka {salim}" in choice.rows.get(subject=people[2].pk).why
    second.refresh_from_db()
    assert first.number in choice.rows.get(subject=people[0].pk).why and second.state == "withdrawn"


def test_who_has_an_open_request_is_not_called_done_but_told_its_number(wrong_birth, rahmawati, client_of):
    people = wrong_birth(2)
    choice = frozen(rahmawati, people[:1], kind="open_fault", fault="nik-lahir")
    apply_choice(choice=choice, user=rahmawati, sha256=choice.sha256)
    number = ChangeRequest.objects.get().number
    client = client_of(rahmawati)
    address = all_that_match(client, reverse("workbench:fault", args=["nik-lahir"]), "open")
    page = words(client.get(address).content.decode())
    assert f"Sudah terbuka sebagai {number}" in page and "1 akan diterapkan" in page and "1 dilewati" in page
    assert Choice.objects.exclude(pk=choice.pk).get().rows.get(subject=people[0].pk).outcome == "skipped"


def test_the_register_that_changed_since_the_preview_opens_nothing(wrong_birth, rahmawati):
    people = wrong_birth(1)
    choice = frozen(rahmawati, people, kind="open_fault", fault="nik-lahir")
    CivilPerson.objects.update(birth_date="1984-03-13")
    apply_choice(choice=choice, user=rahmawati, sha256=choice.sha256)
    assert choice.rows.get().why.startswith("Berubah sejak dibekukan: Nilai warga atau nilai Disdukcapil")
    assert not ChangeRequest.objects.exists()


def test_many_rows_are_a_job_and_a_stopped_one_says_so_for_the_rest(children, rahmawati, client_of, monkeypatch):
    monkeypatch.setattr(jobs_choices, "AT_ONCE", 2)
    monkeypatch.setattr(jobs_choices.ApplyChoice, "per_chunk", 2)
    choice = frozen(rahmawati, children(5))
    job = apply_choice(choice=choice, user=rahmawati, sha256=choice.sha256)
    page = client_of(rahmawati).get(choice.get_absolute_url()).content.decode()
    assert reverse("jobs:stop", args=[job.pk]) in page and "diterapkan atau menunggu giliran" in page
    run_chunk(job_id=job.pk, chunk_no=1, wake=False)
    cancel_job(job=job, by=rahmawati)
    run_inline(job=job)
    assert outcomes(choice) == ["applied"] * 2 + ["skipped"] * 3 and Assignment.objects.count() == 2
    choice.refresh_from_db()
    assert choice.state == "done" and choice.rows.last().why == "Dihentikan sebelum giliran ini."
    run_inline(job=reverse_choice(choice=choice, user=rahmawati, reason="Salah pilih", inline=True))
    assert not Assignment.objects.live().exists()


def test_a_worker_killed_in_a_choice_leaves_the_rest_to_be_done_once(children, rahmawati, monkeypatch):
    from verification.workbench.services import choices

    monkeypatch.setattr(jobs_choices.ApplyChoice, "per_chunk", 2)
    choice = frozen(rahmawati, children(4))
    job = apply_choice(choice=choice, user=rahmawati, sha256=choice.sha256, inline=True)
    run_chunk(job_id=job.pk, chunk_no=1, wake=False)
    real, done = choices.draft_of, []

    def dies_at_the_second(person):
        done.append(person)
        if len(done) == 2:
            raise KeyboardInterrupt  # what nothing in the chunk can catch: its transaction is rolled back
        return real(person)

    with monkeypatch.context() as killed:
        killed.setattr(choices, "draft_of", dies_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            run_chunk(job_id=job.pk, chunk_no=2, wake=False)
    assert outcomes(choice) == ["applied"] * 2 + ["waiting"] * 2 and Assignment.objects.count() == 2
    job.chunks.filter(state="leased").update(state="waiting", token=None, lease_until=None)  # as the sweeper does
    run_inline(job=job)
    assert outcomes(choice) == ["applied"] * 4 and Assignment.objects.count() == 4


def test_the_frozen_list_itself_cannot_be_changed(children, rahmawati):
    from django.db import InternalError, transaction

    choice = frozen(rahmawati, children(1))
    for change in (lambda: Choice.objects.update(row_ids=[1]), lambda: Choice.objects.get().delete()):
        with pytest.raises((InternalError, Exception), match=r"Cannot|referenced|protected"), transaction.atomic():
            change()
    assert Choice.objects.get().row_ids == choice.row_ids


def test_a_preview_shows_nobody_of_another_area(children, rahmawati, make_user, kasi, tipulu, client_of):
    people = children(1)
    Citizen.objects.update(kelurahan=tipulu)
    choice = frozen(rahmawati, people)
    assert people[0].name in client_of(kasi).get(choice.get_absolute_url()).content.decode()
    other = client_of(make_user("depan", "front_desk")).get(choice.get_absolute_url())
    assert other.status_code == 403 and people[0].name not in other.content.decode()


def test_age_17_says_truly_why_a_retry_proposes_nothing(children, rahmawati, client_of):
    """idea 4"""
    waiting, unknown, unrecorded, fresh = children(4)
    recorded(waiting)
    recorded(unrecorded, "2")
    client, url = client_of(rahmawati), reverse("workbench:seventeen")
    first = frozen(rahmawati, [waiting], kind="retry_seventeen")
    apply_choice(choice=first, user=rahmawati, sha256=first.sha256)
    request = ChangeRequest.objects.get()
    recorded(fresh)
    page = words(client.get(all_that_match(client, url, "retry")).content.decode())
    assert f"Perekamannya sudah diusulkan: {request.number}, menunggu putusan" in page
    assert "Orangnya tidak ditemukan pasti" in page and "Belum terekam di Disdukcapil menurut data" in page
    assert "1 akan diterapkan" in page and "3 dilewati" in page and unknown.name in page


def test_age_17_shows_the_open_request_and_offers_neither_slip_nor_work_for_it(children, rahmawati, client_of):
    """idea 4"""
    waiting, other = children(2)
    recorded(waiting)
    first = frozen(rahmawati, [waiting], kind="retry_seventeen")
    apply_choice(choice=first, user=rahmawati, sha256=first.sha256)
    request = ChangeRequest.objects.get()
    client, url = client_of(rahmawati), reverse("workbench:seventeen")
    page = client.get(url).content.decode()
    assert request.get_absolute_url() in page and request.number in page
    assert reverse("workbench:seventeen_slip", args=[waiting.pk]) not in page
    assert reverse("workbench:seventeen_slip", args=[other.pk]) in page
    refused = client.post(url, {"tindakan": "slips", "baris": [waiting.pk]}, follow=True)
    assert "sudah diusulkan dan menunggu putusan" in refused.content.decode()
    told = words(client.get(all_that_match(client, url, "assign")).content.decode())
    assert "1 akan diterapkan" in told and "Perekamannya sudah diusulkan" in told


def test_no_more_slips_are_promised_than_are_printed(children, rahmawati, client_of, monkeypatch):
    monkeypatch.setattr("verification.workbench.views.seventeen.MOST_SLIPS", 1)
    people = children(2)
    answer = client_of(rahmawati).post(
        reverse("workbench:seventeen"), {"tindakan": "slips", "baris": [each.pk for each in people]}, follow=True
    )
    assert "Paling banyak 1 slip" in answer.content.decode()


def test_where_nothing_can_be_done_the_preview_says_so_and_offers_no_button(children, rahmawati, client_of):
    choice = frozen(rahmawati, children(2), kind="retry_seventeen")
    page = client_of(rahmawati).get(choice.get_absolute_url()).content.decode()
    assert "Tidak ada baris yang dapat diterapkan" in page
    assert re.search(r'value="accept"[^>]*disabled', page)


@pytest.mark.django_db(transaction=True)
@pytest.mark.browser
def test_all_that_match_are_previewed_and_applied_by_keyboard(sign_in, rahmawati, children, live_server):
    """row 41"""
    people = children(4)
    page = sign_in(rahmawati)
    page.goto(f"{live_server.url}/usia-17/")
    page.locator("input[name=baris]").first.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Pilih semua 4 hasil").press("Enter")
    page.get_by_role("button", name="Tugaskan kelurahan…").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Menugaskan kelurahan: rekam KTP-el")
    assert_no_axe_findings(page)
    assert_no_sideways_scroll(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(page.locator(".bilah [data-sisa]").first).to_have_text("3")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Selesai", exact=True)).to_have_count(3)
    assert ChoiceRow.objects.filter(outcome="out").count() == 1 and Assignment.objects.count() == 3
    page.get_by_label("Alasan").fill("Salah pilih")
    page.keyboard.press("Enter")
    expect(page.get_by_role("cell", name="Ditarik kembali")).to_have_count(3)
    assert not Assignment.objects.live().exists() and Assignment.objects.count() < len(people)
