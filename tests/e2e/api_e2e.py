"""The API of a running node as integrators meet it: entity tags, events by cursor and as a stream,
metrics, limits. The node has no agents beside it, so nothing moves but what the test sends."""

import json
import re
import subprocess
import time

import county
from lone_node import NO, Node

START_SECONDS_MAX = 60


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


def fault(document, schema, value, where="answer"):
    """Where a value is not as its schema says; a validator apart from the node's own."""
    while "$ref" in schema:
        at = document
        for part in schema["$ref"].removeprefix("#/").split("/"):
            at = at[part]
        schema = at
    kinds = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int,
             "null": type(None)}
    wanted = schema.get("type", [])
    wanted = [wanted] if isinstance(wanted, str) else wanted
    is_number = isinstance(value, int) and not isinstance(value, bool)
    if wanted and not any(is_number if kind == "integer" else isinstance(value, kinds[kind])
                          for kind in wanted):
        return f"{where}: {value!r} is no {wanted}"
    found = [fault(document, one, value, where) for one in schema.get("allOf", [])]
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value) or \
            value not in schema.get("enum", [value]) or \
            is_number and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        return f"{where}: {value!r} does not fit"
    if isinstance(value, dict):
        known = schema.get("properties", {})
        found += [f"{where}: no {name}" for name in schema.get("required", []) if name not in value]
        found += [fault(document, known[name], one, f"{where}/{name}") if name in known else
                  f"{where}: {name} is not known" if "additionalProperties" in schema else ""
                  for name, one in value.items()]
    if isinstance(value, list):
        found += [fault(document, schema.get("items", {}), one, f"{where}/{i}")
                  for i, one in enumerate(value)]
    return next(filter(None, found), "")


def as_documented(node):
    """Real answers fit the schemas of the document the node serves."""
    document = json.loads(node.open("/openapi.json")[1])
    first = json.loads(node.ask("GET", "/v1/lists")[2])["lists"][0]["list"]
    wrong = []
    for target, path, who, code in (
            ("/v1/status", "/v1/status", "auditor", 200),
            ("/v1/events?after=0", "/v1/events", "auditor", 200),
            ("/v1/lists?limit=1", "/v1/lists", "auditor", 200),
            (f"/v1/lists/{first}", "/v1/lists/{list}", "auditor", 200),
            ("/v1/lists/0000000000000000", "/v1/lists/{list}", "auditor", 404),
            (f"/v1/orders?list={first}", "/v1/orders", "auditor", 200),
            ("/v1/packages", "/v1/packages", "importer", 200),
            ("/v1/statements/" + "0" * 64, "/v1/statements/{digest}", "auditor", 404)):
        status, _, body = node.ask("GET", target, who=who, code=0 if code == 200 else 1)
        answer = document["paths"][path]["get"]["responses"][str(code)]
        while "$ref" in answer:
            answer = document["components"]["responses"][answer["$ref"].rsplit("/", 1)[1]]
        schema = answer["content"]["application/json"]["schema"]
        told = fault(document, schema, json.loads(body))
        if status != code or told:
            wrong.append(f"{target}: {status} {told}")
    bad = fault(document, {"$ref": "#/components/schemas/Status"}, {"height": "x"})
    return "; ".join(wrong) or ("" if bad else "the validator lets everything pass")


def proofs(node):
    """The ledger's own record with its proof; what is malformed is told."""
    status, fields, body = node.ask("GET", "/v1/proofs/01")
    if status != 200 or fields["Content-Type"] != "application/cbor" or len(body) < 200:
        return f"{status} {len(body)}"
    return "" if node.ask("GET", "/v1/proofs/xx", code=1)[0] == 400 else "no key was taken for one"


def stops(node):
    """A stop ends followers and leaves nothing to replay; another ledger's genesis is refused."""
    follower = subprocess.Popen(
        [str(w) for w in (county.BIN / "zhida", "ask", "GET", "/v1/events/stream", "--follow", 99,
                          "--home", node.home)], stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL)
    until = time.monotonic() + START_SECONDS_MAX
    while node.figures()["zhida_event_subscribers"] == 0 and time.monotonic() < until:
        time.sleep(0.05)
    process = node.process
    node.stop()
    if process.returncode != 0 or follower.wait(timeout=START_SECONDS_MAX) != 1:
        return f"exit {process.returncode}, the follower {follower.returncode}"
    other = Node(node.scratch / "other")
    node.set("genesis", f'"{other.home}/genesis"')
    done = subprocess.run([str(county.BIN / "zhidad"), "--config", str(node.config)],
                          capture_output=True, text=True, check=False, timeout=START_SECONDS_MAX)
    told = done.stderr.strip().splitlines()
    if done.returncode != 1 or len(told) != 2 or told[0].isascii():
        return f"another genesis: exit {done.returncode} {done.stderr}"
    return ""


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
            county.verdict("answers are as the document says", said(as_documented, node))
            county.verdict("a state entry comes with its proof", said(proofs, node))
            county.verdict("a stop ends well, and another genesis is refused", said(stops, node))
        finally:
            node.stop()
    county.end()


if __name__ == "__main__":
    main()
