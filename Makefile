# Everything stands in .venv/ and .local/ of this folder; nothing outside it is changed.
PYTHON ?= python3
PORT ?= 8000
export PORT
BIN := .venv/bin
PINS := -r requirements.txt -r requirements-dev.txt
SAID := @printf '%s\n'
LINT := lint-types lint-templates lint-style lint-floors lint-migrations lint-compose

.DEFAULT_GOAL := help
.PHONY: setup run test lint $(LINT) audit bench bench-batch bench-job bench-pages bench-desk bench-load hostile torture demo practice clean help

help:
	$(SAID) 'make setup   pasang semua yang diperlukan ke .venv/' \
	  'make run     jalankan Padan di http://127.0.0.1:8000 (PORT=8080 untuk porta lain)' \
	  'make demo    isi data contoh: orang rekaan dan satu akun tiap peran' \
	  'make practice  buka ruang latihan: keluarga rekaan, tidak ada yang keluar, kertas bertanda LATIHAN' \
	  'make test    jalankan semua uji' \
	  'make bench   ukur mutu dan kecepatan pemadanan, di samping Splink dan trigram PostgreSQL' \
	  'make bench-pages  hitung pertanyaan dan bobot tiap halaman' \
	  'make bench-desk  ukur perkara berikutnya di samping halaman lantai, dengan data PADAN_HOME' \
	  'make bench-batch  ukur waktu dan memori kiriman bulanan' \
	  'make bench-job   ukur rekonsiliasi sebagai pekerjaan: dari tabel ke tabel, satu dan dua pekerja' \
	  'make torture matikan pekerja 200 dan 50 kali di tengah rekonsiliasi (lama)' \
	  'make bench-load  20 orang sekaligus selama 60 detik, dan memori pekerja web sesudah 10.000 permintaan' \
	  'make hostile tulis tabel berkas yang berbahaya: jenis, dicoba, ditolak' \
	  'make audit   cari kelemahan yang diketahui dalam paket yang dipakai' \
	  'make lint    periksa gaya, tipe, lantai, templat dan migrasi' \
	  'make clean   hentikan server bawaan; hapus .venv/ dan berkas sementara (data di .local/ tetap)'

setup: .venv/ready
	$(SAID) 'Semua paket terpasang di .venv/'

.venv/ready: requirements.txt requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'Padan memerlukan Python 3.11 atau lebih baru; sebut letaknya dengan make setup PYTHON=/letak/python3.11.'; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo 'Python ini tidak membawa venv/ensurepip; di Debian dan Ubuntu: apt install python3-venv.'; exit 1; }
	@test -x $(BIN)/python || { echo 'Membuat .venv/'; $(PYTHON) -m venv .venv; }
	@echo 'Memasang paket'
	@$(BIN)/python -m pip install -q --disable-pip-version-check uv==0.13.9 || echo 'uv tidak dapat dipasang; pip dipakai'
	@$(BIN)/uv pip install -q --system-certs -p $(BIN)/python --compile-bytecode $(PINS) 2>/dev/null || $(BIN)/python -m pip install -q --disable-pip-version-check $(PINS)
	@touch $@

run: .venv/ready
	@exec $(BIN)/python manage.py serve

# A room to practise in: data, files and passwords of its own in .local/latihan; nothing leaves it. It stands at a port of
# its own beside the desk, and its strip leads back there.
PRACTICE_ENV := env -u DATABASE_URL -u REDIS_URL PADAN_PRACTICE=1 PADAN_HOME=$(CURDIR)/.local/latihan \
  PORT=$${PRACTICE_PORT:-8010} PADAN_DESK_ADDRESS=$${PADAN_DESK_ADDRESS:-http://127.0.0.1:$${PORT:-8000}}
practice: .venv/ready
	@$(PRACTICE_ENV) $(BIN)/python manage.py prepare
	@$(PRACTICE_ENV) $(BIN)/python manage.py demo
	@$(PRACTICE_ENV) $(BIN)/python manage.py keep_beginning
	@$(PRACTICE_ENV) $(BIN)/python manage.py serve

demo: .venv/ready
	@$(BIN)/python manage.py prepare
	@$(BIN)/python manage.py demo

test: .venv/ready
	@$(BIN)/pytest $(ARGS); result=$$?; $(BIN)/python -m dtks.embedded stop .local/test >/dev/null; exit $$result

bench: .venv/ready .venv-bench/ready
	@$(BIN)/python -m tests.bench.matching $(ARGS)

bench-batch: .venv/ready
	@$(BIN)/python -m tests.bench.batch $(ARGS)

# What is measured against stands apart: nothing of it is used by Padan, its tests or CI.
.venv-bench/ready: requirements-bench.txt
	@echo 'Memasang Splink dan DuckDB ke .venv-bench/'
	@$(PYTHON) -m venv .venv-bench
	@$(BIN)/uv pip install -q --system-certs -p .venv-bench/bin/python -r requirements-bench.txt 2>/dev/null || .venv-bench/bin/python -m pip install -q --disable-pip-version-check -r requirements-bench.txt
	@touch $@

bench-job: .venv/ready
	@$(BIN)/python -m tests.bench.job $(ARGS)

bench-pages: .venv/ready
	@$(BIN)/python -m tests.bench.pages $(ARGS)

bench-desk: .venv/ready
	@$(BIN)/python -m tests.bench.desk $(ARGS)

bench-load: .venv/ready
	@$(BIN)/python -m tests.bench.load $(ARGS)

hostile: .venv/ready
	@$(BIN)/python -m tests.bench.hostile $(ARGS)

# A weakness that is found fails; a database of weaknesses that does not answer is said and lets the run go on.
audit: .venv/ready
	@$(BIN)/python -m tests.bench.audit requirements.txt

# 7,000 people in 200 chunks and 200 kills; 100,000 and 50; two workers on hosts of their own; two operators on 500
# cases; a bundle of 500; 20 people with 500 acts each on 200 citizens. Lists without rows and forms that are refused, in a
# browser.
torture: .venv/ready
	PADAN_KILLS=200 PADAN_KILLS_PEOPLE=7000 PADAN_KILLS_ROWS=35 $(BIN)/pytest tests/faults/test_reconciliation_kills.py -n 0 -q
	PADAN_KILLS=50 PADAN_KILLS_PEOPLE=100000 PADAN_KILLS_ROWS=2000 $(BIN)/pytest tests/faults/test_reconciliation_kills.py -n 0 -q
	$(BIN)/pytest tests/faults/test_two_hosts.py -n 0 -q
	PADAN_TORTURE=1 PADAN_FAULTS=40 PADAN_FAULTS_PEOPLE=2000 PADAN_FAULTS_ROWS=10 $(BIN)/pytest tests/faults/test_restarts.py -n 0 -s -q
	PADAN_STATES=1 $(BIN)/pytest tests/matrix/test_every_page.py -k "without_rows or refused" -n 0 -q
	PADAN_CASES=500 $(BIN)/pytest tests/faults/test_two_operators.py -n 0 -q
	PADAN_BUNDLE=500 $(BIN)/pytest tests/faults/test_bundle_kills.py -n 0 -q
	PADAN_ACTS=500 PADAN_CITIZENS=200 $(BIN)/pytest tests/faults/test_mixed_acts.py -n 0 -q

# Two at a time, the longest first; each says its own in one piece.
lint: .venv/ready
	@$(MAKE) --no-print-directory -j2 --output-sync $(LINT)

lint-style:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

lint-types:
	$(BIN)/mypy .

lint-floors:
	$(BIN)/lint-imports

lint-templates:
	$(BIN)/djlint templates --lint --quiet

lint-migrations:
	$(BIN)/python manage.py makemigrations --check --dry-run

lint-compose:
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml

clean:
	@if test -x $(BIN)/python; then for home in .local .local/test; do $(BIN)/python -m dtks.embedded stop $$home; done; fi
	@rm -rf .venv .venv-bench staticfiles .local/static .local/test .mypy_cache .ruff_cache .pytest_cache .hypothesis htmlcov .coverage test-results
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
