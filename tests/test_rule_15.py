"""Where anything is decided by whether this is practice: the places of decision 0013, and no other."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROOMS = ("flytt", "flows", "tasks")
RECORD = ROOT / "docs/decisions/0013-where-practice-is-asked-about.md"
LOOP = ("next_action", "perform", "drive", "course", "criteria", "state", "go_back")
ACTS = ("tasks/", "flytt/adapters/", *(f"flytt/migration/{name}.py" for name in LOOP))


def asked(tree: ast.AST) -> bool:
    """Tell whether a condition asks: a value is chosen, or a branch taken, by something called practice."""
    conditions = [
        node.test for node in ast.walk(tree) if isinstance(node, ast.If | ast.IfExp | ast.While | ast.Assert)
    ]
    conditions += [
        test for node in ast.walk(tree) if isinstance(node, ast.comprehension) for test in node.ifs
    ]
    chosen = [node for node in ast.walk(tree) if isinstance(node, ast.BoolOp)]
    chosen += [node.slice for node in ast.walk(tree) if isinstance(node, ast.Subscript)]
    return any(
        (isinstance(part, ast.Attribute) and part.attr == "practice")
        or (isinstance(part, ast.Name) and part.id == "practice")
        for condition in [*conditions, *chosen]
        for part in ast.walk(condition)
    )


@cache
def asking() -> tuple[str, ...]:
    """Return the files in which practice is asked about."""
    paths = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
    return tuple(str(path.relative_to(ROOT)) for path in paths if asks(path))


def asks(path: Path) -> bool:
    """Tell whether a file asks. Most never name it, and need no reading."""
    text = path.read_text(encoding="utf-8")
    return "practice" in text and asked(ast.parse(text))


def test_practice_is_asked_about_where_the_decision_says() -> None:
    """A rehearsal would take another way than the real move somewhere, and prove nothing of it."""
    record = RECORD.read_text(encoding="utf-8")
    assert [name for name in asking() if f"`{name}`" not in record] == []


def test_the_decision_names_no_place_that_does_not_ask() -> None:
    """The list would grow until nobody could tell what is true of it."""
    named = {
        line.split("`")[1]
        for line in RECORD.read_text(encoding="utf-8").splitlines()
        if line.startswith("| `")
    }
    assert named - set(asking()) == set()


def test_what_acts_upon_the_world_never_asks() -> None:
    """The step that runs in the window would be another than the one that was rehearsed."""
    assert [name for name in asking() if name.startswith(ACTS)] == []


def test_a_question_is_recognised() -> None:
    """The tests above would pass on code that they cannot read."""
    for code in (
        "if plan.practice: pass",
        "x = 1 if practice else 2",
        "x = a[practice]",
        "x = a and not b.practice",
    ):
        assert asked(ast.parse(code))
    assert not asked(ast.parse("make(practice=plan.practice)"))
