#include "proof/issue.hpp"

#include "contracts/approval/types/records.hpp"
#include "contracts/payment/types/records.hpp"
#include "contracts/registry/types/records.hpp"
#include "contracts/resettle/types/records.hpp"
#include "contracts/resettle/types/sum_tree.hpp"
#include "core/store/pruned_trie.hpp"

namespace zhida::proof {

namespace {

using resettle::SumNode;

std::vector<Step> steps_of(const std::vector<resettle::SumStep>& path) {
    std::vector<Step> steps;
    for (const resettle::SumStep& one : path) {
        const SumNode& node = one.sibling;
        steps.push_back({one.sibling_is_left, node.hash, node.sum, node.count});
    }
    return steps;
}

std::optional<crypto::KeyId> signing_key(ByteView bytes) {
    const auto envelope = codec::decode<chain::Envelope>(bytes);
    const auto body = envelope ? codec::decode<chain::Body>(envelope->body) : std::nullopt;
    return body ? std::optional{body->key_id} : std::nullopt;
}

// Gathers the parts and, on the way, which entries of the state they hang on.
class Issuer {
  public:
    Issuer(const Sources& sources, const ListId& list, LineNumber line)
        : from_{sources},
          view_{sources.state},
          hash_{crypto::hash_of(sources.ledger.profile)} {
        slip_.profile = sources.ledger.profile;
        slip_.validators = sources.genesis.validators;
        slip_.header = sources.newest.header;
        slip_.commit = sources.newest.commit;
        slip_.list = list;
        slip_.line = line;
    }

    base::Result<Slip> issue(std::optional<Witness> witness, std::vector<Opening> openings) {
        show<chain::LedgerRecord>({});
        if (auto done = list_and_line(); !done) return done.error();
        for (const auto part : {approval::whole_list, slip_.section}) {
            auto& to =
                part == approval::whole_list ? slip_.list_approvals : slip_.section_approvals;
            if (auto done = approvals(part, to); !done) return done.error();
        }
        if (auto done = order(); !done) return done.error();
        if (witness) show_signer(witness->close);
        slip_.witness = std::move(witness);
        slip_.openings = std::move(openings);
        slip_.state = store::prune(from_.state, keys_);
        return std::move(slip_);
    }

  private:
    template <class R>
    std::optional<R> show(const typename R::Key& key) {
        auto found = chain::load<R>(view_, key);
        if (found) keys_.push_back(chain::key_of<R>(key));
        return found;
    }

    base::Status list_and_line() {
        const auto list = show<resettle::List>({slip_.list});
        const auto line = list ? show<resettle::Line>({slip_.list, slip_.line}) : std::nullopt;
        if (!line) return base::fail("there is no such line", "没有该明细行");
        show<resettle::Hold>({slip_.list, slip_.line});
        std::vector<SumNode> sections;
        std::optional<resettle::Section> own;
        for (std::uint32_t n = 0; n < list->sections; ++n) {
            const auto number = static_cast<SectionNumber>(n);
            const auto section = chain::load<resettle::Section>(view_, {slip_.list, number});
            if (!section) return base::fail("the list is not complete", "清单尚未接收完整");
            const auto& h = section->header;
            const SumNode root{h.root, static_cast<std::uint64_t>(h.total.count()), h.count};
            sections.push_back(resettle::section_leaf(hash_, h.village, root));
            if (slip_.line < section->first || slip_.line >= section->end()) continue;
            slip_.section = number;
            own = section;
        }
        if (!own) return base::fail("there is no such line", "没有该明细行");
        show<resettle::Section>({slip_.list, slip_.section});
        slip_.to_list = steps_of(resettle::sum_path(hash_, sections, slip_.section));
        std::vector<SumNode> lines;
        for (LineNumber n = own->first; n < own->end(); ++n) {
            const auto one = chain::load<resettle::Line>(view_, {slip_.list, n});
            if (!one) return base::fail("the list is not complete", "清单尚未接收完整");
            lines.push_back(resettle::line_leaf(hash_, one->commitment, one->amount));
        }
        slip_.to_section = steps_of(resettle::sum_path(hash_, lines, slip_.line - own->first));
        return base::Done{};
    }

    base::Status approvals(std::uint16_t part, std::vector<Bytes>& to) {
        const auto kept = show<approval::Signatures>({slip_.list, part});
        if (!kept) return base::Done{};
        for (const approval::Signed& one : kept->signatures) {
            auto envelope = find_signed(from_, one.height, one.transaction);
            if (!envelope) return envelope.error();
            to.push_back(std::move(*envelope));
            show<registry::Organisation>({one.organisation});
        }
        return base::Done{};
    }

    base::Status order() {
        const auto order = show<payment::Order>({slip_.list, slip_.line});
        if (!order) return base::Done{};
        if (order->claim) {
            auto done = paper(*order->claim, order->claim_height, slip_.claim);
            if (!done) return done;
        }
        return order->result ? paper(*order->result, order->result_height, slip_.result)
                             : base::Status{base::Done{}};
    }

    // The registry's word on who signed a transaction.
    void show_signer(ByteView envelope) {
        const auto id = signing_key(envelope);
        const auto key = id ? show<registry::KeyRecord>({*id}) : std::nullopt;
        const auto person =
            key ? chain::load<registry::Person>(view_, {key->person}) : std::nullopt;
        if (person) show<registry::Organisation>({person->organisation});
    }

    base::Status paper(const Digest& digest, std::uint64_t height, std::optional<Bytes>& to) {
        auto envelope = find_signed(from_, height, digest);
        if (!envelope) return envelope.error();
        show_signer(*envelope);
        to = std::move(*envelope);
        return base::Done{};
    }

    const Sources& from_;
    chain::TrieView view_;
    crypto::Hash hash_;
    Slip slip_;
    std::vector<Bytes> keys_;
};

}  // namespace

base::Result<Bytes> find_signed(const Sources& sources, std::uint64_t height,
                                const Digest& digest) {
    auto block = sources.block(height);
    if (!block) return block.error();
    for (Bytes& one : block->transactions) {
        if (chain::transaction_digest(one) == digest) return std::move(one);
    }
    return base::fail("a transaction is not in its block", "区块中缺少交易");
}

base::Result<Slip> issue(const Sources& sources, const ListId& list, LineNumber line,
                         std::optional<Witness> witness, std::vector<Opening> openings) {
    return Issuer{sources, list, line}.issue(std::move(witness), std::move(openings));
}

}  // namespace zhida::proof
