"""The tree as the checks see it: its files, its modules, its includes."""

import os
import pathlib
import re
import subprocess

# One left-to-right scan, so that a quote in a comment and a // in a string are what they are.
COMMENT_OR_TEXT = re.compile(
    r'//[^\n]*|/\*.*?\*/'
    r'|R"(?P<mark>[^(\s]*)\(.*?\)(?P=mark)"'
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'(?:\\[^'\n]+|\\'|[^'\\\n])'", re.S)
INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')
UNREAD = {".git", "build", ".deps", "node_modules", "__pycache__"}


def code_only(text, keep_strings=False):
    """The code without comments (and without texts); the line numbers stay."""
    def blank(match):
        found = match.group()
        if keep_strings and not found.startswith(("//", "/*")):
            return found
        return ("" if found[0] == "/" else '""') + "\n" * found.count("\n")

    # The texts of includes are kept: they are names, not texts.
    lines = COMMENT_OR_TEXT.sub(blank, text).split("\n")
    if not keep_strings:
        for number, line in enumerate(text.split("\n")):
            if INCLUDE.match(line) and number < len(lines):
                lines[number] = line.split("//")[0]
    return "\n".join(lines)


class Tree:
    def __init__(self, root):
        self.root = pathlib.Path(root).resolve()
        self.names = sorted(self._names())
        self._texts = {}
        self.layers = self._layers()

    def _names(self):
        if (self.root / ".git").exists():
            listed = subprocess.run(
                ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                cwd=self.root, text=True, capture_output=True, check=True).stdout.split("\0")
            return {name for name in listed if name and (self.root / name).is_file()}
        found = set()
        for folder, folders, files in os.walk(self.root):
            folders[:] = [f for f in folders if f not in UNREAD]
            found |= {str((pathlib.Path(folder) / f).relative_to(self.root)) for f in files}
        return found

    def _layers(self):
        """Module → (line in layers.txt, what it may use)."""
        edges = {}
        for number, line in enumerate(self.text("tools/layers.txt").splitlines(), 1):
            line = line.split("#")[0].strip()
            if line:
                name, _, uses = line.partition(":")
                edges[name.strip()] = (number, uses.split())
        return edges

    def text(self, name):
        """The file's text; empty when it is missing or not a text."""
        if name not in self._texts:
            try:
                self._texts[name] = (self.root / name).read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError):
                self._texts[name] = ""
        return self._texts[name]

    def files(self, *endings):
        return [name for name in self.names if name.endswith(endings)]

    def sources(self):
        return self.files(".cpp", ".hpp")

    def uses(self, module):
        return self.layers[module][1]

    def module_of(self, name):
        fitting = [m for m in self.layers if name.startswith(m + "/")]
        return max(fitting, key=len) if fitting else None

    def includes(self, name):
        """Yields (line number, quoted?, included name)."""
        for number, line in enumerate(self.text(name).splitlines(), 1):
            match = INCLUDE.match(line)
            if match:
                yield number, match.group(1) == '"', match.group(2)


def circle(edges):
    """One circle of the graph as a list of its nodes, or an empty list."""
    state = {}
    for start in sorted(edges):
        trail = [(start, iter(sorted(edges.get(start, ()))))]
        if state.get(start):
            continue
        state[start] = "open"
        while trail:
            node, rest = trail[-1]
            other = next(rest, None)
            if other is None:
                state[node] = "done"
                trail.pop()
            elif state.get(other) == "open":
                nodes = [n for n, _ in trail]
                return nodes[nodes.index(other):] + [other]
            elif other not in state:
                state[other] = "open"
                trail.append((other, iter(sorted(edges.get(other, ())))))
    return []
