#include "cli/powers.hpp"

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <charconv>
#include <memory>

#include "cli/keys.hpp"
#include "cli/screen.hpp"
#include "contracts/registry/types/records.hpp"
#include "core/crypto/sealing.hpp"
#include "node/installation/installation.hpp"

namespace zhida::cli {

namespace {

using vocabulary::PersonId;

std::optional<std::uint32_t> number_of(std::string_view text) {
    std::uint32_t out = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
    return out;
}

base::Result<PersonId> person_of(const Session& session, const std::string& text) {
    if (const auto number = number_of(text)) return *number;
    if (!session.home.empty()) {
        auto entries = installation::read_entries(session.home);
        if (!entries) return entries.error();
        for (const auto& entry : *entries) {
            if (entry.name == text) return entry.person;
        }
    }
    return base::fail("there is no person " + text + "; give the number of `zhida people`",
                      "没有人员 " + text + "；请给出 `zhida people` 中的编号");
}

base::Result<vocabulary::Role> role_named(const std::string& name) {
    for (const auto& word : vocabulary::role_words) {
        if (word.name == name) return word.role;
    }
    return base::fail("there is no role " + name, "没有角色 " + name);
}

template <class M>
Answer send_one(Session& session, const M& message) {
    auto sent = sign_and_send(session, message);
    if (!sent) return failed(sent.error());
    return answer_of(session, {*sent});
}

Answer delegate(Session& session, const PowerOptions& o) {
    auto to = person_of(session, o.to);
    if (!to) return failed(to.error());
    auto role = o.delegated_role.empty() ? base::Result<vocabulary::Role>{session.who.role}
                                         : role_named(o.delegated_role);
    if (!role) return failed(role.error());
    const auto first = o.from.empty() ? std::nullopt : base::parse_date(o.from);
    const auto until = end_of_day(o.until);
    if (!until || (!o.from.empty() && !first)) {
        return failed(base::fail("a day is written 2020-03-31", "日期格式为 2020-03-31"));
    }
    crypto::SystemRandom random;
    const auto id = random.draw<8>();
    const base::Seconds from =
        first ? base::start_of_day_in_china(*first) : session.facts.status.time;
    Answer answer =
        send_one(session, registry::Delegate{id, *to, *role, from, *until, o.reason});
    answer.json["delegation"] = base::hex(id);
    if (answer.exit == Exit::done) answer.text += "委托编号 delegation  " + base::hex(id) + "\n";
    return answer;
}

Answer end_delegation(Session& session, const PowerOptions& o) {
    const auto bytes = base::unhex(o.id);
    const auto id = bytes ? base::to_array<8>(*bytes) : std::nullopt;
    if (!id) {
        return failed(base::fail("a delegation has 16 hexadecimal digits",
                                 "委托编号为 16 位十六进制"));
    }
    return send_one(session, registry::EndDelegation{*id});
}

Answer delegations(Session& session, const PowerOptions&) {
    const auto view = session.state();
    boost::json::array all;
    std::vector<std::vector<std::string>> rows;
    const base::Bytes table_key{registry::Delegation::table};
    view.scan(table_key, table_key, [&](base::ByteView key, base::ByteView value) {
        const auto one = chain::read_record<registry::Delegation>(value);
        const std::string id = base::hex(key.subspan(1));
        const auto* const role = vocabulary::word_of(one.role);
        const base::Seconds now = session.facts.status.time;
        const bool over = one.ended || now > one.until;
        const char* const state = over ? "over" : now < one.from ? "to_come" : "in_force";
        all.push_back({{"delegation", id},
                       {"principal", one.principal},
                       {"organisation", one.organisation},
                       {"role", role->name},
                       {"to", one.to},
                       {"from", base::time_text(one.from)},
                       {"until", base::time_text(one.until)},
                       {"reason", one.reason},
                       {"state", state}});
        rows.push_back({id, std::to_string(one.principal), std::to_string(one.to),
                        std::string{role->zh}, base::time_text(one.until), state});
        return true;
    });
    if (view.trouble()) return failed(*view.trouble());
    Answer answer;
    answer.json["delegations"] = std::move(all);
    answer.text = table({"编号 no", "委托人 principal", "受托人 deputy", "角色 role",
                         "至 until", "状态 state"},
                        rows);
    return answer;
}

base::Result<registry::Actor> actor_of(const std::string& what) {
    if (what == "person") return registry::Actor::person;
    if (what == "organisation") return registry::Actor::organisation;
    return base::fail("suspended is a `person` or an `organisation`",
                      "停用对象为 `person` 或 `organisation`");
}

base::Result<std::uint32_t> actor_id(const Session& session, registry::Actor what,
                                     const std::string& text) {
    if (what == registry::Actor::person) return person_of(session, text);
    if (const auto number = number_of(text)) return *number;
    return base::fail("an organisation is named by its number", "机构以编号指明");
}

template <class M>
Answer stop_or_go(Session& session, const PowerOptions& o) {
    auto what = actor_of(o.what);
    if (!what) return failed(what.error());
    auto id = actor_id(session, *what, o.id);
    if (!id) return failed(id.error());
    return send_one(session, M{*what, *id, o.reason});
}

// As `zhida keys show` prints it: what a person can read out and send.
base::Result<crypto::PublicKey> public_key_of(const std::string& hexadecimal) {
    const auto bytes = base::unhex(hexadecimal);
    crypto::PublicKey key{crypto::Algorithm::sm2_sm3, bytes.value_or(base::Bytes{})};
    if (key.bytes.size() == 32) key.algorithm = crypto::Algorithm::ed25519;
    if (bytes && crypto::is_valid(key)) return key;
    return base::fail("--public-key is the public key that `zhida keys show` prints",
                      "--public-key 为 `zhida keys show` 打印的公钥");
}

// The new key is on the disk before the ledger hears of it, and what became of it is asked with
// the new key: the old one may have ended.
Answer rotate(Session& session, const PowerOptions& o) {
    if (Answer made = new_key(o.file, session.facts.profile); made.exit != Exit::done) return made;
    auto pem = installation::read_text(o.file);
    if (!pem) return failed(pem.error());
    const auto key = crypto::SigningKey::from_pem(*pem, "");
    if (!key) return failed(key.error());
    const auto fresh = key->public_key();
    const auto words = registry::rotation_bytes(session.facts.status.ledger_id,
                                                session.who.person, fresh.bytes);
    const registry::RotateKey m{fresh.algorithm, fresh.bytes, key->sign(words), !o.keep_old};
    crypto::SystemRandom random;
    const auto reference = base::to_bytes(random.draw<16>());
    auto sent =
        sign_and_send(session, ActToSign{m.name, m.type, codec::encode(m), reference, true});
    if (!sent) return failed(sent.error());
    if (sent->receipt.code == 0) {
        Access access = o.access;
        access.as.clear();
        access.key = o.file;
        auto again = open_session(access, "");
        if (!again) return failed(again.error());
        auto height = height_of(*again, m.type, reference);
        if (!height) return failed(height.error());
        sent->height = *height;
    }
    Answer answer = answer_of(session, {*sent});
    answer.json["file"] = o.file;
    answer.json["key_id"] = base::hex(crypto::key_id(fresh));
    return answer;
}

Answer revoke(Session& session, const PowerOptions& o) {
    const auto bytes = base::unhex(o.id);
    const auto id =
        bytes ? base::to_array<std::tuple_size_v<crypto::KeyId>>(*bytes) : std::nullopt;
    if (!id) {
        return failed(base::fail("a key id is hexadecimal, as `zhida people` shows it",
                                 "密钥编号为十六进制，见 `zhida people`"));
    }
    return send_one(session, registry::RevokeKey{*id, o.reason});
}

Answer recover(Session& session, const PowerOptions& o) {
    auto person = person_of(session, o.id);
    if (!person) return failed(person.error());
    auto key = public_key_of(o.file);
    if (!key) return failed(key.error());
    return send_one(session,
                    registry::RecoverKey{*person, key->algorithm, key->bytes, o.reason});
}

using Run = Answer (*)(Session&, const PowerOptions&);

CLI::App* add(CLI::App& under, Exit& exit, const char* name, const char* promise,
              const char* example, Run run, const std::shared_ptr<PowerOptions>& options,
              std::string_view otherwise = "") {
    auto* const command = under.add_subcommand(name, promise);
    add_access(*command, options->access);
    command->footer(std::string{"Example:\n  "} + example);
    command->callback([options, run, &exit, otherwise] {
        auto session = open_session(options->access, otherwise);
        exit = say(session ? run(*session, *options) : failed(session.error()),
                   options->access.json);
    });
    return command;
}

void add_reason(CLI::App& command, PowerOptions& o) {
    command.add_option("--reason", o.reason, "in words; it stands on the ledger for ever")
        ->required();
}

void add_delegations(CLI::App& app, Exit& exit) {
    auto o = std::make_shared<PowerOptions>();
    auto* const give = add(app, exit, "delegate", "let a colleague act for you for a time",
                           "zhida delegate --as county-1 --to county-2 --until 2019-10-31 "
                           "--reason \"on leave\"",
                           &delegate, o);
    give->add_option("--to", o->to, "the deputy: number, or name of members.csv")->required();
    give->add_option("--in-role", o->delegated_role, "the role; else the one you act in");
    give->add_option("--from", o->from, "first day, as 2019-10-01; else at once");
    give->add_option("--until", o->until, "last day, as 2019-10-31")->required();
    add_reason(*give, *o);
    o = std::make_shared<PowerOptions>();
    auto* const end = add(app, exit, "end-delegation", "end a delegation before its time",
                          "zhida end-delegation 0011223344556677 --as county-1", &end_delegation,
                          o);
    end->add_option("id", o->id, "number of the delegation")->required();
    add(app, exit, "delegations", "who acts for whom, until when",
        "zhida delegations --home county", &delegations, std::make_shared<PowerOptions>(), reader);
}

void add_suspensions(CLI::App& app, Exit& exit) {
    auto o = std::make_shared<PowerOptions>();
    auto* const stop = add(app, exit, "suspend", "stop a person or an organisation at once",
                           "zhida suspend person county-1 --as auditor --reason inquiry",
                           &stop_or_go<registry::Suspend>, o);
    stop->add_option("what", o->what, "person or organisation")->required();
    stop->add_option("id", o->id, "number, or of a person the name in members.csv")->required();
    add_reason(*stop, *o);
    o = std::make_shared<PowerOptions>();
    auto* const go = add(app, exit, "resume", "let them act again; two bodies sign",
                         "zhida resume person county-1 --as auditor --reason \"inquiry closed\"",
                         &stop_or_go<registry::Resume>, o);
    go->add_option("what", o->what, "person or organisation")->required();
    go->add_option("id", o->id, "number, or of a person the name in members.csv")->required();
    add_reason(*go, *o);
}

void add_key_acts(CLI::App& keys, Exit& exit) {
    auto o = std::make_shared<PowerOptions>();
    auto* const own = add(keys, exit, "rotate", "a new key of your own, signed by old and new",
                          "zhida keys rotate --as county-1 --out county-1-new.pem", &rotate, o);
    own->add_option("--out", o->file, "new file for the private key")->required();
    own->add_flag("--keep-old", o->keep_old, "the old key stays valid for now");
    o = std::make_shared<PowerOptions>();
    auto* const end = add(keys, exit, "revoke", "end a key at once: your own; any as administrator",
                          "zhida keys revoke 5f0e… --as administrator --reason \"card stolen\"",
                          &revoke, o);
    end->add_option("id", o->id, "key id, as `zhida people` shows it")->required();
    add_reason(*end, *o);
    o = std::make_shared<PowerOptions>();
    auto* const lost = add(keys, exit, "recover", "a new key for who lost hers; two bodies sign",
                           "zhida keys recover county-1 --public-key 04a1… --as administrator "
                           "--reason \"card lost\"",
                           &recover, o);
    lost->add_option("id", o->id, "the person: number, or name in members.csv")->required();
    lost->add_option("--public-key", o->file, "her new one, as `zhida keys show` prints it")
        ->required();
    add_reason(*lost, *o);
}

}  // namespace

std::optional<base::Seconds> end_of_day(std::string_view text) {
    const auto day = base::parse_date(text);
    if (!day) return std::nullopt;
    return base::start_of_day_in_china(base::plus_days(*day, 1)) - 1;
}

void add_powers(CLI::App& app, Exit& exit) {
    add_delegations(app, exit);
    add_suspensions(app, exit);
    add_key_acts(*app.get_subcommand("keys"), exit);
}

}  // namespace zhida::cli
