"""An installation with only its zhidad running, and the ways to ask it: signed, plain, raw."""

import re
import signal
import socket
import ssl
import subprocess
import urllib.error
import urllib.request

import county

NO = "XA-2019-0920"


class Node:
    """An installation with only its zhidad running."""

    def __init__(self, scratch):
        self.scratch = scratch
        self.home = scratch / "home"
        self.made = county.generate(scratch / "first", 40, 7, NO)
        self.run("init", "--data", county.DATA, "--first-list", self.made["list"], "--source-key",
                 self.made["public"])
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            self.port = one.getsockname()[1]
        self.config = self.home / "node/zhidad.toml"
        self.set("port", str(self.port))
        self.process = None

    def run(self, *words, code=0, home=True):
        at = ("--home", self.home) if home else ()
        done = subprocess.run([str(w) for w in (county.BIN / "zhida", *words, *at)],
                              capture_output=True, stdin=subprocess.DEVNULL, check=False)
        if done.returncode != code:
            raise AssertionError(f"{words}: exit {done.returncode} and not {code}: {done.stderr}")
        return done.stdout.decode(errors="replace")

    def set(self, key, value):
        text = self.config.read_text(encoding="utf-8")
        self.config.write_text(re.sub(rf"(?m)^{key} = [^#\n]*", f"{key} = {value} ", text),
                               encoding="utf-8")

    def start(self):
        self.process = subprocess.Popen(
            [str(county.BIN / "zhidad"), "--config", str(self.config)], stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("listening"):
            raise AssertionError(f"zhidad said {line!r}")

    def stop(self, how=signal.SIGTERM):
        if self.process:
            self.process.send_signal(how)
            self.process.wait(timeout=60)
            self.process = None

    def ask(self, method, target, *more, who="auditor", code=0):
        """(status, fields, body) of a signed request."""
        said = self.run("ask", method, target, "--head", "--as", who, "--patience", "0", *more,
                        code=code)
        head, _, body = said.partition("\n\n")
        first, *fields = head.splitlines()
        return int(first.split()[1]), dict(f.split(": ", 1) for f in fields), body

    def tls(self):
        context = ssl.create_default_context(cafile=str(self.home / "authority.pem"))
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        return context.wrap_socket(plain, server_hostname="localhost")

    def open(self, path, **fields):
        context = ssl.create_default_context(cafile=str(self.home / "authority.pem"))
        request = urllib.request.Request(f"https://localhost:{self.port}{path}", headers=fields)
        try:
            with urllib.request.urlopen(request, context=context, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()

    def figures(self):
        """Metrics by name with labels."""
        status, text = self.open("/metrics")
        if status != 200:
            raise AssertionError(f"/metrics: {status}")
        lines = [line for line in text.splitlines() if not line.startswith("#")]
        return {line.rsplit(" ", 1)[0]: float(line.rsplit(" ", 1)[1]) for line in lines}
