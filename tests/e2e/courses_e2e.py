"""What people do beside the straight way, by the command line: holds that end, objections that are
decided, sections that leave, lists that stand still. Every refusal comes with its number."""

from commands_e2e import NO, comes_up, init, play

NOT_HELD, RECORDER, RESUMED, ORDER_UNKNOWN, NOT_IN_NOTICE = 4227, 4303, 4230, 3204, 4205


def imports(place):
    place.json("sandbox", "accounts", place.made["accounts"])
    place.json("import", "--list", place.made["list"], "--source-key", place.made["public"])
    have = place.await_list(lambda l: all(s["state"] == "VERIFIED" for s in l["section_list"]))
    return "" if have["state"] == "VALIDATED" else f"{have['state']}"


def free_line(place, section=0):
    """A line of the section that is not held."""
    have = place.list()
    held = {one["line"] for one in have["held"]}
    first = have["section_list"][section]
    lines = range(first["first_line"], first["first_line"] + first["lines"])
    return next(n for n in lines if n not in held)


def township(place, number=1, section=0):
    return f"township-{place.list()['section_list'][section]['village'][:9]}-{number}"


def is_held(place, line):
    return any(one["line"] == line for one in place.list()["held"])


def holds_end(place):
    line = free_line(place)
    town = township(place)
    place.json("hold", NO, "--as", town, "--line", line, "--reason", "DISPUTE", "--note", "a")
    if not is_held(place, line):
        return "not held"
    place.json("lift", NO, "--as", town, "--line", line, "--note", "settled")
    place.refused(NOT_HELD, "lift", NO, "--as", town, "--line", line, "--note", "settled")
    return "still held" if is_held(place, line) else ""


def objections(place):
    line = free_line(place)
    who = "00112233445566778899aabbccddeeff"
    words = ("object", NO, "--line", line, "--by", "resident", "--objector", who, "--ground",
             "amount", "--note", "too little")
    place.refused(NOT_IN_NOTICE, *words, "--as", township(place))
    village = place.list()["section_list"][0]["village"]
    for number in (1, 2):  # the second one opens the notice
        place.json("confirm", NO, "--as", f"village-{village}-{number}")
    place.json(*words, "--as", township(place))
    if not is_held(place, line):
        return "an objection does not hold its line"
    decide = ("decide", NO, "--line", line, "--decision", "rejected", "--note", "measured again")
    place.refused(RECORDER, *decide, "--as", township(place))
    place.json(*decide, "--as", township(place, 2))
    if is_held(place, line):
        return "held although it was rejected"
    bad = place.run("object", NO, "--as", township(place), "--line", line, "--by", "cat",
                    "--ground", "amount", "--note", "x")
    return "" if bad.returncode == 1 and "--by" in bad.stderr else f"{bad}"


def stands_still(place):
    place.json("suspend-list", NO, "--as", "auditor", "--reason", "inquiry", "--note", "order")
    if place.list()["state"] != "SUSPENDED":
        return "not suspended"
    resume = ("resume-list", NO, "--note", "closed")
    place.json(*resume, "--as", "auditor")
    place.refused(RESUMED, *resume, "--as", "auditor")
    place.json(*resume, "--as", "area-1")
    return "" if place.list()["state"] == "VALIDATED" else "did not go on"


def leaves(place):
    place.json("detach", NO, "--as", township(place), "--section", 0, "--reason", "surveyed anew")
    state = place.list()["section_list"][0]["state"]
    return "" if state == "DETACHED" else state


def money(place):
    line = free_line(place, 1)
    town = township(place, 1, 1)
    place.refused(ORDER_UNKNOWN, "withhold", NO, "--as", town, "--line", line,
                  "--reason", "DEATH", "--note", "x")
    place.refused(ORDER_UNKNOWN, "notary", NO, "--as", "county-3", "--line", line,
                  "--day", "2019-09-18", "--note", "x")
    place.refused(ORDER_UNKNOWN, "refund", NO, "--as", "county-3", "--line", line,
                  "--reason", "x", "--note", "x")
    return ""


STEPS = (("a county is made for its first list", init), ("it comes up", comes_up),
         ("a list is verified", imports), ("a hold ends with a paper", holds_end),
         ("an objection is decided by another person than who recorded it", objections),
         ("a list stands still until two bodies let it go on", stands_still),
         ("a section leaves the list", leaves),
         ("money that never left has no end to choose", money))


play(STEPS)
