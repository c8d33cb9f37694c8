"""`bench/pay` and PostgreSQL 15 pay the same list, turn about, and this says how they compare.

python3 bench/pay/beside_postgresql.py PROGRAMS DIR LIST [--rounds N]

PROGRAMS holds zhida-bench-pay; DIR is the county that `zhida once --keep DIR --list LIST` left.
PostgreSQL does the same work set-based: chunks of 500 lines with their entitlement locks, a maker
and four levels of approval, funds locked, orders made, claimed and paid in double entry, each
transaction with a hash-chained audit row, durable before it is answered. It verifies no signature
and keeps no state root. Its best of 1, 2 and 8 clients counts. The cluster is made in a temporary
folder and removed.
"""

import argparse
import csv
import os
import pathlib
import queue
import shutil
import subprocess
import tempfile
import threading
import time

SERVER = pathlib.Path("/usr/lib/postgresql/15/bin")
CHUNK = 500
CLIENTS = (1, 2, 8)
LEVELS = ("maker", "village", "township", "county", "new_area")

SCHEMA = """
CREATE TABLE head (seq bigint, hash bytea);
INSERT INTO head VALUES (0, sha256('genesis'));
CREATE TABLE audit (seq bigint PRIMARY KEY, what text, hash bytea NOT NULL);
CREATE TABLE account (bank int PRIMARY KEY, received bigint,
                      available bigint CHECK (available >= 0),
                      locked bigint CHECK (locked >= 0), paid bigint);
CREATE TABLE list (id int PRIMARY KEY, state text, lines int, total bigint);
CREATE TABLE line (list int, n int, household text, item text, cnaps text, account text,
                   payee text, bank int, amount bigint CHECK (amount > 0), PRIMARY KEY (list, n));
CREATE TABLE entitlement (key bytea PRIMARY KEY, list int, n int);
CREATE TABLE approval (list int, level text, digest bytea, at timestamptz,
                       PRIMARY KEY (list, level));
CREATE TABLE orders (id bigint PRIMARY KEY, list int, n int, bank int, amount bigint, state text,
                     reference text);
CREATE TABLE posting (orders bigint, side char(1), account text, amount bigint,
                      PRIMARY KEY (orders, side));
CREATE TABLE incoming (n int PRIMARY KEY, household text, item text, cnaps text, account text,
                       payee text, bank int, amount bigint);

CREATE FUNCTION note(said text) RETURNS void LANGUAGE sql AS $$
    UPDATE head SET seq = seq + 1, hash = sha256(hash || convert_to(said, 'UTF8'));
    INSERT INTO audit SELECT seq, said, hash FROM head;
$$;
CREATE FUNCTION receive(l int, low int, high int) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO line SELECT l, n, household, item, cnaps, account, payee, bank, amount
        FROM incoming WHERE n >= low AND n < high;
    INSERT INTO entitlement
        SELECT sha256(convert_to(l || household || item || n, 'UTF8')), l, n
        FROM incoming WHERE n >= low AND n < high;
    PERFORM note(format('receive %s %s', l, low));
END $$;
CREATE FUNCTION approve(l int, grade text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO approval VALUES (l, grade, sha256(convert_to(l || grade, 'UTF8')), now());
    UPDATE list SET state = grade WHERE id = l;
    PERFORM note(format('approve %s %s', l, grade));
END $$;
CREATE FUNCTION fund(l int) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
    UPDATE account SET received = received + s.fen, available = available + s.fen
        FROM (SELECT bank, sum(amount) AS fen FROM line WHERE list = l GROUP BY bank) s
        WHERE s.bank = account.bank;
    PERFORM note(format('fund %s', l));
END $$;
CREATE FUNCTION lock_funds(l int) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
    UPDATE account SET available = available - s.fen, locked = locked + s.fen
        FROM (SELECT bank, sum(amount) AS fen FROM line WHERE list = l GROUP BY bank) s
        WHERE s.bank = account.bank;
    PERFORM note(format('lock %s', l));
END $$;
CREATE FUNCTION release(l int, low int, high int) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO orders SELECT l::bigint * 10000000 + n, l, n, bank, amount, 'RELEASED', NULL
        FROM line WHERE list = l AND n >= low AND n < high;
    PERFORM note(format('release %s %s', l, low));
END $$;
CREATE FUNCTION claim(l int, low int, high int) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
    UPDATE orders SET state = 'CLAIMED'
        WHERE id >= l::bigint * 10000000 + low AND id < l::bigint * 10000000 + high;
    PERFORM note(format('claim %s %s', l, low));
END $$;
CREATE FUNCTION pay(l int, low int, high int) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
    UPDATE orders SET state = 'PAID', reference = 'B' || id
        WHERE id >= l::bigint * 10000000 + low AND id < l::bigint * 10000000 + high;
    INSERT INTO posting SELECT o.id, side, CASE side WHEN 'D' THEN 'special ' || o.bank
                                                     ELSE line.account END, o.amount
        FROM orders o JOIN line ON line.list = o.list AND line.n = o.n
        CROSS JOIN (VALUES ('D'), ('C')) AS sides (side)
        WHERE o.id >= l::bigint * 10000000 + low AND o.id < l::bigint * 10000000 + high;
    UPDATE account SET locked = locked - s.fen, paid = paid + s.fen
        FROM (SELECT bank, sum(amount) AS fen FROM orders
              WHERE id >= l::bigint * 10000000 + low AND id < l::bigint * 10000000 + high
              GROUP BY bank) s WHERE s.bank = account.bank;
    PERFORM note(format('pay %s %s', l, low));
END $$;
"""


class Cluster:
    """A PostgreSQL of its own; it refuses to run as root."""

    def __init__(self, folder):
        self.folder = folder
        self.prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self.prefix:
            shutil.chown(folder, "postgres")
        self.run("initdb", "-D", f"{folder}/data", "-U", "zhida", "-A", "trust", "-E", "UTF8",
                 "--locale=C")
        self.run("pg_ctl", "-D", f"{folder}/data", "-l", f"{folder}/log", "-w", "-o",
                 f"-k {folder} -c listen_addresses='' -c synchronous_commit=on -c fsync=on "
                 "-c shared_buffers=512MB -c max_wal_size=4GB", "start")

    def run(self, program, *words):
        subprocess.run([*self.prefix, SERVER / program, *words], check=True, cwd="/",
                       stdout=subprocess.DEVNULL)

    def stop(self):
        self.run("pg_ctl", "-D", f"{self.folder}/data", "-m", "fast", "stop")

    def sql(self, text):
        return subprocess.run(["psql", "-qAtX", "-v", "ON_ERROR_STOP=1", "-h", self.folder, "-U",
                               "zhida", "postgres"], input=text, text=True, check=True,
                              stdout=subprocess.PIPE).stdout.strip()


class Client:
    """A connection that stays open; one statement is one transaction."""

    def __init__(self, folder):
        self.psql = subprocess.Popen(["psql", "-qAtX", "-v", "ON_ERROR_STOP=1", "-h", folder, "-U",
                                      "zhida", "postgres"], stdin=subprocess.PIPE, text=True,
                                     stdout=subprocess.PIPE, bufsize=1)

    def do(self, statement):
        self.psql.stdin.write(f"SELECT {statement};\n\\echo done\n")
        self.psql.stdin.flush()
        while (line := self.psql.stdout.readline()) != "done\n":
            if line == "":
                raise RuntimeError(f"PostgreSQL refused: {statement}")

    def end(self):
        self.psql.stdin.close()
        self.psql.wait()


def together(clients, statements):
    """All statements, each by whichever client is free."""
    waiting = queue.SimpleQueue()
    for statement in statements:
        waiting.put(statement)
    failed = []

    def work(client):
        try:
            while True:
                client.do(waiting.get_nowait())
        except queue.Empty:
            pass
        except (RuntimeError, OSError) as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


def pay_list(cluster, number, lines, count):
    """Seconds that `count` clients take to bring the list from its file to paid."""
    clients = [Client(cluster.folder) for _ in range(count)]
    for client in clients:
        client.do("1")
    chunks = [(low, min(low + CHUNK, lines)) for low in range(0, lines, CHUNK)]
    cluster.sql("CHECKPOINT")
    cluster.sql(f"INSERT INTO list VALUES ({number}, 'new', {lines}, 0)")
    began = time.monotonic()
    together(clients, [f"receive({number}, {a}, {b})" for a, b in chunks])
    for level in LEVELS:
        clients[0].do(f"approve({number}, '{level}')")
    clients[0].do(f"fund({number})")
    clients[0].do(f"lock_funds({number})")
    for act in ("release", "claim", "pay"):
        together(clients, [f"{act}({number}, {a}, {b})" for a, b in chunks])
    took = time.monotonic() - began
    for client in clients:
        client.end()
    paid = int(cluster.sql(f"SELECT count(*) FROM orders WHERE list = {number} AND state = 'PAID'"))
    postings = int(cluster.sql(f"SELECT count(*) FROM posting WHERE orders / 10000000 = {number}"))
    if (paid, postings) != (lines, 2 * lines):
        raise RuntimeError(f"{paid} paid and {postings} postings, of {lines} lines")
    return took


def load(cluster, package):
    """The list's lines, where both begin: read already, not yet in the books."""
    cluster.sql(SCHEMA)
    rows = []
    with (package / "lines.csv").open(encoding="utf-8-sig") as file:
        for n, row in enumerate(csv.DictReader(file)):
            rows.append("\t".join(str(one) for one in (
                n, row["household_no"], row["item_code"], row["cnaps"], row["account_no"],
                row["payee_name"], row["cnaps"][:3], row["amount_yuan"].replace(".", ""))))
    cluster.sql("COPY incoming FROM STDIN;\n" + "\n".join(rows) + "\n\\.\n"
                "INSERT INTO account SELECT DISTINCT bank, 0, 0, 0, 0 FROM incoming;\nANALYZE;")
    return len(rows)


def ours(programs, county):
    said = subprocess.run([programs / "zhida-bench-pay", county], check=True, text=True,
                          stdout=subprocess.PIPE).stdout
    return {line.rsplit(" ", 1)[0]: float(line.rsplit(" ", 1)[1]) for line in said.splitlines()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("programs", type=pathlib.Path)
    parser.add_argument("county", type=pathlib.Path)
    parser.add_argument("list", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="zhida-bench-pg-")
    cluster = Cluster(folder)
    best = {}
    number = 0
    try:
        lines = load(cluster, options.list)
        for _ in range(options.rounds):
            here = ours(options.programs, options.county)
            best["zhida"] = max(best.get("zhida", 0), here["payments/s"])
            for count in CLIENTS:
                number += 1
                rate = lines / pay_list(cluster, number, lines, count)
                best[count] = max(best.get(count, 0), rate)
                print(f"zhida {here['payments/s']:.0f}/s, PostgreSQL with {count} {rate:.0f}/s",
                      flush=True)
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)
    theirs = max(best[count] for count in CLIENTS)
    print(f"best: zhida {best['zhida']:.0f} payments/s, PostgreSQL {theirs:.0f}; "
          f"ratio {best['zhida'] / theirs:.2f}")


main()
