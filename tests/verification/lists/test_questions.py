"""A new id with a known number: two persons say who is who before two records become one."""

import uuid
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from dtks.registry.models import AidRecord, Citizen, Programme, SchemeStanding
from tests.verification.lists.made import make_list
from verification.lists import services
from verification.lists.models import IdentityQuestion, ListRow
from verification.lists.services.judging import Meeting
from verification.lists.services.writing import _add_history

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(citizen_kadia):
    """The known person left the list; a new id with the same number came."""
    central = make_list()
    known = citizen_kadia
    Citizen.objects.filter(pk=known.pk).update(register_state="left", dtks_id="D-OLD")
    new = Citizen.objects.create(
        name=known.name.replace("A", "AA", 1), nik=known.nik, kelurahan=known.kelurahan, dtks_id="D-NEW", desil=2,
        register_state="listed",
    )  # fmt: skip
    SchemeStanding.objects.create(
        citizen=new, scheme="dtks", period=date(2026, 10, 1), listed=True, member_id="D-NEW", desil=2, reference="No. 2"
    )
    programme = Programme.objects.create(code="PKH", label="PKH", short_label="PKH", unit="family")
    AidRecord.objects.create(citizen=new, programme=programme, period=date(2026, 10, 1), state="YA", reference="No. 2")
    return IdentityQuestion.objects.create(citizen=new, other=Citizen.objects.get(pk=known.pk), central_list=central)


def test_same_person_needs_two_people_and_then_the_new_record_leads_to_the_old(question, operator, kasi):
    services.answer_question(question=question, answer="same", reason="KTP dilihat", actor=operator)
    with pytest.raises(services.SecondPersonNeeded):
        services.confirm_same(question=question, actor=operator)
    assert Citizen.objects.get(pk=question.citizen_id).life_state == "1"
    services.confirm_same(question=question, actor=kasi)
    kept, alias = Citizen.objects.get(pk=question.other_id), Citizen.objects.get(pk=question.citizen_id)
    assert (kept.dtks_id, kept.register_state, kept.desil) == ("D-NEW", "listed", 2)
    assert kept.identifiers.filter(value="D-OLD").exclude(ended_on=None).exists()
    assert (alias.dtks_id, alias.life_state) == ("", "9") and alias.merged_into.kept == kept
    assert (kept.aid.count(), alias.aid.count()) == (1, 0) and kept.standings.get().member_id == "D-NEW"
    assert IdentityQuestion.objects.get().state == "same"


def test_the_database_refuses_one_person_as_both(question, operator):
    services.answer_question(question=question, answer="same", reason="KTP", actor=operator)
    with pytest.raises(IntegrityError), transaction.atomic():
        IdentityQuestion.objects.update(confirmed_by=operator, confirmed_at="2026-11-20T00:00:00Z")


def test_another_person_changes_nobody_and_the_second_answer_loses(question, operator, kasi):
    services.answer_question(question=question, answer="other", reason="dua KTP dilihat", actor=operator)
    with pytest.raises(services.AlreadyAnswered, match="orang lain"):
        services.answer_question(question=question, answer="same", reason="x", actor=kasi)
    assert {each.life_state for each in Citizen.objects.all()} == {"1"}


def test_who_does_not_agree_opens_it_again_and_what_was_said_stays(question, operator, kasi):
    services.answer_question(question=question, answer="same", reason="KTP dilihat", actor=operator)
    services.reopen_question(question=question, reason="tanggal lahir beda", actor=kasi)
    question.refresh_from_db()
    assert question.state == "open" and "tanggal lahir beda" in question.reason
    answers = question.events.order_by("pgh_id").values_list("answer", flat=True)
    assert list(answers)[-2:] == ["same", ""]


def test_a_question_is_seen_only_by_who_works_where_both_live(question, make_user, kadia, lahundape):
    assert IdentityQuestion.objects.visible_to(make_user("operator", kadia)).exists()
    Citizen.objects.filter(pk=question.other_id).update(kelurahan=lahundape)
    assert not IdentityQuestion.objects.visible_to(make_user("operator", kadia, username="lain")).exists()
    assert not IdentityQuestion.objects.visible_to(make_user("operator", lahundape, username="lagi")).exists()
    assert IdentityQuestion.objects.visible_to(make_user("kasi")).exists()


def test_the_page_marks_the_difference_and_a_double_click_answers_once(question, operator, kasi, client_of):
    page = client_of(operator).get(question.get_absolute_url())
    text = page.content.decode()
    assert 'name="original_seen"' in text  # a paper that was seen and not scanned counts by this tick
    assert "Sudah kita kenal" in text and "<mark>" in text
    client, sent = client_of(operator), {"answer": "same", "reason": "KTP", "form_key": str(uuid.uuid4())}
    assert client.post(question.get_absolute_url(), {**sent, "reason": ""}).status_code == 422
    for _ in range(2):
        assert client.post(question.get_absolute_url(), sent).status_code == 302
    home = client_of(kasi).get(reverse("overview:home")).content.decode()
    assert "menunggu Anda menegaskan" in home
    assert question.get_absolute_url() not in client_of(operator).get(reverse("overview:home")).content.decode()
    client_of(kasi).post(reverse("lists:confirm", args=[question.pk]), {"form_key": str(uuid.uuid4())})
    assert Citizen.objects.get(pk=question.citizen_id).life_state == "9"


def test_the_aid_of_a_later_list_that_names_the_joined_record_stands_at_the_one_that_counts(question, operator, kasi):
    services.answer_question(question=question, answer="same", reason="KTP dilihat", actor=operator)
    services.confirm_same(question=question, actor=kasi)
    kept, alias = Citizen.objects.get(pk=question.other_id), Citizen.objects.get(pk=question.citizen_id)
    later = make_list()
    row = ListRow(central_list=later, row_no=1, values={"name": alias.name, "aid:PKH": "YA"})
    _add_history(later, [Meeting(row=row, citizen=alias)])
    assert kept.aid.filter(period=later.period).exists() and not alias.aid.filter(period=later.period).exists()
