"""Bounds of the bands: low below high, whoever sets them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError

from dtks.accounts.models import Role, User
from dtks.jobs.services import run_inline
from verification.reconciliation import services
from verification.reconciliation.checks import bounds_leave_a_middle_band
from verification.reconciliation.models import Thresholds


@pytest.mark.parametrize(("eyes", "same"), [(0.9, 0.9), (0.95, 0.5), (0.0, 0.9), (0.5, 1.2)])
def test_bounds_without_a_middle_band_are_refused(
    eyes: float, same: float, staff: Callable[..., User], settings: Any
) -> None:
    with pytest.raises(services.BadBounds, match="lebih kecil"):
        services.set_thresholds(eyes=eyes, same=same, brake=0.6, reason="coba", actor=staff(Role.KABID))
    settings.BAND_EYES, settings.BAND_SAME = eyes, same
    assert [found.id for found in bounds_leave_a_middle_band()] == ["reconciliation.E001"]
    with pytest.raises(IntegrityError):
        Thresholds.objects.create(eyes=eyes, same=same, brake=0.6)


@pytest.mark.django_db
def test_until_somebody_sets_them_the_bounds_are_the_methods_own(staff: Callable[..., User], settings: Any) -> None:
    first = services.current_thresholds()
    assert bounds_leave_a_middle_band() == []
    settings.BAND_EYES, settings.BAND_SAME = 0.3, 0.8
    assert services.current_thresholds().same == 0.8 != first.same

    services.set_thresholds(eyes=0.4, same=0.9, brake=0.5, reason="rapat", actor=staff(Role.KABID))

    assert services.current_thresholds().same == 0.9


@pytest.mark.django_db
@pytest.mark.usefixtures("codes")
def test_bounds_are_saved_by_the_kabid_after_their_effect_was_shown(
    staff: Callable[..., User], client_of: Any, person: Any, citizen: Any
) -> None:
    for n in range(6):
        citizen(person(n))
    run = services.start_run(actor=None, inline=True)
    assert run.job
    run_inline(job=run.job)
    wanted = {"same": "0.99", "eyes": "0.5", "brake": "0.6", "reason": "rapat 12 November"}
    kabid, before = client_of(staff(Role.KABID)), services.current_thresholds()

    first = kabid.post("/rekonsiliasi/ambang", wanted)

    assert first.context["bands"] and services.current_thresholds() == before
    tried = first.context["tried"]
    asked = kabid.post("/rekonsiliasi/ambang", wanted | {"coba": "1", "csrfmiddlewaretoken": "secret"})
    assert "secret" not in asked.url and kabid.get(asked.url).context["tried"] == tried
    assert kabid.post("/rekonsiliasi/ambang", wanted | {"dicoba": tried, "reason": ""}).status_code == 422
    kabid.post("/rekonsiliasi/ambang", wanted | {"dicoba": tried})
    now = services.current_thresholds()
    assert (now.same, now.eyes, now.reason) == (0.99, 0.5, "rapat 12 November")
    run.refresh_from_db()
    assert run.thresholds == before
    operator = client_of(staff(Role.OPERATOR))
    assert operator.post("/rekonsiliasi/ambang", wanted | {"dicoba": tried}).status_code == 403
