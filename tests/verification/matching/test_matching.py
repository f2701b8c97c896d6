"""The whole engine on invented people: who is found, who is nobody, what is said of it."""

import collections
import csv
import json
import math
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from verification.matching import columns, files, generate, settlement, weights
from verification.matching.__main__ import main
from verification.matching.candidates import CivilIndex
from verification.matching.explanation import bars, explain_citizen, explain_operator
from verification.matching.results import STATUS_OF_CLASS, Band, Result, ResultClass, Status, Thresholds, as_results
from verification.matching.scoring import score_all, score_chunk
from verification.matching.single import compare_one

CITIZEN = {
    "nik": "7471055203840001", "kk_number": "7471051203100002", "name": "RISKI AMALIA", "birth_date": "1984-03-12",
    "birth_place": "KENDARI", "sex": "P", "address": "JL. MAWAR NO. 4", "rt": "001", "rw": "002", "kelurahan": "KADIA",
    "mother_name": "SITI AMINAH",
}  # fmt: skip


def person(**changes):
    return {**CITIZEN, "status": "AKTIF", **changes}


@pytest.fixture(scope="module")
def invented(tmp_path_factory):
    folder = tmp_path_factory.mktemp("invented")
    generate.main([str(folder), "--dtks", "1500", "--civil", "6000", "--seed", "5"])
    return folder


@pytest.fixture(scope="module")
def frames(invented):
    return (
        files.read(invented / "dtks.csv", columns.DTKS_COLUMNS, columns.REQUIRED_DTKS),
        files.read(invented / "civil.csv", columns.CIVIL_COLUMNS, columns.REQUIRED_CIVIL),
    )


@pytest.fixture(scope="module")
def settled(frames):
    return settlement.match_frames(*frames)


@pytest.fixture(scope="module")
def truth(invented):
    return {row["dtks_id"]: row for row in csv.DictReader((invented / "truth.csv").open())}


def test_nearly_all_are_found_and_nearly_none_wrongly(settled, truth):
    found = dict(settled.select("dtks_id", "matched_nik").iter_rows())
    right = sum(found[key] == row["true_nik"] for key, row in truth.items())
    given_wrongly = sum(bool(found[key]) and found[key] != row["true_nik"] for key, row in truth.items())
    assert right >= 0.997 * len(truth)
    assert given_wrongly <= 3


def test_the_status_is_the_right_one(settled, truth):
    said = dict(settled.select("dtks_id", "status").iter_rows())
    assert sum(said[key] == row["status"] for key, row in truth.items()) >= 0.99 * len(truth)


def test_persons_in_no_register_are_given_nobody(settled, truth):
    absent = [key for key, row in truth.items() if not row["true_nik"]]
    found = dict(settled.select("dtks_id", "matched_nik").iter_rows())
    assert absent
    assert sum(bool(found[key]) for key in absent) <= 1


@pytest.mark.parametrize("size", [1, 7, 400])
def test_chunks_of_any_size_come_to_the_same(frames, settled, size):
    dtks, civil = frames[0].head(60 if size == 1 else 1500), frames[1]
    index = CivilIndex.build(civil)
    parts = [score_chunk(index, dtks[begin : begin + size]) for begin in range(0, dtks.height, size)]
    whole = settlement.settle(score_all(index, dtks))
    assert settlement.settle(pl.concat(parts)).equals(whole)
    if size > 1:
        assert whole.equals(settled)


def test_one_person_of_the_register_is_claimed_once_unless_listed_twice(settled, truth):
    claims = collections.Counter(settled.filter(pl.col("civil_id").is_not_null())["civil_id"].to_list())
    meant = collections.Counter(row["true_nik"] for row in truth.values())
    twice = [key for key, count in claims.items() if count > 1]
    niks = dict(settled.filter(pl.col("civil_id").is_not_null()).select("civil_id", "matched_nik").iter_rows())
    assert [key for key in twice if meant[niks[key]] < 2] == []


def _match(list_rows, register):
    dtks = pl.DataFrame([{"dtks_id": str(number), **row} for number, row in enumerate(list_rows)])
    return list(as_results(settlement.match_frames(dtks, pl.DataFrame(register))))


@pytest.fixture
def register_of_twenty():
    """The citizen, and others that resemble nobody."""
    words = ["SUPARMAN", "WAGIMAN", "TENRI", "BESSE", "KOMANG", "YOHANES", "MARTA", "HASAN", "UMAR", "IDRIS"]
    others = [
        person(
            nik=f"74710515{place % 12 + 1:02d}{60 + place}0001", kk_number=f"74710512031{place:02d}009", name=name,
            birth_date=f"19{60 + place}-{place % 12 + 1:02d}-15", sex="L", address=f"JL. NURI NO. {place}", rt="009",
        )
        for place, name in enumerate(f"{one} {two}" for one in words[:2] for two in words[:10])
    ]  # fmt: skip
    return person(), others


def test_twins_of_like_names_stay_apart():
    one = person(nik="7471055203840001", name="RISKA AMALIA")
    two = person(nik="7471055203840002", name="RISKI AMALIA")
    results = _match([{**one, "nik": ""}, {**two, "nik": ""}], [one, two])
    assert [result.matched_nik for result in results] == [one["nik"], two["nik"]]


def test_a_brother_is_not_given_for_one_who_is_absent():
    brother = person(nik="7471051508900001", name="MUHAMMAD HAIKAL", birth_date="1990-08-15", sex="L")
    absent = person(nik="7471055211930003", name="WA ODE NURLINA", birth_date="1993-11-12")
    results = _match([absent, brother], [brother])
    assert [result.status for result in results] == [Status.NOT_FOUND, Status.MATCH]


def test_a_nik_of_somebody_else_is_told_and_the_person_found():
    wife = person()
    husband = person(nik="7471051506800001", name="LA ODE SAFAR", birth_date="1980-06-15", sex="L")
    result = _match([{**wife, "nik": husband["nik"]}], [wife, husband])[0]
    assert (result.status, result.matched_nik) == (Status.NIK_OTHER_PERSON, wife["nik"])
    assert "NIK_OWNER_OTHER" in result.codes


@pytest.mark.parametrize(
    "field", ["birth_date", "name", "kk_number", "birth_place", "sex", "address", "mother_name", "nik"]
)
def test_failure_18_an_empty_value_never_raises_the_score(field):
    whole = compare_one(CITIZEN, person())
    for citizen, civil in (({**CITIZEN, field: ""}, person()), (CITIZEN, person(**{field: ""}))):
        less = compare_one(citizen, civil)
        assert less.confidence <= whole.confidence
        assert sum(less.contributions.values()) <= sum(whole.contributions.values()) + 0.01


def test_an_empty_value_is_unknown_and_never_differs():
    result = compare_one({**CITIZEN, "mother_name": "", "birth_place": ""}, person())
    assert result.fields == ()
    assert result.missing == ("tempat_lahir",)
    assert result.result_class is ResultClass.MATCH
    assert compare_one(CITIZEN, person(mother_name="")).result_class is ResultClass.MATCH


@pytest.mark.parametrize(("eyes", "same"), [(0.9, 0.9), (0.95, 0.5), (-0.1, 0.9), (0.5, 1.1), (math.nan, 0.9)])
def test_failure_19_equal_or_crossed_thresholds_are_refused(eyes, same):
    with pytest.raises(ValueError, match="Batas"):
        Thresholds(eyes, same)


def test_the_shipped_thresholds_leave_a_middle_band():
    parameters = weights.load()
    assert Thresholds(parameters.eyes, parameters.same).band((parameters.eyes + parameters.same) / 2) is Band.EYES


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ResultClass.MATCH), ({"name": "RISKY AMALIA"}, ResultClass.VARIANT),
        ({"birth_date": "1984-12-03"}, ResultClass.FIELD_DIFFERS),
        ({"nik": "7471055203480001"}, ResultClass.NIK_DIFFERS),
        ({"nik": "747105520384001"}, ResultClass.NIK_INVALID), ({"nik": "0"}, ResultClass.NO_NIK),
    ],
)  # fmt: skip
def test_each_difference_has_its_class(changes, expected):
    assert compare_one({**CITIZEN, **changes}, person()).result_class is expected


@pytest.mark.parametrize(
    ("flag", "expected"),
    [("MENINGGAL", ResultClass.DECEASED), ("PINDAH", ResultClass.MOVED), ("NONAKTIF", ResultClass.INACTIVE),
     ("2", ResultClass.DECEASED)],
)  # fmt: skip
def test_the_flag_of_the_register_decides_first(flag, expected):
    assert compare_one(CITIZEN, person(status=flag)).result_class is expected


def test_not_recorded_is_blocked():
    assert compare_one(CITIZEN, person(recording="BELUM REKAM")).result_class is ResultClass.BLOCKED


def test_every_class_has_a_status_and_a_next_step():
    assert set(STATUS_OF_CLASS) == set(ResultClass)


def test_the_citizen_reads_which_field_but_no_value_of_the_register():
    result = compare_one({**CITIZEN, "birth_date": "1985-03-12"}, person())
    assert "tanggal lahir" in explain_citizen(result).lower()
    assert "1984" not in explain_citizen(result)
    assert "Tanggal lahir" in explain_operator(result)
    assert bars(result)[0][1] > 0
    assert isinstance(result, Result)


def test_the_command_matches_two_files(invented, tmp_path, capsys):
    assert main([str(invented / "dtks.csv"), str(invented / "civil.csv"), "-o", str(tmp_path / "out.csv")]) == 0
    rows = list(csv.DictReader((tmp_path / "out.csv").open()))
    assert len(rows) == 1500
    assert list(rows[0]) == list(files.OUT_COLUMNS)
    assert capsys.readouterr().out.startswith("dibaca 1500, ditemukan ")


def test_the_command_reads_a_workbook_below_its_letterhead_and_parquet(frames, tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["KEMENTERIAN SOSIAL"])
    book.active.append([])
    book.active.append(["ID DTKS", "ID ANGGOTA", "NIK", "NAMA", "TANGGAL LAHIR", "NOKK"])
    for row in frames[0].head(50).iter_rows(named=True):
        book.active.append(["9", row["dtks_id"], row["nik"], row["name"], row["birth_date"], row["kk_number"]])
    book.active.append(["JUMLAH", 50])
    book.save(tmp_path / "list.xlsx")
    frames[1].write_parquet(tmp_path / "civil.parquet")
    assert main([str(tmp_path / "list.xlsx"), str(tmp_path / "civil.parquet"), "-o", str(tmp_path / "out.csv")]) == 0
    assert len(list(csv.DictReader((tmp_path / "out.csv").open()))) == 50


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nama;alamat\nALI;JL\n", "nik tidak ditemukan"), ("satu dua tiga\n", "kepala kolom tidak ditemukan"),
        ("nik;nama\n", "tidak ada satu baris pun"), ("", "kepala kolom tidak ditemukan"),
        ("nik;nama\n7471055203840000;A\n7471055203840010;B\n7471055203840020;C\n", "angka terakhir semua NIK hilang"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_in_plain_words(invented, tmp_path, capsys, text, said):
    (tmp_path / "civil.csv").write_text(text)
    assert main([str(invented / "dtks.csv"), str(tmp_path / "civil.csv"), "-o", str(tmp_path / "out.csv")]) == 1
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out.csv").exists()


def test_an_id_that_repeats_is_said_with_its_row(invented, tmp_path, capsys):
    (tmp_path / "list.csv").write_text("dtks_id,nik,nama\nA,7471055203840001,ALI\nA,7471055203840002,UMAR\n")
    assert main([str(tmp_path / "list.csv"), str(invented / "civil.csv"), "-o", str(tmp_path / "out.csv")]) == 0
    assert "baris 3, kolom dtks_id: A berulang" in capsys.readouterr().err


def _command(invented, out, *more):
    return main([str(invented / "dtks.csv"), str(invented / "civil.csv"), "-o", str(out), *more])


def test_a_bound_that_is_typed_is_obeyed_even_nought(invented, tmp_path):
    assert _command(invented, tmp_path / "all.csv", "--eyes", "0") == 0
    assert _command(invented, tmp_path / "sure.csv", "--eyes", "0,995", "--same", "0,999") == 0
    given = [
        sum(bool(row["matched_nik"]) for row in csv.DictReader((tmp_path / name).open()))
        for name in ("all.csv", "sure.csv")
    ]
    assert given[0] > given[1]
    surest = [float(row["confidence"]) for row in csv.DictReader((tmp_path / "sure.csv").open()) if row["matched_nik"]]
    assert min(surest) >= 0.995


@pytest.mark.parametrize("bounds", [["--eyes", "1"], ["--same", "0"], ["--eyes", "0.9", "--same", "0.9"]])
def test_bounds_that_cross_are_refused_before_any_file_is_read(invented, tmp_path, capsys, bounds):
    assert _command(invented, tmp_path / "out.csv", *bounds) == 2
    assert "Batas bawah harus lebih kecil dari batas atas" in capsys.readouterr().err
    assert not (tmp_path / "out.csv").exists()


def test_a_row_with_a_cell_too_many_is_named_and_empty_cells_at_the_end_are_not(invented, tmp_path, capsys):
    civil = str(invented / "civil.csv")
    (tmp_path / "list.csv").write_text("dtks_id,nama,alamat\nA,ALI,JL. MAWAR,,\n\nB,UMAR,JL. NURI\nC,BUDI\n")
    assert main([str(tmp_path / "list.csv"), civil, "-o", str(tmp_path / "out.csv")]) == 0
    assert [row["dtks_id"] for row in csv.DictReader((tmp_path / "out.csv").open())] == ["A", "B", "C"]
    (tmp_path / "list.csv").write_text("dtks_id,nama,alamat\nA,ALI,JL. MAWAR\n\nB,UMAR,JL. NURI, NO. 4\n")
    assert main([str(tmp_path / "list.csv"), civil, "-o", str(tmp_path / "new.csv")]) == 1
    assert "list.csv, baris 4, kolom 4: 4 isian, seharusnya 3" in capsys.readouterr().err
    assert not (tmp_path / "new.csv").exists()


def test_a_date_that_cannot_be_read_is_said_and_counts_as_unknown(invented, tmp_path, capsys):
    (tmp_path / "list.csv").write_text("idart,nama,tgl lahir\nA,ALI,31-02-1990\nB,UMAR,-\nC,BUDI,3 Mei 1990\n")
    assert main([str(tmp_path / "list.csv"), str(invented / "civil.csv"), "-o", str(tmp_path / "out.csv")]) == 0
    said = capsys.readouterr().err
    assert "baris 2, kolom tanggal lahir: '31-02-1990' bukan tanggal" in said
    assert "baris 3" not in said
    assert "baris 4" not in said


def test_a_result_that_cannot_be_written_is_refused_in_plain_words(invented, tmp_path, capsys):
    assert _command(invented, tmp_path / "nowhere" / "out.csv") == 1
    assert "folder hasil tidak ada" in capsys.readouterr().err
    assert _command(invented, tmp_path) == 1
    assert "sebuah folder, bukan berkas" in capsys.readouterr().err


def test_the_reasons_stand_beside_the_results_where_asked_for(invented, tmp_path, truth):
    assert _command(invented, tmp_path / "out.csv", "--explain") == 0
    rows = list(csv.DictReader((tmp_path / "out.csv").open()))
    assert list(rows[0])[: len(files.OUT_COLUMNS)] == list(files.OUT_COLUMNS)
    for row in rows:
        assert row["penjelasan_operator"] and row["penjelasan_warga"]
        assert "100,0%" not in row["penjelasan_operator"]
        assert row["matched_nik"] == "" or row["matched_nik"] not in row["penjelasan_warga"]
    same = next(row for row in rows if not truth[row["dtks_id"]]["errors"])
    assert float(same["w_nik"]) > 0 and float(same["w_nama"]) > 0


def test_a_person_who_is_listed_twice_is_shown_twice(register_of_twenty):
    one, others = register_of_twenty
    results = _match([one, {**one, "name": "RISKY AMALIA"}, *others], [one, *others])
    assert [result.matched_nik for result in results[:2]] == [one["nik"]] * 2
    assert [result.result_class for result in results[:2]] == [ResultClass.NIK_DUPLICATE] * 2
    assert all("NIK_REPEATED" in result.codes for result in results[:2])
    assert "CLAIMED_TWICE" in results[1].codes
    assert "juga cocok dengan baris lain" in explain_operator(results[1])


def test_loading_the_package_computes_nothing_with_polars():
    code = "import sys, verification.matching.names, verification.matching.nik; print('polars' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"


def test_the_parameter_file_names_its_version_and_its_command():
    text = Path(weights.__file__).with_name("data").joinpath("weights.json").read_text()
    document = json.loads(text)
    assert document["version"]
    assert document["made_by"] == "python -m verification.matching.training"
    values = document["confidence"]["values"]
    assert values == sorted(values)


SAMPLE = Path(__file__).resolve().parents[4] / "shared/data/sample"


@pytest.mark.skipif(not SAMPLE.is_dir(), reason="the sample lies beside the project only where it is developed")
def test_the_sample_is_matched(tmp_path):
    out = tmp_path / "out.csv"
    assert main([str(SAMPLE / "pair/dtks.csv"), str(SAMPLE / "pair/civil.csv"), "-o", str(out)]) == 0
    found = {row["dtks_id"]: row for row in csv.DictReader(out.open())}
    rows = list(csv.DictReader((SAMPLE / "truth.csv").open()))
    assert sum(found[row["dtks_id"]]["matched_nik"] == row["true_nik"] for row in rows) >= 0.998 * len(rows)
    assert sum(found[row["dtks_id"]]["status"] == row["status"] for row in rows) >= 0.99 * len(rows)
