"""A front desk, a citizen of a kelurahan and the rules of papers."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from dtks.accounts.models import Mandate, Role, User
from dtks.office.models import Region
from dtks.papers import services
from dtks.registry.models import Citizen


@pytest.fixture
def rules(db):
    services.load_papers()
    services.load_requirements()


@pytest.fixture
def lahundape(db):
    return Region.objects.create(
        code="7471051001", level="kelurahan", kind="kelurahan", name="Lahundape", slug="LAHUNDAPE", in_kendari=True
    )


@pytest.fixture
def front_desk(db):
    user = User.objects.create(username="loket", full_name="Fitriani Lasolo", counter="Loket 2")
    Mandate.objects.create(user=user, role=Role.FRONT_DESK, basis="SK 1", starts_on=date(2020, 1, 1))
    return user


@pytest.fixture
def citizen(lahundape):
    return Citizen.objects.create(
        name="WA ODE NURAENI", nik="7471055203849012", sex="P", birth_date=date(1984, 3, 12), kelurahan=lahundape
    )


@pytest.fixture
def photo():
    """Makes an upload of a photo: size in pixels, EXIF orientation."""

    def make(width=800, height=600, orientation=None):
        picture = Image.new("RGB", (width, height), "white")
        picture.paste((200, 0, 0), (0, 0, width // 4, height // 4))  # marks the corner that was up left
        exif = Image.Exif()
        if orientation:
            exif[0x0112] = orientation
            exif[0x010F] = "Kamera rahasia"
        out = io.BytesIO()
        picture.save(out, "JPEG", exif=exif)
        return SimpleUploadedFile("ktp.jpg", out.getvalue())

    return make
