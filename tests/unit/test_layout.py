"""The unit tests lie as the package does."""


def test_every_room_of_tests_is_a_room_of_the_package(repository):
    package, tests = repository / "emulator" / "azure_scheduler_emulator", repository / "tests" / "unit"
    rooms = {path.parent.relative_to(tests) for path in tests.rglob("test_*.py")}
    assert sorted(room for room in rooms if not (package / room).is_dir()) == []
