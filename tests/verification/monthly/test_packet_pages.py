"""The packet on the screen: kabid and the mayor's office walk it through; twice is once, two at once is one."""

from __future__ import annotations

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from dtks.accounts.models import ReadLog, User
from tests.verification.monthly.papers import scanned
from tests.verification.monthly.test_packets import MONTH, corrected, frozen, signed
from tests.verification.siks.test_export import export
from verification.corrections.models import Act, ChangeRequest
from verification.monthly import services
from verification.monthly.models import GovernorCopy, LedgerLine, Packet, PacketStep

Applied = Callable[..., ChangeRequest]
ClientOf = Callable[[User], Client]
KEY = "0b6f2f34-9a55-4f0d-8f3e-0d6d0a4f4c11"


@pytest.mark.django_db
def test_kabid_and_mayor_office_walk_a_packet_through_by_their_pages(
    applied: Applied, kabid: User, operator: User, mayor_office: User, client_of: ClientOf, tmp_path: Path
) -> None:
    chief, seals, mayor = client_of(kabid), client_of(operator), client_of(mayor_office)
    Act.objects.update(needs_packet=True)
    services.load_paraf_order()
    assert "Paket belum dipakai" in chief.get("/paket-wali-kota/").content.decode()
    today = f"{timezone.localdate():%d-%m-%Y}"
    rule = {"kinds": ["perbaikan", "usulan"], "starts_on": today}
    assert chief.post("/paket-wali-kota/pengesahan", rule).status_code == 302
    for number in range(2):
        corrected(applied, number)
    export(tmp_path)
    assert "2 nama menunggu" in seals.get("/paket-wali-kota/").content.decode()
    page = seals.post("/paket-wali-kota/buat", {"month": f"{timezone.localdate():%Y-%m}-01"})["Location"]
    packet = Packet.objects.get()
    assert seals.get(f"{page}beku").status_code == 403
    assert "2 nama ikut, 0 dikeluarkan" in chief.get(f"{page}beku").content.decode()
    assert chief.post(f"{page}beku").status_code == 302
    for step in packet.steps.exclude(act="sign"):
        assert f"Catat paraf {step.seat}" in mayor.get(page).content.decode()
        done = {"position": step.position, "name": f"Pejabat {step.position}", "on": today, "acting": ""}
        assert mayor.post(f"{page}paraf", done).status_code == 302
    packet.refresh_from_db()
    letter = {"what": "letter", "file": scanned(packet), "mayor_number": "88/SETDA", "name": "Hj. Siska", "on": today}
    assert mayor.post(f"{page}pindaian", letter, follow=True).status_code == 200
    assert Packet.objects.get().state == "signed" and LedgerLine.objects.count() == 2
    assert "Disahkan" in mayor.get("/paket-wali-kota/disahkan").content.decode()
    assert mayor.post(f"{page}tembusan", {"channel": "surel"}).status_code == 403
    assert chief.post(f"{page}tembusan", {"channel": "surel"}).status_code == 302
    copy = GovernorCopy.objects.get()
    assert chief.post(f"/tembusan/{copy.pk}/kirim", {"on": today, "receipt": "Agenda 7"}).status_code == 302
    assert "Agenda 7" in mayor.get("/tembusan/").content.decode()
    for paper in (f"/paket-wali-kota/{packet.pk}.pdf", f"/tembusan/{copy.pk}.pdf"):
        assert b"".join(mayor.get(paper).streaming_content).startswith(b"%PDF-")  # type: ignore[attr-defined]
    assert ReadLog.objects.filter(act=ReadLog.Act.DOWNLOAD, subject__in=["packet", "governor_copy"]).count() == 2


@pytest.mark.django_db
def test_a_refused_scan_is_said_and_a_form_with_gaps_keeps_what_was_typed(
    waiting_office: Applied, kabid: User, circulate: Callable[..., None], client_of: ClientOf, tmp_path: Path
) -> None:
    old = frozen(waiting_office, tmp_path, kabid, count=1)
    services.void_packet(packet=old, reason="salah", actor=kabid)
    packet = services.freeze_packet(packet=services.make_packet(month=MONTH, actor=kabid), actor=kabid)
    client, url = client_of(kabid), f"/paket-wali-kota/{packet.pk}/pindaian"
    today = f"{timezone.localdate():%d-%m-%Y}"
    letter = {"what": "letter", "mayor_number": "88/SETDA", "name": "Hj. Siska", "on": today}
    early = client.post(url, letter | {"file": scanned(packet)})
    assert early.status_code == 422 and "Catat paraf Kepala Seksi P2M dahulu" in early.content.decode()
    circulate(packet, kabid)
    gap = client.post(url, letter | {"file": scanned(packet), "mayor_number": ""})
    assert gap.status_code == 422 and "Hj. Siska" in gap.content.decode()
    page = client.post(url, letter | {"file": scanned(old)}, follow=True).content.decode()
    assert "ditolak" in page and old.code in page
    assert Packet.objects.get(pk=packet.pk).state == "circulating"


@pytest.mark.django_db
def test_where_a_change_is_stands_on_its_own_page_and_on_the_citizens(
    waiting_office: Applied, kabid: User, operator: User, client_of: ClientOf, tmp_path: Path
) -> None:
    packet = frozen(waiting_office, tmp_path, kabid, count=1)
    request = ChangeRequest.objects.get()
    client = client_of(operator)
    for url in (request.get_absolute_url(), f"/warga/{request.citizen_id}/perkara"):
        page = client.get(url).content.decode()
        assert packet.number in page and "di meja Kepala Seksi P2M" in page, url
    batch = client.get(f"/kiriman/{packet.items.get().row.batch_id}/").content.decode()
    assert "1 baris menunggu pengesahan wali kota" in batch and packet.number in batch


@pytest.mark.django_db
def test_a_double_click_records_one_desk(
    waiting_office: Applied, kabid: User, client_of: ClientOf, tmp_path: Path
) -> None:
    packet = frozen(waiting_office, tmp_path, kabid, count=1)
    client, today = client_of(kabid), f"{timezone.localdate():%d-%m-%Y}"
    done = {"position": 1, "name": "Drs. La Ege", "on": today, "acting": "", "form_key": KEY}
    assert [client.post(f"/paket-wali-kota/{packet.pk}/paraf", done).status_code for _ in range(2)] == [302, 302]
    assert packet.steps.exclude(done_on=None).count() == 1
    late = client.post(f"/paket-wali-kota/{packet.pk}/paraf", done | {"form_key": ""})
    assert late.status_code == 422 and "di meja Kepala Bidang" in late.content.decode()


@pytest.mark.django_db
def test_the_proof_names_the_line_that_was_changed_behind_our_back(
    waiting_office: Applied, kabid: User, circulate: Callable[..., None], tmp_path: Path
) -> None:
    packet = signed(frozen(waiting_office, tmp_path, kabid), kabid, circulate)
    out = io.StringIO()
    call_command("verify_batches", stdout=out)
    assert "PW-2026/11-1: 3 nama seperti dibekukan" in out.getvalue()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE monthly_packetitem DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE monthly_packetitem SET line = jsonb_set(line, '{0}', '\"ORANG LAIN\"') "
            "WHERE packet_id = %s AND number = 2",
            [packet.pk],
        )
    with pytest.raises(CommandError, match="PW-2026/11-1: nama 2 pada lampiran berubah"):
        call_command("verify_batches", stdout=io.StringIO())


def together(act: Callable[[], object], times: int = 4) -> list[object]:
    """The same act by several at once; what each got, refusals as they are."""

    def one() -> object:
        try:
            return act()
        except services.NotNow as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return [each.result() for each in [pool.submit(one) for _ in range(times)]]


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_packet_record_one_desk_and_sign_once(
    waiting_office: Applied, kabid: User, circulate: Callable[..., None], tmp_path: Path
) -> None:
    corrected(waiting_office, 1)
    export(tmp_path)
    made = together(lambda: services.make_packet(month=MONTH, actor=kabid))
    assert sum(isinstance(each, Packet) for each in made) == Packet.objects.count() == 1
    packet = Packet.objects.get()
    frozen_by = together(lambda: services.freeze_packet(packet=packet, actor=kabid))
    assert sum(isinstance(each, Packet) for each in frozen_by) == 1
    done = services.Done(name="Drs. La Ege", on=timezone.localdate())
    steps = together(lambda: services.record_step(packet=packet, position=1, done=done, actor=kabid))
    assert sum(isinstance(each, PacketStep) for each in steps) == 1
    packet.refresh_from_db()
    for step in packet.steps.filter(done_on=None).exclude(act="sign"):
        services.record_step(packet=packet, position=step.position, done=done, actor=kabid)
    assert services.take_scan(packet=packet, upload=scanned(packet), typed="", is_letter=True, actor=kabid).accepted
    signs = together(lambda: services.sign_packet(packet=packet, mayor_number="88", done=done, actor=kabid))
    assert sum(isinstance(each, Packet) for each in signs) == 1
    assert LedgerLine.objects.count() == 1
