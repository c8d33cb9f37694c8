"""Packages that come from outside. The acquisition system pushes one in pieces and the node is
killed between them; a data platform (a sample server here) is pulled from and cuts off midway, and
the node is killed then too. What came waits as judged, and goes on the ledger by the importer only.
Then: webhooks, a reload by SIGHUP, the check of a configuration, the log of denials."""

import hashlib
import hmac
import http.server
import json
import os
import pathlib
import re
import signal
import ssl
import subprocess
import threading
import time

import county
from lone_node import Node

SOURCE = "XA-ZQ"
AWAIT_SECONDS_MAX = 60


def await_that(what, told):
    until = time.monotonic() + AWAIT_SECONDS_MAX
    while not what():
        if time.monotonic() > until:
            raise AssertionError(f"still not: {told}")
        time.sleep(0.1)


class Https(http.server.ThreadingHTTPServer):
    """A server of somebody outside, with a certificate of the installation's authority."""

    daemon_threads = True

    def __init__(self, home, handler):
        super().__init__(("127.0.0.1", 0), handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(home / "banks/102/certificate.pem", home / "banks/102/key.pem")
        self.socket = context.wrap_socket(self.socket, server_side=True)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def url(self, path):
        return f"https://localhost:{self.server_port}{path}"

    def handle_error(self, request, client_address):
        pass  # whoever is killed midway


class Platform:
    """A data platform: a listing with an ETag, files with ranges; it can cut off midway."""

    def __init__(self, home, folder, list_no):
        self.files = {path.name: path.read_bytes() for path in folder.iterdir()}
        self.cut_after = None  # bytes of files it still sends
        self.ranges = []
        self.listings = []
        platform = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                platform.answer(self)

            def log_message(self, *_):
                pass

        self.server = Https(home, Handler)
        self.listing = json.dumps({"format": "zhida-packages/1", "packages": [{
            "list_no": list_no, "files": [
                {"name": name, "size": len(data), "sm3": sm3(data), "href": f"files/{name}"}
                for name, data in sorted(self.files.items())]}]}).encode()

    def answer(self, ask):
        if ask.headers.get("Authorization") != "Bearer let-me-in":
            return self.send(ask, 401, b"")
        if ask.path == "/api/packages.json":
            same = ask.headers.get("If-None-Match") == '"1"'
            self.listings.append(304 if same else 200)
            return self.send(ask, 304 if same else 200, b"" if same else self.listing, ETag='"1"')
        data = self.files[ask.path.removeprefix("/api/files/")]
        begin, end = map(int, re.match(r"bytes=(\d+)-(\d+)", ask.headers["Range"]).groups())
        self.ranges.append((ask.path, begin))
        piece = data[begin:end + 1]
        if self.cut_after is not None:
            if len(piece) > self.cut_after:
                ask.connection.close()
                return None
            self.cut_after -= len(piece)
        return self.send(ask, 206, piece,
                         **{"Content-Range": f"bytes {begin}-{end}/{len(data)}"})

    def send(self, ask, status, body, **fields):
        ask.send_response(status)
        for name, value in fields.items():
            ask.send_header(name, value)
        ask.send_header("Content-Length", str(len(body)))
        ask.end_headers()
        ask.wfile.write(body)


def sm3(data):
    return hashlib.new("sm3", data).hexdigest()


def packages(node):
    return {p["list_no"]: p for p in json.loads(node.run("packages", "--json"))["packages"]}


def deliver(node, made, code=0, key=None, source=SOURCE):
    done = subprocess.run(
        [str(w) for w in (county.BIN / "zhida", "deliver", "--node", f"127.0.0.1:{node.port}",
                          "--authority", node.home / "authority.pem", "--source", source,
                          "--source-key", key or made["key"], "--list", made["list"], "--json")],
        capture_output=True, text=True, check=False)
    if done.returncode != code:
        raise AssertionError(f"deliver: exit {done.returncode} and not {code}: {done.stderr}")
    return json.loads(done.stdout)


def push(node):
    """Pushed twice it is one package, and it is on the ledger when the importer has signed."""
    made = county.generate(node.scratch / "push", 60, 3, "XA-2019-0930", key=node.made)
    first = deliver(node, made)
    if first["state"] != "READY" or first["lines"] != 60 or deliver(node, made) != first:
        return f"pushed: {first}"
    have = packages(node)["XA-2019-0930"]
    if (have["package"], have["state"], have["channel"]) != (first["delivery"], "READY", "push"):
        return f"it waits as {have}"
    if json.loads(node.run("lists", "--json", "--as", "auditor"))["lists"]:
        return "it is on the ledger without the importer"
    node.run("import", "--package", first["delivery"], "--as", "importer")
    listed = json.loads(node.run("lists", "--json", "--as", "auditor"))["lists"]
    state = packages(node)["XA-2019-0930"]["state"]
    if [one["list_no"] for one in listed] != ["XA-2019-0930"] or state != "IMPORTED":
        return f"after the import: {listed} {state}"
    node.run("import", "--package", first["delivery"], "--as", "importer", code=3)
    return ""


def refused_push(node):
    bad = county.generate(node.scratch / "bad", 60, 4, "XA-2019-0931", key=node.made, faults="few")
    have = deliver(node, bad, code=2)
    if not have["errors"] or {"file", "row", "code", "message_zh"} - set(have["errors"][0]):
        return f"errors are not located: {str(have)[:200]}"
    listed = packages(node)["XA-2019-0931"]
    if listed["state"] != "REFUSED" or listed["errors"] != len(have["errors"]):
        return f"the office sees {listed}"
    node.run("import", "--package", listed["package"], "--as", "importer", code=3)
    stranger = node.scratch / "stranger.pem"
    node.run("keys", "new", "--out", stranger, home=False)
    return "" if deliver(node, bad, code=1, key=stranger)["error"] else "a stranger was heard"


def killed_push(node):
    """Between two pieces the node is killed; the source asks how far it is and goes on there."""
    made = county.generate(node.scratch / "large", 12_000, 5, "XA-2019-0932", key=node.made)
    words = [str(w) for w in (
        county.BIN / "zhida", "deliver", "--node", f"127.0.0.1:{node.port}", "--authority",
        node.home / "authority.pem", "--source", SOURCE, "--source-key", made["key"], "--list",
        made["list"], "--json", "--patience", "120")]
    running = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    await_that(lambda: packages(node).get("XA-2019-0932", {}).get("received", 0) > 0, "a piece")
    node.stop(signal.SIGKILL)
    node.start()
    said = json.loads(running.communicate(timeout=180)[0])
    return "" if said.get("state") == "READY" and said["lines"] == 12_000 else f"{said}"


def pull(node, platform):
    """The platform cuts off midway, the node is killed; no byte that came is asked for again."""
    large = max(platform.files, key=lambda name: len(platform.files[name]))
    before = sum(len(data) for name, data in platform.files.items() if name < large)
    platform.cut_after = before + (3 << 19)  # one piece of the large file, and not the second
    node.start()
    await_that(lambda: any(begin > 0 for _, begin in platform.ranges), "a second piece")
    await_that(lambda: packages(node).get(platform.list_no, {}).get("received", 0) > 0, "a piece")
    node.stop(signal.SIGKILL)
    came = len(platform.ranges)
    platform.cut_after = None
    node.start()
    await_that(lambda: packages(node)[platform.list_no]["state"] not in ("RECEIVING", "JUDGING"),
               "the whole package")
    have = packages(node)[platform.list_no]
    if (have["state"], have["channel"]) != ("READY", "pull"):
        return f"it is {have}"
    after = [begin for path, begin in platform.ranges[came:] if path.endswith(large)]
    if not after or min(after) == 0:
        return f"after the kill it began anew: {after}"
    await_that(lambda: 304 in platform.listings, "a listing that has not changed")
    node.run("import", "--package", have["package"], "--as", "importer")
    state = packages(node)[platform.list_no]["state"]
    return "" if state == "IMPORTED" else f"after the import: {state}"


class Receiver:
    """Takes webhooks and checks their signatures."""

    def __init__(self, home, secret):
        self.taken, self.wrong = [], []
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                said = self.headers["Zhida-Signature"]
                words = self.headers["Zhida-Timestamp"].encode() + b"." + body
                want = "hmac-sm3=" + hmac.new(secret, words, "sm3").hexdigest()
                (receiver.taken if said == want else receiver.wrong).append(json.loads(body))
                self.send_response(204)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = Https(home, Handler)


def reload(node):
    """SIGHUP brings a webhook and limits; a change of the port is refused as a whole."""
    secret = os.urandom(32)
    (node.home / "node/hook.secret").write_text(secret.hex() + "\n")
    receiver = Receiver(node.home, secret)
    before = node.config.read_text(encoding="utf-8")
    log = node.home / "node/zhidad.log"

    def hup(told):
        seen = log.read_text(encoding="utf-8").count(told)
        node.process.send_signal(signal.SIGHUP)
        await_that(lambda: log.read_text(encoding="utf-8").count(told) > seen, told)

    node.config.write_text(before + "\n".join((
        "[[webhook]]", 'name = "county"', f'url = "{receiver.server.url("/hooks")}"',
        'authority = "../authority.pem"', 'secret = "hook.secret"',
        'kinds = ["list_changed"]', "")), encoding="utf-8")
    node.set("subscribers", "0")
    hup('"configuration reloaded"')
    if node.ask("GET", "/v1/events/stream", code=1)[0] != 503:
        return "the new limit does not hold"
    node.run("import", "--list", node.made["list"], "--as", "importer")
    await_that(lambda: receiver.taken or receiver.wrong, "a delivery")
    kinds = {e["name"] for one in receiver.taken for e in one["events"]}
    if receiver.wrong or kinds != {"list_changed"}:
        return f"taken {kinds}, {len(receiver.wrong)} with a wrong signature"
    node.set("port", "1")
    node.set("subscribers", "64")
    hup("a restart is needed for http.port")
    node.set("port", str(node.port))  # where commands look for the node
    if node.ask("GET", "/v1/events/stream", code=1)[0] != 503:
        return "half of a refused configuration holds"
    node.config.write_text(before, encoding="utf-8")
    hup('"configuration reloaded"')
    return ""


def check(node):
    def run():
        return subprocess.run([str(county.BIN / "zhidad"), "--check", str(node.config)],
                              capture_output=True, text=True, check=False)
    good = run()
    before = node.config.read_text(encoding="utf-8")
    wrong = [] if good.returncode == 0 else [f"a good one is refused: {good.stderr}"]
    for key, value in (("port", '"x"'), ("genesis", '"none"'), ("validator_key", '"zhidad.toml"'),
                       ("villages", '"none"'), ("level", '"loud"'), ("waiters", "31")):
        node.set(key, value)
        bad = run()
        if bad.returncode != 1 or len(bad.stderr.strip().splitlines()) != 2:
            wrong.append(f"{key} = {value}: exit {bad.returncode} {bad.stderr}")
        node.config.write_text(before, encoding="utf-8")
    return "; ".join(wrong)


def denials(node):
    """Every denial is a line, and a line that is taken out is noticed."""
    folder = node.home / "node/data/denials"
    node.ask("GET", "/v1/packages", code=1)
    node.open("/v1/status")
    whole = json.loads(node.run("audit-log", "verify", folder, "--json", home=False))
    lines = [json.loads(line) for path in sorted(folder.glob("*.jsonl"))
             for line in path.read_text(encoding="utf-8").splitlines()]
    last = [(one["why"], one["path"]) for one in lines[-2:]]
    if whole["lines"] != len(lines) or \
            last != [("role", "/v1/packages"), ("credential", "/v1/status")]:
        return f"{whole} {last}"
    path = sorted(folder.glob("*.jsonl"))[-1]
    text = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(text[:-2] + text[-1:]), encoding="utf-8")
    node.run("audit-log", "verify", folder, code=1, home=False)
    path.write_text("".join(text), encoding="utf-8")
    node.run("audit-log", "verify", folder, home=False)
    return ""


def uploads(node):
    """Uploads lie in clear: they are few, bounded in sum, and go when nobody goes on with them."""
    folder = node.home / "node/data/uploads"
    piece = node.scratch / "piece"
    piece.write_bytes(b"x")

    def begin(name, code=0):
        return node.ask("POST", f"/v1/packages/{name}", who="importer", code=code)[0]

    begun = [begin(f"p{i}") for i in range(8)]
    over = begin("p8", code=1)
    large = node.ask("PUT", "/v1/packages/p0/a?offset=536870912", "--body", piece, who="importer",
                     code=1)
    old = time.time() - 31 * 60
    os.utime(folder / "p0", (old, old))
    again = begin("p8")
    left = sorted(os.listdir(folder))
    for one in folder.iterdir():
        os.utime(one, (old, old))
    if begun != [200] * 8 or over != 503 or again != 200 or "p0" in left:
        return f"begun {begun}, then {over}, then {again}; {left}"
    return "" if large[0] == 409 and "512 MB" in large[2] else f"too large: {large}"


def said(function, *words):
    try:
        return function(*words)
    except (AssertionError, KeyError, IndexError, OSError, ValueError,
            subprocess.SubprocessError) as error:
        return f"{type(error).__name__}: {error}"


def pulling_node(scratch):
    node = Node(scratch)
    platform_made = county.generate(scratch / "pull", 12_000, 6, "XA-2019-0940", key=node.made)
    platform = Platform(node.home, platform_made["list"], "XA-2019-0940")
    platform.list_no = "XA-2019-0940"
    (node.home / "node/platform.token").write_text("let-me-in\n", encoding="utf-8")
    text = node.config.read_text(encoding="utf-8")
    begin = text.index("[pull]")
    end = text.index("# 事件推送", begin)
    node.config.write_text(text[:begin] + "\n".join((
        "[pull]", f'url = "{platform.server.url("/api/packages.json")}"',
        f'source_system = "{SOURCE}"', 'authority = "../authority.pem"',
        'token = "platform.token"', "seconds = 5", "", "")) + text[end:], encoding="utf-8")
    return node, platform


def main():
    with county.folder() as scratch:
        node = Node(pathlib.Path(scratch))
        try:
            node.start()
            for name, function in (
                    ("a pushed package waits as judged and is imported by the importer", push),
                    ("a push is refused with every bad row, and a stranger's at the door",
                     refused_push),
                    ("a push goes on where it was when the node is killed", killed_push),
                    ("uploads in clear are few, bounded, and go", uploads),
                    ("SIGHUP changes what is safe and refuses the rest", reload),
                    ("a configuration is checked without starting a node", check),
                    ("denials are chained lines, and one taken out is noticed", denials)):
                county.verdict(name, said(function, node))
        finally:
            node.stop()
    with county.folder() as scratch:
        node, platform = pulling_node(pathlib.Path(scratch))
        try:
            county.verdict("a pull goes on where it was when platform and node break off",
                           said(pull, node, platform))
        finally:
            node.stop()
    county.end()


if __name__ == "__main__":
    main()
