"""The kit for C#: compiled as C# 7 by Mono's compiler, with every warning, and its story told to a real process."""

from pathlib import Path

from tests.fixtures.kits import EMULATOR

LIBRARIES = ("System.Net.Http", "System.Runtime.Serialization", "System.Xml", "System.Xml.Linq")


def test_its_story(kit_program, repository, tmp_path):
    kit, program = repository / "kits" / "csharp", tmp_path / "story.exe"
    sources = [kit / "SchedulerEmulator.cs", kit / "test" / "SchedulerEmulatorTest.cs"]
    needs = ("mcs", "mono", *(str(Path("/usr/lib/mono/gac") / name) for name in LIBRARIES))
    references = [f"-r:{name}" for name in LIBRARIES]
    options = ("-langversion:7", "-warnaserror", "-warn:4", f"-out:{program}")
    kit_program("mcs", *options, *references, *sources, needs=needs)
    said = kit_program("mono", "--debug", program, *EMULATOR)
    assert said == "good\n"
