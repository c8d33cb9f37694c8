"""What the end-to-end scripts share: programs, lists, reports, and one line a verdict."""

import json
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BIN = pathlib.Path(os.environ.get("ZHIDA_BIN", ROOT / "build/dev/bin"))
DATA = ROOT / "data"
BANKS = ("102", "403", "303", "302", "105")
EXACT = ("lines", "total_fen", "paid", "failed", "returned", "in_doubt", "held", "balances_fen")

failures = 0


def verdict(name, wrong):
    """One line; `wrong` says what is not as it must be."""
    global failures
    if wrong:
        failures += 1
        print(f"FAILED {name}: {wrong}", flush=True)
    else:
        print(f"ok {name}", flush=True)


def end():
    sys.exit(1 if failures else 0)


def folder():
    return tempfile.TemporaryDirectory(prefix="zhida-e2e-")


def generate(home, lines, seed, list_no="XA-2019-0900", at="2019-09-18T10:00:00+08:00", key=None,
             faults="none"):
    """A signed list; returns its paths."""
    home.mkdir(parents=True, exist_ok=True)
    made = {name: home / file for name, file in (
        ("list", "list"), ("accounts", "accounts.csv"), ("expected", "expected.json"),
        ("key", "key.pem"), ("public", "public.pem"))}
    words = [BIN / "zhida-generate", "--lines", lines, "--seed", seed, "--list-no", list_no,
             "--date", at, "--county", "130629", "--out", made["list"], "--accounts",
             made["accounts"], "--report", made["expected"], "--villages", DATA / "villages.csv",
             "--faults", faults]
    if key:
        made["key"], made["public"] = key["key"], key["public"]
        words += ["--key", made["key"]]
    else:
        words += ["--key", made["key"], "--new-key", made["public"]]
    subprocess.run([str(w) for w in words], check=True, capture_output=True)
    return made


def walk_words(made, home, report, *more):
    return [str(w) for w in (
        BIN / "zhida", "sandbox", "next", "--quiet", "--list", made["list"], "--accounts",
        made["accounts"], "--source-key", made["public"], "--data", DATA, "--home", home,
        "--report", report, *more)]


def in_two_languages(text):
    """A message's two lines, the Chinese one first."""
    lines = text.strip().splitlines()
    return len(lines) == 2 and not lines[0].isascii() and lines[1].isascii()


def differences(report, expected):
    have, want = json.loads(report.read_text()), json.loads(expected.read_text())
    return [f"{name}: {have.get(name)} and not {want[name]}"
            for name in EXACT if name in want and have.get(name) != want[name]]


def debits(home):
    """(debits, ids debited more than once) in the books of all banks."""
    count = twice = 0
    for bank in BANKS:
        with sqlite3.connect(home / f"banks/{bank}/book.sqlite") as book:
            count += book.execute("SELECT COUNT(*) FROM entry WHERE kind=1").fetchone()[0]
            twice += book.execute("SELECT COUNT(*) FROM (SELECT reference FROM entry WHERE kind=1 "
                                  "GROUP BY reference HAVING COUNT(*) > 1)").fetchone()[0]
    return count, twice


def verify_chain(home):
    return subprocess.run([str(BIN / "zhida"), "verify-chain", str(home / "node/data")],
                          capture_output=True, text=True)
