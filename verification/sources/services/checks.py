"""Asking the service about citizens: now, and again on the days that the class of the answer says (domain 8.3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from dtks.accounts.models import Role, User
from dtks.assignments.models import Assignment, Kind
from dtks.assignments.services import Draft, assign
from dtks.jobs.models import Chunk, Job
from dtks.jobs.services import ChunkDone, JobDone, JobKind, start_job
from dtks.office.queries import is_working_day
from dtks.registry.models import Citizen
from dtks.web.refusals import Refusal
from verification.matching import nik as niks
from verification.sources import queries
from verification.sources.models import (
    Agreement,
    CivilPerson,
    Comparison,
    ResultClass,
    ServiceAnswer,
    ServiceCheck,
    ServiceDay,
)
from verification.sources.services import dukcapil
from verification.sources.services.work import Found, asked_again_on, follow_classes

FAILURES_THAT_OPEN = 20  # in a row; then nobody is asked for a quarter of an hour
CLOSED_FOR = timedelta(minutes=15)
CHECKS_IN_A_CHUNK = 5
MOST_IN_A_JOB = 1_000
WARN_DAYS = (90, 30, 7)  # before the end of the agreement
_RECORDED = ("3", "4", "5", "6", "7", "8")  # ktp_states.csv: 3 and above
_HELD_THERE = (ResultClass.NOT_ONLINE, ResultClass.BLOCKED, ResultClass.INACTIVE, ResultClass.NIK_DUPLICATE)
_OF_CODE = {"11": ResultClass.DECEASED, "12": ResultClass.NIK_DUPLICATE, "15": ResultClass.NIK_INVALID}


class ServiceAway(Refusal):
    """The service is not asked now: no agreement, off, quota used up, or disturbed."""


def agreement_on(day: date) -> Agreement | None:
    """The agreement in force on a day."""
    return Agreement.objects.filter(starts_on__lte=day, ends_on__gte=day).first()


@transaction.atomic
def enter_agreement(*, agreement: Agreement, actor: User) -> Agreement:
    """A new agreement; where two are in force on a day, the one that started later holds."""
    agreement.entered_by = actor
    agreement.save()
    return agreement


@transaction.atomic
def switch(*, agreement: Agreement, on: bool) -> Agreement:
    """Use the service, or leave it alone and work with extracts only."""
    agreement.is_on = on
    agreement.save(update_fields=["is_on"])
    return agreement


def require_service() -> Agreement:
    """The agreement under which the service may be asked now.

    Raises:
        ServiceAway: it may not; the sentence says why and what to do.
    """
    return _admitted()


@transaction.atomic
def warn_of_end(*, today: date) -> Assignment | None:
    """90, 30 and 7 days before the agreement ends the kabid is given the work of renewing it; each warning once."""
    agreement = agreement_on(today)
    renewed = agreement and Agreement.objects.filter(ends_on__gt=agreement.ends_on).exists()
    left = (agreement.ends_on - today).days if agreement else WARN_DAYS[0] + 1
    reached = [days for days in WARN_DAYS if left <= days]
    if agreement is None or renewed or not reached:
        return None
    key = f"pks:{agreement.pk}:{reached[-1]}"
    if Assignment.objects.filter(key=key).exists():  # whoever has read a warning is not told it twice
        return None
    return assign(
        draft=Draft(
            kind=Kind.OTHER, role=Role.KABID, title=f"PKS dengan Disdukcapil berakhir {left} hari lagi", key=key,
            days=5, origin=f"PKS {agreement.number}", origin_url=reverse("sources:service"),
            step="Perpanjang PKS, lalu isi yang baru di Layanan Disdukcapil. Sesudah berakhir layanan tidak ditanya; "
            "perbandingan memakai ekstrak saja.",
        )
    )  # fmt: skip


def check_now(*, citizen: Citizen, actor: User | None) -> ServiceAnswer:
    """Ask the service about one citizen and keep its answer; a number that cannot be one is not sent.

    Nothing is locked while the service is thinking. Asked again within a minute, the same answer is given.

    Raises:
        ServiceAway: nothing was asked; the sentence says why and what to do.
    """
    minute_ago = timezone.now() - timedelta(minutes=1)
    fresh: ServiceAnswer | None = ServiceAnswer.objects.filter(citizen=citizen, at__gte=minute_ago).first()
    if fresh is not None:
        return fresh
    return _keep(citizen, actor, _asked(citizen, tries=2))


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """A question that was put, or not sent at all (`agreement` is None then)."""

    result: ResultClass
    reply: dukcapil.Reply
    agreement: Agreement | None = None


def _asked(citizen: Citizen, *, tries: int) -> _Asked:
    own = _without_asking(citizen)
    if own is not None:
        return _Asked(result=own, reply=dukcapil.Reply(error="tidak dikirim"))
    agreement = _admitted()
    reply = dukcapil.ask(citizen, agreement, tries=tries)
    return _Asked(result=class_of(citizen, reply, agreement), reply=reply, agreement=agreement)


def _without_asking(citizen: Citizen) -> ResultClass | None:
    if not citizen.nik or citizen.nik_problem == "NO_NIK":
        return ResultClass.NO_NIK
    return None if niks.is_wellformed(citizen.nik) else ResultClass.NIK_INVALID


def class_of(citizen: Citizen, reply: dukcapil.Reply, agreement: Agreement) -> ResultClass:
    """The class of an answer, in the order of precedence of domain 8.3."""
    if reply.error:
        return ResultClass.SERVICE_ERROR
    if reply.code == "13":
        known = CivilPerson.objects.filter(nik=citizen.nik).exists()
        return ResultClass.NOT_ONLINE if known else ResultClass.NOT_FOUND
    if reply.code == "14":
        return ResultClass.INACTIVE if citizen.ktp_state in _RECORDED else ResultClass.BLOCKED
    if reply.code:
        return _OF_CODE[reply.code]
    verdicts = verdicts_of(citizen, reply, agreement)
    if verdicts.get("name") == "differs" and verdicts.get("birth_date") == "differs":
        return ResultClass.NIK_OTHER_PERSON
    if "differs" in verdicts.values():
        return ResultClass.FIELD_DIFFERS
    return ResultClass.VARIANT if "variant" in verdicts.values() else ResultClass.MATCH


def verdicts_of(citizen: Citizen, reply: dukcapil.Reply, agreement: Agreement) -> dict[str, str]:
    """Field to same, variant, differs or unknown; a field that we do not have was not compared."""
    return {
        name: verdict_of(name, *each, agreement) if queries.text_of(citizen, name) else "unknown"
        for name, each in reply.fields.items()
    }


def verdict_of(name: str, agrees: bool, similarity: int | None, agreement: Agreement) -> str:
    """same, variant or differs; only texts carry a similarity and can be a spelling."""
    if similarity is None:
        return "same" if agrees else "differs"
    if similarity >= (100 if name in ("birth_date", "sex") else agreement.threshold):
        return "same"
    return "variant" if similarity >= agreement.floor else "differs"


def _admitted() -> Agreement:
    """Whether the service may be asked now. Questions under way are counted when answered, so that nobody waits for
    anybody; the quota may be passed by as many as ask at the same moment."""
    now = timezone.now()
    agreement = agreement_on(timezone.localdate(now))
    if agreement is None:
        raise ServiceAway("Tidak ada PKS dengan Disdukcapil yang berlaku hari ini. Pakai ekstrak, atau isi PKS baru.")
    if not agreement.is_on:
        raise ServiceAway("Layanan Disdukcapil sedang tidak dipakai. Kabid dapat menyalakannya.")
    if not settings.DUKCAPIL_URL:
        raise ServiceAway("Alamat layanan Disdukcapil belum diisi (PADAN_DUKCAPIL_URL).")
    today = ServiceDay.objects.filter(date=timezone.localdate(now)).first()
    if (today.asked if today else 0) >= agreement.daily_quota:
        raise ServiceAway(f"Kuota hari ini ({agreement.daily_quota}) habis. Dilanjutkan hari kerja berikutnya.")
    if today and today.closed_until and today.closed_until > now:
        raise ServiceAway("Layanan Disdukcapil sedang terganggu; dicoba lagi sendiri dalam seperempat jam.")
    return agreement


def _count(*, failed: bool) -> None:
    day, _ = ServiceDay.objects.get_or_create(date=timezone.localdate())
    today = ServiceDay.objects.filter(pk=day.pk)
    if not failed:
        today.update(asked=F("asked") + 1, failures_in_row=0, closed_until=None)
        return
    today.update(asked=F("asked") + 1, failed=F("failed") + 1, failures_in_row=F("failures_in_row") + 1)
    today.filter(failures_in_row__gte=FAILURES_THAT_OPEN).update(
        closed_until=timezone.now() + CLOSED_FOR, failures_in_row=0
    )


@transaction.atomic
def _keep(citizen: Citizen, actor: User | None, asked: _Asked) -> ServiceAnswer:
    result, reply, comparison = asked.result, asked.reply, None
    if asked.agreement:
        _count(failed=result == ResultClass.SERVICE_ERROR)
    if result != ResultClass.SERVICE_ERROR:
        comparison = Comparison.objects.create(
            citizen=citizen,
            source=Comparison.Source.SERVICE,
            taken_on=timezone.localdate(),
            by=actor,
            result_class=result,
            fields=_fields(citizen, asked),
        )
    answer = ServiceAnswer.objects.create(
        citizen=citizen,
        by=actor,
        result_class=result,
        signal=reply.error or (f"RESPONSE_CODE {reply.code}" if reply.code else ""),
        raw=reply.raw,
        milliseconds=reply.milliseconds,
        comparison=comparison,
    )
    check = plan_next(citizen=citizen, result=result)
    _give_work(citizen, result, comparison, check.due_on if check else None)
    return answer


def _give_work(citizen: Citizen, result: str, comparison: Comparison | None, again_on: date | None = None) -> None:
    """The class's work to its owner. Service and screen see one person, so of a shared number they know nothing."""
    fields = comparison.fields if comparison else {}
    differs = [Citizen.FIELDS[name] for name, each in fields.items() if each["verdict"] in ("differs", "variant")]
    found = Found(citizen=citizen, result_class=result, fields=differs, again_on=again_on)
    follow_classes(found=[found], origin="Layanan Disdukcapil", besides=[ResultClass.NIK_DUPLICATE])


def _fields(citizen: Citizen, asked: _Asked) -> dict[str, Any]:
    verdicts = verdicts_of(citizen, asked.reply, asked.agreement) if asked.agreement else {}
    return {
        name: {
            "ours": queries.text_of(citizen, name),
            "theirs": None,  # the service never gives the register's value
            "verdict": verdict,
            "similarity": None if (alike := asked.reply.fields[name][1]) is None else alike / 100,
        }
        for name, verdict in verdicts.items()
    }


def plan_next(*, citizen: Citizen, result: ResultClass) -> ServiceCheck | None:
    """Move the citizen's next check: a working day after the days of his class; an error moves no attempt."""
    check = ServiceCheck.objects.select_for_update().filter(citizen=citizen).first()
    if result not in queries.RETRY_DAYS:
        if check:
            check.delete()
        return None
    check = check or ServiceCheck(citizen=citizen)
    if result == ResultClass.SERVICE_ERROR:
        step = check.errors
        check.errors += 1
    else:
        check.attempt = check.attempt + 1 if check.last_class == result else 1
        check.errors, check.last_class, step = 0, result, check.attempt - 1
    check.due_on = asked_again_on(result, step) or check.due_on
    check.save()
    return check


@transaction.atomic
def plan_checks(*, found: Iterable[Found]) -> int:
    """Ask the service about citizens for whom Disdukcapil must do something first, on the days of their class.

    Whoever has his next check keeps it. Without an agreement nothing is planned; the next extract looks again.
    """
    agreement = agreement_on(timezone.localdate())
    if agreement is None or not agreement.is_on:
        return 0
    planned = [
        ServiceCheck(citizen=each.citizen, due_on=day, attempt=1, last_class=each.result_class)
        for each in found
        if each.result_class in _HELD_THERE and (day := asked_again_on(each.result_class))
    ]
    return len(ServiceCheck.objects.bulk_create(planned, batch_size=1_000, ignore_conflicts=True))


def is_open_hour() -> bool:
    """Whether the service may be asked now: a working day, in the hours of the office."""
    now = timezone.localtime()
    return is_working_day(now.date()) and settings.OFFICE_OPENS <= f"{now:%H:%M}" < settings.OFFICE_CLOSES


def due_checks() -> Any:
    """Checks whose day has come."""
    return ServiceCheck.objects.filter(due_on__lte=timezone.localdate())


def start_checks(*, actor: User | None, inline: bool = False) -> Job:
    """A job over the checks that are due.

    Raises:
        ServiceAway: nothing is due, or a job is at it already.
    """
    if Job.objects.filter(kind="ask_service", state__in=Job.LIVE).exists():
        raise ServiceAway("Pemeriksaan yang jatuh tempo sedang berjalan.")
    due = min(due_checks().count(), MOST_IN_A_JOB)
    if not due:
        raise ServiceAway("Tidak ada pemeriksaan yang jatuh tempo hari ini.")
    return start_job(
        kind="ask_service", title="Memeriksa warga di layanan Disdukcapil", actor=actor, total=due, inline=inline
    )


class AskService(JobKind):
    """Ask about every citizen whose check is due. Once the service is away the rest keep their place."""

    queue = "outside"
    label, see = "Tanya layanan Disdukcapil", "reconciliation.see"

    def plan(self, job: Job) -> Iterable[dict[str, Any]]:
        ids = list(due_checks().values_list("citizen", flat=True)[:MOST_IN_A_JOB])
        return ({"citizens": ids[n : n + CHECKS_IN_A_CHUNK]} for n in range(0, len(ids), CHECKS_IN_A_CHUNK))

    def work(self, job: Job, chunk: Chunk) -> ChunkDone:
        """All are asked first and written down together at the end, so that no lock waits for the service."""
        answers, refused = [], 0
        for citizen in Citizen.objects.filter(pk__in=chunk.parameters["citizens"]).select_related("kelurahan"):
            try:
                answers.append((citizen, _asked(citizen, tries=1)))
            except ServiceAway:
                refused += 1
        for citizen, asked in answers:
            _keep(citizen, None, asked)
        counts = Counter(str(asked.result) for _, asked in answers)
        return ChunkDone(done=len(answers) + refused, refused=refused, result=dict(counts))

    def finish(self, job: Job) -> JobDone:
        counts: Counter[str] = Counter()
        for result in job.chunks.values_list("result", flat=True):
            counts.update(result)
        return JobDone(result={"counts": dict(counts)}, notes=bool(job.refused or counts["SERVICE_ERROR"]))


@transaction.atomic
def key_answer(*, citizen: Citizen, verdicts: dict[str, str], actor: User, on: date) -> Comparison:
    """What a clerk reads from Disdukcapil's own screen: same or differs per field, no value of the register."""
    differs = [name for name, verdict in verdicts.items() if verdict == "differs"]
    result = ResultClass.MATCH
    if differs:
        other = {"name", "birth_date"} <= set(differs)
        result = ResultClass.NIK_OTHER_PERSON if other else ResultClass.FIELD_DIFFERS
    fields = {
        name: {"ours": queries.text_of(citizen, name), "theirs": None, "verdict": verdict, "similarity": None}
        for name, verdict in verdicts.items()
    }
    comparison = Comparison.objects.create(
        citizen=citizen, source=Comparison.Source.KEYED, taken_on=on, by=actor, result_class=result, fields=fields
    )
    _give_work(citizen, result, comparison)
    return comparison
