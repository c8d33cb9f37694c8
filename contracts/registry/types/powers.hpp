// What changes who may act: delegations, own keys, lost keys, suspensions. Types 110–119.
#pragma once

#include "contracts/registry/types/messages.hpp"

namespace zhida::registry {

using DelegationId = base::ByteArray<8>;  // drawn by the principal; body field 8 names it

// The signer lets `to` act for her in one role of one organisation for a time.
struct Delegate {
    static constexpr std::uint16_t type = 110;
    static constexpr std::string_view name = "delegate";
    DelegationId id{};
    PersonId to = 0;
    Role role = Role::auditor;
    base::Seconds from = 0;
    base::Seconds until = 0;
    std::string reason;
    static constexpr auto schema() {
        using T = Delegate;
        return codec::fields(codec::field<1>(&T::id), codec::field<2>(&T::to),
                             codec::field<3>(&T::role), codec::field<4>(&T::from),
                             codec::field<5>(&T::until), codec::field<6>(&T::reason, 200));
    }
};

// By the principal, the deputy, or the administrator.
struct EndDelegation {
    static constexpr std::uint16_t type = 111;
    static constexpr std::string_view name = "end_delegation";
    DelegationId id{};
    static constexpr auto schema() { return codec::fields(codec::field<1>(&EndDelegation::id)); }
};

// A person's new key: the transaction is signed by the old key, `proof` by the new one over
// rotation_bytes(). The old one is revoked at once when asked for.
struct RotateKey {
    static constexpr std::uint16_t type = 112;
    static constexpr std::string_view name = "rotate_key";
    crypto::Algorithm algorithm = crypto::Algorithm::sm2_sm3;
    base::Bytes public_key;
    crypto::Signature proof{};
    bool revoke_old = true;
    static constexpr auto schema() {
        using T = RotateKey;
        return codec::fields(codec::field<1>(&T::algorithm), codec::field<2>(&T::public_key, 65),
                             codec::field<3>(&T::proof), codec::field<4>(&T::revoke_old));
    }
};
base::Bytes rotation_bytes(const crypto::Digest& ledger_id, PersonId person,
                           const base::Bytes& public_key);

// All keys of a person are lost: they are revoked and a new one takes their place. Two persons of
// different bodies sign, one of them an administrator.
struct RecoverKey {
    static constexpr std::uint16_t type = 113;
    static constexpr std::string_view name = "recover_key";
    PersonId person = 0;
    crypto::Algorithm algorithm = crypto::Algorithm::sm2_sm3;
    base::Bytes public_key;
    std::string reason;
    static constexpr auto schema() {
        using T = RecoverKey;
        return codec::fields(codec::field<1>(&T::person), codec::field<2>(&T::algorithm),
                             codec::field<3>(&T::public_key, 65),
                             codec::field<4>(&T::reason, 200));
    }
};

enum class Actor : std::uint8_t { person = 1, organisation = 2 };
constexpr bool is_known(Actor a) { return a == Actor::person || a == Actor::organisation; }

// Stops a person or a whole organisation at once; one signature is enough to stop.
struct Suspend {
    static constexpr std::uint16_t type = 114;
    static constexpr std::string_view name = "suspend";
    Actor what = Actor::person;
    std::uint32_t id = 0;
    std::string reason;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&Suspend::what), codec::field<2>(&Suspend::id),
                             codec::field<3>(&Suspend::reason, 200));
    }
};

// Lets them act again: two persons of different bodies sign.
struct Resume {
    static constexpr std::uint16_t type = 115;
    static constexpr std::string_view name = "resume";
    Actor what = Actor::person;
    std::uint32_t id = 0;
    std::string reason;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&Resume::what), codec::field<2>(&Resume::id),
                             codec::field<3>(&Resume::reason, 200));
    }
};

struct PackEntry {
    std::string key;
    std::uint64_t region = 0;
    base::Date valid_from;
    base::Date valid_to;
    std::uint64_t value = 0;
    static constexpr auto schema() {
        using T = PackEntry;
        return codec::fields(codec::field<1>(&T::key, 64), codec::field<2>(&T::region),
                             codec::field<3>(&T::valid_from), codec::field<4>(&T::valid_to),
                             codec::field<5>(&T::value));
    }
    friend bool operator==(const PackEntry&, const PackEntry&) = default;
};

inline constexpr std::size_t pack_entries_max = 200;
// Several dated figures that one paper sets. Two persons sign: an administrator and another body.
struct SetParameters {
    static constexpr std::uint16_t type = 116;
    static constexpr std::string_view name = "set_parameters";
    std::string document;                                // its number
    std::optional<base::ByteArray<32>> document_digest;  // of its file
    std::vector<PackEntry> entries;
    static constexpr auto schema() {
        using T = SetParameters;
        return codec::fields(codec::field<1>(&T::document, 120),
                             codec::field<2>(&T::document_digest),
                             codec::field<3>(&T::entries, pack_entries_max));
    }
};

// Ordinary ledgers only (payment.md §7): blocks up to this time, and an hour behind it, may follow
// although the ledger stands further back. Two persons sign.
struct ConfirmTime {
    static constexpr std::uint16_t type = 117;
    static constexpr std::string_view name = "confirm_time";
    base::Seconds to = 0;
    std::string reason;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&ConfirmTime::to),
                             codec::field<2>(&ConfirmTime::reason, 200));
    }
};

chain::Verdict check_form(const Delegate& m);
chain::Verdict check_form(const EndDelegation& m);
chain::Verdict check_form(const RotateKey& m);
chain::Verdict check_form(const RecoverKey& m);
chain::Verdict check_form(const Suspend& m);
chain::Verdict check_form(const Resume& m);
chain::Verdict check_form(const SetParameters& m);
chain::Verdict check_form(const ConfirmTime& m);

}  // namespace zhida::registry
