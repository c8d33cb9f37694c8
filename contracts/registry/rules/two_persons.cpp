#include "contracts/registry/rules/two_persons.hpp"

#include <algorithm>

#include "contracts/registry/rules/registry.hpp"

namespace zhida::registry {

using chain::Context;
using chain::refuse;
using chain::Verdict;
using chain::View;

namespace {

bool is_same_person(const HalfSigned& first, PersonId person, std::optional<PersonId> principal) {
    return first.person == person || first.principal == person ||
           (principal && (first.person == *principal || first.principal == principal));
}

}  // namespace

std::optional<HalfSigned> first_signature(const View& view, const crypto::Digest& words,
                                          base::Seconds now) {
    auto found = chain::load<HalfSigned>(view, {words});
    if (found && found->at + second_signature_within < now) return std::nullopt;
    return found;
}

Verdict check_two(const TwoPersons& rule, const crypto::Digest& words, const Context& context,
                  const View& view) {
    if (context.genesis) return std::nullopt;
    const auto role = static_cast<Role>(context.body.role);
    if (std::ranges::find(rule.roles, role) == rule.roles.end()) return refuse(Reject::role_wrong);
    const auto first = first_signature(view, words, context.now);
    if (!first) return std::nullopt;
    if (is_same_person(*first, context.body.person, principal_of(context, view))) {
        return refuse(Reject::second_person_same, std::to_string(context.body.person));
    }
    const bool has_administrator =
        first->role == Role::administrator || role == Role::administrator;
    if ((rule.of_two_bodies && first->organisation == context.body.organisation) ||
        (rule.with_administrator && !has_administrator)) {
        return refuse(Reject::second_body_same, std::to_string(first->organisation));
    }
    return std::nullopt;
}

std::optional<HalfSigned> sign_as_one(const crypto::Digest& words, std::uint16_t type,
                                      base::Bytes payload, const Context& context,
                                      chain::Draft& draft) {
    if (context.genesis) return HalfSigned{};
    auto first = first_signature(draft, words, context.now);
    if (first) {
        chain::remove<HalfSigned>(draft, {words});
        return first;
    }
    save(draft, {words},
         HalfSigned{type, std::move(payload), context.body.person, principal_of(context, draft),
                    context.body.organisation, static_cast<Role>(context.body.role), context.now});
    return std::nullopt;
}

}  // namespace zhida::registry
