"""A sandbox county as an operator handles it: started twice, stopped, started again, given wrong
files. What is refused is refused before anything is built or touched."""

import os
import pathlib
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


def in_two_languages(text):
    """A message's two lines, the Chinese one first."""
    lines = text.strip().splitlines()
    return len(lines) == 2 and not lines[0].isascii() and lines[1].isascii()


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
            if done.returncode != 1 or not in_two_languages(done.stderr):
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
    mine = text.replace("workers = 32", "workers = 9") + "# mine\n"
    if mine.count("workers = 9") != 1:
        return f"no workers in {text}"
    path.write_text(mine)
    before = settings_of(home)
    with Up(home):
        return "" if settings_of(home) == before else "settings were written anew"


def main():
    with county.folder() as scratch:
        scratch = pathlib.Path(scratch)
        os.environ["TMPDIR"] = str(scratch)
        home = scratch / "home"
        made = county.generate(scratch / "in", 40, 21)
        county.verdict("a county that runs is not started twice",
                       started_twice(scratch, home, made))
        county.verdict("what people wrote into its settings stays", settings_stay(home))
    county.end()


main()
