import json
import re
import subprocess
import sys

from tests.servers import ROOT

READS = re.compile(r"""(?:\benv\.\w+|environ\.get|environ\[)\(?\s*["']([A-Z_]+)["']""")


def test_every_name_read_from_the_environment_is_explained() -> None:
    code = [*ROOT.glob("dtks/**/*.py"), *ROOT.glob("consultation/**/*.py"), *ROOT.glob("verification/**/*.py")]
    read = {name for path in code for name in READS.findall(path.read_text())}
    explained = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs" / "operasi.md").read_text(), re.MULTILINE))

    assert {"DATABASE_URL", "REDIS_URL", "SECRET_KEY"} <= read
    assert read - explained == set(), "jelaskan di docs/operasi.md"
    assert explained - read == set(), "tidak dibaca lagi; hapus dari docs/operasi.md"


def test_the_office_does_not_start_without_a_key_of_its_own() -> None:
    started = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={"PADAN_PRODUCTION": "true", "DATABASE_URL": "postgres://padan@db/padan", "REDIS_URL": "redis://redis/0"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert started.returncode != 0
    assert "SECRET_KEY belum diisi" in started.stderr


def test_in_production_cookies_stay_on_their_host_and_every_connection_is_https() -> None:
    names = ["SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "DEMO", "DEBUG"]
    names += ["SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_SSL_REDIRECT", "SECOND_FACTOR"]
    read = f"import json; from dtks import settings; print(json.dumps([getattr(settings, n) for n in {names}]))"
    keys = {
        "PADAN_PRODUCTION": "true",
        "SECRET_KEY": "x" * 50,
        "DATABASE_URL": "postgres://p@db/p",
        "REDIS_URL": "redis://r",
    }
    said = subprocess.run([sys.executable, "-c", read], cwd=ROOT, env=keys, capture_output=True, text=True, check=True)
    cookies = ["__Host-sessionid", "__Host-csrftoken", True, True]
    assert json.loads(said.stdout) == [*cookies, False, False, 365 * 24 * 3600, True, True, True]
