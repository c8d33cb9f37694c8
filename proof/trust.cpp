#include "proof/trust.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "contracts/registry/types/records.hpp"

namespace zhida::proof {

namespace {

namespace json = boost::json;

constexpr std::string_view trust_format = "zhida-trust/1";

base::Error malformed(const std::string& where) {
    return base::fail("the trust file is malformed at " + where, "信任文件格式有误：" + where);
}

const json::value* member(const json::object& object, std::string_view name) {
    const auto found = object.find(name);
    return found == object.end() ? nullptr : &found->value();
}

std::optional<std::string> text(const json::object& object, std::string_view name) {
    const json::value* const value = member(object, name);
    if (value == nullptr || !value->is_string()) return std::nullopt;
    return std::string{value->as_string()};
}

std::optional<base::Bytes> bytes(const json::object& object, std::string_view name) {
    const auto value = text(object, name);
    return value ? base::unhex(*value) : std::nullopt;
}

std::optional<std::uint64_t> number(const json::object& object, std::string_view name) {
    const json::value* const value = member(object, name);
    if (value == nullptr || !value->is_int64() || value->as_int64() < 0) return std::nullopt;
    return static_cast<std::uint64_t>(value->as_int64());
}

std::optional<TrustedKey> key_of(const json::value& value) {
    if (!value.is_object()) return std::nullopt;
    const json::object& object = value.as_object();
    const auto organisation = number(object, "organisation");
    const auto bank = number(object, "bank");
    const auto title = text(object, "title");
    const auto algorithm = number(object, "algorithm");
    const auto key = bytes(object, "public_key");
    if (!organisation || !bank || !title || !algorithm || !key) return std::nullopt;
    if (*organisation > 0xffff'ffff || *bank > 0xffff || *algorithm > 2) return std::nullopt;
    const auto named = static_cast<crypto::Algorithm>(*algorithm);
    if (!crypto::is_known(named)) return std::nullopt;
    return TrustedKey{static_cast<std::uint32_t>(*organisation),
                      *title,
                      static_cast<std::uint16_t>(*bank),
                      {named, *key}};
}

}  // namespace

const TrustedKey* Trust::find(const crypto::PublicKey& key) const {
    const auto found = std::ranges::find_if(keys, [&](const TrustedKey& one) {
        return one.key.algorithm == key.algorithm && one.key.bytes == key.bytes;
    });
    return found == keys.end() ? nullptr : &*found;
}

Trust trust_of(const chain::Genesis& genesis, const std::string& chain_id,
               const chain::View& first_state) {
    Trust trust{.name = genesis.name,
                .ledger_id = chain::ledger_id_of(genesis),
                .chain_id = chain_id,
                .profile = genesis.profile,
                .sandbox = genesis.sandbox,
                .validators = genesis.validators,
                .keys = {}};
    const base::Bytes table{registry::KeyRecord::table};
    chain::each<registry::KeyRecord>(
        first_state, table, table, [&](base::ByteView, const registry::KeyRecord& key) {
            const auto person = chain::must_load<registry::Person>(first_state, {key.person});
            const auto body =
                chain::must_load<registry::Organisation>(first_state, {person.organisation});
            trust.keys.push_back(
                {person.organisation, body.title, body.bank, {key.algorithm, key.public_key}});
            return true;
        });
    std::ranges::stable_sort(trust.keys, {}, &TrustedKey::organisation);
    return trust;
}

std::string to_json(const Trust& trust) {
    json::array validators;
    for (const base::Bytes& key : trust.validators) validators.push_back(base::hex(key).c_str());
    std::string keys;  // one a line, so that a person can read and compare
    for (const TrustedKey& key : trust.keys) {
        const json::object one{{"organisation", key.organisation},
                               {"title", key.title},
                               {"bank", key.bank},
                               {"algorithm", static_cast<unsigned>(key.key.algorithm)},
                               {"public_key", base::hex(key.key.bytes)}};
        keys += (keys.empty() ? "\n    " : ",\n    ") + json::serialize(one);
    }
    const auto line = [](std::string_view name, const json::value& value) {
        return "  \"" + std::string{name} + "\": " + json::serialize(value) + ",\n";
    };
    const std::string_view profile = trust.profile == crypto::Profile::gm ? "gm" : "intl";
    return "{\n" + line("format", json::string{trust_format.data(), trust_format.size()}) +
           line("name", trust.name.c_str()) +
           line("fingerprint", chain::fingerprint(trust.ledger_id).c_str()) +
           line("ledger_id", base::hex(trust.ledger_id).c_str()) +
           line("chain_id", trust.chain_id.c_str()) +
           line("profile", json::string{profile.data(), profile.size()}) +
           line("sandbox", trust.sandbox) + line("validators", validators) + "  \"keys\": [" +
           keys + "\n  ]\n}\n";
}

base::Result<Trust> trust_from_json(std::string_view said) {
    if (said.size() > trust_file_bytes_max) return malformed("its size");
    boost::system::error_code error;
    const json::value value = json::parse(said, error);
    if (error || !value.is_object()) return malformed("its form");
    const json::object& object = value.as_object();
    if (text(object, "format") != trust_format) return malformed("format");
    Trust trust;
    const auto name = text(object, "name");
    const auto chain_id = text(object, "chain_id");
    if (!name || !chain_id) return malformed("name, chain_id");
    trust.name = *name;
    trust.chain_id = *chain_id;
    const auto id = bytes(object, "ledger_id");
    const auto ledger_id = id ? base::to_array<32>(*id) : std::nullopt;
    if (!ledger_id) return malformed("ledger_id");
    trust.ledger_id = *ledger_id;
    if (text(object, "fingerprint") != chain::fingerprint(trust.ledger_id))
        return malformed("fingerprint");
    const auto profile = text(object, "profile");
    if (profile != "gm" && profile != "intl") return malformed("profile");
    trust.profile = profile == "gm" ? crypto::Profile::gm : crypto::Profile::intl;
    const json::value* const sandbox = member(object, "sandbox");
    if (sandbox == nullptr || !sandbox->is_bool()) return malformed("sandbox");
    trust.sandbox = sandbox->as_bool();
    const json::value* const validators = member(object, "validators");
    if (validators == nullptr || !validators->is_array()) return malformed("validators");
    for (const json::value& one : validators->as_array()) {
        const auto key =
            one.is_string() ? base::unhex(std::string_view{one.as_string()}) : std::nullopt;
        if (!key || key->size() != 32) return malformed("validators");
        trust.validators.push_back(*key);
    }
    const json::value* const keys = member(object, "keys");
    if (keys == nullptr || !keys->is_array()) return malformed("keys");
    for (const json::value& one : keys->as_array()) {
        auto key = key_of(one);
        if (!key) return malformed("keys");
        trust.keys.push_back(std::move(*key));
    }
    return trust;
}

}  // namespace zhida::proof
