// From a clean package to what goes on the ledger: private parts into the vault, commitments, tags,
// sections and chunks. Nothing is submitted here; the vault is durable before anything is returned.
#pragma once

#include <functional>

#include "contracts/resettle/types/messages.hpp"
#include "intake/package.hpp"
#include "vault/references.hpp"
#include "vault/registrar.hpp"
#include "vault/vault.hpp"

namespace zhida::importing {

// Where the payment of an account's bank comes from: the organisations that may read a line.
using ReadersOf = std::function<std::vector<vocabulary::OrganisationId>(vocabulary::BankCode)>;

struct Office {
    vault::Vault& vault;
    vault::References& references;
    vault::Registrar& registrar;
    base::Random& random;
    crypto::Hash hash = crypto::Hash::sm3;
    std::uint8_t version = 1;  // of the list under its number
    vocabulary::ProgrammeId programme = 0;
    std::vector<vault::Recipient> recipients;
    ReadersOf readers_of;
    std::function<base::Seconds()> clock;  // the registrar's, for its rate limit
};

struct Import {
    resettle::OpenList open;
    std::vector<resettle::AddAgreements> agreements;
    std::vector<resettle::AddLines> lines;
};

base::Result<Import> prepare(const intake::Content& content, Office& office);

}  // namespace zhida::importing
