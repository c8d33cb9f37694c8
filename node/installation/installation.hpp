// How an installation lies on the disk.
//
//   genesis                 the ledger's genesis document (public)
//   members.csv, keys/      who signs: name,organisation,person,role and NAME.pem
//   authority.pem           the certificate authority (authority.key.pem: its key)
//   node/                   zhidad.toml, certificates, validator, vault and programme keys, data/
//   agents/CODE/            agent.toml, certificates, intents, status.json
//   banks/CODE/             certificates and book of a simulated bank
//   control/                the certificate that drives simulated banks
#pragma once

#include "node/county/county.hpp"

namespace zhida::installation {

struct Place {
    std::string folder;
    std::string villages;  // villages.csv
    std::string calendar;  // a folder
};

// Makes everything anew; the folder is new or empty.
base::Status create(const Place& place, county::Plan plan);

struct Ports {
    std::uint16_t node = 0;
    std::map<vocabulary::BankCode, std::uint16_t> banks;
};
// Writes zhidad.toml and each agent.toml where they are missing. What people changed in them stays:
// in a file that is there only ports that are taken, and villages and calendar that are gone, are
// changed. Nothing holds the ports until they are used.
base::Result<Ports> settle_settings(const Place& place);
// A TOML text with one value set; everything else, comments among it, stays as it is.
std::string with_value(const std::string& toml, std::string_view section, std::string_view key,
                       const std::string& value);

struct Installation {
    std::string folder;
    county::County people;  // genesis and every member whose key lies here
    std::string authority;  // PEM
};
base::Result<Installation> open(const std::string& folder);

// A row of members.csv.
struct Entry {
    std::string name;
    vocabulary::OrganisationId organisation = 0;
    vocabulary::PersonId person = 0;
    vocabulary::Role role = vocabulary::Role::auditor;
};
base::Result<std::vector<Entry>> read_entries(const std::string& folder);
// One member with the key that lies here; the other keys stay unread.
base::Result<county::Member> read_member(const std::string& folder, std::string_view name);

base::Result<std::string> read_text(const std::string& path);
// For secrets: readable by the owner only.
base::Status write_secret(const std::string& path, const std::string& text);
base::Status write_text(const std::string& path, const std::string& text);

}  // namespace zhida::installation
