FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PADAN_HOME=/var/lib/padan PADAN_PRODUCTION=true
WORKDIR /srv/padan

COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt

COPY . .
RUN useradd --system --home-dir /var/lib/padan padan && install -d -o padan -m 700 /var/lib/padan /var/backups/padan
USER padan
VOLUME /var/lib/padan
EXPOSE 8000

CMD ["gunicorn", "dtks.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--timeout", "60", "--no-control-socket"]
