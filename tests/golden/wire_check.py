"""A second reader of wire.md: makes every format's bytes and digests from their inputs with code of
its own and compares them with tests/golden/wire/vectors.json, which the C++ tests read too.
`--write` makes the file anew; a released vector never changes."""

import hashlib
import hmac
import json
import pathlib
import sys

FILE = pathlib.Path(__file__).resolve().parent / "wire/vectors.json"
HASHES = ("sm3", "sha256")


def digest(name, *parts):
    return hashlib.new(name, b"".join(parts)).digest()


def uint(number, width):
    return number.to_bytes(width, "big")


def pattern(seed, length):
    return bytes((seed + i * 7) % 256 for i in range(length))


# --- deterministic CBOR: unsigned, bytes, null, maps with ascending integer keys ---

def head(major, number):
    if number < 24:
        return bytes([major << 5 | number])
    for extra, width in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if number < 1 << (8 * width):
            return bytes([major << 5 | extra]) + uint(number, width)
    raise ValueError(number)


def cbor(value):
    if value is None:
        return b"\xf6"
    if isinstance(value, int):
        return head(0, value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    return head(5, len(value)) + b"".join(cbor(k) + cbor(v) for k, v in sorted(value.items()))


# --- SM2 with SM3 over the recommended curve ---

P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A = P - 3
B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
G = (0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
     0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0)


def add(one, two):
    if one is None or two is None:
        return one or two
    (x1, y1), (x2, y2) = one, two
    if x1 == x2 and (y1 + y2) % P == 0:
        return None
    slope = ((3 * x1 * x1 + A) * pow(2 * y1, -1, P) if one == two
             else (y2 - y1) * pow(x2 - x1, -1, P)) % P
    x = (slope * slope - x1 - x2) % P
    return x, (slope * (x1 - x) - y1) % P


def times(number, point):
    out = None
    while number:
        if number & 1:
            out = add(out, point)
        point = add(point, point)
        number >>= 1
    return out


def sm2(secret, nonce, message):
    """(public key 04‖x‖y, signature r‖s)"""
    x, y = times(secret, G)
    name = b"1234567812345678"
    own = digest("sm3", uint(len(name) * 8, 2), name,
                 *(uint(n, 32) for n in (A, B, *G, x, y)))
    e = int.from_bytes(digest("sm3", own, message), "big")
    r = (e + times(nonce, G)[0]) % N
    s = pow(1 + secret, -1, N) * (nonce - r * secret) % N
    return b"\x04" + uint(x, 32) + uint(y, 32), uint(r, 32) + uint(s, 32)


# --- the formats ---

def envelope():
    cases = []
    for delegation in (None, pattern(9, 8)):
        public, _ = sm2(0x1234567, 0x1111, b"")
        body = {1: 1, 2: pattern(1, 32), 3: 404, 4: pattern(2, 40), 5: 1001, 6: 77, 7: 3,
                8: delegation, 9: digest("sm3", b"\x01", public)[:8], 10: 1, 11: b"ref-1",
                12: 1_568_772_600}
        raw = cbor(body)
        _, signature = sm2(0x1234567, 0xABCDEF01, b"zhida/tx/1" + raw)
        whole = cbor({1: raw, 2: signature})
        cases.append({"body": {str(k): v.hex() if isinstance(v, bytes) else v
                               for k, v in body.items()},
                      "public_key": public.hex(), "body_bytes": raw.hex(),
                      "signed_bytes": (b"zhida/tx/1" + raw).hex(), "signature": signature.hex(),
                      "envelope": whole.hex(), "transaction": digest("sha256", whole).hex()})
    return cases


def line():
    cases = []
    for seed, amount in ((1, 1), (5, 123_456), (9, 1_000_000_000)):
        fields = {1: pattern(seed, 16), 2: pattern(seed + 1, 16), 3: pattern(seed + 2, 16),
                  4: seed, 5: 17 * seed, 6: 102, 7: amount, 8: pattern(seed + 3, 32)}
        case = {"payee": fields[1].hex(), "tag": fields[2].hex(), "agreement": fields[3].hex(),
                "installment": fields[4], "item": fields[5], "bank": fields[6],
                "amount": str(amount), "commitment": fields[8].hex(),
                "bytes": cbor(fields).hex()}
        for name in HASHES:
            case[f"leaf_{name}"] = digest(name, b"\x00", fields[8], uint(amount, 8)).hex()
        cases.append(case)
    return cases


def left_size(count):
    size = 1
    while size * 2 < count:
        size *= 2
    return size


def tree(name, leaves):
    if len(leaves) == 1:
        return leaves[0]
    left, right = (tree(name, part) for part in (leaves[:left_size(len(leaves))],
                                                 leaves[left_size(len(leaves)):]))
    packed = b"".join(h + uint(s, 8) + uint(c, 8) for h, s, c in (left, right))
    return digest(name, b"\x01", packed), left[1] + right[1], left[2] + right[2]


def sum_tree():
    cases = []
    for name in HASHES:
        for count in (1, 2, 3, 5, 8, 13):
            lines = [(pattern(i, 32), 100 + i) for i in range(count)]
            leaves = [(digest(name, b"\x00", c, uint(a, 8)), a, 1) for c, a in lines]
            root = tree(name, leaves)
            village = 130629101204
            section = digest(name, b"\x02", uint(village, 8), root[0], uint(root[1], 8),
                             uint(root[2], 8))
            cases.append({"hash": name,
                          "lines": [{"commitment": c.hex(), "amount": str(a)} for c, a in lines],
                          "root": root[0].hex(), "sum": str(root[1]), "count": root[2],
                          "village": str(village), "section_leaf": section.hex()})
    return cases


def plain_tree(name, leaves):
    if len(leaves) == 1:
        return leaves[0]
    cut = left_size(len(leaves))
    return digest(name, b"\x01", plain_tree(name, leaves[:cut]), plain_tree(name, leaves[cut:]))


def field_commitment():
    cases = []
    for name in HASHES:
        for count in (1, 3, 6):
            fields = [(f"field_{i}", "值" * i, pattern(i + 40, 32)) for i in range(count)]
            leaves = [hmac.new(salt, b"zhida/field/1" + uint(len(key), 2) + key.encode() +
                               value.encode(), name).digest() for key, value, salt in fields]
            root = digest(name, b"\x02", uint(count, 2), plain_tree(name, leaves))
            cases.append({"hash": name,
                          "fields": [{"name": k, "value": v, "salt": s.hex()}
                                     for k, v, s in fields], "commitment": root.hex()})
    return cases


def tag_statement():
    cases = []
    for count in (1, 4):
        listed = pattern(3, 8)
        lines = [{"tag": pattern(i, 16), "commitment": pattern(i + 1, 32),
                  "agreement": pattern(i + 2, 16), "installment": i + 1, "item": 300 + i}
                 for i in range(count)]
        raw = b"zhida/tags/1" + listed + uint(count, 4) + b"".join(
            one["tag"] + one["commitment"] + one["agreement"] + uint(one["installment"], 1) +
            uint(one["item"], 2) for one in lines)
        cases.append({"list": listed.hex(),
                      "lines": [{k: v.hex() if isinstance(v, bytes) else v
                                 for k, v in one.items()} for one in lines],
                      "bytes": raw.hex()})
    return cases


def overlay():
    cases = []
    for name in HASHES:
        sections = [[], [(3, 32)], [(0, 30), (70_000, 33)]]
        digests = [digest(name, b"zhida/overlay/1",
                          *(uint(n, 4) + uint(reason, 1) for n, reason in held))
                   for held in sections]
        of_list = digest(name, b"zhida/overlays/1", *digests)
        listed, header = pattern(3, 8), pattern(60, 32)
        subject = digest(name, b"zhida/subject/1", listed, header, of_list)
        cases.append({"hash": name,
                      "sections": [[{"line": n, "reason": r} for n, r in held]
                                   for held in sections],
                      "overlays": [d.hex() for d in digests], "list_overlay": of_list.hex(),
                      "list": listed.hex(), "header": header.hex(),
                      "signed_subject": subject.hex()})
    return cases


FORMATS = (envelope, line, sum_tree, field_commitment, tag_statement, overlay)


def main():
    made = {f.__name__: f() for f in FORMATS}
    if "--write" in sys.argv:
        FILE.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    kept = json.loads(FILE.read_text(encoding="utf-8"))
    failed = False
    for name, cases in made.items():
        same = kept.get(name) == cases
        failed = failed or not same
        print(f"{'ok' if same else 'FAILED'} wire vectors of {name}: {len(cases)} cases")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
