"""Who includes whom: layers, private folders, circles, headers that compile alone."""

import concurrent.futures
import hashlib
import json
import re
import subprocess

from tree import circle

OUTSIDE = {  # library → what an include of it looks like
    "openssl": r"^openssl/", "asio": r"^boost/(asio|beast)", "json": r"^boost/json",
    "soci": r"^soci/", "xlsxwriter": r"^xlsxwriter\.h$",
    "sqlite": r"^sqlite3\.h$", "zlib": r"^zlib\.h$", "zip": r"^zip\.h$",
    "xlsxwriter": r"^xlsxwriter",
    "pugixml": r"^pugixml", "libxml2": r"^libxml/",
    "spdlog": r"^spdlog/", "cli11": r"^CLI/", "toml": r"^toml\+\+",
    "gtest": r"^g(test|mock)/", "rapidcheck": r"^rapidcheck",
    "threads": r"^(thread|mutex|shared_mutex|condition_variable|future|stop_token)$",
}
TEST_ONLY = {"gtest", "rapidcheck"}  # every test program has them without asking
UNASKED = {"threads"}  # the language's own; only a stale line is wrong
PARALLEL = 2


def library_of(included):
    for library, pattern in OUTSIDE.items():
        if re.search(pattern, included):
            return library
    return None


def check_layers(tree):
    """Every include between modules is an allowed edge, and every allowed edge is used."""
    wrong, used = [], set()
    if not tree.layers:
        return ["tools/layers.txt: no modules"]
    for name in tree.sources():
        module = tree.module_of(name)
        if module is None:
            wrong.append(f"{name}:1: belongs to no module of tools/layers.txt")
            continue
        for number, quoted, included in tree.includes(name):
            where = f"{name}:{number}"
            if quoted:
                other = tree.module_of(included)
                if other is None:
                    wrong.append(f"{where}: \"{included}\" names no module; write it from the root")
                elif other != module:
                    used.add((module, other))
                    if other not in tree.uses(module):
                        wrong.append(f"{where}: {module} may not use {other}")
                continue
            library = library_of(included)
            if library is None:
                continue
            used.add((module, "@" + library))
            free = library in UNASKED or (library in TEST_ONLY and name.endswith("_test.cpp"))
            if not free and "@" + library not in tree.uses(module):
                wrong.append(f"{where}: {module} may not use @{library}")
    for module, (number, uses) in tree.layers.items():
        where = f"tools/layers.txt:{number}"
        if not any(tree.module_of(name) == module for name in tree.sources()):
            wrong.append(f"{where}: module {module} has no files")
            continue
        wrong += [f"{where}: {module} does not use {other}"
                  for other in uses if (module, other) not in used]
        wrong += [f"{where}: {module} may use {other}, which is no module"
                  for other in uses if other[0] != "@" and other not in tree.layers]
        wrong += [f"{where}: {module} may use {other}, which is no known library"
                  for other in uses if other[0] == "@" and other[1:] not in OUTSIDE]
    return wrong


def check_privacy(tree):
    """Nobody includes another module's detail/."""
    wrong = []
    for name in tree.sources():
        module = tree.module_of(name)
        for number, quoted, included in tree.includes(name):
            other = tree.module_of(included)
            if quoted and other != module and "detail" in included.split("/")[:-1]:
                wrong.append(f"{name}:{number}: {included} is private to {other}")
    return wrong


def check_cycles(tree):
    """Neither modules nor files include each other in a circle."""
    wrong = []
    declared = {module: {u for u in uses if u[0] != "@"}
                for module, (_, uses) in tree.layers.items()}
    files = {name: {inc for _, quoted, inc in tree.includes(name) if quoted}
             for name in tree.sources()}
    actual = {}
    for name, included in files.items():
        module = tree.module_of(name)
        others = {tree.module_of(i) for i in included} - {module, None}
        actual.setdefault(module or "", set()).update(others)
    for what, graph in (("tools/layers.txt:1: modules in a circle", declared),
                        ("modules include each other in a circle", actual),
                        ("files include each other in a circle", files)):
        found = circle(graph)
        if found:
            wrong.append(f"{what}: {' → '.join(found)}")
    return wrong


def reach(tree, module):
    """The module and everything its dependencies bring along, as the build's roots do."""
    seen, waiting = set(), [module]
    while waiting:
        at = waiting.pop()
        if at in seen or at not in tree.layers:
            continue
        seen.add(at)
        waiting += [u for u in tree.uses(at) if u[0] != "@"]
    return sorted(seen)


def include_root(tree, module):
    root = tree.root / "build/tidy/roots" / module.replace("/", "_")
    link = root / module
    link.parent.mkdir(parents=True, exist_ok=True)
    if not link.is_symlink():
        link.symlink_to(tree.root / module)
    return root


def fingerprint(tree, name, compiler):
    """Changes when the header or anything of the tree below it changes."""
    seen, waiting = set(), [name]
    while waiting:
        at = waiting.pop()
        if at not in seen:
            seen.add(at)
            waiting += [inc for _, quoted, inc in tree.includes(at) if quoted]
    roots = " ".join(reach(tree, tree.module_of(name)))
    parts = [compiler, roots] + [f"{at}\n{tree.text(at)}" for at in sorted(seen)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def proven_by_build(tree):
    """Headers that a source of their own module includes first: its compilation is the proof."""
    first = {}
    for name in tree.files(".cpp"):
        for _, quoted, included in tree.includes(name):
            if quoted and tree.module_of(included) == tree.module_of(name):
                first[name] = included
            break
    return set(first.values())


def check_headers(tree):
    """Each header compiles alone, seeing only what its module may use."""
    compiler = subprocess.run(["g++", "--version"], text=True, capture_output=True,
                              check=True).stdout
    memory = tree.root / "build/tidy/headers.json"
    known = set(json.loads(memory.read_text())) if memory.exists() else set()
    built = proven_by_build(tree)
    headers = [h for h in tree.files(".hpp") if tree.module_of(h) and h not in built]
    marks = {h: fingerprint(tree, h, compiler) for h in headers}
    waiting = [h for h in headers if marks[h] not in known]
    roots = {m: include_root(tree, m) for m in tree.layers if (tree.root / m).is_dir()}

    def compile_alone(name):
        header = roots[tree.module_of(name)] / name  # a bare name would be sought in the cwd first
        includes = [f"-I{roots[m]}" for m in reach(tree, tree.module_of(name)) if m in roots]
        return subprocess.run(
            ["g++", "-std=c++20", "-fsyntax-only", *includes, "-include", header, "-x", "c++",
             "/dev/null"], text=True, capture_output=True, check=False)

    wrong = []
    with concurrent.futures.ThreadPoolExecutor(PARALLEL) as pool:
        for name, done in zip(waiting, pool.map(compile_alone, waiting)):
            if done.returncode == 0:
                known.add(marks[name])
            else:
                wrong.append(f"{name}:1: does not compile alone\n{done.stderr[:600]}")
    memory.parent.mkdir(parents=True, exist_ok=True)
    memory.write_text(json.dumps(sorted(known & set(marks.values()))))
    return wrong


CHECKS = (check_layers, check_privacy, check_cycles, check_headers)
