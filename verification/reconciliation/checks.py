"""System checks of the settings of reconciliation."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, register


@register()
def bounds_leave_a_middle_band(**_: Any) -> list[Error]:
    """Equal or crossed bounds would leave nobody for the eyes of a person (failure 19)."""
    low, high, brake = settings.BAND_EYES, settings.BAND_SAME, settings.RECONCILIATION_BRAKE
    found = []
    own = low == high == 0  # then the method's own bounds hold, which matching checks itself
    if not own and not 0 < low < high <= 1:
        found.append(
            Error(
                f"PADAN_BAND_EYES={low} harus lebih kecil dari PADAN_BAND_SAME={high}, keduanya di antara 0 dan 1.",
                id="reconciliation.E001",
            )
        )
    if not 0 < brake <= 1:
        found.append(Error(f"PADAN_RECONCILIATION_BRAKE={brake} harus di antara 0 dan 1.", id="reconciliation.E002"))
    return found
