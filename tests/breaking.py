"""Breaks a function in memory while tests run: empties it, or makes one small change.

No file is touched: the module is compiled once more with the change, and the functions
that are alive get their new code. As a pytest plugin (``-p breaking``) it empties what
``LC_EMPTY`` names, "connector_base/ledger/money.py::spread" or, of a class,
"connector_base/models/export/ledger_export.py::LedgerExport._enqueue"; ``mutants.py``
takes the rest.
"""

import ast
import builtins
import copy
import gc
import os
import types
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_OPTIMIZED = 1  # of a code object: a function's, not a class's

_COMPARED = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_COUNTED = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult}


@lru_cache
def parsed(path):
    return ast.parse((ROOT / path).read_text("utf-8"))


def functions(path):
    """{name: node} of the functions and methods of a file."""

    def found(body, prefix):
        for node in body:
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield prefix + node.name, node
            elif isinstance(node, ast.ClassDef):
                yield from found(node.body, f"{prefix}{node.name}.")

    return dict(found(parsed(path).body, ""))


def emptied(path, name):
    """The module, in which the function does nothing. What it did stands behind, where
    it is never reached: so it keeps its variables."""
    tree = copy.deepcopy(parsed(path))
    node = _same(tree, functions(path)[name], path)
    node.body.insert(0, ast.Return(value=None))
    return tree


def apply(path, tree):
    """The functions that are alive get the code of ``tree``, and forget what they
    remember; how many did."""
    _keep_names(path, tree)
    tree = ast.fix_missing_locations(tree)
    made = dict(_codes(compile(tree, str(ROOT / path), "exec"), ""))
    count = 0
    for function in gc.get_objects():
        if not isinstance(function, types.FunctionType) or not _is_of(path, function):
            continue
        code = function.__code__
        new = made.get((function.__qualname__, code.co_firstlineno))
        if new and new.co_freevars == code.co_freevars:
            function.__code__ = new
            count += 1
    for cached in gc.get_objects():
        if isinstance(cached, _CACHED) and _is_of(path, cached.__wrapped__):
            cached.cache_clear()
    return count


_CACHED = type(lru_cache(len))


def _is_of(path, function):
    code = getattr(function, "__code__", None)
    return bool(code) and _real(code.co_filename) == str(ROOT / path)


def _keep_names(path, tree):
    """A function without a name of those around it is of another shape, which none
    that is alive can get: what it no longer says is said where it is never reached."""
    for node, other in zip(_blocks(parsed(path)), _blocks(tree), strict=True):
        lost = sorted(_names(node) - _names(other))
        if lost:
            said = [ast.Expr(ast.Name(name, ast.Load())) for name in lost]
            other.body.append(ast.If(ast.Constant(False), said, []))


def _blocks(tree):
    return [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)]


def _names(node):
    found = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
    return found | {"__class__"} if "super" in found else found


_real = lru_cache(maxsize=None)(os.path.realpath)


def _codes(code, prefix):
    for inner in code.co_consts:
        if isinstance(inner, types.CodeType) and not inner.co_name.startswith("<"):
            name = prefix + inner.co_name
            if inner.co_flags & _OPTIMIZED:
                yield (name, inner.co_firstlineno), inner
                # Those that were made by it before live on.
                yield from _codes(inner, f"{name}.<locals>.")
            else:
                yield from _codes(inner, f"{name}.")


def _same(tree, node, path):
    """Of a copy of the tree of ``path`` the node where ``node`` stands in it."""
    for one, other in zip(ast.walk(parsed(path)), ast.walk(tree), strict=True):
        if one is node:
            return other
    raise LookupError(path)


# Mutants


@dataclass(frozen=True)
class Mutant:
    """``index``: of the node, as ``ast.walk`` comes to it; ``variant``: which of its
    changes."""

    path: str
    function: str
    lines: range  # of its statement
    line: int
    index: int
    variant: int
    statement: int  # its index
    words: str

    def __str__(self):
        before, after = self.diff
        return (
            f"{self.path}:{self.line} {self.words}\n"
            f"@ {self.path}::{self.function}\n- {before}\n+ {after}"
        )

    @property
    def diff(self):
        """What its statement says, before and after."""
        nodes = list(ast.walk(self.tree()))
        return (
            _said(list(ast.walk(parsed(self.path)))[self.statement]),
            _said(nodes[self.statement]),
        )

    @property
    def place(self):
        return f"{self.path}::{self.index}::{self.variant}"

    def tree(self):
        return mutated(self.path, self.index, self.variant)


def mutated(path, index, variant):
    tree = copy.deepcopy(parsed(path))
    node = next(islice(ast.walk(tree), int(index), None))
    changes(node)[int(variant)][1]()
    return tree


def mutants(path):
    """All that there are of the functions of a file."""
    tree = parsed(path)
    place = {node: index for index, node in enumerate(ast.walk(tree))}
    for name, function in functions(path).items():
        for statement in _statements(function):
            if _is_docstring(statement):
                continue
            lines = range(statement.lineno, _end(statement) + 1)
            for node in _expressions(statement):
                for variant, (words, _change) in enumerate(changes(node)):
                    yield Mutant(
                        *(path, name, lines, node.lineno),
                        *(place[node], variant, place[statement], words),
                    )


def _said(statement):
    """On one line, of a block what it begins with."""
    words = ast.unparse(statement)
    return " ".join((words.splitlines()[0] if _has_body(statement) else words).split())


def _has_body(statement):
    return bool(getattr(statement, "body", None))


def _statements(function):
    for node in ast.walk(function):
        if isinstance(node, ast.stmt) and node is not function:
            yield node


def _expressions(statement):
    """The statement and what is in it, without the statements that are in it."""
    yield statement
    if isinstance(statement, ast.Raise) and _is_of_programmers(statement.exc):
        return
    for child in ast.iter_child_nodes(statement):
        if not isinstance(child, (ast.stmt, ast.excepthandler, ast.match_case)):
            yield from _expressions(child)


def _is_of_programmers(error):
    """Python's own, whose words no user reads."""
    name = getattr(getattr(error, "func", None), "id", "")
    return isinstance(getattr(builtins, name, None), type)


def _end(statement):
    body = getattr(statement, "body", None)
    return body[0].lineno - 1 if body else statement.end_lineno


def _is_docstring(statement):
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def changes(node):
    """[(what, a function that does it to ``node``)]"""
    return next((of(node) for kind, of in _CHANGES if isinstance(node, kind)), [])


def _compares(node):
    other = _COMPARED.get(type(node.ops[0]))
    if not other:
        return []
    words = f"{type(node.ops[0]).__name__} -> {other.__name__}"
    return [(words, lambda: node.ops.__setitem__(0, other()))]


def _combines(node):
    return [
        (f"operand {number} dropped", lambda n=number: _drop(node, n))
        for number in range(len(node.values))
    ]


def _drop(node, number):
    del node.values[number]
    if len(node.values) == 1:
        # One operand alone: itself twice is the same.
        node.values.append(copy.deepcopy(node.values[0]))


def _denies(node):
    """ "not x" becomes "not not x", as true as x."""
    if not isinstance(node.op, ast.Not):
        return []
    twice = ast.UnaryOp(op=ast.Not(), operand=node.operand)
    return [("not dropped", lambda: setattr(node, "operand", twice))]


def _counts(node):
    other = _COUNTED.get(type(node.op))
    if not other or _is_text(node.left) or _is_text(node.right):
        return []
    words = f"{type(node.op).__name__} -> {other.__name__}"
    return [(words, lambda: setattr(node, "op", other()))]


def _is_text(node):
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes))
    )


def _constants(node):
    value = node.value
    if isinstance(value, bool):
        return [(f"{value} -> {not value}", lambda: setattr(node, "value", not value))]
    if isinstance(value, int):
        return [(f"{value} -> {value + 1}", lambda: setattr(node, "value", value + 1))]
    if isinstance(value, str) and value:
        return [(f"{value[:20]!r} -> other", lambda: setattr(node, "value", "XX"))]
    return []


def _raises(node):
    def change():
        node.__class__ = ast.Pass
        node._fields = ()

    return [("raise deleted", change)]


def _returns(node):
    if node.value is None or _is_as_none(node.value):
        return []
    return [("returns None", lambda: setattr(node, "value", ast.Constant(None)))]


def _is_as_none(value):
    """Whether who asks sees no difference; True and False are changed as they are."""
    if isinstance(value, ast.Constant):
        return not value.value or value.value is True
    return ast.unparse(value) in ("[]", "()", "{}")


def _decides(node):
    return [
        (f"condition {held}", lambda h=held: setattr(node, "test", ast.Constant(h)))
        for held in (True, False)
    ]


def _calls(node):
    if not isinstance(node.value, ast.Call):
        return []
    return [("call deleted", lambda: setattr(node, "value", ast.Constant(None)))]


_CHANGES = (
    (ast.Compare, _compares),
    (ast.BoolOp, _combines),
    (ast.UnaryOp, _denies),
    (ast.BinOp, _counts),
    (ast.Constant, _constants),
    (ast.Raise, _raises),
    (ast.Return, _returns),
    ((ast.If, ast.IfExp), _decides),
    (ast.Expr, _calls),
)


# The plugin


def pytest_collection_finish(session):
    """By now all addons are imported."""
    if told := os.environ.get("LC_EMPTY"):
        path, name = told.split("::")
        if not apply(path, emptied(path, name)):
            session.shouldfail = f"{told} is not there to be emptied"
