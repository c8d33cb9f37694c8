#include "vault/references.hpp"

namespace zhida::vault {

namespace {

using base::Bytes;
using base::ByteView;
using base::Done;
using base::Status;

constexpr std::string_view file_path = "vault/references";
constexpr std::string_view key_path = "vault/references.key";
// 16 bytes keyed digest of the number ‖ 16 bytes reference ‖ 8 bytes digest of both.
constexpr std::size_t entry_bytes = 40;

Bytes seal_of(const crypto::Key& key, ByteView entry) {
    const auto whole = crypto::hmac(crypto::Hash::sm3, key, {base::view("entry"), entry});
    return base::to_bytes(ByteView{whole}.first(8));
}

base::Result<crypto::Key> index_key(base::Disk& disk, const crypto::SigningKey& key,
                                    base::Random& random) {
    if (!disk.exists(key_path)) {
        const crypto::Key fresh = random.draw<32>();
        auto wrapped = crypto::wrap(key.public_key(), fresh, random);
        if (!wrapped) return wrapped.error();
        if (auto done = base::replace_file(disk, key_path, *wrapped); !done) return done.error();
        return fresh;
    }
    auto wrapped = base::read_file(disk, key_path);
    if (!wrapped) return wrapped.error();
    auto opened = crypto::unwrap(key, *wrapped);
    if (!opened) return opened.error();
    const auto array = base::to_array<32>(*opened);
    if (!array) return base::fail("the reference key is damaged", "参考号密钥损坏");
    return *array;
}

}  // namespace

References::References(std::unique_ptr<base::File> file, const crypto::Key& index_key,
                       base::Random& random)
    : file_{std::move(file)},
      index_key_{index_key},
      random_{random} {}

base::Result<std::unique_ptr<References>> References::open(base::Disk& disk,
                                                           const crypto::SigningKey& key,
                                                           base::Random& random) {
    auto own = index_key(disk, key, random);
    if (!own) return own.error();
    auto file = disk.open(file_path, true);
    if (!file) return file.error();
    std::unique_ptr<References> references{new References{std::move(*file), *own, random}};
    if (auto done = references->load(); !done) return done.error();
    return references;
}

// A torn last entry is cut off: its list was never finished.
Status References::load() {
    auto all = file_->read(0, static_cast<std::size_t>(file_->size()));
    if (!all) return all.error();
    for (ByteView rest{*all}; rest.size() >= entry_bytes; rest = rest.subspan(entry_bytes)) {
        const ByteView entry = rest.first(32);
        if (!base::equal(seal_of(index_key_, entry), rest.subspan(32, 8))) {
            const bool is_last = rest.size() < 2 * entry_bytes;
            if (is_last) break;
            return base::fail("the reference file is damaged", "参考号文件损坏");
        }
        known_.emplace(*base::to_array<16>(entry.first(16)), *base::to_array<16>(entry.last(16)));
        size_ += entry_bytes;
    }
    return size_ == file_->size() ? Status{Done{}} : file_->truncate(size_);
}

base::Result<vocabulary::Reference> References::of(ReferenceKind kind,
                                                   vocabulary::ProgrammeId programme,
                                                   std::string_view number) {
    Bytes head{static_cast<base::Byte>(kind)};
    base::append_u16(head, programme);
    const auto whole = crypto::hmac(crypto::Hash::sm3, index_key_, {head, base::view(number)});
    const auto name = *base::to_array<16>(ByteView{whole}.first(16));
    const auto found = known_.find(name);
    if (found != known_.end()) return found->second;
    const auto fresh = random_.draw<16>();
    known_.emplace(name, fresh);
    Bytes entry = base::to_bytes(name);
    base::append(entry, fresh);
    base::append(entry, seal_of(index_key_, entry));
    base::append(unwritten_, entry);
    return fresh;
}

Status References::sync() {
    if (unwritten_.empty()) return Done{};
    if (has_failed_) {
        return base::fail("the reference file failed before and takes nothing more",
                          "参考号文件此前写入失败，不再写入；请重启节点");
    }
    has_failed_ = true;
    if (auto done = file_->write(size_, unwritten_); !done) return done;
    if (auto done = file_->sync(); !done) return done;
    has_failed_ = false;
    size_ += unwritten_.size();
    unwritten_.clear();
    return Done{};
}

}  // namespace zhida::vault
