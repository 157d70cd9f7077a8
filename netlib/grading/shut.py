"""Shut a process in: no network, nothing written but in a folder of its own, limits of all it uses.

Twice, as far as the system allows it: by namespaces of Linux, which nothing that runs in the
process gets around; and by Python's audit hooks, which see what Python's own functions do, and
note who tried it.
"""

import ctypes
import os
import resource
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

NEW = 0x10000000 | 0x00020000 | 0x40000000 | 0x20000000 | 0x08000000  # user, mount, net, pid, ipc
PRIVATE, READ_ONLY = 0x44000, 1
MOUNT_SETATTR, AT_FDCWD, RECURSIVE = 442, -100, 0x8000  # the same number on every processor
WHOLE_FILE = 64 * 2**20  # bytes of one file that is written, and of all
PROCESSES = 64  # and threads
SYSTEM = ("/usr", "/lib", "/lib64", "/etc", "/dev", "/sys", "/opt", "/System", "/Library",
          "/proc/cpuinfo", "/proc/meminfo")  # fmt: skip
PROGRAMS = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.forkpty",
            "os.kill", "os.killpg"}  # fmt: skip
NETWORK = {"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo",
           "socket.gethostbyname"}  # fmt: skip
CHANGES = {"os.remove": 1, "os.rename": 2, "os.rmdir": 1, "os.mkdir": 1, "os.link": 2,
           "os.symlink": 2, "os.truncate": 1, "os.chmod": 1, "os.chown": 1,
           "os.utime": 1}  # events, and how many of their arguments are paths  # fmt: skip
Note = Callable[[str, str], None]


def shut_in(home: str, hidden: Iterable[str]) -> bool:
    """Move this process and its children behind walls; return whether the system allows that.

    No network, no other processes; all files can be read but not written, those in `hidden` not
    even read; home becomes an empty folder in memory, which is gone with the last of them.
    """
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.geteuid(), os.getegid()
    if libc.unshare(NEW):
        return False
    try:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    except OSError:
        return False

    def mounted(path: str, size: str, flags: int = 0) -> bool:
        return not libc.mount(b"none", os.fsencode(path), b"tmpfs", flags, f"size={size}".encode())

    as_is = (ctypes.c_uint64 * 4)(READ_ONLY, 0, 0, 0)
    return (
        not libc.mount(None, b"/", None, PRIVATE, None)
        and not libc.syscall(MOUNT_SETATTR, AT_FDCWD, b"/", RECURSIVE, as_is, ctypes.sizeof(as_is))
        and mounted(home, str(WHOLE_FILE))
        and all(mounted(path, "4k", READ_ONLY) for path in (*hidden, "/proc"))
    )


def give_up_rights() -> None:
    """Drop all that a process may do to the walls around it, for itself and all that it starts."""
    if sys.platform.startswith("linux"):
        libc = ctypes.CDLL(None)
        libc.prctl(1, 9, 0, 0, 0)  # ends when the process that started it does
        libc.prctl(28, 3, 0, 0, 0)  # no rights for being called root
        libc.prctl(38, 1, 0, 0, 0)  # and no new ones
        header, none = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
        libc.capset(header, none)


def limit(seconds: int, megabytes: int, shut: bool) -> None:
    """Limit what this process may use, over and above the memory that it has by now.

    shut: whether it is behind walls, where only those within are counted as its processes.
    """
    has = 0
    if (sizes := Path("/proc/self/statm")).exists():
        has = int(sizes.read_text().split()[0]) * resource.getpagesize()
    for what, most in (
        (resource.RLIMIT_AS, has + megabytes * 2**20),
        (resource.RLIMIT_CPU, seconds + 5),
        (resource.RLIMIT_FSIZE, WHOLE_FILE),
        (resource.RLIMIT_CORE, 0),
        *[(resource.RLIMIT_NPROC, PROCESSES)] * shut,
    ):
        try:
            resource.setrlimit(what, (most, most))
        except (OSError, ValueError):  # not every system has every limit
            continue


def watch(home: str, secret: Sequence[str], note: Note) -> None:
    """Refuse and note what Python's functions do to other files, to the network, to programs.

    secret: folders that hold answers. note: takes what was tried, and with what.
    """
    home = os.path.realpath(home)
    python = {sys.prefix, sys.base_prefix, sys.exec_prefix, *filter(os.path.isdir, sys.path)}
    own = str(os.getpid())
    readable = (home, *map(os.path.realpath, python), *SYSTEM, "/proc/self", f"/proc/{own}")

    def refuse(tried: str, what: Any) -> None:
        note(tried, str(what)[:200])
        raise PermissionError("not while marks are given")

    def place(path: Any) -> str:
        return os.path.realpath(os.fsdecode(os.fspath(path)))

    def inside(path: str, folders: Iterable[str]) -> bool:
        return any(path == folder or path.startswith(f"{folder}/") for folder in folders)

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event == "open" and not isinstance(args[0], int):
            path, mode, flags = place(args[0]), args[1] or "", args[2] or 0
            writes = set(mode) & set("wax+") or flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            if inside(path, secret):
                refuse("answers", path)
            if writes and not inside(path, (home, "/dev/null")):
                refuse("writes", path)
            if not inside(path, readable):
                refuse("reads", path)
        elif event in CHANGES:
            paths = [place(p) for p in args[: CHANGES[event]] if not isinstance(p, int)]
            if outside := [path for path in paths if not inside(path, (home,))]:
                refuse("writes", outside[0])
        elif event in PROGRAMS:
            refuse("program", args[0] if args else event)
        elif event in NETWORK:
            refuse("network", args[1] if event == "socket.connect" else args[0] if args else event)

    sys.addaudithook(hook)
