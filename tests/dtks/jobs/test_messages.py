"""E-mails go out through a small SMTP server that really listens."""

import socketserver
import threading

import pytest
from django.core.mail.backends.smtp import EmailBackend
from django.utils import timezone

from dtks.jobs.models import Message
from dtks.jobs.services import sweep_messages

pytestmark = pytest.mark.django_db


class Post(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(b"220 ready\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper().strip()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                letter = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.server.letters.append(letter.decode())
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            if word == b"QUIT":
                return


class SweptTwice(EmailBackend):
    """While this one sends, another sweeper comes by."""

    def send_messages(self, email_messages):
        assert sweep_messages() == 0
        return super().send_messages(email_messages)


@pytest.fixture
def post(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Post) as server:
        server.letters = []
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def message():
    return Message.objects.create(
        channel="email", recipient="wa.ode@example.org", subject="Kabar tiket", text="Selesai."
    )


def test_two_sweepers_send_an_email_once(post, message, settings):
    settings.EMAIL_BACKEND = "tests.dtks.jobs.test_messages.SweptTwice"
    assert sweep_messages() == 1
    assert sweep_messages() == 0
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("sent", 1)
    assert message.sent_at
    assert len(post.letters) == 1
    assert "Selesai." in post.letters[0]


def test_a_provider_that_is_down_delays_and_loses_nothing(post, message, settings, caplog):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    assert sweep_messages() == 0
    message.refresh_from_db()
    assert (message.state, message.error) == ("waiting", "ConnectionRefusedError")
    assert message.due_at > timezone.now()
    assert "example.org" not in caplog.text
    settings.EMAIL_PORT = port
    Message.objects.update(due_at=timezone.now())
    assert sweep_messages() == 1
    assert len(post.letters) == 1


def test_after_the_last_try_it_stands_as_failed(post, message, settings):
    settings.EMAIL_PORT = 1
    Message.objects.update(attempts=19)
    sweep_messages()
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("failed", 20)


def test_an_office_without_a_provider_keeps_its_emails_waiting_and_prints_none(message, settings, capsys):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert sweep_messages() == 0
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("waiting", 0)
    assert "wa.ode" not in capsys.readouterr().out
