#include "contracts/payment/rules/joint.hpp"

#include <algorithm>

#include "contracts/payment/rules/expect.hpp"

namespace zhida::payment {

using chain::Context;
using chain::refuse;
using chain::Verdict;
using chain::View;

CloseSigner signer_of(const Context& context) {
    return {context.transaction,   context.body.person, context.body.organisation,
            context.key.algorithm, context.key.bytes,   context.height};
}

bool has_role(const Joint& joint, vocabulary::Role role) {
    return std::ranges::find(joint.roles, static_cast<std::uint8_t>(role)) != joint.roles.end();
}

Verdict check_joint(const Context& context, const View& view, const chain::Digest& subject,
                    const Previous& previous, std::span<const vocabulary::Role> roles) {
    if (auto verdict = expect_one_of(context, roles)) return verdict;
    const auto joint = chain::load<Joint>(view, {subject});
    if (!joint) {
        if (previous) return refuse(Reject::previous_unknown);
        return std::nullopt;
    }
    if (!previous) return refuse(Reject::previous_missing);
    if (joint->signers.back().transaction != *previous) return refuse(Reject::previous_unknown);
    for (const CloseSigner& signer : joint->signers) {
        if (signer.organisation == context.body.organisation ||
            signer.person == context.body.person) {
            return refuse(Reject::same_body);
        }
    }
    return std::nullopt;
}

Joint sign_joint(chain::Draft& draft, const Context& context, const chain::Digest& subject) {
    Joint joint = chain::load<Joint>(draft, {subject}).value_or(Joint{});
    joint.signers.push_back(signer_of(context));
    joint.roles.push_back(context.body.role);
    save(draft, {subject}, joint);
    return joint;
}

void end_joint(chain::Draft& draft, const chain::Digest& subject) {
    chain::remove<Joint>(draft, {subject});
}

}  // namespace zhida::payment
