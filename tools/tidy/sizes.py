"""How long files, lines and functions may be; and what is excepted."""

import ast
import re

from tree import code_only

LINES_MAX = 500
COLUMNS_MAX = 100
FUNCTION_LINES_MAX = 60
# Lines of tools/tidy/exceptions.txt. The number goes down with the file, and never up.
EXCEPTIONS_MAX = 12
EXCEPTIONS = "tools/tidy/exceptions.txt"

CONTAINER = re.compile(r"^(?:template\s*<.*>\s*)?(?:inline\s+|export\s+|typedef\s+)*"
                       r"(?:namespace|class|struct|union|enum|extern)\b")
LAMBDA = re.compile(r"\]\s*(?:<[^{}]*>\s*)?(?:\([^{}]*\))?[^(){};]*$", re.S)


class Exceptions:
    """The lines `kind file [word]`; each must be needed by something."""

    def __init__(self, tree):
        self.lines = {}
        self.used = set()
        for number, line in enumerate(tree.text(EXCEPTIONS).splitlines(), 1):
            line = line.split("#")[0].strip()
            if line:
                self.lines[line] = number

    def allow(self, *words):
        line = " ".join(words)
        if line in self.lines:
            self.used.add(line)
            return True
        return False

    def stale(self):
        return [f"{EXCEPTIONS}:{number}: nothing needs '{line}'; remove it"
                for line, number in self.lines.items() if line not in self.used]


def opens_function(header, parentheses):
    """Whether the brace after this text begins a function's body."""
    header = header.strip()
    if parentheses > 0:
        return LAMBDA.search(header) is not None
    if "(" not in header or CONTAINER.match(header) and not header.endswith(")"):
        return False
    # A closing bracket with what may follow it: const, noexcept, a result type, initialisers.
    return re.search(r"\)[\w\s:<>,&*\-()\[\]{}.\"'=+]*$", header) is not None


def function_lengths(text):
    """Yields (first line, length) of each outermost function body of a C++ text."""
    code = re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", "", code_only(text), flags=re.M)
    header, first, line, parentheses = "", 1, 1, 0
    depth, inside = 0, None  # inside: (depth, first line) of the function being read
    kept = []  # (header, first line, brackets open) around an inner brace
    for at, char in enumerate(code):
        line += char == "\n"
        if inside:
            depth += (char == "{") - (char == "}")
            if char != "}" or depth != inside[0]:
                continue
            begun, inside = inside[1], None
            if re.match(r"\s*[,{]", code[at + 1:at + 200]):
                header += "{}"  # it was a member's initialiser; the body is still to come
            else:
                yield begun, line - begun + 1
                header = ""
            continue
        if char == "{":
            if opens_function(header, parentheses):
                inside = (depth, first)
            else:
                kept.append(parentheses)
                parentheses, header = 0, ""
            depth += 1
        elif char == "}":
            depth -= 1
            parentheses = kept.pop() if kept else 0
            header = ""
        elif char == ";" and parentheses == 0:
            header = ""
        else:
            if not header.strip() and not char.isspace():
                header, first = "", line
            parentheses += (char == "(") - (char == ")")
            header += char


def python_function_lengths(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.lineno, node.end_lineno - node.lineno + 1


def is_measured(name):
    return name.endswith((".cpp", ".hpp", ".py", ".sh")) or name in ("run", "test", ".ci/run")


def check_sizes(tree, exceptions):
    """Files, lines and functions stay within their limits."""
    wrong = []
    for name in filter(is_measured, tree.names):
        lines = tree.text(name).splitlines()
        if len(lines) > LINES_MAX and not exceptions.allow("lines", name):
            wrong.append(f"{name}:{LINES_MAX + 1}: {len(lines)} lines; the limit is {LINES_MAX}")
        long = [(n, len(line)) for n, line in enumerate(lines, 1) if len(line) > COLUMNS_MAX]
        if long and not exceptions.allow("columns", name):
            wrong += [f"{name}:{n}: {width} columns; the limit is {COLUMNS_MAX}"
                      for n, width in long]
        measure = python_function_lengths if name.endswith(".py") else function_lengths
        if not name.endswith((".cpp", ".hpp", ".py")):
            continue
        long = [f for f in measure(tree.text(name)) if f[1] > FUNCTION_LINES_MAX]
        if long and not exceptions.allow("function", name):
            wrong += [f"{name}:{n}: a function of {length} lines; the limit is {FUNCTION_LINES_MAX}"
                      for n, length in long]
    return wrong


def check_exceptions(_, exceptions):
    """The exceptions are all needed, and not more than they were."""
    wrong = exceptions.stale()
    if len(exceptions.lines) > EXCEPTIONS_MAX:
        wrong.append(f"{EXCEPTIONS}:1: {len(exceptions.lines)} exceptions; at most "
                     f"{EXCEPTIONS_MAX}, and the number only goes down")
    return wrong
