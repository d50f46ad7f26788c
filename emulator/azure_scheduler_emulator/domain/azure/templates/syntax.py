"""What does an expression say? The grammar: calls of functions, literals, and ways into what they return."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from azure_scheduler_emulator.domain.azure.templates import tokens
from azure_scheduler_emulator.domain.azure.templates.errors import HELP, TemplateError
from azure_scheduler_emulator.domain.azure.templates.limits import DEPTH, EXPRESSION
from azure_scheduler_emulator.domain.azure.templates.tokens import Token
from azure_scheduler_emulator.domain.azure.templates.values import integer


@dataclass(frozen=True)
class Literal:
    """A text or an integer."""

    value: str | int


@dataclass(frozen=True)
class Call:
    """A call of a function: one of the language's, or of the template's own in a namespace (``ours.name(...)``)."""

    name: str
    arguments: tuple[Node, ...] = ()
    namespace: str = ""


@dataclass(frozen=True)
class Member:
    """A member of an object: ``of.name``."""

    of: Node
    name: str


@dataclass(frozen=True)
class Index:
    """An element of an array, or a member of an object: ``of[at]``."""

    of: Node
    at: Node


Node = Literal | Call | Member | Index


def is_expression(text: str) -> bool:
    """Tell whether a text of a template is an expression: in brackets, and the first is not doubled."""
    return text.startswith("[") and text.endswith("]") and not text.startswith("[[")


def unescape(text: str) -> str:
    """Return what a text that is no expression says: a doubled bracket at its start stands for one."""
    return text[1:] if text.startswith("[[") else text


@lru_cache(maxsize=1024)
def parse(text: str) -> Node:
    """Return what an expression says; its brackets are part of the ``text``.

    Raises:
        TemplateError: it does not follow the grammar.
    """
    inner = text[1:-1]
    if len(inner) > EXPRESSION:
        raise TemplateError(f"The language expression is longer than the limit of '{EXPRESSION}' characters. {HELP}")
    return _Parser(inner).whole()


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and everything below it."""
    waiting: list[Node] = [node]
    while waiting:
        found = waiting.pop()
        yield found
        if isinstance(found, Call):
            waiting.extend(found.arguments)
        elif isinstance(found, Member):
            waiting.append(found.of)
        elif isinstance(found, Index):
            waiting += (found.of, found.at)


def render(node: Node) -> str:
    """Return the text of a node, without the brackets of an expression."""
    if isinstance(node, Literal):
        return str(node.value) if isinstance(node.value, int) else "'" + node.value.replace("'", "''") + "'"
    if isinstance(node, Member):
        return f"{render(node.of)}.{node.name}"
    if isinstance(node, Index):
        return f"{render(node.of)}[{render(node.at)}]"
    prefix = f"{node.namespace}." if node.namespace else ""
    return f"{prefix}{node.name}({', '.join(render(argument) for argument in node.arguments)})"


class _Parser:
    """Descends into an expression, with one token in hand."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = tokens.read(text)
        self._now = next(self._tokens)
        self._depth = 0

    def whole(self) -> Node:
        node = self._node()
        self._take(tokens.END)
        return node

    def _node(self) -> Node:
        self._depth += 1
        if self._depth > DEPTH:
            raise TemplateError(f"The language expression is nested deeper than {DEPTH} levels. {HELP}")
        node = self._primary()
        for _ in range(DEPTH):
            if self._now.kind == "Dot":
                self._next()
                node = Member(node, self._take(tokens.IDENTIFIER).text)
            elif self._now.kind == "LeftSquareBracket":
                self._next()
                node = Index(node, self._node())
                self._take("RightSquareBracket")
            else:
                break
        self._depth -= 1
        return node

    def _primary(self) -> Node:
        if self._now.kind == tokens.STRING:
            return Literal(self._next().text)
        if self._now.kind == tokens.INTEGER:
            digits = self._next().text
            # Python refuses to read thousands of digits; 64 bits have twenty.
            return Literal(integer(int(digits[:25])))
        name = self._take(tokens.IDENTIFIER).text
        namespace = ""
        if self._now.kind == "Dot":
            self._next()
            namespace, name = name, self._take(tokens.IDENTIFIER).text
        return Call(name, self._arguments(), namespace)

    def _arguments(self) -> tuple[Node, ...]:
        self._take("LeftParenthesis")
        found: list[Node] = []
        if self._now.kind != "RightParenthesis":
            found.append(self._node())
            while self._now.kind == "Comma":
                self._next()
                found.append(self._node())
        self._take("RightParenthesis")
        return tuple(found)

    def _next(self) -> Token:
        token = self._now
        if token.kind != tokens.END:
            self._now = next(self._tokens)
        return token

    def _take(self, kind: str) -> Token:
        if self._now.kind != kind:
            raise TemplateError(
                f"Unable to parse language expression '{self._text}': expected token '{kind}' and actual "
                f"'{self._now.kind}'. {HELP}"
            )
        return self._next()
