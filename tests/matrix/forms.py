"""The forms of a page, filled as a hurried person would fill them: for tests that send every form there is."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.utils import timezone

VOID_TYPES = {"submit", "button", "image", "reset", "file"}
TEXTS = {
    "number": "1", "email": "warga@contoh.id", "tel": "081234567890", "date": f"{timezone.localdate():%d-%m-%Y}",
    "month": f"{timezone.localdate():%Y-%m}", "time": "09:00", "password": "", "search": "",
}  # fmt: skip


@dataclass
class Form:
    """What a form sends, as names and values; `files` are the names of its file fields."""

    action: str
    ids: str = ""
    values: list[tuple[str, str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self, mark: str) -> None:
        super().__init__()
        self.mark = mark
        self.forms: list[Form] = []
        self.open: Form | None = None
        self.strays: list[tuple[str, str, dict[str, str]]] = []  # controls that name their form
        self.area: tuple[Form | None, dict[str, str], list[str]] | None = None
        self.select: tuple[Form | None, dict[str, str], list[tuple[str, bool]]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = Form(said.get("action", ""), said.get("id", ""))
            if said.get("method", "").lower() == "post":
                self.forms.append(self.open)
        elif tag in ("input", "button"):
            self._control(tag, said)
        elif tag == "textarea":
            self.area = (self.open, said, [])
        elif tag == "select":
            self.select = (self.open, said, [])
        elif tag == "option" and self.select:
            self.select[2].append((said.get("value", ""), "selected" in said))

    def handle_data(self, data: str) -> None:
        if self.area:
            self.area[2].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        elif tag == "textarea" and self.area:
            form, said, texts = self.area
            self._put(form, said, "".join(texts).strip() or self._words(said))
            self.area = None
        elif tag == "select" and self.select:
            form, said, options = self.select
            chosen = [value for value, marked in options if marked and value] or [
                value for value, _ in options if value
            ]
            if chosen:
                self._put(form, said, chosen[0])
            self.select = None

    def _control(self, tag: str, said: dict[str, str]) -> None:
        kind = said.get("type", "submit" if tag == "button" else "text")
        if kind in VOID_TYPES:
            form = self._owner(self.open, said)
            if form and kind == "file":
                form.files.append(said.get("name", ""))
            elif form and kind == "submit":
                form.buttons.append((said.get("name", ""), said.get("value", "")))
        elif kind in ("radio", "checkbox"):
            form = self._owner(self.open, said)
            if form and not any(name == said.get("name") for name, _ in form.values):
                self._put(form, said, said.get("value", "on"))
        else:
            self._put(self.open, said, said.get("value") or ("" if kind == "hidden" else self._text(kind, said)))

    def _text(self, kind: str, said: dict[str, str]) -> str:
        return TEXTS[kind] if kind in TEXTS else self._words(said)

    def _words(self, said: dict[str, str]) -> str:
        name = said.get("name", "")
        if name in ("q", "acting", "ends_on"):
            return ""
        if name in ("on", "valid_from") or any(part in name for part in ("date", "_on", "until", "day")):
            return TEXTS["date"]
        if name in ("rt", "rw", "rts"):
            return "001"
        if name in ("nik", "kk_number", "new_nik"):
            return ""
        if said.get("inputmode") == "numeric":
            return "1"
        return f"contoh {self.mark}"[: int(said.get("maxlength") or 200)]

    def _owner(self, form: Form | None, said: dict[str, str]) -> Form | None:
        if said.get("form"):
            return next((each for each in self.forms if each.ids == said["form"]), None)
        return form

    def _put(self, form: Form | None, said: dict[str, str], value: str) -> None:
        owner = self._owner(form, said)
        if owner and said.get("name"):
            owner.values.append((said["name"], value))


def forms_of(page: str, mark: str) -> list[Form]:
    """Every form of a page that is sent by POST; `mark` makes what is typed different from page to page."""
    reader = _Reader(mark)
    reader.feed(page)
    return reader.forms


def sent_by(form: Form) -> list[tuple[str, str]]:
    """What the form sends when its first button is pressed."""
    return [*form.values, *[button for button in form.buttons[:1] if button[0]]]
