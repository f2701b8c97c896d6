"""What a person saw in SIKS-NG or Cek Bansos is read, kept once, and shown with its age to the next who asks."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dtks.accounts.models import User
from dtks.registry.models import Citizen
from dtks.web.refusals import Refusal
from verification.siks.models import LookUp
from verification.siks.services import NotHis, Seen, keep_look_up, read_screen

CEK_BANSOS = """Nama Penerima\tUMUR\tBPNT\tPKH\tPBI-JK
SITTI HAJRAH\t41\tSTATUS: YA KETERANGAN: Sudah Salur PERIODE: OKT-DES 2026\tSTATUS: TIDAK\tYA
"""
SIKS = """
DTSEN
Desil Nasional : 3
Program Sembako   Gagal salur, rekening tidak aktif   Tahap 4 2026
PKH   Proses SP2D   November 2026
PBI-JKN  Aktif
"""
LISTED = {"PBI_JK": ["listed", ""]}


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        (CEK_BANSOS, Seen(True, None, {"SEMBAKO": ["paid", "Okt-des 2026"], "PKH": ["none", ""], **LISTED})),
        (SIKS, Seen(True, 3, {"SEMBAKO": ["failed", "Tahap 4 2026"], "PKH": ["coming", "November 2026"], **LISTED})),
        ("Data tidak ditemukan", Seen(False)),
        ("Desil belum ada. PKH belum cair", Seen(True, None, {"PKH": ["not_yet", ""]})),
        ("selamat datang", Seen()),
    ],
)  # fmt: skip
def test_a_pasted_screen_says_what_it_says_and_nothing_else(text: str, seen: Seen) -> None:
    assert read_screen(text) == seen


@pytest.mark.django_db
def test_the_counter_pastes_a_screen_and_the_operator_reads_it_with_its_age(
    front_desk: User, operator: User, citizen_kadia: Citizen, client_of: Callable[[User], Client]
) -> None:
    page = reverse("siks:look_up", args=[citizen_kadia.pk])
    said = {"source": "siks", "seen_on": f"{timezone.localdate() - timedelta(days=40):%d-%m-%Y}", "pasted": SIKS}
    client = client_of(front_desk)
    first = client.post(page, said).content.decode()
    assert "Sudah dibaca" in first and not LookUp.objects.exists()
    assert 'name="desil" value="3"' in first
    fields = {"desil": "3", "state_SEMBAKO": "failed", "period_SEMBAKO": "Tahap 4 2026", "dibaca": "1"}
    assert client.post(page, {**said, **fields}).status_code == 302
    kept = LookUp.objects.get()
    assert (kept.desil, kept.by, kept.payments) == (3, front_desk, {"SEMBAKO": ["failed", "Tahap 4 2026"]})
    shown = client_of(operator).get(citizen_kadia.get_absolute_url()).content.decode()
    assert "SIKS-NG · desil 3" in shown and "gagal salur" in shown
    assert "40 hari lalu" in shown and "lihat lagi sebelum dipakai" in shown and str(front_desk) in shown
    citizen_kadia.refresh_from_db()
    assert citizen_kadia.desil is None
    with pytest.raises(DatabaseError), transaction.atomic():
        LookUp.objects.update(desil=1)


@pytest.mark.django_db
def test_a_screen_of_somebody_else_an_empty_one_and_one_of_tomorrow_are_refused(
    operator: User, citizen_kadia: Citizen
) -> None:
    today = timezone.localdate()
    with pytest.raises(NotHis):
        keep_look_up(
            citizen=citizen_kadia, source="siks", seen_on=today, seen=Seen(desil=2), by=operator,
            pasted="NIK 7471050101010009 desil 2",
        )  # fmt: skip
    for day, seen in ((today, Seen()), (today + timedelta(days=1), Seen(desil=2))):
        with pytest.raises(Refusal):
            keep_look_up(citizen=citizen_kadia, source="siks", seen_on=day, seen=seen, by=operator)
    kept = keep_look_up(
        citizen=citizen_kadia, source="siks", seen_on=today, seen=Seen(desil=2), by=operator,
        pasted=f"NIK {citizen_kadia.nik} desil 2",
    )  # fmt: skip
    assert citizen_kadia.nik not in kept.pasted
