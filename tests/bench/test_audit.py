"""What `make audit` makes of the answers of the databases of weaknesses."""

from tests.bench.audit import verdict

WEAK = {"name": "django", "version": "4.0", "vulns": [{"id": "PYSEC-1"}, {"id": "CVE-2"}]}
SOUND = {"name": "django", "version": "5.2.19", "vulns": []}
UNKNOWN = {"name": "typst", "skip_reason": "Dependency not found"}


def test_a_known_weakness_ends_the_run_whatever_the_other_service_says():
    code, said = verdict({"pypi": ([UNKNOWN], ""), "osv": ([WEAK, UNKNOWN], "")})
    assert (code, said) == (1, ["django 4.0: CVE-2, PYSEC-1"])


def test_a_database_that_does_not_answer_is_said_and_lets_the_run_go_on():
    code, said = verdict({"pypi": ([UNKNOWN], ""), "osv": ([], "osv: tidak tersambung")})
    assert code == 0 and "TIDAK diperiksa" in said[0] and "tidak tersambung" in said[0]


def test_packages_that_were_not_found_are_named_beside_those_without_weakness():
    code, said = verdict({"pypi": ([SOUND, UNKNOWN], "")})
    assert code == 0 and said == ["Tidak ada kelemahan yang diketahui dalam 1 paket. Tidak dikenal di sana: typst."]
