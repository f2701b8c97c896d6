"""A citizen's file: what is known and from where, who may see it, who looked."""

from datetime import date

import pytest

from dtks.accounts.models import ReadLog
from dtks.office.queries import code_by_label, code_labels
from dtks.registry.models import Citizen, Source
from dtks.registry.services import register_citizen, set_values
from verification.corrections.models import ChangeRequest
from verification.corrections.services import Because, load_acts, load_reasons, resubmit, send_back

pytestmark = pytest.mark.django_db
NIK, NEW_NIK = "7471085203840012", "7471085203840021"


@pytest.fixture(autouse=True)
def empty_tables():
    for cached in (code_labels, code_by_label):
        cached.cache_clear()


@pytest.fixture
def citizen(kadia):
    made = register_citizen(
        values={"name": "WA ODE NURAENI", "nik": NIK, "kelurahan": kadia.code, "mother_name": "HALIMAH"},
        actor=None, reference="Daftar 31", source=Source.LIST, on=date(2026, 9, 1),
    )  # fmt: skip
    by = {"citizen": made, "on": date(2026, 11, 18)}
    set_values(values={"nik": NEW_NIK}, source=Source.CORRECTION, reference="P-2611-0482", **by)
    set_values(values={"nik": NIK}, source=Source.LIST, reference="Daftar 32", **by)
    return made


def shown(browser, url):
    answer = browser.get(url)
    assert answer.status_code == 200
    return answer.content.decode().replace("<i>", "").replace("</i>", "")


def test_the_page_says_where_each_value_comes_from_and_what_the_centre_says_otherwise(citizen, client_of, operator):
    page = shown(client_of(operator), citizen.get_absolute_url())
    assert NEW_NIK in page
    assert "Perbaikan disetujui 2026" in page
    assert "Daftar pusat: Daftar 32 menyebut lain:" in page


def test_an_earlier_nik_stands_on_the_page_with_its_dates(citizen, client_of, operator):
    assert "Pernah dikenal sebagai" in shown(client_of(operator), citizen.get_absolute_url())


def test_no_whole_nik_leaves_the_server_for_the_front_desk(citizen, client_of, front_desk):
    browser = client_of(front_desk)
    for part in ("", "/perkara", "/berkas", "/riwayat-isian", "/pembukaan"):
        page = shown(browser, f"{citizen.get_absolute_url()}{part}")
        assert NIK not in page and NEW_NIK not in page, part


def test_opening_the_page_is_written_down_and_seen_by_all(citizen, client_of, operator, front_desk):
    client_of(front_desk).get(citizen.get_absolute_url())
    assert ReadLog.objects.filter(user=front_desk, act="open", subject_id=citizen.pk).count() == 1
    assert str(front_desk) in shown(client_of(operator), f"{citizen.get_absolute_url()}/pembukaan")


def test_the_history_of_fields_tells_old_new_and_why(citizen, client_of, operator):
    page = shown(client_of(operator), f"{citizen.get_absolute_url()}/riwayat-isian")
    assert NIK in page and NEW_NIK in page and "perbaikan disetujui: P-2611-0482" in page


@pytest.mark.parametrize("part", ["", "/perkara", "/berkas", "/riwayat-isian", "/pembukaan"])
def test_a_citizens_page_asks_few_questions(citizen, client_of, operator, django_assert_max_num_queries, part):
    browser = client_of(operator)
    browser.get("/warga")
    with django_assert_max_num_queries(12 if part in ("", "/perkara") else 15):
        browser.get(f"{citizen.get_absolute_url()}{part}")


def test_a_person_without_nik_is_written_down_by_the_counter(kadia, client_of, front_desk):
    answer = client_of(front_desk).post("/warga/baru", {"name": "NURANI TAMBURAKA", "kelurahan": kadia.code})
    made = Citizen.objects.get(name="NURANI TAMBURAKA")
    assert answer.status_code == 302 and answer.url == made.get_absolute_url()
    assert (made.nik_problem, made.source_of("name")["source"]) == ("NO_NIK", "desk")


def test_somebody_who_is_known_is_shown_before_he_is_written_down_again(citizen, kadia, client_of, front_desk):
    browser = client_of(front_desk)
    again = {"name": "WD NURAENI", "nik": NEW_NIK, "kelurahan": kadia.code}
    answer = browser.post("/warga/baru", again)
    assert answer.status_code == 409 and "Mungkin sudah tercatat" in answer.content.decode()
    assert Citizen.objects.count() == 1
    browser.post("/warga/baru", {**again, "known_anyway": "on"})
    assert Citizen.objects.count() == 2


def test_an_impossible_birth_date_is_said_under_its_field(kadia, client_of, front_desk):
    form = {"name": "LA MBALIA", "kelurahan": kadia.code, "birth_date": "31-02-1984"}
    answer = client_of(front_desk).post("/warga/baru", form)
    assert answer.status_code == 422 and not Citizen.objects.exists()


@pytest.fixture
def acts(db):
    load_acts()
    load_reasons()


@pytest.mark.usefixtures("acts")
def test_what_is_typed_over_a_value_becomes_a_proposal_that_somebody_else_decides(citizen, client_of, operator):
    browser = client_of(operator)
    page = f"{citizen.get_absolute_url()}/usulkan"
    form = browser.get(page).context["form"]
    typed = {name: form.initial.get(name, "") for name in form.fields}
    answer = browser.post(page, {**typed, "name": "WA ODE NURAINI", "reason": "KTP dibawa ke loket"})
    assert answer.status_code == 302
    request = ChangeRequest.objects.get()
    assert (request.maker, request.origin, request.state) == (operator, "citizen_page", "submitted")
    assert [(each.field, each.old_value, each.new_value) for each in request.fields.all()] == [
        ("name", "WA ODE NURAENI", "WA ODE NURAINI")
    ]


@pytest.mark.usefixtures("acts")
def test_nothing_typed_is_no_proposal(citizen, client_of, operator):
    browser = client_of(operator)
    page = f"{citizen.get_absolute_url()}/usulkan"
    form = browser.get(page).context["form"]
    typed = {name: form.initial.get(name, "") for name in form.fields}
    assert browser.post(page, {**typed, "reason": "tidak ada"}).status_code == 422
    assert not ChangeRequest.objects.exists()


@pytest.mark.usefixtures("acts")
@pytest.mark.parametrize(("field", "text"), [("rt", "abc"), ("rw", "satu"), ("name", "<b>X</b>"), ("address", "{}")])
def test_nonsense_is_asked_about_at_its_field_and_proposes_nothing(citizen, client_of, operator, field, text):
    browser, page = client_of(operator), f"{citizen.get_absolute_url()}/usulkan"
    form = browser.get(page).context["form"]
    typed = {name: form.initial.get(name, "") for name in form.fields} | {"reason": "KTP", field: text}
    answer = browser.post(page, typed)
    assert answer.status_code == 422 and field in answer.context["form"].errors
    assert not ChangeRequest.objects.exists()


@pytest.mark.usefixtures("acts")
def test_a_counter_without_whole_numbers_proposes_a_name_and_leaves_the_nik_alone(citizen, client_of, front_desk):
    browser = client_of(front_desk)
    page = f"{citizen.get_absolute_url()}/usulkan"
    answer = browser.get(page)
    assert NEW_NIK not in answer.content.decode()
    form = answer.context["form"]
    typed = {name: form.initial.get(name, "") for name in form.fields}
    browser.post(page, {**typed, "mother_name": "WA HALIMAH", "reason": "akta lahir"})
    assert [each.field for each in ChangeRequest.objects.get().fields.all()] == ["mother_name"]


@pytest.mark.usefixtures("acts")
def test_failure_14_a_record_keeps_its_own_numbers_and_is_no_conflict_with_itself(citizen, client_of, operator, kabid):
    browser, page = client_of(operator), f"{citizen.get_absolute_url()}/usulkan"
    form = browser.get(page).context["form"]
    typed = {name: form.initial.get(name, "") for name in form.fields} | {"reason": "KTP"}
    own = " ".join(NEW_NIK[start : start + 4] for start in range(0, 16, 4))
    assert browser.post(page, {**typed, "nik": own, "name": "WA ODE NURAINI"}).status_code == 302
    request = ChangeRequest.objects.get()
    assert [each.field for each in request.fields.all()] == ["name"]
    send_back(request=request, checker=kabid, because=Because("NO_PAPER"))
    assert resubmit(request=request, actor=operator).state == ChangeRequest.State.SUBMITTED
    again = browser.post(page, {**typed, "nik": own, "name": "WA ODE NURAINI"})
    assert again.status_code == 302 and ChangeRequest.objects.count() == 1
