"""The operator's first page."""

import re

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def names_on(page):
    return re.findall(r'class="baris-tautan" href="[^"]*">([^<]+)<', page.content.decode())


def test_home_begins_with_the_case_that_the_queue_begins_with(client, rahmawati, nuraeni, make_citizen, find):
    old = make_citizen(name="LA NDOASA BOLU", nik="7471051203410001", birth_date="1941-03-12", sex="L")
    find(nuraeni, {"rt": "007"})
    find(old, {"rt": "008"})  # came later, but harm is greater
    client.force_login(rahmawati, backend="django.contrib.auth.backends.ModelBackend")

    home = client.get(reverse("overview:home"))

    assert names_on(home) == [old.name, nuraeni.name]
    assert names_on(client.get(reverse("workbench:queue"))) == names_on(home)
    assert f'action="{reverse("workbench:next")}"' in home.content.decode()
