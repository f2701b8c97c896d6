"""A part of a page that renews itself takes the keyboard from nobody."""

from django.utils import timezone
from playwright.sync_api import expect

from dtks.jobs.models import Chunk, Job


def test_focus_stays_where_it_was_when_a_part_renews_itself(page, live_server, operator, sign_in):
    told = {"kind": "compare_lists", "title": "Membandingkan daftar", "state": "running", "total": 20}
    job = Job.objects.create(actor=operator, **told)
    Chunk.objects.create(job=job, no=1, due_at=timezone.now())
    sign_in(page, operator)
    page.goto(f"{live_server.url}{job.page_url}")
    button = page.locator("#kemajuan button").first
    words = button.inner_text()
    button.focus()
    page.evaluate("document.querySelector('#kemajuan').dataset.lama = 'ya'")
    expect(page.locator("#kemajuan[data-lama]")).to_have_count(0)
    expect(page.locator("#kemajuan button").first).to_have_text(words)
    expect(page.locator("#kemajuan button").first).to_be_focused()
    Job.objects.filter(pk=job.pk).update(state="paused")
    expect(page.locator("#kemajuan")).to_contain_text("Dijeda")
    expect(page.locator(":focus")).to_have_count(1)
