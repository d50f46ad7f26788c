"""Measure how much the unit tests notice: change the rules a little, here and there, and see whether a test fails.

``python tests/mutants.py`` draws a sample of small changes (*mutants*) of the rules in ``domain/``, the same for the
same ``--seed``, runs the unit tests against each and lists those that all tests let pass. Such a survivor is a rule
without a test, or a change that changes nothing (``maxsize=4096`` to 4097): a person has to say which. For developers;
no part of CI.

It works on a copy, so the checkout may be edited meanwhile. First come the tests of the room that was changed, which
notice most mutants within a second; only for what they let pass the whole unit tier.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = Path("emulator/azure_scheduler_emulator")
#: A mutant that takes longer than this goes round in circles, and that would be noticed.
PATIENCE = 120
#: Parts of the code in which a change is no change of a rule.
PASSED_OVER = ("annotation", "returns", "decorator_list", "type_ignores")
#: Arguments that only say how much is remembered, or what would be a mistake of ours.
NO_RULES = ("maxsize", "strict")

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
OTHER_ENDS = {"min": "max", "max": "min", "all": "any", "any": "all"}


@dataclass(frozen=True)
class Mutant:
    """One small change."""

    file: Path
    line: int
    before: str
    after: str
    #: The module with the change.
    source: str


def alternatives(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what could stand where ``node`` does, and mean something else."""
    yield from _other_statements(node)
    yield from _other_tests(node)
    yield from _other_values(node)


def _other_statements(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        # Nothing instead of what is as empty would not be seen.
        case ast.Return(ast.expr() as value) if not (isinstance(value, ast.Constant) and not value.value):
            yield ast.Return(ast.Constant(None))
        case ast.Raise() | ast.Expr(ast.Call()):
            yield ast.Pass()


def _other_tests(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Compare(left, operators, comparators):
            for index, operator in enumerate(operators):
                changed = [*operators[:index], COMPARISONS[type(operator)](), *operators[index + 1 :]]
                yield ast.Compare(left, changed, comparators)
        case ast.BoolOp(operator, values):
            yield ast.BoolOp(ast.Or() if isinstance(operator, ast.And) else ast.And(), values)
        case ast.UnaryOp(ast.Not(), operand):
            yield operand
        case ast.IfExp(test, body, orelse):
            yield ast.IfExp(test, orelse, body)
        case ast.comprehension(target, iterable, [_, *_], is_async):
            yield ast.comprehension(target, iterable, [], is_async)


def _other_values(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.BinOp(left, operator, right) if type(operator) in OPERATORS:
            yield ast.BinOp(left, OPERATORS[type(operator)](), right)
        case ast.UnaryOp(ast.USub(), operand):
            yield operand
        case ast.Constant(bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(int() | float() as value):
            yield ast.Constant(value + 1)
        case ast.Call(ast.Name(name), arguments, keywords) if name in OTHER_ENDS:
            yield ast.Call(ast.Name(OTHER_ENDS[name]), arguments, keywords)


class Changer(ast.NodeTransformer):
    """Makes the change with the number ``wanted``; with none it counts them."""

    def __init__(self, wanted: int | None = None) -> None:
        self.wanted = wanted
        self.count = 0
        self.place: tuple[int, str, str] = (0, "", "")

    def visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, ast.keyword) and node.arg in NO_RULES:
            return node
        for other in alternatives(node):
            if self.count == self.wanted:
                self.place = (_line(node), _shown(node), _shown(other))
                self.count += 1
                return ast.copy_location(other, node)
            self.count += 1
        return self.generic_visit(node)

    def generic_visit(self, node: ast.AST) -> ast.AST:
        aside = {name: value for name in PASSED_OVER if (value := getattr(node, name, None))}
        for name, value in aside.items():
            setattr(node, name, [] if isinstance(value, list) else None)
        super().generic_visit(node)
        for name, value in aside.items():
            setattr(node, name, value)
        return node


def _line(node: ast.AST) -> int:
    return node.target.lineno if isinstance(node, ast.comprehension) else node.lineno


def _shown(node: ast.AST) -> str:
    if isinstance(node, ast.comprehension):
        node = ast.GeneratorExp(ast.Name("..."), [node])
    text = " ".join(ast.unparse(ast.fix_missing_locations(node)).split())
    return text if len(text) <= 90 else f"{text[:87]}..."


def places(paths: list[Path]) -> list[tuple[Path, int]]:
    """Return every change that could be made: a file and a number in it."""
    found = []
    for path in sorted(file for each in paths for file in (each.rglob("*.py") if each.is_dir() else [each])):
        counter = Changer()
        counter.visit(ast.parse(path.read_text()))
        found += [(path, number) for number in range(counter.count)]
    return found


def mutant(path: Path, number: int) -> Mutant:
    """Return the change with that number."""
    changer, tree = Changer(number), ast.parse(path.read_text())
    changed = ast.fix_missing_locations(changer.visit(tree))
    return Mutant(path, *changer.place, ast.unparse(changed))


class Laboratory:
    """A copy of the checkout in which mutants are tried."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("emulator", "tests"):
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", ".hypothesis"))
        for name in ("setup.cfg", "pyproject.toml"):
            shutil.copy(ROOT / name, folder / name)
        self._tried = 0

    def passes(self, file: Path) -> bool:
        """Tell whether the unit tests pass; those of the room of ``file`` come first."""
        tests = self.folder / "tests" / "unit"
        room = tests / file.relative_to(self.folder / PACKAGE).parent
        return all(self._run(folder) for folder in (room, tests) if folder.is_dir())

    def survives(self, change: Mutant) -> bool:
        """Tell whether all tests pass with the change."""
        original = change.file.read_text()
        self._write(change.file, change.source)
        try:
            return self.passes(change.file)
        finally:
            self._write(change.file, original)

    def _write(self, path: Path, text: str) -> None:
        """Write the file with a time of its own: bytecode is known by the source's time in whole seconds and size."""
        path.write_text(text)
        self._tried += 1
        os.utime(path, (1_000_000_000 + self._tried,) * 2)

    def _run(self, tests: Path) -> bool:
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        # Before the site's packages, among which the checkout itself is installed.
        environment["PYTHONPATH"] = str(self.folder / "emulator")
        command = [sys.executable, "-m", "pytest", "-x", "-q", "--hypothesis-seed=0", str(tests)]
        try:
            done = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            return False
        return done.returncode == 0


def say(line: str) -> None:
    """Write a line at once: a run takes minutes."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", type=Path, default=[ROOT / PACKAGE / "domain"], help="files and folders")
    parser.add_argument("--sample", type=int, default=160, help="how many mutants are drawn; 0 takes all")
    parser.add_argument("--seed", type=int, default=0, help="of the drawing")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        laboratory = Laboratory(Path(folder))
        possible = places([Path(folder) / path.resolve().relative_to(ROOT) for path in options.paths])
        if 0 < options.sample < len(possible):
            possible = sorted(random.Random(options.seed).sample(possible, options.sample))
        try_all(laboratory, possible)


def try_all(laboratory: Laboratory, possible: list[tuple[Path, int]]) -> None:
    """Try the changes, and say which survive."""
    file = possible[0][0]
    if not laboratory.passes(file):
        raise SystemExit("The tests fail without any change.")
    if laboratory.survives(Mutant(file, 0, "", "", "raise RuntimeError")):
        raise SystemExit("The tests do not see the changes.")
    survivors = 0
    for number, place in enumerate(possible, 1):
        change = mutant(*place)
        if laboratory.survives(change):
            survivors += 1
            where = f"{change.file.relative_to(laboratory.folder)}:{change.line}"
            say(f"[{number}/{len(possible)}] {where}: {change.before}  ->  {change.after}")
    say(f"{survivors} of {len(possible)} mutants survive")


if __name__ == "__main__":
    main()
