"""What stands on papers is dated: an old paper keeps its letterhead and its signatory."""

import io
from datetime import date

import pytest
import time_machine
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from PIL import Image

from dtks.office import queries, services
from dtks.office.models import Letterhead, Signatory

pytestmark = [pytest.mark.django_db]
TEMPLATES = settings.BASE_DIR / "templates"
SIGNED = {
    "desk/letter.typ", "monthly/copy.typ", "monthly/packet.typ", "monthly/unanswered.typ", "office/letterhead.typ",
    "sources/order.typ", "visits/letter.typ",
}  # fmt: skip
SEAT = "Kepala Dinas Sosial"
TODAY = date(2026, 11, 26)
NOW = "2026-11-26 09:00+08:00"
HEAD = {"government": "PEMERINTAH KOTA KENDARI", "office": "DINAS SOSIAL", "address": "Jl. Lama 1"}


def official(name, starts_on, ends_on=None, **more):
    return services.name_signatory(values={"seat": SEAT, "name": name, **more}, starts_on=starts_on, ends_on=ends_on)


@pytest.fixture(autouse=True)
def a_working_day():
    with time_machine.travel(NOW, tick=False):
        yield


def test_an_old_paper_keeps_its_letterhead():
    services.set_letterhead(values=HEAD, starts_on=date(2026, 1, 2))
    services.set_letterhead(values={**HEAD, "address": "Jl. Baru 2"}, starts_on=TODAY)
    assert queries.letterhead_on(date(2026, 11, 25)).address == "Jl. Lama 1"
    assert queries.letterhead_on(TODAY).address == "Jl. Baru 2"
    with pytest.raises(services.OldPaper):
        services.set_letterhead(values=HEAD, starts_on=date(2026, 11, 25))
    services.set_letterhead(values=HEAD, starts_on=date(2026, 12, 20))
    with pytest.raises(services.OtherSpan):
        services.set_letterhead(values=HEAD, starts_on=date(2026, 12, 1))


def test_the_database_keeps_one_letterhead_a_day():
    Letterhead.objects.create(starts_on=date(2026, 1, 2))
    with pytest.raises(IntegrityError), transaction.atomic():
        Letterhead.objects.create(starts_on=date(2026, 5, 2))


def test_the_official_before_ends_the_day_before_and_stays_on_his_papers():
    official("Drs. Arifin", date(2025, 1, 2))
    official("Hj. Marlina", date(2026, 12, 1))
    assert queries.signatory_on(SEAT, date(2026, 11, 30)).name == "Drs. Arifin"
    assert queries.signatory_on(SEAT, date(2026, 12, 1)).name == "Hj. Marlina"


def test_row_44_an_acting_official_goes_first_for_the_days_of_his_letter():
    official("Drs. Arifin", date(2025, 1, 2))
    letter = {"acting": "Plh.", "mandate_number": "ST 800/131/2026"}
    official("Nurdin", date(2026, 12, 7), date(2026, 12, 11), **letter)
    assert queries.signatory_on(SEAT, date(2026, 12, 8)).name == "Nurdin"
    assert queries.signatory_on(SEAT, date(2026, 12, 12)).name == "Drs. Arifin"
    with pytest.raises(services.OtherSpan):
        official("Salim", date(2026, 12, 11), date(2026, 12, 14), **letter)


def test_nobody_is_written_under_papers_that_are_out():
    chief = official("Drs. Arifin", date(2025, 1, 2))
    with pytest.raises(services.OldPaper):
        official("Hj. Marlina", date(2026, 11, 1))
    with pytest.raises(services.OldPaper):
        services.end_signatory(signatory=chief, ends_on=date(2026, 11, 1))
    assert services.end_signatory(signatory=chief, ends_on=TODAY).ends_on == TODAY


def picture(size=(40, 40)):
    out = io.BytesIO()
    Image.new("RGB", size, "navy").save(out, "PNG")
    out.seek(0)
    out.name = "lambang.png"
    return out


def typed(**more):
    return {**HEAD, "phone": "", "email": "", "postcode": "", "starts_on": "26-11-2026", **more}


def test_a_letterhead_is_looked_at_before_it_is_saved_and_keeps_its_emblem(administrator, client_of):
    browser, url = client_of(administrator), reverse("office:letterhead")
    looked = browser.post(url, typed(lihat="1", emblem_file=picture()))
    assert "Pratinjau, belum tersimpan" in looked.content.decode()
    assert Letterhead.objects.count() == 0
    saved = browser.post(url, typed(emblem_kept=looked.context["kept"]))
    assert saved.url == url
    head = Letterhead.objects.get()
    assert bytes(head.emblem).startswith(b"\x89PNG")
    pdf = browser.get(reverse("office:letterhead_pdf", args=[head.pk]))
    assert b"".join(pdf.streaming_content).startswith(b"%PDF")
    assert str(administrator) in browser.get(url).content.decode(), "the history names who"


def test_a_file_that_is_no_picture_is_no_emblem(administrator, client_of):
    fake = io.BytesIO(b"<svg onload=alert(1)>")
    fake.name = "lambang.png"
    answer = client_of(administrator).post(reverse("office:letterhead"), typed(emblem_file=fake))
    assert answer.status_code == 422
    assert "bukan gambar" in answer.content.decode()


def test_row_44_an_acting_official_needs_his_letter(kabid, client_of):
    data = {"seat": SEAT, "name": "Nurdin", "acting": "Plh.", "starts_on": "26-11-2026", "mandate_number": ""}
    answer = client_of(kabid).post(reverse("office:signatory_new"), data)
    assert answer.status_code == 422
    assert answer.content.decode().count("Tulis nomornya") >= 1
    assert Signatory.objects.count() == 0
    assert client_of(kabid).post(reverse("office:signatory_new"), {**data, "mandate_number": "ST 1"}).status_code == 302


def test_a_read_list_of_days_off_is_taken_once(kabid, client_of):
    browser = client_of(kabid)
    file = io.BytesIO(b"tanggal,nama\n01-01-2028,Tahun Baru\n")
    file.name = "libur.csv"
    page = browser.post(reverse("office:holidays_import"), {"file": file, "source": "SKB 2028"})
    assert "belum ada yang tersimpan" in page.content.decode().lower()
    data = {"daftar": page.context["signed"], "form_key": "5b0a2b63-7d53-4b0c-8a2e-0f0a52b4f1aa"}
    for _ in range(2):
        assert browser.post(reverse("office:holidays_take"), data).url == reverse("office:holidays")
    assert queries.is_working_day(date(2028, 1, 3))
    assert len(queries.changes_of("Holiday")) == 1


def test_row_44_the_block_of_the_acting_official_stands_on_every_paper_that_somebody_signs():
    official("Nurdin", date(2026, 12, 7), date(2026, 12, 11), acting="Plh.", mandate_number="ST 800/131/2026")
    block = queries.signature_data(queries.signatory_on(SEAT, date(2026, 12, 8)))
    assert (block["seat"], block["mandate"]) == (
        "Plh. KEPALA DINAS SOSIAL",
        "Plh. berdasarkan ST 800/131/2026, 7 Desember 2026 sampai 11 Desember 2026",
    )
    papers = {f"{path.parent.name}/{path.name}": path.read_text() for path in TEMPLATES.rglob("*.typ")}
    assert "sign.mandate" in papers["monthly/letter.typ"]
    assert [name for name, text in papers.items() if "sign.nip" in text] == ["monthly/letter.typ"], "one block for all"
    assert {name for name, text in papers.items() if "#signature(" in text} == SIGNED
