#include "contracts/registry/rules/powers.hpp"

#include <algorithm>

#include "contracts/registry/rules/registry.hpp"
#include "contracts/registry/rules/two_persons.hpp"

namespace zhida::registry {

using chain::Context;
using chain::Draft;
using chain::refuse;
using chain::Verdict;
using chain::View;

namespace {

constexpr std::uint64_t day_seconds = 86'400;

constexpr Role stopping_roles[] = {Role::administrator, Role::area_officer, Role::auditor};
// The bodies of the county too: new area and audit may themselves be what is suspended.
constexpr Role office_roles[] = {Role::administrator, Role::area_officer, Role::auditor,
                                 Role::county_officer, Role::finance_officer};

constexpr TwoPersons recovering{stopping_roles, true, true};
constexpr TwoPersons resuming{office_roles, true, false};
constexpr TwoPersons setting{office_roles, true, true};
constexpr TwoPersons confirming{office_roles, false, false};

bool holds(const View& view, PersonId person, OrganisationId organisation, Role role) {
    const auto grant =
        chain::load<RoleGrant>(view, {person, organisation, static_cast<std::uint8_t>(role)});
    return grant && !grant->revoked;
}

// Acts that nobody can do in another's name.
Verdict expect_herself(const Context& context) {
    if (!context.body.delegation) return std::nullopt;
    return refuse(Reject::delegation_unsupported);
}

Verdict check_new_key(const View& view, crypto::Algorithm algorithm, const base::Bytes& bytes) {
    if (!chain::has<KeyRecord>(view, {crypto::key_id({algorithm, bytes})})) return std::nullopt;
    return refuse(Reject::key_exists);
}

}  // namespace

// --- delegation ---

Verdict check_delegation(const chain::Body& body, const View& view, base::Seconds now,
                         PersonId& principal) {
    const auto id = base::to_array<8>(*body.delegation);
    const auto found = id ? chain::load<Delegation>(view, {*id}) : std::nullopt;
    if (!found) return refuse(Reject::delegation_unknown);
    const bool fits = found->to == body.person && found->organisation == body.organisation &&
                      static_cast<std::uint8_t>(found->role) == body.role;
    if (!fits) return refuse(Reject::delegation_foreign, base::hex(*id));
    if (found->ended || now < found->from || now > found->until) {
        return refuse(Reject::delegation_over, base::hex(*id));
    }
    principal = found->principal;
    return std::nullopt;
}

std::optional<PersonId> principal_of(const Context& context, const View& view) {
    if (!context.body.delegation) return std::nullopt;
    const auto id = *base::to_array<8>(*context.body.delegation);
    return chain::must_load<Delegation>(view, {id}).principal;  // authorise() has seen it
}

Verdict check_state(const Delegate& m, const Context& context, const View& view) {
    if (auto verdict = expect_herself(context)) return verdict;
    const auto& who = context.body;
    if (!holds(view, who.person, who.organisation, m.role)) {
        return refuse(Reject::role_not_held, std::string{vocabulary::word_of(m.role)->name});
    }
    const auto to = chain::load<Person>(view, {m.to});
    if (!to) return refuse(Reject::person_unknown, std::to_string(m.to));
    if (to->machine || to->organisation != who.organisation || m.to == who.person) {
        return refuse(Reject::delegate_unfit, std::to_string(m.to));
    }
    if (chain::has<Delegation>(view, {m.id})) return refuse(Reject::delegation_exists);
    if (m.until <= context.now) return refuse(Reject::delegation_over);
    const auto region = organisation_of(context, view).division;
    const auto days = parameter(view, parameter_delegation_days, region, context.today());
    if (!days) return refuse(Reject::parameter_missing, std::string{parameter_delegation_days});
    const auto lasts = static_cast<std::uint64_t>(m.until - std::max(m.from, context.now));
    if ((lasts + day_seconds - 1) / day_seconds > *days) {
        return refuse(Reject::delegation_too_long);
    }
    return std::nullopt;
}

void apply(const Delegate& m, const Context& context, Draft& draft) {
    save(draft, {m.id},
         Delegation{context.body.person, context.body.organisation, m.role, m.to, m.from, m.until,
                    m.reason, std::nullopt});
}

Verdict check_state(const EndDelegation& m, const Context& context, const View& view) {
    const auto found = chain::load<Delegation>(view, {m.id});
    if (!found) return refuse(Reject::delegation_unknown);
    if (found->ended) return refuse(Reject::delegation_over, base::hex(m.id));
    const auto who = context.body.person;
    if (who == found->principal || who == found->to) return std::nullopt;
    return expect_role(context, Role::administrator);
}

void apply(const EndDelegation& m, const Context& context, Draft& draft) {
    auto found = chain::must_load<Delegation>(draft, {m.id});
    found.ended = context.now;
    save(draft, {m.id}, found);
}

// --- keys ---

void put_key(Draft& draft, const Context& context, PersonId person, crypto::Algorithm algorithm,
             const base::Bytes& bytes) {
    save(draft, {crypto::key_id({algorithm, bytes})},
         KeyRecord{person, algorithm, bytes, context.now, std::nullopt});
}

Verdict check_state(const RotateKey& m, const Context& context, const View& view) {
    if (auto verdict = expect_herself(context)) return verdict;
    if (auto verdict = check_new_key(view, m.algorithm, m.public_key)) return verdict;
    const auto words = rotation_bytes(context.ledger_id, context.body.person, m.public_key);
    if (!crypto::verify({m.algorithm, m.public_key}, words, m.proof)) {
        return refuse(Reject::key_proof_wrong);
    }
    return std::nullopt;
}

void apply(const RotateKey& m, const Context& context, Draft& draft) {
    put_key(draft, context, context.body.person, m.algorithm, m.public_key);
    if (!m.revoke_old) return;
    auto old = chain::must_load<KeyRecord>(draft, {context.body.key_id});
    old.revoked = context.now;
    save(draft, {context.body.key_id}, old);
}

Verdict check_state(const RecoverKey& m, const Context& context, const View& view) {
    if (!chain::has<Person>(view, {m.person})) return refuse(Reject::person_unknown);
    if (m.person == context.body.person) return refuse(Reject::second_person_same);
    if (auto verdict = check_new_key(view, m.algorithm, m.public_key)) return verdict;
    return check_two(recovering, words_digest(context, m), context, view);
}

void apply(const RecoverKey& m, const Context& context, Draft& draft) {
    if (!sign_as_one(words_digest(context, m), m.type, codec::encode(m), context, draft)) return;
    std::vector<std::pair<crypto::KeyId, KeyRecord>> lost;
    const base::Bytes table{KeyRecord::table};
    chain::each<KeyRecord>(draft, table, table, [&](base::ByteView key, const KeyRecord& record) {
        if (record.person == m.person && !record.revoked) {
            const auto id = base::to_array<std::tuple_size_v<crypto::KeyId>>(key.subspan(1));
            lost.emplace_back(*id, record);
        }
        return true;
    });
    for (auto& [id, record] : lost) {
        record.revoked = context.now;
        save(draft, {id}, record);
    }
    put_key(draft, context, m.person, m.algorithm, m.public_key);
}

// --- suspension ---

namespace {

Suspension::Key suspension_of(Actor what, std::uint32_t id) {
    return {static_cast<std::uint8_t>(what), id};
}

Verdict check_known(const View& view, Actor what, std::uint32_t id) {
    if (what == Actor::person) {
        if (chain::has<Person>(view, {id})) return std::nullopt;
        return refuse(Reject::person_unknown, std::to_string(id));
    }
    if (chain::has<Organisation>(view, {id})) return std::nullopt;
    return refuse(Reject::organisation_unknown, std::to_string(id));
}

}  // namespace

Verdict check_suspended(const View& view, PersonId person, OrganisationId organisation) {
    if (chain::has<Suspension>(view, suspension_of(Actor::person, person))) {
        return refuse(Reject::person_suspended, std::to_string(person));
    }
    if (chain::has<Suspension>(view, suspension_of(Actor::organisation, organisation))) {
        return refuse(Reject::organisation_suspended, std::to_string(organisation));
    }
    return std::nullopt;
}

Verdict check_state(const Suspend& m, const Context& context, const View& view) {
    const auto role = static_cast<Role>(context.body.role);
    if (std::ranges::find(stopping_roles, role) == std::end(stopping_roles)) {
        return refuse(Reject::role_wrong);
    }
    if (auto verdict = check_known(view, m.what, m.id)) return verdict;
    if (!chain::has<Suspension>(view, suspension_of(m.what, m.id))) return std::nullopt;
    return refuse(Reject::suspended_already, std::to_string(m.id));
}

void apply(const Suspend& m, const Context& context, Draft& draft) {
    save(draft, suspension_of(m.what, m.id),
         Suspension{context.now, context.body.person, m.reason});
}

Verdict check_state(const Resume& m, const Context& context, const View& view) {
    if (auto verdict = check_known(view, m.what, m.id)) return verdict;
    if (!chain::has<Suspension>(view, suspension_of(m.what, m.id))) {
        return refuse(Reject::suspended_not, std::to_string(m.id));
    }
    return check_two(resuming, words_digest(context, m), context, view);
}

void apply(const Resume& m, const Context& context, Draft& draft) {
    if (!sign_as_one(words_digest(context, m), m.type, codec::encode(m), context, draft)) return;
    chain::remove<Suspension>(draft, suspension_of(m.what, m.id));
}

// --- parameters and time ---

Verdict check_room(const View& view, std::string_view key, std::uint64_t region,
                   std::size_t more) {
    const auto found = chain::load<Parameter>(view, {region, name_digest(key)});
    const std::size_t has = found ? found->values.size() : 0;
    if (has + more <= parameter_values_max) return std::nullopt;
    return refuse(Reject::parameter_full, std::string{key});
}

void add_value(Draft& draft, const PackEntry& entry, const std::string& document) {
    const Parameter::Key key{entry.region, name_digest(entry.key)};
    Parameter parameter = chain::load<Parameter>(draft, key).value_or(Parameter{entry.key, {}});
    parameter.values.push_back({entry.valid_from, entry.valid_to, entry.value, document});
    save(draft, key, parameter);
}

Verdict check_state(const SetParameters& m, const Context& context, const View& view) {
    for (const PackEntry& one : m.entries) {
        const auto same = std::ranges::count_if(m.entries, [&](const PackEntry& other) {
            return other.key == one.key && other.region == one.region;
        });
        const auto more = static_cast<std::size_t>(same);
        if (auto verdict = check_room(view, one.key, one.region, more)) return verdict;
    }
    return check_two(setting, words_digest(context, m), context, view);
}

void apply(const SetParameters& m, const Context& context, Draft& draft) {
    const auto words = words_digest(context, m);
    const auto first = sign_as_one(words, m.type, codec::encode(m), context, draft);
    if (!first) return;
    for (const PackEntry& one : m.entries) add_value(draft, one, m.document);
    save(draft, {words}, ParameterPack{m, first->person, context.body.person, context.now});
}

base::Seconds latest_time(const View& view, base::Seconds last) {
    const auto confirmed = chain::load<ConfirmedTime>(view, {}).value_or(ConfirmedTime{});
    return std::max(last, confirmed.to) + jump_max;
}

Verdict check_state(const ConfirmTime& m, const Context& context, const View& view) {
    if (context.sandbox) return refuse(Reject::clock_is_sandbox);
    if (m.to <= latest_time(view, context.now)) return refuse(Reject::time_not_ahead);
    return check_two(confirming, words_digest(context, m), context, view);
}

void apply(const ConfirmTime& m, const Context& context, Draft& draft) {
    if (!sign_as_one(words_digest(context, m), m.type, codec::encode(m), context, draft)) return;
    save(draft, {}, ConfirmedTime{m.to});
}

}  // namespace zhida::registry
