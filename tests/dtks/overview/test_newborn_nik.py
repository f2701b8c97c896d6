"""How a newborn gets its NIK: it waits and is nobody's fault, and its two requests are decided together."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from dtks.accounts.models import User
from dtks.assignments.models import Assignment
from dtks.jobs.services import run_inline
from dtks.registry.models import Citizen
from tests.dtks.overview.conftest import KK
from verification.corrections.models import Birth, ChangeRequest
from verification.corrections.services import attach_newborns, decide_fields, report_birth
from verification.monthly.queries.preflight import candidates, preflight, row_values, surroundings, with_contents
from verification.reconciliation import queries, services
from verification.reconciliation.services.assigning import start_assigning
from verification.sources.models import Comparison
from verification.workbench.queries.matters import matters_of

pytestmark = pytest.mark.django_db
NIK = "7471080111260003"
TOGETHER = "Anak yang sama: NIK-nya dikirim ke pusat dalam usulan yang memasukkannya."


@pytest.fixture
def birth(mother: Citizen, born: date, make_user) -> Birth:
    maker = make_user("front_desk")
    return report_birth(mother=mother, name="", sex="L", born_on=born, birth_place="KENDARI", maker=maker)


@pytest.fixture
def numbered(birth: Birth, born: date, say) -> ChangeRequest:
    """The extract has brought the child's NIK, and the bridge has proposed it."""
    say(NIK, "LA ODE FAJAR", born, sex="L", kk_number=KK, mother_name="WA SAMSIA")
    [found] = attach_newborns()
    return found


def run_now():
    run = services.start_run(actor=None, inline=True)
    run_inline(job=run.job)
    run_inline(job=start_assigning(run=run, actor=None))
    return run


def accept(request: ChangeRequest, checker: User) -> ChangeRequest:
    fields = request.fields.values_list("field", flat=True)
    decide_fields(request=request, verdicts=dict.fromkeys(fields, "accepted"), checker=checker)
    request.refresh_from_db()
    return request


def test_a_run_says_of_a_newborn_without_nik_that_it_waits_and_makes_it_nobodys_work(
    birth: Birth, mother: Citizen, say
) -> None:
    say("7471084403740002", "WA SAMSIA", date(1994, 3, 4), sex="P", kk_number=KK)
    run = run_now()
    child = queries.latest_result(birth.child)
    assert child is not None
    assert (child.result_class, Comparison.AWAITS_NIK in child.codes) == ("NO_NIK", True)
    assert run.results.count() == 2
    assert not run.results.filter(result_class="NOT_FOUND").exists()
    assert not Assignment.objects.filter(citizen=birth.child).exists()


def test_who_is_no_reported_newborn_is_still_not_found(birth: Birth, mother: Citizen, say) -> None:
    say("7471080101700009", "ORANG LAIN", date(1970, 1, 1), sex="L")
    assert run_now().results.get(citizen=mother).result_class == "NOT_FOUND"


def test_a_run_leaves_the_nik_that_the_bridge_proposed_and_compares_the_child_once_it_is_accepted(
    birth: Birth, numbered: ChangeRequest, operator: User
) -> None:
    run_now()
    numbered.refresh_from_db()
    assert numbered.is_open
    assert numbered.fields.get(field="nik").new_value == NIK
    accept(numbered, operator)
    found = run_now().results.get(citizen=birth.child)
    assert found.civil_person is not None and found.civil_person.nik == NIK
    assert found.result_class == "MATCH"


def test_row_38_the_two_requests_of_a_newborn_are_decided_together(
    birth: Birth, numbered: ChangeRequest, operator: User, client_of
) -> None:
    client: Client = client_of(operator)
    for one, other in ((birth.request, numbered), (numbered, birth.request)):
        case = client.get(reverse("workbench:case", args=[one.pk])).content.decode()
        assert f"{TOGETHER} Putuskan bersama." in case
        assert reverse("workbench:case", args=[other.pk]) in case
    page = client.get(birth.get_absolute_url()).content.decode()
    assert numbered.number in page and "putuskan bersama" in page


def test_an_accepted_nik_goes_to_the_centre_in_the_row_that_brings_the_child(
    birth: Birth, numbered: ChangeRequest, operator: User, kasi: User
) -> None:
    accept(numbered, operator)
    [matter] = [each for each in matters_of(birth.request) if each.request.pk == numbered.pk]
    assert matter.words == f"{TOGETHER} Sudah diterapkan sesudah usulan ini dibuat."
    assert not matter.binds, "nothing is left to be decided with it"
    held = dict(preflight(candidates()))
    assert held[numbered] is not None and held[numbered].code == "NOT_LISTED"
    ChangeRequest.objects.filter(pk=birth.request_id).update(state="applied", decided_at=numbered.decided_at)
    [request] = with_contents(ChangeRequest.objects.filter(pk=birth.request_id))
    row = row_values(request, request.citizen, surroundings([request]))
    assert (row["nik"], row["name"]) == (NIK, "LA ODE FAJAR")
    assert row["kk_number"] == KK
