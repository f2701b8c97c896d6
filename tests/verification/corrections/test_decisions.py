"""Who decides, in which order, and that nobody decides his own."""

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from dtks.registry.queries import value_text
from verification.corrections.models import Act, ChangeRequest, Decision, FieldChange, Override
from verification.corrections.queries import QUEUES, decidable_by, may_decide, returned_to
from verification.corrections.services import (
    TRANSITIONS,
    AlreadyDecided,
    Because,
    BrokenRule,
    CorrectionError,
    EvidenceMissing,
    Move,
    NotAllowed,
    ReasonMissing,
    SamePerson,
    WrongState,
    decide_fields,
    give_override,
    resubmit,
    send_back,
    withdraw,
)
from verification.corrections.services.states import enter, require

ACCEPT, REFUSE = FieldChange.Verdict.ACCEPTED, FieldChange.Verdict.REFUSED
State = ChangeRequest.State
NO_PAPER = Because("NO_PAPER")


def test_failure_3_the_maker_cannot_decide_his_own_request(nuraeni, ask, rahmawati):
    request = ask(nuraeni, {"name": "WA ODE NURAINI"}, maker=rahmawati)
    for verdict in (ACCEPT, REFUSE):
        with pytest.raises(SamePerson, match="Anda yang mengusulkan"):
            decide_fields(request=request, verdicts={"name": verdict}, reasons={"name": NO_PAPER}, checker=rahmawati)
    with pytest.raises(SamePerson):
        send_back(request=request, checker=rahmawati, because=NO_PAPER)
    assert not decidable_by(ChangeRequest.objects.all(), rahmawati).exists()


def test_failure_3_the_database_refuses_a_maker_as_checker_by_raw_sql(nuraeni, ask, rahmawati, fitriani):
    request = ask(nuraeni, {"name": "WA ODE NURAINI"})
    change = request.fields.get()
    insert = """INSERT INTO corrections_decision
        (request_id, field_change_id, kind, tier, maker_id, checker_id, reason_code, reason, at)
        VALUES (%s, %s, 'accept', 0, %s, %s, '', '', now())"""
    for maker, checker, error in (
        (fitriani.pk, fitriani.pk, IntegrityError),  # the maker himself
        (None, fitriani.pk, InternalError),  # hidden behind a null maker
        (rahmawati.pk, fitriani.pk, (IntegrityError, InternalError)),  # hidden behind another maker
    ):
        with pytest.raises(error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(insert, [request.pk, change.pk, maker, checker])


def test_row_39_no_value_counts_as_applied_without_an_acceptance_in_writing(nuraeni, ask):
    change = ask(nuraeni, {"name": "WA ODE NURAINI"}).fields.get()
    with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE corrections_fieldchange SET verdict = 'accepted', applied = true WHERE id = %s", [change.pk]
        )


def test_row_33_the_kabid_may_let_a_maker_decide_dated_and_reasoned(nuraeni, ask, rahmawati, kabid):
    request = ask(nuraeni, {"name": "WA ODE NURAINI"}, maker=rahmawati)
    with pytest.raises(ReasonMissing):
        give_override(request=request, given_by=kabid, reason=" ")
    with pytest.raises(NotAllowed):
        give_override(request=request, given_by=rahmawati, reason="sendiri")
    give_override(request=request, given_by=kabid, reason="Operator lain cuti sampai 30 November")
    decided = decide_fields(request=request, verdicts={"name": ACCEPT}, checker=rahmawati)
    assert decided.state == State.APPLIED
    assert decided.decisions.get(kind="accept").override == Override.objects.get()


def test_row_31_each_field_is_decided_by_itself(nuraeni, ask, rahmawati):
    request = ask(nuraeni, {"name": "WA ODE NURAINI", "mother_name": "WA HALIMA"})
    half = decide_fields(request=request, verdicts={"name": ACCEPT}, checker=rahmawati)
    assert half.state == State.SUBMITTED
    whole = decide_fields(
        request=request, verdicts={"mother_name": REFUSE}, reasons={"mother_name": NO_PAPER}, checker=rahmawati
    )
    nuraeni.refresh_from_db()
    assert whole.state == State.APPLIED
    assert (nuraeni.name, nuraeni.mother_name) == ("WA ODE NURAINI", "HALIMAH")
    assert list(whole.decisions.values_list("kind", flat=True)) == ["accept", "refuse", "apply"]


def test_a_refusal_needs_a_listed_reason(nuraeni, ask, rahmawati):
    request = ask(nuraeni, {"name": "WA ODE NURAINI"})
    for because in (None, Because("NONSENSE"), Because("OTHER")):
        with pytest.raises(ReasonMissing):
            decide_fields(request=request, verdicts={"name": REFUSE}, reasons={"name": because}, checker=rahmawati)
    decided = decide_fields(
        request=request,
        verdicts={"name": REFUSE},
        reasons={"name": Because("OTHER", "Bukan warga sini")},
        checker=rahmawati,
    )
    assert decided.state == State.REFUSED and decided.fields.get().reason == "Bukan warga sini"


def test_a_key_pressed_twice_decides_once(nuraeni, ask, rahmawati, salim):
    request = ask(nuraeni, {"name": "WA ODE NURAINI"})
    decide_fields(request=request, verdicts={"name": ACCEPT}, checker=rahmawati)
    for checker in (rahmawati, salim):
        with pytest.raises(AlreadyDecided):
            decide_fields(request=request, verdicts={"name": ACCEPT}, checker=checker)
    assert Decision.objects.filter(kind="accept").count() == 1


def death(ask, citizen, maker):
    return ask(citizen, {"life_state": "2"}, act="DEATH", maker=maker)


def test_failure_4_two_tiers_ask_for_two_persons(nuraeni, ask, fitriani, rahmawati, kasi):
    request = death(ask, nuraeni, fitriani)
    first = decide_fields(request=request, verdicts={"life_state": ACCEPT}, checker=rahmawati)
    nuraeni.refresh_from_db()
    assert (first.state, first.tier, nuraeni.life_state) == (State.SUBMITTED, 1, "1")
    with pytest.raises(CorrectionError):
        decide_fields(request=request, verdicts={"life_state": ACCEPT}, checker=rahmawati)
    assert decide_fields(request=request, verdicts={"life_state": ACCEPT}, checker=kasi).state == State.APPLIED


def test_row_34_tiers_decide_in_their_order_and_refusal_is_guarded_as_approval_is(
    nuraeni, ask, fitriani, rahmawati, kasi, kabid, client_of
):
    request = ask(nuraeni, {"life_state": "3"}, act="MOVE_OUT", maker=fitriani)
    page = f"/perkara/{request.pk}/putuskan/"
    ways = {"accept": {"act": "accept_all"}, "refuse": {"alasan": "OTHER_PERSON", "lingkup": "case"},
            "send_back": {"kembalikan": "ASK_CITIZEN"}}  # fmt: skip
    for turn in (rahmawati, kasi, kabid):
        waits = request.tier
        for person in {rahmawati, kasi, kabid} - {turn}:
            for way in ways.values():
                client_of(person).post(page, way)
        request.refresh_from_db()
        assert (request.state, request.tier) == (State.SUBMITTED, waits) and turn.role in request.waits_for
        client_of(turn).post(page, {"act": "save", "v-life_state": ACCEPT})
        request.refresh_from_db()
    assert request.decided_at is not None
    assert [each.checker for each in request.decisions.filter(kind="accept")] == [rahmawati, kasi, kabid]


@pytest.mark.parametrize("verb", [ACCEPT, REFUSE, "send_back"])
@pytest.mark.parametrize("tier", [0, 1, 2])
def test_failure_6_every_verb_is_guarded_at_every_tier(verb, tier, nuraeni, ask, fitriani, rahmawati, kasi, kabid):
    request = ask(nuraeni, {"life_state": "3"}, act="MOVE_OUT", maker=fitriani)
    deciders = [rahmawati, kasi, kabid]
    for earlier in deciders[:tier]:
        decide_fields(request=request, verdicts={"life_state": ACCEPT}, checker=earlier)
    request.refresh_from_db()

    def act(person):
        if verb == "send_back":
            return send_back(request=request, checker=person, because=NO_PAPER)
        return decide_fields(
            request=request, verdicts={"life_state": verb}, reasons={"life_state": NO_PAPER}, checker=person
        )

    for other in [fitriani, *(person for person in deciders if person != deciders[tier])]:
        with pytest.raises(NotAllowed):
            act(other)
    assert act(deciders[tier]).state != State.SUBMITTED or tier < 2


def test_the_operators_own_request_goes_to_kasi_a_second_operator_or_kabid(nuraeni, ask, rahmawati, salim, kasi, kabid):
    request = ask(nuraeni, {"name": "WA ODE NURAINI"}, maker=rahmawati)
    assert all(may_decide(request, person) for person in (salim, kasi, kabid))
    assert "kasi" in may_decide(request, rahmawati).sentence
    exit_ = ask(nuraeni, {"life_state": "3"}, act="MOVE_OUT", maker=rahmawati)
    assert exit_.tiers == [["kasi"], ["kabid"]]


def test_failure_9_a_broken_rule_blocks_and_alerts(nuraeni, ask, rahmawati, kabid):
    from dtks.jobs.models import Event

    Act.objects.filter(code="FIX_NAME").update(tiers=["camat"])
    request = ask(nuraeni, {"name": "WA ODE NURAINI"})
    assert Event.objects.filter(kind="change.blocked", payload={"request": request.pk}).exists()
    for person in (rahmawati, kabid):
        with pytest.raises(BrokenRule):
            decide_fields(request=request, verdicts={"name": ACCEPT}, checker=person)


def test_a_kelurahan_officer_and_somebody_of_another_area_decide_nothing(nuraeni, ask, make_user, tipulu, lahundape):
    request = ask(nuraeni, {"name": "WA ODE NURAINI"})
    for person in (make_user("lurah", "kelurahan", lahundape), make_user("jauh", "operator", tipulu)):
        with pytest.raises(NotAllowed):
            decide_fields(request=request, verdicts={"name": ACCEPT}, checker=person)


def test_what_is_listed_as_decidable_is_what_can_be_decided(nuraeni, ask, rahmawati, salim, kasi, kabid, fitriani):
    requests = [
        ask(nuraeni, {"name": "WA ODE NURAINI"}),
        ask(nuraeni, {"rt": "009"}, maker=rahmawati),
        death(ask, nuraeni, fitriani),
        ask(nuraeni, {"life_state": "3"}, act="MOVE_OUT", maker=rahmawati),
    ]
    decide_fields(request=requests[2], verdicts={"life_state": ACCEPT}, checker=rahmawati)
    for person in (rahmawati, salim, kasi, kabid, fitriani):
        listed = set(decidable_by(ChangeRequest.objects.all(), person))
        assert listed == {each for each in ChangeRequest.objects.all() if may_decide(each, person)}


def test_row_32_evidence_missing_locks_acceptance_but_not_refusal(nuraeni, ask, rahmawati, make_paper):
    request = ask(nuraeni, {"birth_place": "RAHA"}, agrees=False)
    with pytest.raises(EvidenceMissing):
        decide_fields(request=request, verdicts={"birth_place": ACCEPT}, checker=rahmawati)
    send_back(request=request, checker=rahmawati, because=NO_PAPER)
    resubmit(request=request, actor=request.maker, documents=make_paper(nuraeni, "KTP", "KK", "AKTA_LAHIR"))
    assert decide_fields(request=request, verdicts={"birth_place": ACCEPT}, checker=rahmawati).state == State.APPLIED


def test_row_35_a_returned_request_is_at_home_with_its_maker_and_keeps_its_history(
    nuraeni, ask, find, fitriani, rahmawati, make_user
):
    request = send_back(request=ask(nuraeni, {"name": "WA ODE NURAINI"}), checker=rahmawati, because=NO_PAPER)
    machine = send_back(request=find(nuraeni, {"rt": "007"}), checker=rahmawati, because=Because("NOT_CURRENT"))
    assert set(returned_to(fitriani)) == {request, machine}
    assert set(returned_to(make_user("lain", "front_desk"))) == {machine}
    assert request.return_reason == "Berkas belum lengkap"
    again = resubmit(request=request, actor=fitriani, note="KK dilampirkan")
    assert again.state == State.SUBMITTED and again.decisions.filter(kind="send_back").exists()


def test_failure_25_refusing_or_sending_back_clears_nothing(nuraeni, ask, rahmawati):
    request = ask(nuraeni, {"name": "WA ODE NURAINI"})
    send_back(request=request, checker=rahmawati, because=NO_PAPER)
    decision = Decision.objects.get()
    for change in (
        lambda: Decision.objects.filter(pk=decision.pk).delete(),
        lambda: Decision.objects.update(reason=""),
    ):
        with pytest.raises(InternalError), transaction.atomic():
            change()
    assert request.fields.get().new_value == "WA ODE NURAINI" and request.events.count() >= 2


def test_the_maker_takes_a_request_back_and_nobody_else(nuraeni, ask, rahmawati, fitriani):
    request = ask(nuraeni, {"name": "WA ODE NURAINI"})
    with pytest.raises(NotAllowed):
        withdraw(request=request, actor=rahmawati)
    assert withdraw(request=request, actor=fitriani).state == State.WITHDRAWN


def test_failure_17_every_state_has_a_list_in_which_it_is_seen():
    assert set(QUEUES) == set(State.values)


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("move", list(Move))
def test_every_move_from_every_state_is_allowed_or_refused_as_the_table_says(move, state):
    request = ChangeRequest(number="P-1", state=state)
    starts, ends = TRANSITIONS[move]
    if state in starts:
        for end in State.values:
            request.state = state
            if end in ends:
                enter(request, move, end)
                assert request.state == end
            else:
                with pytest.raises(WrongState):
                    enter(request, move, end)
    else:
        with pytest.raises(WrongState):
            require(request, move)


def test_a_second_pair_of_eyes_is_never_the_first(nuraeni, ask, rahmawati, salim, settings):
    settings.SECOND_LOOK_SHARE = 1
    request = ask(nuraeni, {"name": "WA ODE NURAINI"})
    first = decide_fields(request=request, verdicts={"name": ACCEPT}, checker=rahmawati)
    assert first.state == State.SUBMITTED and first.second_look
    with pytest.raises(NotAllowed):
        decide_fields(request=request, verdicts={"name": ACCEPT}, checker=rahmawati)
    assert decide_fields(request=request, verdicts={"name": ACCEPT}, checker=salim).state == State.APPLIED
    assert value_text(type(nuraeni).objects.get(pk=nuraeni.pk), "name") == "WA ODE NURAINI"
