"""The newborn bridge: six fields, the child hangs on its mother, the extract brings its NIK."""

import re
import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from consultation.desk.queries.tickets import papers_until
from dtks.accounts.models import User
from dtks.office.models import Region
from dtks.overview.queries.births import papers_of, slip_data
from dtks.papers.models import PaperKind
from dtks.papers.services import add_document
from dtks.registry.models import Citizen, Source
from dtks.registry.queries import family_of
from dtks.registry.services import register_citizen
from dtks.web.templatetags.formats import day
from verification.corrections.models import Act, Birth, ChangeRequest
from verification.corrections.queries.newborns import card_paper
from verification.corrections.services import (
    NoMother,
    TooOld,
    WrongState,
    attach_newborns,
    decide_fields,
    report_birth,
    take_back_birth,
)
from verification.sources.models import Extract
from verification.sources.services import compare_now

KK = "7471081403090001"
ASKED = "Kartu Keluarga ibunya dan Surat keterangan lahir atau Kutipan akta kelahiran"
pytestmark = pytest.mark.django_db


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
    page.get_by_label("Tanggal lahir").fill(f"{timezone.localdate() + timedelta(days=1):%d-%m-%Y}")
    page.get_by_label("Nama anak").focus()
    expect(page.get_by_text("Tanggal ini belum tiba")).to_be_visible()  # at once, before anything is sent
    page.get_by_label("Tanggal lahir").fill("")
    page.get_by_label("Nama anak").focus()
    expect(page.get_by_text("Tanggal ini belum tiba")).to_be_hidden()
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


def test_a_child_that_got_its_name_or_was_told_a_day_off_is_not_a_second_one(
    mother: Citizen, born: date, operator: User
) -> None:
    """The counter and a companion report one child, each as well as he knows"""
    told = {"mother": mother, "sex": "P", "birth_place": "", "maker": operator}
    first = report_birth(name="", born_on=born, **told)
    Citizen.objects.filter(pk=first.child_id).update(name="NUR AISYAH")
    assert report_birth(name="", born_on=born, **told) == first
    assert report_birth(name="", born_on=born - timedelta(days=1), **told) == first
    assert report_birth(name="", born_on=born, twin=True, **told) != first
    assert report_birth(name="", born_on=born, **(told | {"sex": "L"})) != first


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


def _sent(born: date, **values: str) -> dict[str, str]:
    return {"sex": "L", "birth_date": f"{born:%d-%m-%Y}", "birth_place": "KENDARI", **values}


def test_a_mother_who_is_only_like_the_typed_name_is_shown_and_has_to_be_chosen(
    mother: Citizen, born: date, make_user, kadia: Region, client_of
) -> None:
    head = register_citizen(
        values={"name": "LA ODE HASAN", "sex": "L", "kk_number": KK, "relation": "1", "kelurahan": kadia.code},
        actor=None, reference="Daftar No. 1", source=Source.LIST,
    )  # fmt: skip
    client: Client = client_of(make_user("facilitator", kadia))
    page = client.post(reverse("overview:birth_new"), _sent(born, mother="samsia"))
    text = page.content.decode()
    assert page.status_code == 422 and not Birth.objects.exists()
    assert "Ibu yang mana" in text and f"KK {head.name}" in text and mother.place_words in text and kadia.name in text
    assert client.post(
        reverse("overview:birth_new"), _sent(born, mother="samsia", mother_id=str(mother.pk))
    ).status_code == 302  # fmt: skip
    assert Birth.objects.get().mother == mother


@pytest.mark.parametrize("typed", ["Wa Samsia", "7471084403740002", "747108 440374 0002"])
def test_a_mother_is_taken_without_a_question_by_her_nik_or_her_whole_name(
    mother: Citizen, born: date, make_user, kadia: Region, client_of, typed: str
) -> None:
    client: Client = client_of(make_user("facilitator", kadia))
    assert client.post(reverse("overview:birth_new"), _sent(born, mother=typed)).status_code == 302
    assert Birth.objects.get().mother == mother


def test_a_birth_on_the_wrong_woman_is_taken_back_from_its_own_page(
    mother: Citizen, born: date, make_user, kadia: Region, client_of
) -> None:
    client: Client = client_of(make_user("facilitator", kadia))
    done = client.post(reverse("overview:birth", args=[mother.pk]), _sent(born), follow=True)
    birth = Birth.objects.get()
    assert "Keliru? Tarik" in done.content.decode() and done.redirect_chain[-1][0] == birth.get_absolute_url()
    other = client_of(make_user("facilitator", kadia))
    other.post(reverse("overview:birth_take_back", args=[birth.pk]))
    assert ChangeRequest.objects.get().state == "submitted"  # only who reported it takes it back
    client.post(reverse("overview:birth_take_back", args=[birth.pk]))
    birth = Birth.objects.get()
    assert (birth.request.state, birth.child.life_state, birth.taken_back) == ("withdrawn", "9", True)
    assert family_of(birth.child) is None and not Birth.objects.waiting().exists()
    client.post(reverse("overview:birth", args=[mother.pk]), _sent(born))  # the same birth, rightly this time
    assert Birth.objects.standing().count() == 1
    assert "Ditarik" in client.get(reverse("overview:births")).content.decode()


def test_a_future_day_is_refused_at_its_field_before_a_mother_is_chosen(
    mother: Citizen, make_user, kadia: Region, client_of
) -> None:
    client: Client = client_of(make_user("facilitator", kadia))
    tomorrow = timezone.localdate() + timedelta(days=1)
    page = client.post(reverse("overview:birth_new"), _sent(tomorrow, mother="samsia"))
    assert page.status_code == 422 and {"birth_date", "mother_id"} <= set(page.context["form"].errors)
    assert "belum tiba" in str(page.context["form"].errors["birth_date"])


def test_a_birth_that_is_applied_or_has_a_nik_is_not_taken_back(
    mother: Citizen, born: date, make_user, operator: User, say
) -> None:
    desk = make_user("front_desk")
    birth = report_birth(mother=mother, name="", sex="L", born_on=born, birth_place="", maker=desk)
    say("7471080111260003", "LA ODE FAJAR", born, sex="L", kk_number=KK)
    [found] = attach_newborns()
    with pytest.raises(WrongState, match=found.number):
        take_back_birth(birth=birth, actor=desk)
    birth.child.refresh_from_db()
    assert not birth.taken_back and ChangeRequest.objects.get(pk=birth.request_id).state == "submitted"


def test_the_form_says_before_sending_what_is_asked_and_until_when(
    mother: Citizen, make_user, kadia: Region, client_of
) -> None:
    client = client_of(make_user("facilitator", kadia))
    text = client.get(reverse("overview:birth_new")).content.decode()
    assert f"Yang diminta: {ASKED}" in text
    assert f"<strong>{day(papers_until(timezone.localdate()))}</strong>; sebelum itu ada, usulannya belum" in text
    Act.objects.filter(code="ADD_MEMBER").update(evidence="warn")
    assert "belum dapat diterima" not in client.get(reverse("overview:birth_new")).content.decode()


def test_a_birth_without_papers_says_what_locks_it_and_its_slip_what_to_bring(
    mother: Citizen, born: date, make_user, kadia: Region, operator: User, client_of
) -> None:
    client: Client = client_of(make_user("facilitator", kadia))
    page = client.post(reverse("overview:birth", args=[mother.pk]), _sent(born), follow=True).content.decode()
    assert f"Masih diminta: {ASKED}" in page
    birth = Birth.objects.get()
    slip = slip_data(birth, papers_of(birth))
    assert [card["name"] for card in slip["missing"]] == ["Kartu Keluarga ibu", "Surat keterangan lahir"]
    assert slip["until"] and not re.search(r"\d{16}", str(slip))
    answer = client.get(reverse("overview:birth_slip", args=[birth.pk, "a5"]))
    assert answer.status_code == 200 and answer.content.startswith(b"%PDF")
    kinds = PaperKind.objects.filter(code__in=["SK_LAHIR", "KK"]).values_list("pk", flat=True)
    client.post(reverse("overview:birth_papers", args=[birth.pk]), {"papers": list(kinds)})
    done = decide_fields(request=birth.request, verdicts={"register_state": "accepted"}, checker=operator)
    assert (done.state, papers_of(Birth.objects.get()).missing) == ("applied", [])


def test_the_mothers_card_in_the_archive_is_asked_of_nobody_again(
    mother: Citizen, born: date, make_user, kadia: Region, operator: User, client_of
) -> None:
    desk = make_user("front_desk")
    card = add_document(citizen=mother, kind="KK", form="original", seen_by=desk, readings={"kk_number": KK})
    client: Client = client_of(make_user("facilitator", kadia))
    assert card.number in client.get(reverse("overview:birth", args=[mother.pk])).content.decode()
    paper = PaperKind.objects.get(code="SK_LAHIR")
    client.post(reverse("overview:birth", args=[mother.pk]), _sent(born, papers=str(paper.pk)))
    birth = Birth.objects.get()
    assert card in [each.document for each in birth.request.evidence.all()]
    assert papers_of(birth).missing == []
    decide_fields(request=birth.request, verdicts={"register_state": "accepted"}, checker=operator)
    assert ChangeRequest.objects.get(pk=birth.request_id).state == "applied"


def test_a_card_that_reads_another_number_is_no_paper_of_the_mothers_card(mother: Citizen, operator: User) -> None:
    add_document(
        citizen=mother, kind="KK", form="original", seen_by=operator, readings={"kk_number": "7471081403090009"}
    )
    assert card_paper(mother) is None


def test_a_birth_is_one_tap_from_the_home_of_a_facilitator(make_user, kadia: Region, client_of) -> None:
    client: Client = client_of(make_user("facilitator", kadia))
    for home in ("overview:home", "visits:day"):
        assert f'href="{reverse("overview:birth_new")}"' in client.get(reverse(home)).content.decode()


def _reported(mother: Citizen, born: date, maker: User) -> Birth:
    return report_birth(mother=mother, name="", sex="L", born_on=born, birth_place="KENDARI", maker=maker)


def test_a_newborn_without_nik_is_no_mismatch_but_waits(
    mother: Citizen, born: date, make_user, kadia: Region, operator: User, client_of, say
) -> None:
    say("7471084403740009", "ORANG LAIN", born - timedelta(days=9000))
    birth = _reported(mother, born, make_user("facilitator", kadia))
    request = birth.request
    assert (request.result_class, request.confidence, request.explanation.get("bars")) == ("NO_NIK", None, [])
    client = client_of(operator)
    case = client.get(reverse("workbench:case", args=[request.pk])).content.decode()
    assert "Belum punya NIK, menunggu" in case and "Mengapa orang yang sama" not in case
    assert "Tidak ditemukan" not in case and "berganti" in case and "huruf" not in case
    page = client.get(birth.child.get_absolute_url()).content.decode()
    assert "Belum punya NIK, menunggu" in page and "Laporan kelahiran" in page
    assert "tidak ditemukan" not in page.lower() and "Loket 2026" not in page


def test_a_newborn_is_compared_again_as_anybody_once_it_has_its_nik(
    mother: Citizen, born: date, make_user, operator: User, say
) -> None:
    birth = _reported(mother, born, make_user("front_desk"))
    say("7471080111260003", "LA ODE FAJAR", born, sex="L", kk_number=KK, mother_name="WA SAMSIA")
    [found] = attach_newborns()
    assert "MOTHER" in found.explanation["codes"]
    decide_fields(request=found, verdicts=dict.fromkeys(["nik", "name"], "accepted"), checker=operator)
    child = Citizen.objects.get(pk=birth.child_id)
    assert not child.awaits_nik and compare_now(citizen=child).result_class != "NO_NIK"
