"""The everyday command line: a county is made, its processes run, and people walk a list from its
import to the closed list by the commands, each with an own key. What must be refused is refused
with its number, in two languages and with the right exit code."""

import json
import os
import pathlib
import pty
import re
import shutil
import signal
import subprocess
import time
import unicodedata

import county

NO = "XA-2019-0910"
LINES, SEED = 60, 105  # some lines of this list are held, some fail and some come back
SETTLE_SECONDS_MAX = 60


class County:
    """An installation with its running processes."""

    def __init__(self, scratch):
        self.scratch = scratch
        self.home = scratch / "home"
        self.made = county.generate(scratch / "first", LINES, SEED, NO)
        self.up = None

    def run(self, *words, home=True):
        at = ["--home", self.home] if home else []
        env = {k: v for k, v in os.environ.items() if k != "ZHIDA_HOME"}
        return subprocess.run([str(w) for w in (county.BIN / "zhida", *words, *at)],
                              capture_output=True, text=True, check=False, env=env,
                              stdin=subprocess.DEVNULL)

    def json(self, *words, code=0):
        done = self.run(*words, "--json")
        if done.returncode != code:
            raise AssertionError(f"{words}: exit {done.returncode} and not {code}: "
                                 f"{done.stdout} {done.stderr}")
        return json.loads(done.stdout)

    def refused(self, number, *words):
        """The refusal as JSON, after its words were looked at in both languages."""
        have = self.json(*words, code=1).get("refusal")
        if not have or have["code"] != number:
            raise AssertionError(f"{words}: {have} and not {number}")
        said = self.run(*words)
        lines = [line for line in said.stderr.splitlines() if str(number) in line]
        if said.returncode != 1 or len(lines) != 2 or lines[0].isascii():
            raise AssertionError(f"{words}: not refused in two languages: {said.stderr}")
        return have

    def start(self):
        with open(self.scratch / "up.log", "w", encoding="utf-8") as log:
            self.up = subprocess.Popen([str(county.BIN / "zhida"), "sandbox", "up", "--home",
                                        str(self.home)], stdout=log, stderr=log)

    def stop(self):
        if self.up:
            self.up.send_signal(signal.SIGTERM)
            self.up.wait(timeout=60)

    def list(self):
        return self.json("list", NO, "--as", "auditor")

    def await_list(self, what):
        """Until the list is as wanted; its JSON then."""
        until = time.monotonic() + SETTLE_SECONDS_MAX
        while True:
            have = self.list()
            if what(have):
                return have
            if time.monotonic() > until:
                raise AssertionError(f"still {have['state']}, awaited {have['awaited'][:2]}")
            time.sleep(0.2)

    def villages(self):
        return [s["village"] for s in self.list()["section_list"]]

    def townships(self):
        return sorted({village[:9] for village in self.villages()})


def said(check, *words):
    """A verdict's text for an exception of a check."""
    try:
        return check(*words) or ""
    except (AssertionError, KeyError, IndexError, json.JSONDecodeError,
            subprocess.SubprocessError) as error:
        return f"{type(error).__name__}: {error}"


def keys(place):
    path = place.scratch / "wang.pem"
    made = place.run("keys", "new", "--out", path, "--json", home=False)
    shown = json.loads(place.run("keys", "show", path, "--json", home=False).stdout)
    again = place.run("keys", "new", "--out", path, home=False)
    public = json.loads(place.run("keys", "show", place.made["public"], "--json",
                                  home=False).stdout)
    wrong = []
    if made.returncode != 0 or json.loads(made.stdout) != shown:
        wrong.append("what was made is not what is shown")
    if path.stat().st_mode & 0o777 != 0o600:
        wrong.append("others can read the key")
    if again.returncode != 1 or json.loads(place.run(
            "keys", "show", path, "--json", home=False).stdout) != shown:
        wrong.append("a key was overwritten")
    if len(shown["key_id"]) != 16 or len(shown["public_key"]) != 130:
        wrong.append(f"odd key {shown}")
    if public["algorithm"] != "sm2_sm3":
        wrong.append(f"odd public key {public}")
    return "; ".join(wrong)


def init(place):
    words = ("init", "--data", county.DATA, "--first-list", place.made["list"], "--source-key",
             place.made["public"])
    made = place.json(*words)
    again = place.run(*words)
    if again.returncode != 1 or len(again.stderr.strip().splitlines()) != 2:
        return f"a folder that is not empty was taken: {again.stderr}"
    if made["sandbox"] is not True or made["source_system"] != "XA-ZQ":
        return f"not as asked: {made}"
    if (place.home / "keys/finance-1.pem").stat().st_mode & 0o077:
        return "others can read the keys"
    return ""


def no_node(place):
    done = place.run("status", "--patience", "0")
    if done.returncode != 1 or not county.in_two_languages(done.stderr):
        return f"exit {done.returncode}: {done.stderr}"
    have = place.json("lists", "--patience", "0", code=1)
    if set(have["error"]) != {"message_zh", "message_en"}:
        return f"no error in JSON: {have}"
    nobody = place.run("status", "--as", "nobody")
    nowhere = place.run("status", home=False)
    usage = place.run("lists", "--no-such-option")
    codes = [d.returncode for d in (nobody, nowhere, usage)]
    return "" if codes == [1, 1, 1] else f"exits {codes}"


def comes_up(place):
    place.start()
    until = time.monotonic() + SETTLE_SECONDS_MAX
    while place.run("status", "--patience", "1").returncode != 0:
        if time.monotonic() > until or place.up.poll() is not None:
            return (place.scratch / "up.log").read_text()
        time.sleep(0.2)
    have = place.json("status")
    if have["ledger"]["sandbox"] is not True or have["lists"] or have["open_days"] != 0:
        return f"a new ledger is not empty: {have}"
    # Agents and banks are ready a moment after the node.
    while place.run("sandbox", "accounts", place.made["accounts"]).returncode != 0:
        if time.monotonic() > until:
            return "the banks do not answer"
        time.sleep(0.2)
    return ""


def examples(place):
    """Every command explains itself with an example and never touches a ledger for it."""
    listed = place.run("--help", home=False).stdout.split("Subcommands:")[1]
    names = [line.split()[0] for line in listed.splitlines() if line.startswith("  ")]
    for name in names:
        families = {"erase": ("propose", "approve"), "audit-log": ("verify",),
                    "sandbox": ("next", "up", "clock", "accounts", "deposit"),
                    "keys": ("new", "show", "rotate", "revoke", "recover"),
                    "views": ("status", "rebuild")}
        for inner in families.get(name, ("",)):
            words = [word for word in (name, inner) if word]
            shown = place.run(*words, "--help", home=False)
            example = rf"Examples?:\n  zhida {' '.join(words)}"
            if shown.returncode != 0 or not re.search(example, shown.stdout):
                return f"{words}: no example: {shown.stdout} {shown.stderr}"
    return "" if len(names) >= 20 else f"only {names}"


def registry(place):
    organisations = place.json("organisations")["organisations"]
    people = place.json("people")["people"]
    kinds = {o["kind"] for o in organisations}
    if not {"new_area", "county_office", "county_finance", "township", "village", "bank"} <= kinds:
        return f"kinds {kinds}"
    by_name = {p["name"]: p for p in people}
    shown = json.loads(place.run("keys", "show", place.home / "keys/finance-2.pem", "--json",
                                 home=False).stdout)
    if by_name["finance-2"]["key_ids"] != [shown["key_id"]]:
        return "the ledger has another key than the folder"
    if by_name["county-1"]["roles"] != ["county_officer"] or not by_name["importer"]["machine"]:
        return f"odd roles {by_name['county-1']} {by_name['importer']}"
    return ""


def bad_packages(place):
    nowhere = place.run("import", "--list", place.scratch / "nowhere")
    if nowhere.returncode != 3:
        return f"no package: exit {nowhere.returncode}"
    altered = place.scratch / "altered"
    shutil.copytree(place.made["list"], altered)
    manifest = altered / "manifest.json"
    manifest.write_bytes(manifest.read_bytes().replace(b"0910", b"0911", 1))
    for words in ((), ("--source-key", place.made["public"])):
        done = place.run("import", "--list", altered, *words)
        if done.returncode != 3 or done.stderr.isascii():
            return f"an altered package: exit {done.returncode}: {done.stderr}"
    other = county.generate(place.scratch / "other", 20, 42, "XA-2019-0912")
    done = place.run("import", "--list", other["list"])
    return "" if done.returncode == 3 else f"another's signature: exit {done.returncode}"


def bad_lines(place):
    """The same source signs a package with a line that breaks a rule."""
    made = county.generate(place.scratch / "broken", 20, 43, "XA-2019-0913", key=place.made,
                           faults="few")
    have = place.json("import", "--list", made["list"], code=2)
    want = json.loads(made["expected"].read_text())["errors"]
    if len(have["errors"]) != len(want) or not want:
        return f"{len(have['errors'])} errors and not {len(want)}"
    table = place.run("import", "--list", made["list"])
    if table.returncode != 2 or want[0]["code"] not in table.stdout:
        return f"exit {table.returncode}: {table.stdout}"
    return "" if place.json("lists")["lists"] == [] else "a bad package came onto the ledger"


def imports(place):
    have = place.json("import", "--list", place.made["list"], "--source-key",
                      place.made["public"])
    want = json.loads(place.made["expected"].read_text())
    if have["list_no"] != NO or have["source_signed"] is not True or have["repeated"] != 0:
        return f"not as sent: {have}"
    # Money is a string of fen: machines that read numbers as floats must not round it.
    if (have["lines"], have["total_fen"]) != (want["lines"], str(want["total_fen"])):
        return f"another sum: {have}"
    again = place.json("import", "--list", place.made["list"])
    if again["repeated"] != again["messages"] or again["list"] != have["list"]:
        return f"imported twice: {again}"
    one = place.json("lists")["lists"]
    if len(one) != 1 or one[0]["list"] != have["list"]:
        return f"lists: {one}"
    look = place.await_list(lambda l: all(s["state"] == "VERIFIED" for s in l["section_list"]))
    held = sum(slot["lines"] for slot in want["held"].values())
    if look["held_lines"] != held or len(look["held"]) != held:
        return f"{look['held_lines']} held and not {held}"
    if {a["who"] for a in look["awaited"]} != {"village"} or any(
            a["signatures_missing"] != 2 for a in look["awaited"]):
        return f"awaited: {look['awaited']}"
    by_id = place.json("list", have["list"])
    return "" if by_id == look else "by its id it is another list"


def refusals_before(place):
    first = place.villages()[0]
    place.refused(1307, "confirm", NO, "--as", "importer")  # who made it confirms nothing
    place.refused(4213, "approve", NO, "--as", "county-1")  # before the townships
    place.refused(4205, "approve", NO, "--as", f"township-{first[:9]}-1")  # before the notice
    place.refused(1307, "confirm", NO, "--as", f"township-{first[:9]}-1")
    other = next(v for v in place.villages() if v != first)
    place.refused(4301, "confirm", NO, "--as", f"village-{first}-1", "--section", other)
    place.refused(4202, "lock", NO, "--as", "finance-1")
    place.refused(4204, "return", NO, "--as", f"township-{first[:9]}-1", "--section", "1999",
                  "--reason", "x")
    place.refused(4107, "hold", NO, "--as", f"township-{first[:9]}-1", "--line", "0", "--reason",
                  "LIMIT", "--note", "x")
    unknown = place.run("list", "XA-0000-0000")
    if unknown.returncode != 1 or "XA-0000-0000" not in unknown.stderr:
        return f"an unknown list: exit {unknown.returncode}: {unknown.stderr}"
    unknown = place.json("approve", "XA-0000-0000", "--as", "county-1", code=1)
    return "" if "error" in unknown else f"an unknown list was approved: {unknown}"


def villages_and_townships(place):
    two = None
    for village in place.villages():
        one = place.json("confirm", NO, "--as", f"village-{village}-1")
        two = place.json("confirm", NO, "--as", f"village-{village}-2")
        acts = [[r["act"] for r in done["receipts"]] for done in (one, two)]
        if acts != [["confirm_sections"], ["confirm_sections", "open_notice"]]:
            return f"{village}: {acts}"
    receipt = two["receipts"][0]
    if len(receipt["transaction"]) != 64 or not receipt["height"] > 0 or receipt["code"] != 0:
        return f"odd receipt {receipt}"
    look = place.list()
    if {a["who"] for a in look["awaited"]} != {"timer"}:
        return f"awaited during the notice: {look['awaited']}"
    moved = place.json("sandbox", "clock", "--days", "7")
    if moved["time"][:10] != look["awaited"][0]["until"][:10]:
        return f"the clock says {moved['time']}"
    place.await_list(lambda l: all(s["state"] == "NOTICED" for s in l["section_list"]))
    for township in place.townships():
        place.json("approve", NO, "--as", f"township-{township}-1")
        place.refused(2300, "approve", NO, "--as", f"township-{township}-1")  # the same person
        place.json("approve", NO, "--as", f"township-{township}-2")
    look = place.list()
    if look["town_approved"] != look["sections"] or look["awaited"][0]["who"] != "county":
        return f"after the townships: {look['awaited']}"
    return ""


def holds(place):
    """A hold changes what was signed, so it must come before the county signs."""
    township = place.townships()[0]
    look = place.list()
    section = next(s for s in look["section_list"] if s["village"].startswith(township))
    line = next(n for n in range(section["first_line"], section["first_line"] + section["lines"])
                if n not in {h["line"] for h in look["held"]})
    words = ("hold", NO, "--as", f"township-{township}-1", "--line", line, "--reason", "DISPUTE")
    without = place.run(*words)
    if without.returncode != 1 or "--note" not in without.stderr:
        return f"a hold without a paper: exit {without.returncode}: {without.stderr}"
    place.json(*words, "--note", "two claims for one plot")
    place.refused(4214, *words, "--note", "two claims for one plot")
    have = {h["line"]: h["reason"] for h in place.list()["held"]}
    return "" if have.get(line) == "DISPUTE" else f"not held: {have}"


def on_a_terminal(place, answer, *words):
    """The exit code of a command that may ask on a terminal, and what it said."""
    ours, theirs = pty.openpty()
    command = [str(w) for w in (county.BIN / "zhida", *words, "--home", place.home)]
    with subprocess.Popen(command, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True) as done:
        os.write(ours, f"{answer}\n".encode())
        out, err = done.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    return done.returncode, out + err


def asks(place):
    """On a terminal a person sees what she signs, and may say no."""
    before = place.json("status")["height"]
    code, text = on_a_terminal(place, "n", "approve", NO, "--as", "county-1")
    if code != 1 or "[y/N]" not in text or NO not in text:
        return f"exit {code}: {text}"
    if place.json("status")["height"] != before:
        return "what was declined came onto the ledger"
    code, text = on_a_terminal(place, "y", "approve", NO, "--as", "county-3")
    return "" if code == 0 and "[y/N]" in text else f"exit {code}: {text}"


def county_to_release(place):
    place.refused(1307, "approve", NO, "--as", "importer")  # who made it cannot approve it
    place.refused(1307, "approve", NO, "--as", "area-1")  # before the county
    place.refused(2300, "approve", NO, "--as", "county-3")  # she has signed
    if place.json("approve", NO, "--as", "county-2")["state"] != "COUNTY_APPROVED":
        return "two county persons are not enough"
    if place.json("approve", NO, "--as", "area-1")["state"] != "AREA_APPROVED":
        return "the new area is not enough"
    place.refused(3203, "lock", NO, "--as", "finance-1")  # no money yet
    place.json("sandbox", "deposit", NO)
    until = time.monotonic() + SETTLE_SECONDS_MAX
    while sum(int(a["available_fen"]) for a in place.json("status")["accounts"]) != int(
            place.list()["total_fen"]):
        if time.monotonic() > until:
            return "the deposits do not arrive"
        time.sleep(0.2)
    place.json("lock", NO, "--as", "finance-1")
    place.refused(2300, "release", NO, "--as", "finance-1")  # who locked cannot release
    place.json("release", NO, "--as", "finance-2")
    look = place.await_list(lambda l: l["state"] == "SETTLED")
    if look["orders"]["in_doubt"]["lines"] or look["orders"]["unsent"]["lines"]:
        return f"settled with open orders: {look['orders']}"
    done = look["orders"]["orders"]["lines"] + look["held_lines"]
    return "" if done == look["lines"] else f"{done} of {look['lines']} lines"


def close_days(place, day):
    place.json("sandbox", "clock", "--to", f"{day}T17:00:00+08:00")
    until = time.monotonic() + SETTLE_SECONDS_MAX
    while place.json("status")["open_days"]:
        place.json("close-day", "--as", "finance-3")
        if time.monotonic() > until:
            raise AssertionError(f"days stay open: {place.json('status')['accounts']}")
        time.sleep(0.3)


def closes(place):
    place.refused(4218, "close-list", NO, "--as", "finance-3")
    close_days(place, "2019-09-25")
    place.json("sandbox", "clock", "--to", "2019-09-26T09:00:00+08:00")
    # The banks' returns of the morning come by themselves; the line held here may be one of them.
    want = json.loads(place.made["expected"].read_text())
    place.await_list(lambda l: l["orders"]["returned"]["lines"] >= want["returned"]["lines"] - 1)
    time.sleep(1)
    close_days(place, "2019-09-26")
    place.json("close-list", NO, "--as", "finance-3")
    look = place.list()
    status = place.json("status")
    if look["state"] != "CLOSED" or look["awaited"] or status["lists"] != {"CLOSED": 1}:
        return f"{look['state']}, {status['lists']}"
    if status["in_doubt"]["orders"] != 0:
        return f"in doubt: {status['in_doubt']}"
    have = {slot: look["orders"][slot]["lines"] for slot in ("paid", "failed", "returned")}
    wanted = {"paid": want["paid"]["lines"], "returned": want["returned"]["lines"],
              "failed": sum(slot["lines"] for slot in want["failed"].values())}
    if min(wanted.values()) == 0 or sum(wanted.values()) - sum(have.values()) != 1 or any(
            wanted[slot] - have[slot] not in (0, 1) for slot in wanted):
        return f"but for the line held here {have} is not {wanted}"
    debits, twice = county.debits(place.home)
    if twice or debits != have["paid"] + have["returned"]:
        return f"{debits} debits, {twice} of them twice, for {have}"
    return ""


def events(place):
    states = []
    cursor, pages = 0, 0
    while True:
        page = place.json("events", "--from", cursor, "--limit", 20)
        states += [e["state"] for e in page["events"] if e.get("name") == "list_changed"]
        pages += 1
        if page["next"] == cursor:
            break
        cursor = page["next"]
    want = ["RECEIVING", "VALIDATED", "COUNTY_APPROVED", "AREA_APPROVED", "FUNDED", "RELEASED",
            "CLOSED"]
    missing = [s for s in want[1:] if s not in states]
    return f"{missing} not among {states}" if missing or pages < 3 else ""


def from_afar(place):
    """A person on another machine has her key, the node's address and its authority."""
    with open(place.home / "node/zhidad.toml", encoding="utf-8") as file:
        port = next(line.split("=")[1].strip() for line in file if line.startswith("port"))
    node = ("--node", f"127.0.0.1:{port}", "--authority", place.home / "authority.pem", "--json")
    mine = place.run("lists", *node, "--key", place.home / "keys/county-2.pem", home=False)
    if mine.returncode != 0 or len(json.loads(mine.stdout)["lists"]) != 1:
        return f"exit {mine.returncode}: {mine.stderr}"
    act = place.run("approve", NO, *node, "--key", place.home / "keys/county-2.pem", home=False)
    by = json.loads(act.stdout)
    if by["by"]["role"] != "county_officer" or by["refusal"]["code"] != 4202:
        return f"who acted: {by}"
    role = place.run("approve", NO, *node, "--key", place.home / "keys/county-2.pem", "--role",
                     "area_officer", home=False)
    if json.loads(role.stdout)["refusal"]["code"] != 1305:
        return f"a role nobody granted: {role.stdout}"
    stranger = place.run("lists", *node, "--key", place.scratch / "wang.pem", home=False)
    if stranger.returncode != 1 or "error" not in json.loads(stranger.stdout):
        return f"a stranger: exit {stranger.returncode}"
    return ""


def tables(place):
    """Tables fit a terminal of 100 columns."""
    for words in (("lists",), ("list", NO), ("status",), ("people",), ("organisations",),
                  ("events", "--limit", "30")):
        done = place.run(*words)
        if done.returncode != 0 or not done.stdout:
            return f"{words}: exit {done.returncode}"
        for line in done.stdout.splitlines():
            width = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)
            if width > 100:
                return f"{words}: {width} columns: {line}"
    return ""


STEPS = (
    ("keys are made once, for their owner, and shown as the ledger knows them", keys),
    ("an installation is made once, with private keys", init),
    ("without a node every command says so in two languages", no_node),
    ("the county comes up and its ledger is empty", comes_up),
    ("every command shows an example", examples),
    ("organisations and people are those of the installation", registry),
    ("what is no package of the source is refused with exit 3", bad_packages),
    ("bad lines are told one by one with exit 2", bad_lines),
    ("a package is imported once and its lines are verified", imports),
    ("acts before their turn and by the wrong hands are refused", refusals_before),
    ("villages confirm and open the notice, townships approve", villages_and_townships),
    ("a line is held, with a paper behind it", holds),
    ("a person on a terminal is asked before she signs", asks),
    ("county, new area and county finance bring the list to its payment", county_to_release),
    ("days and list are closed by the third person", closes),
    ("events tell the whole way", events),
    ("a key and an address are enough on another machine", from_afar),
    ("tables fit a terminal", tables),
)


def play(steps):
    """A county of its own goes through named steps, a verdict each, and its ledger replays."""
    with county.folder() as scratch:
        place = County(pathlib.Path(scratch))
        try:
            for name, check in steps:
                county.verdict(name, said(check, place))
        finally:
            place.stop()
        chain = county.verify_chain(place.home)
        county.verdict("the ledger replays", chain.stderr if chain.returncode else "")
    county.end()


if __name__ == "__main__":
    play(STEPS)
