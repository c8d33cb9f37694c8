#include "cli/parameters.hpp"

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <charconv>
#include <limits>
#include <memory>

#include "cli/powers.hpp"
#include "cli/courses.hpp"
#include "cli/screen.hpp"
#include "contracts/resettle/types/courses.hpp"
#include "contracts/resettle/types/single.hpp"
#include "contracts/registry/types/records.hpp"
#include "node/installation/installation.hpp"

namespace zhida::cli {

namespace {

std::optional<std::uint64_t> count_in(const boost::json::object& from, const char* name) {
    const auto* const found = from.if_contains(name);
    if (!found) return std::nullopt;
    if (found->is_int64() && found->as_int64() >= 0) {
        return static_cast<std::uint64_t>(found->as_int64());
    }
    if (!found->is_string()) return std::nullopt;
    const std::string text{found->as_string()};
    std::uint64_t out = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
    return out;
}

std::string text_in(const boost::json::object& from, const char* name) {
    const auto* const found = from.if_contains(name);
    return found && found->is_string() ? std::string{found->as_string()} : std::string{};
}

std::optional<registry::PackEntry> entry_of(const boost::json::value& value) {
    const auto* const object = value.if_object();
    if (object == nullptr) return std::nullopt;
    const auto from = base::parse_date(text_in(*object, "from"));
    const auto to = base::parse_date(text_in(*object, "to"));
    const auto figure = count_in(*object, "value");
    const bool has_region = object->if_contains("region") != nullptr;
    const auto region =
        has_region ? count_in(*object, "region") : std::optional<std::uint64_t>{0};
    const std::string key = text_in(*object, "key");
    if (!from || !to || !figure || !region || key.empty() || key.size() > 64) return std::nullopt;
    return registry::PackEntry{key, *region, *from, *to, *figure};
}

boost::json::object json_of(const registry::Parameter& one, std::uint64_t region,
                            const registry::DatedValue& value) {
    return {{"key", one.key},
            {"region", std::to_string(region)},
            {"from", base::to_text(value.valid_from)},
            {"to", base::to_text(value.valid_to)},
            {"value", std::to_string(value.value)},
            {"document", value.document}};
}

// All values, or those that count on one day: of each parameter the last one set.
Answer run_list(const Access& access, const std::string& on) {
    const auto day = on.empty() ? std::nullopt : base::parse_date(on);
    if (!on.empty() && !day) {
        return failed(base::fail("a day is written 2020-03-31", "日期格式为 2020-03-31"));
    }
    auto session = open_session(access, reader);
    if (!session) return failed(session.error());
    const auto view = session->state();
    boost::json::array all;
    std::vector<std::vector<std::string>> rows;
    const base::Bytes prefix{registry::Parameter::table};
    view.scan(prefix, prefix, [&](base::ByteView key, base::ByteView bytes) {
        const auto one = chain::read_record<registry::Parameter>(bytes);
        const std::uint64_t region = base::read_u64(key.subspan(1));
        for (auto value = one.values.rbegin(); value != one.values.rend(); ++value) {
            if (day && (*day < value->valid_from || value->valid_to < *day)) continue;
            all.push_back(json_of(one, region, *value));
            rows.push_back({one.key, std::to_string(region), std::to_string(value->value),
                            base::to_text(value->valid_from), base::to_text(value->valid_to),
                            value->document});
            if (day) break;
        }
        return true;
    });
    if (view.trouble()) return failed(*view.trouble());
    Answer answer;
    answer.json["parameters"] = std::move(all);
    answer.text = table({"参数 key", "地区 region", "值 value", "自 from", "至 to",
                         "文件 document"},
                        rows, std::numeric_limits<std::size_t>::max());  // a key is for copying
    return answer;
}

struct SetOptions {
    Access access;
    std::string pack;
    std::string document;
};

Answer run_set(const SetOptions& o) {
    auto text = installation::read_text(o.pack);
    if (!text) return failed(text.error());
    std::optional<std::string> document;
    if (!o.document.empty()) {
        auto file = installation::read_text(o.document);
        if (!file) return failed(file.error());
        document = std::move(*file);
    }
    auto session = open_session(o.access, "");
    if (!session) return failed(session.error());
    auto pack = read_pack(*text, document, session->hash());
    if (!pack) return failed(pack.error());
    auto sent = sign_and_send(*session, *pack);
    if (!sent) return failed(sent.error());
    return answer_of(*session, {*sent});
}

// --- acts of two persons ---

struct TypeName {
    std::uint16_t type;
    std::string_view name;
};
constexpr TypeName type_names[] = {
    {registry::RecoverKey::type, registry::RecoverKey::name},
    {registry::Resume::type, registry::Resume::name},
    {registry::SetParameters::type, registry::SetParameters::name},
    {registry::ConfirmTime::type, registry::ConfirmTime::name},
    {resettle::RefundOrders::type, resettle::RefundOrders::name},
    {resettle::GrantMandate::type, resettle::GrantMandate::name},
    {resettle::CancelOrders::type, resettle::CancelOrders::name},
    {resettle::CorrectItem::type, resettle::CorrectItem::name},
};

std::string_view name_of(std::uint16_t type) {
    for (const TypeName& one : type_names) {
        if (one.type == type) return one.name;
    }
    return "";
}

// What the second person reads before she signs it.
std::string words_of(const registry::HalfSigned& one) {
    std::string out;
    if (const auto m = codec::decode<registry::SetParameters>(one.payload);
        m && one.type == m->type) {
        out = m->document + ":";
        for (const auto& entry : m->entries) {
            out += " " + entry.key + "=" + std::to_string(entry.value) + " [" +
                   base::to_text(entry.valid_from) + ", " + base::to_text(entry.valid_to) + "]";
        }
    } else if (const auto r = codec::decode<registry::RecoverKey>(one.payload);
               r && one.type == r->type) {
        const crypto::PublicKey key{r->algorithm, r->public_key};
        out = "person " + std::to_string(r->person) + ", new key " +
              base::hex(crypto::key_id(key)) + ": " + r->reason;
    } else if (const auto g = codec::decode<registry::Resume>(one.payload);
               g && one.type == g->type) {
        const bool person = g->what == registry::Actor::person;
        out = (person ? "person " : "organisation ") + std::to_string(g->id) + ": " + g->reason;
    } else if (const auto t = codec::decode<registry::ConfirmTime>(one.payload);
               t && one.type == t->type) {
        out = base::time_text(t->to) + ": " + t->reason;
    } else {
        out = course_words(one.type, one.payload);
    }
    return out;
}

void each_waiting(const client::StateView& view,
                  const std::function<void(const std::string& id, const registry::HalfSigned&)>&
                      visit) {
    const base::Bytes prefix{registry::HalfSigned::table};
    view.scan(prefix, prefix, [&](base::ByteView key, base::ByteView bytes) {
        visit(base::hex(key.subspan(1)), chain::read_record<registry::HalfSigned>(bytes));
        return true;
    });
}

Answer run_waiting(const Access& access) {
    auto session = open_session(access, reader);
    if (!session) return failed(session.error());
    const auto view = session->state();
    boost::json::array all;
    std::vector<std::vector<std::string>> rows;
    each_waiting(view, [&](const std::string& id, const registry::HalfSigned& one) {
        all.push_back({{"id", id},
                       {"act", name_of(one.type)},
                       {"words", words_of(one)},
                       {"person", one.person},
                       {"organisation", one.organisation},
                       {"signed_at", base::time_text(one.at)}});
        rows.push_back({id.substr(0, 16), std::string{name_of(one.type)}, words_of(one),
                        std::to_string(one.person), base::time_text(one.at)});
    });
    if (view.trouble()) return failed(*view.trouble());
    Answer answer;
    answer.json["waiting"] = std::move(all);
    answer.text = table({"编号 id", "操作 act", "内容 words", "首签人 first", "时间 at"}, rows);
    return answer;
}

Answer run_countersign(const Access& access, const std::string& id) {
    auto session = open_session(access, "");
    if (!session) return failed(session.error());
    const auto view = session->state();
    std::vector<registry::HalfSigned> found;
    each_waiting(view, [&](const std::string& own, const registry::HalfSigned& one) {
        if (own.starts_with(id)) found.push_back(one);
    });
    if (view.trouble()) return failed(*view.trouble());
    if (found.size() != 1) {
        return failed(base::fail("no single act with this id waits; see `zhida waiting`",
                                 "没有唯一对应的待签操作；见 `zhida waiting`"));
    }
    auto sent = sign_and_send(
        *session, ActToSign{name_of(found[0].type), found[0].type, found[0].payload});
    if (!sent) return failed(sent.error());
    Answer answer = answer_of(*session, {*sent});
    answer.json["words"] = words_of(found[0]);
    return answer;
}

Answer run_confirm_time(const Access& access, const std::string& to, const std::string& reason) {
    const auto at = base::parse_time(to);
    if (!at) {
        return failed(base::fail("a time is written 2020-03-31T09:00:00+08:00",
                                 "时间格式为 2020-03-31T09:00:00+08:00"));
    }
    auto session = open_session(access, "");
    if (!session) return failed(session.error());
    auto sent = sign_and_send(*session, registry::ConfirmTime{*at, reason});
    if (!sent) return failed(sent.error());
    return answer_of(*session, {*sent});
}

void add_pairs(CLI::App& app, Exit& exit) {
    const auto access = std::make_shared<Access>();
    auto* const waiting = app.add_subcommand("waiting", "acts that wait for a second signature");
    add_access(*waiting, *access);
    waiting->footer("Example:\n  zhida waiting --home county");
    waiting->callback([access, &exit] { exit = say(run_waiting(*access), access->json); });
    const auto second = std::make_shared<Access>();
    const auto id = std::make_shared<std::string>();
    auto* const sign = app.add_subcommand("countersign", "sign as the second person");
    sign->add_option("id", *id, "of `zhida waiting`, or its beginning")->required();
    add_access(*sign, *second);
    sign->footer("Example:\n  zhida countersign 5f0e1a2b --as auditor");
    sign->callback([second, id, &exit] {
        exit = say(run_countersign(*second, *id), second->json);
    });
    const auto third = std::make_shared<Access>();
    const auto to = std::make_shared<std::string>();
    const auto reason = std::make_shared<std::string>();
    auto* const time = app.add_subcommand(
        "confirm-time", "let the time of an ordinary ledger jump ahead; two persons sign");
    time->add_option("--to", *to, "the right time, as 2020-03-31T09:00:00+08:00")->required();
    time->add_option("--reason", *reason, "why the ledger stood still")->required();
    add_access(*time, *third);
    time->footer("Example:\n  zhida confirm-time --to 2020-03-31T09:00:00+08:00 --as county-1 "
                 "--reason \"power cut\"");
    time->callback([third, to, reason, &exit] {
        exit = say(run_confirm_time(*third, *to, *reason), third->json);
    });
}

}  // namespace

base::Result<registry::SetParameters> read_pack(const std::string& json,
                                                const std::optional<std::string>& document,
                                                crypto::Hash hash) {
    boost::system::error_code bad;
    const auto value = boost::json::parse(json, bad);
    const auto* const object = bad ? nullptr : value.if_object();
    const auto* const entries = object ? object->if_contains("entries") : nullptr;
    registry::SetParameters pack;
    if (object != nullptr) pack.document = text_in(*object, "document");
    const bool whole = entries != nullptr && entries->is_array() && !pack.document.empty() &&
                       pack.document.size() <= 120 &&
                       entries->as_array().size() <= registry::pack_entries_max;
    if (!whole) {
        return base::fail("a pack is {\"document\", \"entries\": […]} with at most 200 entries",
                          "参数包格式为 {\"document\", \"entries\": […]}，至多 200 项");
    }
    for (std::size_t i = 0; i < entries->as_array().size(); ++i) {
        const auto entry = entry_of(entries->as_array()[i]);
        if (!entry) {
            const std::string at = std::to_string(i + 1);
            return base::fail("entry " + at + " needs key, from, to and value",
                              "第 " + at + " 项缺少 key、from、to 或 value");
        }
        pack.entries.push_back(*entry);
    }
    if (document) pack.document_digest = crypto::digest(hash, base::view(*document));
    return pack;
}

void add_parameters(CLI::App& app, Exit& exit) {
    const auto access = std::make_shared<Access>();
    const auto on = std::make_shared<std::string>();
    auto* const list =
        app.add_subcommand("parameters", "dated figures and the papers that set them");
    add_access(*list, *access);
    list->add_option("--on", *on, "only what counts on this day, as 2019-10-31");
    list->footer("Example:\n  zhida parameters --home county --on 2019-10-31");
    list->callback([access, on, &exit] { exit = say(run_list(*access, *on), access->json); });
    const auto o = std::make_shared<SetOptions>();
    auto* const set =
        app.add_subcommand("set-parameters", "a pack of figures from JSON; two bodies sign");
    set->add_option("pack", o->pack, "JSON: document and entries")->required();
    set->add_option("--document", o->document, "the paper itself; its digest is kept");
    add_access(*set, o->access);
    set->footer("Example:\n  zhida set-parameters pack.json --document paper.pdf "
                "--as administrator");
    set->callback([o, &exit] { exit = say(run_set(*o), o->access.json); });
    add_pairs(app, exit);
}

}  // namespace zhida::cli
