"""Builds and runs every test; the last line printed is `N passed, N failed`."""

import argparse
import concurrent.futures
import os
import pathlib
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree

ROOT = pathlib.Path(__file__).resolve().parent.parent
PARALLEL = 2
# A script that hangs is stopped, with all it started, and has failed.
SCRIPT_SECONDS_MAX = 900
# Modules whose tests run again under the address and undefined-behaviour sanitisers.
SANITISED = ("core_", "contracts_", "intake", "vault", "tests_proof", "tests_contracts",
             "transport")


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
        # A test that skips itself, or is switched off, proves nothing: it is no pass.
        skipped = sum(case.find("skipped") is not None for case in tree.iter("testcase"))
        failed = sum(int(tree.get(kind)) for kind in ("failures", "errors", "disabled")) + skipped
        passed = int(tree.get("tests")) - failed
    if done.returncode != 0 and failed == 0:
        failed = 1  # it died before it could tell
    word = "ok    " if failed == 0 else "FAILED"
    print(f"{word} {label} {program.name} {passed} passed {time.monotonic() - started:.1f} s",
          flush=True)
    if failed:
        print((done.stdout + done.stderr)[-8000:])
    return passed, failed


def test_programs(preset, wanted):
    """The test programs that the build makes now; what older builds left behind does not count."""
    told = run(["ninja", "-C", f"build/{preset}", "-t", "targets", "all"]).stdout
    names = {line.split(":")[0] for line in told.splitlines()}
    found = sorted(n for n in names if n.startswith("test/") and n.endswith("_test"))
    return [ROOT / f"build/{preset}" / name for name in found if wanted(name[len("test/"):])]


def run_programs(preset, wanted):
    with concurrent.futures.ThreadPoolExecutor(PARALLEL) as pool:
        counts = list(pool.map(lambda p: run_program(p, preset), test_programs(preset, wanted)))
    return sum(c[0] for c in counts), sum(c[1] for c in counts)


def run_script(script, programs):
    """Runs a script that prints `ok NAME` and `FAILED NAME` lines; returns (passed, failed)."""
    started = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, str(script)], cwd=ROOT, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, start_new_session=True,
        env={**os.environ, "ZHIDA_BIN": str(programs)})
    late = False
    try:
        said = process.communicate(timeout=SCRIPT_SECONDS_MAX)[0]
    except subprocess.TimeoutExpired:
        late = True
        os.killpg(process.pid, signal.SIGKILL)
        said = process.communicate()[0]
    lines = said.splitlines()
    passed = sum(line.startswith("ok ") for line in lines)
    failed = sum(line.startswith("FAILED ") for line in lines)
    if failed == 0 and (late or process.returncode != 0 or passed == 0):
        failed = 1  # it hung, died, or tested nothing
    print(f"{'FAILED' if failed else 'ok    '} {script.relative_to(ROOT)} {passed} passed "
          f"{time.monotonic() - started:.1f} s", flush=True)
    if failed:
        print(said[-8000:] + (f"\nstopped after {SCRIPT_SECONDS_MAX} s" if late else ""))
    return passed, failed


def run_scripts():
    """The tidy checks, their own tests, further checks, then the product end to end."""
    programs = next((ROOT / f"build/{preset}/bin" for preset in ("release", "dev")
                     if (ROOT / f"build/{preset}/bin/zhida").exists()), ROOT / "build/dev/bin")
    scripts = [ROOT / "tools/tidy/check.py", *sorted((ROOT / "tests").glob("*/*_check.py")),
               *sorted((ROOT / "tests/e2e").glob("*_e2e.py"))]
    counts = [run_script(script, programs) for script in scripts]
    return sum(c[0] for c in counts), sum(c[1] for c in counts)


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
        # What users run is the release build; the scripts judge that one.
        if not build("release", []):
            totals[1] += 1
        count(run_scripts())
        for preset in ["asan-ubsan"] + (["tsan"] if options.full else []):
            wanted = lambda name: name.startswith(SANITISED)
            programs = [p.name for p in test_programs("dev", wanted)]
            if build(preset, programs):
                count(run_programs(preset, wanted))
            else:
                totals[1] += 1
    if totals[0] == 0:
        totals[1] += 1  # a run without a test is no success
    print(f"{totals[0]} passed, {totals[1]} failed")
    return 0 if totals[1] == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
