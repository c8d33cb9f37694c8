// Reading and writing records. A View only reads; a Draft holds the changes of one transaction
// until they are kept or dropped. A record type names its table and the parts of its key:
//
//   struct Account {
//       static constexpr std::uint8_t table = 0x40;
//       using Key = std::tuple<std::uint16_t>;
//       …fields, schema()…
//   };
//   auto account = load<Account>(view, {3});
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <tuple>

#include "core/base/assert.hpp"
#include "core/codec/schema.hpp"
#include "core/store/trie.hpp"

namespace zhida::chain {

using base::Bytes;
using base::ByteView;

class View {
  public:
    using Visit = std::function<bool(ByteView key, ByteView value)>;
    virtual ~View() = default;
    // A view that lives until the next change.
    virtual std::optional<ByteView> get(ByteView key) const = 0;
    // Keys ≥ `from` in byte order until `visit` says false.
    virtual void scan(ByteView from, const Visit& visit) const = 0;
    // A view from afar whose reads went wrong shows nothing more; its owner knows why.
    virtual bool has_failed() const { return false; }
};

// The committed state, seen as it is.
class TrieView final : public View {
  public:
    explicit TrieView(const store::Trie& trie)
        : trie_{trie} {}
    std::optional<ByteView> get(ByteView key) const override { return trie_.get(key); }
    void scan(ByteView from, const Visit& visit) const override { trie_.scan(from, visit); }

  private:
    const store::Trie& trie_;
};

struct Event {
    std::uint16_t kind = 0;  // a contract's own number, unique across contracts
    Bytes payload;           // CBOR of the contract's event struct
};

class Draft final : public View {
  public:
    using Changes = std::map<Bytes, std::optional<Bytes>>;
    explicit Draft(const View& under)
        : under_{under} {}
    std::optional<ByteView> get(ByteView key) const override;
    void scan(ByteView from, const Visit& visit) const override;
    void put(ByteView key, Bytes value);
    void erase(ByteView key);
    void emit(std::uint16_t kind, Bytes payload) { events_.push_back({kind, std::move(payload)}); }
    const Changes& changes() const { return changes_; }
    const std::vector<Event>& events() const { return events_; }
    const View& before() const { return under_; }
    void drop();
    void write_to(store::Trie& trie) const;

  private:
    const View& under_;
    Changes changes_;
    std::vector<Event> events_;
};

namespace detail {
inline void append_part(Bytes& to, std::uint8_t n) { to.push_back(n); }
inline void append_part(Bytes& to, std::uint16_t n) { base::append_u16(to, n); }
inline void append_part(Bytes& to, std::uint32_t n) { base::append_u32(to, n); }
inline void append_part(Bytes& to, std::uint64_t n) { base::append_u64(to, n); }
inline void append_part(Bytes& to, std::int64_t n) {
    ASSERT(n >= 0);
    base::append_u64(to, static_cast<std::uint64_t>(n));
}
template <std::size_t n>
void append_part(Bytes& to, const base::ByteArray<n>& bytes) {
    base::append(to, bytes);
}
}  // namespace detail

template <class R>
Bytes key_of(const typename R::Key& parts) {
    Bytes key{R::table};
    std::apply([&](const auto&... part) { (detail::append_part(key, part), ...); }, parts);
    return key;
}

template <class R>
R read_record(ByteView value) {
    auto record = codec::decode<R>(value);
    ASSERT(record.has_value());  // only save() wrote it
    return std::move(*record);
}

template <class R>
std::optional<R> load(const View& view, const typename R::Key& key) {
    const auto value = view.get(key_of<R>(key));
    if (!value) return std::nullopt;
    return read_record<R>(*value);
}

// For records that must be there, because an earlier check saw them.
template <class R>
R must_load(const View& view, const typename R::Key& key) {
    auto record = load<R>(view, key);
    ASSERT(record.has_value() || view.has_failed());
    return record ? std::move(*record) : R{};
}

template <class R>
bool has(const View& view, const typename R::Key& key) {
    return view.get(key_of<R>(key)).has_value();
}

template <class R>
void save(Draft& draft, const typename R::Key& key, const R& record) {
    draft.put(key_of<R>(key), codec::encode(record));
}

template <class R>
void remove(Draft& draft, const typename R::Key& key) {
    draft.erase(key_of<R>(key));
}

// Visits the records of R whose key begins with `prefix`, from `from` on, in key order. Both are
// whole keys as key_of makes them, or the front of one.
template <class R>
void each(const View& view, ByteView prefix, ByteView from,
          const std::function<bool(ByteView key, const R& record)>& visit) {
    view.scan(from, [&](ByteView key, ByteView value) {
        if (key.size() < prefix.size() || !base::equal(key.first(prefix.size()), prefix))
            return false;
        return visit(key, read_record<R>(value));
    });
}

}  // namespace zhida::chain
