"""What comes to a node's socket and is no request: garbage, half of something, too much, too slow,
too many. The node answers in two languages or closes, stays small, and serves the others."""

import json
import os
import pathlib
import random
import resource
import socket
import ssl
import time

import county
from lone_node import Node

IDLE = 1_000
GROWTH_MB_MAX = 120
PATIENCE = 30


def resident_mb(node):
    for line in pathlib.Path(f"/proc/{node.process.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    raise AssertionError("no VmRSS")


def well(node):
    status, text = node.open("/health")
    return "" if (status, text) == (200, '{"status":"ok"}') else f"/health: {status} {text}"


def heard(node, data, half_close=False):
    """All that comes back over TLS for these bytes."""
    with node.tls() as one:
        one.settimeout(PATIENCE)
        out = b""
        try:
            one.sendall(data)
            if half_close:
                one.unwrap()
            while piece := one.recv(65_536):
                out += piece
        except (ssl.SSLError, ConnectionError):
            pass
        return out


def garbage(node):
    seed = int(os.environ.get("ZHIDA_SEED", "20261124"))
    dice = random.Random(seed)
    wrong = []
    for i in range(40):
        data = dice.randbytes(dice.randrange(1, 5_000)) + b"\r\n\r\n"
        back = heard(node, data)
        if back and not back.startswith(b"HTTP/1.1 400") and not back.startswith(b"HTTP/1.1 431"):
            wrong.append(f"seed {seed} case {i}: {back[:60]}")
    for i in range(40):  # below TLS
        with socket.create_connection(("127.0.0.1", node.port), timeout=PATIENCE) as plain:
            try:
                plain.sendall(dice.randbytes(dice.randrange(1, 2_000)))
                plain.shutdown(socket.SHUT_WR)
                while plain.recv(65_536):
                    pass
            except ConnectionError:
                pass
    return "; ".join(wrong) or well(node)


def malformed(node):
    """Requests that are nearly right."""
    cases = {
        b"GET / HTTP/9.9\r\n\r\n": 400,
        b"GET  / HTTP/1.1\r\n\r\n": 400,
        b"GET /v1/status HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n": 400,
        b"POST /v1/transactions HTTP/1.1\r\nContent-Length: -1\r\n\r\n": 400,
        b"POST /v1/transactions HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n": 400,
        b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\n\r\n": 431,
        b"GET / HTTP/1.1\r\nX: " + b"b" * 20_000 + b"\r\n\r\n": 431,
        b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 5_000 + b"\r\n": 431,
        b"GET /v1/status HTTP/1.1\r\nAuthorization: Zhida x.y.z\r\nConnection: close\r\n\r\n": 401,
        b"GET /v1/../../etc/passwd HTTP/1.1\r\nConnection: close\r\n\r\n": 404,
        b"GET /v1/lists/%00%ff HTTP/1.1\r\nConnection: close\r\n\r\n": 401,
        b"BREW /v1/status HTTP/1.1\r\nConnection: close\r\n\r\n": 405,
    }
    wrong = []
    for data, status in cases.items():
        back = heard(node, data)
        head, _, body = back.partition(b"\r\n\r\n")
        told = json.loads(body)["error"] if body else {}
        if not head.startswith(b"HTTP/1.1 %d" % status) or \
                not told.get("message_en") or told.get("message_zh", "").isascii():
            wrong.append(f"{data[:50]}: {back[:60]}")
    return "; ".join(wrong) or well(node)


def unsigned_bodies(node):
    """Nothing of a large body is read from whoever is not known."""
    before = resident_mb(node)
    open_ones = []
    for _ in range(16):
        one = node.tls()
        one.settimeout(PATIENCE)
        one.sendall(b"POST /v1/statements HTTP/1.1\r\nContent-Length: 25000000\r\n\r\n")
        open_ones.append(one)
    wrong = []
    for one in open_ones:
        back = one.recv(100)
        if not back.startswith((b"HTTP/1.1 401", b"HTTP/1.1 429")):
            wrong.append(f"{back[:30]}")
        one.close()
    grown = resident_mb(node) - before
    if grown > 40:
        wrong.append(f"memory grew by {grown:.0f} MB")
    return "; ".join(wrong) or well(node)


def slow(node):
    """A request that trickles in is ended, and serves nobody's turn meanwhile."""
    ones = [node.tls() for _ in range(20)]
    for one in ones:
        one.settimeout(PATIENCE)
        one.sendall(b"GET /v1/status HTTP/1.1\r\nX-Slow: ")
    told = [well(node)]
    began = time.monotonic()
    ended = 0
    while time.monotonic() - began < PATIENCE and ended < len(ones):
        time.sleep(0.5)
        for one in ones:
            try:
                one.sendall(b"a")
            except (ssl.SSLError, OSError):
                pass
        ended = sum(1 for one in ones if one.fileno() < 0 or is_over(one))
    for one in ones:
        one.close()
    return "; ".join(filter(None, told)) or \
        ("" if ended == len(ones) else f"{ended} of {len(ones)} were ended")


def is_over(one):
    one.settimeout(0.01)
    try:
        data = one.recv(65_536)
        return data == b"" or data.startswith(b"HTTP/1.1 408")
    except (TimeoutError, ssl.SSLWantReadError):
        return False
    except (ssl.SSLError, OSError):
        return True


def half_open(node):
    """Connections that go silent at every step leave nothing behind."""
    for _ in range(30):
        plain = socket.create_connection(("127.0.0.1", node.port), timeout=PATIENCE)
        plain.close()
        one = node.tls()
        one.sendall(b"GET /v1/status HTTP/1.1\r\n")
        one.close()
        hard = node.tls()
        hard.sendall(b"POST /v1/transactions HTTP/1.1\r\nContent-Length: 1000\r\n\r\nhalf")
        hard.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        hard.close()
    return well(node)


def idle(node):
    """A thousand idle connections are bounded, and whoever has one is still served."""
    before = resident_mb(node)
    with node.tls() as mine:
        ones = []
        for _ in range(IDLE):
            try:
                ones.append(socket.create_connection(("127.0.0.1", node.port), timeout=PATIENCE))
            except OSError:
                break
        mine.sendall(b"GET /health HTTP/1.1\r\n\r\n")
        back = mine.recv(1_000)
        grown = resident_mb(node) - before
        for one in ones:
            one.close()
    wrong = []
    if len(ones) < IDLE:
        wrong.append(f"only {len(ones)} connections could be tried")
    if not back.startswith(b"HTTP/1.1 200"):
        wrong.append(f"an open connection was not served: {back[:40]}")
    if grown > GROWTH_MB_MAX:
        wrong.append(f"memory grew by {grown:.0f} MB")
    until = time.monotonic() + PATIENCE
    while well_or_error(node) and time.monotonic() < until:
        time.sleep(0.2)
    return "; ".join(wrong) or well_or_error(node)


def well_or_error(node):
    try:
        return well(node)
    except OSError as error:
        return str(error)


CHECKS = (
    ("garbage is answered with an error or closed", garbage),
    ("a request that is nearly right is refused in two languages", malformed),
    ("a large body is not read from whoever is not known", unsigned_bodies),
    ("connections that break off leave the node well", half_open),
    ("requests that trickle in are ended with 408", slow),
    ("a thousand idle connections are bounded", idle),
)


def main():
    resource.setrlimit(resource.RLIMIT_NOFILE, (4_096, resource.getrlimit(
        resource.RLIMIT_NOFILE)[1]))
    with county.folder() as scratch:
        node = Node(pathlib.Path(scratch))
        node.set("denials_per_second", "10000")
        try:
            node.start()
            for name, check in CHECKS:
                try:
                    county.verdict(name, check(node))
                except (AssertionError, OSError, ValueError, KeyError) as error:
                    county.verdict(name, f"{type(error).__name__}: {error}")
        finally:
            node.stop()
    county.end()


if __name__ == "__main__":
    main()
