"""Cases that wait for their citizens, called through the RT; many cases at once; the day on which Padan was down."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from consultation.desk.models import Kind, Round, State, Ticket
from consultation.desk.queries.rounds import round_data, rounds_listed
from consultation.desk.services import NotNow, make_round, move, tick_attendance
from dtks.office.queries import kelurahan_of_kendari

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(counter, citizen_lahundape):
    """A case without its papers."""
    return counter(
        citizen=citizen_lahundape, kind=Kind.CORRECTION, act="FIX_NAME", programmes=["PKH"], asked="Nama salah."
    ).ticket


@pytest.fixture
def called(waiting, lahundape, front_desk):
    said = {"kelurahan": lahundape, "place": "Kantor Lurah Lahundape", "actor": front_desk}
    return lambda **more: make_round(**{**said, "service_day": timezone.localdate(), **more})


def test_those_who_wait_are_called_once_by_a_slip_without_a_number(called, waiting, citizen_lahundape):
    made = called(service_day=timezone.localdate() + timedelta(days=3))
    data = round_data(made)
    slip = data["groups"][0]["slips"][0]
    assert data["groups"][0]["rt"] == "001" and slip["name"] == "La Ode R."
    assert any("KTP" in paper["name"] for paper in slip["missing"])
    assert citizen_lahundape.nik not in str(data).replace(" ", "")
    with pytest.raises(NotNow, match="sudah dipanggil"):
        called()
    with pytest.raises(NotNow, match="mulai hari layanan"):
        tick_attendance(round_=made, came=[], actor=made.made_by)


def test_only_the_rt_that_was_named_is_called(called):
    with pytest.raises(NotNow, match="Tidak ada tiket"):
        called(rts=["009"])
    assert called(rts=["1"]).slips.get().rt == "001"


def test_who_came_is_ticked_and_what_was_solved_is_counted(called, waiting, client_of, front_desk):
    made = called()
    desk, slip = client_of(front_desk), made.slips.get()
    desk.post(made.get_absolute_url(), {"came": [slip.pk]})
    move(ticket=waiting, to=State.DONE, actor=front_desk, word="Selesai")
    row = rounds_listed(front_desk).get()
    assert (row.called, row.came, row.solved) == (1, 1, 1)
    page = desk.get(made.get_absolute_url()).content.decode()
    assert "1</strong> datang (100%)" in page
    desk.post(made.get_absolute_url(), {})
    assert rounds_listed(front_desk).get().came == 0
    assert desk.get(f"{made.get_absolute_url()}slip.pdf").content.startswith(b"%PDF")


def test_the_counter_makes_a_round_from_its_page(waiting, client_of, front_desk, lahundape):
    form = {
        "kelurahan": lahundape.pk,
        "rts": "001, 003",
        "service_day": f"{timezone.localdate():%d-%m-%Y}",
        "place": "Balai",
    }
    desk = client_of(front_desk)
    assert "Lahundape (1)" in desk.get("/tiket/panggilan/baru/").content.decode()
    desk.post("/tiket/panggilan/baru/", form)
    assert "Lahundape (" not in desk.get("/tiket/panggilan/baru/").content.decode()
    assert Round.objects.get().slips.get().ticket == waiting


def test_many_cases_are_assigned_put_first_and_answered_with_a_result_each(
    counter, waiting, citizen_lahundape, client_of, front_desk, operator
):
    """Rows 21 and 23."""
    done = counter(citizen=citizen_lahundape, answer="Sudah.").ticket
    desk, rows = client_of(front_desk), [waiting.pk, done.pk]
    refused = desk.post("/tiket/", {"tindakan": "assign", "baris": rows}, follow=True)
    assert "Pilih dahulu kepada siapa" in refused.content.decode()
    for act, more in (
        ("assign", {"to": operator.pk}),
        ("first", {}),
        ("answer", {"text": "{sapaan}, bawa KK.", "then": ""}),
    ):
        page = desk.post("/tiket/", {"tindakan": act, "baris": rows, **more}).content.decode()
        assert waiting.number in page and done.number in page
    waiting.refresh_from_db()
    assert (waiting.assigned_to, waiting.is_first) == (operator, True)
    assert waiting.notes.get(kind="answer").text == "Bapak La Ode R., bawa KK."
    assert waiting.number in desk.get("/tiket/", {"kelas": "first"}).content.decode()
    page = desk.post("/tiket/", {"tindakan": "answer", "baris": rows, "text": "Datang [tanggal]."}).content.decode()
    assert "Isi dahulu [tanggal]" in page and waiting.notes.filter(kind="answer").count() == 1


def sheet(*lines):
    book = Workbook()
    book.active.append(["Nomor", "Jam", "Jenis", "Nama", "NIK", "Kelurahan", "Alamat", "HP", "Diminta"])
    for line in lines:
        book.active.append(line)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("lembar.xlsx", out.getvalue())


def test_a_filled_day_sheet_becomes_tickets_once_and_a_bad_line_stops_no_other(
    rules, citizen_lahundape, lahundape, client_of, front_desk, time_machine
):
    kelurahan_of_kendari.cache_clear()
    desk = client_of(front_desk)
    lines = [
        ("L-261118-01", "09.15", "2", "La Ode Rusdin", citizen_lahundape.nik, "", "", "", "NIK salah"),
        ("L-261118-02", "10.00", "Informasi", "Wa Ina", "", "Lahundape", "Jl. Mekar", "0812 3456 7890", "Tanya desil"),
        ("L-261118-03", "", "12", "Wa Ona", "", "", "", "", ""),
        ("3", "", "1", "Wa Ana", "", "", "", "", ""),
        ("L-261118-04", "", "", "", "", "", "", "", ""),  # printed, not used
    ]
    page = desk.post("/tiket/lembar-harian/", {"sheet": sheet(*lines)}).content.decode()
    assert "angka 1 sampai 8" in page and "L-261118-07" in page and Ticket.objects.count() == 2
    assert "L-261118-04" not in page
    first, second = Ticket.objects.order_by("sheet_number")
    assert first.citizen == citizen_lahundape and timezone.localtime(first.opened_at).strftime("%d %H.%M") == "18 09.15"
    assert (second.given["name"], second.kelurahan, second.phone) == ("Wa Ina", lahundape, "+6281234567890")
    again = desk.post("/tiket/lembar-harian/", {"sheet": sheet(*lines)}).content.decode()
    assert f"sudah menjadi {first.number}" in again and Ticket.objects.count() == 2
    bad = desk.post("/tiket/lembar-harian/", {"sheet": SimpleUploadedFile("lembar.xlsx", b"PK\x03\x04 rusak")})
    assert bad.status_code == 422 and "rusak atau terkunci" in bad.content.decode()


def test_the_sheet_carries_the_numbers_of_its_day(client_of, front_desk):
    desk = client_of(front_desk)
    assert desk.get("/tiket/lembar-harian/cetak.pdf?tanggal=2026-11-18").content.startswith(b"%PDF")
    book = load_workbook(io.BytesIO(desk.get("/tiket/lembar-harian/isian.xlsx?tanggal=2026-11-18").content))
    assert book.active["A2"].value == "L-261118-01"
