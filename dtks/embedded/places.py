"""Where the servers of one home keep their data and their sockets, and who may go there."""

import contextlib
import errno
import fcntl
import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SOCKET_BYTES = 100  # Linux takes 108, macOS 104
PLAIN_PATH = re.compile(r"[\w./+-]+", re.ASCII)  # safe in a URL and in PostgreSQL's list of socket folders


class EmbeddedError(Exception):
    """The servers cannot run; the text is one plain sentence for the person at the terminal."""


@dataclass(frozen=True)
class Place:
    """The folders of one home. Only paths: whether they exist is another question."""

    home: Path
    postgres: Path
    postgres_socket: Path
    redis: Path
    redis_socket: Path

    @property
    def cluster(self) -> Path:
        return self.postgres / "data"

    @property
    def postgres_log(self) -> Path:
        return self.postgres / "postgres.log"

    @property
    def redis_log(self) -> Path:
        return self.redis / "redis.log"

    @property
    def redis_pid(self) -> Path:
        return self.redis / "redis.pid"


def place_of(home: Path) -> Place:
    """The folders of a home: the same ones each time it is asked, by whichever process."""
    home = home.resolve()
    mark = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    postgres, redis = home / "postgres", home / "redis"
    away = Path(f"/var/tmp/padan-{mark}/postgres")
    # As root the server runs as `nobody`, who may not be able to walk to the project (it lies under /root). Where data
    # is there already it stays there, whatever became of the folders above it.
    if os.geteuid() == 0 and not postgres.exists() and (away.exists() or not everyone_reaches(home)):
        postgres = away
    return Place(
        home=home,
        postgres=postgres,
        postgres_socket=_short(postgres / "socket", ".s.PGSQL.5432.lock", Path(f"/tmp/padan-{mark}-postgres")),
        redis=redis,
        redis_socket=_short(redis, "redis.sock", Path(f"/tmp/padan-{mark}-redis")) / "redis.sock",
    )


def _short(folder: Path, name: str, otherwise: Path) -> Path:
    """The folder, or the other one where a socket in it would have too long or too odd a path."""
    path = folder / name
    plain = PLAIN_PATH.fullmatch(str(path)) and len(os.fsencode(path)) <= SOCKET_BYTES
    return folder if plain else otherwise


def everyone_reaches(path: Path) -> bool:
    """Whether any user of the machine may walk to this path."""
    return all(folder.stat().st_mode & 0o001 for folder in (path, *path.parents) if folder.exists())


def make_folder(folder: Path, owner: int, mode: int) -> None:
    """Make a folder, or make sure that the one that is there belongs to whom it should."""
    if not folder.parent.exists():
        make_folder(folder.parent, os.geteuid(), 0o711)
    try:
        folder.mkdir(mode=mode)
    except FileExistsError:
        found = folder.lstat()
        if folder.is_symlink() or found.st_uid != owner:
            raise EmbeddedError(f"Folder {folder} milik pengguna lain; jalankan sebagai pemiliknya.") from None
    else:
        folder.chmod(mode)
        if owner != os.geteuid():
            os.chown(folder, owner, -1)


@contextlib.contextmanager
def locked(place: Place) -> Iterator[None]:
    """One process at a time looks and starts."""
    if not place.home.is_dir():
        make_folder(place.home, os.geteuid(), 0o711)
    with (place.home / "embedded.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def plain_reasons(place: Place) -> Iterator[None]:
    """Say what the operating system refuses in words that tell what to do."""
    try:
        yield
    except OSError as error:
        where = error.filename or place.home
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise EmbeddedError(f"Disk penuh di {where}; kosongkan ruang lalu ulangi.") from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise EmbeddedError(f"{where} tidak dapat dibaca atau ditulis; periksa izin folder itu.") from error
        if error.errno in (errno.ENOTDIR, errno.EEXIST):
            raise EmbeddedError(f"{where} bukan folder; pilih PADAN_HOME yang lain.") from error
        raise EmbeddedError(f"Server bawaan tidak dapat dijalankan: {error.strerror} ({where}).") from error
