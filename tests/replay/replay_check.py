"""The committed ledger replays to one root under two compilers, without and with optimisation.

A difference would mean that some rule leans on what the language leaves open. Only the libraries
that a replay needs are built. Prints `ok NAME` or `FAILED NAME` a build.
"""

import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests/golden/ledger"
COMPILERS = ("g++", "clang++-19")
LEVELS = ("-O0", "-O2")
# g++'s two builds are those of these presets: the flags are the same.
PRESETS = {("g++", "-O0"): "dev", ("g++", "-O2"): "release"}


def run(words):
    return subprocess.run([str(w) for w in words], cwd=ROOT, text=True, capture_output=True,
                          check=False)


def folder_of(compiler, level):
    preset = PRESETS.get((compiler, level))
    return ROOT / "build" / (preset or f"replay-{compiler.strip('+-0123456789')}{level}")


def build(compiler, level):
    """Returns what the build said when it failed."""
    folder = folder_of(compiler, level)
    preset = PRESETS.get((compiler, level))
    configure = (["cmake", "--preset", preset] if preset else
                 ["cmake", "-S", ROOT, "-B", folder, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug",
                  f"-DCMAKE_CXX_COMPILER={compiler}", f"-DCMAKE_CXX_FLAGS_DEBUG={level}",
                  "-DCMAKE_CXX_COMPILER_LAUNCHER=ccache"])
    for words in (configure, ["ninja", "-C", folder, "zhida-replay"]):
        done = run(words)
        if done.returncode != 0:
            lines = (done.stdout + done.stderr).splitlines()
            return "\n".join([line for line in lines if "rror" in line][:20] or lines[-20:])
    return ""


def flags_are(folder, compiler, level):
    """What was really compiled: the engine's own commands name compiler and level."""
    said = run(["ninja", "-C", folder, "-t", "commands", "core_store"]).stdout.splitlines()
    compiled = [line.split() for line in said if " -c " in line]
    return bool(compiled) and all(
        level in words and any(w.endswith("/" + compiler) or w == compiler or
                               (compiler == "g++" and w.endswith("/c++")) for w in words)
        for words in compiled)


def judge(compiler, level):
    trouble = build(compiler, level)
    if trouble:
        return trouble
    folder = folder_of(compiler, level)
    if not flags_are(folder, compiler, level):
        return f"{folder.name} was not built by {compiler} with {level}"
    done = run([folder / "bin/zhida-replay", GOLDEN])
    golden = (GOLDEN / "root").read_text()
    if done.returncode != 0:
        return done.stderr.strip()
    return "" if done.stdout == golden else f"{done.stdout!r} and not {golden!r}"


def main():
    failed = False
    for compiler in COMPILERS:
        for level in LEVELS:
            wrong = judge(compiler, level)
            failed = failed or bool(wrong)
            print(f"{'FAILED' if wrong else 'ok'} replay by {compiler} {level}"
                  f"{': ' + wrong if wrong else ''}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
