"""The main job as a new user runs it: the samples of the tree, lists that must be refused, a second
list on the same ledger, and no private word in any file of ledger, vault, agents or logs."""

import base64
import csv
import json
import os
import pathlib
import shutil
import subprocess

import county

SAMPLES = county.ROOT / "tests/data"


def once(package, accounts, report, *more):
    words = [str(w) for w in (county.BIN / "zhida", "once", "--quiet", "--list", package,
                              "--accounts", accounts, "--report", report, "--data", county.DATA,
                              *more)]
    return subprocess.run(words, capture_output=True, text=True, check=False)


def clean(scratch):
    package = SAMPLES / "rongcheng-2019-0001"
    report = scratch / "report.json"
    done = once(package, f"{package}.accounts.csv", report, "--source-key",
                SAMPLES / "source-key.pem", "--keep", scratch / "kept")
    if done.returncode != 0:
        return f"exit {done.returncode}: {done.stderr}"
    wrong = county.differences(report, pathlib.Path(f"{package}.report.json"))
    have = json.loads(report.read_text())
    if have["source_signed"] is not True:
        wrong.append("the source counts as unsigned")
    balances = have["balances_fen"]
    if balances["received"] - balances["paid"] != (
            balances["available"] + balances["locked"] + balances["returned_pending"]):
        wrong.append(f"balances do not add up: {balances}")
    for name in ("height", "ledger_id", "state_root", "seconds", "peak_rss_mb"):
        if not have.get(name):
            wrong.append(f"no {name}")
    return "; ".join(wrong)


def faulty(scratch):
    package = SAMPLES / "rongcheng-2019-0002-faulty"
    report = scratch / "faults.json"
    done = once(package, f"{package}.accounts.csv", report, "--source-key",
                SAMPLES / "source-key.pem")
    if done.returncode != 2:
        return f"exit {done.returncode}: {done.stderr}"
    have = json.loads(report.read_text())["errors"]
    want = json.loads(pathlib.Path(f"{package}.report.json").read_text())["errors"]
    exact = ("file", "row", "line_no", "code", "field", "value_masked")
    differing = [(h, w) for h, w in zip(have, want)
                 if any(h.get(k) != w.get(k) for k in exact if k in w)]
    if len(have) != len(want) or differing:
        return f"{len(have)} errors and not {len(want)}; first difference {differing[:1]}"
    return ""


def unreadable(scratch):
    package = scratch / "altered"
    shutil.copytree(SAMPLES / "rongcheng-2019-0001", package)
    manifest = package / "manifest.json"
    manifest.write_bytes(manifest.read_bytes().replace(b"0001", b"0003", 1))
    accounts = SAMPLES / "rongcheng-2019-0001.accounts.csv"
    key = ("--source-key", SAMPLES / "source-key.pem")
    altered = once(package, accounts, scratch / "none.json", *key)
    if altered.returncode != 3:
        return f"an altered package: exit {altered.returncode}"
    nothing = once(scratch / "nowhere", accounts, scratch / "none.json", *key)
    if nothing.returncode != 3:
        return f"no package: exit {nothing.returncode}"
    if "\n" not in altered.stderr.strip() or altered.stderr.isascii():
        return f"no message in two languages: {altered.stderr}"
    usage = subprocess.run([str(county.BIN / "zhida"), "once"], capture_output=True, check=False)
    return "" if usage.returncode == 1 else f"wrong usage: exit {usage.returncode}"


def unsigned(scratch):
    made = county.generate(scratch / "unsigned", 120, 5)
    for signature in made["list"].glob("*.sig"):
        signature.unlink()
    report = scratch / "unsigned.json"
    done = once(made["list"], made["accounts"], report)
    if done.returncode != 0:
        return f"exit {done.returncode}: {done.stderr}"
    return "" if json.loads(report.read_text())["source_signed"] is False else "counts as signed"


def other_profile(scratch):
    """wire.md §9: profile intl runs the whole path, with a source that signs with SM2 as always."""
    made = county.generate(scratch / "intl", 120, 6)
    report, home = scratch / "intl.json", scratch / "intl-county"
    done = once(made["list"], made["accounts"], report, "--source-key", made["public"],
                "--profile", "intl", "--keep", home)
    if done.returncode != 0:
        return f"exit {done.returncode}: {done.stderr}"
    wrong = county.differences(report, made["expected"])
    if json.loads(report.read_text())["source_signed"] is not True:
        wrong.append("the source counts as unsigned")
    chain = county.verify_chain(home)
    if chain.returncode != 0:
        wrong.append(chain.stderr)
    return "; ".join(wrong)


def zipped(folder):
    """The same package as a zip with all files in one folder."""
    return pathlib.Path(shutil.make_archive(str(folder), "zip", folder.parent, folder.name))


def second_list(scratch):
    home = scratch / "county"
    first = county.generate(scratch / "first", 300, 11, "XA-2019-0901")
    second = county.generate(scratch / "second", 300, 12, "XA-2019-0902",
                             "2019-10-21T10:00:00+08:00", first)
    second["list"] = zipped(second["list"])
    heights = []
    for made in (first, second):
        report = scratch / f"{made['list'].parent.name}.json"
        done = subprocess.run(county.walk_words(made, home, report), capture_output=True,
                              text=True, check=False)
        if done.returncode != 0:
            return f"exit {done.returncode}: {done.stderr}"
        have = json.loads(report.read_text())
        want = json.loads(made["expected"].read_text())
        for name in ("lines", "total_fen", "paid", "failed", "returned", "held"):
            if have[name] != want[name]:
                return f"{name}: {have[name]} and not {want[name]}"
        heights.append((have["ledger_id"], have["height"]))
    if heights[0][0] != heights[1][0] or heights[1][1] <= heights[0][1]:
        return f"not the same ledger: {heights}"
    chain = county.verify_chain(home)
    if chain.returncode != 0:
        return chain.stderr
    paid, twice = county.debits(home)
    return f"{twice} of {paid} debits twice" if twice else ""


def in_doubt(scratch):
    """Banks that never answer: what the statement shows is paid, what they refused nobody knows."""
    made = county.generate(scratch / "doubt", 300, 21, "XA-2019-0903")
    report = scratch / "doubt.json"
    done = once(made["list"], made["accounts"], report, "--source-key", made["public"], "--faults",
                '{"lose_replies":1000000,"lose_answers":1000000}')
    if done.returncode != 4:
        return f"exit {done.returncode}: {done.stderr}"
    have = json.loads(report.read_text())
    want = json.loads(made["expected"].read_text())
    refused = sum(slot["lines"] for slot in want["failed"].values())
    if refused == 0 or have["in_doubt"]["lines"] != refused or have["failed"]:
        return f"{have['in_doubt']} in doubt, {have['failed']} failed; {want['failed']} refused"
    if have["paid"] != want["paid"] or have["returned"] != want["returned"]:
        return f"paid {have['paid']}, returned {have['returned']}"
    return ""


def no_private_word(scratch):
    """Whatever is not a bank's own book or somebody's key is scanned."""
    secrets = set()
    with open(SAMPLES / "rongcheng-2019-0001/lines.csv", encoding="utf-8", newline="") as file:
        for row in list(csv.DictReader(file))[:60]:
            for name in ("payee_name", "payee_id_no", "account_no", "phone"):
                if len(row.get(name, "")) >= 2:
                    secrets.add(row[name])
    forms = set()
    for secret in secrets:
        raw = secret.encode()
        forms |= {raw, raw.hex().encode(), base64.b64encode(raw)[:12]}
    # Two characters in base64 or GBK could be chance; whole numbers and names are not.
    forms = {f for f in forms if len(f) >= 6}
    scanned = 0
    for path in (scratch / "kept").rglob("*"):
        inside = path.relative_to(scratch / "kept").parts
        if not path.is_file() or inside[0] in ("banks", "keys"):
            continue
        content = path.read_bytes()
        scanned += len(content)
        for form in forms:
            if form in content:
                return f"{path.name} holds {form!r}"
    if not (scratch / "kept/node/data/views.sqlite").stat().st_size:
        return "there are no views to scan"
    enough = scanned > 1_000_000 and len(forms) > 150
    return "" if enough else f"only {scanned} bytes, {len(forms)} forms"


def main():
    with county.folder() as scratch:
        scratch = pathlib.Path(scratch)
        os.environ["TMPDIR"] = str(scratch)
        county.verdict("the clean sample comes out exactly as expected", clean(scratch))
        county.verdict("no private word in ledger, vault, views, agents, logs",
                       no_private_word(scratch))
        county.verdict("the faulty sample is refused row by row", faulty(scratch))
        county.verdict("what is no package is refused with exit 3", unreadable(scratch))
        county.verdict("an unsigned source is said to be unsigned", unsigned(scratch))
        county.verdict("orders in doubt end in a report and exit 4", in_doubt(scratch))
        county.verdict("profile intl pays a list and verifies", other_profile(scratch))
        county.verdict("a second list, as a zip, goes on with the same ledger",
                       second_list(scratch))
        left = [p.name for p in scratch.glob("zhida-once-*")]
        county.verdict("temporary counties are gone afterwards", ", ".join(left))
    county.end()


main()
