"""A small office whose accepted corrections go to the centre."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from dtks.accounts.models import User
from dtks.office.models import Region
from dtks.registry.models import Citizen
from verification.corrections.models import Act, ChangeRequest, Decision, FieldChange, Origin
from verification.monthly.models import TemplateKind
from verification.siks.services import load_templates

MONTH = date(2026, 11, 1)


@pytest.fixture
def kadia(db: None) -> Region:
    """Kelurahan Kadia with the places above it."""
    parent = None
    for code, level, name in [
        ("74", "province", "Sulawesi Tenggara"),
        ("7471", "regency", "Kota Kendari"),
        ("747108", "kecamatan", "Kadia"),
        ("7471081002", "kelurahan", "Kadia"),
    ]:
        parent = Region.objects.create(
            code=code, level=level, kind=level, name=name, slug=name.upper(), parent=parent, in_kendari=len(code) >= 4
        )
    assert parent is not None
    return parent


@pytest.fixture
def templates(db: None) -> None:
    """The centre's first template versions."""
    load_templates()


@pytest.fixture
def applied(kadia: Region, templates: None) -> Callable[..., ChangeRequest]:
    """Makes a change that was accepted and applied; fields as old, new and how the new value stands to the register."""
    checker = User.objects.create(username="pemutus", full_name="Pemutus")
    act = Act.objects.create(
        code="FIX_NIK", label="Perbaikan NIK", group="correction", unit="person", template_kind=TemplateKind.CORRECTION
    )

    def make(
        fields: dict[str, tuple[str, str, str]], person: Citizen | None = None, of: Act | None = None, **citizen: Any
    ) -> ChangeRequest:
        number = ChangeRequest.objects.count() + 1
        person = person or Citizen.objects.create(
            **{
                "name": f"WA ODE NURAINI {number}",
                "nik": f"74710552038490{number:02d}",
                "kk_number": "7471052210249013",
                "dtks_id": f"D{number:08d}",
                "sex": "P",
                "relation": "3",
                "address": "JL. LAHUNDAPE",
                "rt": "003",
                "rw": "002",
                "birth_date": date(1984, 3, 12),
                "kelurahan": kadia,
                **citizen,
            }
        )
        request = ChangeRequest.objects.create(
            number=f"P-2611-{number:04d}", act=of or act, citizen=person, origin=Origin.EXTRACT, state="applied",
            submitted_at=timezone.now(), applied_at=timezone.now(),
        )  # fmt: skip
        for field, (old, new, verdict) in fields.items():
            change = FieldChange.objects.create(
                request=request, field=field, old_value=old, new_value=new,
                basis={"verdict": verdict, "taken_on": "2026-09-28"},
            )  # fmt: skip
            Decision.objects.create(request=request, field_change=change, kind="accept", checker=checker)
            FieldChange.objects.filter(pk=change.pk).update(verdict="accepted", applied=True)
        return request

    return make
