#include "core/chain/history.hpp"
#include "core/store/pruned_trie.hpp"
#include "proof/detail/facts.hpp"

namespace zhida::proof::detail {

namespace {

base::Error unsound(const char* en, const char* zh) { return base::fail(en, zh); }

// A bank has signed this close, whatever the ledger made of it.
Trouble check_close(Facts& facts, const Witness& w, payment::CloseDay& close,
                    WitnessRead& reading) {
    const auto opened = open_signed(facts, w.close, chain::transaction_digest(w.close));
    const auto said = opened && opened->body.type == payment::CloseDay::type
                          ? codec::decode<payment::CloseDay>(opened->body.payload)
                          : std::nullopt;
    const auto signer =
        said ? entry<registry::Organisation>(facts, {opened->body.organisation}) : std::nullopt;
    if (!signer || signer->bank == 0)
        return unsound("the bank's close does not hold", "银行日终签名不成立");
    // A witness is somebody the operator cannot make up.
    if (facts.trust != nullptr && facts.trust->find(opened->key) == nullptr)
        return unsound("the witness's key is not in the trust file",
                       "见证银行的公钥不在信任文件中");
    close = *said;
    reading = {signer->title, said->day, said->seen.height};
    return std::nullopt;
}

// From the quoted block through its history down to the block that holds the result.
Trouble check_descent(const Facts& facts, const Witness& w) {
    const auto state = store::open_pruned(facts.hash, w.history);
    if (!state || !base::equal(w.quoted.app_hash, state->root))
        return unsound("the history does not lead to the quoted block", "历史与所引区块不符");
    const auto history = entry<chain::History>(state->entries, {});
    if (!history || w.descent.empty())
        return unsound("the history's entry is missing", "缺少历史条目");
    const chain::Header& top = w.descent.front();
    const auto leaf = chain::history_leaf(facts.hash, top.height, chain::header_hash(top));
    if (!chain::is_in_history(facts.hash, *history, w.index, leaf, w.path))
        return unsound("the block is not in the quoted history", "区块不在所引历史中");
    for (std::size_t i = 1; i < w.descent.size(); ++i) {
        const auto hash = chain::header_hash(w.descent[i]);
        const bool is_before = w.descent[i].height + 1 == w.descent[i - 1].height &&
                               base::equal(w.descent[i - 1].last_block_id.hash, hash);
        if (!is_before) return unsound("the headers are no chain", "区块头不相连");
    }
    return std::nullopt;
}

}  // namespace

Trouble check_witness(Facts& facts) {
    if (!facts.slip.witness) return std::nullopt;
    const Witness& w = *facts.slip.witness;
    if (!facts.order || !facts.order->result)
        return unsound("there is no result to witness", "没有可见证的结果");
    payment::CloseDay close;
    WitnessRead reading;
    if (auto trouble = check_close(facts, w, close, reading)) return trouble;
    const bool is_quoted = close.seen.height == w.quoted.height &&
                           close.seen.block_hash == chain::header_hash(w.quoted);
    if (!is_quoted || w.quoted.chain_id != facts.slip.header.chain_id)
        return unsound("the bank signed another block", "银行签名的是另一区块");
    if (auto trouble = check_descent(facts, w)) return trouble;
    const chain::Header& bottom = w.descent.back();
    const Bytes name = base::to_bytes(*facts.order->result);
    const auto root =
        chain::merkle_climb({w.transaction_index, w.transactions, w.transaction_path}, name);
    if (bottom.height != facts.order->result_height || !root ||
        !base::equal(bottom.data_hash, *root))
        return unsound("the result is not in the witnessed block", "结果不在被见证的区块中");
    facts.reading.witness = std::move(reading);
    return std::nullopt;
}

}  // namespace zhida::proof::detail
