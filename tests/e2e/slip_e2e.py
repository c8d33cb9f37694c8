"""Slips as people get them: two lists on one ledger, a slip of each, checked by its file alone."""

import json
import pathlib
import subprocess

import county


def zhida(*words):
    return subprocess.run([str(w) for w in (county.BIN / "zhida", *words)], text=True,
                          capture_output=True, check=False)


def walk(made, home, scratch, number, before=None):
    slip, report = scratch / f"{number}.zhida", scratch / f"{number}.json"
    done = subprocess.run(county.walk_words(made, home, report, "--slip", slip), text=True,
                          capture_output=True, check=False)
    if done.returncode != 0:
        return slip, done.stderr
    if before:  # the accounts hold what both lists left
        expected, earlier = (json.loads(path.read_text()) for path in (made["expected"], before))
        for name, fen in earlier["balances_fen"].items():
            expected["balances_fen"][name] += fen
        made["expected"].write_text(json.dumps(expected))
    return slip, county.differences(report, made["expected"])


def read(slip, trust, amount_of):
    """What is wrong with a sound slip's reading."""
    done = zhida("verify", slip, "--trust", trust, "--json")
    said = json.loads(done.stdout or "{}")
    wrong = [f"{name} is {said.get(name)}" for name, want in (
        ("sound", True), ("issuer_known", True), ("sandbox", True), ("state", "PAID"))
             if said.get(name) != want]
    opened = said.get("opened", {})
    if amount_of.get(opened.get("line_no")) != (opened.get("payee_name"), said.get("amount_fen")):
        wrong.append(f"{opened} with {said.get('amount_fen')} fen is no line of the list")
    if not said.get("witness"):
        wrong.append("no witness")
    if done.returncode != 0:
        wrong.append(f"exit {done.returncode}: {done.stderr}")
    return wrong


def lines_of(made):
    """line number → (name, fen) as the package's file has them."""
    rows = (made["list"] / "lines.csv").read_text(encoding="utf-8").splitlines()
    head = rows[0].lstrip("\ufeff").split(",")
    out = {}
    for row in rows[1:]:
        cells = dict(zip(head, row.split(",")))
        yuan, _, cents = cells["amount_yuan"].partition(".")
        fen = int(yuan) * 100 + int((cents + "00")[:2])
        out[cells["line_no"]] = (cells["payee_name"], str(fen))
    return out


def main():
    with county.folder() as scratch:
        scratch = pathlib.Path(scratch)
        home, trust = scratch / "county", scratch / "trust.json"
        first = county.generate(scratch / "a", 300, 41, "XA-2019-0041")
        second = county.generate(scratch / "b", 300, 42, "XA-2019-0042",
                                 "2019-10-16T10:00:00+08:00", first)
        slip, wrong = walk(first, home, scratch, 1)
        county.verdict("the first list comes out as expected", wrong)
        county.verdict("the trust file is written", zhida("trust", "--home", home, "--out",
                                                          trust).stderr)
        county.verdict("its slip names payee, payment and witness",
                       read(slip, trust, lines_of(first)))
        later, wrong = walk(second, home, scratch, 2, first["expected"])
        county.verdict("the same ledger pays the next list", wrong)
        county.verdict("the next slip holds as well", read(later, trust, lines_of(second)))
        county.verdict("the first slip holds for ever", read(slip, trust, lines_of(first)))
        bare = zhida("verify", slip)
        county.verdict("without a trust file the exit code is 5",
                       "" if bare.returncode == 5 and "issuer unknown" in bare.stdout and
                       bare.stdout.startswith("沙盒") else f"{bare.returncode} {bare.stdout}")
        other = scratch / "other.json"
        other.write_text(trust.read_text().replace('"chain_id": "zhida-', '"chain_id": "zhidb-'))
        foreign = zhida("verify", slip, "--trust", other, "--json")
        county.verdict("another ledger's trust file is refused",
                       "" if foreign.returncode == 1 and '"trust"' in foreign.stdout
                       else f"{foreign.returncode} {foreign.stdout}")
        broken = bytearray(slip.read_bytes())
        broken[len(broken) // 2] ^= 1
        (scratch / "broken.zhida").write_bytes(broken)
        done = zhida("verify", scratch / "broken.zhida", "--trust", trust)
        county.verdict("a changed byte fails with the part's name",
                       "" if done.returncode == 1 and "container" in done.stderr else done.stderr)
        chain = county.verify_chain(home)
        county.verdict("the ledger of both replays",
                       "" if chain.returncode == 0 else chain.stderr)
    county.end()


main()
