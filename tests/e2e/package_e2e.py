"""The Debian package: it builds from the tree, holds what it must, and the node in it starts with
the configuration it brings along."""

import gzip
import pathlib
import shutil
import signal
import socket
import subprocess

import county

BUILD = county.BIN.parent
WANTED = ("usr/bin/zhida", "usr/bin/zhidad", "usr/bin/zhida-agent", "etc/zhida/zhidad.toml",
          "usr/lib/systemd/system/zhidad.service", "usr/lib/systemd/system/zhida-agent@.service",
          "usr/lib/sysusers.d/zhida.conf", "usr/lib/tmpfiles.d/zhida.conf",
          "usr/share/man/man1/zhida.1.gz", "usr/share/man/man1/zhidad.1.gz",
          "usr/share/man/man1/zhida-agent.1.gz", "usr/share/bash-completion/completions/zhida",
          "usr/share/zhida/villages.csv", "usr/share/zhida/calendar",
          "usr/share/doc/zhida/copyright", "usr/share/doc/zhida/changelog.gz",
          "usr/share/doc/zhida/runbooks/restore.md")
EXPOSURE_MAX = 20  # of systemd-analyze security, in tenths


def run(*words, **more):
    return subprocess.run([str(w) for w in words], text=True, capture_output=True, check=False,
                          **more)


def build(scratch):
    """The package's path, or what went wrong."""
    made = run("cmake", "--build", BUILD, "--target", "made")
    if made.returncode != 0:
        return None, made.stdout[-2000:]
    packed = run("cpack", "-G", "DEB", "--config", BUILD / "CPackConfig.cmake", "-B", scratch)
    found = list(scratch.glob("zhida_*.deb"))
    if packed.returncode != 0 or len(found) != 1:
        return None, packed.stdout[-2000:] + packed.stderr[-2000:]
    return found[0], ""


def contents(deb, root, control):
    run("dpkg-deb", "-x", deb, root)
    run("dpkg-deb", "-e", deb, control)
    wrong = [f"no {name}" for name in WANTED if not (root / name).exists()]
    if (root / "usr/bin/zhida-banksim").exists():
        wrong.append("a simulated bank is in it")
    about = (control / "control").read_text()
    wrong += [f"no {need} in its control file" for need in ("libssl3", "libc6", "systemd")
              if need not in about]
    if (control / "conffiles").read_text().split() != ["/etc/zhida/zhidad.toml"]:
        wrong.append("the configuration is no conffile")
    for script in ("postinst", "prerm", "postrm"):
        wrong += [run("sh", "-n", control / script).stderr]
    if shutil.which("lintian"):
        told = run("lintian", "--fail-on", "error", deb)
        wrong += [told.stdout] if told.returncode else []
    return "; ".join(word for word in wrong if word)


def units(root):
    if not shutil.which("systemd-analyze"):
        return "systemd-analyze is missing"
    wrong = []
    for unit in ("zhidad.service", "zhida-agent@.service"):
        judged = run("systemd-analyze", "security", "--offline=true", f"--root={root}",
                     f"--threshold={EXPOSURE_MAX}", "--no-pager",
                     unit.replace("@.", "@102."))
        if judged.returncode != 0:
            wrong.append(f"{unit}: {judged.stdout[-300:]} {judged.stderr[-300:]}")
        checked = run("systemd-analyze", "verify", "--recursive-errors=no", "--man=no",
                      f"--root={root}", f"/usr/lib/systemd/system/{unit}")
        if checked.returncode != 0:
            wrong.append(f"{unit}: {checked.stderr[-500:]}")
    return "; ".join(wrong)


def manual(root):
    wrong = []
    for name, word in (("zhida", "backup"), ("zhidad", "print-config"), ("zhida-agent", "accept")):
        page = root / f"usr/share/man/man1/{name}.1.gz"
        if word not in gzip.decompress(page.read_bytes()).decode().replace("\\-", "-"):
            wrong.append(f"{name}.1 does not know {word}")
        shown = run("man", "--warnings", "-E", "UTF-8", "-l", page)
        if shown.returncode != 0 or not shown.stdout:
            wrong.append(f"{name}.1: {shown.stderr}")
    return "; ".join(wrong)


def completions(root):
    script = root / "usr/share/bash-completion/completions/zhida"
    wrong = []
    for words, offered in ((("zhida", "back"), "backup"), (("zhida", "keys", "n"), "new"),
                           (("zhida", "keys", "new", "--o"), "--out")):
        line = " ".join(f"'{word}'" for word in words)
        told = run("bash", "-c", f"source {script}; compopt() {{ :; }}; COMP_WORDS=({line}); "
                   f"COMP_CWORD={len(words) - 1}; _zhida; echo \"${{COMPREPLY[@]}}\"")
        if offered not in told.stdout.split():
            wrong.append(f"{words}: {told.stdout} {told.stderr}")
    return "; ".join(wrong)


def starts(root, scratch):
    """The packaged node on the packaged configuration, its two folders moved below `root`."""
    home = root / "var/lib/zhida"
    zhida = root / "usr/bin/zhida"
    made = run(zhida, "init", "--home", home)
    if made.returncode != 0:
        return made.stderr
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    text = (root / "etc/zhida/zhidad.toml").read_text()
    text = text.replace("/var/lib/zhida", str(home)).replace("port = 7443", f"port = {port}")
    text = text.replace("/usr/share/zhida", str(root / "usr/share/zhida"))
    config = scratch / "zhidad.toml"
    config.write_text(text)
    with subprocess.Popen([root / "usr/bin/zhidad", "--config", config], text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as node:
        said = node.stdout.readline()
        asked = run(zhida, "status", "--node", f"127.0.0.1:{port}", "--authority",
                    home / "authority.pem", "--key", home / "keys/finance-3.pem")
        node.send_signal(signal.SIGTERM)
        rest = node.communicate(timeout=120)
    if not said.startswith("listening"):
        return f"{said} {rest}"
    if asked.returncode != 0 or node.returncode != 0:
        return f"status {asked.returncode} {asked.stderr}; node {node.returncode} {rest}"
    return ""


def main():
    with county.folder() as scratch:
        scratch = pathlib.Path(scratch)
        deb, wrong = build(scratch / "out")
        county.verdict("the package builds from the tree", wrong)
        if deb:
            root = scratch / "root"
            county.verdict("it holds what it must", contents(deb, root, scratch / "control"))
            county.verdict("its units are sound and shut in", units(root))
            county.verdict("its manual is what the programs say", manual(root))
            county.verdict("its completions know the commands", completions(root))
            county.verdict("its node starts with the configuration it brings",
                           starts(root, scratch))
    county.end()


main()
