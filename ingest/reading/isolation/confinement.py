"""What the kernel takes from a reading child: network, writing, other files, power over other processes.

Three means, none of which needs root; each is used where the kernel has it, and ``registry check`` tells which are
missing (:func:`report`):

* an own network namespace, entered once by the zygote (:func:`leave_network`): children and converters inherit it;
* Landlock (kernel 5.13): a child opens its file, the interpreter, the libraries and programs of the system, and
  nothing else; it writes nowhere;
* a seccomp filter for what Landlock does not know: sockets, modes and owners of files, memory of other processes.

The last two are put on by :class:`Seal`, after a converter has run (LibreOffice makes its own sandbox of mounts, which
Landlock forbids) and before the document is parsed; its kind is told before that (:mod:`ingest.reading.sniffing`).
Programs started later, such as tesseract, are inside the seal.

Sources: ``Documentation/userspace-api/landlock.rst`` and ``seccomp_filter.rst`` of Linux; numbers of system calls from
``asm/unistd_64.h`` and ``asm-generic/unistd.h``.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import struct
import subprocess
import sys
import sysconfig
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ingest.reading.tools import Tools, ToolStatus, bwrap_prefix

if TYPE_CHECKING:
    from collections.abc import Iterable

_ROOT: Final = Path(__file__).resolve().parents[3]

_NEW_USER: Final = 0x10000000
_NEW_NETWORK: Final = 0x40000000
_NO_NEW_PRIVILEGES: Final = 38
_SET_SECCOMP: Final = 22
_SECCOMP_FILTER: Final = 2

_LANDLOCK_CREATE: Final = 444
_LANDLOCK_ADD: Final = 445
_LANDLOCK_RESTRICT: Final = 446
_EXECUTE, _WRITE, _READ, _LIST = (1 << bit for bit in range(4))
_BASIC_RIGHTS: Final = 13
_MORE_RIGHTS: Final = ((2, 13), (3, 14), (5, 15))
"""Version of Landlock and the right that came with it: moving between folders, cutting, control of devices."""
_NETWORK_SINCE: Final = 4
_NETWORK: Final = 3
_SCOPES_SINCE: Final = 6
_SCOPES: Final = 3
"""No signals to and no abstract sockets of processes outside."""

_SYSTEM: Final = ("/usr", "/lib", "/lib32", "/lib64", "/bin")
"""Programs and libraries: may be read and started."""
_SHOWN: Final = (
    "/etc/ld.so.cache", "/etc/localtime", "/etc/fonts", "/etc/ssl/openssl.cnf", "/dev/urandom", "/dev/zero",
    "/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/sys/devices/system/cpu",
)  # fmt: skip
"""What libraries look at when they start: may be read."""
_NULL: Final = "/dev/null"

_ARCHITECTURES: Final = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
"""Machine -> its number in the kernel's audit, column of the tables below."""
_FOREIGN_CALLS: Final = 0x40000000
"""Numbers from here on are another calling convention of x86-64."""
_HARMFUL: Final[dict[str, tuple[int, int]]] = {
    "connect": (42, 203), "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "pidfd_getfd": (438, 438), "io_uring_setup": (425, 425), "bpf": (321, 280), "perf_event_open": (298, 241),
    "userfaultfd": (323, 282), "keyctl": (250, 219), "add_key": (248, 217), "request_key": (249, 218),
    "init_module": (175, 105), "finit_module": (313, 273), "kexec_load": (246, 104),
}  # fmt: skip
"""System calls that neither reading nor a converter's sandbox needs."""
_NEEDLESS: Final[dict[str, tuple[int, int]]] = {
    "socket": (41, 198), "bind": (49, 200), "listen": (50, 201),
    "chmod": (90, -1), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452),
    "chown": (92, -1), "fchown": (93, 55), "lchown": (94, -1), "fchownat": (260, 54),
    "utime": (132, -1), "utimes": (235, -1), "futimesat": (261, -1), "utimensat": (280, 88),
    "setxattr": (188, 5), "lsetxattr": (189, 6), "fsetxattr": (190, 7),
    "removexattr": (197, 14), "lremovexattr": (198, 15), "fremovexattr": (199, 16),
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51), "open_tree": (428, 428),
    "move_mount": (429, 429), "fsopen": (430, 430), "mount_setattr": (442, 442),
    "unshare": (272, 97), "setns": (308, 268),
    "shmget": (29, 194), "msgget": (68, 186), "semget": (64, 190), "mq_open": (240, 180),
}  # fmt: skip
"""System calls that a sandbox of mounts is made with, those that change files without opening them, and memory of the
machine that outlives the process."""
_OWN_LIMITS: Final[dict[int, int]] = {0: 302, 1: 261}
"""``prlimit64`` by column: allowed for itself (process 0), else it could take files or time from the register."""
_ALLOW: Final = 0x7FFF0000
_REFUSE: Final = 0x00050001
"""Return ``EPERM``: a library that tries and goes on without is not killed for it."""

_READ_ANY: Final = 2
"""CAP_DAC_READ_SEARCH: a register run by root may read a file that is not root's."""
_CAPABILITIES_V3: Final = 0x20080522


def leave_network(tools: Tools) -> bool:
    """Enter a namespace without any network, for this process (one thread) and all that it starts; tell whether.

    Tried in a fork first: where it would break the sandbox of LibreOffice, the sandbox is worth more.
    """
    probe = os.fork()
    if probe == 0:
        os._exit(0 if _enter_empty_network() and _sandbox_works(tools) else 1)
    _, status = os.waitpid(probe, 0)
    return status == 0 and _enter_empty_network()


def _enter_empty_network() -> bool:
    user, group = os.geteuid(), os.getegid()
    # Root keeps its user namespace: in a new one it could not open files of the register's own user.
    if _libc().unshare(_NEW_NETWORK if user == 0 else _NEW_USER | _NEW_NETWORK) != 0:
        return False
    if user == 0:
        return True
    try:
        Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1", encoding="ascii")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1", encoding="ascii")
    except OSError:
        return False
    return True


def _sandbox_works(tools: Tools) -> bool:
    if not tools.bwrap:
        return True
    command = [*bwrap_prefix(tools.bwrap), "/bin/true"]
    try:
        return subprocess.run(command, capture_output=True, timeout=10, check=False).returncode == 0  # noqa: S603 - found on the path
    except (OSError, subprocess.SubprocessError):
        return False


def forgo_privileges() -> None:
    """Let no program that this process starts gain rights by its file (setuid)."""
    _libc().prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)


class Seal:
    """What closes a process: made when nothing is known of the file yet, put on when it is.

    Args:
        tools: Programs that may be started.
    """

    def __init__(self, tools: Tools) -> None:
        self.tools = tools
        self._rules = _file_rules(tools)

    def put_on(self, files: Iterable[Path]) -> Tools:
        """Close this process and all that it will start; return the tools as they are to be used from now on.

        Inside Landlock they run without a sandbox of their own, because mounting is forbidden there.

        Args:
            files: What may be read besides the system and the program; a folder with all that is in it.
        """
        forgo_privileges()
        if self._restrict(files):
            _drop_capabilities()
            _filter_calls({**_HARMFUL, **_NEEDLESS})
            return replace(self.tools, bwrap="", unshare="")
        _filter_calls(_HARMFUL)
        return self.tools

    def _restrict(self, files: Iterable[Path]) -> bool:
        if self._rules < 0:
            return False
        for path in files:
            _allow(self._rules, path, _READ | _LIST)
        closed = _libc().syscall(_LANDLOCK_RESTRICT, self._rules, ctypes.c_uint32(0)) == 0
        os.close(self._rules)
        self._rules = -1
        return bool(closed)


def landlock_version() -> int:
    """Return the version of Landlock in this kernel, 0 without it."""
    return max(0, int(_libc().syscall(_LANDLOCK_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(1))))


def _file_rules(tools: Tools) -> int:
    """Return the descriptor of rules that allow the system and the program; -1 where the kernel has no Landlock."""
    version = landlock_version()
    if version == 0:
        return -1
    rights = (1 << _BASIC_RIGHTS) - 1
    for since, bit in _MORE_RIGHTS:
        if version >= since:
            rights |= 1 << bit
    words = [rights]
    if version >= _NETWORK_SINCE:
        words.append(_NETWORK)
    if version >= _SCOPES_SINCE:
        words.append(_SCOPES)
    attributes = struct.pack(f"={len(words)}Q", *words)
    rules = int(_libc().syscall(_LANDLOCK_CREATE, attributes, ctypes.c_size_t(len(attributes)), ctypes.c_uint32(0)))
    if rules < 0:
        return -1
    for path in (*map(Path, _SYSTEM), *_tool_folders(tools)):
        _allow(rules, path, _READ | _LIST | _EXECUTE)
    for path in (*map(Path, _SHOWN), *_program_folders(), *(Path(folder) for folder in (tools.tessdata,) if folder)):
        _allow(rules, path, _READ | _LIST)
    _allow(rules, Path(_NULL), _READ | _WRITE)
    return rules


def _allow(rules: int, path: Path, rights: int) -> None:
    """Add one place; what is not there needs no rule."""
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not os.path.isdir(f"/proc/self/fd/{place}"):  # noqa: PTH112 - a place in the kernel
            rights &= ~_LIST
        _libc().syscall(_LANDLOCK_ADD, rules, ctypes.c_int(1), struct.pack("=Qi", rights, place), ctypes.c_uint32(0))
    finally:
        os.close(place)


def _tool_folders(tools: Tools) -> list[Path]:
    """Return where programs outside the system's folders live, as ``/opt/tesseract`` of ``/opt/tesseract/bin/…``.

    The interpreter is one of them: recognition runs in a process of its own.
    """
    folders = [Path(program).resolve().parent.parent for program in (tools.tesseract,) if program]
    return [*folders, Path(sys.executable).resolve()]


@cache
def _program_folders() -> tuple[Path, ...]:
    """Return the folders of the interpreter, its libraries and the packages of the register that are in use.

    Never the folder of the checkout: the data folder lies in it by default.
    """
    found = {Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib")}
    found |= {Path(sys.base_prefix) / "lib"}
    found |= {Path(entry) for entry in sys.path if Path(entry).name in {"site-packages", "dist-packages"}}
    for name, module in list(sys.modules.items()):
        if "." not in name:
            places = list(getattr(module, "__path__", ())) or [getattr(module, "__file__", None) or ""]
            found |= {Path(place) for place in places if place and Path(place).is_relative_to(_ROOT)}
    return tuple(sorted(path for path in found if path != _ROOT and path.exists()))


def warm_up() -> None:
    """Look up what every child will need, once, in the zygote."""
    _program_folders()
    _libc()


def _filter_calls(refused: dict[str, tuple[int, int]]) -> bool:
    """Refuse system calls of this process and of all that it starts."""
    known = _ARCHITECTURES.get(platform.machine())
    if known is None:
        return False
    audit, column = known
    numbers = sorted(numbers[column] for numbers in refused.values() if numbers[column] >= 0)
    program = _program(audit, numbers, _OWN_LIMITS[column])
    memory = ctypes.create_string_buffer(program)
    header = struct.pack("=H6xQ", len(program) // 8, ctypes.addressof(memory))
    return bool(_libc().prctl(_SET_SECCOMP, _SECCOMP_FILTER, ctypes.c_char_p(header), 0, 0) == 0)


def _program(audit: int, numbers: list[int], own_only: int) -> bytes:
    """Return the filter: load, compare, jump to the last instruction, which refuses.

    The call ``own_only`` goes through when its first argument, a process, is 0.
    """
    load, equal, at_least, answer = 0x20, 0x15, 0x35, 0x06
    count = len(numbers)
    lines = [
        (load, 0, 0, 4),
        (equal, 0, count + 6, audit),
        (load, 0, 0, 0),
        (at_least, count + 4, 0, _FOREIGN_CALLS),
        *((equal, count - place + 3, 0, number) for place, number in enumerate(numbers)),
        (equal, 0, 2, own_only),
        (load, 0, 0, 16),
        (equal, 0, 1, 0),
        (answer, 0, 0, _ALLOW),
        (answer, 0, 0, _REFUSE),
    ]
    return b"".join(struct.pack("=HBBI", *line) for line in lines)


def _drop_capabilities() -> None:
    """Give up what root may, except to read files of others."""
    header = struct.pack("=Ii", _CAPABILITIES_V3, 0)
    held = ctypes.create_string_buffer(24)
    if _libc().capget(ctypes.c_char_p(header), held) != 0:
        return
    kept = struct.unpack_from("=I", held.raw, 4)[0] & (1 << _READ_ANY)
    _libc().capset(ctypes.c_char_p(header), struct.pack("=6I", kept, kept, 0, 0, 0, 0))


@cache
def _libc() -> ctypes.CDLL:
    libc = ctypes.CDLL(None)
    libc.syscall.restype = ctypes.c_long
    return libc


_PROBE: Final = """import sys
sys.path.insert(0, sys.argv[1])
from ingest.reading.isolation.confinement import _probe
_probe(sys.argv[2])
"""


def _probe(bwrap: str) -> None:
    """Try everything on this process and print what worked: network, Landlock, filter."""
    network = leave_network(Tools(bwrap=bwrap))
    landlock = landlock_version()
    forgo_privileges()
    print(int(network), landlock, int(_filter_calls(_HARMFUL)))  # noqa: T201 - read by the process that asked


def report(tools: Tools) -> list[ToolStatus]:
    """Return one line for each means of confinement, for people who install and watch the system."""
    said = ""
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        command = [sys.executable, "-I", "-c", _PROBE, str(_ROOT), tools.bwrap]
        said = subprocess.run(command, capture_output=True, timeout=30, check=False, text=True).stdout  # noqa: S603 - this interpreter
    parts = said.split()
    network, landlock, calls = (int(part) for part in parts) if len(parts) == 3 else (0, 0, 0)  # noqa: PLR2004 - three means
    return [
        ToolStatus(
            "чтение без сети",
            bool(network),
            "отдельное сетевое пространство",
            "",
            "ядро или контейнер не дают процессам чтения отдельного сетевого пространства; разрешите пространства имён "
            "пользователей (user.max_user_namespaces), а до того закройте серверу чтения исходящие соединения",
        ),
        ToolStatus(
            "чтение без чужих файлов",
            bool(landlock),
            f"Landlock {landlock}",
            "",
            "в ядре нет Landlock (нужно 5.13 и новее, параметр загрузки lsm=…,landlock): процесс чтения видит файлы, "
            "доступные пользователю реестра",
        ),
        ToolStatus(
            "чтение без лишних вызовов ядра",
            bool(calls),
            "seccomp",
            "",
            "ядро не даёт ставить фильтр системных вызовов (seccomp); проверьте настройки контейнера",
        ),
    ]
