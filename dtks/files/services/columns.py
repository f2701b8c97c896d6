"""What a column means: by the words of its header, never by its place (domain 9)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process

from dtks.files.models import ColumnAlias, StagedFile
from dtks.files.services.tables import MOST_COLUMNS, Row

AID = "aid:"  # prefix of a programme's column: aid:PKH
# Field -> header words that mean it: lower case, letters and digits only. The field's own name counts too.
SYNONYMS: dict[str, str] = {
    "household_id": "iddtks idbdt idruta idrumahtangga idkeluarga idkeluargadtsen nomordtks",
    "dtks_id": "idanggota idart idartbdt idindividu idpm idanggotakeluarga idanggotaruta idpenerima",
    "nik": "nik nomornik nonik nomorindukkependudukan noktp nomorktp nikktp nikanggota nikpenerima",
    "kk_number": "nokk nkk nomorkk nokartukeluarga nomorkartukeluarga nokkdukcapil nomorkartukk",
    "name": "nama namalgkp namalengkap namaanggota namapenerima namakpm namapenduduk namaart namapm namasesuaiktp "
    "namaanggotakeluarga namapenerimamanfaat",
    "birth_place": "tempatlahir tmptlhr tmplahir tmplhr tmptlahir tptlahir kotalahir",
    "birth_date": "tgllahir tgllhr tanggallahir tanggallhr tglahir tgllahirddmmyyyy tanggalkelahiran",
    "sex": "jk jenisklmin jeniskelamin jnskelamin jeniskel kelamin lp gender jkel",
    "mother_name": "namaibukandung namagadisibukandung namalgkpibu namaibu ibukandung namagadisibu namaibugadis",
    "father_name": "namalgkpayah namaayah",
    "relation": "hubkeluarga hubungankeluarga stathbkel hubungan shdk hubungandengankk statushubungan hubkel "
    "hubungandengankepalakeluarga statushubungankeluarga statushubungandalamkeluarga hubungandgnkk",
    "address": "alamat alamatlengkap alamatrumah alamatktp alamatdomisili jalan alamatjalan",
    "rt": "rt nort",
    "rw": "rw norw",
    "rt_rw": "rtrw",
    "hamlet": "dusun lingkungan",
    "kelurahan": "kelurahan desakelurahan desakeluarahan kelname kelurahandesa namakel namakelurahan desa "
    "namadesakelurahan desakel keldesa namadesa",
    "kelurahan_code": "kodekelurahan kodewilayah kodedesa kodekel kdkel kodekelurahandesa kodedesakelurahan",
    "kecamatan": "kecamatan kecname namakec namakecamatan kec",
    "regency": "kabupatenkota kabkota kabupaten kabname namakabupaten kotakabupaten namakab kota",
    "province": "provinsi propname namaprovinsi propinsi prov",
    "no_prop": "noprop",
    "no_kab": "nokab",
    "no_kec": "nokec",
    "no_kel": "nokel",
    "marital_status": "statuskawin statkwn statuskwn statusperkawinan statuspernikahan kawin",
    "religion": "agama",
    "education": "pendidikan pddkakh pendidikanterakhir pendidikanakhir",
    "occupation": "pekerjaan jenispkrjn jenispekerjaan pekerjaanutama",
    "phone": "telepon telp notelp nohp hp nomorhp nomortelepon notelepon handphone",
    "ktp_state": "statusrekam ektpstatus statusektp statrekam statusperekaman perekaman",
    "flag": "flagstatus statuspenduduk statdasar statusdasar",
    "died_on": "tglmati tanggalmati tglmeninggal tanggalmeninggal",
    "moved_on": "tglpindah tanggalpindah",
    "desil": "desil desilkesejahteraan desilnasional desildtsen peringkatdesil",
    "programme": "program namaprogram bansos jenisbansos jenisbantuan",
    "payout": "statussalur statuspenyaluran statusbayar statuspembayaran",
    "centre_match": "keteranganpadan padandukcapil statuspadan padan",
    "aid:SEMBAKO": "bansosbpnt bpnt sembako bansossembako bpntsembako programsembako",
    "aid:PKH": "bansospkh pkh",
    "aid:PBI_JK": "pbijkn pbi pbijk pbijknkis bansospbi pbijaminankesehatan",
    "aid:PBI_APBD": "pbiapbd",
    "aid:BPNT_PPKM": "bansosbpntppkm bpntppkm",
    "aid:BST": "bst bansosbst",
    "aid:PIP": "pip bansospip",
    "aid:RASTRA": "rastra raskin",
    "reason": "kodealasan kode",
    "reason_text": "alasan",
    "minutes_number": "nomorberitaacara noberitaacara noba nomorba beritaacara",
    "nisn": "nisn nomorinduksiswanasional nonisn",
    "npsn": "npsn nomorpokoksekolahnasional kodesekolah",
    "school": "sekolah namasekolah satuanpendidikan namasatuanpendidikan madrasah namamadrasah",
    "grade": "kelas rombel rombonganbelajar tingkat",
    "pip_worthy": "layakpip layakpipusulandarisekolah usulanpip",
    "kip_number": "nokip nomorkip",
    "kks_number": "nokks nomorkks",
    "pkh_number": "nopkh nomorpkh nopesertapkh",
    "event": "jenisperistiwa peristiwa jenispelaporan jeniskejadian",
    "event_on": "tglperistiwa tanggalperistiwa tglkejadian tanggalkejadian",
    "certificate": "noakta nomorakta noaktakematian noaktakelahiran noaktaperkawinan nosuratpindah noskpwni",
    "destination": "tujuan daerahtujuan alamattujuan kabkotatujuan",
    "removed_on": "tanggal tanggalpenghapusan tglhapus tanggalhapus tanggalkeluar",
}
WORDS: dict[str, str] = {
    "household_id": "ID DTKS (rumah tangga)", "dtks_id": "ID anggota", "nik": "NIK", "kk_number": "No. KK",
    "name": "Nama", "birth_place": "Tempat lahir", "birth_date": "Tanggal lahir", "sex": "Jenis kelamin",
    "mother_name": "Nama ibu", "father_name": "Nama ayah", "relation": "Hubungan keluarga", "address": "Alamat",
    "rt": "RT", "rw": "RW", "rt_rw": "RT/RW", "hamlet": "Dusun", "kelurahan": "Kelurahan",
    "kelurahan_code": "Kode kelurahan", "kecamatan": "Kecamatan", "regency": "Kabupaten/kota", "province": "Provinsi",
    "no_prop": "Kode provinsi", "no_kab": "Kode kab/kota", "no_kec": "Kode kecamatan", "no_kel": "Kode kelurahan (4)",
    "marital_status": "Status kawin", "religion": "Agama", "education": "Pendidikan", "occupation": "Pekerjaan",
    "phone": "Telepon", "ktp_state": "Perekaman KTP-el",
    "flag_on": "Tanggal meninggal/pindah", "flag": "Status penduduk", "died_on": "Tanggal meninggal",
    "moved_on": "Tanggal pindah", "desil": "Desil", "programme": "Program", "payout": "Status salur",
    "centre_match": "Keterangan padan", "aid:SEMBAKO": "Bantuan Sembako (BPNT)", "aid:PKH": "Bantuan PKH",
    "aid:PBI_JK": "Bantuan PBI-JK", "aid:PBI_APBD": "Bantuan PBI APBD", "aid:BPNT_PPKM": "Bantuan BPNT-PPKM",
    "aid:BST": "Bantuan BST", "aid:PIP": "Bantuan PIP", "aid:RASTRA": "Bantuan Rastra", "reason": "Kode alasan",
    "reason_text": "Alasan", "minutes_number": "Nomor berita acara", "removed_on": "Tanggal dikeluarkan",
    "nisn": "NISN", "npsn": "NPSN", "school": "Nama sekolah", "grade": "Kelas", "pip_worthy": "Layak PIP",
    "kip_number": "No. KIP", "kks_number": "No. KKS", "pkh_number": "No. PKH", "event": "Jenis peristiwa",
    "event_on": "Tanggal peristiwa", "certificate": "Nomor akta atau surat", "destination": "Daerah tujuan",
}  # fmt: skip
_PERSON = (
    "nik kk_number name birth_place birth_date sex mother_name father_name relation address rt rw rt_rw hamlet "
    "kelurahan kelurahan_code kecamatan regency province marital_status religion education occupation"
).split()
_CODES = "no_prop no_kab no_kec no_kel".split()
FIELDS: dict[str, tuple[str, ...]] = {
    StagedFile.Purpose.LIST: (
        "household_id", "dtks_id", *_PERSON, *_CODES, "phone", "desil", "programme", "payout", "centre_match",
        *(field for field in SYNONYMS if field.startswith(AID)),
    ),
    StagedFile.Purpose.EXTRACT: (*_PERSON, *_CODES, "ktp_state", "flag", "died_on", "moved_on"),
    StagedFile.Purpose.REMOVALS: (
        "household_id", "dtks_id", *_PERSON, "reason", "reason_text", "minutes_number", "removed_on",
    ),
    StagedFile.Purpose.PUPILS: (
        "nisn", "nik", "name", "sex", "birth_place", "birth_date", "mother_name", "kk_number", "npsn", "school",
        "grade", "pip_worthy", "kip_number", "kks_number", "pkh_number", "household_id",
    ),
    StagedFile.Purpose.EVENTS: ("event", "event_on", "certificate", "destination", *_PERSON, *_CODES),
    StagedFile.Purpose.VERIFY: ("household_id", "dtks_id", *_PERSON, *_CODES, "programme", "reason_text"),
}  # fmt: skip
# One field of each group must be there.
REQUIRED: dict[str, tuple[tuple[str, ...], ...]] = {
    StagedFile.Purpose.LIST: (("name",), ("dtks_id", "nik", "kk_number")),
    StagedFile.Purpose.EXTRACT: (("nik",), ("name",)),
    StagedFile.Purpose.REMOVALS: (("name",), ("dtks_id", "nik"), ("reason",)),
    StagedFile.Purpose.PUPILS: (("name",), ("nisn", "nik", "birth_date")),
    StagedFile.Purpose.EVENTS: (("event",), ("name",), ("nik", "kk_number")),
    StagedFile.Purpose.VERIFY: (("name",), ("dtks_id", "nik", "kk_number")),
}
ENOUGH = 3  # known words that make a line a header
_LIKE = 82  # rapidfuzz score from which a suggestion is worth a look
_NOT_WORD = re.compile(r"[^a-z0-9]")
_MEANING = {word: field for field, words in SYNONYMS.items() for word in (*words.split(), _NOT_WORD.sub("", field))}


def slug(header: object) -> str:
    """A header for comparing: lower case, letters and digits only."""
    return _NOT_WORD.sub("", str(header if header is not None else "").lower())[:80]


@dataclass(frozen=True)
class Header:
    """The header of a table: where it stands, its texts by position, and what is known of their meaning."""

    row: int  # the last line of it, as a spreadsheet counts
    texts: list[str]
    meanings: dict[int, str]

    @property
    def known(self) -> int:
        return len(self.meanings)


def find_header(rows: Sequence[Row], purpose: str) -> Header | None:
    """The line among the first ones that holds most known words, with the words of the lines that it is merged with.

    None where no line has text in two cells.
    """
    vocabulary = _vocabulary(purpose)
    best: tuple[int, int, int] = (0, 0, -1)
    for place, (_, cells) in enumerate(rows):
        known = len(meanings_of([str(cell or "") for cell in cells], vocabulary))
        filled = sum(isinstance(cell, str) and bool(cell.strip()) for cell in cells)
        if filled >= 2 or known:
            best = max(best, (known, 0 if known else filled, -place))
    if best[:2] == (0, 0):
        return None
    return _with_neighbours(rows, -best[2], vocabulary)


def _with_neighbours(rows: Sequence[Row], place: int, vocabulary: dict[str, str]) -> Header:
    """A header of two lines: an empty or unknown cell takes the word that stands above or below."""
    row, cells = rows[place]
    texts = [str(cell if cell is not None else "").strip() for cell in cells]
    for other in (place - 1, place + 1):
        if not 0 <= other < len(rows):
            continue
        number, others = rows[other]
        words = [str(cell if cell is not None else "").strip() for cell in others]
        extra = {
            n: text
            for n, text in enumerate(words)
            if slug(text) in vocabulary and (n >= len(texts) or slug(texts[n]) not in vocabulary)
        }
        digits = sum(any(mark.isdigit() for mark in text) for text in words)
        if not extra or digits > 1:
            continue
        texts.extend([""] * (max(extra) + 1 - len(texts)))
        for n, text in extra.items():
            texts[n] = text
        row = max(row, number)
    return Header(row, texts[:MOST_COLUMNS], meanings_of(texts[:MOST_COLUMNS], vocabulary))


def meanings_of(texts: Sequence[str], vocabulary: dict[str, str]) -> dict[int, str]:
    """Position to field; of two columns with one meaning the first counts."""
    found: dict[int, str] = {}
    taken: set[str] = set()
    for place, text in enumerate(texts):
        field = vocabulary.get(slug(text), "")
        if field and field not in taken:
            found[place] = field
            taken.add(field)
    return found


def _vocabulary(purpose: str) -> dict[str, str]:
    """Known words of a purpose; what a person explained goes before the synonyms. '' means: not needed."""
    allowed = set(FIELDS[purpose])
    known = {word: field for word, field in _MEANING.items() if field in allowed}
    known.update(ColumnAlias.objects.filter(purpose=purpose).values_list("slug", "field"))
    return known


def missing(fields: set[str], purpose: str) -> list[str]:
    """Words of the columns without which the file cannot be used."""
    return [
        " atau ".join(WORDS[field] for field in group) for group in REQUIRED[purpose] if not fields.intersection(group)
    ]


@dataclass(frozen=True)
class Suggestion:
    """What an unknown header may mean, and how alike the words are (0 to 100)."""

    field: str
    word: str
    score: int


def suggest(header: str, purpose: str) -> Suggestion | None:
    """The likest known meaning of an unknown header, if any is like enough."""
    allowed = set(FIELDS[purpose])
    choices = {word: field for word, field in _MEANING.items() if field in allowed and len(word) > 2}
    found: Any = process.extractOne(slug(header), list(choices), scorer=fuzz.WRatio, score_cutoff=_LIKE)
    return Suggestion(choices[found[0]], WORDS[choices[found[0]]], round(found[1])) if found and slug(header) else None


def remember(*, purpose: str, meanings: dict[str, str], actor: Any) -> int:
    """Keep what a person explained: header text to field ('' for not needed). Returns how many were new or changed."""
    count = 0
    for header, field in meanings.items():
        if slug(header) and _MEANING.get(slug(header)) != field:
            ColumnAlias.objects.update_or_create(
                purpose=purpose, slug=slug(header), defaults={"field": field, "decided_by": actor}
            )
            count += 1
    return count
