"""Builds every harness of tests/fuzz with clang and the sanitisers, gives it its seeds, and lets it
search for a while. python3 tests/fuzz/fuzz_check.py [NAME …]"""

import io
import os
import pathlib
import shutil
import subprocess
import sys
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
HERE = ROOT / "tests/fuzz"
BUILD = ROOT / "build/fuzz"
SECONDS = int(os.environ.get("ZHIDA_FUZZ_SECONDS", "10"))
LIMITS = ["-rss_limit_mb=1024", "-malloc_limit_mb=256", "-timeout=25", "-max_len=65536"]


def zipped(files):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name), text)
    return made.getvalue()


def zip_seeds():
    sample = ROOT / "tests/data/rongcheng-2019-0001"
    relation = "<Relationship Id='{}' Type='x/{}' Target='{}'/>"
    yield "package", zipped({f"list/{name}": (sample / name).read_bytes()[:2_000]
                             for name in ("manifest.json", "manifest.sig", "standards.csv")})
    yield "workbook", zipped({
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f"<R>{relation.format('a', 'officeDocument', 'w.xml')}</R>",
        "_rels/w.xml.rels": f"<R>{relation.format('s', 'worksheet', 's.xml')}</R>",
        "w.xml": "<workbook><sheet id='s'/></workbook>",
        "s.xml": (HERE / "corpus/sheet/plain.xml").read_text(encoding="utf-8")})
    yield "slip", zipped({"../a": "b", "a/../../c": "d"})
    yield "empty", zipped({})


MADE = {"zip": zip_seeds}  # seeds that are binary, so made here


def build():
    for command in (["cmake", "--preset", "fuzz"], ["ninja", "-C", str(BUILD), "fuzzers"]):
        done = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=False)
        if done.returncode != 0:
            print(f"FAILED fuzz build: {' '.join(command)}\n{(done.stdout + done.stderr)[-4000:]}")
            return False
    return True


def run(name):
    """What went wrong, or nothing."""
    program = BUILD / "fuzz" / f"{name}_fuzz"
    grown, found, seeds = (BUILD / place / name for place in ("grown", "found", "seeds"))
    for folder in (grown, found):
        folder.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(seeds, ignore_errors=True)
    seeds.mkdir(parents=True)
    for seed, text in MADE.get(name, tuple)():
        (seeds / seed).write_bytes(text)
    given = HERE / "corpus" / name
    folders = [grown, seeds] + ([given] if given.is_dir() else [])
    if not any(any(folder.iterdir()) for folder in folders[1:]):
        return "no seeds"
    done = subprocess.run(
        [str(program), *LIMITS, f"-max_total_time={SECONDS}", f"-artifact_prefix={found}/",
         "-print_final_stats=1", *map(str, folders)],
        cwd=ROOT, text=True, capture_output=True, errors="replace", check=False)
    return "" if done.returncode == 0 else f"exit {done.returncode}\n{done.stderr[-4000:]}"


def main():
    wanted = sys.argv[1:] or sorted(path.name.removesuffix("_fuzz.cpp")
                                    for path in HERE.glob("*_fuzz.cpp"))
    failed = not build()
    for name in [] if failed else wanted:
        wrong = run(name)
        failed = failed or bool(wrong)
        print(f"FAILED fuzz {name}: {wrong}" if wrong else f"ok fuzz {name}", flush=True)
    return 1 if failed else 0


sys.exit(main())
