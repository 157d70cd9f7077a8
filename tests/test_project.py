"""What holds for the repository as a whole."""

import ast
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import yaml
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
CHAPTERS = {
    "notation": 1, "forward": 2, "error": 3, "jacobian": 4, "backward": 5, "digits": 7,
    "descent": 7, "training": 7, "distortion": 7, "recipes": 7,
}  # fmt: skip


def name_of(requirement: str) -> str:
    return re.split(r"[<>=!~ \[]", requirement)[0].lower()


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def requirements() -> list[str]:
    return PROJECT["dependencies"] + [
        r for e in PROJECT["optional-dependencies"].values() for r in e
    ]


def test_environment_has_the_packages_of_pyproject() -> None:
    listed = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    conda = [entry for entry in listed if isinstance(entry, str)]
    # Not by these names on conda-forge.
    left_to_pip = {"playwright", "resvg-py", "pypandoc-binary", "typst", "ziamath"}
    ours = {r for r in requirements() if name_of(r) not in left_to_pip}
    assert sorted(c for c in conda if name_of(c) not in {"python", "pip"}) == sorted(ours)
    assert f"python{PROJECT['requires-python']}" in conda
    assert listed[-1] == {"pip": ["-e .[handouts,lab,test]"]}


def needed(names: set[str]) -> set[str]:
    """Return the packages and all that they need on this machine."""
    found: set[str] = set()
    while names:
        name = names.pop()
        found.add(name)
        for text in metadata.requires(name) or []:
            requirement = Requirement(text)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                names |= {canonical(requirement.name)} - found
    return found


def test_constraints_hold_a_version_of_everything() -> None:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", pin) for pin in pins)
    pinned = {canonical(name_of(pin)) for pin in pins}
    ours = needed({canonical(name_of(requirement)) for requirement in requirements()})
    assert ours - {"setuptools"} <= pinned


def imported(path: Path) -> set[str]:
    """Every module of netlib that a file imports, by its name below netlib."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: a relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name.split(".")[1] for name in found if name.startswith("netlib.")}


def test_imports_go_one_way() -> None:
    assert not imported(ROOT / "netlib" / "checks.py")
    for name, chapter in CHAPTERS.items():
        earlier = {other for other, number in CHAPTERS.items() if number <= chapter}
        allowed = {"checks", *earlier} - {name}
        assert imported(ROOT / "netlib" / f"{name}.py") <= allowed, name
    folders = {
        "drawing": {"checks", "drawing"},
        "explore": {"checks", "drawing", "explore", "derivation", *CHAPTERS},
        "exercises": {"checks", "derivation", "exercises", "forward"},
        "handout": {"drawing", "explore", "derivation", "exercises", "handout"},
    }
    for folder, others in folders.items():
        for path in (ROOT / "netlib" / folder).glob("*.py"):
            assert imported(path) <= others, path.name
    # What is judged is looked up by name in `judged`; only the arena trains, and needs a beginning.
    for path in (ROOT / "netlib" / "derivation").rglob("*.py"):
        more = {"training"} if path.name == "arena.py" else set()
        assert imported(path) <= {"checks", "derivation", *more}, path.name


def test_no_judge_can_reach_what_it_judges() -> None:
    # Through imports of imports as well, and without SymPy until it is needed.
    folder = ROOT / "netlib" / "derivation"
    judges = ("judges.loops", "judges.numbers", "judges.symbols", "judges.symbolic")
    for judge in judges:
        reached, waiting = set(), {judge}
        while waiting:
            name = waiting.pop()
            reached.add(name)
            tree = ast.parse((folder / f"{name.replace('.', '/')}.py").read_text())
            for node in ast.walk(tree):
                if isinstance(node, ast.Import):
                    assert not any(a.name.startswith("netlib") for a in node.names), name
                    assert not any(a.name == "importlib" for a in node.names), name
                if isinstance(node, ast.ImportFrom) and node.module:
                    assert node.module != "importlib", name
                    if node.module.startswith("netlib"):
                        package, _, module = node.module.removeprefix("netlib.").partition(".")
                        assert package in {"checks", "derivation"}, f"{name} imports {node.module}"
                        inside = {f"judges.{a.name}" for a in node.names}
                        names = inside if module == "judges" else {module}
                        waiting |= names - reached if package == "derivation" else set()
        assert reached <= {*judges, "networks", "numerical"}, judge


def test_the_package_takes_all_its_files_along() -> None:
    patterns = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    taken = {
        path
        for package, globs in patterns["package-data"].items()
        for pattern in globs
        for path in (ROOT / package.replace(".", "/")).glob(pattern)
    }
    others = {
        path
        for path in (ROOT / "netlib").rglob("*")
        if path.is_file() and path.suffix != ".py" and "__pycache__" not in path.parts
    }
    assert others == taken


def test_readme_links_lead_somewhere() -> None:
    readme = (ROOT / "README.md").read_text()
    for target in re.findall(r"\]\(([^)#]+)\)", readme) + re.findall(r'src="([^"]+)"', readme):
        assert "://" in target or (ROOT / target).exists(), target


def test_readme_lists_the_notebooks_and_their_minutes() -> None:
    readme = (ROOT / "README.md").read_text()
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        minutes = re.search(r"\*\*Time\*\* (\d+) minutes", path.read_text())
        assert minutes
        row = next(line for line in readme.splitlines() if f"notebooks/{path.name}" in line)
        assert row.rstrip(" |").endswith(f"| {minutes[1]}")


def test_only_public_names_of_packages_are_written_down() -> None:
    for name in ["pyproject.toml", "constraints.txt", "environment.yml", "Makefile", ".ci/run"]:
        text = (ROOT / name).read_text()
        assert "://" not in text, name


def test_training_needs_no_pictures_and_no_notebook() -> None:
    source = (
        "import sys, netlib, netlib.training, netlib.backward, netlib.recipes; print(*sys.modules)"
    )
    found = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, check=True
    )
    roots = {name.split(".")[0] for name in found.stdout.split()}
    assert "numpy" in roots
    assert not roots & {"matplotlib", "sympy", "IPython", "ipywidgets", "anywidget", "PIL"}
    only = subprocess.run(
        [sys.executable, "-c", "import sys, netlib; print(*sys.modules)"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "numpy" not in {name.split(".")[0] for name in only.stdout.split()}
