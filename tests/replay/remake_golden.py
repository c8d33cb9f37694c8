"""Makes tests/golden/ledger and tests/golden/slips anew, until a version is released: a sandbox
county pays a small list with every kind of outcome, another one a list whose slip is kept.

The list follows from the seed; keys are drawn once, here, so every run makes another root.
ZHIDA_BIN names the folder of the programs; build/release/bin when it is not set.
"""

import os
import pathlib
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("ZHIDA_BIN", ROOT / "build/release/bin"))
GOLDEN = ROOT / "tests/golden/ledger"
SLIPS = ROOT / "tests/golden/slips"
LINES = 100
SEED = 20190918
OUTCOMES = ("name_mismatch", "closed", "closes_before_payment", "freezes_before_payment",
            "returns_next_day")


def run(*words):
    done = subprocess.run([str(word) for word in words], check=True, text=True,
                          capture_output=True)
    return dict(line.split() for line in done.stdout.splitlines() if line.count(" ") == 1)


def slip():
    with tempfile.TemporaryDirectory(prefix="zhida-golden-") as folder:
        home = pathlib.Path(folder)
        run(BIN / "zhida-generate", "--lines", 2000, "--seed", 777, "--list-no", "RC-2019-0777",
            "--date", "2019-09-18T10:00:00+08:00", "--county", "130629", "--out", home / "list",
            "--accounts", home / "accounts.csv", "--villages", ROOT / "data/villages.csv",
            "--key", home / "key.pem", "--new-key", home / "public.pem")
        run(BIN / "zhida", "sandbox", "next", "--quiet", "--home", home / "county", "--list",
            home / "list", "--accounts", home / "accounts.csv", "--source-key",
            home / "public.pem", "--data", ROOT / "data", "--report", home / "report.json",
            "--slip", SLIPS / "1.zhida")
        run(BIN / "zhida", "trust", "--home", home / "county", "--out", SLIPS / "1.trust.json")
        told = subprocess.run([str(BIN / "zhida"), "verify", str(SLIPS / "1.zhida"), "--trust",
                               str(SLIPS / "1.trust.json")], check=True, capture_output=True)
        zh, en = told.stdout.decode().split("\n\n")
        (SLIPS / "1.zh.txt").write_text(zh + "\n", encoding="utf-8")
        (SLIPS / "1.en.txt").write_text(en, encoding="utf-8")


def ledger():
    with tempfile.TemporaryDirectory(prefix="zhida-golden-") as folder:
        home = pathlib.Path(folder)
        run(BIN / "zhida-generate", "--lines", LINES, "--seed", SEED, "--list-no", "RC-2019-0100",
            "--date", "2019-09-18T10:00:00+08:00", "--county", "130629", "--out", home / "list",
            "--accounts", home / "accounts.csv", "--villages", ROOT / "data/villages.csv",
            "--key", home / "key.pem", "--new-key", home / "public.pem")
        rows = (home / "accounts.csv").read_text(encoding="utf-8").splitlines()
        for at, outcome in enumerate(OUTCOMES, 1):
            rows[at] = rows[at].rsplit(",", 1)[0] + "," + outcome
        (home / "accounts.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
        run(BIN / "zhida", "once", "--quiet", "--list", home / "list", "--accounts",
            home / "accounts.csv", "--source-key", home / "public.pem", "--data", ROOT / "data",
            "--report", home / "report.json", "--keep", home / "kept")
        kept = home / "kept/node/data"
        (GOLDEN / "log").mkdir(parents=True, exist_ok=True)
        (GOLDEN / "genesis").write_bytes((kept / "genesis").read_bytes())
        for segment in sorted((kept / "log").iterdir()):
            # Segments are preallocated with zeros. A few are kept: a record may end in some.
            records = segment.read_bytes().rstrip(b"\0") + bytes(64)
            (GOLDEN / "log" / segment.name).write_bytes(records)
        told = run(BIN / "zhida-replay", GOLDEN)
        (GOLDEN / "root").write_text(f"height {told['height']}\nroot {told['root']}\n")
        print((home / "report.json").read_text())


if __name__ == "__main__":
    ledger()
    slip()
