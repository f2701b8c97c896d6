"""Random acts of random people on random requests: no request is lost, no value changes without another's approval."""

from collections.abc import Callable
from typing import Any, ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from dtks.accounts.models import User
from dtks.registry.models import Citizen
from dtks.web.refusals import Refusal
from tests.verification.corrections.invariants import assert_all_holds, values
from verification.corrections.models import Act, ChangeRequest, Origin, Reason
from verification.corrections.services import (
    Because,
    decide_fields,
    give_override,
    propose,
    resubmit,
    retry_apply,
    reverse,
    send_back,
    undo_decision,
    withdraw,
)

WORDS = ("WA ODE SATU", "WA ODE DUA", "WA ODE TIGA")
CHANGES = [{"name": word} for word in WORDS] + [{"rt": "007"}, {"rt": "008", "mother_name": "WA HALIMA"}]


person, citizen, which = st.integers(0, 4), st.integers(0, 1), st.integers(0, 30)
change = st.sampled_from(CHANGES)


class Office(RuleBasedStateMachine):
    """The office as a machine; what it does is taken back after each example."""

    people: ClassVar[list[User]]
    citizens: ClassVar[list[Citizen]]

    def __init__(self) -> None:
        super().__init__()
        self.taken = transaction.atomic()
        self.taken.__enter__()
        self.first, self.made = values(), set[int]()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.taken.__exit__(None, None, None)

    def attempt(self, act: Callable[[], Any]) -> None:
        """An act that is refused changes nothing."""
        before = values()
        try:
            act()
        except Refusal:
            assert values() == before
        self.made |= set(ChangeRequest.objects.values_list("pk", flat=True))

    def request(self, which: int) -> ChangeRequest | None:
        found = list(ChangeRequest.objects.order_by("pk"))
        return found[which % len(found)] if found else None

    def on_request(self, which: int, act: Callable[[ChangeRequest], Any]) -> None:
        if (request := self.request(which)) is not None:
            self.attempt(lambda: act(request))

    @rule(who=person, whom=citizen, what=change, act=st.sampled_from(["", "MOVE_OUT"]))
    def a_person_proposes(self, who: int, whom: int, what: dict[str, str], act: str) -> None:
        self.attempt(
            lambda: propose(
                citizen=self.citizens[whom], act=act, values=what, origin=Origin.DESK, maker=self.people[who]
            )
        )

    @rule(whom=citizen, what=change)
    def a_machine_proposes(self, whom: int, what: dict[str, str]) -> None:
        self.attempt(
            lambda: propose(citizen=self.citizens[whom], act="", values=what, origin=Origin.EXTRACT, maker=None)
        )

    @rule(who=person, which=which, accept=st.booleans(), over=st.booleans())
    def somebody_decides(self, who: int, which: int, accept: bool, over: bool) -> None:
        def decide(request: ChangeRequest) -> None:
            names = list(request.fields.values_list("field", flat=True))
            now = {name: getattr(Citizen.objects.get(pk=request.citizen_id), name) for name in names}
            decide_fields(
                request=request, checker=self.people[who], over=now if over else None,
                verdicts=dict.fromkeys(names, "accepted" if accept else "refused"),
                reasons=None if accept else {name: Because(self.refusal, "lain") for name in names},
            )  # fmt: skip

        self.on_request(which, decide)

    @rule(who=person, which=which)
    def somebody_sends_back(self, who: int, which: int) -> None:
        because = Because(Reason.objects.filter(kind="send_back").first().code, "lain")
        self.on_request(which, lambda request: send_back(request=request, checker=self.people[who], because=because))

    @rule(who=person, which=which)
    def somebody_sends_again(self, who: int, which: int) -> None:
        self.on_request(which, lambda request: resubmit(request=request, actor=self.people[who]))

    @rule(who=person, which=which)
    def somebody_withdraws(self, who: int, which: int) -> None:
        self.on_request(which, lambda request: withdraw(request=request, actor=self.people[who]))

    @rule(who=person, which=which)
    def somebody_undoes(self, who: int, which: int) -> None:
        self.on_request(which, lambda request: undo_decision(request=request, actor=self.people[who]))

    @rule(who=person, which=which)
    def somebody_reverses(self, who: int, which: int) -> None:
        self.on_request(which, lambda request: reverse(request=request, maker=self.people[who], reason="keliru"))

    @rule(who=person, which=which)
    def somebody_tries_again(self, who: int, which: int) -> None:
        self.on_request(which, lambda request: retry_apply(request=request, actor=self.people[who]))

    @rule(who=person, which=which)
    def somebody_gives_leave(self, who: int, which: int) -> None:
        self.on_request(which, lambda request: give_override(request=request, given_by=self.people[who], reason="cuti"))

    @invariant()
    def all_holds(self) -> None:
        assert_all_holds(made=self.made, first=self.first)

    @property
    def refusal(self) -> str:
        return Reason.objects.filter(kind="refuse").first().code


@pytest.mark.django_db
def test_random_acts_of_random_people_lose_no_request_and_change_nothing_unapproved(
    make_citizen, fitriani, rahmawati, salim, kasi, kabid
) -> None:
    Act.objects.update(evidence="none")
    citizens = [make_citizen(nik=f"747105520384{n:04d}", name=f"WARGA {n}") for n in range(2)]
    Office.people, Office.citizens = [fitriani, rahmawati, salim, kasi, kabid], citizens
    asked = settings(
        max_examples=10, stateful_step_count=25, deadline=None, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(Office, settings=asked)
