"""kill -9 of daemon, agents and banks at random points of the whole path, again and again: nothing
acknowledged is lost, nobody is paid twice, nobody helps by hand, and the report is the same."""

import os
import pathlib
import random
import signal
import subprocess
import time

import county

KILLS_MIN = 40  # over all rounds
ROUNDS_MAX = 8
TIME_MAX = 240  # seconds a round
FAULTS = '{"lose_replies":1}'


def children(home):
    try:
        rows = (home / "processes").read_text().split("\n")
    except OSError:
        return []
    return [(row.split()[0], int(row.split()[1])) for row in rows if len(row.split()) == 2]


def one_round(home, made, dice):
    """Returns (kills by name, exit code, what the walk said)."""
    report = home.parent / "report.json"
    kills = {}
    run = subprocess.Popen(county.walk_words(made, home, report, "--faults", FAULTS),
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    until = time.monotonic() + TIME_MAX
    while run.poll() is None and time.monotonic() < until:
        time.sleep(dice.uniform(0.02, 0.5))
        alive = children(home)
        if len(alive) < 11:
            continue
        # The daemon is one of eleven and the most interesting: it is hit every third time.
        nodes = [c for c in alive if c[0] == "zhidad"]
        name, pid = dice.choice(nodes if dice.random() < 0.33 else alive)
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
        kind = name.split("-")[0]
        kills[kind] = kills.get(kind, 0) + 1
    if run.poll() is None:
        run.kill()
    said = run.communicate()[0]
    return kills, run.returncode, said, report


def main():
    total = {}
    wrong = []
    seed = int(os.environ.get("ZHIDA_SEED", str(random.randrange(1 << 30))))
    dice = random.Random(seed)
    for n in range(ROUNDS_MAX):
        with county.folder() as scratch:
            scratch = pathlib.Path(scratch)
            made = county.generate(scratch / "in", 800, 1_000 + n)
            home = scratch / "county"
            kills, code, said, report = one_round(home, made, dice)
            for kind, count in kills.items():
                total[kind] = total.get(kind, 0) + count
            where = f"round {n} of seed {seed}, kills {kills}"
            if code != 0:
                wrong.append(f"{where}: exit {code}: {said}")
                break
            wrong += [f"{where}: {d}" for d in county.differences(report, made["expected"])]
            paid, twice = county.debits(home)
            if twice:
                wrong.append(f"{where}: {twice} of {paid} debits twice")
            chain = county.verify_chain(home)
            if chain.returncode != 0:
                wrong.append(f"{where}: {chain.stderr}")
        if sum(total.values()) >= KILLS_MIN and len(total) == 3:
            break
    if sum(total.values()) < 30 or len(total) < 3:
        wrong.append(f"only {total} kills")
    county.verdict(f"kill -9 {sum(total.values())} times {total}", "; ".join(wrong))
    county.end()


main()
