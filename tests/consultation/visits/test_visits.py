"""A visit: given, made, checked; evidence that proposes and never decides."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from consultation.visits import services
from consultation.visits.models import AuditDraw, FormVersion, Photo, Report, Visit
from consultation.visits.queries.phone import visits_for_phone
from consultation.visits.queries.progress import overview
from consultation.visits.queries.questions import is_shown
from consultation.visits.queries.returned import waiting
from consultation.visits.services.giving import source_of
from dtks.accounts.models import User
from dtks.assignments.models import Assignment
from dtks.assignments.services import Draft, assign
from dtks.registry.queries import houses_of
from tests.consultation.visits.conftest import answers, picture, sent
from verification.corrections.models import ChangeRequest, Evidence

pytestmark = pytest.mark.django_db


def test_the_same_form_makes_no_new_version_and_every_asked_question_has_help(form):
    services.load_form()
    version = FormVersion.objects.get()
    asked = version.questions.filter(asked=True)
    assert asked.count() > 60
    assert not asked.filter(help="").exists()
    assert dict(version.questions.get(code="C04").choices)["6"] == "semen/bata merah"


def test_a_question_is_passed_over_by_its_rule():
    assert is_shown("C08=1", {"C08": "1"})
    assert not is_shown("C08=1", {"C08": "4"})
    assert not is_shown("B05=01,02 & C11=1,2", {"B05": "01", "C11": "6"})


def test_an_assignment_becomes_one_visit_and_ends_with_it(form, people, supervisor, facilitator_kadia, bring):
    citizen = people()[0]
    draft = Draft(kind="visit", role="facilitator", title="Kunjungi", citizen=citizen,
                  origin="Berita acara 04/BA-DTKS/XI/2026, butir 9")  # fmt: skip
    task = assign(draft=draft)
    assert services.collect(by=supervisor) == 1
    assert services.collect(by=supervisor) == 0
    visit = Visit.objects.get()
    assert (visit.source, visit.route, visit.due_on) == ("minutes", "RT 001 / RW 001", task.due_on)
    services.give(visits=[visit], facilitator=facilitator_kadia, by=supervisor)
    visit.refresh_from_db()
    bring(visit)
    services.accept(visit=visit, by=supervisor)
    task.refresh_from_db()
    assert (task.state, task.outcome) == ("done", "01")


def test_each_source_of_an_assignment_is_told_apart():
    origins = {
        "Berita acara 04/BA-DTKS/XI/2026, butir 9": "minutes", "Keberatan, berita acara 04/BA, butir 9": "objection",
        "Keberatan T-2611-0917": "objection", "Muncul lagi di daftar No. 32": "returned", "Tiket T-2611-0918": "hand",
        "Nama dari pusat V-2611-0001": "centre",
    }  # fmt: skip
    found = {origin: source_of(Assignment(origin=origin, title="Kunjungi rumah")) for origin in origins}
    assert found == origins


def test_a_facilitator_gets_visits_of_his_area_only(form, people, lahundape, supervisor, facilitator_kadia):
    visit = services.open_visit(citizen=people(1, lahundape)[0], source="hand", by=supervisor)
    with pytest.raises(services.NotThere, match="tidak bertugas di Lahundape"):
        services.give(visits=[visit], facilitator=facilitator_kadia, by=supervisor)


def test_a_report_is_taken_once_and_waits_for_the_supervisor(given, bring, found, facilitator_kadia):
    visit = given()[0]
    raw = sent(visit)
    first = services.receive(by=facilitator_kadia, sent=services.sent_of(raw))
    again = services.receive(by=facilitator_kadia, sent=services.sent_of(raw))
    assert (first.result, again.result) == ("new", "again")
    assert first.report == again.report
    assert found(visit).state == "done"
    assert first.report.lacks == []
    assert first.report.answers["B04"] == "1"


def test_what_a_rule_passes_over_and_no_choice_offers_is_not_kept(given, bring):
    report = bring(given()[0], C08="4", C09="2", C04="77").report
    assert "C09" not in report.answers
    assert "C04" not in report.answers and report.lacks == ["C04"]


def test_a_finding_becomes_evidence_and_a_proposal_of_the_facilitator_that_others_decide(
    given, bring, supervisor, facilitator_kadia
):
    visit = given()[0]
    report = bring(visit, "21", "2").report
    services.add_photo(report=report, key=report.key, kind="B09", upload=picture(), by=facilitator_kadia)
    checked = services.accept(visit=visit, by=supervisor)
    request = ChangeRequest.objects.get()
    assert checked.requests == [request]
    assert (request.act.code, request.origin, request.maker) == ("MOVE_OUT", "visit", facilitator_kadia)
    cited = Evidence.objects.get(request=request, document=checked.visit.document)
    assert (cited.locator, cited.document.kind.code) == (f"Form A4 {visit.number}", "VISIT")
    assert not facilitator_kadia.may("corrections.decide") and not supervisor.may("corrections.decide")


def test_mended_values_are_proposed_as_they_were_read(given, bring, supervisor):
    visit = given()[0]
    bring(visit, "02", B18="6", B17="jl. mekar baru 3")
    request = services.accept(visit=visit, by=supervisor).requests[0]
    assert {change.field: change.new_value for change in request.fields.all()}["rt"] == "006"


def test_what_was_seen_of_the_home_goes_into_the_register_once_it_is_accepted(
    given, bring, supervisor, facilitator_kadia, client_of
):
    visit = given()[0]
    report = bring(visit, "01", place={"lat": -3.97, "lon": 122.51, "accuracy": 8}).report
    photo = services.add_photo(report=report, key=report.key, kind="B09", upload=picture(), by=facilitator_kadia)
    assert not houses_of([visit.citizen_id])
    services.accept(visit=visit, by=supervisor)
    home = houses_of([visit.citizen_id])[visit.citizen_id]
    assert (home.values["house_status"], home.values["floor_area"], home.values["toilet"]) == ("1", "36", "1")
    assert home.members[str(visit.citizen_id)]["occupation"] == "2"
    assert (home.reference, home.photo) == (f"Kunjungan {visit.number}", f"{photo.document.number}.jpg")
    assert (str(home.latitude), str(home.longitude)) == ("-3.970000", "122.510000")
    again = services.open_visit(citizen=visit.citizen, source="hand", by=supervisor)
    services.give(visits=[again], facilitator=facilitator_kadia, by=supervisor)
    assert "geo:-3.970000,122.510000" in client_of(facilitator_kadia).get(reverse("visits:day")).content.decode()
    assert visits_for_phone([again])[0]["map"] == "geo:-3.970000,122.510000"


def test_nobody_found_is_visited_again_on_another_day_before_anything_is_proposed(
    given, bring, supervisor, facilitator_kadia
):
    visit = given()[0]
    bring(visit, "41", "5")
    checked = services.accept(visit=visit, by=supervisor)
    assert checked.again and (checked.requests, checked.again.attempt) == ([], 2)
    services.give(visits=[checked.again], facilitator=facilitator_kadia, by=supervisor)
    checked.again.refresh_from_db()
    bring(checked.again, "41", "5")
    made = services.accept(visit=checked.again, by=supervisor).requests
    assert [(each.act.code, each.outcome) for each in made] == [("NOT_FOUND", "41")]


def test_nobody_accepts_what_he_brought_himself(given, bring, facilitator_kadia, found):
    visit = given()[0]
    bring(visit)
    with pytest.raises(services.OwnVisit):
        services.accept(visit=visit, by=facilitator_kadia)
    with pytest.raises(IntegrityError), transaction.atomic():
        Visit.objects.filter(pk=visit.pk).update(
            state="checked", checked_by=facilitator_kadia, checked_at=timezone.now()
        )


def test_what_goes_back_comes_again_and_the_first_report_stays_on_record(given, bring, supervisor, found):
    visit = given()[0]
    bring(visit)
    services.send_back(visit=visit, reason="Rumah lain", by=supervisor)
    visit = found(visit)
    assert (visit.state, visit.return_reason) == ("returned", "Rumah lain")
    bring(visit, "31", "4")
    assert [each.standing for each in visit.reports.order_by("pk")] == ["replaced", "stands"]
    assert found(visit).outcome == "31"


def test_two_reports_of_one_visit_wait_for_a_person(given, bring, supervisor, found):
    visit = given()[0]
    bring(visit)
    late = bring(visit, "21", "2")
    assert (late.result, found(visit).outcome) == ("conflict", "01")
    with pytest.raises(services.NotNow, match="dua laporan"):
        services.accept(visit=visit, by=supervisor)
    services.choose(report=late.report, by=supervisor, stands=True)
    assert found(visit).outcome == "21"
    assert services.accept(visit=visit, by=supervisor).requests


def test_work_of_a_phone_is_not_lost_where_the_visit_went_to_somebody_else(
    given, bring, supervisor, make_user, kadia, facilitator_kadia
):
    visit = given()[0]
    other = make_user("facilitator", kadia)
    stale = sent(visit)
    services.give(visits=[visit], facilitator=other, by=supervisor)
    received = services.receive(by=facilitator_kadia, sent=services.sent_of(stale))
    assert received.result == "conflict"
    assert "dialihkan" in received.report.why_conflict
    stranger = make_user("facilitator", kadia)
    with pytest.raises(services.NotYours):
        services.receive(by=stranger, sent=services.sent_of(sent(visit)))


def test_the_draw_is_recorded_and_comes_out_the_same_again(given, bring, supervisor, facilitator_kadia):
    visits = given(6)
    for each in visits:
        bring(each)
        services.accept(visit=each, by=supervisor)
    made = services.draw(by=supervisor, month=timezone.localdate(), share=30, seed="benih")
    assert len(made.drawn) == 2
    assert made.drawn == services.chosen_of(seed="benih", population=made.population, share=30)
    repeated = Visit.objects.filter(draw=made)
    with pytest.raises(services.NotThere, match="mengulang"):
        services.give(visits=repeated, facilitator=facilitator_kadia, by=supervisor)
    assert AuditDraw.objects.count() == 1


def test_the_desk_sums_up_and_says_what_to_look_at_twice(given, bring, supervisor, facilitator_kadia):
    visits = given(4, source="objection")
    near = {"lat": "-3.970000", "lon": "122.510000", "accuracy": 8}
    bring(visits[0], place=near, started_at=timezone.now().isoformat())
    services.accept(visit=visits[0], by=supervisor)
    bring(visits[1])
    found = overview(supervisor)
    assert (found.total, found.accepted, found.back, found.in_field, found.open) == (4, 1, 1, 2, 0)
    assert found.total == sum(number for number, _, _ in found.parts)
    again = services.open_visit(citizen=visits[0].citizen, source="hand", by=supervisor)
    services.give(visits=[again], facilitator=facilitator_kadia, by=supervisor)
    again.refresh_from_db()
    bring(again, place={"lat": "-3.975000", "lon": "122.510000", "accuracy": 8})
    notes = {each.visit.pk: each.notes for each in waiting(supervisor)}
    assert notes[again.pk][0] == "jarak 557 m"
    assert "ada keberatan" in notes[visits[1].pk] and "foto kosong" in notes[visits[1].pk]


def test_a_photo_is_kept_once_without_what_the_camera_wrote(given, bring, facilitator_kadia):
    import io

    from PIL import Image

    from dtks.files.services import path_of

    report = bring(given()[0]).report
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "rumah La Ode"
    Image.new("RGB", (900, 600), "brown").save(out, "JPEG", exif=exif)
    for _ in range(3):
        out.seek(0)
        out.name = "a.jpg"
        services.add_photo(report=report, key=report.key, kind="B09", upload=out, by=facilitator_kadia)
    photo = Photo.objects.get()
    kept = path_of(photo.document.scan).read_bytes()
    assert b"rumah La Ode" not in kept and not Image.open(io.BytesIO(kept)).getexif()


def test_form_a4_in_a_browser_without_javascript(given, client_of, facilitator_kadia, found):
    visit = given()[0]
    browser = client_of(facilitator_kadia)
    page = browser.get(reverse("visits:start", args=[visit.pk]), follow=True)
    assert "Apa yang Anda temui?" in page.content.decode()
    step = lambda letter: reverse("visits:section", args=[visit.pk, letter])  # noqa: E731
    given_answers = {**answers(member=visit.citizen_id), "B06": "Wa Halifa"}
    members = given_answers.pop("members")
    flat = {**given_answers, **{f"{code}-{pk}": value for pk, own in members.items() for code, value in own.items()}}
    for letter in "BCDEF":
        answer = browser.post(step(letter), flat)
        assert answer.status_code == 302, answer.content.decode()
    browser.post(reverse("visits:add_photo", args=[visit.pk]), {"kind": "B09", "photo": picture()})
    ends = {"day": f"{timezone.localdate():%d-%m-%Y}", "hour": "8.44", "latitude": "-3.97", "longitude": "122.51",
            "accuracy_m": "8"}  # fmt: skip
    answer = browser.post(reverse("visits:finish", args=[visit.pk]), ends)
    assert answer.status_code == 302, answer.content.decode()
    report = Report.objects.get()
    assert (report.way, report.lacks, report.photos.count(), report.accuracy_m) == ("browser", [], 1, 8)
    assert found(visit).state == "done"


def test_what_is_missing_is_said_and_nothing_is_lost(given, client_of, facilitator_kadia, found):
    visit = given()[0]
    browser = client_of(facilitator_kadia)
    browser.post(reverse("visits:section", args=[visit.pk, "B"]), {"B14": "1", "B05": "01", "B06": "Wa Halifa"})
    ends = {"day": f"{timezone.localdate():%d-%m-%Y}", "hour": "8.44"}
    answer = browser.post(reverse("visits:finish", args=[visit.pk]), ends)
    assert answer.status_code == 422
    assert "Belum lengkap" in answer.content.decode()
    assert found(visit).draft["answers"]["B06"] == "Wa Halifa"


def test_a_paper_form_is_keyed_by_the_supervisor(given, client_of, supervisor, facilitator_kadia):
    visit = given()[0]
    browser = client_of(supervisor)
    browser.post(reverse("visits:section", args=[visit.pk, "B"]), {"B14": "2", "B05": "21", "B06": "Suharni, tetangga"})
    ends = {"day": f"{timezone.localdate():%d-%m-%Y}", "hour": "8.44"}
    assert browser.post(reverse("visits:finish", args=[visit.pk]), ends).status_code == 302
    report = Report.objects.get()
    assert (report.way, report.by, report.typed_by) == ("paper", facilitator_kadia, supervisor)


def test_the_papers_are_written(given, bring, client_of, supervisor, facilitator_kadia):
    visit = given()[0]
    browser = client_of(supervisor)
    assert browser.get(reverse("visits:form_paper", args=[visit.pk])).content[:5] == b"%PDF-"
    assert browser.get(reverse("visits:card", args=[facilitator_kadia.pk])).content[:5] == b"%PDF-"
    span = {"starts_on": "26-11-2026", "ends_on": "26-12-2026"}
    answer = browser.post(reverse("visits:letter", args=[facilitator_kadia.pk]), span, follow=True)
    assert answer.content[:5] == b"%PDF-"
    bring(visit)
    assert browser.get(reverse("visits:report_paper", args=[visit.pk])).content[:5] == b"%PDF-"


def test_the_supervisor_works_through_the_desk(given, bring, client_of, supervisor, people, found, facilitator_kadia):
    first, second, third = given(3)
    open_one = services.open_visit(citizen=people(1)[0], source="hand", by=supervisor)
    browser = client_of(supervisor)
    for visit, outcome, finding in ((first, "01", "1"), (second, "21", "2")):
        report = bring(visit, outcome, finding).report
        services.add_photo(report=report, key=report.key, kind="B09", upload=picture(), by=facilitator_kadia)
    page = browser.get(reverse("visits:desk")).content.decode()
    default = page.index('value="return" hidden')
    assert default < page.index('form="kembalikan" name="verdict" value="accept"'), "Enter in the form sends back"
    assert "Terima 2 tanpa catatan" in page and "1 belum dibagi" in page
    back = {"verdict": "return", "reason": "Foto tidak jelas"}
    browser.post(reverse("visits:judge", args=[second.pk]), back)
    assert f"Urungkan {second.number}" in browser.get(reverse("visits:desk")).content.decode()
    browser.post(reverse("visits:desk"), {"undo": second.pk})
    assert (found(second).state, found(second).return_reason) == ("done", "")
    browser.post(reverse("visits:judge", args=[second.pk]), back)
    browser.post(reverse("visits:desk"))
    assert (found(first).state, found(second).state) == ("checked", "returned")
    routes = browser.get(reverse("visits:give")).content.decode()
    assert f'value="{facilitator_kadia.pk}"' in routes
    browser.post(reverse("visits:give"), {"route_0": str(facilitator_kadia.pk), "due_on": ""})
    assert found(open_one).facilitator == facilitator_kadia
    assert User.objects.get(pk=facilitator_kadia.pk) and found(third).state == "assigned"
