"""What may stand in which file: banned words, names, paths, personal numbers, refusals."""

import datetime
import re

from tree import code_only

# Deterministic code may not even name these.
BANNED = re.compile(
    r"\b(?:float|double|chrono|\w+_clock|clock_gettime|gettimeofday|random_device|mt19937\w*|"
    r"s?rand(?=\()|clock(?=\()|thread_local|j?thread|\w*mutex|atomic\w*|iostream|[io]?fstream|"
    r"filesystem|fopen|fwrite|fputs|cout|cerr|cin|\w*printf|\w*locale|unordered_\w+|getenv)\b"
    r"|(?:std|(?<!\w))::time(?=\()|\btime(?=\((?:nullptr|NULL|0|&\w+)\))")
POINTER_FORMAT = re.compile(r"%[-+ #0-9.]*p\b")
DETERMINISTIC = ("core/", "contracts/")
EMPTY_NAMES = {"utils", "util", "common", "helpers", "helper", "manager", "managers", "misc"}
# Written so that this file does not find itself.
FORBIDDEN = (
    (re.compile(r"(?<![\w.])/[w]ork/|/[f]arm\b|/tmp/[z]hida"), "a path of some machine"),
    (re.compile(r"\b[T]ODO\b(?! ?\(?#\d)|\b[F]IXME\b|\b[X]XX\b"), "unfinished, without an issue"),
)
BORROWED = re.compile(r"(?<![\w-])[s]hared/")
TEXTS = (".cpp", ".hpp", ".py", ".sh", ".md", ".txt", ".cmake", ".json", ".yml", ".yaml", ".ts",
         "run", "test", ".ci/run")
CODE = (".cpp", ".hpp", ".py", ".sh", ".cmake", ".ts", "run", "test")
NUMBER = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ENUMERATOR = re.compile(r"\b([a-z][a-z0-9_]*)\s*=\s*(\d+)")


def check_determinism(tree, exceptions):
    """Deterministic folders name no clock, randomness, float, thread, locale or I/O."""
    wrong = []
    for name in tree.sources():
        if not name.startswith(DETERMINISTIC) or name.endswith("_test.cpp"):
            continue
        text = tree.text(name)
        for number, line in enumerate(code_only(text).split("\n"), 1):
            for found in BANNED.finditer(line):
                if not exceptions.allow("word", name, found.group()):
                    wrong.append(f"{name}:{number}: {found.group()} is banned here")
        for number, line in enumerate(code_only(text, keep_strings=True).split("\n"), 1):
            if POINTER_FORMAT.search(line) and not exceptions.allow("word", name, "%p"):
                wrong.append(f"{name}:{number}: %p prints an address, another one each run")
    return wrong


def check_names(tree, _):
    """No file or folder is called by a name that says nothing."""
    return [f"{name}:1: the name '{part}' says nothing" for name in tree.names
            for part in name.split("/") if part.split(".")[0].lower() in EMPTY_NAMES]


def check_strings(tree, _):
    """No machine paths, no unnumbered promise, no reading from outside the tree."""
    wrong = []
    for name in tree.files(*TEXTS):
        for number, line in enumerate(tree.text(name).splitlines(), 1):
            for pattern, why in FORBIDDEN:
                if pattern.search(line):
                    wrong.append(f"{name}:{number}: {why}: {line.strip()[:80]}")
            if name.endswith(CODE) and BORROWED.search(line):
                wrong.append(f"{name}:{number}: reads outside the tree: {line.strip()[:80]}")
    return wrong


def is_citizen_number(number):
    """18 digits with a real date and the right check digit (GB 11643)."""
    total = sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS))
    if "10X98765432"[total % 11] != number[17].upper() or not "11" <= number[:2] <= "82":
        return False
    try:
        born = datetime.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return 1900 <= born.year <= 2100


def check_personal(tree, _):
    """No number that could be a person's stands outside tests and sample data."""
    wrong = []
    for name in tree.names:
        if name.startswith(("tests/data/", "data/")) or name.endswith("_test.cpp"):
            continue
        for number, line in enumerate(tree.text(name).splitlines(), 1):
            if any(is_citizen_number(found) for found in NUMBER.findall(line)):
                wrong.append(f"{name}:{number}: a valid citizen number")
    return wrong


def refusals(tree):
    """Yields (file, line, namespace, name, code) of every enumerator of an `enum class Reject`."""
    for name in tree.files(".hpp"):
        text = code_only(tree.text(name))
        for body in re.finditer(r"enum class Reject\b[^{;]*\{([^}]*)\}", text):
            space = re.findall(r"namespace (?:\w+::)*(\w+)", text[:body.start()])[-1:]
            for found in ENUMERATOR.finditer(body.group(1)):
                line = text.count("\n", 0, body.start(1) + found.start()) + 1
                yield name, line, "".join(space), found.group(1), found.group(2)


def check_refusals(tree, _):
    """Every numbered refusal is provoked by some test."""
    told = set()
    for name in tree.files("_test.cpp"):
        code = code_only(tree.text(name))
        # Two contracts may use one word: a test speaks for those whose Reject it names.
        spaces = re.findall(r"\b(\w+)::Reject\b", code)
        spaces += re.findall(r"namespace (?:\w+::)*(\w+)", code)
        words = set(re.findall(r"\b[a-z][a-z0-9_]*\b", code))
        told |= {(space, word) for space in set(spaces) for word in words}
    found = list(refusals(tree))
    if not found:
        return ["contracts:1: no `enum class Reject` anywhere; this check has lost its object"]
    return [f"{name}:{line}: no test provokes {space}::Reject::{refusal}"
            for name, line, space, refusal, _code in found if (space, refusal) not in told]


def check_refusal_texts(tree, _):
    """Every refusal has its text, and no number is given twice."""
    wrong, seen, named = [], {}, {}
    for name, line, _space, refusal, code in refusals(tree):
        if code in seen:
            wrong.append(f"{name}:{line}: {code} is both {seen[code]} and {refusal}")
        seen[code] = refusal
        named.setdefault(name, {})[code] = (refusal, line)
    for name, codes in named.items():
        told = dict(re.findall(r'^\s*\{(\d+), "([a-z0-9_]+)"', tree.text(name), flags=re.M))
        for code, (refusal, line) in codes.items():
            if told.get(code) != refusal:
                wrong.append(f"{name}:{line}: {refusal} = {code} has no text of its own")
        wrong += [f"{name}:1: the text of {code} belongs to no refusal" for code in told
                  if code not in codes]
    return wrong


def check_glossary(tree, _):
    """Every state and reason has its two names in docs/glossary.md."""
    rows = {tuple(cell.strip() for cell in line.split("|")[1:3])
            for line in tree.text("docs/glossary.md").splitlines() if line.startswith("|")}
    wrong = []
    for name in tree.files(".hpp"):
        if not name.startswith("contracts/"):
            continue
        text = tree.text(name)
        for found in re.finditer(r'\w+Word\{\w+::\w+,[^"}]*"([A-Z_]+)", "([^"]+)"', text):
            if found.groups() not in rows:
                line = text.count("\n", 0, found.start()) + 1
                wrong.append(f"{name}:{line}: {' '.join(found.groups())} is not in the glossary")
    return wrong


def check_readmes(tree, _):
    """Every module says in a sentence what it is."""
    return [f"tools/layers.txt:{number}: {module} has no README.md"
            for module, (number, _) in tree.layers.items()
            if not tree.text(f"{module}/README.md").strip()]


CHECKS = (check_determinism, check_names, check_strings, check_personal, check_refusals,
          check_refusal_texts, check_glossary, check_readmes)
