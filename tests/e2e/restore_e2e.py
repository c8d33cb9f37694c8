"""The node is lost and comes back from an older backup: agents notice and wait for their banks,
what was paid meanwhile is found by enquiry and statement, and nothing is paid twice."""

import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import time

import county
import restore_steps as steps

LINES = 300
SLOW_BANK = "105"


def bank_day(home):
    """The newest day among the banks' clocks."""
    days = []
    for bank in county.BANKS:
        with sqlite3.connect(home / f"banks/{bank}/book.sqlite") as book:
            days += [row[0] for row in book.execute("SELECT day FROM clock")]
    return time.strftime("%Y-%m-%d", time.gmtime(max(days) * 86_400))


def pay_with_backup_inside(made, home, scratch, secret):
    """A whole walk; while one bank's orders are still under way a backup is made of the running
    node. Returns what is wrong, and how many debits there were then."""
    run = subprocess.Popen(county.walk_words(made, home, scratch / "first.json"),
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    # It has told the ledger of the county's money, and waits for orders.
    status = home / f"agents/{SLOW_BANK}/status.json"
    ready = steps.until(lambda: run.poll() is not None or
                        (status.exists() and '"noted":0,' not in status.read_text()))
    stopped = steps.process(home, f"agent-{SLOW_BANK}")
    if ready is None or run.poll() is not None or not stopped:
        run.terminate()
        return f"no payment began: {run.communicate()[0]}", 0
    os.kill(stopped, signal.SIGSTOP)
    steps.until(lambda: run.poll() is not None or steps.debits_of(home))
    backup = steps.zhida("backup", "--home", home, "--out", scratch / "backup", "--passphrase-file",
                   secret, "--json")
    before = steps.debits_of(home)
    os.kill(stopped, signal.SIGCONT)
    said = run.communicate(timeout=steps.TIME_MAX)[0]
    if backup.returncode != 0:
        return backup.stderr, before
    if run.returncode != 0:
        return f"exit {run.returncode}: {said}", before
    return "; ".join(county.differences(scratch / "first.json", made["expected"])), before


def all_agents_refuse(home, paid):
    def refused(bank):
        log = home / f"agents/{bank}/agent.log"
        return log.exists() and "it was set back" in log.read_text()
    if not steps.until(lambda: all(refused(bank) for bank in county.BANKS), 120):
        return f"not every agent noticed: {[b for b in county.BANKS if not refused(b)]}"
    if steps.debits_of(home) != paid:
        return f"{steps.debits_of(home)} debits and not {paid}"
    return ""


def seen_by_banks(home):
    return [(home / f"agents/{bank}/seen").read_text().strip() for bank in county.BANKS]


def bring_back(home, scratch, secret):
    """The node's folder is lost; it comes from the backup. Returns what restore said."""
    seen = [word for one in seen_by_banks(home) for word in ("--seen", one)]
    shutil.rmtree(home / "node")
    done = steps.zhida("restore", "--from", scratch / "backup", "--home", scratch / "restored",
                 "--passphrase-file", secret, "--json", *seen)
    if done.returncode == 6:
        shutil.move(scratch / "restored/node", home / "node")
    return done


def agree(home, said):
    """Each bank agrees to the restored ledger."""
    head = f"{said['height']}:{said['block_hash']}"
    for bank in county.BANKS:
        done = subprocess.run([str(county.BIN / "zhida-agent"), "--config",
                               str(home / f"agents/{bank}/agent.toml"), "--accept", head],
                              text=True, capture_output=True, check=False)
        if done.returncode != 0:
            return done.stderr
    return ""


def main():
    with county.folder() as scratch:
        scratch = pathlib.Path(scratch)
        home, secret = scratch / "county", scratch / "secret"
        secret.write_text("a passphrase of some length\n")
        made = county.generate(scratch / "in", LINES, 77)
        wrong, before = pay_with_backup_inside(made, home, scratch, secret)
        county.verdict("a list is paid while a backup is made of the running node", wrong)
        paid, twice = county.debits(home)
        county.verdict("payments went on behind the backup",
                       "" if not twice and before < paid else f"{before} of {paid}, {twice} twice")
        done = bring_back(home, scratch, secret)
        said = steps.json_of(done)
        county.verdict("the restored ledger replays, and restore tells that blocks are lost",
                       "" if done.returncode == 6 and said.get("blocks_lost") else
                       f"exit {done.returncode}: {done.stdout} {done.stderr}")
        wrong = steps.with_county(home, lambda: all_agents_refuse(home, paid))
        county.verdict("no agent pays on a ledger that was set back", wrong)
        county.verdict("each bank agrees to the restored ledger", agree(home, said))
        moved = steps.with_county(home, lambda: steps.zhida(
            "sandbox", "clock", "--home", home, "--to", bank_day(home) + "T09:00:00+08:00").stderr)
        county.verdict("the ledger's day is the banks' day", moved)
        again = subprocess.run(county.walk_words(made, home, scratch / "second.json"), text=True,
                               capture_output=True, check=False, timeout=steps.TIME_MAX)
        county.verdict("the list is brought to its end again",
                       "" if again.returncode == 0 else f"exit {again.returncode}: {again.stderr}")
        if again.returncode == 0:
            wrong = county.differences(scratch / "second.json", made["expected"])
            county.verdict("and comes out as the first time", "; ".join(wrong))
        now, twice = county.debits(home)
        county.verdict("nothing was paid twice", "" if (now, twice) == (paid, 0) else
                       f"{now} debits and not {paid}, {twice} twice")
        chain = county.verify_chain(home)
        county.verdict("the ledger replays from its genesis",
                       "" if chain.returncode == 0 else chain.stderr)
    county.end()


main()
