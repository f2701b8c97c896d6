"""A new office begins with one account."""

import io

import pytest
from django.core.management import CommandError, call_command

from dtks.accounts.models import Role, User


@pytest.mark.django_db
def test_first_administrator_gets_a_mandate_and_a_password_for_once() -> None:
    out = io.StringIO()
    call_command("add_administrator", "siti", "--name", "Siti", "--letter", "800/1/2026", stdout=out)
    user = User.objects.get(username="siti")
    assert user.role == Role.ADMINISTRATOR
    assert user.password_is_temporary
    assert user.check_password(out.getvalue().strip().rsplit(" ", 1)[1])
    with pytest.raises(CommandError, match="sudah ada"):
        call_command("add_administrator", "siti", "--name", "Siti", "--letter", "800/1/2026", stdout=out)
