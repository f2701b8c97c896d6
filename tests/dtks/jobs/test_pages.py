"""The pages of jobs: who sees which, what stands on them, what a person does there."""

import pytest
from django.urls import reverse

from dtks.jobs.models import Chunk, Job, JobAct
from dtks.jobs.services import pause_job, run_chunk, run_inline, start_job, sweep_chunks
from tests.dtks.jobs.kinds import FAULTY, STEPS

pytestmark = pytest.mark.django_db


def words(answer):
    return " ".join(answer.content.decode().split())


def act(client, job, word, **data):
    return client.post(reverse("jobs:act", args=[job.pk, word]), data)


def make_stuck(job, *numbers):
    FAULTY.update(numbers)
    run_inline(job=job)
    job.refresh_from_db()


def test_the_list_shows_all_jobs_to_the_administrator_and_to_others_their_own(
    job, administrator, officer_kadia, client_of
):
    own = start_job(kind="counting", title="Menghitung tetangga", actor=officer_kadia, inline=True)
    page = words(client_of(administrator).get("/pekerjaan/"))
    assert "Menghitung warga" in page
    assert "Menghitung tetangga" in page
    page = words(client_of(officer_kadia).get("/pekerjaan/"))
    assert "Menghitung warga" not in page
    assert "Menghitung tetangga" in page
    assert client_of(officer_kadia).get(own.page_url).status_code == 200
    assert client_of(officer_kadia).get(job.page_url).status_code == 403


def test_a_kind_is_seen_by_whoever_may_open_its_result(mayor_office, client_of):
    Job.objects.create(kind="export_batch", title="Menulis kiriman")
    Job.objects.create(kind="import_list", title="Membaca daftar")
    page = words(client_of(mayor_office).get("/pekerjaan/"))
    assert "Menulis kiriman" in page
    assert "Membaca daftar" not in page


def test_jobs_are_found_by_title_kind_and_by_what_is_stuck(job, administrator, client_of):
    other = start_job(kind="counting", title="Menulis kiriman", actor=None, inline=True)
    make_stuck(job, 3)
    client = client_of(administrator)
    titles = lambda query: [row.record.title for row in client.get(f"/pekerjaan/?{query}").context["table"].rows]  # noqa: E731
    assert titles("q=kiriman") == [other.title]
    assert titles("macet=on") == [job.title]
    assert titles("jenis=reconcile") == []
    assert titles("kelas=waiting") == [other.title]
    assert titles("urut=title") == [job.title, other.title]


def test_the_page_says_how_far_it_is_and_what_is_stuck_without_a_persons_data(job, administrator, client_of):
    FAULTY.add(2)
    for number in (1, 2, 2, 2, 3):
        job.chunks.filter(no=number).update(due_at="2020-01-01T00:00Z")
        run_chunk(job_id=job.pk, chunk_no=number, wake=False)
    page = words(client_of(administrator).get(job.page_url))
    assert "20 dari 60 baris" in page
    assert "2 dari 6 bagian" in page
    assert "Bagian 2 macet" in page
    assert "nomor 11 sampai 20" in page
    assert "ValueError" in page
    assert "tests/dtks/jobs/kinds.py" in page
    assert "SITTI" not in page
    assert "7471085203840021" not in page


def test_the_panel_comes_alone_for_htmx_and_at_the_end_the_whole_page(job, operator, client_of):
    client = client_of(operator)
    url = reverse("jobs:progress", args=[job.pk])
    part = client.get(url, headers={"HX-Request": "true"})
    assert "<html" not in words(part)
    assert 'hx-trigger="every 2s"' in words(part)
    run_inline(job=job)
    assert client.get(url, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert client.get(url).url == job.page_url
    assert 'hx-trigger="every 2s"' not in words(client.get(job.page_url))


def test_each_quarter_is_said_once(job, operator, client_of):
    url = reverse("jobs:progress", args=[job.pk])
    for number in (1, 2, 3):
        run_chunk(job_id=job.pk, chunk_no=number, wake=False)
    assert "Setengah selesai." in words(client_of(operator).get(f"{url}?bagian=1"))
    assert "Setengah selesai." not in words(client_of(operator).get(f"{url}?bagian=2"))


def test_one_stuck_chunk_is_tried_again_and_the_job_ends_whole(job, operator, client_of):
    make_stuck(job, 2, 5)
    assert job.state == Job.State.DONE_WITH_NOTES
    FAULTY.clear()
    act(client_of(operator), job, "coba-lagi", bagian="5")
    assert list(job.chunks.filter(state=Chunk.State.STUCK).values_list("no", flat=True)) == [2]
    run_inline(job=job)
    job.refresh_from_db()
    assert (job.done, job.state) == (50, Job.State.DONE_WITH_NOTES)
    act(client_of(operator), job, "coba-lagi")
    run_inline(job=job)
    job.refresh_from_db()
    assert (job.done, job.state) == (60, Job.State.DONE)
    done = job.acts.values_list("act", "chunk_no", "by")
    assert list(done) == [("retry", None, operator.pk), ("retry", 5, operator.pk)]


def test_a_retry_sent_twice_is_refused_with_a_sentence(job, operator, client_of):
    make_stuck(job, 2)
    FAULTY.clear()
    client = client_of(operator)
    act(client, job, "coba-lagi")
    run_inline(job=job)
    answer = client.post(reverse("jobs:act", args=[job.pk, "coba-lagi"]), follow=True)
    assert "sudah berakhir" in words(answer)
    assert JobAct.objects.count() == 1


def test_a_job_stopped_in_mid_run_keeps_what_is_done_and_begins_nothing_else(job, operator, client_of):
    client = client_of(operator)
    stop = reverse("jobs:stop", args=[job.pk])
    assert "tidak dapat diurungkan" in words(client.get(stop))
    STEPS[4] = lambda running: client.post(stop)
    run_inline(job=job)
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED
    assert job.done == 40
    assert job.chunks.filter(state=Chunk.State.WAITING).count() == 2
    sweep_chunks()
    assert not run_chunk(job_id=job.pk, chunk_no=5, wake=False)
    page = words(client.get(job.page_url))
    assert "4 dari 6 bagian" in page
    assert f"{operator}" in page


def test_a_stopped_job_is_not_begun_again_by_a_retry(job, operator, client_of):
    make_stuck(job, 2)
    Job.objects.filter(pk=job.pk).update(state=Job.State.CANCELLED)
    act(client_of(operator), job, "coba-lagi")
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED
    assert job.chunks.filter(state=Chunk.State.STUCK).exists()


def test_a_paused_job_waits_and_goes_on_where_it_was(job, operator, client_of):
    client = client_of(operator)
    STEPS[3] = lambda running: act(client, running, "jeda")
    run_inline(job=job)
    job.refresh_from_db()
    assert (job.state, job.done) == (Job.State.PAUSED, 30)
    assert "Lanjutkan" in words(client.get(job.page_url))
    assert not run_chunk(job_id=job.pk, chunk_no=4, wake=False)
    act(client, job, "lanjut")
    run_inline(job=job)
    job.refresh_from_db()
    assert (job.state, job.done) == (Job.State.DONE, 60)
    assert {each.act for each in job.acts.all()} == {"pause", "resume"}


def test_an_onlooker_sees_no_buttons_and_may_not_act(job, auditor, client_of):
    client = client_of(auditor)
    assert "Jeda" not in words(client.get(job.page_url))
    assert act(client, job, "jeda").status_code == 403
    assert client.post(reverse("jobs:stop", args=[job.pk])).status_code == 403
    job.refresh_from_db()
    assert job.state == Job.State.WAITING


def test_an_act_leads_back_to_the_page_on_which_its_button_stood(job, operator, client_of):
    url = reverse("jobs:act", args=[job.pk, "jeda"])
    answer = client_of(operator).post(url, headers={"Referer": "http://testserver/berkas-masuk/"})
    assert answer.url == "/berkas-masuk/"


def test_a_map_of_many_chunks_keeps_the_worst_state_of_each_square(job, operator):
    from dtks.jobs.queries import MOST_CELLS, progress_of

    Chunk.objects.bulk_create(Chunk(job=job, no=number, state="done") for number in range(7, 2101))
    Chunk.objects.filter(job=job, no=1001).update(state="stuck")
    cells = progress_of(job, operator).cells
    assert len(cells) == -(-2100 // 5) <= MOST_CELLS
    assert [cell.state for cell in cells].count("stuck") == 1
    assert cells[200].state == "stuck"


def test_the_menu_counts_jobs_that_need_somebody(job, administrator, client_of):
    make_stuck(job, 2, 3)
    assert '<span class="hitung">1</span>' in words(client_of(administrator).get("/pekerjaan/"))


def test_a_paused_job_stays_paused_when_a_chunk_is_tried_again(job):
    FAULTY.add(1)
    for _ in range(3):
        job.chunks.filter(no=1).update(due_at="2020-01-01T00:00Z")
        run_chunk(job_id=job.pk, chunk_no=1, wake=False)
    pause_job(job=job)
    from dtks.jobs.services import retry_stuck

    retry_stuck(job=job, chunk_no=1)
    job.refresh_from_db()
    assert job.state == Job.State.PAUSED
