"""Checks that the tree is as the house rules say. Prints `ok NAME` or `FAILED NAME` a check.

python3 tools/tidy/check.py [--root DIR] [NAME …]   all checks, or those named, as layers or sizes
"""

import argparse
import pathlib
import sys

import edges
import sizes
import words
from tree import Tree

SHOWN_MAX = 40


def checks():
    """Name → (promise, function of (tree, exceptions)); `exceptions` must come last."""
    found = {}
    for check in edges.CHECKS:
        found[check] = lambda tree, _, check=check: check(tree)
    for check in (*words.CHECKS, sizes.check_sizes, sizes.check_exceptions):
        found[check] = check
    return {check.__name__.replace("check_", ""): (check.__doc__, call)
            for check, call in found.items()}


def main():
    parser = argparse.ArgumentParser(description="the house rules")
    parser.add_argument("--root", default=pathlib.Path(__file__).resolve().parent.parent.parent)
    parser.add_argument("names", nargs="*", help="only these checks")
    options = parser.parse_args()
    known = checks()
    unknown = set(options.names) - set(known)
    if unknown:
        parser.error(f"no such check: {', '.join(sorted(unknown))}; known: {', '.join(known)}")
    tree = Tree(options.root)
    exceptions = sizes.Exceptions(tree)
    if options.names and "exceptions" in options.names:
        options.names = []  # which exceptions are needed is known only after all the others
    failed = False
    for name, (promise, call) in known.items():
        if options.names and name not in options.names:
            continue
        wrong = call(tree, exceptions)
        print(f"{'FAILED' if wrong else 'ok'} tidy {name}: {promise}", flush=True)
        for line in wrong[:SHOWN_MAX]:
            print("   ", line)
        if len(wrong) > SHOWN_MAX:
            print(f"    … and {len(wrong) - SHOWN_MAX} more")
        failed = failed or bool(wrong)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
