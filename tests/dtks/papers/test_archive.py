"""What is archived, and which scans the archive refuses."""

import io
import struct
import zlib
from datetime import UTC, datetime

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from dtks.accounts.models import ReadLog
from dtks.files.models import StoredFile
from dtks.files.services import path_of
from dtks.office.models import NumberSeries
from dtks.papers import queries, services
from dtks.papers.models import Document, PaperKind

pytestmark = pytest.mark.usefixtures("rules")


@pytest.fixture
def archive(citizen, front_desk):
    def add(**more):
        return services.add_document(citizen=citizen, kind="KTP", form="original", seen_by=front_desk, **more)

    return add


def test_papers_are_numbered_without_gaps_whatever_is_refused_between(archive, time_machine):
    time_machine.move_to(datetime(2026, 11, 18, 2, 44, tzinfo=UTC))
    first = archive()
    with pytest.raises(services.RefusedScan):
        archive(upload=SimpleUploadedFile("ktp.jpg", b"MZ\x90 a program"))
    assert [first.number, archive().number] == ["A-2611-0001", "A-2611-0002"]
    assert NumberSeries.objects.get(kind="document").last == 2


def test_a_photo_is_turned_upright_made_small_and_loses_what_the_camera_wrote(archive, photo):
    document = archive(upload=photo(3000, 2400, orientation=6))
    with Image.open(path_of(document.scan)) as kept:
        assert kept.size == (1600, 2000)  # 6: the camera was held on its side
        assert not kept.getexif()
        red = kept.getpixel((1500, 60))
        assert red[0] > 150 > red[1]  # the corner went to the right
    assert document.preview.size <= 80_000
    assert path_of(document.preview).read_bytes()[8:12] == b"WEBP"


def test_a_noisy_picture_still_has_a_preview_of_80_kb(archive):
    out = io.BytesIO()
    Image.effect_noise((2000, 2000), 120).convert("RGB").save(out, "PNG")
    document = archive(upload=SimpleUploadedFile("scan.png", out.getvalue()))
    assert document.preview.size <= 80_000
    assert document.scan.kind == "jpeg"


def test_a_pdf_is_kept_as_it_is(archive):
    content = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n%%EOF\n"
    document = archive(upload=SimpleUploadedFile("kk.pdf", content))
    assert path_of(document.scan).read_bytes() == content
    assert document.scan.kind == "pdf" and document.preview is None


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("ktp.jpg", b"<html><script>alert(1)</script></html>", "bukan PDF, JPG, PNG atau WebP"),
        ("ktp.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "bukan PDF, JPG, PNG atau WebP"),
        ("ktp.pdf", b"MZ\x90\x00", "bukan PDF, JPG, PNG atau WebP"),
        ("ktp.png", b"\x89PNG\r\n\x1a\nbroken", "rusak"),
        ("ktp.jpg", b"\xff\xd8\xff\xe0 half", "rusak"),
        ("kk.pdf", b"%PDF-1.7 cut off", "terpotong"),
        ("kosong.jpg", b"", "kosong"),
        ("besar.jpg", b"\xff\xd8\xff" + b"0" * (10 * 1024 * 1024), "lebih besar dari 10 MB"),
    ],
)
def test_what_is_no_scan_is_refused_by_its_content(archive, name, content, sentence):
    """Failures 27 and 28, row 25."""
    with pytest.raises(services.RefusedScan, match=sentence):
        archive(upload=SimpleUploadedFile(name, content, content_type="image/jpeg"))
    assert not Document.objects.exists() and not StoredFile.objects.exists()


def test_a_picture_of_more_than_50_megapixels_is_refused_before_it_is_unpacked(archive):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0))
    bomb = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    with pytest.raises(services.RefusedScan, match=r"50 megapiksel|terlalu besar"):
        archive(upload=SimpleUploadedFile("bom.png", bomb))


def test_what_the_paper_reads_stands_in_the_order_of_the_register(archive):
    document = archive(readings={"name": "WA ODE NURAINI", "nik": "7471055203849021", "rt": ""})
    assert [(found.label, found.text) for found in queries.readings_of(document)] == [
        ("NIK", "7471055203849021"),
        ("Nama", "WA ODE NURAINI"),
    ]


def test_a_scan_that_stands_is_never_replaced(archive, photo, front_desk):
    document = services.add_scan(document=archive(), upload=photo(), actor=front_desk)
    with pytest.raises(ValueError, match="sudah punya pindaian"):
        services.add_scan(document=document, upload=photo(), actor=front_desk)


def test_scans_of_identity_papers_are_kept_two_years_others_five(archive, citizen, front_desk, time_machine):
    """Row 62: retention."""
    time_machine.move_to(datetime(2024, 2, 28, 20, 0, tzinfo=UTC))  # 29 February in Kendari
    letter = services.add_document(citizen=citizen, kind="DOMISILI", form="original", seen_by=front_desk)
    assert queries.keep_until(archive()).isoformat() == "2026-02-28"
    assert queries.keep_until(letter).isoformat() == "2029-02-28"


def test_papers_are_put_into_a_box_together_and_found_by_box_and_shelf(archive, client_of, front_desk):
    """Row 62."""
    first, second, third = archive(), archive(), archive()
    browser = client_of(front_desk)
    answer = browser.post("/arsip/", {"tindakan": "box", "baris": [first.pk, second.pk], "box": "14", "shelf": "B2"})
    assert "boks 14, B2" in answer.content.decode()
    page = browser.get("/arsip/", {"box": "14", "shelf": "b2"}).content.decode()
    assert first.number in page and second.number in page and third.number not in page
    assert "2 berkas · boks 14" in page and "Daftar isi boks</button>" in page


def test_a_paper_past_its_time_is_shown_and_stays(archive, client_of, front_desk, time_machine):
    time_machine.move_to(datetime(2023, 11, 18, 2, 44, tzinfo=UTC))
    old = archive()
    time_machine.move_to(datetime(2026, 11, 18, 2, 44, tzinfo=UTC))
    new = archive()
    page = client_of(front_desk).get("/arsip/", {"kelas": "past"}).content.decode()
    assert old.number in page and new.number not in page and "Lewat masa simpan 1" in page


def test_a_paper_stands_beside_the_list_and_who_looked_is_written_down(archive, client_of, front_desk, officer_kadia):
    chosen, other = archive(upload=page_photo(), box="14"), archive()
    url = f"{reverse('papers:archive')}?sort=number&pilih={chosen.number}"
    page = client_of(front_desk).get(url).content.decode()
    beside = page.split('id="samping"')[1]
    assert reverse("papers:preview", args=[chosen.number]) in beside and "Kertas di boks, tidak dipinjam" in beside
    assert f'href="?sort=number&amp;pilih={other.number}"' in page and other.number not in beside
    assert list(ReadLog.objects.values_list("subject", "subject_id", "user")) == [
        ("document", chosen.pk, front_desk.pk)
    ]
    elsewhere = client_of(officer_kadia).get(url).content.decode()
    assert "tidak dipinjam" not in elsewhere and not ReadLog.objects.filter(user=officer_kadia).exists()


def test_an_old_paper_is_archived_without_a_ticket_by_whoever_may_see_its_owner(
    citizen, client_of, front_desk, officer_kadia
):
    url, desk = reverse("papers:add"), client_of(front_desk)
    page = desk.post(url, {"cari": citizen.nik, "find": "1", "note": "buku register hlm. 88"}).content.decode()
    assert (
        f'value="{citizen.pk}"' in page
        and "buku register hlm. 88" in page
        and citizen.nik not in page.split("<main")[0]
    )
    paper = {
        "cari": citizen.nik, "citizen": citizen.pk, "kind": PaperKind.objects.get(code="KK").pk, "form": "copy",
        "issued_on": "14-03-2019", "scan": page_photo(), "turn": "90", "box": "6", "shelf": "A1", "note": "hlm. 88",
    }  # fmt: skip
    assert client_of(officer_kadia).post(url, paper).status_code == 422 and not Document.objects.exists()
    paper["scan"] = page_photo()
    assert desk.post(url, {**paper, "box": ""}).status_code == 422
    paper["scan"] = page_photo()
    shown = desk.post(url, paper, follow=True).content.decode().split('id="samping"')[1]
    document = Document.objects.get()
    assert (document.place, document.note, document.scan.kind) == ("boks 6, A1", "hlm. 88", "jpeg")
    assert document.number in shown and "14 Mar 2019" in shown


def page_photo(colour="white", size=(900, 1200)):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return SimpleUploadedFile("hal.jpg", out.getvalue())


def test_several_photos_become_one_paper_page_after_page(archive):
    with pypdfium2.PdfDocument.new() as two, io.BytesIO() as out:
        two.new_page(300, 400)
        two.new_page(300, 400)
        two.save(out)
        scanned = SimpleUploadedFile("pindai.pdf", out.getvalue())
    whole = services.joined([page_photo("red"), page_photo("blue", (1200, 900)), scanned], turn=90)
    document = archive(upload=whole)
    with pypdfium2.PdfDocument(path_of(document.scan).read_bytes()) as kept:
        pages = [page.get_size() for page in kept]
    assert len(pages) == 4
    assert document.preview.kind == "webp" and document.preview.size <= 80_000, "its first page, beside a form"
    assert pages[0][0] > pages[0][1], "turned"
    assert pages[1][0] < pages[1][1]
    assert services.joined([]) is None
    single = page_photo()
    assert services.joined([single]) is single
    with pytest.raises(services.RefusedScan):
        services.joined([page_photo(), SimpleUploadedFile("a.exe", b"MZ")])


def test_a_paper_is_lent_comes_back_and_burns_and_its_line_stays(archive, front_desk, kabid, client_of):
    document = archive(upload=page_photo(), box="14")
    page = reverse("papers:document", args=[document.number])
    browser = client_of(front_desk)
    assert browser.post(page, {"custody": "lent", "held_by": ""}).status_code == 409
    browser.post(page, {"custody": "lent", "held_by": "Salim Saranani", "back_on": "04-12-2026"})
    assert "Dipinjam Salim Saranani, sampai 04-12-2026" in browser.get(page).content.decode()
    assert document.number in browser.get(reverse("papers:archive") + "?kelas=lent").content.decode()
    browser.post(page, {"custody": "here"})
    browser.post(page, {"custody": "burnt", "remark": "kebakaran 2022"})
    document.refresh_from_db()
    assert (document.custody, document.held_by, document.back_on) == ("burnt", "", None)
    assert [each.custody for each in document.moves.all()] == ["burnt", "", "lent"]
    with pytest.raises(services.NotSo, match="sudah terbakar"):
        services.move_paper(document=document, custody="lent", held_by="Siapa", actor=front_desk)
    seen = archive()
    chosen = {"tindakan": "custody", "baris": [document.pk, seen.pk], "custody": "lost"}
    answer = browser.post(reverse("papers:archive"), chosen).content.decode()
    assert "sudah terbakar" in answer and "Hilang" in answer
