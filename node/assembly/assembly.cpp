#include "node/assembly/assembly.hpp"

#include <algorithm>

#include "contracts/approval/rules/approval.hpp"
#include "contracts/approval/rules/deadlines.hpp"
#include "contracts/payment/rules/payment.hpp"
#include "contracts/privacy/rules/privacy.hpp"
#include "contracts/registry/rules/registry.hpp"
#include "contracts/resettle/rules/resettle.hpp"

namespace zhida::node {

namespace {

template <class T>
void append(std::vector<T>& all, std::span<const T> more) {
    all.insert(all.end(), more.begin(), more.end());
}

}  // namespace

const chain::Assembly& assembly() {
    static const std::vector<chain::Act> acts = [] {
        std::vector<chain::Act> all;
        append(all, registry::acts());
        append(all, approval::acts());
        append(all, payment::acts());
        append(all, resettle::acts());
        append(all, privacy::acts());
        return all;
    }();
    static const std::vector<chain::Invariant> invariants = [] {
        std::vector<chain::Invariant> all;
        append(all, payment::invariants());
        append(all, resettle::invariants());
        return all;
    }();
    static const std::vector<chain::TimerKind> timers = [] {
        std::vector<chain::TimerKind> all;
        append(all, approval::timers());
        append(all, payment::timers());
        append(all, resettle::timers());
        return all;
    }();
    static const chain::Assembly whole{&registry::authorise, acts, timers, invariants,
                                       &registry::latest_time};
    return whole;
}

const std::vector<chain::RefusalText>& refusals() {
    static const std::vector<chain::RefusalText> all = [] {
        std::vector<chain::RefusalText> texts;
        append(texts, std::span<const chain::RefusalText>{chain::refusal_texts});
        append(texts, std::span<const chain::RefusalText>{registry::refusal_texts});
        append(texts, std::span<const chain::RefusalText>{approval::refusal_texts});
        append(texts, std::span<const chain::RefusalText>{payment::refusal_texts});
        append(texts, std::span<const chain::RefusalText>{resettle::refusal_texts});
        append(texts, std::span<const chain::RefusalText>{privacy::refusal_texts});
        std::ranges::sort(texts, {}, &chain::RefusalText::code);
        return texts;
    }();
    return all;
}

const chain::RefusalText* refusal(chain::Code code) {
    const auto& all = refusals();
    const auto found = std::ranges::lower_bound(all, code, {}, &chain::RefusalText::code);
    return found != all.end() && found->code == code ? &*found : nullptr;
}

}  // namespace zhida::node
