"""Who may act, by the command line: deputies, own and lost keys, suspensions, and figures that two
persons set. Every refusal comes with its number."""

import json

from commands_e2e import comes_up, init, play

DELEGATION_OVER, DELEGATION_UNKNOWN = 1209, 1313
SUSPENDED_PERSON, SAME_PERSON, SAME_BODY, SANDBOX_CLOCK = 1316, 1318, 1319, 1321


def pack(place, name, value, document="No. 7/2019"):
    path = place.scratch / name
    path.write_text(json.dumps({"document": document, "entries": [
        {"key": "test.days", "from": "2019-01-01", "to": "2019-12-31", "value": value},
        {"key": "test.days", "from": "2020-01-01", "to": "2020-12-31", "value": "8"}]}))
    return path


def waiting(place):
    return place.json("waiting", "--as", "auditor")["waiting"]


def figures(place):
    path = pack(place, "pack.json", 5)
    place.json("set-parameters", path, "--document", path, "--as", "administrator")
    one = waiting(place)
    if len(one) != 1 or "test.days=5" not in one[0]["words"]:
        return f"the second person cannot read it: {one}"
    if any(p["key"] == "test.days" for p in place.json("parameters")["parameters"]):
        return "one signature was enough"
    place.refused(SAME_PERSON, "countersign", one[0]["id"], "--as", "administrator")
    place.json("countersign", one[0]["id"][:12], "--as", "auditor")
    if waiting(place):
        return "still waiting"
    for day, value in (("2019-06-30", "5"), ("2020-06-30", "8")):
        have = [p for p in place.json("parameters", "--on", day)["parameters"]
                if p["key"] == "test.days"]
        if len(have) != 1 or have[0]["value"] != value or have[0]["document"] != "No. 7/2019":
            return f"on {day}: {have}"
    bad = place.scratch / "bad.json"
    bad.write_text("{\"document\": \"x\", \"entries\": [{\"key\": \"k\"}]}")
    done = place.run("set-parameters", bad, "--as", "administrator")
    return "" if done.returncode == 1 and "entry 1" in done.stderr else f"{done}"


def deputies(place):
    made = place.json("delegate", "--as", "county-1", "--to", "county-2", "--until", "2019-10-31",
                      "--reason", "on leave")
    number = made["delegation"]
    have = place.json("delegations")["delegations"]
    if [d["delegation"] for d in have] != [number] or have[0]["state"] != "in_force":
        return f"not listed: {have}"
    path = pack(place, "deputy.json", 6, "by a deputy")
    place.json("set-parameters", path, "--as", "county-2", "--delegation", number)
    one = waiting(place)[0]["id"]
    # The principal is the same authority, and so is the deputy in her own name.
    place.refused(SAME_PERSON, "countersign", one, "--as", "county-1")
    place.refused(SAME_PERSON, "countersign", one, "--as", "county-2")
    place.refused(SAME_BODY, "countersign", one, "--as", "finance-1")
    place.json("countersign", one, "--as", "administrator")
    place.json("end-delegation", number, "--as", "county-1")
    place.refused(DELEGATION_OVER, "end-delegation", number, "--as", "county-1")
    place.refused(DELEGATION_OVER, "set-parameters", path, "--as", "county-2", "--delegation",
                  number)
    return ""


def own_keys(place):
    fresh = place.scratch / "county-3.pem"
    place.json("keys", "rotate", "--as", "county-3", "--out", fresh)
    old = place.run("end-delegation", "0000000000000001", "--as", "county-3")
    if old.returncode != 1:
        return f"the old key still signs: {old.stdout}"
    place.refused(DELEGATION_UNKNOWN, "end-delegation", "0000000000000001", "--key", fresh)
    again = place.run("keys", "rotate", "--as", "county-4", "--out", fresh)
    return "" if again.returncode == 1 else "a key file was overwritten"


def lost_keys(place):
    fresh = place.scratch / "county-4.pem"
    public = json.loads(place.run("keys", "new", "--out", fresh, "--json", home=False).stdout)
    words = ("keys", "recover", "county-4", "--public-key", public["public_key"], "--reason",
             "card lost")
    place.json(*words, "--as", "administrator")
    place.refused(SAME_BODY, *words, "--as", "area-1")
    place.json("countersign", waiting(place)[0]["id"], "--as", "auditor")
    if place.run("end-delegation", "0000000000000001", "--as", "county-4").returncode != 1:
        return "the lost key still signs"
    place.refused(DELEGATION_UNKNOWN, "end-delegation", "0000000000000001", "--key", fresh)
    return ""


def suspensions(place):
    act = ("end-delegation", "0000000000000001", "--as", "finance-1")
    place.refused(DELEGATION_UNKNOWN, *act)
    place.json("suspend", "person", "finance-1", "--as", "auditor", "--reason", "inquiry")
    place.refused(SUSPENDED_PERSON, *act)
    words = ("resume", "person", "finance-1", "--reason", "inquiry closed")
    place.json(*words, "--as", "auditor")
    place.refused(SUSPENDED_PERSON, *act)
    place.json("countersign", waiting(place)[0]["id"], "--as", "area-1")
    place.refused(DELEGATION_UNKNOWN, *act)
    place.refused(SANDBOX_CLOCK, "confirm-time", "--to", "2030-01-01T00:00:00+08:00", "--as",
                  "area-1", "--reason", "x")
    return ""


STEPS = (("a county is made for its first list", init), ("it comes up", comes_up),
         ("figures count from the second signature on", figures),
         ("a deputy acts for her principal and fills no second place", deputies),
         ("a new key takes over from the old one", own_keys),
         ("a lost key is replaced by two bodies", lost_keys),
         ("who is suspended cannot act until two bodies resume", suspensions))


play(STEPS)
