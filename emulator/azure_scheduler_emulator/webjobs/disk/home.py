"""Where is what? The folder that plays the part of ``/home``, and the paths below it.

Layout: contract of the Kudu face, section 2; every name of it is found in any casing. What the emulator itself has to
keep is in ``.emulator``, which clients cannot see.
"""

from __future__ import annotations

import posixpath
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from azure_scheduler_emulator.domain.errors import InvalidError, NotFoundError
from azure_scheduler_emulator.domain.jobs.webjob import WebJobKind
from azure_scheduler_emulator.webjobs.disk import names

#: Folder of the emulator's own documents.
PRIVATE = ".emulator"
#: Where Windows, and so some settings, think that the root is.
_ROOT_NAMES = ("d:/home", "c:/home", "/home")
_WWWROOT = ("site", "wwwroot")
_JOBS = (*_WWWROOT, "App_Data", "jobs")
NAME_LIMIT = 200
#: Folders within each other, and bytes of a name: more than Windows took, and less than any disk refuses.
DEPTH_LIMIT, NAME_BYTES = 200, 255


class Home:
    """The paths below one root."""

    def __init__(self, root: Path, scratch: Path, jobs_setting: Callable[[], str]) -> None:
        """``scratch`` is ours to delete; ``jobs_setting`` returns the value of WEBJOBS_ROOT_PATH, or an empty text."""
        self.root = root.resolve()
        self._scratch = scratch.resolve()
        self.temp = self._scratch / "temp"
        self._jobs_setting = jobs_setting
        self.private = self.root / PRIVATE

    def prepare(self) -> None:
        """Make the folders that are always there."""
        for place in (_WWWROOT, ("data",), ("LogFiles",), (PRIVATE,)):
            names.place(self.root, *place).mkdir(parents=True, exist_ok=True)
        self.private.chmod(0o700)

    def open_temp(self) -> Path:
        """Return the folder of working copies, below one that the owner alone can enter: uploads hold secrets."""
        self._scratch.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self.temp

    def clear_temp(self) -> None:
        """Delete the working copies of all jobs."""
        remove(self._scratch)

    @property
    def wwwroot(self) -> Path:
        """The folder of the site itself."""
        return names.place(self.root, *_WWWROOT)

    def job_roots(self, kind: WebJobKind) -> list[Path]:
        """Return the folders of the jobs of a kind: what is in one hides what is in those that follow."""
        places = ((*self._primary(), kind.value), ("site", "jobs", kind.value))
        return [root for place in places for root in names.spellings(self.root, *place)]

    def job_names(self, kind: WebJobKind) -> list[str]:
        """Return the names of the folders of a kind, those of the first root first, each by name."""
        found: dict[str, str] = {}
        for root in self.job_roots(kind):
            for name in names.folders_in(root):
                if is_name(name):
                    found.setdefault(names.fold(name), name)
        return list(found.values())

    def job_folders(self, kind: WebJobKind, name: str) -> list[Path]:
        """Return the folders of a job, by its name in any casing; the first is the one that counts."""
        check_name(name)
        found = (folder for root in self.job_roots(kind) for folder in names.spellings(root, name))
        return [folder for folder in found if folder.is_dir()]

    def new_job_folder(self, kind: WebJobKind, name: str) -> Path:
        """Return where an uploaded job of that name goes; the folder is not made."""
        check_name(name)
        return names.place(self.root, *self._primary(), kind.value, name)

    def data_folder(self, kind: WebJobKind, name: str) -> Path:
        """Return where the history and the logs of a job are; the folder need not exist."""
        check_name(name)
        return names.place(self.root, "data", "jobs", kind.value, name)

    def resolve(self, segments: Sequence[str]) -> Path:
        """Return the path that a client names by ``segments``, each in any casing; it need not exist.

        Raises:
            InvalidError: a segment is none.
            NotFoundError: it leads out of the root, or into what clients may not see.
        """
        if any("\0" in segment or segment == ".." for segment in segments):
            raise InvalidError("A path does not go upwards.")
        if len(segments) > DEPTH_LIMIT or any(len(each.encode("utf-8", "replace")) > NAME_BYTES for each in segments):
            raise InvalidError("The specified path, file name, or both are too long.")
        path = names.place(self.root, *(segment for segment in segments if segment not in ("", ".")))
        self.confine(path)
        return path

    def resolve_text(self, text: str) -> Path:
        """Return the path that a client writes as one text: below the root, or absolute as Windows or we know it.

        Raises:
            InvalidError, NotFoundError: as ``resolve`` does.
        """
        path = text.strip().replace("\\", "/")
        known = self._root_of(path)
        return self.resolve((path[len(known) :] if known else path).split("/"))

    def confine(self, path: Path) -> None:
        """See to it that ``path``, with every link followed, is below the root and none of the emulator's own.

        Raises:
            NotFoundError: it is not.
        """
        real = path.resolve()
        if not real.is_relative_to(self.root) or real.is_relative_to(self.private):
            raise NotFoundError(f"'{self.shown(path)}' not found.")

    def shown(self, path: Path) -> str:
        """Return ``path`` as clients know it: below ``/home``."""
        inner = path.relative_to(self.root).as_posix()
        return "/home" if inner == "." else f"/home/{inner}"

    def _root_of(self, path: str) -> str | None:
        """Return the root that a path begins with, in whichever spelling, or None."""
        roots = (*_ROOT_NAMES, str(self.root))
        return next((root for root in roots if names.same(f"{path}/"[: len(root) + 1], f"{root}/")), None)

    def _primary(self) -> tuple[str, ...]:
        """Return where the jobs are: in the usual place, or where a setting says if that is below the root."""
        text = self._jobs_setting().strip().replace("\\", "/").rstrip("/")
        if not text:
            return _JOBS
        known = self._root_of(text)
        if known is None and re.match(r"/|[A-Za-z]:", text):
            return _JOBS
        path = posixpath.normpath(posixpath.join(*_WWWROOT, text) if known is None else f".{text[len(known) :]}")
        segments = tuple(segment for segment in path.split("/") if segment != ".")
        inside = ".." not in segments and names.place(self.root, *segments).resolve().is_relative_to(self.root)
        return segments if inside else _JOBS


def check_name(name: str) -> str:
    """Return the name of a job.

    Raises:
        InvalidError: no folder can be called so.
    """
    if not is_name(name):
        raise InvalidError(f"'{name}' cannot be the name of a WebJob.")
    return name


def is_name(name: str) -> bool:
    """Tell whether a job can be called so."""
    if name in ("", ".", "..") or any(c in "/\\" or c < " " for c in name):
        return False
    return len(name.encode("utf-8", "replace")) <= NAME_LIMIT


def remove(path: Path) -> None:
    """Delete a file or a folder with all it holds; what is busy or gone is left."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
