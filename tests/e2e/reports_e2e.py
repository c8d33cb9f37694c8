"""Views and reports of a county that paid a list: every report agrees with the run's report and
with the others, views are rebuilt at will, a notice shows no whole name, and an auditor's pack is
checked offline and fails when a byte of it is another one."""

import csv
import io
import json
import pathlib
import shutil
import signal
import subprocess
import time
import zipfile

import county

NO = "XA-2019-0920"
LINES, SEED = 200, 107
WAIT_SECONDS_MAX = 90
SLOTS = ("paid", "failed", "returned", "in_doubt", "unsent", "held", "withheld", "other")


def zhida(home, *words, code=0):
    done = subprocess.run([str(w) for w in (county.BIN / "zhida", *words, "--home", home)],
                          capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    if done.returncode != code:
        raise AssertionError(f"{words}: exit {done.returncode} and not {code}: {done.stderr}")
    return done.stdout


def report(home, *words):
    return json.loads(zhida(home, "report", *words, "--format", "json"))


def fen(of):
    """The sum of a slot of the run's report, whether it is cut by reason or not."""
    if "fen" in of:
        return int(of["fen"])
    return sum(int(one["fen"]) for one in of.values())


def await_views(home):
    until = time.monotonic() + WAIT_SECONDS_MAX
    while True:
        have = json.loads(zhida(home, "views", "status", "--json"))
        if not have["building"] and not have["rebuild_wanted"]:
            return have
        if time.monotonic() > until:
            raise AssertionError(f"views are not there: {have}")
        time.sleep(0.3)


def totals(home, run):
    wrong = []
    for by in ("area", "county", "township", "village", "item", "bank", "list"):
        total = report(home, "overview", "--by", by)["total"]
        if int(total["payable"]) != int(run["total_fen"]) or total["lines"] != run["lines"]:
            wrong.append(f"{by}: {total['payable']} of {total['lines']}")
        if sum(int(total[slot]) for slot in SLOTS) != int(total["payable"]):
            wrong.append(f"{by}: the slots do not add up")
        wrong += [f"{by} {slot}: {total[slot]}" for slot in ("paid", "failed", "returned", "held",
                                                              "in_doubt")
                  if int(total[slot]) != fen(run[slot])]
    accounts = report(home, "accounts")["total"]
    wrong += [f"accounts {name}: {accounts[name]}" for name in
              ("received", "paid", "available", "locked", "returned_pending")
              if int(accounts[name]) != int(run["balances_fen"][name])]
    days = report(home, "payments")["total"]
    if int(days["net_fen"]) != int(run["balances_fen"]["paid"]):
        wrong.append(f"payments by day: {days}")
    return "; ".join(wrong)


def formats(home, scratch):
    plain = zhida(home, "report", "overview", "--by", "township")
    if "合计 total" not in plain:
        return f"no table: {plain}"
    path = scratch / "exceptions.csv"
    zhida(home, "report", "exceptions", "--format", "csv", "--out", path)
    raw = path.read_bytes()
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    if not raw.startswith(b"\xef\xbb\xbf") or not rows or not all(r["责任方 owner"] for r in
                                                                  rows[:-1]):
        return f"not the exceptions: {rows[:2]}"
    if any(line != line.strip() or not line for line in raw.decode().split("\r\n")[:-1]):
        return "the file's lines do not end alike"
    book = scratch / "book.xlsx"
    zhida(home, "report", "reconciliation", "--format", "xlsx", "--out", book)
    with zipfile.ZipFile(book) as opened:
        page = opened.read("xl/worksheets/sheet1.xml").decode()
    if "<f>" in page or "<v>" not in page:
        return "no workbook of values"
    zhida(home, "report", "weather", code=1)
    zhida(home, "report", "overview", "--by", "household", code=1)
    return ""


def rebuilt(home):
    before = [report(home, name) for name in ("overview", "banks", "exceptions", "accounts")]
    zhida(home, "views", "rebuild")
    have = await_views(home)
    after = [report(home, name) for name in ("overview", "banks", "exceptions", "accounts")]
    for one in (*before, *after):
        one.pop("height")
    if before != after:
        return "other numbers after a rebuild"
    return "" if have["rows"]["lines"] == LINES else f"{have['rows']['lines']} lines"


def notice(home, made):
    names = {row["payee_name"] for row in
             csv.DictReader(open(made["list"] / "lines.csv", encoding="utf-8", newline=""))}
    village = report(home, "overview", "--by", "village")["rows"][0]
    have = json.loads(zhida(home, "public-notice", NO, "--village", village["code"], "--format",
                            "json"))
    shown = {row["payee"] for row in have["rows"]}
    if shown & names or not all("*" in one for one in shown):
        return f"whole names: {shown & names}"
    if have["total"]["fen"] != village["payable"] or have["total"]["line"] != village["lines"]:
        return f"{have['total']} and not {village}"
    zhida(home, "public-notice", NO, "--village", "130629999999", code=1)
    return ""


def pack(home, scratch):
    trust = scratch / "trust.json"
    zhida(home, "trust", "--out", trust)
    folder = scratch / "pack"
    zhida(home, "pack", NO, "--out", folder)

    def verify(at, *more):
        return subprocess.run([str(w) for w in (county.BIN / "zhida", "verify-pack", at, *more)],
                              capture_output=True, text=True, check=False).returncode

    if verify(folder, "--trust", trust) != 0 or verify(folder) != 5:
        return "a sound pack is not accepted, or its issuer is known without a trust file"
    names = sorted(p.relative_to(folder) for p in folder.rglob("*") if p.is_file())
    if len(names) < 10:
        return f"only {names}"
    for name in names:
        other = scratch / "other"
        shutil.copytree(folder, other)
        # What the manifest says in words binds nobody; its digests and names do.
        content = bytearray((other / name).read_bytes())
        place = content.find(b'"sm3":"') + 9 if name.name == "manifest.json" else len(content) // 2
        content[place] ^= 1
        (other / name).write_bytes(content)
        if verify(other, "--trust", trust) != 1:
            return f"a changed byte in {name} passes"
        (other / name).unlink()
        if verify(other, "--trust", trust) != 1:
            return f"passes without {name}"
        shutil.rmtree(other)
    (folder / "more.txt").write_text("more")
    return "" if verify(folder, "--trust", trust) == 1 else "a foreign file passes"


def main():
    with county.folder() as scratch:
        scratch = pathlib.Path(scratch)
        home = scratch / "home"
        made = county.generate(scratch / "made", LINES, SEED, NO)
        path = scratch / "run.json"
        subprocess.run(county.walk_words(made, home, path), check=True, capture_output=True)
        run = json.loads(path.read_text())
        with open(scratch / "up.log", "w", encoding="utf-8") as log:
            up = subprocess.Popen([str(county.BIN / "zhida"), "sandbox", "up", "--home",
                                   str(home)], stdout=log, stderr=log)
        try:
            zhida(home, "status", "--patience", "60")
            await_views(home)
            for name, check in (
                    ("every report has the totals of the run", lambda: totals(home, run)),
                    ("reports come as table, CSV and XLSX", lambda: formats(home, scratch)),
                    ("views are rebuilt at will to the same numbers", lambda: rebuilt(home)),
                    ("the public notice masks every name", lambda: notice(home, made)),
                    ("an auditor's pack is checked offline, byte by byte",
                     lambda: pack(home, scratch))):
                try:
                    wrong = check()
                except (AssertionError, KeyError, ValueError, OSError) as error:
                    wrong = f"{type(error).__name__}: {error}"
                county.verdict(name, wrong)
        finally:
            up.send_signal(signal.SIGTERM)
            up.wait(timeout=60)
    county.end()


main()
