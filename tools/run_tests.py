"""Builds and runs every test; the last line printed is `N passed, N failed`."""

import argparse
import concurrent.futures
import pathlib
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree

ROOT = pathlib.Path(__file__).resolve().parent.parent
PARALLEL = 2
# Modules whose tests run again under the address and undefined-behaviour sanitisers.
SANITISED = ("core_", "contracts_", "intake", "vault", "proof", "tests_contracts")


def run(command, **more):
    return subprocess.run(command, cwd=ROOT, text=True, capture_output=True, **more)


def build(preset, targets):
    started = time.monotonic()
    for command in (["cmake", "--preset", preset],
                    ["ninja", "-k", "0", "-C", f"build/{preset}", *targets]):
        done = run(command)
        if done.returncode != 0:
            print(f"FAILED build {preset}: {' '.join(command)}")
            lines = (done.stdout + done.stderr).splitlines()
            told = [line for line in lines if "error" in line or "Error" in line]
            print("\n".join(told[:40] or lines[-40:]))
            return False
    print(f"ok     build {preset} {time.monotonic() - started:.0f} s", flush=True)
    return True


def run_program(program, label):
    """Runs one gtest program; returns (passed, failed)."""
    report = program.with_suffix(f".{label}.xml")
    report.unlink(missing_ok=True)
    started = time.monotonic()
    done = run([str(program), f"--gtest_output=xml:{report}", "--gtest_brief=1"])
    passed = failed = 0
    if report.exists():
        tree = ElementTree.parse(report).getroot()
        failed = int(tree.get("failures")) + int(tree.get("errors"))
        passed = int(tree.get("tests")) - failed - int(tree.get("disabled"))
    if done.returncode != 0 and failed == 0:
        failed = 1  # it died before it could tell
    word = "ok    " if failed == 0 else "FAILED"
    print(f"{word} {label} {program.name} {passed} passed {time.monotonic() - started:.1f} s",
          flush=True)
    if failed:
        print((done.stdout + done.stderr)[-8000:])
    return passed, failed


def run_programs(preset, wanted):
    programs = sorted(p for p in (ROOT / f"build/{preset}/test").glob("*_test") if wanted(p.name))
    with concurrent.futures.ThreadPoolExecutor(PARALLEL) as pool:
        counts = list(pool.map(lambda p: run_program(p, preset), programs))
    return sum(c[0] for c in counts), sum(c[1] for c in counts)


def run_checks():
    """The tidy checks and their own tests print `ok NAME` or `FAILED NAME` lines."""
    passed = failed = 0
    scripts = [ROOT / "tools/tidy/check.py", *sorted((ROOT / "tests").glob("*/*_check.py"))]
    for script in scripts:
        done = run([sys.executable, str(script)])
        lines = done.stdout.splitlines()
        ok = sum(line.startswith("ok ") for line in lines)
        bad = sum(line.startswith("FAILED ") for line in lines)
        if done.returncode != 0 and bad == 0:
            bad = 1
        if bad:
            print(done.stdout + done.stderr)
        else:
            print(f"ok     {script.relative_to(ROOT)} {ok} passed", flush=True)
        passed += ok
        failed += bad
    return passed, failed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--full", action="store_true", help="also the thread sanitiser")
    parser.add_argument("--only", help="one module, as core/store")
    options = parser.parse_args()
    totals = [0, 0]

    def count(result):
        totals[0] += result[0]
        totals[1] += result[1]

    only = options.only.replace("/", "_") + "_test" if options.only else None
    if build("dev", [only] if only else []):
        count(run_programs("dev", lambda name: only is None or name == only))
    else:
        totals[1] += 1
    if only is None:
        count(run_checks())
        presets = ["asan-ubsan"] + (["tsan"] if options.full else [])
        for preset in presets:
            programs = sorted(p.name for p in (ROOT / "build/dev/test").glob("*_test")
                              if p.name.startswith(SANITISED))
            if build(preset, programs):
                count(run_programs(preset, lambda name: name.startswith(SANITISED)))
            else:
                totals[1] += 1
    if totals[0] == 0:
        totals[1] += 1  # a run without a test is no success
    print(f"{totals[0]} passed, {totals[1]} failed")
    return 0 if totals[1] == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
