"""Checks that the tree is as the house rules say. Prints `ok NAME` or `FAILED NAME` a check."""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
LINES_MAX = 500
COLUMNS_MAX = 100
FUNCTION_LINES_MAX = 60

OUTSIDE = {  # library → what an include of it looks like
    "openssl": r"openssl/", "asio": r"boost/(asio|beast)", "json": r"boost/json",
    "sqlite": r"sqlite3\.h", "pugixml": r"pugixml", "libxml2": r"libxml/",
    "spdlog": r"spdlog/",
    "cli11": r"CLI/", "toml": r"toml\+\+", "gtest": r"gtest/", "threads": r"<(thread|mutex|atomic)>",
}
# Deterministic code may not even name these.
BANNED = re.compile(
    r"\b(float|double|std::chrono|random_device|mt19937|s?rand\(|std::thread|std::mutex|"
    r"std::atomic|"
    r"std::cout|std::cin|fstream|iostream|filesystem|fopen|setlocale|std::locale|unordered_map|"
    r"unordered_set|getenv|system_clock|steady_clock|time\(nullptr\))")
BANNED_NAMES = {"utils", "util", "common", "helpers", "helper", "manager", "misc"}


def files(*patterns):
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard"],
                            cwd=ROOT, text=True, capture_output=True, check=True).stdout.split("\n")
    found = [ROOT / name for name in listed if name and name.endswith(patterns)]
    return sorted(p for p in found if p.exists())


def sources():
    return files(".cpp", ".hpp")


def layers():
    edges = {}
    for line in (ROOT / "tools/layers.txt").read_text().splitlines():
        line = line.split("#")[0].strip()
        if line:
            name, _, uses = line.partition(":")
            edges[name] = uses.split()
    return edges


def module_of(path, modules):
    relative = str(path.relative_to(ROOT))
    fitting = [m for m in modules if relative.startswith(m + "/")]
    return max(fitting, key=len) if fitting else None


def strip(text):
    """The code without comments and strings, line breaks kept."""
    pattern = r'//[^\n]*|/\*.*?\*/|R"\((?:.|\n)*?\)"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\''
    return re.sub(pattern, lambda m: "\n" * m.group().count("\n"), text, flags=re.S)


def check_layers():
    """Every include between modules is an allowed edge, and every allowed edge is used."""
    edges, used, wrong = layers(), set(), []
    for path in sources():
        module = module_of(path, edges)
        if module is None:
            continue
        text = path.read_text()
        for number, line in enumerate(text.splitlines(), 1):
            match = re.match(r'\s*#\s*include\s*(["<][^">]+[">])', line)
            if not match:
                continue
            included = match.group(1)
            name = included[1:-1]
            other = module_of(ROOT / name, edges) if included[0] == '"' else None
            if other and other != module:
                used.add((module, other))
                if other not in edges[module]:
                    wrong.append(f"{path}:{number}: {module} may not use {other}")
                if "/detail/" in name:
                    wrong.append(f"{path}:{number}: {name} is private to {other}")
            for library, pattern in OUTSIDE.items():
                if re.search(pattern, included):
                    used.add((module, "@" + library))
                    is_test = path.name.endswith("_test.cpp") and library == "gtest"
                    if "@" + library not in edges[module] and not is_test and library != "threads":
                        wrong.append(f"{path}:{number}: {module} may not use @{library}")
    for module, uses in edges.items():
        if not any(module_of(p, edges) == module for p in sources()):
            wrong.append(f"tools/layers.txt: module {module} has no files")
            continue
        wrong += [f"tools/layers.txt: {module} does not use {other}"
                  for other in uses if (module, other) not in used]
    return wrong


def check_cycles():
    """No module reaches itself along the edges."""
    edges, wrong = layers(), []

    def reaches(start, at, seen):
        for other in edges.get(at, []):
            if other == start:
                return True
            if other not in seen and not other.startswith("@"):
                seen.add(other)
                if reaches(start, other, seen):
                    return True
        return False

    for module in edges:
        if reaches(module, module, set()):
            wrong.append(f"tools/layers.txt: {module} uses itself in a circle")
    return wrong


def function_lengths(text):
    """Yields (line, length) of each top-level brace block that follows a parameter list."""
    code = strip(text).split("\n")
    start, depth = None, 0
    for number, line in enumerate(code, 1):
        opens = re.match(r"^(?:    )?\S.*\)[^;=]*\{\s*$", line) and not re.match(
            r"^\s*(namespace|struct|class|enum|if|for|while|switch|do|else)\b", line)
        if start is None and opens:
            start, depth = number, 0
        if start is not None:
            depth += line.count("{") - line.count("}")
            if depth <= 0:
                yield start, number - start + 1
                start = None


def check_sizes():
    """Files, lines and functions stay within their limits, but for tools/tidy/exceptions.txt."""
    wrong = []
    allowed = set((ROOT / "tools/tidy/exceptions.txt").read_text().split("\n"))
    for path in sources() + files(".py"):
        lines = path.read_text().splitlines()
        name = str(path.relative_to(ROOT))
        if len(lines) > LINES_MAX:
            wrong.append(f"{name}: {len(lines)} lines, the limit is {LINES_MAX}")
        table = f"columns {name}" in allowed
        wrong += [f"{name}:{number}: {len(line)} columns"
                  for number, line in enumerate(lines, 1) if len(line) > COLUMNS_MAX and not table]
        if path.suffix == ".py":
            continue
        long = [f for f in function_lengths(path.read_text()) if f[1] > FUNCTION_LINES_MAX]
        wrong += [f"{name}:{line}: a function of {length} lines" for line, length in long]
    return wrong


def check_determinism():
    """Deterministic folders name no clock, randomness, float, thread, locale or I/O."""
    wrong = []
    for path in sources():
        name = str(path.relative_to(ROOT))
        if not name.startswith(("core/", "contracts/")) or name.endswith("_test.cpp"):
            continue
        if name.startswith("core/store/testing_"):
            continue
        for number, line in enumerate(strip(path.read_text()).split("\n"), 1):
            found = BANNED.search(line)
            if found:
                wrong.append(f"{name}:{number}: {found.group()} is banned here")
    return wrong


def check_names():
    """No file is called by a name that says nothing."""
    return [str(p) for p in sources() if p.stem.lower() in BANNED_NAMES]


def check_refusals():
    """Every numbered refusal is provoked by some test."""
    tests = "\n".join(p.read_text() for p in sources() if p.name.endswith("_test.cpp"))
    wrong = []
    for path in files("refusals.hpp", "approval/types/flow.hpp"):
        for name in re.findall(r"^    ([a-z_]+) = \d{3,4},", path.read_text(), flags=re.M):
            if not re.search(rf"\b{name}\b", tests):
                wrong.append(f"{path.relative_to(ROOT)}: no test provokes {name}")
    return wrong


def check_refusal_texts():
    """Every refusal has its text, and no number is given twice."""
    wrong, seen = [], {}
    for path in files("refusals.hpp", "approval/types/flow.hpp"):
        text = path.read_text()
        given = re.findall(r"^    ([a-z_]+) = (\d{3,4}),", text, flags=re.M)
        told = re.findall(r'^    \{(\d+), "([a-z_]+)"', text, flags=re.M)
        names, texts = dict(given), {name: code for code, name in told}
        if names != texts:
            wrong.append(f"{path.relative_to(ROOT)}: {set(names.items()) ^ set(texts.items())}")
        for name, code in names.items():
            if code in seen:
                wrong.append(f"{code} is both {seen[code]} and {name}")
            seen[code] = name
    return wrong


def check_strings():
    """No machine paths and no unnumbered TODO in the tree."""
    wrong = []
    pattern = re.compile(r"/work/|/farm|\bTODO\b(?! #\d)|\bFIXME\b")
    for path in files(".cpp", ".hpp", ".py", ".sh", ".md", ".txt", ".cmake"):
        if path == pathlib.Path(__file__).resolve():
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if pattern.search(line):
                wrong.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}")
    return wrong


def check_readmes():
    """Every module says in a sentence what it is."""
    return [m for m in layers() if not (ROOT / m / "README.md").exists()]


def check_headers():
    """Each header compiles alone, seeing only what its module may use."""
    edges, wrong, running = layers(), [], []
    roots = ROOT / "build/dev/roots"

    def reach(module, seen):
        for other in edges[module]:
            if not other.startswith("@") and other not in seen:
                seen.add(other)
                reach(other, seen)
        return seen

    def collect(limit):
        while len(running) > limit:
            path, process = running.pop(0)
            output = process.communicate()[0]
            if process.returncode != 0:
                wrong.append(f"{path.relative_to(ROOT)}: does not compile alone\n{output[:600]}")

    for path in files(".hpp"):
        module = module_of(path, edges)
        if module is None:
            continue
        seen = {module} | reach(module, set())
        includes = [f"-I{roots}/{m.replace('/', '_')}" for m in sorted(seen)]
        command = ["ccache", "g++", "-std=c++20", "-fsyntax-only", *includes, "-x", "c++", str(path)]
        running.append((path, subprocess.Popen(command, stdout=subprocess.PIPE,
                                               stderr=subprocess.STDOUT, text=True)))
        collect(1)
    collect(0)
    return wrong


def main():
    failed = False
    checks = [check_layers, check_cycles, check_sizes, check_determinism, check_names,
              check_refusals, check_refusal_texts, check_strings, check_readmes, check_headers]
    for check in checks:
        wrong = check()
        name = check.__name__.replace("check_", "tidy ")
        print(f"{'FAILED' if wrong else 'ok'} {name}: {check.__doc__}")
        for line in wrong[:40]:
            print("   ", line)
        failed = failed or bool(wrong)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
