"""People of a card, as a list brings them."""

from dtks.registry.models import Source
from dtks.registry.services import register_citizen


def a_person(name, relation, born, sex, marital, kelurahan, *, card):
    values = {"name": name, "kk_number": card, "relation": relation, "birth_date": born, "sex": sex,
              "kelurahan": kelurahan.code, "marital_status": marital}  # fmt: skip
    return register_citizen(values=values, actor=None, reference="Daftar No. 1", source=Source.LIST)
