"""A raw file is opened only if it can be what its feed says: its first bytes are looked at before anything is parsed."""

import gzip
import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from pipeline.errors import BadInput

UNPACKED_CAP = 64 * 2**30  # bytes that one packed file may grow to
FREE_BYTES = 64 * 2**20    # up to here no ratio is looked at
RATIO_CAP = 200            # unpacked by packed; tables of text stay below 40, bombs reach 1000
SIGNATURES = (
    (b"\xff\xfe", "UTF-16 text (byte order mark at byte 0)", "save it as UTF-8"),
    (b"\xfe\xff", "UTF-16 text (byte order mark at byte 0)", "save it as UTF-8"),
    (b"%PDF", "a PDF document", "export the table as CSV"),
    (b"PAR1", "a Parquet file", "use the feed `table` with a mapping"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook", "export the table as CSV"),
    (b"BZh", "a bzip2 file", "unpack it, or pack it with gzip"),
    (b"\xfd7zXZ", "an xz file", "unpack it, or pack it with gzip"),
    (b"7z\xbc\xaf", "a 7z archive", "unpack it, or pack it with gzip"),
)


status_of = os.stat


@contextmanager
def opened(path: Path, unpacked_cap: int = UNPACKED_CAP) -> Iterator[BinaryIO]:
    """The file's bytes, unpacked if it is gzip or a zip with one member. Raises BadInput, never a traceback, for anything else."""
    try:
        status = status_of(path)
        if not stat.S_ISREG(status.st_mode):
            raise BadInput(f"{path}: not a regular file; pass the file itself")
        if status.st_size == 0:
            raise BadInput(f"{path}: the file is empty, expected at least a header; fetch it again")
        with open(path, "rb") as raw:
            yield from _unpacked(path, raw, status.st_size, unpacked_cap)
    except (zlib.error, gzip.BadGzipFile, zipfile.BadZipFile, EOFError) as error:
        raise BadInput(f"{path}: truncated or damaged archive ({' '.join(str(error).split())}); fetch it again") from error
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror or error}); check that it exists and may be read") from error


def _unpacked(path: Path, raw: BinaryIO, size: int, cap: int) -> Iterator[BinaryIO]:
    head = raw.read(4)
    raw.seek(0)
    if head.startswith(b"\x1f\x8b"):
        yield _Capped(gzip.GzipFile(fileobj=raw), path, min(cap, max(FREE_BYTES, RATIO_CAP * size)))
    elif head == b"PK\x03\x04" or head == b"PK\x05\x06":
        with zipfile.ZipFile(raw) as archive, archive.open(_only_member(path, archive)) as member:
            yield _Capped(member, path, min(cap, max(FREE_BYTES, RATIO_CAP * size)))
    else:
        yield _Whole(raw, path, size)


def _only_member(path: Path, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    members = archive.infolist()
    if any(m.filename in ("[Content_Types].xml", "mimetype") for m in members):
        raise BadInput(f"{path}: seen an office document, expected CSV; export the sheet as CSV")
    for member in members:
        name = PurePosixPath(member.filename.replace("\\", "/"))
        if name.is_absolute() or ".." in name.parts or ":" in member.filename or stat.S_ISLNK(member.external_attr >> 16):
            raise BadInput(f"{path}: unsafe member {member.filename[:80]!r} in the zip; unpack it by hand and look at it")
        if member.flag_bits & 1:
            raise BadInput(f"{path}: member {member.filename[:80]!r} is encrypted; unpack it by hand")
    files = [m for m in members if not m.is_dir() and not m.filename.startswith("__MACOSX/")]
    if len(files) != 1:
        raise BadInput(f"{path}: {len(files)} files in the zip, expected one; unpack it and add the files one by one")
    return files[0]


class _Capped:
    """A stream that stops with BadInput when more comes out than any honest table would hold."""

    def __init__(self, stream: BinaryIO, path: Path, cap: int):
        self.stream, self.path, self.left, self.cap = stream, path, cap, cap

    def read(self, size: int) -> bytes:
        data = self.stream.read(min(size, self.left + 1))
        self.left -= len(data)
        if self.left < 0:
            raise BadInput(f"{self.path}: unpacks to more than {self.cap:,} bytes; if this is meant, unpack it by hand")
        return data


class _Whole:
    """A plain file that must still be there, with its size unchanged, when its last byte has been read."""

    def __init__(self, stream: BinaryIO, path: Path, size: int):
        self.stream, self.path, self.size, self.seen = stream, path, size, 0

    def read(self, size: int) -> bytes:
        data = self.stream.read(size)
        self.seen += len(data)
        if len(data) < size and self.seen != self.size:
            raise BadInput(f"{self.path}: {self.seen} bytes read, {self.size} expected; the file changed while it was read, try again")
        return data


def check_signature(path: Path, head: bytes, allowed: tuple[bytes, ...] = ()) -> None:
    """Raise BadInput when the first bytes show another kind of file than text."""
    for signature, what, advice in SIGNATURES:
        if head.startswith(signature) and signature not in allowed:
            raise BadInput(f"{path}: seen {what}, expected UTF-8 text; {advice}")
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:200].lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<body")):
        raise BadInput(f"{path}:1: seen an HTML or XML page, expected a table; the download failed, fetch it again")
    if len(head) >= 8 and (head[1:8:2] == b"\0" * 4 or head[0:8:2] == b"\0" * 4):
        raise BadInput(f"{path}: seen UTF-16 text (zero bytes from byte {head.index(0)}), expected UTF-8; save it as UTF-8")
    if not start and len(head) < 200:
        raise BadInput(f"{path}: seen only white space, expected at least a header; fetch it again")
