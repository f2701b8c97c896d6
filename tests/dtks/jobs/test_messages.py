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
    """Row 93."""
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


def text(**more):
    words = {"channel": "whatsapp", "recipient": "+6281234567890", "text": "Ada kabar.", "about": "T-2611-0001"}
    return Message.objects.create(**{**words, **more})


def test_texts_go_out_one_by_one_from_the_offices_phone(client_of, front_desk, settings):
    """Row 93."""
    settings.MESSAGE_GATEWAY_URL = ""
    first, second = text(), text(recipient="+6281200000000")
    assert sweep_messages() == 0
    desk = client_of(front_desk)
    page = desk.get("/pekerjaan/pesan/hp").content.decode()
    assert "https://wa.me/6281234567890?text=Ada+kabar." in page and "2 pesan menunggu" in page
    desk.post("/pekerjaan/pesan/hp", {"message": first.pk, "what": "sent"})
    desk.post("/pekerjaan/pesan/hp", {"message": first.pk, "what": "failed"})
    desk.post("/pekerjaan/pesan/hp", {"message": second.pk, "what": "failed"})
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.handed_by, second.state) == ("sent", front_desk, "failed")


def test_a_gateway_takes_texts_and_one_that_is_down_loses_none(settings, httpserver):
    """Row 93."""
    settings.MESSAGE_GATEWAY_URL, settings.MESSAGE_GATEWAY_KEY = httpserver.url_for("/kirim"), "kunci"
    first = text()
    httpserver.expect_oneshot_request("/kirim", headers={"Authorization": "Bearer kunci"}).respond_with_data(status=503)
    assert sweep_messages() == 0
    first.refresh_from_db()
    assert first.state == "waiting"
    Message.objects.update(due_at=timezone.now())
    httpserver.expect_oneshot_request("/kirim").respond_with_data("{}")
    assert sweep_messages() == 1
