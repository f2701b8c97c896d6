"""The file with its password apart, the log of downloads, and the keying of a batch person by person."""

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import msoffcrypto
import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from dtks.accounts.models import ReadLog, User
from dtks.files.services import path_of
from tests.verification.siks.test_export import export
from verification.corrections.models import ChangeRequest
from verification.monthly.models import Batch, LedgerLine
from verification.siks.models import BatchFile
from verification.siks.services import AlreadyShown, NoPassword, locked_copy, show_password

Applied = Callable[..., ChangeRequest]
ClientOf = Callable[[User], Client]
pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(applied: Applied, tmp_path: Path) -> Batch:
    for n in range(3):
        applied({"nik": ("7471055203849012", f"74710552038490{n + 21}", "same")}, name=f"WARGA {n}")
    export(tmp_path)
    return Batch.objects.get()


def test_a_file_is_locked_with_the_password_that_is_shown_once(batch: Batch, operator: User, kasi: User) -> None:
    each = BatchFile.objects.get()
    with pytest.raises(NoPassword):
        locked_copy(each)
    word = show_password(batch=batch, by=operator)
    assert show_password(batch=batch, by=operator) == word  # pressed twice
    with pytest.raises(AlreadyShown):
        show_password(batch=batch, by=kasi)
    with time_machine.travel(timezone.now() + timedelta(minutes=2)), pytest.raises(AlreadyShown):
        show_password(batch=batch, by=operator)
    locked = msoffcrypto.OfficeFile(io.BytesIO(locked_copy(each)))
    assert locked.is_encrypted()
    locked.load_key(password=word)
    opened = io.BytesIO()
    locked.decrypt(opened)
    assert opened.getvalue() == path_of(each.stored).read_bytes()
    assert show_password(batch=batch, by=kasi, anew=True) != word


def test_each_download_is_written_down_with_its_hash(batch: Batch, operator: User, client_of: ClientOf) -> None:
    client, each = client_of(operator), BatchFile.objects.get()
    page = client.post(f"/kiriman/{batch.pk}/sandi")
    word = page.content.decode().split('data-salin="')[1].split('"')[0]
    assert len(word) == 19 and page["Cache-Control"].endswith("no-store")
    file = client.get(f"/kiriman/berkas/{each.pk}")
    assert b"".join(file.streaming_content)[:4] == bytes.fromhex("d0cf11e0")  # type: ignore[attr-defined]
    read = ReadLog.objects.get(act=ReadLog.Act.DOWNLOAD)
    assert (read.user, read.detail["sha256"]) == (operator, each.stored.sha256)
    shown = client.get(f"/kiriman/{batch.pk}/").content.decode()
    assert each.stored.sha256[:16] in shown and word not in shown


def test_the_operator_keys_one_person_a_page_and_progress_is_kept(
    batch: Batch, operator: User, kasi: User, client_of: ClientOf
) -> None:
    client = client_of(operator)
    place = client.get(f"/kiriman/{batch.pk}/ketik/")["Location"]
    page = client.get(place)
    text = page.content.decode()
    assert "WARGA 0" in text and "7471055203849021" in text and "7471055203849012" in text and "0 dari 3" in text
    assert len(page.content) <= 15_000
    place = client.post(place, {"act": "entered", "reference": "SIKS/7471/1126/0418"})["Location"]
    text = client.get(place).content.decode()
    assert "WARGA 1" in text and "1 dari 3" in text
    place = client.post(place, {"act": "failed", "reason": "KK tidak ditemukan"})["Location"]
    assert client_of(kasi).get(f"/kiriman/{batch.pk}/ketik/")["Location"] == place  # at another PC
    assert client.post(place, {"act": "entered"})["Location"] == f"/kiriman/{batch.pk}/"
    lines = LedgerLine.objects.order_by("row_id")
    assert [line.entered_reference for line in lines] == ["SIKS/7471/1126/0418", "", ""]
    assert [line.not_entered_reason for line in lines] == ["", "KK tidak ditemukan", ""]
    assert [line.entered_at is not None for line in lines] == [True, False, True]


def test_what_does_not_change_is_shown_on_demand(batch: Batch, operator: User, client_of: ClientOf) -> None:
    client = client_of(operator)
    place = client.get(f"/kiriman/{batch.pk}/ketik/")["Location"]
    assert "JL. LAHUNDAPE" not in client.get(place).content.decode()
    assert "JL. LAHUNDAPE" in client.get(f"{place}?semua=1").content.decode()
