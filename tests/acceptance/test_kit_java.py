"""The kit for Java: compiled as Java 11, with every warning, and its story told to a real process."""

from tests.fixtures.kits import EMULATOR


def test_its_story(kit_program, repository, tmp_path):
    kit = repository / "kits" / "java"
    sources = [kit / "SchedulerEmulator.java", kit / "test" / "SchedulerEmulatorTest.java"]
    options = ("-encoding", "UTF-8", "--release", "11", "-Xlint:all", "-Werror", "-d", tmp_path)
    kit_program("javac", *options, *sources, needs=("javac", "java"))
    said = kit_program("java", "-cp", tmp_path, "SchedulerEmulatorTest", *EMULATOR)
    assert said == "good\n"
