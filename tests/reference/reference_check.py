"""docs/reference is what the program prints from its own tables. `--write` brings it up to date."""

import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("ZHIDA_BIN", ROOT / "build/release/bin"))
PAGES = ("states", "refusals", "api")


def main():
    failed = False
    for page in PAGES:
        printed = subprocess.run([BIN / "zhida-reference", page], check=True, text=True,
                                 capture_output=True).stdout
        path = ROOT / f"docs/reference/{page}.md"
        if "--write" in sys.argv:
            path.write_text(printed, encoding="utf-8")
        same = path.exists() and path.read_text(encoding="utf-8") == printed
        failed = failed or not same
        print(f"ok {page}.md" if same else
              f"FAILED {page}.md is stale: python3 tests/reference/reference_check.py --write")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
