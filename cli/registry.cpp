#include "cli/registry.hpp"

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <map>
#include <memory>

#include "cli/screen.hpp"
#include "contracts/registry/types/records.hpp"
#include "node/installation/installation.hpp"

namespace zhida::cli {

namespace {

using vocabulary::OrganisationKind;
using vocabulary::PersonId;

struct KindWord {
    OrganisationKind kind;
    std::string_view name;
    std::string_view zh;
};
constexpr KindWord kind_words[] = {
    {OrganisationKind::new_area, "new_area", "新区"},
    {OrganisationKind::county_office, "county_office", "县征迁机构"},
    {OrganisationKind::county_finance, "county_finance", "县财政"},
    {OrganisationKind::township, "township", "乡镇"},
    {OrganisationKind::village, "village", "村"},
    {OrganisationKind::bank, "bank", "银行"},
    {OrganisationKind::source_system, "source_system", "来源系统"},
    {OrganisationKind::auditor, "auditor", "审计"},
};

const KindWord& word_of(OrganisationKind kind) {
    for (const KindWord& word : kind_words) {
        if (word.kind == kind) return word;
    }
    ASSERT(vocabulary::is_known(kind));  // a decoded record holds known kinds only
    return kind_words[0];
}

template <class R>
base::Status each_record(const client::StateView& view,
                         const std::function<void(base::ByteView key, const R&)>& visit) {
    const base::Bytes table{R::table};
    view.scan(table, table, [&](base::ByteView key, base::ByteView value) {
        visit(key.subspan(1), chain::read_record<R>(value));
        return true;
    });
    if (view.trouble()) return *view.trouble();
    return base::Done{};
}

struct Someone {
    registry::Person record;
    std::vector<std::string> roles;
    std::vector<std::string> roles_zh;
    std::vector<std::string> keys;  // that are not revoked
    std::size_t revoked_keys = 0;
};

base::Result<std::map<PersonId, Someone>> read_people(const Session& session) {
    std::map<PersonId, Someone> out;
    const auto view = session.state();
    auto done = each_record<registry::Person>(view, [&](base::ByteView key, const auto& person) {
        out[base::read_u32(key)].record = person;
    });
    if (!done) return done.error();
    done = each_record<registry::RoleGrant>(view, [&](base::ByteView key, const auto& grant) {
        const auto* const word = vocabulary::word_of(static_cast<vocabulary::Role>(key.back()));
        if (grant.revoked || word == nullptr) return;
        Someone& someone = out[base::read_u32(key.first(4))];
        someone.roles.emplace_back(word->name);
        someone.roles_zh.emplace_back(word->zh);
    });
    if (!done) return done.error();
    done = each_record<registry::KeyRecord>(view, [&](base::ByteView key, const auto& record) {
        Someone& someone = out[record.person];
        if (record.revoked) {
            ++someone.revoked_keys;
        } else {
            someone.keys.push_back(base::hex(key));
        }
    });
    if (!done) return done.error();
    return out;
}

// Who they are stands in the installation's own file and not on the ledger.
std::map<PersonId, std::string> names_of(const std::string& home) {
    std::map<PersonId, std::string> out;
    if (home.empty()) return out;
    const auto entries = installation::read_entries(home);
    if (!entries) return out;
    for (const auto& entry : *entries) out[entry.person] = entry.name;
    return out;
}

std::string joined(const std::vector<std::string>& all) {
    std::string out;
    for (const std::string& one : all) out += (out.empty() ? "" : "、") + one;
    return out;
}

boost::json::array array_of(const std::vector<std::string>& all) {
    boost::json::array out;
    for (const std::string& one : all) out.emplace_back(one);
    return out;
}

}  // namespace

Answer run_organisations(const Access& access) {
    auto session = open_session(access, reader);
    if (!session) return failed(session.error());
    boost::json::array all;
    std::vector<std::vector<std::string>> rows;
    auto done = each_record<registry::Organisation>(
        session->state(), [&](base::ByteView key, const registry::Organisation& one) {
            const auto id = base::read_u32(key);
            const KindWord& kind = word_of(one.kind);
            const std::string division = one.division == 0 ? "" : std::to_string(one.division);
            const std::string bank = one.bank == 0 ? "" : std::to_string(one.bank);
            all.push_back({{"organisation", id},
                           {"kind", kind.name},
                           {"kind_zh", kind.zh},
                           {"title", one.title},
                           {"division", division},
                           {"bank", bank}});
            rows.push_back({std::to_string(id), std::string{kind.zh} + " " + std::string{kind.name},
                            one.title, division, bank});
        });
    if (!done) return failed(done.error());
    Answer answer;
    answer.json["organisations"] = std::move(all);
    answer.text = table({"机构 no", "类别 kind", "名称 title", "区划 division", "行号 bank"}, rows);
    return answer;
}

Answer run_people(const Access& access) {
    auto session = open_session(access, reader);
    if (!session) return failed(session.error());
    auto people = read_people(*session);
    if (!people) return failed(people.error());
    const auto names = names_of(session->home);
    boost::json::array all;
    std::vector<std::vector<std::string>> rows;
    for (const auto& [id, someone] : *people) {
        const auto found = names.find(id);
        const std::string name = found == names.end() ? "" : found->second;
        all.push_back({{"person", id},
                       {"name", name},
                       {"organisation", someone.record.organisation},
                       {"machine", someone.record.machine},
                       {"roles", array_of(someone.roles)},
                       {"key_ids", array_of(someone.keys)},
                       {"revoked_keys", someone.revoked_keys}});
        rows.push_back({std::to_string(id), name, std::to_string(someone.record.organisation),
                        joined(someone.roles_zh), someone.record.machine ? "机器" : "",
                        joined(someone.keys)});
    }
    Answer answer;
    answer.json["people"] = std::move(all);
    answer.text = table(
        {"人员 no", "名称 name", "机构 of", "角色 role", "机器 machine", "密钥 key id"}, rows);
    return answer;
}

void add_registry(CLI::App& app, Exit& exit) {
    const auto access = std::make_shared<Access>();
    auto* const organisations = app.add_subcommand("organisations", "organisations on the ledger");
    add_access(*organisations, *access);
    organisations->footer("Example:\n  zhida organisations --home county");
    organisations->callback(
        [access, &exit] { exit = say(run_organisations(*access), access->json); });
    auto* const people =
        app.add_subcommand("people", "persons, machines, roles, keys on the ledger");
    add_access(*people, *access);
    people->footer("Example:\n  zhida people --home county --json");
    people->callback([access, &exit] { exit = say(run_people(*access), access->json); });
}

}  // namespace zhida::cli
