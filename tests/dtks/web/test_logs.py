"""What a log line holds: when, where, what; nothing of a person, and no line that somebody else wrote into it."""

import json
import logging

import pytest

from dtks.web.masking import JsonLine, PersonalDataFilter, PlainLine


def written(form, message, *args, error=None):
    record = logging.LogRecord("padan.pages", logging.WARNING, __file__, 1, message, args, error and error_of(error))
    PersonalDataFilter().filter(record)
    return form.format(record)


def error_of(error):
    try:
        try:
            raise KeyError("WA ODE NURAENI")
        except KeyError as first:
            raise error from first
    except Exception as caught:
        return type(caught), caught, caught.__traceback__


def test_a_line_for_a_collector_is_one_object_with_its_time_zone():
    told = json.loads(written(JsonLine(), "R-7KQ2 answered %s at %s", 500, "/warga/12"))
    assert told["message"] == "R-7KQ2 answered 500 at /warga/12"
    assert (told["level"], told["logger"]) == ("WARNING", "padan.pages")
    assert told["time"].endswith("+08:00")


@pytest.mark.parametrize("form", [JsonLine(), PlainLine()])
def test_of_an_error_its_kind_and_its_way_stand_in_the_log_and_never_its_words(form):
    error = ValueError("Key (name, nik)=(SITTI HAJRAH, 7471085203840021) already exists")
    said = written(form, "chunk %s/%s failed", 3, 7, error=error)
    assert "chunk 3/7 failed" in said and "ValueError" in said and "KeyError" in said and "error_of" in said
    assert "HAJRAH" not in said and "7471085203840021" not in said and "NURAENI" not in said


@pytest.mark.parametrize("form", [JsonLine(), PlainLine()])
def test_nobody_writes_a_second_line_into_the_log(form):
    said = written(form, "refused at %s", "/x\n2026-11-26 ERROR padan.pages all is well\r\x1b[31m")
    assert "\n" not in said and "\r" not in said and "\x1b" not in said


def test_a_task_that_failed_is_told_without_its_words():
    context = {"id": "a1", "name": "dtks.jobs.tasks.run_chunk", "exc": "ValueError('SITTI HAJRAH')",
               "traceback": "Traceback … SITTI HAJRAH", "args": "(3, 7)", "kwargs": "{}"}  # fmt: skip
    said = written(PlainLine(), "Task %(name)s[%(id)s] raised unexpected: %(exc)s\n%(traceback)s", context)
    assert "run_chunk[a1] raised unexpected: ValueError" in said and "HAJRAH" not in said
