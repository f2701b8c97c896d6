"""The first tour of each role: a few lessons, each with its steps and the page on which it is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from dtks.accounts.models import Role, SignIn, User
from dtks.training.models import Training


@dataclass(frozen=True)
class Lesson:
    """Something to be done once with invented people."""

    code: str
    title: str
    steps: tuple[str, ...]
    url_name: str
    minutes: int = 4
    helps: tuple[tuple[str, str], ...] = ()  # field of the page, and what to write there

    @property
    def url(self) -> str:
        """Where it is done; empty where the page does not stand."""
        try:
            return reverse(self.url_name)
        except NoReverseMatch:
            return ""


_REGISTER = Lesson(
    "citizen", "Mencari warga",
    ("Cari dengan nama yang salah satu hurufnya keliru.", "Cari dengan NIK; alamat halaman tidak memuat angkanya.",
     "Buka riwayat: dari mana tiap nilai berasal."), "overview:citizens", 3,
)  # fmt: skip
_TASKS = Lesson(
    "tasks", "Tugas", ("Buka tugas yang tenggatnya terdekat.", "Ambil, lalu selesaikan dengan hasilnya."),
    "assignments:list", 3,
)  # fmt: skip
_INTAKE = (
    ("Cari dahulu", "Nama, NIK, No. KK, atau tanggal lahir. Salah satu huruf keliru pun ditemukan."),
    ("Jenis layanan", "Apa yang diminta warga hari ini; menentukan isian dan berkas yang ditanya."),
    ("Program", "Bantuan yang dibicarakan; kosongkan bila belum tahu."),
    ("NIK yang benar", "Salin dari KTP-el, bukan dari ingatan. Tanggal perempuan ditambah 40. Belum punya: kosongkan."),
    ("Dibawa oleh", "Siapa yang datang bila bukan warganya sendiri: guru, RT, pendamping."),
    ("Yang diminta", "Dengan kata warga, satu kalimat, tanpa NIK."),
    ("Syarat", "Asli, salinan, kedaluwarsa, atau tidak ada. Yang kurang tercetak pada slip."),
    ("Kabar untuk warga", "Nomor HP atau surel, dan centang hanya bila warga setuju dikabari."),
)  # fmt: skip
_MINUTES = (
    ("Hari, jam, tempat", "Seperti pada undangan; dicetak dalam kata pada naskah."),
    ("Kehadiran", "Centang yang hadir; panel kuorum mengatakan apa yang masih kurang."),
    ("Putusan", "Apa kata rapat tentang orang itu: angka 1 sampai 8 pada papan ketik."),
    ("Alasan", "Wajib bila tidak layak; singkat, dapat diperiksa orang lain."),
    ("Bukti", "Foto rumah, akta, atau surat; boleh menyusul sebelum diserahkan."),
    ("Keberatan", "Kata orang yang tidak setuju; dicetak pada naskah."),
    ("Kode naskah", "Dibaca dari pindaian; ketik hanya bila kotak kode tidak terbaca."),
)  # fmt: skip
TOURS: dict[str, tuple[Lesson, ...]] = {
    Role.FRONT_DESK: (
        Lesson("intake", "Menerima warga",
               ("Cari dahulu, pilih warganya.", "Pilih Perbaikan data dan isian yang salah.",
                "Tandai berkas yang dibawa, satu kedaluwarsa.", "Cetak tanda terima."), "desk:intake", helps=_INTAKE),
        Lesson("ticket", "Melanjutkan tiket",
               ("Buka tiket dari antrean.", "Tulis jawaban untuk warga dan catatan dalam.", "Tutup dengan hasilnya."),
               "desk:list"),
        _REGISTER,
    ),
    Role.OPERATOR: (
        Lesson("decide", "Memutus perkara",
               ("Baca kalimat penjelasan, lalu bukti.", "T menerima, X menolak dengan sebab, Z mengurungkan.",
                "Coba perkara yang nilainya sudah berubah."), "workbench:queue"),
        Lesson("bundle", "Paket serupa", ("Tinjau semua baris.", "Keluarkan satu, terapkan sisanya."),
               "workbench:bundles"),
        Lesson("list", "Berkas masuk", ("Unggah daftar.", "Baca jumlahnya: cocok atau tidak.", "Gabungkan."),
               "files:list"),
    ),
    Role.KASI: (
        Lesson("second", "Antrean kedua", ("Putuskan perkara yang dibuat operator.",), "workbench:queue"),
        Lesson("review", "Memeriksa berita acara",
               ("Terima, kembalikan, atau tahan nama satu per satu.", "Urungkan yang terakhir."), "minutes:list"),
    ),
    Role.KABID: (
        Lesson("rules", "Aturan kantor", ("Baca aturan kuorum dan ubah mulai bulan depan.",), "minutes:quorum"),
        Lesson("month", "Kalender bulan", ("Lihat kelurahan yang belum menyerahkan, ingatkan satu.",),
               "minutes:calendar"),
    ),
    Role.KELURAHAN: (
        Lesson("minutes", "Berita acara",
               ("Mulai, isi rapat dan kehadiran.", "Tambah tiga nama dengan T, putuskan dengan angka.",
                "Buat naskah untuk ditandatangani."), "minutes:list", 8, helps=_MINUTES),
        Lesson("news", "Kabar usulan", ("Cari nama yang dikembalikan, baca sebabnya.",), "minutes:news", 2),
        _TASKS,
    ),
    Role.FACILITATOR: (
        Lesson("visit", "Satu kunjungan",
               ("Buka kunjungan, isi Form A4 bagian demi bagian.", "Tambah foto dan lokasi, kirim."), "visits:day", 6),
        Lesson("phone", "Tanpa jaringan",
               ("Ambil daftar ke HP.", "Matikan jaringan, isi satu kunjungan, tutup dan buka lagi.",
                "Nyalakan jaringan dan kirim."), "visits:phone", 6),
    ),
    Role.SUPERVISOR: (
        Lesson("give", "Membagi kunjungan", ("Bagi menurut rute.", "Buat surat tugas."), "visits:give",
               helps=(("Fasilitator", "Hanya yang mandatnya di kelurahan itu; satu orang untuk satu rute."),
                      ("Tenggat", "Kosong: tiap kunjungan tetap memakai tenggat tugasnya."))),
        Lesson("check", "Memeriksa yang kembali",
               ("Buka satu yang bercatatan, kembalikan dengan sebab.", "Terima yang tanpa catatan.",
                "Undi uji acak."), "visits:desk",
               helps=(("Kembalikan karena", "Pilih sebabnya; fasilitator membacanya di HP. Isiannya tidak hilang."),
                      ("Lokasi", "Titik dan ketelitian dari HP; dibandingkan dengan titik yang tercatat dahulu."))),
    ),
    Role.MAYOR_OFFICE: (
        Lesson("packet", "Paket wali kota", ("Buka paket, catat paraf.", "Unggah pindaian yang disahkan."),
               "monthly:packets"),
    ),
    Role.AUDITOR: (Lesson("trail", "Jejak", ("Cari siapa membuka data seorang warga.",), "overview:trail"),),
    Role.ADMINISTRATOR: (
        Lesson("people", "Pengguna dan mandat", ("Buat akun, beri mandat dengan nomor surat dan tanggal.",),
               "accounts:users"),
    ),
}  # fmt: skip


def tour_of(user: User) -> tuple[Lesson, ...]:
    """The lessons of the role in which a person works."""
    return TOURS.get(user.role, ())


def title_of(role: str, code: str) -> str:
    """The words of a lesson."""
    return next((each.title for each in TOURS.get(role, ()) if each.code == code), code)


def done_by(person: str, role: str) -> dict[str, Training]:
    """Lessons that a person finished, by code."""
    return {each.lesson: each for each in Training.objects.filter(person__iexact=person, role=role)}


def others_here(user: User) -> int:
    """How many other sessions were at work in the last quarter of an hour."""
    lately = timezone.now() - timedelta(minutes=15)
    return SignIn.objects.filter(seen_at__gte=lately, ended_at=None).exclude(user=user).count()


@dataclass(frozen=True)
class Shown:
    """The lesson of a page, as its strip in the practice area shows it."""

    lesson: Lesson
    number: int
    total: int


def lesson_at(user: User, path: str) -> Shown | None:
    """The lesson that is done on a page; None where the role practises nothing there."""
    tour = tour_of(user)
    here = [(len(each.url), n) for n, each in enumerate(tour) if each.url and path.startswith(each.url)]
    return Shown(tour[max(here)[1]], max(here)[1] + 1, len(tour)) if here else None
