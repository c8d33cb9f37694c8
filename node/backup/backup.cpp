#include "node/backup/backup.hpp"

#include <algorithm>
#include <filesystem>

#include "core/ordering/embedded.hpp"
#include "core/store/block_log.hpp"
#include "node/backup/contents.hpp"
#include "node/posix/posix_disk.hpp"

namespace zhida::backup {

namespace fs = std::filesystem;

namespace {

using base::Bytes;
using base::ByteView;
using base::Done;
using base::Status;

base::Result<std::vector<std::string>> files_of(const std::string& home) {
    std::vector<std::string> all;
    std::error_code failed;
    for (fs::recursive_directory_iterator at{home, failed}, end; !failed && at != end;
         at.increment(failed)) {
        std::error_code gone;  // a file may be renamed while this looks
        if (!at->is_regular_file(gone) || at->is_symlink(gone)) continue;
        all.push_back(fs::path{at->path()}.lexically_relative(home).generic_string());
    }
    if (failed) return base::fail("cannot read the folder " + home, "无法读取文件夹 " + home);
    std::ranges::sort(all, {}, [](const std::string& path) {
        return std::pair{order_of(path), path};
    });
    return all;
}

// One copy of an installation, as it goes on.
class Backup {
  public:
    Backup(const std::string& home, const std::string& out, base::Random& random)
        : from_{home},
          to_{out},
          home_{home},
          random_{random} {}

    base::Result<Made> run(const Custody& custody, base::Seconds now);

  private:
    base::Result<chain::Genesis> genesis();
    base::Result<crypto::Key> secret();
    Status copy_log(const chain::Digest& ledger_id, Head& head);
    Status copy(Writer& to, const std::string& path);
    Status write_data(const crypto::Key& secret);
    Status write_keys(const Custody& custody);
    Status replace_keys(Writer& writer);

    node::PosixDisk from_;
    node::PosixDisk to_;
    std::string home_;
    base::Random& random_;
    std::vector<std::string> files_;
    std::vector<std::pair<std::string, std::uint64_t>> segments_;  // and their sound lengths
    Made made_;
};

base::Result<chain::Genesis> Backup::genesis() {
    auto bytes = base::read_file(from_, "genesis");
    auto genesis = bytes ? codec::decode<chain::Genesis>(*bytes) : std::nullopt;
    if (!genesis) return base::fail(home_ + " is no installation", home_ + " 不是安装文件夹");
    return std::move(*genesis);
}

// From which the key of every data file is derived; made at the first backup.
base::Result<crypto::Key> Backup::secret() {
    const std::string path{secret_file};
    if (!from_.exists(path)) {
        const crypto::Key fresh = random_.draw<32>();
        if (auto done = base::replace_file(from_, path, base::view(base::hex(fresh))); !done)
            return done.error();
    }
    auto text = base::read_file(from_, path);
    if (!text) return text.error();
    const auto bytes = base::unhex(base::as_text(*text));
    const auto key = bytes ? base::to_array<32>(*bytes) : std::nullopt;
    if (!key) return base::fail("node/backup.key is malformed", "node/backup.key 格式有误");
    return *key;
}

// First of all how far the ledger is; what is appended meanwhile belongs to the next backup.
Status Backup::copy_log(const chain::Digest& ledger_id, Head& head) {
    const std::string folder{log_folder.substr(0, log_folder.size() - 1)};
    auto copied = store::copy_log(from_, folder, ledger_id,
                                  [&](const std::string& name, ByteView bytes) {
                                      segments_.emplace_back(name, bytes.size());
                                      return Status{Done{}};
                                  });
    if (!copied) return copied.error();
    head.height = copied->last;
    if (copied->last == 0) return Done{};
    const auto block = codec::decode<ordering::StoredBlock>(copied->newest);
    if (!block) return base::fail("the newest block cannot be read", "无法读取最新区块");
    head.block_hash = chain::header_hash(block->header);
    return Done{};
}

Status Backup::copy(Writer& to, const std::string& path) {
    auto file = from_.open(path, false);
    if (!file) return file.error();
    if (auto done = to.begin_file(path); !done) return done;
    for (std::uint64_t at = 0;;) {
        auto piece = (*file)->read(at, frame_bytes_max);
        if (!piece) return piece.error();
        if (piece->empty()) break;
        if (auto done = to.content(*piece); !done) return done;
        at += piece->size();
    }
    ++made_.files;
    return Done{};
}

Status Backup::write_data(const crypto::Key& secret) {
    const Head& head = made_.head;
    auto writer = Writer::begin(to_, made_.data, head, data_key(secret, head), random_);
    if (!writer) return writer.error();
    for (const auto& [name, size] : segments_) {
        const std::string path = std::string{log_folder} + name;
        auto file = from_.open(path, false);
        if (!file) return file.error();
        if (auto done = (*writer)->begin_file(path); !done) return done;
        for (std::uint64_t at = 0; at < size;) {
            auto piece = (*file)->read(at, std::min<std::uint64_t>(frame_bytes_max, size - at));
            if (!piece) return piece.error();
            if (piece->empty()) return base::fail("the block log grew shorter", "区块日志变短");
            if (auto done = (*writer)->content(*piece); !done) return done;
            at += piece->size();
        }
        ++made_.files;
    }
    for (const std::string& path : files_) {
        if (place_of(path) != Place::data) continue;
        if (auto done = copy(**writer, path); !done) return done;
    }
    return (*writer)->finish();
}

Status Backup::write_keys(const Custody& custody) {
    Head head = made_.head;
    head.part = Part::keys;
    head.name = random_.draw<16>();
    crypto::Key key{};
    if (custody.threshold == 0) {
        head.lock = Lock::passphrase;
        head.log_n = custody.cost.log_n;
        head.r = custody.cost.r;
        head.p = custody.cost.p;
        auto own = crypto::key_from_passphrase(custody.passphrase, head.name, custody.cost);
        if (!own) return own.error();
        key = *own;
    } else {
        head.lock = Lock::shares;
        key = random_.draw<32>();
        made_.shares = crypto::deal(key, custody.threshold, custody.holders, random_);
    }
    const std::string path = std::string{keys_file} + ".next";
    auto writer = Writer::begin(to_, path, head, key, random_);
    if (!writer) return writer.error();
    // Slots are looked up again: a list may have been finished since the data was copied.
    auto now = files_of(home_);
    if (!now) return now.error();
    for (const std::string& file : *now) {
        if (place_of(file) != Place::keys) continue;
        if (auto done = copy(**writer, file); !done) return done;
    }
    return replace_keys(**writer);
}

// The old file goes only when the new one is there; then its bytes are written over, since it may
// hold keys of records that have been shredded.
Status Backup::replace_keys(Writer& writer) {
    if (auto done = writer.finish(); !done) return done;
    const std::string path{keys_file};
    std::unique_ptr<base::File> old;
    if (to_.exists(path)) {
        auto file = to_.open(path, false);
        if (!file) return file.error();
        old = std::move(*file);
    }
    if (auto done = to_.rename(path + ".next", path); !done) return done;
    if (!old) return Done{};
    const Bytes zeros(frame_bytes_max);
    for (std::uint64_t at = 0; at < old->size(); at += zeros.size()) {
        const std::uint64_t left = std::min<std::uint64_t>(zeros.size(), old->size() - at);
        const ByteView piece = ByteView{zeros}.first(static_cast<std::size_t>(left));
        if (auto done = old->write(at, piece); !done) return done;
    }
    return old->sync();
}

base::Result<Made> Backup::run(const Custody& custody, base::Seconds now) {
    auto document = genesis();
    if (!document) return document.error();
    auto own = secret();
    if (!own) return own.error();
    Head& head = made_.head;
    head.profile = document->profile;
    head.ledger_id = chain::ledger_id_of(*document);
    head.made = now;
    head.name = random_.draw<16>();
    if (auto done = copy_log(head.ledger_id, head); !done) return done.error();
    auto files = files_of(home_);
    if (!files) return files.error();
    files_ = std::move(*files);
    const std::string height = std::to_string(head.height);
    made_.data = "zhida-" + std::string(12 - std::min<std::size_t>(12, height.size()), '0') +
                 height + "-" + base::hex(head.name).substr(0, 8) + ".data";
    if (auto done = write_data(*own); !done) return done.error();
    if (auto done = write_keys(custody); !done) return done.error();
    for (const std::string& name : {made_.data, std::string{keys_file}}) {
        auto file = to_.open(name, false);
        if (file) made_.bytes += (*file)->size();
    }
    return std::move(made_);
}

}  // namespace

base::Result<Made> make_backup(const std::string& home, const std::string& out,
                               const Custody& custody, base::Seconds now, base::Random& random) {
    return Backup{home, out, random}.run(custody, now);
}

}  // namespace zhida::backup
