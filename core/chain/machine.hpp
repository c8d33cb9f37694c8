// The state machine: genesis, transactions and timers in, state root and receipts out. It does not
// know which engine orders the blocks. One writer; readers only between blocks.
#pragma once

#include "core/base/result.hpp"
#include "core/chain/act.hpp"

namespace zhida::chain {

inline constexpr std::size_t timers_per_block_max = 1'000;

// Whose digest is the ledger's id. The acts build the first state and are signed by nobody.
struct GenesisAct {
    std::uint16_t type = 0;
    Bytes payload;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&GenesisAct::type),
                             codec::field<2>(&GenesisAct::payload, transaction_bytes_max));
    }
};

struct Genesis {
    std::string format = "zhida-genesis/1";
    std::string name;
    crypto::Profile profile = crypto::Profile::gm;
    bool sandbox = false;
    Seconds start = 0;              // time of the ledger before its first block
    base::ByteArray<16> nonce{};    // two ledgers of the same make-up differ
    std::vector<Bytes> validators;  // Ed25519 keys of the ordering engine, one an organisation
    std::vector<GenesisAct> acts;
    static constexpr auto schema() {
        return codec::fields(
            codec::field<1>(&Genesis::format, 32), codec::field<2>(&Genesis::name, 120),
            codec::field<3>(&Genesis::profile), codec::field<4>(&Genesis::sandbox),
            codec::field<5>(&Genesis::start), codec::field<6>(&Genesis::nonce),
            codec::field<7>(&Genesis::validators, 200), codec::field<8>(&Genesis::acts, 20'000));
    }
};

Digest ledger_id_of(const Genesis& genesis);
// First 20 characters of the id in base32, in groups of four (wire.md §1).
std::string fingerprint(const Digest& ledger_id);

struct Receipt {
    Digest transaction{};
    Code code = 0;  // 0: done
    std::string datum;
    bool repeated = false;  // an earlier transaction with this business reference answered already
    std::vector<Event> events;
};

// The bytes of a receipt that stand in the block's result (and so under its results hash).
Bytes receipt_bytes(crypto::Hash hash, const Receipt& receipt);

struct BlockInput {
    std::uint64_t height = 0;
    Seconds time = 0;
    Digest last_block_hash{};
    std::vector<Bytes> transactions;
};

struct BlockOutput {
    std::vector<Receipt> receipts;
    std::vector<Event> timer_events;
    std::size_t timers_fired = 0;
    Digest app_hash{};
};

// The result of a business reference, for ever.
struct Reference {
    static constexpr std::uint8_t table = 0x02;
    using Key = std::tuple<base::ByteArray<32>>;
    Digest content{};
    Code code = 0;
    std::string datum;
    std::uint64_t height = 0;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&Reference::content),
                             codec::field<2>(&Reference::code),
                             codec::field<3>(&Reference::datum, datum_bytes_max),
                             codec::field<4>(&Reference::height));
    }
};
Reference::Key reference_key(crypto::Hash hash, std::uint32_t organisation, std::uint16_t type,
                             ByteView business_reference);

// What the state says of its own ledger.
struct LedgerRecord {
    static constexpr std::uint8_t table = 0x01;
    using Key = std::tuple<>;
    Digest ledger_id{};
    std::string name;
    crypto::Profile profile = crypto::Profile::gm;
    bool sandbox = false;
    Seconds start = 0;
    static constexpr auto schema() {
        return codec::fields(
            codec::field<1>(&LedgerRecord::ledger_id), codec::field<2>(&LedgerRecord::name, 120),
            codec::field<3>(&LedgerRecord::profile), codec::field<4>(&LedgerRecord::sandbox),
            codec::field<5>(&LedgerRecord::start));
    }
};

class Machine {
  public:
    Machine(Assembly assembly, SignatureCheck& signatures);
    // Builds the first state. Refused with the act that does not hold.
    base::Status begin(const Genesis& genesis);
    // Goes on from a stored state, whose root the caller has checked.
    void resume(store::Trie trie);

    // At the door: form, size, ledger, signer, signature, reference, time. Reads only.
    Verdict check(ByteView envelope, Seconds now) const;
    // Executes a block on the state. Deterministic in (state, input).
    BlockOutput execute(const BlockInput& input);
    // Is told of what each transaction and timer changes, just before it is kept. Only listens.
    using Watch = std::function<void(const Draft::Changes& changes, std::uint64_t height)>;
    void watch(Watch watch) { watch_ = std::move(watch); }

    TrieView view() const { return TrieView{trie_}; }
    store::Trie& trie() { return trie_; }
    const store::Trie& trie() const { return trie_; }
    Digest app_hash() { return trie_.root(); }
    const LedgerRecord& ledger() const { return ledger_; }
    std::optional<Seconds> next_due() const;
    // The latest time of the block behind one of time `last`; nothing on a sandbox ledger, whose
    // time moves by command.
    std::optional<Seconds> latest_time(Seconds last) const;
    const Act* act(std::uint16_t type) const;

  private:
    struct Opened;
    Verdict open(ByteView envelope, Opened& opened) const;
    // Fills the signer's key only when it has signed the body.
    Verdict admit(const Opened& opened, const View& view, Seconds now, Signer& signer) const;
    Context context_of(const Opened& opened, const BlockInput& input) const;
    Receipt run(ByteView envelope, const BlockInput& input);
    Verdict guard(const Draft& draft) const;
    std::size_t fire_due(const BlockInput& input, std::vector<Event>& events);
    void keep(const Draft& draft, std::uint64_t height);

    Assembly assembly_;
    SignatureCheck& signatures_;
    store::Trie trie_;
    LedgerRecord ledger_;
    Watch watch_;
};

}  // namespace zhida::chain
