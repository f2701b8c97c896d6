"""A small office whose accepted corrections go to the centre, and whose packets wait for the mayor."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from dtks.accounts.models import User
from tests.verification.siks.conftest import applied, kadia, templates
from verification.corrections.models import Act, ChangeRequest
from verification.monthly import services
from verification.monthly.models import Packet, TemplateKind

__all__ = ["applied", "circulate", "kadia", "templates", "waiting_office"]

Applied = Callable[..., ChangeRequest]


@pytest.fixture
def waiting_office(applied: Applied, kabid: User) -> Applied:
    """From today on every sheet waits for the mayor; makes accepted changes like `applied`."""
    Act.objects.update(needs_packet=True)
    services.load_paraf_order()
    services.set_finalization(required=TemplateKind.values, starts_on=timezone.localdate(), actor=kabid)
    return applied


@pytest.fixture
def circulate() -> Callable[..., None]:
    """`circulate(packet, actor)`: every desk before the mayor's has initialled today."""

    def go(packet: Packet, actor: User) -> None:
        for step in packet.steps.order_by("position"):
            if not step.is_signature:
                done = services.Done(name=f"Pejabat {step.position}", on=timezone.localdate())
                services.record_step(packet=packet, position=step.position, done=done, actor=actor)

    return go
