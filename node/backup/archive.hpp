// A sealed file of files. Written from front to back; read back only as a whole that is sound: a
// bit that differs, a frame that is missing, moved or cut off is refused.
//
//   "zhidabak" ‖ u32 size of the head ‖ head (CBOR) ‖ frame…
//   frame = u32 size ‖ seal(key, kind ‖ content; digest of everything before the frames ‖ u64 n)
//   kind 1: a file begins (its path), 2: its content, 3: the end
#pragma once

#include <functional>

#include "core/base/date.hpp"
#include "core/base/disk.hpp"
#include "core/chain/transaction.hpp"
#include "core/codec/schema.hpp"
#include "core/crypto/passphrase.hpp"

namespace zhida::backup {

enum class Part : std::uint8_t { data = 1, keys = 2 };
constexpr bool is_known(Part part) { return part == Part::data || part == Part::keys; }
enum class Lock : std::uint8_t { derived = 1, passphrase = 2, shares = 3 };
constexpr bool is_known(Lock lock) { return lock >= Lock::derived && lock <= Lock::shares; }

// In clear, and authenticated: nothing in it is personal.
struct Head {
    Part part = Part::data;
    crypto::Profile profile = crypto::Profile::gm;
    crypto::Digest ledger_id{};
    std::uint64_t height = 0;
    crypto::Digest block_hash{};
    base::Seconds made = 0;
    base::ByteArray<16> name{};  // drawn anew for each file
    Lock lock = Lock::derived;
    std::uint8_t log_n = 0;  // of the passphrase
    std::uint8_t r = 0;
    std::uint8_t p = 0;
    static constexpr auto schema() {
        using T = Head;
        return codec::fields(
            codec::field<1>(&T::part), codec::field<2>(&T::profile), codec::field<3>(&T::ledger_id),
            codec::field<4>(&T::height), codec::field<5>(&T::block_hash), codec::field<6>(&T::made),
            codec::field<7>(&T::name), codec::field<8>(&T::lock), codec::field<9>(&T::log_n),
            codec::field<10>(&T::r), codec::field<11>(&T::p));
    }
    friend bool operator==(const Head&, const Head&) = default;
};

// Of a data file, from the installation's own secret.
crypto::Key data_key(const crypto::Key& secret, const Head& head);

inline constexpr std::size_t frame_bytes_max = 1 << 20;
inline constexpr std::size_t path_bytes_max = 512;

class Writer {
  public:
    static base::Result<std::unique_ptr<Writer>> begin(base::Disk& disk, const std::string& path,
                                                       const Head& head, const crypto::Key& key,
                                                       base::Random& random);
    base::Status add(const std::string& path, base::ByteView content);
    // In pieces, for what does not fit into memory: begin, then content.
    base::Status begin_file(const std::string& path);
    base::Status content(base::ByteView bytes);
    // Durable under its name when it returns.
    base::Status finish();

  private:
    Writer(base::Disk& disk, std::string path, const Head& head, const crypto::Key& key,
           base::Random& random);
    base::Status frame(base::Byte kind, base::ByteView content);
    base::Disk& disk_;
    std::string path_;
    std::unique_ptr<base::File> file_;
    Head head_;
    crypto::Key key_;
    base::Random& random_;
    crypto::Digest bound_{};
    std::uint64_t frames_ = 0;
    std::uint64_t size_ = 0;
};

base::Result<Head> read_head(base::Disk& disk, const std::string& path);

struct Taker {
    std::function<base::Status(const std::string& path)> file;
    std::function<base::Status(base::ByteView)> content;
};
// Hands out file by file; only after it has returned Done is the whole known to be sound.
base::Status read_archive(base::Disk& disk, const std::string& path, const crypto::Key& key,
                          const Taker& take);

}  // namespace zhida::backup
