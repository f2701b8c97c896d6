"""A process killed at any step of a packet: it stays as it was, the step is done again, nothing is sent twice."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from django.utils.module_loading import import_string

from dtks.accounts.models import User
from dtks.jobs.models import Job
from dtks.jobs.services import sweep_events
from tests.faults.test_import_and_batch_kills import ROWS, held, kill_in, see_through, sent_in_files, was_begun_again
from tests.faults.workers import Worker, workers
from tests.verification.monthly.conftest import applied, circulate, kadia, templates, waiting_office
from tests.verification.monthly.papers import scanned
from tests.verification.monthly.test_packets import MONTH, corrected, frozen
from tests.verification.siks.test_export import export
from verification.corrections.models import ChangeRequest
from verification.monthly import services
from verification.monthly.models import Batch, GovernorCopy, LedgerLine, Packet, PacketItem, PacketScan, PacketStep
from verification.siks.models import Template

__all__ = ["applied", "circulate", "kadia", "templates", "waiting_office", "workers"]

Applied = Callable[..., ChangeRequest]
ROOM = "verification.monthly.services"
pytestmark = pytest.mark.django_db(transaction=True)


class Killed(BaseException):
    """The process dies here: nothing catches it, and its transaction is never written."""


def standing() -> tuple[object, ...]:
    """All that a packet is, as far as it is written."""
    return (
        list(Packet.objects.values("number", "state", "hash", "cover_number", "mayor_number").order_by("pk")),
        list(PacketItem.objects.values("number", "sha256", "carved_reason", "let_go").order_by("pk")),
        list(PacketStep.objects.values("position", "done_on", "name").order_by("pk")),
        PacketScan.objects.count(), LedgerLine.objects.count(), GovernorCopy.objects.count(),
        list(ChangeRequest.objects.values_list("sealed_in", flat=True).order_by("pk")),
    )  # fmt: skip


def test_a_kill_at_each_step_changes_nothing_and_the_step_is_done_again(
    waiting_office: Applied, kabid: User, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def step(where: str, act: Callable[[], object]) -> object:
        real, before = import_string(f"{ROOM}.{where}"), standing()

        def write_and_die(*args: object, **kwargs: object) -> None:
            real(*args, **kwargs)
            raise Killed

        with monkeypatch.context() as broken:
            broken.setattr(f"{ROOM}.{where}", write_and_die)
            with pytest.raises(Killed):
                act()
        assert standing() == before, where
        return act()

    def newest() -> Packet:
        return Packet.objects.get()

    for number in range(3):
        corrected(waiting_office, number)
    export(tmp_path)
    done = services.Done(name="Drs. La Ege", on=timezone.localdate())
    step("packets._put_in", lambda: services.make_packet(month=MONTH, actor=kabid))
    step("packets.print_packet", lambda: services.freeze_packet(packet=newest(), actor=kabid))
    for desk in range(1, 7):
        step(
            "desks._finish", lambda at=desk: services.record_step(packet=newest(), position=at, done=done, actor=kabid)
        )
    take = {"typed": "", "is_letter": True, "actor": kabid}
    step("scans.store_bytes", lambda: services.take_scan(packet=newest(), upload=scanned(newest()), **take))
    step("desks.emit", lambda: services.sign_packet(packet=newest(), mayor_number="88", done=done, actor=kabid))
    step("copies.store_bytes", lambda: services.make_copy(packet=newest(), channel="surel", actor=kabid))
    assert (newest().state, LedgerLine.objects.count(), newest().item_count) == ("signed", 3, 3)
    call_command("verify_batches", stdout=io.StringIO())


def test_a_kill_while_the_files_of_a_signed_packet_are_written_loses_and_doubles_nothing(
    waiting_office: Applied, kabid: User, circulate: Callable[..., None], workers: list[Worker], tmp_path: Path
) -> None:
    people = 4 * ROWS
    Template.objects.update(slice_rows=ROWS // 2)
    packet = frozen(waiting_office, tmp_path, kabid, count=people)
    circulate(packet, kabid)
    assert services.take_scan(packet=packet, upload=scanned(packet), typed="", is_letter=True, actor=kabid).accepted
    done = services.Done(name="Hj. Siska", on=timezone.localdate())
    with held("files_storedfile"):
        services.sign_packet(packet=packet, mayor_number="88/SETDA", done=done, actor=kabid)
        sweep_events()  # the event is handled by whoever comes first, once
        job = Job.objects.get(kind="write_packet")
        kill_in("files_storedfile", job=job, worker=workers[0])
    sweep_events()
    assert was_begun_again(see_through(job)) and Job.objects.filter(kind="write_packet").count() == 1
    batch = Batch.objects.get()
    assert (batch.state, LedgerLine.objects.count()) == (Batch.State.WRITTEN, people)
    sent = sent_in_files(batch)
    assert len(sent) == len(set(sent)) == people
    call_command("verify_batches", stdout=io.StringIO())
