#include "core/chain/machine.hpp"

#include "core/chain/history.hpp"

namespace zhida::chain {

namespace {

// The running number that keeps timers of one second apart, and in the order they were set.
struct TimerCount {
    static constexpr std::uint8_t table = 0x05;
    using Key = std::tuple<>;
    std::uint64_t set = 0;
    static constexpr auto schema() { return codec::fields(codec::field<1>(&TimerCount::set)); }
};

Seconds due_of(ByteView timer_key) {
    return static_cast<Seconds>(base::read_u64(timer_key.subspan(1, 8)));
}

}  // namespace

struct Machine::Opened {
    Envelope envelope;
    Body body;
    Digest transaction{};
    const Act* act = nullptr;
};

Digest ledger_id_of(const Genesis& genesis) {
    return crypto::digest(crypto::hash_of(genesis.profile), codec::encode(genesis));
}

std::string fingerprint(const Digest& ledger_id) {
    const std::string letters = base::base32(ledger_id).substr(0, 20);
    std::string out;
    for (std::size_t i = 0; i < letters.size(); ++i) {
        if (i > 0 && i % 4 == 0) out.push_back('-');
        out.push_back(letters[i]);
    }
    return out;
}

Bytes receipt_bytes(crypto::Hash hash, const Receipt& receipt) {
    Bytes events;
    for (const Event& event : receipt.events) {
        base::append_u16(events, event.kind);
        base::append_u32(events, static_cast<std::uint32_t>(event.payload.size()));
        base::append(events, event.payload);
    }
    Bytes out;
    codec::Writer w{out};
    w.map(3);
    w.uint(1);
    w.uint(receipt.code);
    w.uint(2);
    w.text(receipt.datum);
    w.uint(3);
    w.bytes(crypto::digest(hash, events));
    return out;
}

Reference::Key reference_key(crypto::Hash hash, std::uint32_t organisation, std::uint16_t type,
                             ByteView business_reference) {
    Bytes head;
    base::append_u32(head, organisation);
    base::append_u16(head, type);
    return {crypto::digest(hash, {head, business_reference})};
}

void set_timer(Draft& draft, Seconds due, std::uint16_t kind, Bytes payload) {
    TimerCount count = load<TimerCount>(draft, {}).value_or(TimerCount{});
    ++count.set;
    save(draft, {}, count);
    save(draft, {due, count.set}, Timer{kind, std::move(payload)});
}

Machine::Machine(Assembly assembly, SignatureCheck& signatures)
    : assembly_{assembly},
      signatures_{signatures},
      trie_{crypto::Hash::sm3} {}

const Act* Machine::act(std::uint16_t type) const {
    for (const Act& act : assembly_.acts) {
        if (act.type == type) return &act;
    }
    return nullptr;
}

base::Status Machine::begin(const Genesis& genesis) {
    trie_ = store::Trie{crypto::hash_of(genesis.profile)};
    ledger_ = {ledger_id_of(genesis), genesis.name, genesis.profile, genesis.sandbox,
               genesis.start};
    {
        const TrieView under{trie_};
        Draft draft{under};
        save(draft, {}, ledger_);
        draft.write_to(trie_);
    }
    Context context{.ledger_id = ledger_.ledger_id,
                    .profile = genesis.profile,
                    .now = genesis.start,
                    .sandbox = genesis.sandbox,
                    .genesis = true};
    for (std::size_t i = 0; i < genesis.acts.size(); ++i) {
        const GenesisAct& one = genesis.acts[i];
        const Act* const found = act(one.type);
        const TrieView under{trie_};
        Draft draft{under};
        context.body.type = one.type;
        Verdict verdict =
            found ? found->run(one.payload, context, draft) : refuse(Reject::type_unknown);
        if (!verdict) verdict = guard(draft);
        if (verdict) {
            return base::fail(
                "genesis act " + std::to_string(i) + " (type " + std::to_string(one.type) +
                    ") is refused: " + std::to_string(verdict->code) + " " + verdict->datum,
                "创世文件第 " + std::to_string(i) + " 项被拒绝：" + std::to_string(verdict->code) +
                    " " + verdict->datum);
        }
        draft.write_to(trie_);
    }
    return base::Done{};
}

void Machine::resume(store::Trie trie) {
    trie_ = std::move(trie);
    ledger_ = must_load<LedgerRecord>(view(), {});
}

Verdict Machine::open(ByteView envelope, Opened& opened) const {
    if (envelope.size() > transaction_bytes_max) return refuse(Reject::too_large);
    auto read = codec::decode<Envelope>(envelope);
    if (!read) return refuse(Reject::envelope_malformed);
    auto body = codec::decode<Body>(read->body);
    if (!body) return refuse(Reject::envelope_malformed);
    opened.transaction = transaction_digest(envelope);
    opened.envelope = std::move(*read);
    opened.body = std::move(*body);
    if (opened.body.version != body_version) return refuse(Reject::version_unknown);
    if (opened.body.ledger_id != ledger_.ledger_id) return refuse(Reject::ledger_wrong);
    if (opened.body.business_reference.empty()) return refuse(Reject::reference_missing);
    opened.act = act(opened.body.type);
    if (!opened.act) return refuse(Reject::type_unknown, std::to_string(opened.body.type));
    return std::nullopt;
}

Verdict Machine::admit(const Opened& opened, const View& view, Seconds now, Signer& signer) const {
    const auto verdict = assembly_.authority(opened.body, view, now, signer);
    if (signer.key.bytes.empty()) return verdict;
    if (!signatures_.fits(signer.key, signing_bytes(opened.envelope.body),
                          opened.envelope.signature)) {
        signer = {};
        return refuse(Reject::signature_wrong);
    }
    return verdict;
}

namespace {

Verdict check_time(const Body& body, const Signer& signer, Seconds now) {
    const Seconds ahead_max =
        signer.machine ? not_after_ahead_machine_max : not_after_ahead_person_max;
    if (body.not_after < now) return refuse(Reject::expired, std::to_string(body.not_after));
    if (body.not_after > now + ahead_max) {
        return refuse(Reject::not_after_too_far, std::to_string(body.not_after));
    }
    return std::nullopt;
}

}  // namespace

Verdict Machine::check(ByteView envelope, Seconds now) const {
    Opened opened;
    if (auto verdict = open(envelope, opened)) return verdict;
    const TrieView under{trie_};
    const auto used = load<Reference>(
        under, reference_key(crypto::hash_of(ledger_.profile), opened.body.organisation,
                             opened.body.type, opened.body.business_reference));
    if (used && used->content != content_digest(crypto::hash_of(ledger_.profile), opened.body)) {
        return refuse(Reject::reference_used);
    }
    if (used) return std::nullopt;  // a repetition: the block returns the first result
    Signer signer;
    if (auto verdict = admit(opened, under, now, signer)) return verdict;
    if (auto verdict = check_time(opened.body, signer, now)) return verdict;
    return opened.act->form(opened.body.payload);
}

Context Machine::context_of(const Opened& opened, const BlockInput& input) const {
    Context context{.body = opened.body,
                    .transaction = opened.transaction,
                    .ledger_id = ledger_.ledger_id,
                    .profile = ledger_.profile,
                    .now = input.time,
                    .height = input.height,
                    .sandbox = ledger_.sandbox};
    context.body.payload.clear();
    return context;
}

Receipt Machine::run(ByteView envelope, const BlockInput& input) {
    Opened opened;
    Receipt receipt;
    const TrieView under{trie_};
    if (auto verdict = open(envelope, opened)) {
        return {transaction_digest(envelope), verdict->code, verdict->datum, false, {}};
    }
    receipt.transaction = opened.transaction;
    const crypto::Hash hash = crypto::hash_of(ledger_.profile);
    const auto key = reference_key(hash, opened.body.organisation, opened.body.type,
                                   opened.body.business_reference);
    const Digest content = content_digest(hash, opened.body);
    if (const auto used = load<Reference>(under, key)) {
        if (used->content == content)
            return {opened.transaction, used->code, used->datum, true, {}};
        receipt.code = static_cast<Code>(Reject::reference_used);
        return receipt;
    }
    Signer signer;
    Verdict verdict = admit(opened, under, input.time, signer);
    if (verdict && signer.key.bytes.empty()) {
        // Anybody may have made this envelope: it must not use up the person's reference.
        return {opened.transaction, verdict->code, verdict->datum, false, {}};
    }
    Draft draft{under};
    if (!verdict) verdict = check_time(opened.body, signer, input.time);
    if (!verdict) {
        Context context = context_of(opened, input);
        context.key = signer.key;
        verdict = opened.act->run(opened.body.payload, context, draft);
        if (verdict) {
            ASSERT(draft.changes().empty() && draft.events().empty());
        } else if (auto broken = guard(draft)) {
            draft.drop();
            verdict = broken;
        }
    }
    if (verdict) {
        receipt.code = verdict->code;
        receipt.datum = verdict->datum;
    }
    receipt.events = draft.events();
    save(draft, key, Reference{content, receipt.code, receipt.datum, input.height});
    keep(draft, input.height);
    return receipt;
}

void Machine::keep(const Draft& draft, std::uint64_t height) {
    if (watch_) watch_(draft.changes(), height);
    draft.write_to(trie_);
}

Verdict Machine::guard(const Draft& draft) const {
    for (const Invariant& invariant : assembly_.invariants) {
        if (auto broken = invariant.broken(draft)) {
            return refuse(Reject::invariant_broken, std::string{invariant.name} + ": " + *broken);
        }
    }
    return std::nullopt;
}

std::size_t Machine::fire_due(const BlockInput& input, std::vector<Event>& events) {
    std::vector<std::pair<Bytes, Timer>> due;
    const Bytes table{Timer::table};
    const TrieView state{trie_};
    each<Timer>(state, table, table, [&](ByteView key, const Timer& timer) {
        if (due_of(key) > input.time || due.size() == timers_per_block_max) return false;
        due.emplace_back(base::to_bytes(key), timer);
        return true;
    });
    Context context{.ledger_id = ledger_.ledger_id,
                    .profile = ledger_.profile,
                    .now = input.time,
                    .height = input.height,
                    .sandbox = ledger_.sandbox};
    for (const auto& [key, timer] : due) {
        Draft draft{state};
        draft.erase(key);
        for (const TimerKind& kind : assembly_.timers) {
            if (kind.kind == timer.kind) kind.fire(timer.payload, context, draft);
        }
        ASSERT(!guard(draft));  // nobody signed it, so nobody can be refused
        events.insert(events.end(), draft.events().begin(), draft.events().end());
        keep(draft, input.height);
    }
    return due.size();
}

std::optional<Seconds> Machine::next_due() const {
    std::optional<Seconds> due;
    const Bytes table{Timer::table};
    trie_.scan(table, [&](ByteView key, ByteView) {
        if (key[0] == Timer::table) due = due_of(key);
        return false;
    });
    return due;
}

std::optional<Seconds> Machine::latest_time(Seconds last) const {
    if (ledger_.sandbox || !assembly_.latest_time) return std::nullopt;
    return assembly_.latest_time(view(), last);
}

BlockOutput Machine::execute(const BlockInput& input) {
    BlockOutput out;
    out.timers_fired = fire_due(input, out.timer_events);
    for (const Bytes& transaction : input.transactions) {
        out.receipts.push_back(run(transaction, input));
    }
    if (input.height > 1 && (out.timers_fired > 0 || !input.transactions.empty())) {
        const TrieView under{trie_};
        Draft draft{under};
        History history = load<History>(under, {}).value_or(History{});
        const crypto::Hash hash = crypto::hash_of(ledger_.profile);
        append_history(hash, history, history_leaf(hash, input.height - 1, input.last_block_hash));
        save(draft, {}, history);
        draft.write_to(trie_);
    }
    out.app_hash = trie_.root();
    return out;
}

}  // namespace zhida::chain
