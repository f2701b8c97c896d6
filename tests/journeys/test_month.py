"""One month at the office: two files come in, a citizen comes to the counter, the packet goes to the mayor, the batch
to the centre, which answers; its next list names somebody who was taken out; the Governor is told."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import msoffcrypto
import openpyxl
from playwright.sync_api import Locator, Page, expect

from tests.journeys import centre, mayor
from tests.journeys.conftest import OpenDesk
from tests.journeys.office import Office, until

LONG = 300_000  # ms for what a worker does
CHOSEN = 3  # results that are opened as corrections at once
SEED = 2  # of what the centre answers

Picture = Callable[[Page, str], None]


def test_a_month_from_two_files_to_the_answer_of_the_centre(
    office: Office, desk_of: OpenDesk, central_list: Path, next_list: Path, removals: Path, extract: Path,
    picture: Picture, tmp_path: Path,
) -> None:  # fmt: skip
    operator = desk_of("operator")
    complaints = complaints_of(operator)
    bring_in(operator, "Daftar pusat", "15-09-2026", central_list, lambda name: picture(operator, f"daftar_{name}"))
    bring_in(operator, "Ekstrak Disdukcapil", "28-09-2026", extract, lambda name: picture(operator, f"ekstrak_{name}"))
    reconcile(operator, picture)
    listed, nik = look_at_one(operator, picture)
    open_corrections(operator, picture)

    counter = desk_of("loket")
    complaints += complaints_of(counter)
    number = take_in(counter, listed, nik, picture)

    decide_all(operator, picture)
    expect_applied(counter, number, picture)
    kabid = desk_of("kabid")
    complaints += complaints_of(kabid)
    mayor.let_sheets_wait(kabid)
    batch = seal(operator, picture)
    go_to_the_mayor(office, kabid, desk_of("walikota"), picture, tmp_path)
    expect_written(operator, batch, picture)
    word = password_of(operator, batch)
    first, second = (files_of(operator, batch, word, tmp_path / each) for each in ("sekali", "sekali_lagi"))
    assert [file.read_bytes() for file in first] == [file.read_bytes() for file in second]
    written = [number for file in first for number in numbers_in(file)]
    assert len(written) == CHOSEN + 1 and nik in written
    centre.key_one_and_fail_at_one(operator, batch, picture)

    returned, truth = centre.answer(first, tmp_path / "jawaban", seed=SEED)
    for file in returned:
        centre.take_in_answer(operator, file, picture)
    centre.expect_ledger(operator, truth, picture)
    mayor.tell_the_governor(kabid, picture)

    bring_in(operator, "Penghapusan lama", "", removals, lambda name: None)
    bring_in(operator, "Daftar pusat", "15-11-2026", next_list, lambda name: None)
    centre.expect_ledger(operator, [each for each in truth if each.status], picture)
    again = centre.remove_again(operator, picture)
    expect_on_second_desk(desk_of("kasi"), again)
    expect_as_sealed(operator, batch)
    assert complaints == []


def go_to_the_mayor(office: Office, kabid: Page, setda: Page, picture: Picture, folder: Path) -> None:
    """Gathered, frozen, initialled at every desk, signed; before the files are written the workers are killed."""
    mayor.gather(kabid, CHOSEN + 1, picture)
    old = mayor.freeze(kabid, CHOSEN + 1, picture)
    wrong = mayor.scan_of(mayor.printed(kabid), folder / "surat_lama.pdf")
    mayor.give_up(kabid, "Tanggal surat keliru")
    address = mayor.gather(kabid, CHOSEN + 1, picture)
    code = mayor.freeze(kabid, CHOSEN + 1, picture)
    assert code != old
    setda.goto(address)
    mayor.initial_at_every_desk(setda, picture)
    mayor.hand_in(setda, wrong)
    expect(setda.get_by_text(f"Kode terbaca {old}").first).to_be_visible()
    office.kill_workers()  # none of them is there when the packet is signed; those that come after write the files
    mayor.hand_in(setda, mayor.scan_of(mayor.printed(setda), folder / "surat_bertanda_tangan.pdf"))
    expect(setda.get_by_text("disahkan. Berkas kiriman sedang ditulis")).to_be_visible()
    picture(setda, "paket_4_sah")


def expect_written(page: Page, batch: str, picture: Picture) -> None:
    """The files of all rows are there; who was killed while writing them is replaced by the sweeper."""
    page.goto(batch)
    waiting = page.get_by_text("menunggu pengesahan wali kota")
    expect(waiting).to_have_count(0)
    until(page, page.get_by_text("tersegel, berkas siap"))
    picture(page, "kiriman_2_tersegel")


def complaints_of(page: Page) -> list[str]:
    """What the browser complains of while the person works."""
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{page.url}: {message.text}") if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
    return said


def bring_in(page: Page, kind: str, day: str, file: Path, keep: Callable[[str], None]) -> None:
    """Upload, watch it being read, look at the counts, merge."""
    page.get_by_role("link", name="Berkas masuk").first.click()
    page.get_by_role("link", name="Unggah berkas").click()
    page.locator("#id_purpose").get_by_text(kind, exact=True).click()
    if day:
        page.get_by_label("Tanggal").fill(day)
    page.locator("input[type=file]").set_input_files(file)
    keep("1_unggah")
    page.get_by_role("button", name="Unggah dan baca").click()
    page.get_by_text(file.name).first.wait_for()
    keep("2_dibaca")
    merge = page.get_by_role("link", name=re.compile(r"Gabungkan [\d.]+ baris"))
    merge.wait_for(timeout=LONG)
    expect(page.get_by_text("Jumlah cocok, tidak ada baris hilang")).to_be_visible()
    keep("3_tinjau")
    merge.click()
    keep("4_gabungkan")
    page.get_by_role("button", name=re.compile("Gabungkan")).click()
    page.get_by_text("sudah digabungkan").first.wait_for(timeout=LONG)
    keep("5_tergabung")


def reconcile(page: Page, picture: Picture) -> None:
    """Start by the button, watch it, wait for the counts by class."""
    page.get_by_role("link", name="Rekonsiliasi", exact=True).click()
    page.get_by_role("button", name="Mulai rekonsiliasi").click()
    page.locator("#kemajuan").wait_for()
    picture(page, "rekonsiliasi_1_kemajuan")
    page.get_by_role("heading", name="Menurut hasil").wait_for(timeout=LONG)
    expect(page.get_by_role("heading", name="Menurut kelurahan")).to_be_visible()
    picture(page, "rekonsiliasi_2_ringkasan")


def wrong_in_nik_alone(page: Page) -> Locator:
    """The links of the results in which nothing but the NIK differs."""
    rows = page.get_by_role("row").filter(has=page.get_by_role("cell", name="NIK", exact=True))
    return rows.locator("a.baris-tautan")


def look_at_one(page: Page, picture: Picture) -> tuple[str, str]:
    """Filter the results to wrong numbers, open one that nobody will have opened, side by side: both NIK."""
    page.get_by_role("link", name=re.compile(r"Lihat [\d.]+ hasil")).click()
    page.get_by_role("link", name=re.compile(r"^NIK berbeda \d+")).click()
    page.wait_for_url("**kelas=NIK_DIFFERS*")
    page.keyboard.press("s")
    page.get_by_label("Isian berbeda").select_option("nik")
    page.get_by_role("button", name="Pakai saringan").click()
    page.get_by_role("link", name=re.compile("Isian berbeda: NIK")).wait_for()
    picture(page, "hasil_1_disaring")
    wrong_in_nik_alone(page).nth(CHOSEN).click()
    sides = page.get_by_role("row", name=re.compile("^NIK ")).get_by_role("cell")
    picture(page, "hasil_2_berdampingan")
    ours, theirs = (re.sub(r"\D", "", sides.nth(place).inner_text())[:16] for place in (0, 1))
    assert len(ours) == len(theirs) == 16 and ours != theirs
    expect(sides.locator("mark, del").first).to_be_visible()
    page.go_back()
    return ours, theirs


def open_corrections(page: Page, picture: Picture) -> None:
    """Choose results by keyboard, read what would be opened, open it."""
    for place in range(CHOSEN):
        wrong_in_nik_alone(page).nth(place).focus()
        page.keyboard.press("Space")
    picture(page, "hasil_3_dipilih")
    page.get_by_role("button", name=f"Tinjau {CHOSEN} usulan").click()
    page.get_by_role("heading", name="Membuka usulan dari Disdukcapil").wait_for()
    picture(page, "hasil_4_dibekukan")
    page.get_by_role("button", name=f"Buka usulan dari {CHOSEN} baris").click()
    expect(page.get_by_text("Selesai", exact=True)).to_have_count(CHOSEN)
    picture(page, "hasil_5_dibuka")


def take_in(page: Page, listed: str, nik: str, picture: Picture) -> str:
    """Log a consultation of the citizen with two papers, propose the right NIK, print: the ticket's number."""
    page.get_by_role("link", name="Terima warga").first.click()
    page.wait_for_url("**/terima/")
    page.locator("#id_term").press_sequentially(listed)
    page.locator(".temuan-warga label").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.locator("#masih-terbuka", has_text="Tidak ada tiket").wait_for()
    page.keyboard.press("2")
    page.locator("#syarat", has_text="KTP-el").wait_for()
    page.locator("label:has(#salah-nik)").click()
    page.locator("#id_new_nik").press_sequentially(nik)
    page.locator("label:has(#paper-KTP-original)").click()
    page.locator("#syarat", has_text="1 dari 2 ada").wait_for()
    page.locator("label:has(#paper-KK-original)").click()
    page.locator("#syarat", has_text="2 dari 2 ada").wait_for()
    picture(page, "loket_1_terima")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/tanda-terima/")
    picture(page, "loket_2_tanda_terima")
    paper = page.get_by_role("link", name=re.compile("Cetak tanda terima")).get_attribute("href")
    answer = page.request.get(f"{page.url.split('/tiket')[0]}{paper}")
    assert answer.ok and answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF-") and nik.encode() not in answer.body()
    page.get_by_role("link", name="Buka tiket").click()
    picture(page, "loket_3_tiket")
    found = re.search(r"T-\d{4}-\d{4}", page.content())
    assert found
    return found.group()


def decide_all(page: Page, picture: Picture) -> None:
    """Every case by one key; the first is taken back once and decided again."""
    page.get_by_role("link", name=re.compile("^Antrean")).click()
    told = page.get_by_text(re.compile(r"^[\d.]+ perkara menunggu Anda$")).inner_text()
    waiting = int(told.split()[0].replace(".", ""))  # also whose KTP-el was recorded before 17, as the extract tells
    assert waiting >= CHOSEN + 1
    picture(page, "antrean")
    page.keyboard.press("Enter")
    case = page.locator("#perkara[data-siap=ya]")
    case.wait_for()
    picture(page, "perkara_1_buka")
    first = str(case.get_attribute("data-perkara"))
    accept(page)
    page.locator(f'#perkara[data-siap=ya]:not([data-perkara="{first}"])').wait_for()
    expect(page.get_by_role("button", name=re.compile("Urungkan"))).to_be_visible()
    picture(page, "perkara_2_berikutnya")
    page.keyboard.press("z")
    page.locator(f'#perkara[data-siap=ya][data-perkara="{first}"]').wait_for()
    picture(page, "perkara_3_diurungkan")
    for left in range(waiting - 1, 0, -1):
        at = str(case.get_attribute("data-perkara"))
        accept(page)
        page.locator(f'#perkara[data-siap=ya]:not([data-perkara="{at}"])').wait_for()
        expect(page.locator("#perkara")).to_contain_text(re.compile(rf"\b{left} menunggu"))
    accept(page)
    page.wait_for_url("**/antrean/")
    expect(page.get_by_text("Antrean habis.").first).to_be_visible()
    picture(page, "antrean_habis")


def accept(page: Page) -> None:
    """T, and Enter where the case is not plain."""
    at = page.locator("#perkara").get_attribute("data-perkara")
    page.keyboard.press("t")
    page.wait_for_timeout(700)
    still = page.locator(f'#perkara[data-perkara="{at}"]')
    if still.count() and page.locator("[data-hitung='']", has_text=re.compile("^0$")).count():
        page.keyboard.press("Enter")


def expect_applied(page: Page, number: str, picture: Picture) -> None:
    """The counter reads on the ticket that the value is in the register."""
    page.reload()
    until(page, page.get_by_text(re.compile("diterapkan", re.IGNORECASE)))
    assert number in page.content()
    picture(page, "loket_4_tiket_diputus")


def seal(page: Page, picture: Picture) -> str:
    """Seal the month; the batch's address when all of it waits for the mayor."""
    page.get_by_role("link", name="Kiriman SIKS").first.click()
    page.get_by_role("link", name=re.compile("Segel kiriman")).click()
    until(page, page.get_by_text(f"{CHOSEN + 1} perubahan siap"))
    picture(page, "kiriman_1_segel")
    page.get_by_role("button", name=re.compile("^Segel")).click()
    until(page, page.get_by_text(f"{CHOSEN + 1} baris menunggu pengesahan wali kota"))
    expect(page.get_by_role("link", name="Unduh", exact=True)).to_have_count(0)
    return page.url


def password_of(page: Page, batch: str) -> str:
    """The password of the batch's files, which is shown once."""
    page.goto(batch)
    page.get_by_role("button", name="Perlihatkan sandi").click()
    return page.locator(".pilih").inner_text()


def files_of(page: Page, batch: str, word: str, folder: Path) -> list[Path]:
    """All files of the batch, downloaded and opened as a person does."""
    page.goto(batch)
    folder.mkdir()
    found = []
    for link in page.get_by_role("link", name="Unduh", exact=True).all():
        with page.expect_download() as coming:
            link.click()
        found.append(folder / coming.value.suggested_filename)
        locked = msoffcrypto.OfficeFile(io.BytesIO(coming.value.path().read_bytes()))
        locked.load_key(password=word)
        with found[-1].open("wb") as opened:
            locked.decrypt(opened)
    return found


def numbers_in(file: Path) -> list[str]:
    """The NIK that the rows ask for; every number of the file is text of 16 digits."""
    sheet = openpyxl.load_workbook(file).worksheets[0]
    head = next(row for row in sheet.iter_rows() if "NIK" in [cell.value for cell in row])
    columns = {str(cell.value): cell.column for cell in head}
    asked = []
    for row in range(head[0].row + 1, sheet.max_row + 1):
        for name in ("NIK", "NIK PERBAIKAN"):
            cell = sheet.cell(row, columns[name])
            assert cell.data_type == "s" and re.fullmatch(r"\d{16}", str(cell.value)), (
                f"{name} of row {row}: {cell.value}"
            )
        asked.append(str(sheet.cell(row, columns["NIK PERBAIKAN"]).value))
    return asked


def expect_on_second_desk(page: Page, name: str) -> None:
    """The second desk finds the request in its queue."""
    page.get_by_role("link", name=re.compile("^Antrean kedua")).first.click()
    expect(page.get_by_role("table").get_by_text(name, exact=True)).to_be_visible()


def expect_as_sealed(page: Page, batch: str) -> None:
    """Batch and files prove their hash."""
    page.goto(f"{batch}?periksa=1")
    expect(page.get_by_text("baris dan semua sel berkas seperti ketika disegel")).to_be_visible()
