"""The newborn bridge: six fields, the child hangs on its mother, the extract brings its NIK."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from dtks.accounts.models import User
from dtks.office import queries as office
from dtks.office.models import Region
from dtks.office.services import load_codes
from dtks.papers.services import load_papers, load_requirements
from dtks.registry.models import Citizen, Source
from dtks.registry.queries import family_of
from dtks.registry.services import register_citizen
from tests.verification.reconciliation.people import an_extract
from verification.corrections.models import Birth, ChangeRequest
from verification.corrections.services import NoMother, TooOld, attach_newborns, decide_fields, load_acts, report_birth
from verification.sources.models import CivilPerson, Extract

KK = "7471081403090001"
pytestmark = pytest.mark.django_db


@pytest.fixture
def mother(kadia: Region, settings) -> Citizen:
    settings.SECOND_LOOK_SHARE = 0
    for load in (load_acts, load_papers, load_requirements, load_codes):
        load()
    for cached in (office.code_labels, office.code_by_label, office.kelurahan_of_kendari):
        cached.cache_clear()
    return register_citizen(
        values={"name": "WA SAMSIA", "nik": "7471084403740002", "kk_number": KK, "relation": "3", "sex": "P",
                "birth_date": "1994-03-04", "kelurahan": kadia.code, "address": "JL. BUNGA", "rt": "3", "rw": "1"},
        actor=None, reference="Daftar No. 1", source=Source.LIST,
    )  # fmt: skip


@pytest.fixture
def born() -> date:
    return timezone.localdate() - timedelta(days=20)


@pytest.fixture
def say(db):
    """What the civil registry says of a child, in a new extract."""

    def make(nik: str, name: str, born: date, **values):
        extract = Extract.objects.first() or an_extract()
        return CivilPerson.objects.create(
            nik=nik,
            name=name,
            birth_date=born,
            extract=extract,
            changed_in=extract,
            taken_on=extract.taken_on,
            **values,
        )

    return make


def test_a_companion_reports_a_birth_in_six_fields_and_twice_is_once(
    mother: Citizen, born: date, make_user, kadia: Region, client_of
) -> None:
    client: Client = client_of(make_user("facilitator", kadia))
    page = client.get(reverse("overview:birth", args=[mother.pk])).content.decode()
    assert "WA SAMSIA" in page and page.count("<label") - page.count('type="radio"') <= 12
    sent = {"sex": "L", "birth_date": f"{born:%d-%m-%Y}", "birth_place": "KENDARI", "form_key": str(uuid.uuid4())}
    for key in (sent["form_key"], sent["form_key"], str(uuid.uuid4())):  # a double click, then the counter once more
        assert client.post(reverse("overview:birth", args=[mother.pk]), {**sent, "form_key": key}).status_code == 302
    birth = Birth.objects.get()
    assert birth.child.name == "BAYI NY. WA SAMSIA" and birth.child.nik == "" and birth.mother == mother
    assert family_of(birth.child) == family_of(mother) and birth.child.relation == "4"
    assert birth.request.act.code == "ADD_MEMBER" and birth.request.waits_for == ["operator"]
    assert "Menunggu NIK" in client.get(reverse("overview:births")).content.decode()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_birth_takes_six_fields_and_sixteen_keys(
    page: Page, sign_in: Callable[[Page, User], None], live_server, mother: Citizen, born: date, operator: User
) -> None:
    sign_in(page, operator)
    page.goto(f"{live_server.url}{mother.get_absolute_url()}")
    page.get_by_role("link", name="Catat kelahiran").click()
    fields = page.locator("main form [id^=div_id_]:visible").filter(has_not=page.locator("[disabled]"))
    assert fields.count() == 6, fields.all_inner_texts()
    page.get_by_label("Nama anak").focus()
    keys = ["Tab", "Space", "Tab", *f"{born:%d-%m-%Y}", "Control+Enter"]
    for key in keys:
        page.keyboard.press(key)
    expect(page.get_by_text("NIK menyusul sendiri")).to_be_visible()
    birth = Birth.objects.get()
    assert (birth.child.sex, birth.child.birth_date, birth.mother) == ("L", born, mother)
    assert len(keys) <= 16


def test_a_mother_is_found_by_her_name_and_chosen_among_several(
    mother: Citizen, born: date, make_user, kadia: Region, client_of
) -> None:
    other = register_citizen(
        values={"name": "WA SAMSIA", "sex": "P", "birth_date": "1990-01-01", "kelurahan": kadia.code},
        actor=None, reference="Daftar No. 1", source=Source.LIST,
    )  # fmt: skip
    client: Client = client_of(make_user("front_desk"))
    sent = {"mother": "wa samsia", "name": "La Ode Fajar", "sex": "L", "birth_date": f"{born:%d-%m-%Y}",
            "birth_place": "KENDARI"}  # fmt: skip
    asked = client.post(reverse("overview:birth_new"), sent)
    assert asked.status_code == 422 and "Ibu yang mana" in asked.content.decode()
    assert client.post(reverse("overview:birth_new"), {**sent, "mother_id": str(other.pk)}).status_code == 302
    assert Birth.objects.get().mother == other
    assert client.post(reverse("overview:birth_new"), {**sent, "mother": "tidak ada"}).status_code == 422


def test_idea_10_a_birth_goes_into_the_urgent_lane_by_its_own_button(
    mother: Citizen, born: date, operator: User, client_of
) -> None:
    sent = {"sex": "P", "birth_date": f"{born:%d-%m-%Y}", "birth_place": "KENDARI", "urgent": "1"}
    assert client_of(operator).post(reverse("overview:birth", args=[mother.pk]), sent).status_code == 302
    assert ChangeRequest.objects.get().urgent_reason == "LAHIR"


def test_twins_without_a_name_are_two_and_nobody_older_counts(mother: Citizen, born: date, operator: User) -> None:
    one, two = (
        report_birth(
            mother=mother, name="", sex="P", born_on=born, birth_place="KENDARI", maker=operator, twin=twin
        )
        for twin in (False, True)
    )  # fmt: skip
    assert (one.child.name, two.child.name) == ("BAYI NY. WA SAMSIA", "BAYI 2 NY. WA SAMSIA")
    with pytest.raises(TooOld):
        report_birth(
            mother=mother, name="", sex="P", born_on=born - timedelta(days=400), birth_place="", maker=operator
        )
    with pytest.raises(NoMother):
        report_birth(mother=one.child, name="", sex="P", born_on=born, birth_place="", maker=operator)


def test_the_extract_brings_the_nik_and_another_person_accepts_it(
    mother: Citizen, born: date, make_user, operator: User, say
) -> None:
    birth = report_birth(
        mother=mother, name="", sex="L", born_on=born, birth_place="KENDARI", maker=make_user("front_desk")
    )
    say("7471080111260003", "LA ODE FAJAR", born, sex="L", kk_number=KK, mother_name="WA SAMSIA")
    say("7471080111260004", "ORANG LAIN", born, sex="L", kk_number="7471080000000009", mother_name="HASNI")
    [found] = attach_newborns()
    assert attach_newborns() == [] and ChangeRequest.objects.filter(citizen=birth.child).count() == 2
    assert {each.field: each.new_value for each in found.fields.all()} == {
        "nik": "7471080111260003", "name": "LA ODE FAJAR",
    }  # fmt: skip
    assert (found.maker, birth.attached) == (None, False)
    decide_fields(request=found, verdicts=dict.fromkeys(["nik", "name"], "accepted"), checker=operator)
    birth.child.refresh_from_db()
    assert birth.attached
    assert birth.child.name == "LA ODE FAJAR" and family_of(birth.child) == family_of(mother)


def test_a_child_that_fits_two_persons_waits(mother: Citizen, born: date, operator: User, say) -> None:
    for twin in (False, True):
        report_birth(mother=mother, name="", sex="L", born_on=born, birth_place="", maker=operator, twin=twin)
    say("7471080111260003", "LA ODE FAJAR", born, sex="L", kk_number=KK)
    say("7471080111260004", "LA ODE FAJRI", born, sex="L", kk_number=KK)
    assert attach_newborns() == []
    assert Extract.objects.exists()
