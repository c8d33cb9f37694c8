"""The API of a running node as integrators meet it: entity tags, events by cursor and as a stream,
metrics, limits. The node has no agents beside it, so nothing moves but what the test sends."""

import json
import re
import signal
import socket
import ssl
import subprocess
import time
import urllib.request

import county

NO = "XA-2019-0920"
START_SECONDS_MAX = 60


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

    def run(self, *words, code=0):
        done = subprocess.run([str(w) for w in (county.BIN / "zhida", *words, "--home", self.home)],
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


def tags(node):
    wrong = []
    for target in ("/v1/lists", "/v1/banks/102/accounts", "/v1/state?limit=3"):
        status, fields, body = node.ask("GET", target)
        tag = fields.get("ETag", "")
        again, same, nothing = node.ask("GET", target, "--field", f"If-None-Match: {tag}")
        if status != 200 or not tag or again != 304 or nothing or same.get("ETag") != tag:
            wrong.append(f"{target}: {status} {tag} then {again} {nothing!r}")
        other = node.ask("GET", target, "--field", 'If-None-Match: "0"')
        if other[0] != 200 or other[2] != body:
            wrong.append(f"{target}: a foreign tag was taken")
    tag = node.ask("GET", "/v1/lists")[1]["ETag"]
    node.run("import", "--list", node.made["list"], "--as", "importer")
    status, fields, body = node.ask("GET", "/v1/lists", "--field", f"If-None-Match: {tag}")
    if status != 200 or fields["ETag"] == tag or NO not in body:
        wrong.append(f"an old answer stayed good after an import: {status} {body}")
    return "; ".join(wrong)


def stream(node):
    """A follower reads on behind the event it names, and misses and repeats nothing."""
    have = json.loads(node.ask("GET", "/v1/events?after=0")[2])["events"]
    said = node.run("ask", "GET", "/v1/events/stream?after=0", "--follow", str(4 * len(have)))
    ids = re.findall(r"^id: (.*)$", said, re.M)
    data = [json.loads(d) for d in re.findall(r"^data: (.*)$", said, re.M)]
    if data != have or len(set(ids)) != len(have):
        return f"{len(data)} events of {len(have)}, ids {ids[:5]}"
    for cut in (0, len(ids) // 2, len(ids) - 2):
        rest = node.run("ask", "GET", "/v1/events/stream", "--field", f"Last-Event-ID: {ids[cut]}",
                        "--follow", str(4 * (len(ids) - cut - 1)))
        if re.findall(r"^id: (.*)$", rest, re.M) != ids[cut + 1:]:
            return f"behind {ids[cut]} came {rest[:200]}"
    kinds = {e["name"] for e in have}
    lists = json.loads(node.ask("GET", "/v1/events?after=0&kind=list_changed")[2])["events"]
    if kinds != {"list_changed", "section_changed"} or \
            lists != [e for e in have if e["name"] == "list_changed"]:
        return f"kinds {kinds}, filtered {len(lists)}"
    if node.ask("GET", "/v1/events?kind=nonsense", code=1)[0] != 400:
        return "an unknown kind was taken"
    return ""


def live(node):
    """What happens while somebody follows arrives without being asked for."""
    follower = subprocess.Popen(
        [str(w) for w in (county.BIN / "zhida", "ask", "GET", "/v1/events/stream", "--follow", 6,
                          "--home", node.home)], stdout=subprocess.PIPE, text=True)
    until = time.monotonic() + START_SECONDS_MAX
    while node.figures()["zhida_event_subscribers"] == 0 and time.monotonic() < until:
        time.sleep(0.05)
    node.run("cancel", NO, "--as", "county-1", "--reason", "test")
    node.run("cancel", NO, "--as", "county-2", "--reason", "test")
    said = follower.communicate(timeout=START_SECONDS_MAX)[0]
    if "CANCELLED" not in said:
        return f"heard {said!r}"
    return ""


def metrics(node):
    have = node.figures()
    status = json.loads(node.ask("GET", "/v1/status")[2])
    wrong = []
    if have["zhida_height"] != status["height"]:
        wrong.append(f"height {have['zhida_height']} and not {status['height']}")
    if have['zhida_lists{state="CANCELLED"}'] != 1 or have["zhida_vault_records"] != 40:
        wrong.append("lists or records are counted wrongly")
    if have['zhida_transactions_total{code="0",name="accepted"}'] < 3:
        wrong.append("accepted transactions are not counted")
    if have["zhida_commit_seconds_count"] < 3 or have["zhida_resident_bytes"] < 1 << 20:
        wrong.append("histogram or memory is missing")
    if have["zhida_queue_length"] != 0 or have["zhida_orders_in_doubt{age=\"older\"}"] != 0:
        wrong.append("queue or doubt is odd")
    before = have.get('zhida_api_denials_total{why="credential"}', 0)
    node.open("/v1/lists")
    if node.figures()['zhida_api_denials_total{why="credential"}'] != before + 1:
        wrong.append("a denial is not counted")
    return "; ".join(wrong)


def said(check, *words):
    try:
        return check(*words)
    except (AssertionError, KeyError, IndexError, OSError, ValueError,
            subprocess.SubprocessError) as error:
        return f"{type(error).__name__}: {error}"


def main():
    with county.folder() as scratch:
        node = Node(county.pathlib.Path(scratch))
        try:
            node.start()
            county.verdict("an answer is good until the state changes, and then it is not",
                           said(tags, node))
            county.verdict("the event stream goes on behind the last event seen",
                           said(stream, node))
            county.verdict("events come to a follower as they happen", said(live, node))
            county.verdict("metrics tell what the node did", said(metrics, node))
        finally:
            node.stop()
    county.end()


if __name__ == "__main__":
    main()
