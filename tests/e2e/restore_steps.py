"""What the scripts about backups share: commands, waiting, a county that is up for a while."""

import json
import signal
import sqlite3
import subprocess
import time

import county

TIME_MAX = 900  # seconds for one step


def zhida(*words):
    return subprocess.run([str(w) for w in (county.BIN / "zhida", *words)], text=True,
                          capture_output=True, check=False, timeout=TIME_MAX)


def process(home, name):
    try:
        rows = (home / "processes").read_text().split("\n")
    except OSError:
        return None
    return next((int(row.split()[1]) for row in rows if row.split()[:1] == [name]), None)


def until(what, seconds=TIME_MAX):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        got = what()
        if got:
            return got
        time.sleep(0.05)
    return None


def debits_of(home):
    try:
        return county.debits(home)[0]
    except sqlite3.Error:
        return 0


def with_county(home, steps):
    """Runs `steps()` while the county's processes are up."""
    up = subprocess.Popen([str(county.BIN / "zhida"), "sandbox", "up", "--home", str(home)],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        # The node answers before the banks do: it is up when it says so, or ends without.
        if not any("the sandbox county is up" in line for line in up.stdout):
            return "the county does not come up"
        return steps()
    finally:
        up.send_signal(signal.SIGINT)
        up.communicate(timeout=TIME_MAX)


def json_of(done):
    return json.loads(done.stdout or "{}")
