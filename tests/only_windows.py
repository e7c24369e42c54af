"""Makes of this process one that has only what Windows has, and whose files behave as they do there.

Taken away: modules and functions of Unix alone. Forbidden: moving or removing what somebody holds open, moving onto
what is there, removing what is read-only, opening a folder, and names that Windows has no file of.
"""

import os
import re
import shutil
import sys
import warnings
from functools import partial
from pathlib import Path
from typing import Any

MODULES = ("fcntl", "pwd", "grp", "resource", "termios", "syslog")
FUNCTIONS = ("fchmod", "fchown", "chown", "getuid", "geteuid", "getgid", "getegid", "getgroups", "setsid")
NO_NAME = re.compile(r'[<>:"|?*\x00-\x1f]|[. ]$|(?i:^(con|prn|aux|nul|com\d|lpt\d)(\.|$))')
OPEN_HERE = Path("/proc/self/fd")


def take_away(folder: str) -> None:
    """From here on they are as if they had never been, and files in the folder behave as on Windows.

    For the beginning of a process, before anything else is imported.
    """
    for name in MODULES:
        sys.modules[name] = None  # type: ignore[assignment]
    for name in FUNCTIONS:
        delattr(os, name)
    # filelock says that the lock of Unix is gone: that of Windows cannot be had here either.
    warnings.filterwarnings("ignore", "only soft file lock")
    # Without it, as there, a folder is removed name by name.
    shutil._use_fd_functions = False  # type: ignore[attr-defined]
    os.getlogin = lambda: "an.officer"
    plain = os.rename

    def rename(source: Any, target: Any, **_: Any) -> None:
        if Path(target).exists():
            raise FileExistsError(17, "it is there already, and Windows moves nothing onto it", str(target))
        plain(source, target)

    os.rename = rename  # type: ignore[assignment]
    sys.addaudithook(partial(forbid, Path(folder).absolute()))


def forbid(ours: Path, event: str, values: tuple[Any, ...]) -> None:
    """Refuses what Windows refuses; what libraries open elsewhere is theirs."""
    match event, values:
        case "os.rename", (source, target, *_):
            refuse_open(source)
            refuse_open(target)
            refuse_name(target)
        case "os.remove" | "os.rmdir", (path, *_):
            refuse_open(path)
            if not Path(path).stat().st_mode & 0o200:
                raise PermissionError(13, "it is read-only", path)
        case "os.mkdir", (path, *_):
            refuse_name(path)
        case "open", (str(path), _, int(flags)) if Path(path).absolute().is_relative_to(ours):
            if Path(path).is_dir():
                raise PermissionError(13, "a folder cannot be opened", path)
            if flags & os.O_CREAT:
                refuse_name(path)


def refuse_open(path: Any) -> None:
    """Raises PermissionError where this process has it, or anything in it, open."""
    whole = Path(path).resolve()
    held = [Path(f"{OPEN_HERE}/{number}").resolve() for number in os.listdir(OPEN_HERE)]  # noqa: PTH208  names alone
    if any(name.is_relative_to(whole) for name in held):
        raise PermissionError(13, "somebody has it open", str(whole))


def refuse_name(path: Any) -> None:
    """Raises OSError where Windows has no file of this name."""
    if NO_NAME.search(Path(path).name):
        raise OSError(22, "Windows has no file of this name", str(path))
