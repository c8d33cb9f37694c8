"""Records are destroyed by two bodies: the vault has them no more, in no file; proofs still verify;
neither a restored backup nor an older vault put back in place opens them again."""

import pathlib
import shutil
import subprocess

import county
import restore_steps as steps

LINES = 60
LINE = 1
SLOT = 3 * 85  # vault/<list>/keys: bytes a line


def vault_of(home):
    return next(path.parent for path in (home / "node/data/vault").glob("*/list"))


def raw(path, at, size):
    with open(path, "rb") as file:
        file.seek(at)
        return file.read(size)


def place(vault):
    """(offset, size) of the line's sealed record."""
    row = raw(vault / "offsets", 16 * LINE, 16)
    return int.from_bytes(row[:8], "big"), int.from_bytes(row[8:12], "big")


def copies(home, needle):
    return [str(path) for path in home.rglob("*")
            if path.is_file() and needle and needle in path.read_bytes()]


def erase(home, scratch, list_no):
    paper = scratch / "decision.txt"
    paper.write_text("court paper no. 1")
    asked = steps.zhida("erase", "propose", list_no, "--lines", LINE, "--document", paper,
                        "--court", "--home", home, "--as", "county-1", "--json")
    if asked.returncode != 0:
        return asked.stderr
    proposal = steps.json_of(asked)["proposal"]
    alone = steps.zhida("erase", "approve", proposal, "--home", home, "--as", "county-2")
    if alone.returncode == 0 or "7302" not in alone.stderr:
        return f"one body alone: {alone.returncode} {alone.stderr}"
    agreed = steps.zhida("erase", "approve", proposal, "--home", home, "--as", "area-1")
    return agreed.stderr if agreed.returncode != 0 else ""


def slip(home, list_no, out, *more):
    return steps.zhida("slip", list_no, LINE, "--home", home, "--as", "importer", "--out", out,
                       *more)


def backup(home, scratch, secret):
    return steps.zhida("backup", "--home", home, "--out", scratch / "backup", "--passphrase-file",
                       secret, "--json")


def main():
    with county.folder() as scratch:
        scratch = pathlib.Path(scratch)
        home, secret, trust = scratch / "county", scratch / "secret", scratch / "trust.json"
        secret.write_text("a passphrase of some length\n")
        list_no = "XA-2019-0900"
        made = county.generate(scratch / "in", LINES, 78, list_no)
        paid = subprocess.run(county.walk_words(made, home, scratch / "report.json"), text=True,
                              capture_output=True, check=False)
        county.verdict("a list is paid", paid.stderr if paid.returncode else "")
        vault = vault_of(home)
        slot = raw(vault / "keys", SLOT * LINE, SLOT)
        sealed = raw(vault / "records", *place(vault))
        old = steps.json_of(backup(home, scratch, secret))
        old_vault = scratch / "old-vault"
        shutil.copytree(vault, old_vault)

        def shred():
            if slip(home, list_no, scratch / "opened.zhida", "--opened").returncode != 0:
                return "the opened slip cannot be had before"
            wrong = erase(home, scratch, list_no)
            gone = steps.until(lambda: not any(raw(vault / "keys", SLOT * LINE, SLOT)), 60)
            if wrong or not gone:
                return wrong or "the keys are still there"
            again = slip(home, list_no, scratch / "never.zhida", "--opened")
            if again.returncode == 0:
                return "an opened slip is still handed out"
            return slip(home, list_no, scratch / "bare.zhida").stderr or steps.zhida(
                "trust", "--home", home, "--out", trust).stderr
        county.verdict("two bodies decide, the node destroys", steps.with_county(home, shred))
        left = copies(home, sealed) + copies(home, slot[5:85])
        county.verdict("no file holds the record or its key", ", ".join(left))
        for name in ("opened", "bare"):
            read = steps.zhida("verify", scratch / f"{name}.zhida", "--trust", trust)
            county.verdict(f"the {name} slip verifies", read.stderr if read.returncode else "")
        chain = county.verify_chain(home)
        county.verdict("the ledger replays", chain.stderr if chain.returncode else "")

        backup(home, scratch, secret)
        back = scratch / "back"
        done = steps.zhida("restore", "--from", scratch / "backup", "--data",
                           pathlib.Path(old["data"]).name, "--home", back, "--passphrase-file",
                           secret)
        brought = done.returncode == 0 and raw(vault_of(back) / "keys", SLOT * LINE, SLOT)
        county.verdict("the older backup comes back without the key",
                       "" if brought and not any(brought) else f"{done.stderr}")

        shutil.rmtree(vault)
        shutil.copytree(old_vault, vault)

        def old_vault_in_place():
            again = slip(home, list_no, scratch / "never.zhida", "--opened")
            return "" if again.returncode != 0 else "an opened slip is handed out"
        county.verdict("an older vault put back in place serves nothing",
                       steps.with_county(home, old_vault_in_place))
        left = copies(home, sealed) + copies(home, slot[5:85])
        county.verdict("and is shredded at the start", ", ".join(left))
    county.end()


main()
