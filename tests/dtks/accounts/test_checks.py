"""A production office refuses what belongs to a trial."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from dtks.accounts.checks import production_is_guarded, production_is_no_trial, refuse_unsafe

SAFE = {
    "PRODUCTION": True, "DEBUG": False, "DEMO": False, "SECRET_KEY": "kD8#" + "abcdefghijklmnopqrstuvwxyz" * 2,
    "ALLOWED_HOSTS": ["padan.kendarikota.go.id"], "SECOND_FACTOR": True,
    "SECURE_SSL_REDIRECT": True, "PUBLIC_ADDRESS": "https://padan.kendarikota.go.id",
}  # fmt: skip


@pytest.fixture
def office(settings, tmp_path):
    settings.PADAN_HOME = tmp_path
    for name, value in SAFE.items():
        setattr(settings, name, value)
    return settings


def test_a_guarded_office_starts(office):
    assert production_is_no_trial() == []
    assert production_is_guarded() == []
    refuse_unsafe()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DEBUG", True, "DEBUG"), ("DEMO", True, "akun contoh"), ("SECRET_KEY", "x" * 60, "SECRET_KEY"),
        ("SECRET_KEY", "pendek", "SECRET_KEY"), ("ALLOWED_HOSTS", ["*"], "ALLOWED_HOSTS"),
    ],
)  # fmt: skip
def test_a_trial_is_refused(office, name, value, said):
    setattr(office, name, value)
    with pytest.raises(ImproperlyConfigured, match=said):
        refuse_unsafe()


def test_accounts_of_a_trial_that_were_left_behind_are_refused(office, tmp_path):
    (tmp_path / "demo_accounts.json").write_text("[]")
    with pytest.raises(ImproperlyConfigured, match="Akun contoh"):
        refuse_unsafe()


def test_a_password_alone_is_warned_of(office):
    office.SECOND_FACTOR = False
    assert [each.id for each in production_is_guarded()] == ["padan.W001"]


def test_a_trial_is_left_alone(settings):
    settings.PRODUCTION, settings.DEBUG = False, True
    assert production_is_no_trial() == []
