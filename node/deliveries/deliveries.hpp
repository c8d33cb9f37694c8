// The store of packages that a source system pushed or a data platform had. A delivery is known by
// what it holds: the same files offered again are the same delivery, whatever became of it.
//
// Private data never lies here in clear: each piece is sealed under the delivery's own key, and
// that is wrapped to the office.
//
//   deliveries/<id>/about            what it is and how far; written first
//   deliveries/<id>/<file>-<offset>-<size>   one sealed piece
#pragma once

#include <functional>
#include <memory>
#include <variant>

#include "core/base/date.hpp"
#include "core/base/disk.hpp"
#include "core/codec/schema.hpp"
#include "core/crypto/sealing.hpp"

namespace zhida::deliveries {

inline constexpr std::size_t waiting_max = 100;  // not yet refused or imported
inline constexpr std::size_t kept_max = 1'000;   // with those
inline constexpr std::size_t files_max = 64;     // of one
inline constexpr std::uint64_t delivery_bytes_max = 512ULL << 20;
inline constexpr std::size_t piece_bytes_max = 8 << 20;
inline constexpr std::size_t piece_bytes_min = 16 << 10;  // but for a file's last one
inline constexpr std::size_t result_bytes_max = 16 << 20;

using Id = base::ByteArray<8>;

enum class State : std::uint8_t { receiving = 1, judging, ready, refused, imported };
constexpr bool is_known(State s) { return s >= State::receiving && s <= State::imported; }
struct StateWord {
    State state;
    std::string_view name;
    std::string_view zh;
};
inline constexpr StateWord state_words[] = {
    {State::receiving, "RECEIVING", "接收中"}, {State::judging, "JUDGING", "校验中"},
    {State::ready, "READY", "待导入"},         {State::refused, "REFUSED", "不合格"},
    {State::imported, "IMPORTED", "已导入"},
};
constexpr const StateWord& word_of(State s) { return state_words[static_cast<std::size_t>(s) - 1]; }

struct FileSpec {
    std::string name;
    std::uint64_t size = 0;
    crypto::Digest sm3{};
    static constexpr auto schema() {
        using T = FileSpec;
        return codec::fields(codec::field<1>(&T::name, 100), codec::field<2>(&T::size),
                             codec::field<3>(&T::sm3));
    }
};

struct Offer {
    std::string source_system;
    std::string list_no;
    std::string channel;  // push or pull
    std::vector<FileSpec> files;
    static constexpr auto schema() {
        using T = Offer;
        return codec::fields(codec::field<1>(&T::source_system, 64),
                             codec::field<2>(&T::list_no, 64), codec::field<3>(&T::channel, 8),
                             codec::field<4>(&T::files, files_max));
    }
};
Id id_of(const Offer& offer);

// What the judge said; for a refused one why, as JSON of the API.
struct Verdict {
    State state = State::ready;
    std::uint32_t lines = 0;
    std::int64_t total_fen = 0;
    base::ByteArray<8> list{};  // its id on the ledger
    std::string report;         // of a refused one: {"errors":[…]} or {"error":{…}}
    static constexpr auto schema() {
        using T = Verdict;
        return codec::fields(codec::field<1>(&T::state), codec::field<2>(&T::lines),
                             codec::field<3>(&T::total_fen), codec::field<4>(&T::list),
                             codec::field<5>(&T::report, result_bytes_max));
    }
};

struct Delivery {
    Id id{};
    Offer offer;
    Verdict verdict;
    std::vector<std::uint64_t> received;  // bytes of each file
    base::Seconds begun = 0;
};

struct Gap {  // the piece does not begin where the file ends
    std::uint64_t received = 0;
};
struct Damaged {};  // the whole file has another digest; it begins anew
struct Unknown {};
using Kept = std::variant<Delivery, Gap, Damaged, Unknown, base::Error>;

class Deliveries {
  public:
    using Clock = std::function<base::Seconds()>;
    // Reads what is there; how far each file is follows from its pieces.
    static base::Result<std::unique_ptr<Deliveries>> open(base::Disk& disk,
                                                          crypto::Profile profile,
                                                          crypto::SigningKey office,
                                                          base::Random& random, Clock clock);
    ~Deliveries();
    base::Result<Delivery> begin(const Offer& offer);
    std::optional<Delivery> find(const Id& id);
    std::vector<Delivery> all();
    // A piece that came before is answered as it was then. With the last one of the last file the
    // delivery is JUDGING.
    Kept keep(const Id& id, std::string_view file, std::uint64_t offset, base::ByteView bytes);
    // The next one to be judged, the longest waiting first.
    std::optional<Delivery> next_to_judge();
    // Its pieces go when nobody needs them any more.
    base::Status settle(const Id& id, const Verdict& verdict);
    // Writes the files in clear into a folder of the machine, for the judge; whoever asked for them
    // removes them.
    base::Status unpack(const Id& id, const std::string& folder);

  private:
    struct Inside;
    explicit Deliveries(std::unique_ptr<Inside> state);
    std::unique_ptr<Inside> state_;
};

}  // namespace zhida::deliveries
