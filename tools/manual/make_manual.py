"""Man pages from the programs' own help: every command, its options and examples, as `--help` says.

python3 tools/manual/make_manual.py --out DIR PROGRAM …    writes DIR/NAME.1 for each program
"""

import argparse
import pathlib
import re
import subprocess

DEPTH_MAX = 4
FILES = {
    "zhida": (("/etc/zhida/zhidad.toml", "the node's configuration"),
              ("/var/lib/zhida", "the installation: genesis, keys, node, agents")),
    "zhidad": (("/etc/zhida/zhidad.toml", "configuration, every key explained"),
               ("/var/lib/zhida/node/data", "ledger, vault, journal of events")),
    "zhida-agent": (("/var/lib/zhida/agents/CODE/agent.toml", "configuration of one bank's agent"),
                    ("/var/lib/zhida/agents/CODE/intents", "what was sent to the bank"),
                    ("/var/lib/zhida/agents/CODE/seen", "the newest block this agent has seen")),
}
SEE = {"zhida": "zhidad (1), zhida-agent (1)", "zhidad": "zhida (1)",
       "zhida-agent": "zhida (1), zhidad (1)"}


def help_of(program, path):
    done = subprocess.run([str(program), *path, "--help"], text=True, capture_output=True,
                          check=True)
    return done.stdout.rstrip().replace(str(program), program.name)


def commands_of(text):
    """Names below `Subcommands:`, as CLI11 prints them."""
    found, inside = [], False
    for line in text.splitlines():
        if line.startswith("Subcommands:"):
            inside = True
        elif inside and (match := re.match(r"  (\S+)(\s|$)", line)):
            found.append(match[1])
        elif inside and line and not line.startswith(" "):
            break
    return found


def escape(line):
    line = line.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + line if line[:1] in ".'" else line


def verbatim(text):
    return [".nf", *(escape(line) for line in text.splitlines()), ".fi"]


def walk(program, path=()):
    """(path, help text) of the program and of each command below it."""
    text = help_of(program, path)
    yield path, text
    if len(path) < DEPTH_MAX:
        for name in commands_of(text):
            yield from walk(program, (*path, name))


def page(program):
    name = program.name
    pages = list(walk(program))
    title = pages[0][1].splitlines()[0]
    summary = title.split(":", 1)[-1].split("：", 1)[-1].strip()
    out = [f'.TH {name.upper()} 1 "" "zhida" "Zhida"', ".SH NAME", f"{name} \\- {escape(summary)}",
           ".SH SYNOPSIS", f".B {escape(name)}", "[OPTIONS] [COMMAND]" if len(pages) > 1 else
           "[OPTIONS]", ".SH DESCRIPTION", *verbatim(pages[0][1])]
    if len(pages) > 1:
        out.append(".SH COMMANDS")
    for path, text in pages[1:]:
        out += [f".SS {escape(' '.join((name, *path)))}", *verbatim(text)]
    out.append(".SH FILES")
    for path, what in FILES.get(name, ()):
        out += [".TP", f".I {escape(path)}", escape(what)]
    out += [".SH SEE ALSO", SEE.get(name, "zhida (1)")]
    return "\n".join(out) + "\n"


def main():
    parser = argparse.ArgumentParser(description="man pages from --help")
    parser.add_argument("--out", required=True, type=pathlib.Path)
    parser.add_argument("programs", nargs="+", type=pathlib.Path)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for program in options.programs:
        (options.out / f"{program.name}.1").write_text(page(program), encoding="utf-8")


main()
