"""The mayor's packet: gathered, carved, frozen, carried from desk to desk, signed; then its rows are sent."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.utils import timezone

from dtks.accounts.models import User
from dtks.files.services import path_of
from dtks.jobs.models import Job
from dtks.jobs.services import run_inline, sweep_events
from dtks.office.models import Region
from dtks.papers.models import Document, PaperKind
from dtks.registry.models import Citizen
from tests.verification.monthly.papers import photographed, scanned, text_of
from tests.verification.siks.test_export import cells_of, export
from verification.corrections.models import ChangeRequest
from verification.corrections.services import cite, uncite
from verification.monthly import services
from verification.monthly.models import Batch, BatchRow, HeldBack, LedgerLine, Packet, PacketItem
from verification.monthly.queries.packets import standings_of
from verification.siks.services import prove_batches

Applied = Callable[..., ChangeRequest]
Circulate = Callable[..., None]
MONTH = date(2026, 11, 1)
pytestmark = pytest.mark.django_db


def corrected(applied: Applied, number: int, **citizen: object) -> ChangeRequest:
    """A citizen whose NIK was put right."""
    new = f"7471055203850{number:03d}"
    return applied({"nik": (f"7471055203851{number:03d}", new, "same")}, **({"nik": new} | citizen))


def frozen(applied: Applied, folder: Path, kabid: User, count: int = 3) -> Packet:
    for number in range(count):
        corrected(applied, number)
    export(folder)
    return services.freeze_packet(packet=services.make_packet(month=MONTH, actor=kabid), actor=kabid)


def signed(packet: Packet, kabid: User, circulate: Circulate) -> Packet:
    circulate(packet, kabid)
    scan = services.take_scan(packet=packet, upload=scanned(packet), typed="", is_letter=True, actor=kabid)
    assert scan.accepted, scan.problem
    done = services.Done(name="Hj. Siska", on=timezone.localdate())
    return services.sign_packet(packet=packet, mayor_number="400.9/88/SETDA", done=done, actor=kabid)


def write_files() -> None:
    """What workers do after the signature."""
    sweep_events()
    for job in Job.objects.filter(kind="write_packet", state__in=Job.LIVE):
        run_inline(job=job)


def test_without_a_rule_nothing_waits_and_the_files_are_written_at_once(applied: Applied, tmp_path: Path) -> None:
    corrected(applied, 1)
    assert export(tmp_path)["files"] == 1
    assert LedgerLine.objects.count() == 1


def test_sealed_rows_wait_for_the_mayor_and_go_with_his_letter_number(
    waiting_office: Applied, kabid: User, circulate: Circulate, tmp_path: Path
) -> None:
    packet = frozen(waiting_office, tmp_path, kabid)
    assert (Batch.objects.get().state, LedgerLine.objects.count()) == (Batch.State.SEALED, 0)
    assert (packet.number, packet.item_count, packet.state) == ("PW-2026/11-1", 3, Packet.State.CIRCULATING)
    signed(packet, kabid, circulate)
    assert LedgerLine.objects.count() == 3
    write_files()
    batch = Batch.objects.get()
    assert batch.state == Batch.State.WRITTEN
    [file] = batch.files.all()
    copy = tmp_path / "baris.xlsx"
    copy.write_bytes(path_of(file.stored).read_bytes())
    assert {row["NO SURAT PENGESAHAN"].value for row in cells_of(copy)} == {"400.9/88/SETDA"}
    assert [proof.fault for proof in prove_batches()] == [""]
    write_files()
    assert Job.objects.filter(kind="write_packet").count() == 1


def test_only_acts_that_need_the_mayor_wait(waiting_office: Applied, kabid: User, tmp_path: Path) -> None:
    request = corrected(waiting_office, 1)
    type(request.act).objects.update(needs_packet=False)
    assert export(tmp_path)["files"] == 1
    with pytest.raises(services.NotNow, match="Tidak ada baris"):
        services.make_packet(month=MONTH, actor=kabid)


def test_the_annex_names_people_and_the_berita_acara_they_rest_on_without_numbers(
    waiting_office: Applied, kabid: User, kadia: Region, tmp_path: Path
) -> None:
    request = corrected(waiting_office, 7, address="JL. LASOLO 4")
    kind = PaperKind.objects.create(code="BA_MUSKEL", label="Berita acara")
    scan = Document.objects.create(
        number="A-2611-0001", kind=kind, kelurahan=kadia, form="original", seen_by=kabid, note="07/KDA/XI/2026 versi 2"
    )
    cite(request=request, document=scan, locator="butir 17")
    export(tmp_path)
    packet = services.freeze_packet(packet=services.make_packet(month=MONTH, actor=kabid), actor=kabid)
    assert packet.paper is not None
    text = " ".join(text_of(path_of(packet.paper).read_bytes()).split())
    assert "07/KDA/XI/2026" in text and "butir 17" in text and "LASOLO" in text
    assert request.citizen.name in text and packet.code in text and packet.cover_number in text
    assert "7471055203850007" not in text and request.citizen.kk_number not in text
    assert packet.page_count == 4


def test_an_item_that_was_returned_keeps_its_change_back_until_another_paper_stands_behind_it(
    waiting_office: Applied, kabid: User, kadia: Region, tmp_path: Path
) -> None:
    request = corrected(waiting_office, 1)
    kind = PaperKind.objects.create(code="BA_MUSKEL", label="Berita acara")
    old, new = (
        Document.objects.create(
            number=f"A-2611-000{n}", kind=kind, kelurahan=kadia, form="original", seen_by=kabid,
            note=f"0{n}/KDA/XI/2026 versi 1",
        )
        for n in (1, 2)
    )  # fmt: skip
    cite(request=request, document=old, locator="butir 17")
    uncite(request=request, document=old)
    assert (export(tmp_path / "one")["sealed"], HeldBack.objects.get().code) == (0, "EVIDENCE_FELL")
    assert HeldBack.objects.get().sentence.startswith("01/KDA/XI/2026 butir 17 tidak berlaku lagi")
    cite(request=request, document=new, locator="butir 3")
    assert export(tmp_path / "two")["sealed"] == 1
    uncite(request=request, document=new)
    packet = services.make_packet(month=MONTH, actor=kabid)
    assert packet.items.get().carved_reason == "02/KDA/XI/2026 butir 3 tidak berlaku lagi"


def test_what_the_register_no_longer_says_is_carved_out_and_takes_part_in_the_next_batch(
    waiting_office: Applied, kabid: User, circulate: Circulate, tmp_path: Path
) -> None:
    stays, dead, moved_on = (corrected(waiting_office, n) for n in range(3))
    export(tmp_path)
    Citizen.objects.filter(pk=dead.citizen_id).update(life_state="2")
    packet = services.make_packet(month=MONTH, actor=kabid)
    assert packet.items.get(row__request=dead).carved_reason == "Warga meninggal sesudah disegel"
    Citizen.objects.filter(pk=moved_on.citizen_id).update(nik="7471055203859999")
    packet = services.freeze_packet(packet=packet, actor=kabid)
    assert [item.row.request for item in packet.items.sent()] == [stays]
    assert set(packet.items.filter(let_go=True).values_list("row__request", flat=True)) == {dead.pk, moved_on.pk}
    moved_on.refresh_from_db()
    assert moved_on.sealed_in == ""
    signed(packet, kabid, circulate)
    assert [line.row.request for line in LedgerLine.objects.all()] == [stays]
    with pytest.raises(services.NotNow):
        services.make_packet(month=MONTH, actor=kabid)


def test_a_name_taken_out_waits_for_the_second_packet_of_the_month(
    waiting_office: Applied, kabid: User, circulate: Circulate, tmp_path: Path
) -> None:
    packet = frozen(waiting_office, tmp_path, kabid)
    out = packet.items.get(number=2)
    services.carve_out(item=out, reason="Sanggahan dibuka warga", actor=kabid)
    signed(packet, kabid, circulate)
    write_files()
    assert Batch.objects.get().state == Batch.State.SEALED
    second = services.make_packet(month=MONTH, actor=kabid)
    assert (second.number, second.items.get().row_id) == ("PW-2026/11-2", out.row_id)
    second = services.freeze_packet(packet=second, actor=kabid)
    signed(second, kabid, circulate)
    write_files()
    assert Batch.objects.get().state == Batch.State.WRITTEN
    assert BatchRow.objects.count() == LedgerLine.objects.count() == 3
    assert sorted(len(file.row_ids) for file in Batch.objects.get().files.all()) == [1, 2]


def test_a_scan_of_another_version_is_refused_and_the_right_one_taken(
    waiting_office: Applied, kabid: User, circulate: Circulate, tmp_path: Path
) -> None:
    old = frozen(waiting_office, tmp_path, kabid)
    services.void_packet(packet=old, reason="salah bulan", actor=kabid)
    new = services.freeze_packet(packet=services.make_packet(month=MONTH, actor=kabid), actor=kabid)
    circulate(new, kabid)
    take = {"packet": new, "typed": "", "is_letter": True, "actor": kabid}
    refused = services.take_scan(upload=scanned(old), **take)
    assert (refused.accepted, refused.code_read, refused.stored) == (False, old.code, None)
    assert old.number in refused.problem
    with pytest.raises(services.NotNow, match="Unggah dahulu"):
        services.sign_packet(
            packet=new, mayor_number="1", done=services.Done(name="W", on=timezone.localdate()), actor=kabid
        )
    assert services.take_scan(upload=photographed(new), **take).read_by_machine
    assert services.take_scan(upload=scanned(new, pages=(0, 2)), **take).accepted


def test_a_blank_picture_asks_for_the_code_and_our_own_print_is_no_scan(
    waiting_office: Applied, kabid: User, tmp_path: Path
) -> None:
    packet = frozen(waiting_office, tmp_path, kabid)
    assert packet.paper is not None
    ours = SimpleUploadedFile("cetak.pdf", path_of(packet.paper).read_bytes())
    take = {"packet": packet, "is_letter": True, "actor": kabid}
    assert "cetakan kita sendiri" in services.take_scan(upload=ours, typed="", **take).problem
    for typed, accepted in (("", False), ("PW11-0000", False), (packet.code.lower().replace("0", "O"), True)):
        scan = services.take_scan(upload=blank(), typed=typed, **take)
        assert (scan.accepted, scan.read_by_machine) == (accepted, False), scan.problem


def blank() -> SimpleUploadedFile:
    """A page on which nothing can be read."""
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("L", (600, 800), 255).save(out, "PNG")
    return SimpleUploadedFile("pucat.png", out.getvalue())


def test_desks_initial_in_their_order_on_days_that_can_be(waiting_office: Applied, kabid: User, tmp_path: Path) -> None:
    packet = frozen(waiting_office, tmp_path, kabid)
    today = timezone.localdate()

    def record(position: int, on: date = today, **more: object) -> None:
        done = services.Done(name="Drs. Arifin", on=on, **more)  # type: ignore[arg-type]
        services.record_step(packet=packet, position=position, done=done, actor=kabid)

    for refused in ((2, today), (1, today + timedelta(days=1)), (1, today - timedelta(days=1))):
        with pytest.raises(services.NotNow):
            record(*refused)
    record(1)
    with pytest.raises(services.NotNow, match="Paket sekarang di meja Kepala Bidang"):
        record(1)
    letter = {"acting": "Plh.", "mandate_number": "800/311/2026"}
    with pytest.raises(services.NotNow, match="tidak berlaku"):
        record(2, **letter, mandate_from=today - timedelta(days=9), mandate_until=today - timedelta(days=1))
    record(2, **letter, mandate_from=today, mandate_until=today + timedelta(days=9))
    assert packet.steps.get(position=2).mandate_words.startswith("800/311/2026, berlaku")
    with pytest.raises(DatabaseError), transaction.atomic():
        packet.steps.filter(position=1).update(name="Orang lain")


def test_idea_10_urgent_changes_go_at_once_and_the_next_packet_reports_them(
    waiting_office: Applied, kabid: User, circulate: Circulate, tmp_path: Path
) -> None:
    urgent, plain = (corrected(waiting_office, n) for n in range(2))
    ChangeRequest.objects.filter(pk=urgent.pk).update(urgent_reason="BIRTH")
    assert export(tmp_path)["files"] == 1
    assert [line.row.request for line in LedgerLine.objects.all()] == [urgent]
    packet = services.freeze_packet(packet=services.make_packet(month=MONTH, actor=kabid), actor=kabid)
    assert [(item.row.request, item.reported) for item in packet.items.order_by("number")] == [
        (plain, False), (urgent, True),
    ]  # fmt: skip
    signed(packet, kabid, circulate)
    assert LedgerLine.objects.count() == 2


def test_where_a_change_is_takes_one_query(
    waiting_office: Applied,
    kabid: User,
    circulate: Circulate,
    tmp_path: Path,
    django_assert_num_queries: Callable[..., Any],
) -> None:
    packet = frozen(waiting_office, tmp_path, kabid)
    requests = list(ChangeRequest.objects.values_list("pk", flat=True))
    assert kabid.mandates_today
    with django_assert_num_queries(1):
        found = standings_of(kabid, requests)
    assert {each.words for each in found.values()} == {"di meja Kepala Seksi P2M"}
    assert {each.since for each in found.values()} == {timezone.localdate()}
    signed(packet, kabid, circulate)
    assert {each.words for each in standings_of(kabid, requests).values()} == {"disahkan, surat 400.9/88/SETDA"}


def test_a_frozen_packet_and_its_names_stay_as_they_are(waiting_office: Applied, kabid: User, tmp_path: Path) -> None:
    packet = frozen(waiting_office, tmp_path, kabid)
    for act in (
        lambda: Packet.objects.filter(pk=packet.pk).update(hash="0" * 64),
        lambda: PacketItem.objects.filter(number=1).update(line=["orang lain"]),
        lambda: PacketItem.objects.filter(number=1).update(number=9),
        lambda: PacketItem.objects.filter(number=1).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_a_withdrawn_name_is_told_by_the_next_packet_and_the_governor_gets_a_new_version(
    waiting_office: Applied, kabid: User, circulate: Circulate, tmp_path: Path
) -> None:
    packet = frozen(waiting_office, tmp_path, kabid)
    with pytest.raises(services.NotNow, match="sesudah paket disahkan"):
        services.make_copy(packet=packet, channel="surel", actor=kabid)
    signed(packet, kabid, circulate)
    first = services.make_copy(packet=packet, channel="surel", actor=kabid)
    with pytest.raises(services.NotNow, match="sudah memuat isi yang sama"):
        services.make_copy(packet=packet, channel="kurir", actor=kabid)
    wrong = packet.items.select_related("row__citizen").get(number=2)
    services.withdraw(item=wrong, reason="Ternyata orang lain", actor=kabid)
    second = services.make_copy(packet=packet, channel="surel", actor=kabid)
    assert [(each.version, each.item_count) for each in (first, second)] == [(1, 3), (2, 2)]
    assert first.paper is not None and second.paper is not None
    before, after = (text_of(path_of(each.paper).read_bytes()) for each in (first, second))
    assert wrong.row.citizen.name in before and wrong.row.citizen.name not in after
    assert "versi 2" in after and "7471055203850" not in before + after
    following = services.freeze_packet(packet=services.make_packet(month=MONTH, actor=kabid), actor=kabid)
    assert following.paper is not None and following.item_count == 0
    assert "Ternyata orang lain" in text_of(path_of(following.paper).read_bytes())


def test_a_sending_is_recorded_once_with_its_receipt(
    waiting_office: Applied, kabid: User, circulate: Circulate, tmp_path: Path
) -> None:
    packet = signed(frozen(waiting_office, tmp_path, kabid), kabid, circulate)
    copy = services.make_copy(packet=packet, channel="kurir", actor=kabid)
    today = timezone.localdate()
    with pytest.raises(services.NotNow, match="Tanggal kirim"):
        services.record_sending(copy=copy, on=today + timedelta(days=1), receipt="R")
    services.record_sending(copy=copy, on=today, receipt="Agenda 12")
    with pytest.raises(services.NotNow, match="sudah dicatat"):
        services.record_sending(copy=copy, on=today, receipt="Agenda 13")


def test_a_correction_of_somebody_whom_the_centre_does_not_have_rides_with_his_proposal(
    waiting_office: Applied, tmp_path: Path
) -> None:
    """A newborn whose NIK came with an extract is no correction to the centre: it has nobody to correct."""
    child = waiting_office({"nik": ("", "7471052203850017", "same")}, dtks_id="", register_state="proposed")
    assert (export(tmp_path)["sealed"], HeldBack.objects.get().code) == (0, "NOT_LISTED")
    child.citizen.refresh_from_db()
    assert child.sealed_in == ""


def test_taking_back_what_was_never_sent_is_not_sent_either(waiting_office: Applied, tmp_path: Path) -> None:
    """The centre never received the first value: it has nothing to take back."""
    first = corrected(waiting_office, 3)
    back = waiting_office({"nik": (first.citizen.nik, "7471055203851003", "same")}, person=first.citizen)
    ChangeRequest.objects.filter(pk=first.pk).update(state="reversed")
    ChangeRequest.objects.filter(pk=back.pk).update(reverses=first)
    assert export(tmp_path / "one")["sealed"] == 0 and not HeldBack.objects.exists()
    ChangeRequest.objects.filter(pk=first.pk).update(sealed_in="K-2611-01", sealed_at=timezone.now())
    assert export(tmp_path / "two")["sealed"] == 1, "what was sent is taken back there as well"
