"""The people and requests of the corrections, and a browser in which somebody is signed in."""

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.cached_db import SessionStore

from tests.verification.corrections.conftest import (
    ask,
    compare,
    find,
    fitriani,
    kabid,
    kasi,
    lahundape,
    make_citizen,
    make_paper,
    make_user,
    nuraeni,
    office_tables,
    rahmawati,
    salim,
    tipulu,
)

__all__ = [
    "ask", "compare", "find", "fitriani", "kabid", "kasi", "lahundape", "make_citizen", "make_paper", "make_user",
    "nuraeni", "office_tables", "rahmawati", "salim", "tipulu",
]  # fmt: skip


@pytest.fixture
def sign_in(page, live_server):
    """Put a person's session into the browser."""

    def enter(user):
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": live_server.url}]
        )
        return page

    return enter
