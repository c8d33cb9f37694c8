#include "contracts/registry/rules/registry.hpp"

#include <algorithm>

#include "contracts/registry/rules/powers.hpp"

namespace zhida::registry {

using chain::Context;
using chain::Draft;
using chain::refuse;
using chain::Verdict;
using chain::View;

namespace {

constexpr unsigned search_days_max = 60;  // no run of days off is longer

bool lists(const std::vector<base::Date>& dates, base::Date date) {
    return std::ranges::find(dates, date) != dates.end();
}

}  // namespace

Verdict authorise(const chain::Body& body, const View& view, base::Seconds now,
                  chain::Signer& signer) {
    if (!chain::has<Organisation>(view, {body.organisation})) {
        return refuse(Reject::organisation_unknown, std::to_string(body.organisation));
    }
    const auto person = chain::load<Person>(view, {body.person});
    if (!person) return refuse(Reject::person_unknown, std::to_string(body.person));
    const auto key = chain::load<KeyRecord>(view, {body.key_id});
    if (!key) return refuse(Reject::key_unknown, base::hex(body.key_id));
    if (key->person != body.person || key->algorithm != body.algorithm) {
        return refuse(Reject::key_not_of_person, base::hex(body.key_id));
    }
    signer = {{key->algorithm, key->public_key}, person->machine};
    if (key->revoked && *key->revoked <= now) {
        return refuse(Reject::key_revoked, base::hex(body.key_id));
    }
    if (auto verdict = check_suspended(view, body.person, body.organisation)) return verdict;
    PersonId holder = body.person;
    if (body.delegation) {
        if (auto verdict = check_delegation(body, view, now, holder)) return verdict;
        if (auto verdict = check_suspended(view, holder, body.organisation)) return verdict;
    }
    const auto grant = chain::load<RoleGrant>(view, {holder, body.organisation, body.role});
    if (!grant || (grant->revoked && *grant->revoked <= now)) {
        return refuse(Reject::role_not_held, std::to_string(body.role));
    }
    return std::nullopt;
}

Verdict expect_role(const Context& context, Role role) {
    if (context.genesis || context.body.role == static_cast<std::uint8_t>(role))
        return std::nullopt;
    return refuse(Reject::role_wrong, std::string{vocabulary::word_of(role)->name});
}

Organisation organisation_of(const Context& context, const View& view) {
    return chain::must_load<Organisation>(view, {context.body.organisation});
}

base::ByteArray<16> name_digest(std::string_view name) {
    const auto whole = crypto::digest(crypto::Hash::sm3, base::view(name));
    return *base::to_array<16>(base::ByteView{whole}.first(16));
}

std::optional<std::uint64_t> parameter(const View& view, std::string_view key, std::uint64_t region,
                                       base::Date on) {
    for (const std::uint64_t where : {region, std::uint64_t{0}}) {
        const auto found = chain::load<Parameter>(view, {where, name_digest(key)});
        if (!found) continue;
        for (auto value = found->values.rbegin(); value != found->values.rend(); ++value) {
            if (value->valid_from <= on && on <= value->valid_to) return value->value;
        }
    }
    return std::nullopt;
}

std::optional<bool> is_working_day(const View& view, base::Date date) {
    const auto ymd = base::civil(date);
    const auto own = chain::load<CalendarYear>(view, {static_cast<std::uint16_t>(ymd.year)});
    if (!own) return std::nullopt;
    std::vector<CalendarYear> years{*own};
    // Days around New Year are governed by the next year's notice.
    if (ymd.month == 12 && ymd.day >= 25) {
        const auto next =
            chain::load<CalendarYear>(view, {static_cast<std::uint16_t>(ymd.year + 1)});
        if (!next) return std::nullopt;
        years.push_back(*next);
    }
    for (auto year = years.rbegin(); year != years.rend(); ++year) {
        if (lists(year->off, date)) return false;
        if (lists(year->working, date)) return true;
    }
    return base::weekday(date) < 5;
}

std::optional<base::Date> working_day_from(const View& view, base::Date date) {
    for (unsigned i = 0; i < search_days_max; ++i, date = base::plus_days(date, 1)) {
        const auto works = is_working_day(view, date);
        if (!works) return std::nullopt;
        if (*works) return date;
    }
    return std::nullopt;
}

std::optional<base::Date> working_days_after(const View& view, base::Date date, unsigned n) {
    for (; n > 0; --n) {
        const auto next = working_day_from(view, base::plus_days(date, 1));
        if (!next) return std::nullopt;
        date = *next;
    }
    return date;
}

std::optional<Source> source(const View& view, std::string_view source_system) {
    return chain::load<Source>(view, {name_digest(source_system)});
}

std::optional<base::Seconds> sandbox_time(const View& view) {
    const auto clock = chain::load<Clock>(view, {});
    if (!clock) return std::nullopt;
    return clock->time;
}

std::optional<OrganisationId> bank_organisation(const View& view, std::uint16_t bank) {
    std::optional<OrganisationId> found;
    const base::Bytes table{Organisation::table};
    chain::each<Organisation>(view, table, table, [&](base::ByteView key, const Organisation& one) {
        if (one.kind == OrganisationKind::bank && one.bank == bank) {
            found = base::read_u32(key.subspan(1));
        }
        return !found;
    });
    return found;
}

namespace {

Verdict only_administrator(const Context& context) {
    return expect_role(context, Role::administrator);
}

// What an ordinary ledger does with two signatures (RotateKey, RecoverKey, SetParameters).
Verdict only_genesis_or_sandbox(const Context& context) {
    if (context.genesis || context.sandbox) return only_administrator(context);
    return refuse(Reject::second_body_same);
}

}  // namespace

Verdict check_state(const RegisterOrganisation& m, const Context& context, const View& view) {
    if (auto verdict = only_administrator(context)) return verdict;
    if (chain::has<Organisation>(view, {m.id})) return refuse(Reject::organisation_exists, m.title);
    return std::nullopt;
}

void apply(const RegisterOrganisation& m, const Context&, Draft& draft) {
    save(draft, {m.id}, Organisation{m.kind, m.division, m.bank, m.title});
}

Verdict check_state(const RegisterPerson& m, const Context& context, const View& view) {
    if (auto verdict = only_administrator(context)) return verdict;
    if (chain::has<Person>(view, {m.id}))
        return refuse(Reject::person_exists, std::to_string(m.id));
    if (!chain::has<Organisation>(view, {m.organisation}))
        return refuse(Reject::organisation_unknown);
    if (chain::has<KeyRecord>(view, {crypto::key_id({m.algorithm, m.public_key})})) {
        return refuse(Reject::key_exists);
    }
    return std::nullopt;
}

void apply(const RegisterPerson& m, const Context& context, Draft& draft) {
    save(draft, {m.id}, Person{m.organisation, m.machine});
    put_key(draft, context, m.id, m.algorithm, m.public_key);
}

Verdict check_state(const AddKey& m, const Context& context, const View& view) {
    if (auto verdict = only_genesis_or_sandbox(context)) return verdict;
    if (!chain::has<Person>(view, {m.person})) return refuse(Reject::person_unknown);
    if (chain::has<KeyRecord>(view, {crypto::key_id({m.algorithm, m.public_key})})) {
        return refuse(Reject::key_exists);
    }
    return std::nullopt;
}

void apply(const AddKey& m, const Context& context, Draft& draft) {
    put_key(draft, context, m.person, m.algorithm, m.public_key);
}

// A person may revoke her own key at once; the administrator any.
Verdict check_state(const RevokeKey& m, const Context& context, const View& view) {
    const auto key = chain::load<KeyRecord>(view, {m.key});
    if (!key) return refuse(Reject::key_unknown, base::hex(m.key));
    if (key->revoked) return refuse(Reject::key_revoked, base::hex(m.key));
    if (!context.genesis && key->person == context.body.person) return std::nullopt;
    return only_administrator(context);
}

void apply(const RevokeKey& m, const Context& context, Draft& draft) {
    auto key = chain::must_load<KeyRecord>(draft, {m.key});
    key.revoked = context.now;
    save(draft, {m.key}, key);
}

Verdict check_state(const GrantRole& m, const Context& context, const View& view) {
    if (auto verdict = only_administrator(context)) return verdict;
    if (!chain::has<Person>(view, {m.person})) return refuse(Reject::person_unknown);
    const auto organisation = chain::load<Organisation>(view, {m.organisation});
    if (!organisation) return refuse(Reject::organisation_unknown);
    const auto* word = vocabulary::word_of(m.role);
    const auto person = chain::must_load<Person>(view, {m.person});
    if (word->of != organisation->kind || word->machine != person.machine) {
        return refuse(Reject::role_not_of_organisation, std::string{word->name});
    }
    const auto grant =
        chain::load<RoleGrant>(view, {m.person, m.organisation, static_cast<std::uint8_t>(m.role)});
    if (grant && !grant->revoked) return refuse(Reject::role_exists, std::string{word->name});
    return std::nullopt;
}

void apply(const GrantRole& m, const Context& context, Draft& draft) {
    save(draft, {m.person, m.organisation, static_cast<std::uint8_t>(m.role)},
         RoleGrant{context.now, std::nullopt});
}

Verdict check_state(const RevokeRole& m, const Context& context, const View& view) {
    if (auto verdict = only_administrator(context)) return verdict;
    const auto grant =
        chain::load<RoleGrant>(view, {m.person, m.organisation, static_cast<std::uint8_t>(m.role)});
    if (!grant || grant->revoked) return refuse(Reject::role_not_held);
    return std::nullopt;
}

void apply(const RevokeRole& m, const Context& context, Draft& draft) {
    const RoleGrant::Key key{m.person, m.organisation, static_cast<std::uint8_t>(m.role)};
    auto grant = chain::must_load<RoleGrant>(draft, key);
    grant.revoked = context.now;
    save(draft, key, grant);
}

Verdict check_state(const SetParameter& m, const Context& context, const View& view) {
    if (auto verdict = only_genesis_or_sandbox(context)) return verdict;
    return check_room(view, m.key, m.region, 1);
}

void apply(const SetParameter& m, const Context&, Draft& draft) {
    add_value(draft, {m.key, m.region, m.valid_from, m.valid_to, m.value}, m.document);
}

Verdict check_state(const SetCalendar&, const Context& context, const View&) {
    return only_administrator(context);
}

void apply(const SetCalendar& m, const Context&, Draft& draft) {
    save(draft, {m.year}, CalendarYear{m.off, m.working});
}

Verdict check_state(const RegisterSource&, const Context& context, const View&) {
    return only_administrator(context);
}

void apply(const RegisterSource& m, const Context&, Draft& draft) {
    save(draft, {name_digest(m.source_system)}, Source{m.source_system, m.public_key});
}

Verdict check_state(const MoveClock& m, const Context& context, const View&) {
    if (!context.sandbox) return refuse(Reject::clock_not_sandbox);
    if (auto verdict = only_administrator(context)) return verdict;
    if (m.to < context.now) return refuse(Reject::clock_backwards, std::to_string(m.to));
    return std::nullopt;
}

void apply(const MoveClock& m, const Context&, Draft& draft) { save(draft, {}, Clock{m.to}); }

std::span<const chain::Act> acts() {
    static constexpr chain::Act all[] = {chain::act_of<RegisterOrganisation>(),
                                         chain::act_of<RegisterPerson>(),
                                         chain::act_of<AddKey>(),
                                         chain::act_of<RevokeKey>(),
                                         chain::act_of<GrantRole>(),
                                         chain::act_of<RevokeRole>(),
                                         chain::act_of<SetParameter>(),
                                         chain::act_of<SetCalendar>(),
                                         chain::act_of<RegisterSource>(),
                                         chain::act_of<MoveClock>(),
                                         chain::act_of<Delegate>(),
                                         chain::act_of<EndDelegation>(),
                                         chain::act_of<RotateKey>(),
                                         chain::act_of<RecoverKey>(),
                                         chain::act_of<Suspend>(),
                                         chain::act_of<Resume>(),
                                         chain::act_of<SetParameters>(),
                                         chain::act_of<ConfirmTime>()};
    return all;
}

}  // namespace zhida::registry
