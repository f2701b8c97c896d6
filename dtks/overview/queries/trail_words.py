"""The export of the trail in the words of the office: tables, fields and values."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from dtks.accounts.models import Role
from dtks.office.models import Region
from dtks.office.queries import code_labels
from dtks.office.services import read_table
from dtks.registry.models import Citizen
from dtks.registry.queries import CODE_TABLES, display_text
from dtks.web.masking import mask, without_numbers
from dtks.web.templatetags.chips import RESULTS
from verification.corrections.models import Act

DATA = Path(__file__).parent.parent / "data"
NUMBERS = frozenset({"nik", "kk_number", "number", "value", "old_value", "new_value"})  # may hold a NIK: masked
CODES = {"urgent_reason": "urgent_reason", "brought_by": "brought_by"}  # field -> code table
ROLES = {str(role.value): str(role.label) for role in Role}


@lru_cache(maxsize=1)
def _words() -> dict[tuple[str, str], str]:
    return {(row["table"], row["field"]): row["word"] for row in read_table(DATA / "trail_words.csv")}


def table_word(model: Any) -> str:
    """The word of a tracked table."""
    return _words().get((model._meta.label, ""), str(model._meta.verbose_name))  # noqa: SLF001


def field_word(field: Any) -> str:
    """The word of a field: its own where it has one, else that of the table of words; '' where it has none."""
    own = str(field.verbose_name)
    return own if own != field.name.replace("_", " ") else _words().get(("", field.name), "")


class ValueWords:
    """Values in words, for one export: names of people, acts and places are read once."""

    def __init__(self, people: dict[str, str]) -> None:
        acts = list(Act.objects.values_list("pk", "code", "label"))
        self.acts = {str(key): label for pk, code, label in acts for key in (pk, code)}
        self.listed: dict[str, Mapping[str, str]] = {"field": Citizen.FIELDS, "role": ROLES, "act": self.acts}
        self.names = {
            "accounts.User": people,
            "office.Region": {str(pk): name for pk, name in Region.objects.values_list("pk", "name")},
            "corrections.Act": self.acts,
        }

    def of(self, field: Any, value: Any, row: Any) -> str:
        """A value as the screen would say it, numbers of people masked."""
        if value is None or value == "":
            return ""
        if isinstance(value, bytes | memoryview):
            return f"{len(value)} byte"
        if isinstance(value, bool):
            return "ya" if value else "tidak"
        if field.remote_field is not None:
            return self.names.get(field.remote_field.model._meta.label, {}).get(str(value), str(value))  # noqa: SLF001
        if isinstance(value, list | dict):
            return without_numbers(str(_in_roles(value)))
        return self._text(field, str(value), row)

    def _text(self, field: Any, text: str, row: Any) -> str:
        words = {str(code): str(word) for code, word in field.flatchoices}
        if text in words:
            return words[text]
        name = field.name
        if name in ("old_value", "new_value") and hasattr(row, "field"):
            return mask(text) if row.field in NUMBERS else without_numbers(display_text(row.field, text))
        if name in CODE_TABLES:
            return display_text(name, text)
        if name in CODES:
            return code_labels(CODES[name]).get(text, text)
        listed = self.listed.get(name) or _classes(name)
        return listed.get(text) or (mask(text) if name in NUMBERS else without_numbers(text))


@cache
def _classes(name: str) -> dict[str, str]:
    return {code: word for code, (word, _, _) in RESULTS.items()} if name in ("result_class", "nik_problem") else {}


def _in_roles(value: Any) -> Any:
    """Roles within a list by their words."""
    if isinstance(value, list):
        return [_in_roles(each) for each in value]
    return ROLES.get(value, value) if isinstance(value, str) else value
