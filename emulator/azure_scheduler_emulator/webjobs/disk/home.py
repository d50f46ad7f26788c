"""Where is what? The folder that plays the part of ``/home``, and the paths below it.

Layout: contract of the Kudu face, section 2. What the emulator itself has to keep is in ``.emulator``, which clients
cannot see.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from azure_scheduler_emulator.domain.errors import InvalidError, NotFoundError
from azure_scheduler_emulator.domain.jobs.webjob import WebJobKind

#: Folder of the emulator's own documents.
PRIVATE = ".emulator"
#: Where Windows, and so some settings, think that the root is.
_ROOT_NAMES = ("d:/home", "c:/home", "/home")
NAME_LIMIT = 200


class Home:
    """The paths below one root."""

    def __init__(self, root: Path, scratch: Path, jobs_setting: Callable[[], str]) -> None:
        """``scratch`` is ours to delete; ``jobs_setting`` returns the value of WEBJOBS_ROOT_PATH, or an empty text."""
        self.root = root.resolve()
        self._scratch = scratch.resolve()
        self.temp = self._scratch / "temp"
        self._jobs_setting = jobs_setting
        self.wwwroot = self.root / "site" / "wwwroot"
        self.private = self.root / PRIVATE

    def prepare(self) -> None:
        """Make the folders that are always there."""
        for folder in (self.wwwroot, self.root / "data", self.root / "LogFiles", self.private):
            folder.mkdir(parents=True, exist_ok=True)
        self.private.chmod(0o700)

    def clear_temp(self) -> None:
        """Delete the working copies of all jobs."""
        remove(self._scratch)

    def job_roots(self, kind: WebJobKind) -> tuple[Path, Path]:
        """Return the folders of the jobs of a kind: what is in the first hides what is in the second."""
        return self._primary() / kind.value, self.root / "site" / "jobs" / kind.value

    def job_names(self, kind: WebJobKind) -> list[str]:
        """Return the names of the folders of a kind, those of the first root first, each by name."""
        names: dict[str, str] = {}
        for root in self.job_roots(kind):
            for name in folders_in(root):
                if is_name(name):
                    names.setdefault(name.casefold(), name)
        return list(names.values())

    def job_folders(self, kind: WebJobKind, name: str) -> list[Path]:
        """Return the folders of a job, by its name in any casing; the first is the one that counts."""
        check_name(name)
        found = (match(root, name) for root in self.job_roots(kind))
        return [folder for folder in found if folder is not None and folder.is_dir()]

    def new_job_folder(self, kind: WebJobKind, name: str) -> Path:
        """Return where an uploaded job of that name goes; the folder is not made."""
        check_name(name)
        root = self.job_roots(kind)[0]
        return match(root, name) or root / name

    def data_folder(self, kind: WebJobKind, name: str) -> Path:
        """Return where the history and the logs of a job are; the folder need not exist."""
        check_name(name)
        parent = self.root / "data" / "jobs" / kind.value
        return match(parent, name) or parent / name

    def job_of(self, path: Path) -> tuple[WebJobKind, str] | None:
        """Return the job whose folder ``path`` lies in, or None."""
        for kind in WebJobKind:
            for root in self.job_roots(kind):
                if path.is_relative_to(root) and path != root:
                    return kind, path.relative_to(root).parts[0]
        return None

    def resolve(self, segments: Sequence[str]) -> Path:
        """Return the path that a client names by ``segments``, each in any casing; it need not exist.

        Raises:
            InvalidError: a segment is none.
            NotFoundError: it leads out of the root, or into what clients may not see.
        """
        path = self.root
        for segment in segments:
            if "\0" in segment or segment == "..":
                raise InvalidError("A path does not go upwards.")
            if segment not in ("", "."):
                path = match(path, segment) or path / segment
        self.confine(path)
        return path

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

    def _primary(self) -> Path:
        usual = self.wwwroot / "App_Data" / "jobs"
        text = self._jobs_setting().strip().replace("\\", "/")
        if not text:
            return self._as_spelled(usual)
        start = next((name for name in _ROOT_NAMES if text.lower().startswith(f"{name}/")), None)
        path = (self.root / text[len(start) + 1 :] if start else self.wwwroot / text).resolve()
        return path if path.is_relative_to(self.root) else usual

    def _as_spelled(self, path: Path) -> Path:
        """Return ``path`` in the casing that is on the disk: documents write ``app_data`` too."""
        found = self.wwwroot
        for segment in path.relative_to(self.wwwroot).parts:
            found = match(found, segment) or found / segment
        return found


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


def match(folder: Path, name: str) -> Path | None:
    """Return what is called ``name`` in a folder, in this casing or else in any, or None."""
    exact = folder / name
    if os.path.lexists(exact):
        return exact
    wanted = name.casefold()
    return next((folder / held for held in sorted(names_in(folder)) if held.casefold() == wanted), None)


def names_in(folder: Path) -> Iterable[str]:
    """Return what a folder holds; nothing if there is no such folder."""
    try:
        return os.listdir(folder)  # noqa: PTH208 - names are wanted
    except (FileNotFoundError, NotADirectoryError):
        return ()


def folders_in(folder: Path) -> list[str]:
    """Return the names of the folders in a folder, sorted without regard to case."""
    return sorted(
        (name for name in names_in(folder) if (folder / name).is_dir()), key=lambda name: (name.casefold(), name)
    )


def remove(path: Path) -> None:
    """Delete a file or a folder with all it holds; what is busy or gone is left."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
