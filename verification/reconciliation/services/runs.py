"""A run: started, held by the brake, released, ended, stopped."""

from __future__ import annotations

from collections import Counter

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from dtks.accounts.models import User
from dtks.jobs.models import Event, Job
from dtks.jobs.services import emit, start_job
from dtks.office.services import numbered_code
from dtks.registry.models import Citizen
from dtks.registry.services.values import GONE
from dtks.web.refusals import Refusal
from verification.reconciliation.models import Hold, Result, Run, Staged, Thresholds
from verification.reconciliation.queries.moves import moved_results, with_cause
from verification.reconciliation.queries.results import these
from verification.reconciliation.services import pairs
from verification.reconciliation.services.adjudication import follow_duplicates
from verification.reconciliation.services.assigning import start_assigning
from verification.sources.models import CivilPerson, Extract

LEAST_ROWS, MOST_ROWS, USUAL_CHUNKS = 500, 20_000, 12


class CannotStart(Refusal):
    """Why no run can be started now, in words for a person."""


class AlreadyRunning(CannotStart):
    """A run is under way; `run` is it."""

    def __init__(self, run: Run | None) -> None:
        super().__init__("Rekonsiliasi lain sedang berjalan. Tunggu selesai, atau hentikan dulu.")
        self.run = run


class BadBounds(Refusal):
    """Bounds that leave no middle band."""


class NotHeld(Refusal):
    """The run is not held by the brake."""


def current_thresholds() -> Thresholds:
    """The bounds in force. Until a person sets them they are those of the settings, or else the method's own."""
    newest = Thresholds.objects.first()
    if newest is None or newest.set_by_id is None:
        eyes, same = first_bounds()
        if newest is None or (newest.eyes, newest.same, newest.brake) != (eyes, same, settings.RECONCILIATION_BRAKE):
            newest = Thresholds.objects.create(eyes=eyes, same=same, brake=settings.RECONCILIATION_BRAKE)
    return newest


def first_bounds() -> tuple[float, float]:
    """Bounds before anybody set them."""
    if settings.BAND_SAME:
        return settings.BAND_EYES, settings.BAND_SAME
    from verification.matching import weights

    method = weights.load()
    return method.eyes, method.same


@transaction.atomic
def set_thresholds(*, eyes: float, same: float, brake: float, reason: str, actor: User | None) -> Thresholds:
    """New bounds for the runs to come; results that stand keep theirs.

    Raises:
        BadBounds: low is not below high (failure 19); the database refuses it too.
    """
    if not 0 < eyes < same <= 1:
        raise BadBounds("Batas bawah harus lebih kecil dari batas atas, keduanya di antara 0 dan 1.")
    return Thresholds.objects.create(eyes=eyes, same=same, brake=brake, reason=reason, set_by=actor)


def start_run(*, actor: User | None, rows_per_chunk: int = 0, inline: bool = False, scope: str = Run.Scope.ALL) -> Run:
    """Start a comparison of the citizens with the newest extract, as a job.

    Args:
        rows_per_chunk: citizens per chunk; 0 takes the setting, or about a dozen chunks.
        inline: nobody is woken; the caller works the job himself.
        scope: all citizens, or those whom a change since the last run can touch (all, where there is none to go on
            from: another method, other bounds, or a change of which nobody knows what stood before).

    Raises:
        CannotStart: no extract, nobody in the registry, or a run or a merge of an extract is under way.
    """
    _require_free()
    try:
        with transaction.atomic():
            return _started(actor=actor, rows=rows_per_chunk, inline=inline, scope=scope)
    except IntegrityError as error:
        raise AlreadyRunning(running_run()) from error


def after_extract(event: Event) -> None:
    """An extract was merged: whom it touches is to be compared, as an event of its own that may wait."""
    if settings.RECONCILE_AFTER_EXTRACT:
        emit(kind="reconciliation.due", payload=event.payload)


def start_due(event: Event) -> None:
    """Compare whom an extract touches. Tried again later while another run is under way.

    Raises:
        AlreadyRunning: another run is under way.
    """
    known = Run.objects.filter(extract_id=event.payload["extract"]).exclude(state=Run.State.FAILED)
    if known.exists():
        return
    try:
        start_run(actor=None, scope=Run.Scope.CHANGED)
    except AlreadyRunning:
        raise
    except CannotStart:
        return  # nobody is in the registry yet


def running_run() -> Run | None:
    """The run that is under way."""
    return Run.objects.filter(state=Run.State.RUNNING).select_related("job", "extract").first()


def _require_free() -> None:
    if running := running_run():
        raise AlreadyRunning(running)
    if Job.objects.filter(kind="merge_extract", state__in=Job.LIVE).exists():
        raise CannotStart("Ekstrak sedang digabungkan. Mulai setelah penggabungan selesai.")
    if not Extract.objects.exists():
        raise CannotStart("Belum ada ekstrak Disdukcapil. Unggah dan gabungkan dulu di Berkas masuk.")
    if not compared_citizens().exists():
        raise CannotStart("Belum ada warga. Unggah dan gabungkan dulu daftar pusat di Berkas masuk.")


def _started(*, actor: User | None, rows: int, inline: bool, scope: str) -> Run:
    now = timezone.localdate()
    newest = Extract.objects.order_by("-number")[0]
    before = base_run() if scope == Run.Scope.CHANGED else None
    run = Run.objects.create(
        number=numbered_code(prefix="R", kind="reconciliation", on=now),
        scope=Run.Scope.CHANGED if before else Run.Scope.ALL,
        stage=Run.Stage.TOUCH if before else Run.Stage.SCORE,
        base=before,
        extract=newest,
        register_rows=CivilPerson.objects.count(),
        thresholds=current_thresholds(),
        previous=last_done_run(),
        started_by=actor,
        total=before.total if before else compared_citizens().count(),
    )
    pairs.pin_statistics(run)
    run.compared = 0 if before else run.total
    run.job = start_job(
        kind="reconcile",
        title=f"Membandingkan {'yang tersentuh perubahan' if before else 'warga'} dengan {newest}",
        actor=actor,
        parameters={"run": run.pk, "rows": rows or settings.RECONCILIATION_ROWS},
        total=run.compared,
        link=f"/rekonsiliasi/{run.pk}",
        inline=inline,
    )
    run.save(update_fields=["job", "compared"])
    return run


def base_run() -> Run | None:
    """The run from which one of what changed can go on, or None."""
    from verification.matching import weights
    from verification.reconciliation.services import changes

    last = last_done_run()
    if last is None or not pairs.can_go_on(last):
        return None
    same = last.method_version == weights.load().version and last.thresholds == current_thresholds()
    held = last.holds.filter(released_by=None).exists()  # of whom an older result holds, though his pairs are of now
    return last if same and not held and changes.known_before(last) else None


def compared_citizens() -> QuerySet[Citizen]:
    """Who is held against the register: not who died, moved away or is no valid record (life_states.csv)."""
    return Citizen.objects.exclude(life_state__in=GONE)


def last_done_run() -> Run | None:
    """The run whose results hold."""
    return Run.objects.filter(state=Run.State.DONE).first()


def usual_rows(total: int) -> int:
    """Citizens per chunk: about two seconds of work, and enough chunks to show progress."""
    return min(MOST_ROWS, max(LEAST_ROWS, -(-total // USUAL_CHUNKS)))


@transaction.atomic
def release_run(*, run: Run, actor: User, reason: str) -> Run:
    """Let the results of a held run hold after all, with a reason.

    Raises:
        NotHeld: somebody was quicker, or it never was held.
    """
    run = Run.objects.select_for_update().get(pk=run.pk)
    if run.state != Run.State.HELD:
        raise NotHeld("Rekonsiliasi ini tidak sedang ditahan rem.")
    if Run.objects.filter(state=Run.State.DONE, pk__gt=run.pk).exists():
        raise NotHeld("Sesudah rekonsiliasi ini ada yang lebih baru, dan hasilnya sudah berlaku.")
    make_latest(run)
    run.state, run.released_by, run.release_reason = Run.State.DONE, actor, reason
    run.save(update_fields=["state", "released_by", "release_reason"])
    _let_hold(run)
    start_assigning(run=run, actor=actor)
    return run


@transaction.atomic
def release_hold(*, hold: Hold, actor: User, reason: str) -> Hold:
    """Let the results of one class in one kelurahan hold after all, with a reason.

    Raises:
        NotHeld: they were released, or a later run said something of them.
    """
    hold = Hold.objects.select_for_update(of=("self",)).select_related("run").get(pk=hold.pk)
    if hold.released_by_id or hold.run != last_done_run():
        raise NotHeld("Hasil ini tidak sedang ditahan: sudah dilepas, atau ada rekonsiliasi yang lebih baru.")
    results = hold.run.results.filter(citizen__kelurahan=hold.kelurahan_id, result_class=hold.result_class)
    citizens = list(results.exclude(citizen__life_state__in=GONE).values_list("citizen_id", flat=True))
    Result.objects.filter(is_latest=True, citizen__in=citizens).exclude(run=hold.run).update(is_latest=False)
    results.filter(citizen__in=citizens).update(is_latest=True)
    hold.released_by, hold.released_at, hold.release_reason = actor, timezone.now(), reason
    hold.save(update_fields=["released_by", "released_at", "release_reason"])
    start_assigning(run=hold.run, actor=actor)
    emit(kind="reconciliation.ended", payload={"run": hold.run_id})
    return hold


def forget_gone(among: list[int] | None) -> None:
    """Of who died, moved away or is no valid record no result holds any more; it stays as what was said."""
    gone = Result.objects.filter(is_latest=True, citizen__life_state__in=GONE)
    (gone if among is None else gone.filter(citizen__in=these(among))).update(is_latest=False)


def make_latest(run: Run) -> None:
    """The run's results are the ones that hold for its citizens."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE reconciliation_result old SET is_latest = false FROM reconciliation_result new
               WHERE old.is_latest AND new.run_id = %s AND old.citizen_id = new.citizen_id AND old.run_id <> %s""",
            [run.pk, run.pk],
        )
    run.results.filter(is_latest=False).update(is_latest=True)


def end_run(run: Run) -> None:
    """Say who changed class; the staged work goes, but for the pairs from which the next run goes on."""
    _count_moves(run)
    run.stage, run.ended_at = Run.Stage.END, timezone.now()
    if run.state == Run.State.RUNNING:
        run.state = Run.State.DONE
        run.save()
        _let_hold(run)
        start_assigning(run=run, actor=run.started_by)
    run.save()


def _let_hold(run: Run) -> None:
    """What follows from results that hold. Of whom a run of what changed did not look up, nothing is new."""
    looked_up = pairs.looked_up(run) if run.base_id else None
    forget_gone(looked_up)
    pairs.keep(run)
    follow_duplicates(run, among=looked_up)
    emit(kind="reconciliation.ended", payload={"run": run.pk})


def _count_moves(run: Run) -> None:
    """Who changed class since the results before, why, and where."""
    moved = with_cause(moved_results(run).order_by(), run)
    told = moved.values_list("previous_class", "result_class", "cause", "citizen__kelurahan__code")
    ways, causes, places = Counter[str](), Counter[str](), Counter[str]()
    for old, new, cause, code, many in told.annotate(n=Count("pk")):
        ways[f"{old}>{new}"] += many
        causes[cause] += many
        places[code or ""] += many
    run.moved, run.causes, run.moved_places = dict(ways), dict(causes), dict(places)


def stop_run(run: Run, *, state: str, message: str) -> None:
    """End a run that did not come to its end: what it wrote no longer holds, the results before it do again."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE reconciliation_result SET is_latest = false WHERE run_id = %s AND is_latest", [run.pk])
        cursor.execute(
            """UPDATE reconciliation_result r SET is_latest = true FROM (
                   SELECT DISTINCT ON (o.citizen_id) o.id FROM reconciliation_result o
                   JOIN reconciliation_run n ON n.id = o.run_id
                   WHERE n.state = 'done' AND o.citizen_id IN
                       (SELECT citizen_id FROM reconciliation_result WHERE run_id = %s)
                   ORDER BY o.citizen_id, o.run_id DESC) AS before
               WHERE r.id = before.id""",
            [run.pk],
        )
    run.state, run.message, run.ended_at = state, message, timezone.now()
    run.save(update_fields=["state", "message", "ended_at"])
    Staged.objects.filter(run=run).delete()
