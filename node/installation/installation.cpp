#include "node/installation/installation.hpp"

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "core/crypto/sealing.hpp"
#include "transport/certificates.hpp"

namespace zhida::installation {

namespace fs = std::filesystem;

namespace {

using base::Done;
using base::Status;

std::string code_of(vocabulary::BankCode bank) { return std::to_string(bank); }

Status write_certificate(const std::string& folder, const transport::Issued& authority,
                         const std::string& name) {
    auto issued = transport::issue(authority, name, "", std::time(nullptr));
    if (!issued) return issued.error();
    if (auto done = write_text(folder + "/certificate.pem", issued->certificate); !done)
        return done;
    if (auto done = write_secret(folder + "/key.pem", issued->key); !done) return done;
    return write_text(folder + "/authority.pem", authority.certificate);
}

Status write_certificates(const std::string& folder) {
    auto authority = transport::make_authority("zhida installation", std::time(nullptr));
    if (!authority) return authority.error();
    if (auto done = write_text(folder + "/authority.pem", authority->certificate); !done)
        return done;
    if (auto done = write_secret(folder + "/authority.key.pem", authority->key); !done) return done;
    std::vector<std::pair<std::string, std::string>> leaves{{"node", "zhidad"},
                                                            {"control", "control"}};
    for (const county::Bank& bank : county::banks) {
        leaves.emplace_back("agents/" + code_of(bank.code), "agent-" + code_of(bank.code));
        leaves.emplace_back("banks/" + code_of(bank.code), "bank-" + code_of(bank.code));
    }
    for (const auto& [where, name] : leaves) {
        if (auto done = write_certificate(folder + "/" + where, *authority, name); !done)
            return done;
    }
    return Done{};
}

Status write_people(const std::string& folder, const county::County& people) {
    std::ostringstream members;
    members << "name,organisation,person,role\n";
    for (const county::Member& member : people.members) {
        members << member.name << "," << member.identity.organisation << ","
                << member.identity.person << "," << vocabulary::word_of(member.identity.role)->name
                << "\n";
        const std::string path = folder + "/keys/" + member.name + ".pem";
        if (auto done = write_secret(path, member.identity.key.to_pem("")); !done) return done;
    }
    return write_text(folder + "/members.csv", members.str());
}

}  // namespace

base::Result<std::string> read_text(const std::string& path) {
    std::ifstream in{path, std::ios::binary};
    if (!in) return base::fail("cannot read " + path, "无法读取 " + path);
    return std::string{std::istreambuf_iterator<char>{in}, {}};
}

Status write_text(const std::string& path, const std::string& text) {
    std::error_code failed;
    fs::create_directories(fs::path{path}.parent_path(), failed);
    std::ofstream out{path, std::ios::binary | std::ios::trunc};
    out << text;
    if (!out.flush()) return base::fail("cannot write " + path, "无法写入 " + path);
    return Done{};
}

Status write_secret(const std::string& path, const std::string& text) {
    if (auto done = write_text(path, ""); !done) return done;
    std::error_code failed;
    fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write, failed);
    if (failed) return base::fail("cannot protect " + path, "无法设置权限 " + path);
    return write_text(path, text);
}

Status create(const Place& place, county::Plan plan) {
    const std::string& folder = place.folder;
    std::error_code failed;
    fs::create_directories(folder, failed);
    if (!fs::is_directory(folder, failed) || !fs::is_empty(folder, failed)) {
        return base::fail("the folder cannot be made, or is not empty: " + folder,
                          "文件夹无法创建或不为空：" + folder);
    }
    fs::permissions(folder, fs::perms::owner_all, failed);
    crypto::SystemRandom random;
    plan.nonce = random.draw<16>();
    const auto algorithm = crypto::algorithm_of(plan.profile);
    county::County people = county::make_county(
        plan, [&](const std::string&) { return crypto::SigningKey::generate(algorithm); });
    const auto validator = crypto::SigningKey::generate(crypto::Algorithm::ed25519);
    people.genesis.validators = {validator.public_key().bytes};
    const auto genesis = codec::encode(people.genesis);
    const std::string secret = base::hex(random.draw<32>()) + "\n";
    const auto vault_key = crypto::SigningKey::generate(algorithm);
    for (const auto& [name, text] :
         {std::pair{std::string{"validator.key.pem"}, validator.to_pem("")},
          std::pair{std::string{"vault.key.pem"}, vault_key.to_pem("")},
          std::pair{std::string{"programme.key"}, secret}}) {
        if (auto done = write_secret(folder + "/node/" + name, text); !done) return done;
    }
    if (auto done = write_people(folder, people); !done) return done;
    if (auto done = write_certificates(folder); !done) return done;
    return write_text(folder + "/genesis", std::string{base::as_text(genesis)});
}

namespace {

base::Result<Entry> read_entry(const std::string& line) {
    std::istringstream cells{line};
    Entry entry;
    std::string organisation;
    std::string person;
    std::string role;
    std::getline(cells, entry.name, ',');
    std::getline(cells, organisation, ',');
    std::getline(cells, person, ',');
    std::getline(cells, role);
    const auto word = std::ranges::find(vocabulary::role_words, role, &vocabulary::RoleWord::name);
    const auto is_number = [](const std::string& text) {
        return !text.empty() && text.size() <= 9 &&
               text.find_first_not_of("0123456789") == std::string::npos;
    };
    if (word == vocabulary::role_words.end() || !is_number(organisation) || !is_number(person)) {
        return base::fail("members.csv: " + line, "members.csv 有误：" + line);
    }
    entry.organisation = static_cast<vocabulary::OrganisationId>(std::stoul(organisation));
    entry.person = static_cast<vocabulary::PersonId>(std::stoul(person));
    entry.role = word->role;
    return entry;
}

base::Result<county::Member> member_of(const Entry& entry, const std::string& pem) {
    auto key = crypto::SigningKey::from_pem(pem, "");
    if (!key) return key.error();
    return county::Member{entry.name,
                          {entry.organisation, entry.person, entry.role, std::move(*key)}};
}

std::string key_path(const std::string& folder, const std::string& name) {
    return folder + "/keys/" + name + ".pem";
}

}  // namespace

base::Result<std::vector<Entry>> read_entries(const std::string& folder) {
    auto members = read_text(folder + "/members.csv");
    if (!members) {
        return base::fail(folder + " is not an installation", folder + " 不是安装文件夹");
    }
    std::vector<Entry> out;
    std::istringstream lines{*members};
    std::string line;
    std::getline(lines, line);
    while (std::getline(lines, line)) {
        auto entry = read_entry(line);
        if (!entry) return entry.error();
        out.push_back(std::move(*entry));
    }
    return out;
}

base::Result<county::Member> read_member(const std::string& folder, std::string_view name) {
    auto entries = read_entries(folder);
    if (!entries) return entries.error();
    const auto found = std::ranges::find(*entries, name, &Entry::name);
    if (found == entries->end()) {
        const std::string who{name};
        return base::fail("members.csv names nobody " + who, "members.csv 中没有 " + who);
    }
    auto pem = read_text(key_path(folder, found->name));
    if (!pem) return pem.error();
    return member_of(*found, *pem);
}

base::Result<Installation> open(const std::string& folder) {
    auto genesis_text = read_text(folder + "/genesis");
    if (!genesis_text) return genesis_text.error();
    auto genesis = codec::decode<chain::Genesis>(base::view(*genesis_text));
    auto authority = read_text(folder + "/authority.pem");
    if (!genesis || !authority) {
        return base::fail(folder + " is not an installation", folder + " 不是安装文件夹");
    }
    auto entries = read_entries(folder);
    if (!entries) return entries.error();
    Installation out{folder, {std::move(*genesis), {}}, std::move(*authority)};
    for (const Entry& entry : *entries) {
        auto pem = read_text(key_path(folder, entry.name));
        if (!pem) continue;  // that person keeps the key elsewhere
        auto member = member_of(entry, *pem);
        if (!member) return member.error();
        out.people.members.push_back(std::move(*member));
    }
    return out;
}

}  // namespace zhida::installation
