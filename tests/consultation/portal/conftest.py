"""A citizen with his receipt, and the counters of questions at nought."""

import pytest
from django.core.cache import cache

from tests.consultation.desk.conftest import correction, counter, rules  # noqa: F401


@pytest.fixture(autouse=True)
def nobody_has_asked_yet():
    cache.clear()
    yield
    cache.clear()
