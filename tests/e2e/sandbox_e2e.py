"""A sandbox county as an operator handles it: started twice, stopped, started again, given wrong
files. What is refused is refused before anything is built or touched."""

import json
import os
import pathlib
import re
import signal
import subprocess
import time

import county

UP_SECONDS_MAX = 60


def zhida(*words):
    """Runs a command to its end."""
    env = {k: v for k, v in os.environ.items() if k != "ZHIDA_HOME"}
    return subprocess.run([str(w) for w in (county.BIN / "zhida", *words)], capture_output=True,
                          text=True, check=False, env=env, stdin=subprocess.DEVNULL)


class Up:
    """`zhida sandbox up` until the block is left."""

    def __init__(self, home):
        self.home = home

    def __enter__(self):
        self.process = subprocess.Popen(
            [str(county.BIN / "zhida"), "sandbox", "up", "--home", str(self.home)],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        until = time.monotonic() + UP_SECONDS_MAX
        while not self.is_up():
            if time.monotonic() > until or self.process.poll() is not None:
                raise AssertionError(f"it does not come up: {self.process.poll()}")
            time.sleep(0.2)
        return self

    def is_up(self):
        running = self.home / "processes"
        if not running.exists() or len(running.read_text().splitlines()) < 11:
            return False
        return zhida("status", "--home", self.home, "--patience", "1").returncode == 0

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=60)


def settings_of(home):
    return {path.relative_to(home): path.read_text()
            for path in sorted(home.glob("**/*.toml"))}


def started_twice(scratch, home, made):
    done = zhida("init", "--home", home, "--data", county.DATA, "--first-list", made["list"],
                 "--source-key", made["public"])
    if done.returncode != 0:
        return done.stderr
    with Up(home) as up:
        before = settings_of(home), (home / "processes").read_text()
        second = zhida("sandbox", "up", "--home", home)
        walk = subprocess.run(county.walk_words(made, home, scratch / "none.json"),
                              capture_output=True, text=True, check=False)
        for done in (second, walk):
            if done.returncode != 1 or not county.in_two_languages(done.stderr):
                return f"exit {done.returncode}: {done.stderr}"
            if str(up.process.pid) not in done.stderr:
                return f"process {up.process.pid} is not named: {done.stderr}"
        if (settings_of(home), (home / "processes").read_text()) != before:
            return "the running county's files were changed"
        alive = zhida("status", "--home", home, "--patience", "1")
        return "" if alive.returncode == 0 else f"the first one is gone: {alive.stderr}"


def settings_stay(home):
    path = home / "node/zhidad.toml"
    text = path.read_text()
    mine = text.replace("workers = 32", "workers = 40") + "# mine\n"
    if mine.count("workers = 40") != 1:
        return f"no workers in {text}"
    path.write_text(mine)
    before = settings_of(home)
    with Up(home):
        return "" if settings_of(home) == before else "settings were written anew"


def corrected(scratch, home, made):
    """A package, cancelled, then a corrected one under the same number."""
    no = "XA-2019-0900"
    other = county.generate(scratch / "corrected", 30, 22, no, key=made)
    with Up(home):
        first = json.loads(zhida("import", "--home", home, "--list", made["list"],
                                 "--json").stdout)
        refused = zhida("import", "--home", home, "--list", other["list"])
        if refused.returncode != 3 or first["state"] not in refused.stderr:
            return f"while the first lives: exit {refused.returncode}: {refused.stderr}"
        for name in ("county-1", "county-2"):
            done = zhida("cancel", no, "--home", home, "--as", name, "--reason", "wrong prices")
            if done.returncode != 0:
                return f"{name} cannot cancel: {done.stderr}"
        done = zhida("import", "--home", home, "--list", other["list"], "--json")
        if done.returncode != 0:
            return f"exit {done.returncode}: {done.stderr}"
        second = json.loads(done.stdout)
        if second["list"] == first["list"] or second["version"] != 2 or second["lines"] != 30:
            return f"not the corrected one: {second}"
        left = list((home / "node/data/imports" / first["list"]).glob("*"))
        return f"prepared for a dead list: {left[:2]}" if left else ""


def once_words(made, *more):
    return [str(w) for w in ("once", "--quiet", "--list", made["list"], "--data", county.DATA,
                             *more)]


def refused_before(scratch, made):
    """Nothing is built for a command that cannot end well."""
    good = ("--accounts", made["accounts"])
    text = made["accounts"].read_text(encoding="utf-8")
    mistyped = scratch / "mistyped.csv"
    mistyped.write_text(text.replace(",normal", ",norml", 1), encoding="utf-8")
    full = scratch / "full"
    (full / "inside").mkdir(parents=True)
    cases = {
        "accounts that are not there": (("--accounts", scratch / "nope.csv"), "nope.csv"),
        "a mistyped state": (("--accounts", mistyped), "norml"),
        "an unknown fault": ((*good, "--faults", '{"lose_all":1}'), "lose_all"),
        "faults that are no JSON": ((*good, "--faults", "lose"), "JSON"),
        "a report that cannot be written": ((*good, "--report", "/nope/x.json"), "/nope/x.json"),
        "a folder that is not empty": ((*good, "--keep", full), str(full)),
        "a missing option": ((), "--accounts"),
    }
    for name, (words, named) in cases.items():
        done = zhida(*once_words(made, *words))
        if done.returncode != 1 or not county.in_two_languages(done.stderr):
            return f"{name}: exit {done.returncode}: {done.stderr}"
        if done.stderr.count(named) != 2 or "{" in done.stderr.replace('{"lose_replies":3}', ""):
            return f"{name}: {named} is not named in plain words: {done.stderr}"
    nowhere = zhida("verify-chain", scratch / "nope")
    if nowhere.returncode != 1 or not county.in_two_languages(nowhere.stderr):
        return f"no ledger: exit {nowhere.returncode}: {nowhere.stderr}"
    return ", ".join(p.name for p in scratch.glob("zhida-once-*"))


def interrupted(scratch, made):
    """Ctrl-C in the middle of a walk leaves no county and no process behind."""
    report = scratch / "never.json"
    words = once_words(made, "--accounts", made["accounts"], "--report", report)
    with subprocess.Popen([str(county.BIN / "zhida"), *words], stderr=subprocess.PIPE,
                          text=True) as run:
        until = time.monotonic() + UP_SECONDS_MAX
        running = []
        while len(running) < 11 and time.monotonic() < until and run.poll() is None:
            time.sleep(0.1)
            for path in scratch.glob("zhida-once-*/county/processes"):
                running = [int(row.split()[1]) for row in path.read_text().splitlines()]
        run.send_signal(signal.SIGINT)
        said = run.communicate(timeout=60)[1]
    if len(running) < 11:
        return f"it never ran: {said}"
    if run.returncode != 1 or not county.in_two_languages(said):
        return f"exit {run.returncode}: {said}"
    alive = [pid for pid in running if pathlib.Path(f"/proc/{pid}").exists()]
    left = [p.name for p in scratch.glob("zhida-once-*")]
    return f"left: {alive} {left}" if alive or left or report.exists() else ""


def slow_bank(scratch, made):
    """Every answer takes so long that the ledger stands still for longer than a quick turn."""
    report = scratch / "slow.json"
    kept = scratch / "slow"
    done = zhida(*once_words(made, "--accounts", made["accounts"], "--report", report, "--keep",
                             kept, "--faults", '{"delay_ms":3000}'))
    if done.returncode != 0:
        return f"exit {done.returncode}: {done.stderr}"
    wrong = county.differences(report, made["expected"])
    text = report.read_text()
    if not re.search(r'"total":[0-9]+\.[0-9]{3}[,}]', text):
        wrong.append(f"odd seconds in {text}")
    chain = zhida("verify-chain", kept / "node/data", "--json")
    if json.loads(chain.stdout).get("state_root") != json.loads(text)["state_root"]:
        wrong.append(f"another root: {chain.stdout}")
    trust = json.loads(zhida("trust", "--home", kept, "--out", kept / "t.json", "--json").stdout)
    if trust.get("ledger_id") != json.loads(text)["ledger_id"]:
        wrong.append(f"another ledger: {trust}")
    return "; ".join(wrong)


def main():
    with county.folder() as scratch:
        scratch = pathlib.Path(scratch)
        os.environ["TMPDIR"] = str(scratch)
        home = scratch / "home"
        made = county.generate(scratch / "in", 40, 21)
        county.verdict("a county that runs is not started twice",
                       started_twice(scratch, home, made))
        county.verdict("what people wrote into its settings stays", settings_stay(home))
        county.verdict("a cancelled list is followed by a corrected one under its number",
                       corrected(scratch, home, made))
        county.verdict("what cannot end well is refused before anything is built",
                       refused_before(scratch, made))
        county.verdict("a walk that is interrupted leaves nothing behind",
                       interrupted(scratch, made))
        county.verdict("a slow bank is waited for", slow_bank(scratch, made))
    county.end()


main()
