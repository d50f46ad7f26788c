"""How is a block in another language than Python run? As its reader would, with the kits that lie in the checkout."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

_GAC = Path("/usr/lib/mono/gac")
_LIBRARIES = ("System.Net.Http", "System.Runtime.Serialization", "System.Xml.Linq")


def absent(kind: str) -> list[str]:
    """Return what this machine lacks for a kind of block."""
    programs = {"java": ("javac", "java"), "csharp": ("mcs", "mono")}[kind]
    libraries = [name for name in _LIBRARIES if kind == "csharp" and not (_GAC / name).is_dir()]
    return [name for name in programs if not shutil.which(name)] + libraries


def commands(kind: str, file: str) -> list[list[str]]:
    """Return what compiles and runs a file beside its kit, from the root of a checkout."""
    if kind == "java":
        kit, name = "kits/java/SchedulerEmulator.java", Path(file).stem
        return [["javac", "-d", "classes", kit, file], ["java", "-cp", "classes", name]]
    kit, program = "kits/csharp/SchedulerEmulator.cs", Path(file).with_suffix(".exe").name
    references = [f"-r:{name}" for name in (*_LIBRARIES, "System.Xml")]
    return [["mcs", f"-out:{program}", *references, kit, file], ["mono", "--debug", program]]


def node_command(text: str, file: str) -> list[str]:
    """Return what runs a block for node: the runner of tests that it names, or node itself."""
    for runner, command in (("jest", ["jest"]), ("vitest", ["vitest", "run"])):
        if re.search(rf"azure-scheduler-emulator/{runner}['\"]", text):
            return [*command, file]
    return ["node", file]


def link_packages(folder: Path, kit: Path, modules: Path) -> None:
    """Have ``node_modules`` in a folder as ``npm install`` of the kit and of its runners would leave it."""
    (folder / "node_modules").mkdir()
    (folder / "package.json").write_text("{}")
    (folder / "node_modules" / "azure-scheduler-emulator").symlink_to(kit)
    for package in modules.glob("*"):
        (folder / "node_modules" / package.name).symlink_to(package)
