"""Two acts on one card do not stand open together: a succession, a death, an exit; a new card is nobody else's."""

from datetime import date

import pytest

from dtks.jobs.services import sweep_events
from dtks.office.queries import code_by_label, code_labels
from dtks.office.services import load_codes
from dtks.papers.services import add_document
from dtks.registry.models import Citizen, LifeState, RegisterState, Source
from dtks.registry.queries import family_of
from dtks.registry.services import set_values
from tests.verification.corrections.people import a_person
from verification.corrections.models import ChangeRequest, Origin
from verification.corrections.queries.act_forms import act_forms
from verification.corrections.services import (
    Because,
    BrokenPlan,
    MemberPlace,
    Newcomer,
    Proposal,
    decide_fields,
    propose,
    propose_act,
    propose_many,
    propose_succession,
    reverse,
    undo_decision,
    withdraw,
)
from verification.workbench.queries.matters import matters_of

pytestmark = pytest.mark.django_db
OLD, NEW, TAKEN = "7471051403090001", "7471051811260002", "7471051811260003"
ACCEPT = {"kk_number": "accepted", "relation": "accepted"}
REMOVED, DEAD = RegisterState.REMOVED.value, LifeState.DECEASED.value


@pytest.fixture(autouse=True)
def codes(db):
    load_codes()
    for cached in (code_labels, code_by_label):
        cached.cache_clear()


@pytest.fixture
def family(lahundape):
    """A head, his wife, a grown son."""
    rows = [("LA NDOASA", "1", "1965-01-02", "L", "2"), ("WA SAMSIA", "3", "1974-03-04", "P", "2"),
            ("RAHMAT", "4", "2002-05-06", "L", "1")]  # fmt: skip
    return [a_person(*row, lahundape, card=OLD) for row in rows]


@pytest.fixture
def succession(family, rahmawati):
    """Files that the wife follows the dead head, on a new card."""

    def file(number=NEW, maker=rahmawati, without=(), **changes):
        head, wife, son = family
        papers = [
            add_document(citizen=wife, kind=kind, form="original", seen_by=maker) for kind in ("AKTA_MATI", "KK", "KTP")
        ]
        places = [
            MemberPlace(citizen=head, deceased=True), MemberPlace(citizen=wife, number=number, relation="1"),
            MemberPlace(citizen=son, number=number, relation="4"),
        ]  # fmt: skip
        places = [each for each in places if each.citizen not in without]
        said = {"kind": "died", "event_on": date(2026, 11, 2), "successor": wife, "documents": papers}
        return propose_succession(household=family_of(head), maker=maker, places=places, **(said | changes))

    return file


@pytest.fixture
def machine_death(family):
    """Disdukcapil tells that the head died."""

    def tell(citizen=None):
        return propose_many(
            proposals=[Proposal(citizen_id=(citizen or family[0]).pk, values={"life_state": DEAD}, act="DEATH")],
            origin=Origin.VITAL_EVENT, origin_reference="Kematian",
        )  # fmt: skip

    return tell


def state(request):
    return ChangeRequest.objects.get(pk=request.pk).state


def decided(request, verdicts, *people, **more):
    for person in people:
        decide_fields(request=request, verdicts=verdicts, checker=person, **more)
    sweep_events()
    request.refresh_from_db()


def test_a_new_card_that_is_another_familys_is_refused_at_filing_with_a_way_on(
    succession, lahundape, tipulu, make_user
):
    a_person("WA ODE", "4", "1980-01-01", "P", "2", lahundape, card=TAKEN)  # no head stands on it, and still it is hers
    with pytest.raises(BrokenPlan, match="dipakai keluarga WA ODE, bukan kartu baru.*Gabung KK"):
        succession(TAKEN)
    with pytest.raises(BrokenPlan, match="keluarga lain di luar wilayah Anda") as refused:
        succession(TAKEN, maker=make_user("tipulu", "kelurahan", tipulu))
    assert "WA ODE" not in str(refused.value)
    assert not ChangeRequest.objects.exists()


def test_a_new_card_on_which_only_this_family_stands_is_its_own(family, succession, kasi, kabid):
    son = family[2]
    set_values(citizen=son, values={"kk_number": NEW}, source=Source.CIVIL, reference="", on=date(2026, 11, 3))
    request = succession(without=[son], newcomers=[Newcomer(citizen=son, number=NEW, relation="4")])
    decided(request, ACCEPT, kasi, kabid)
    assert (request.state, family_of(family[1]), family_of(son)) == ("applied", family_of(son), family_of(family[1]))


def test_a_succession_answers_the_death_that_disdukcapil_told_and_gives_it_back_when_it_is_refused(
    family, succession, machine_death, kasi, kabid
):
    [death] = machine_death().made
    request = succession()
    assert (state(death), state(request)) == ("withdrawn", "submitted")
    assert request.number in ChangeRequest.objects.get(pk=death.pk).return_reason
    again = machine_death()
    assert (again.made, again.already_open) == ([], 1)
    refused = dict.fromkeys(ACCEPT, "refused")
    decided(request, refused, kasi, reasons=dict.fromkeys(ACCEPT, Because("NO_PAPER")))
    assert (state(request), state(death)) == ("refused", "submitted")
    undo_decision(request=request, actor=kasi)
    sweep_events()
    assert (state(request), state(death)) == ("submitted", "withdrawn")
    decided(request, ACCEPT, kasi, kabid)
    assert (state(request), state(death)) == ("applied", "withdrawn")
    assert Citizen.objects.get(pk=family[0].pk).life_state == DEAD


def test_what_a_withdrawn_or_reversed_succession_had_answered_waits_again(
    succession, machine_death, kasi, kabid, rahmawati
):
    [death] = machine_death().made
    request = succession()
    withdraw(request=request, actor=rahmawati)
    sweep_events()
    assert state(death) == "submitted"
    request = succession()
    assert state(death) == "withdrawn"
    decided(request, ACCEPT, kasi, kabid)
    back = reverse(request=request, maker=rahmawati, reason="Ternyata hidup")
    decided(back, ACCEPT, kasi, kabid)
    assert (state(request), state(death)) == ("reversed", "submitted")


def test_a_succession_does_not_stand_beside_a_death_that_it_does_not_answer(
    family, succession, machine_death, fitriani
):
    [other] = machine_death(family[2]).made
    with pytest.raises(BrokenPlan, match=f"{other.number}.*RAHMAT.*Tandai RAHMAT meninggal di sini"):
        succession()
    ChangeRequest.objects.filter(pk=other.pk).update(state="refused")
    told = propose(
        citizen=family[0], act="DEATH", values={"life_state": DEAD}, origin=Origin.VISIT, maker=fitriani,
        origin_reference="Kunjungan K-2611-0003",
    )  # fmt: skip
    with pytest.raises(BrokenPlan, match=f"{told.number}.*minta pengusulnya menarik"):
        succession()


def test_a_death_is_not_filed_beside_an_open_succession_of_its_card(family, succession, fitriani):
    request = succession()
    with pytest.raises(BrokenPlan, match=request.number):
        propose_act(
            form=act_forms()["meninggal"], citizen=family[2], values={family[2]: {"life_state": DEAD}}, maker=fitriani,
            event_on=date(2026, 11, 3),
        )  # fmt: skip


@pytest.mark.parametrize("first", ["meninggal", "menolak"])
def test_who_is_said_to_have_died_does_not_refuse_his_aid_as_well(make_citizen, rahmawati, first):
    alone = make_citizen(name="LA ODE SENDIRI", nik="")  # on no card
    said = {"meninggal": {"life_state": DEAD}, "menolak": {"register_state": REMOVED}}
    second = next(slug for slug in said if slug != first)
    request = propose_act(form=act_forms()[first], citizen=alone, values={alone: said[first]}, maker=rahmawati)
    with pytest.raises(BrokenPlan, match=f"{request.number}.*satu orang keluar dengan satu sebab"):
        propose_act(form=act_forms()[second], citizen=alone, values={alone: said[second]}, maker=rahmawati)
    by_visit = propose(
        citizen=alone, act=act_forms()[second].code, values=said[second], origin=Origin.VISIT, maker=rahmawati
    )
    [matter] = matters_of(ChangeRequest.objects.select_related("act").get(pk=by_visit.pk))
    assert matter.binds and matter.words.startswith("Keduanya mengeluarkan orang yang sama")
