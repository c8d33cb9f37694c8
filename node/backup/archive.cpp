#include "node/backup/archive.hpp"

#include "core/crypto/sealing.hpp"

namespace zhida::backup {

namespace {

using base::Bytes;
using base::ByteView;
using base::Done;
using base::Status;

constexpr std::string_view magic = "zhidabak";
constexpr std::size_t head_bytes_max = 4'096;
constexpr std::size_t sealed_more_max = 64;  // nonce and tag

enum class Kind : base::Byte { file = 1, content = 2, end = 3 };

base::Error damaged(const std::string& path) {
    return base::fail(
        "the backup file " + path + " is damaged, incomplete, or the key is another one",
        "备份文件 " + path + " 损坏、不完整或密钥不符");
}

Bytes opening_of(const Head& head) {
    const Bytes words = codec::encode(head);
    Bytes out = base::to_bytes(base::view(magic));
    base::append_u32(out, static_cast<std::uint32_t>(words.size()));
    base::append(out, words);
    return out;
}

Bytes place_of(const crypto::Digest& bound, std::uint64_t number) {
    Bytes place = base::to_bytes(bound);
    base::append_u64(place, number);
    return place;
}

// The head as it lies there, with where the frames begin.
base::Result<std::pair<Head, Bytes>> opening_at(base::File& file, const std::string& path) {
    auto front = file.read(0, magic.size() + 4);
    if (!front) return front.error();
    const bool is_one = front->size() == magic.size() + 4 &&
                        base::equal(ByteView{*front}.first(magic.size()), base::view(magic));
    if (!is_one) return base::fail(path + " is no backup file", path + " 不是备份文件");
    const std::uint32_t size = base::read_u32(ByteView{*front}.subspan(magic.size()));
    if (size > head_bytes_max) return damaged(path);
    auto words = file.read(front->size(), size);
    if (!words) return words.error();
    auto head = codec::decode<Head>(*words);
    if (!head) return damaged(path);
    base::append(*front, *words);
    return std::pair{*head, std::move(*front)};
}

}  // namespace

crypto::Key data_key(const crypto::Key& secret, const Head& head) {
    return crypto::hmac(crypto::hash_of(head.profile), secret,
                        {base::view("zhida/backup/data/1"), head.name});
}

Writer::Writer(base::Disk& disk, std::string path, const Head& head, const crypto::Key& key,
               base::Random& random)
    : disk_{disk},
      path_{std::move(path)},
      head_{head},
      key_{key},
      random_{random} {}

base::Result<std::unique_ptr<Writer>> Writer::begin(base::Disk& disk, const std::string& path,
                                                    const Head& head, const crypto::Key& key,
                                                    base::Random& random) {
    std::unique_ptr<Writer> writer{new Writer{disk, path, head, key, random}};
    auto file = disk.open(path + ".new", true);
    if (!file) return file.error();
    writer->file_ = std::move(*file);
    if (auto done = writer->file_->truncate(0); !done) return done.error();
    const Bytes opening = opening_of(head);
    if (auto done = writer->file_->write(0, opening); !done) return done.error();
    writer->size_ = opening.size();
    writer->bound_ = crypto::digest(crypto::hash_of(head.profile), opening);
    return writer;
}

Status Writer::frame(base::Byte kind, ByteView content) {
    Bytes plain{kind};
    base::append(plain, content);
    const Bytes sealed =
        crypto::seal(head_.profile, key_, plain, place_of(bound_, frames_++), random_);
    Bytes out;
    base::append_u32(out, static_cast<std::uint32_t>(sealed.size()));
    base::append(out, sealed);
    if (auto done = file_->write(size_, out); !done) return done;
    size_ += out.size();
    return Done{};
}

Status Writer::begin_file(const std::string& path) {
    ASSERT(!path.empty() && path.size() <= path_bytes_max);
    return frame(static_cast<base::Byte>(Kind::file), base::view(path));
}

Status Writer::content(ByteView bytes) {
    while (!bytes.empty()) {
        const ByteView piece = bytes.first(std::min(bytes.size(), frame_bytes_max));
        if (auto done = frame(static_cast<base::Byte>(Kind::content), piece); !done) return done;
        bytes = bytes.subspan(piece.size());
    }
    return Done{};
}

Status Writer::add(const std::string& path, ByteView content_bytes) {
    if (auto done = begin_file(path); !done) return done;
    return content(content_bytes);
}

Status Writer::finish() {
    if (auto done = frame(static_cast<base::Byte>(Kind::end), {}); !done) return done;
    if (auto done = file_->sync(); !done) return done;
    return disk_.rename(path_ + ".new", path_);
}

base::Result<Head> read_head(base::Disk& disk, const std::string& path) {
    auto file = disk.open(path, false);
    if (!file) return file.error();
    auto opening = opening_at(**file, path);
    if (!opening) return opening.error();
    return opening->first;
}

Status read_archive(base::Disk& disk, const std::string& path, const crypto::Key& key,
                    const Taker& take) {
    auto file = disk.open(path, false);
    if (!file) return file.error();
    auto opening = opening_at(**file, path);
    if (!opening) return opening.error();
    const auto& [head, front] = *opening;
    const auto bound = crypto::digest(crypto::hash_of(head.profile), front);
    std::uint64_t at = front.size();
    for (std::uint64_t number = 0;; ++number) {
        auto size = (*file)->read(at, 4);
        if (!size) return size.error();
        if (size->size() != 4) return damaged(path);
        const std::uint32_t count = base::read_u32(*size);
        if (count > frame_bytes_max + 1 + sealed_more_max) return damaged(path);
        auto sealed = (*file)->read(at + 4, count);
        if (!sealed) return sealed.error();
        auto plain = crypto::open(head.profile, key, *sealed, place_of(bound, number));
        if (!plain || plain->empty()) return damaged(path);
        at += 4 + count;
        const ByteView content = ByteView{*plain}.subspan(1);
        switch (static_cast<Kind>(plain->front())) {
            case Kind::file:
                if (auto done = take.file(std::string{base::as_text(content)}); !done) return done;
                break;
            case Kind::content:
                if (auto done = take.content(content); !done) return done;
                break;
            case Kind::end:
                return at == (*file)->size() ? Status{Done{}} : Status{damaged(path)};
            default: return damaged(path);
        }
    }
}

}  // namespace zhida::backup
