"""The form of a day, which of its questions are asked, and what was answered, cleaned."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils import timezone

from consultation.visits.models import FormVersion, Question
from consultation.visits.models.questions import CODE, FLAGS, NUMBER, PHOTO, PLACE, SECTIONS, YES_NO

FINDING, OUTCOME, SPOKEN_TO = "B14", "B05", "B06"
# What the facilitator finds, as the first question says it -> codes of outcome_codes that it may be.
FINDINGS: dict[str, tuple[str, ...]] = {
    "1": ("01", "02", "51", "52", "64", "37"),
    "2": ("21", "22", "23"),
    "3": ("11", "12", "13"),
    "4": ("31", "32", "33", "34", "35"),
    "5": ("41", "42", "63", "72"),
    "6": ("61", "62"),
}
VERIVALI = {"41": "2", "42": "3", "21": "3", "22": "3", "52": "4", "51": "5"}  # else 1, done (verivali form 2020)
MOST_TEXT = 240
_RULE = re.compile(r"^(\w+)(=|>=|<=)(.+)$")


@dataclass(frozen=True)
class Member:
    """A member of the family as the phone knows him: no number of a person."""

    id: int
    name: str
    sex: str
    age: int | None
    relation: str

    @property
    def words(self) -> str:
        """Wa Halifa, P, 34 th, istri"""
        parts = [self.name, self.sex, f"{self.age} th" if self.age is not None else "", self.relation.lower()]
        return ", ".join(part for part in parts if part)


@lru_cache(maxsize=16)
def questions_of(version: int) -> tuple[Question, ...]:
    """The questions of a version by its id; they never change."""
    return tuple(Question.objects.filter(version=version).order_by("position"))


def form_on(day: date | None = None) -> FormVersion:
    """The version in force on a day.

    Raises:
        FormVersion.DoesNotExist: no form was loaded.
    """
    found = FormVersion.objects.on(day or timezone.localdate())
    if found is None:
        raise FormVersion.DoesNotExist
    return found


def asked_in(version: FormVersion, section: str) -> list[Question]:
    """What is asked in a section."""
    return [each for each in questions_of(version.pk) if each.section == section and each.asked]


def sections_of(version: FormVersion) -> list[tuple[str, str]]:
    """Letter and word of the sections in which something is asked."""
    letters = dict.fromkeys(each.section for each in questions_of(version.pk) if each.asked)
    return [(letter, SECTIONS[letter]) for letter in letters]


def lacking_words(version: FormVersion, codes: Sequence[str]) -> list[str]:
    """What is missing of a report, each question once: "Hubungan dengan kepala keluarga (3 anggota)"."""
    asked = Counter(code.partition("-")[0] for code in codes)
    of_members = {code.partition("-")[0] for code in codes if "-" in code}
    return [
        each.label + (f" ({asked[each.code]} anggota)" if each.code in of_members else "")
        for each in questions_of(version.pk)
        if each.code in asked
    ]


def is_shown(rule: str, answers: Mapping[str, Any], member: Member | None = None) -> bool:
    """Whether a question is asked, by its rule: "C08=1 & umur>=5". What is unknown of a member hides nothing."""
    return all(_holds(part.strip(), answers, member) for part in rule.split("&")) if rule else True


def _holds(part: str, answers: Mapping[str, Any], member: Member | None) -> bool:
    found = _RULE.match(part)
    if not found:
        return True
    name, sign, right = found.groups()
    if name == "umur":
        age = member.age if member else None
        return age is None or (age >= int(right) if sign == ">=" else age <= int(right))
    if name == "jk":
        return member is None or member.sex in ("", right)
    own = answers.get("members", {}).get(str(member.id), {}) if member and name.startswith("E") else answers
    value = own.get(name, "")
    values = value if isinstance(value, list) else [value]
    return any(str(each) in right.split(",") for each in values)


@dataclass
class Cleaned:
    """Answers that a person can have given, what is still missing, and what cannot be."""

    answers: dict[str, Any] = field(default_factory=dict)
    lacks: list[str] = field(default_factory=list)  # codes of required questions without an answer
    wrong: dict[str, str] = field(default_factory=dict)  # code -> sentence

    @property
    def outcome(self) -> str:
        return str(self.answers.get(OUTCOME, ""))


def clean(version: FormVersion, given: Mapping[str, Any], members: Sequence[Member]) -> Cleaned:
    """Answers without what no question asks, what a rule passes over, and what no choice offers."""
    found = Cleaned(answers={"members": {}})
    raw_members = given.get("members") if isinstance(given.get("members"), Mapping) else {}
    for question in questions_of(version.pk):
        if not question.asked or question.kind in (PHOTO, PLACE):
            continue
        if not question.of_member:
            _take(question, given, found.answers, found, None)
            continue
        for member in members:
            own = found.answers["members"].setdefault(str(member.id), {})
            _take(question, raw_members.get(str(member.id)) or {}, own, found, member)  # type: ignore[union-attr]
    found.answers["members"] = {key: own for key, own in found.answers["members"].items() if own}
    return found


def _take(
    question: Question, given: Mapping[str, Any], into: dict[str, Any], found: Cleaned, member: Member | None
) -> None:
    if not is_shown(question.shown_when, found.answers, member):
        return
    value, wrong = parse(question, given.get(question.code), found.answers)
    place = f"{question.code}-{member.id}" if member else question.code
    if wrong:
        found.wrong[place] = wrong
    elif value in ("", []):
        if question.required:
            found.lacks.append(place)
    else:
        into[question.code] = value


def parse(question: Question, raw: Any, answers: Mapping[str, Any]) -> tuple[Any, str]:
    """The value of one answer, and what is wrong with it."""
    if question.kind == FLAGS:
        values = raw if isinstance(raw, list) else [raw] if raw else []
        known = {code for code, _ in question.choices}
        return [str(each) for each in values if str(each) in known], ""
    text = " ".join(str(raw if raw is not None else "").split())[:MOST_TEXT]
    if not text:
        return "", ""
    if question.kind == NUMBER:
        digits = re.sub(r"[.\s]", "", text)
        return (digits, "") if digits.isdecimal() and len(digits) < 10 else ("", f"{question.label}: tulis angka saja.")
    if question.kind in (CODE, YES_NO):
        allowed = {code for code, _ in choices_of(question, answers)}
        return (text, "") if text in allowed else ("", f"{question.label}: pilihan ini tidak ada.")
    return text, ""


def choices_of(question: Question, answers: Mapping[str, Any]) -> list[list[str]]:
    """The choices of a question; the office's code only as far as it fits what was found."""
    if question.code != OUTCOME:
        return question.choices
    allowed = FINDINGS.get(str(answers.get(FINDING, "")), ())
    return [each for each in question.choices if each[0] in allowed]


def answer_words(question: Question, value: Any) -> str:
    """An answer in words."""
    words = {each[0]: each[1] for each in question.choices}
    if isinstance(value, list):
        return ", ".join(words.get(str(each), str(each)) for each in value)
    return words.get(str(value), str(value))


@dataclass(frozen=True)
class Answered:
    """A section of a report in words."""

    word: str
    rows: list[tuple[str, str, str]]  # code, question, answer


def answered(version: FormVersion, answers: Mapping[str, Any], members: Sequence[Member] = ()) -> list[Answered]:
    """A report in words, section by section, what was not asked left out."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    names = {str(member.id): member.name for member in members}
    own = answers.get("members", {})
    for question in questions_of(version.pk):
        if not question.of_member and question.code in answers:
            rows = [(question.code, question.label, answer_words(question, answers[question.code]))]
        else:
            rows = [
                (
                    question.code,
                    f"{names.get(key, 'anggota')}: {question.label}",
                    answer_words(question, given[question.code]),
                )
                for key, given in own.items()
                if question.code in given
            ]
        found.setdefault(question.section, []).extend(rows)
    return [Answered(SECTIONS[letter], rows) for letter, rows in found.items() if rows]
