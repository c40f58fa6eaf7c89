"""Expressions of computed parameters: numbers, other parameters, arithmetic and a few functions, no more."""

import ast
import re
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

LONGEST = 500  # characters
Array = NDArray[np.float64]
_MOST_NODES = 200
_IF = re.compile(r"\bif\s*\(")  # a function here, a word of the language whose parser is used
_BINARY: dict[type[ast.operator], Callable[[Array, Array], Array]] = {
    ast.Add: np.add, ast.Sub: np.subtract, ast.Mult: np.multiply, ast.Div: np.divide, ast.Pow: np.power,
    ast.Mod: np.mod, ast.FloorDiv: np.floor_divide,
}  # fmt: skip
_COMPARE: dict[type[ast.cmpop], Callable[[Array, Array], NDArray[np.bool_]]] = {
    ast.Lt: np.less, ast.LtE: np.less_equal, ast.Gt: np.greater, ast.GtE: np.greater_equal,
    ast.Eq: np.equal, ast.NotEq: np.not_equal,
}  # fmt: skip


def _chosen(condition: Array, a: Array, b: Array) -> Array:
    return np.asarray(np.where(condition != 0.0, a, b), dtype=np.float64)


def _bit(x: Array, n: Array) -> Array:
    return np.asarray(np.floor(x / np.exp2(n)) % 2.0, dtype=np.float64)


FUNCTIONS: dict[str, tuple[int, Callable[..., Array]]] = {
    "abs": (1, np.abs), "sqrt": (1, np.sqrt), "sin": (1, np.sin), "cos": (1, np.cos), "tan": (1, np.tan),
    "atan2": (2, np.arctan2), "exp": (1, np.exp), "log": (1, np.log), "floor": (1, np.floor),
    "min": (2, np.minimum), "max": (2, np.maximum), "if": (3, _chosen),
    "bit": (2, _bit),
}  # fmt: skip


def parse(text: str) -> ast.expr:
    """The tree of an expression. Raises ValueError, in words, for what is not allowed.

    Allowed: numbers, names of parameters (in quotes where they are no plain words), + − * / // % **, the
    comparisons (1 where true, 0 where not), `and`, `or`, `not`, and the functions of `FUNCTIONS`; `if(c, a,
    b)` is a where c is not 0, else b; angles are radians.
    """
    if len(text) > LONGEST:
        raise ValueError(f"the expression is longer than {LONGEST} characters; write it shorter")
    try:
        tree = ast.parse(_IF.sub("if_(", text.strip()), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ValueError("the expression cannot be read; write it as a formula, such as A * 2 + B") from None
    nodes = list(ast.walk(tree))
    if len(nodes) > _MOST_NODES:
        raise ValueError(f"the expression has more than {_MOST_NODES} terms; write it shorter")
    for node in nodes:
        _allowed(node)
    return tree


def names(tree: ast.expr) -> tuple[str, ...]:
    """The parameters an expression is of, in the order they stand there, each once."""
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    found = [
        (node.lineno, node.col_offset, node.id if isinstance(node, ast.Name) else str(node.value))
        for node in ast.walk(tree)
        if (isinstance(node, ast.Name) and id(node) not in called)
        or (isinstance(node, ast.Constant) and isinstance(node.value, str))
    ]
    return tuple(dict.fromkeys(name for _, _, name in sorted(found)))


def evaluate(tree: ast.expr, values: Mapping[str, Array]) -> Array:
    """The expression's value (n,), of parameters of n samples each; NaN or infinite where it has none."""
    with np.errstate(all="ignore"):
        return np.asarray(_value(tree, values), dtype=np.float64)


def _allowed(node: ast.AST) -> None:
    """Raise ValueError for anything that is no arithmetic."""
    if isinstance(node, ast.Call):
        name = node.func.id.rstrip("_") if isinstance(node.func, ast.Name) else ""
        if name not in FUNCTIONS or node.keywords or len(node.args) != FUNCTIONS[name][0]:
            there = ", ".join(f"{name} of {count}" for name, (count, _) in FUNCTIONS.items())
            raise ValueError(f"the expression calls what is no function of it; there are {there}")
    elif isinstance(node, ast.Constant):
        number = node.value
        if isinstance(number, bool) or not isinstance(number, int | float | str):
            raise ValueError("the expression has a constant that is no number; write a number or a name")
        if isinstance(number, int) and abs(number) > 2**53:
            raise ValueError("the expression has a whole number beyond 2^53; write it with a decimal point")
    elif not isinstance(
        node,
        ast.BinOp | ast.UnaryOp | ast.Compare | ast.BoolOp | ast.Name | ast.Load | ast.cmpop | ast.boolop
        | ast.UAdd | ast.USub | ast.Not | ast.operator,
    ):  # fmt: skip
        raise ValueError("the expression has more in it than arithmetic; write a formula of parameters")
    operator = node.op if isinstance(node, ast.BinOp) else None
    compared = node.ops if isinstance(node, ast.Compare) else []
    if (operator and type(operator) not in _BINARY) or any(type(op) not in _COMPARE for op in compared):
        raise ValueError("the expression has an operator that is no arithmetic; use + - * / // % ** < > ==")


def _value(node: ast.AST, values: Mapping[str, Array]) -> Array:
    match node:
        case ast.Constant(value=str(name)) | ast.Name(id=name):
            out = values[name]
        case ast.Constant(value=int() | float() as number):
            out = np.asarray(float(number))
        case ast.BinOp(left=left, op=op, right=right):
            out = _BINARY[type(op)](_value(left, values), _value(right, values))
        case ast.UnaryOp(op=op, operand=operand):
            out = _value(operand, values)
            out = (out == 0.0) * 1.0 if isinstance(op, ast.Not) else -out if isinstance(op, ast.USub) else out
        case ast.BoolOp(op=op, values=terms):
            truth = np.broadcast_arrays(*(_value(term, values) != 0.0 for term in terms))
            out = (np.all if isinstance(op, ast.And) else np.any)(truth, axis=0) * 1.0
        case ast.Compare(left=left, ops=ops, comparators=rights):
            sides = [_value(side, values) for side in (left, *rights)]
            held = [_COMPARE[type(op)](a, b) for op, a, b in zip(ops, sides, sides[1:], strict=False)]
            out = np.all(np.broadcast_arrays(*held), axis=0) * 1.0
        case ast.Call(func=ast.Name(id=name), args=args):
            out = FUNCTIONS[name.rstrip("_")][1](*(_value(arg, values) for arg in args))
        case _:
            raise ValueError("the expression has more in it than arithmetic; write a formula of parameters")
    return out
