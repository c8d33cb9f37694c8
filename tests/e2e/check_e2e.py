"""A package looked at on one's own machine: every shape of it, what is wrong with it, and what
changed since its last version. No county runs, and nothing is written."""

import hashlib
import json
import pathlib
import re
import shutil
import subprocess

import county

NO = "XA-2019-0920"


def zhida(place, *words):
    empty = place / "empty"
    empty.mkdir(exist_ok=True)
    done = subprocess.run([str(w) for w in (county.BIN / "zhida", *words)], cwd=empty,
                          capture_output=True, text=True, check=False,
                          env={"HOME": str(empty), "TMPDIR": str(empty)})
    left = list(empty.iterdir())
    if left:
        raise AssertionError(f"{words} wrote {left}")
    return done


def check(place, package, *more):
    return zhida(place, "import", "--check", package, *more)


def shaped(place, name, *flags):
    made = county.generate(place / name, 60, 21, NO)
    out = made["list"].with_suffix(".zip") if "--zip" in flags else made["list"]
    shutil.rmtree(made["list"])
    words = [county.BIN / "zhida-generate", "--lines", 60, "--seed", 21, "--list-no", NO, "--date",
             "2019-09-18T10:00:00+08:00", "--county", "130629", "--out", out, "--accounts",
             made["accounts"], "--key", made["key"], "--villages", county.DATA / "villages.csv",
             *flags]
    subprocess.run([str(w) for w in words], check=True, capture_output=True)
    return out, made["public"]


def shapes(place):
    totals = set()
    for name, flags in (("plain", ()), ("zip", ("--zip",)), ("book", ("--xlsx",)),
                        ("all", ("--zip", "--xlsx", "--gb18030", "--chinese-headers")),
                        ("gb", ("--gb18030", "--chinese-headers"))):
        package, key = shaped(place, name, *flags)
        done = check(place, package, "--source-key", key, "--json")
        if done.returncode != 0:
            return f"{name}: exit {done.returncode}: {done.stderr}"
        have = json.loads(done.stdout)
        if have["source_signed"] is not True or sum(v["lines"] for v in have["villages"]) != 60:
            return f"{name}: {have}"
        totals.add((have["list_no"], have["lines"], have["total_fen"]))
    table = check(place, place / "zip/list.zip")
    if table.returncode != 0 or NO not in table.stdout or "60" not in table.stdout:
        return f"exit {table.returncode}: {table.stdout}"
    return "" if len(totals) == 1 else f"the shapes differ: {totals}"


def bad(place):
    made = county.generate(place / "bad", 60, 22, NO, faults="few")
    have = json.loads(check(place, made["list"], "--json").stdout)["errors"]
    want = json.loads(made["expected"].read_text())["errors"]
    if [(e["row"], e["code"]) for e in have] != [(e["row"], e["code"]) for e in want]:
        return f"{have} and not {want}"
    table = check(place, made["list"])
    if table.returncode != 2 or want[0]["code"] not in table.stdout:
        return f"exit {table.returncode}: {table.stdout}"
    cut = place / "cut.zip"
    cut.write_bytes((place / "zip/list.zip").read_bytes()[:-30])
    for package, key in ((cut, ()), (place / "nowhere", ()),
                         (place / "zip/list.zip", ("--source-key", made["public"]))):
        done = check(place, package, *key)
        if done.returncode != 3 or done.stderr.isascii() or len(done.stderr.split("\n")) < 2:
            return f"{package}: exit {done.returncode}: {done.stderr}"
    return ""


def next_version(folder, change):
    """Another version of a package: its lines changed, its manifest fitting, its signature gone."""
    lines = (folder / "lines.csv").read_text(encoding="utf-8").split("\n")[:-1]
    lines = change(lines)
    text = ("\n".join(lines) + "\n").encode()
    (folder / "lines.csv").write_bytes(text)
    fen = sum(int(row.split(",")[-3].replace(".", "")) for row in lines[1:])
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["line_count"] = len(lines) - 1
    manifest["total_yuan"] = f"{fen // 100}.{fen % 100:02}"
    manifest["files"]["lines.csv"] = "sm3:" + hashlib.new("sm3", text).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def simple(rows):
    return [n for n, row in enumerate(rows) if '"' not in row and re.search(r",62\d{14,17},", row)]


def differences(place):
    old = county.generate(place / "old", 60, 23, NO)["list"]
    new = place / "new"
    shutil.copytree(old, new)
    accounts = []

    def change(rows):
        one, other = simple(rows)[:2]
        account = re.search(r",(62\d{14,17}),", rows[one]).group(1)
        accounts.append(account)
        rows[one] = rows[one].replace(account, account[:-2] + f"{(int(account[-2:]) + 1) % 100:02}")
        del rows[other]
        return [row for row in rows if '"' not in row]

    whole = place / "whole"
    shutil.copytree(old, whole)
    next_version(whole, lambda rows: [row for row in rows if '"' not in row])
    next_version(new, change)
    done = zhida(place, "diff", whole, new, "--json")
    if done.returncode != 0:
        return f"exit {done.returncode}: {done.stderr}"
    have = json.loads(done.stdout)
    kinds = sorted(tuple(c["changed"]) for c in have["changes"])
    if kinds != [("account",), ("removed",)]:
        return f"{kinds}"
    if (have["all"]["removed"], have["all"]["changed"], have["all"]["added"]) != (1, 1, 0):
        return f"{have['all']}"
    table = zhida(place, "diff", whole, new)
    if "账号" not in table.stdout or any(a in table.stdout + done.stdout for a in accounts):
        return f"not told, or not masked: {table.stdout}"
    same = json.loads(zhida(place, "diff", old, old, "--json").stdout)
    if same["changes"]:
        return "a version differs from itself"
    wrong = zhida(place, "diff", old, place / "nowhere")
    return "" if wrong.returncode == 3 else f"no package: exit {wrong.returncode}"


def main():
    with county.folder() as scratch:
        place = pathlib.Path(scratch)
        county.verdict("a package in every shape is checked offline, writing nothing",
                       shapes(place))
        county.verdict("what is wrong with a package is told offline", bad(place))
        county.verdict("two versions of a package are compared", differences(place))
    county.end()


main()
