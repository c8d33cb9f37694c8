// One description of a struct's fields makes its bytes and reads them back (wire.md §2).
//
//   struct Move {
//       std::uint32_t from = 0;
//       std::vector<Step> steps;
//       static constexpr auto schema() {
//           return codec::fields(codec::field<1>(&Move::from), codec::field<2>(&Move::steps, 500));
//       }
//   };
//
// A struct is a map with ascending integer keys, all of them present; an optional that is empty is
// null. The number behind a field caps its length: bytes, characters or items. An enum is known
// only as far as its `is_known(E)` says. Other types join by specialising Scalar.
#pragma once

#include <concepts>
#include <limits>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include "core/base/assert.hpp"
#include "core/base/date.hpp"
#include "core/codec/reader.hpp"
#include "core/codec/writer.hpp"

namespace zhida::codec {

template <std::uint64_t number, class T, class M>
struct Field {
    static constexpr std::uint64_t key = number;
    M T::* member;
    std::size_t max;
};

template <std::uint64_t number, class T, class M>
constexpr Field<number, T, M> field(M T::* member, std::size_t max = 64) {
    return {member, max};
}

template <class... F>
constexpr auto fields(F... f) {
    constexpr bool ascending = [] {
        std::uint64_t last = 0;
        return ((F::key > last && (last = F::key, true)) && ...);
    }();
    static_assert(ascending, "map keys ascend and begin at 1");
    return std::tuple{f...};
}

// How a type that is a number in disguise is written.
template <class T>
struct Scalar;

template <>
struct Scalar<base::Date> {
    static std::uint64_t out(base::Date d) {
        ASSERT(d.days >= 0);
        return static_cast<std::uint64_t>(d.days);
    }
    static std::optional<base::Date> in(std::uint64_t n) {
        if (n > 3'000'000) return std::nullopt;  // year 9999 is day 2,932,896
        return base::Date{static_cast<std::int32_t>(n)};
    }
};

template <class T>
concept HasSchema = requires { T::schema(); };
template <class T>
concept IsScalar = requires(T t) { Scalar<T>::out(t); };
template <class T>
concept IsEnum = std::is_enum_v<T>;

namespace detail {

template <class T>
struct is_optional : std::false_type {};
template <class T>
struct is_optional<std::optional<T>> : std::true_type {};
template <class T>
struct is_vector : std::false_type {};
template <class T>
struct is_vector<std::vector<T>> : std::true_type {};
template <>
struct is_vector<base::Bytes> : std::false_type {};
template <class T>
struct is_array : std::false_type {};
template <std::size_t n>
struct is_array<base::ByteArray<n>> : std::true_type {};

template <class T>
void put(Writer& w, const T& v, std::size_t max) {
    if constexpr (std::is_same_v<T, bool>) {
        w.boolean(v);
    } else if constexpr (IsScalar<T>) {
        w.uint(Scalar<T>::out(v));
    } else if constexpr (IsEnum<T>) {
        w.uint(static_cast<std::uint64_t>(v));
    } else if constexpr (std::unsigned_integral<T>) {
        w.uint(v);
    } else if constexpr (std::is_same_v<T, std::int64_t>) {
        ASSERT(v >= 0);
        w.uint(static_cast<std::uint64_t>(v));
    } else if constexpr (is_array<T>::value) {
        w.bytes(v);
    } else if constexpr (std::is_same_v<T, base::Bytes>) {
        ASSERT(v.size() <= max);
        w.bytes(v);
    } else if constexpr (std::is_same_v<T, std::string>) {
        ASSERT(v.size() <= max);
        w.text(v);
    } else if constexpr (is_optional<T>::value) {
        if (v) {
            put(w, *v, max);
        } else {
            w.null();
        }
    } else if constexpr (is_vector<T>::value) {
        ASSERT(v.size() <= max);
        w.array(v.size());
        for (const auto& item : v) put(w, item, max);
    } else {
        static_assert(HasSchema<T>);
        std::apply(
            [&](const auto&... f) {
                w.map(sizeof...(f));
                ((w.uint(f.key), put(w, v.*(f.member), f.max)), ...);
            },
            T::schema());
    }
}

template <class T>
void get(Reader& r, T& v, std::size_t max);

template <class T>
void get_uint(Reader& r, T& v) {
    const std::uint64_t n = r.uint();
    if (n > static_cast<std::uint64_t>(std::numeric_limits<T>::max())) return r.fail();
    v = static_cast<T>(n);
}

template <class T>
void get_struct(Reader& r, T& v) {
    std::apply(
        [&](const auto&... f) {
            if (r.enter_map(sizeof...(f)) != sizeof...(f)) return r.fail();
            const auto one = [&](const auto& field) {
                if (r.uint() != field.key) r.fail();
                if (r.ok()) get(r, v.*(field.member), field.max);
            };
            (one(f), ...);
            r.leave();
        },
        T::schema());
}

template <class T>
void get_items(Reader& r, std::vector<T>& v, std::size_t max) {
    const std::size_t count = r.enter_array(max);
    v.clear();
    v.reserve(count);
    for (std::size_t i = 0; i < count && r.ok(); ++i) {
        T item{};
        get(r, item, max);
        v.push_back(std::move(item));
    }
    r.leave();
}

template <class T>
void get(Reader& r, T& v, std::size_t max) {
    if constexpr (std::is_same_v<T, bool>) {
        v = r.boolean();
    } else if constexpr (IsScalar<T>) {
        const auto read = Scalar<T>::in(r.uint());
        if (!read) return r.fail();
        v = *read;
    } else if constexpr (IsEnum<T>) {
        std::underlying_type_t<T> n{};
        get_uint(r, n);
        v = static_cast<T>(n);
        if (!is_known(v)) r.fail();
    } else if constexpr (std::unsigned_integral<T> || std::is_same_v<T, std::int64_t>) {
        get_uint(r, v);
    } else if constexpr (is_array<T>::value) {
        const auto bytes = r.bytes(std::tuple_size_v<T>);
        if (bytes.size() != std::tuple_size_v<T>) return r.fail();
        std::copy(bytes.begin(), bytes.end(), v.begin());
    } else if constexpr (std::is_same_v<T, base::Bytes>) {
        v = base::to_bytes(r.bytes(max));
    } else if constexpr (std::is_same_v<T, std::string>) {
        v = std::string{r.text(max)};
    } else if constexpr (is_optional<T>::value) {
        v.reset();
        if (r.take_null()) return;
        typename T::value_type item{};
        get(r, item, max);
        v = std::move(item);
    } else if constexpr (is_vector<T>::value) {
        get_items(r, v, max);
    } else {
        static_assert(HasSchema<T>);
        get_struct(r, v);
    }
}

}  // namespace detail

template <class T>
base::Bytes encode(const T& value) {
    base::Bytes out;
    Writer writer{out};
    detail::put(writer, value, 0);
    return out;
}

// Nothing unless the bytes are the one encoding of a T and nothing else.
template <class T>
std::optional<T> decode(base::ByteView bytes) {
    Reader reader{bytes};
    T value{};
    detail::get(reader, value, 0);
    if (!reader.ok() || !reader.at_end()) return std::nullopt;
    return value;
}

}  // namespace zhida::codec
