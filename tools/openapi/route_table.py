"""Makes the table of routes that the gateway runs on from its OpenAPI document.

python3 tools/openapi/route_table.py gateway/openapi.json OUT.cpp

Everything a request is judged by stands in the document: path and query parameters with their
limits, roles, the size of a body. What this program does not understand is an error, so that no
limit is written down and then not held to."""

import json
import pathlib
import re
import sys

METHODS = ("get", "post", "put", "delete")
CLASS = re.compile(r"^\^\[([^\]]+)\](?:\{(\d+)(?:,(\d+))?\}|\*)\$$")
NO_END = 2 ** 63 - 1


class Document:
    def __init__(self, path):
        self.text = path.read_text(encoding="utf-8")
        self.root = json.loads(self.text)

    def resolve(self, node):
        while "$ref" in node:
            at = self.root
            for part in node["$ref"].removeprefix("#/").split("/"):
                at = at[part]
            node = at
        return node

    def operations(self):
        for path, item in self.root["paths"].items():
            for method, operation in item.items():
                if method not in METHODS:
                    raise SystemExit(f"{path}: what is {method}?")
                yield path, method.upper(), operation


def quoted(text):
    return json.dumps(text, ensure_ascii=False)


def alphabet(letters):
    """a-z and single characters, written out."""
    out, i = "", 0
    while i < len(letters):
        if i + 2 < len(letters) and letters[i + 1] == "-":
            out += "".join(chr(c) for c in range(ord(letters[i]), ord(letters[i + 2]) + 1))
            i += 3
        else:
            out += letters[i]
            i += 1
    return out


def parameter(document, raw, where):
    raw = document.resolve(raw)
    schema = document.resolve(raw["schema"])
    place = {"path": "Where::path", "query": "Where::query", "header": "Where::field"}[raw["in"]]
    wanted = "true" if raw.get("required") else "false"
    if schema["type"] == "integer":
        low, high = schema["minimum"], schema["maximum"]
        return (f"{{{quoted(raw['name'])}, {place}, {wanted}, true, {low}U, {high}U, \"\"}}")
    match = CLASS.match(schema.get("pattern", ""))
    if schema["type"] != "string" or not match:
        raise SystemExit(f"{where}: {raw['name']} needs a pattern ^[…]{{m,n}}$ or bounds")
    low = int(match[2] or 0)
    high = int(match[3] or match[2] or NO_END)
    return (f"{{{quoted(raw['name'])}, {place}, {wanted}, false, {low}U, {high}U, "
            f"{quoted(alphabet(match[1]))}}}")


def answer_type(document, operation):
    content = document.resolve(operation["responses"]["200"]).get("content", {})
    return next(iter(content), "")


def row(document, number, path, method, operation):
    where = f"{method} {path}"
    name = operation["operationId"]
    parameters = [parameter(document, p, where) for p in operation.get("parameters", [])]
    named = [document.resolve(p)["name"] for p in operation.get("parameters", [])
             if document.resolve(p)["in"] == "path"]
    if named != re.findall(r"\{(\w+)\}", path):
        raise SystemExit(f"{where}: its path parameters are {named}")
    roles = [f"vocabulary::Role::{role}" for role in operation.get("x-roles", [])]
    body = operation.get("requestBody", {})
    lines = []
    if parameters:
        lines.append(f"constexpr Parameter p{number}[] = {{")
        lines += [f"    {p}," for p in parameters] + ["};"]
    if roles:
        lines.append(f"constexpr vocabulary::Role r{number}[] = {{{', '.join(roles)}}};")
    security = operation.get("security", document.root["security"])
    signer = "Signer::nobody" if not security else f"Signer::{next(iter(security[0]))}"
    handler = "nullptr" if signer == "Signer::nobody" else f"&{name}"
    text = (f"    {{{quoted(method)}, {quoted(path)}, {quoted(name)}, "
            f"{quoted(answer_type(document, operation))},\n"
            f"     {quoted(operation['x-summary-zh'])}, {quoted(operation['summary'])},\n"
            f"     {signer}, {'true' if operation.get('x-tagged') else 'false'}, "
            f"{'true' if operation.get('x-office') else 'false'}, "
            f"{body.get('x-bytes-max', 0)}U, "
            f"{quoted(next(iter(body.get('content', {})), ''))},\n"
            f"     {f'r{number}' if roles else '{}'}, {f'p{number}' if parameters else '{}'}, "
            f"{handler}}},")
    return lines, text


def chunks(text, size):
    return [text[i:i + size] for i in range(0, len(text), size)]


def generate(document):
    heads, rows, names = [], [], []
    for number, (path, method, operation) in enumerate(document.operations()):
        head, text = row(document, number, path, method, operation)
        heads += head
        rows.append(text)
        names.append(operation["operationId"])
    if len(set(names)) != len(names):
        raise SystemExit("an operationId stands twice")
    compact = json.dumps(document.root, ensure_ascii=False, separators=(",", ":"))
    literal = "\n".join(f"    R\"json({piece})json\"" for piece in chunks(compact, 8_000))
    return "\n".join([
        "// Made from gateway/openapi.json by tools/openapi/route_table.py.",
        '#include "gateway/detail/route_table.hpp"', "",
        "namespace zhida::gateway::detail {", "", "namespace {", "", *heads, "",
        "constexpr RouteRow table[] = {", *rows, "};", "",
        "}  // namespace", "", "const std::span<const RouteRow> route_table{table};", "",
        "const std::string_view openapi_text =", literal + ";", "",
        "}  // namespace zhida::gateway::detail", ""])


def main():
    source, target = (pathlib.Path(word) for word in sys.argv[1:3])
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(generate(Document(source)), encoding="utf-8")


if __name__ == "__main__":
    main()
