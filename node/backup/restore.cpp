#include "node/backup/restore.hpp"

#include <algorithm>
#include <filesystem>

#include "core/ordering/embedded.hpp"
#include "core/store/block_log.hpp"
#include "node/backup/backup.hpp"
#include "node/backup/contents.hpp"
#include "node/posix/posix_disk.hpp"

namespace zhida::backup {

namespace fs = std::filesystem;

namespace {

using base::ByteView;
using base::Done;
using base::Status;

base::Error unsound(const std::string& path) {
    return base::fail("the backup names a path outside: " + path, "备份中的路径越界：" + path);
}

// Writes what an archive hands out below a folder.
class Unpacking {
  public:
    Unpacking(node::PosixDisk& disk, Place wanted)
        : disk_{disk},
          wanted_{wanted} {}

    Taker taker() {
        return {[this](const std::string& path) { return begin(path); },
                [this](ByteView bytes) { return take(bytes); }};
    }
    Status finish() { return file_ ? file_->sync() : Status{Done{}}; }
    std::uint64_t files() const { return files_; }

  private:
    Status begin(const std::string& path) {
        if (auto done = finish(); !done) return done;
        const bool inside = !path.starts_with('/') && path.find("..") == std::string::npos &&
                            !path.empty();
        const Place place = place_of(path);
        const bool fits = place == wanted_ || (wanted_ == Place::data && place == Place::log);
        if (!inside || !fits) return unsound(path);
        auto file = disk_.open(path, true);
        if (!file) return file.error();
        file_ = std::move(*file);
        at_ = 0;
        ++files_;
        return file_->truncate(0);
    }
    Status take(ByteView bytes) {
        if (!file_) return unsound("");
        const std::uint64_t at = at_;
        at_ += bytes.size();
        return file_->write(at, bytes);
    }

    node::PosixDisk& disk_;
    Place wanted_;
    std::unique_ptr<base::File> file_;
    std::uint64_t at_ = 0;
    std::uint64_t files_ = 0;
};

base::Result<crypto::Key> key_of(const Head& head, const Unlocking& unlocking) {
    if (head.lock == Lock::shares) return crypto::gather(unlocking.shares);
    if (head.lock != Lock::passphrase) {
        return base::fail("this is no file of keys", "该文件不是密钥备份");
    }
    return crypto::key_from_passphrase(unlocking.passphrase, head.name,
                                       {head.log_n, head.r, head.p});
}

Status check_heads(const Restored& r, const Unlocking& unlocking, base::Seconds now) {
    if (r.data.part != Part::data || r.keys.part != Part::keys) {
        return base::fail("a data file and a file of keys are wanted", "需要数据文件与密钥文件各一");
    }
    if (r.data.ledger_id != r.keys.ledger_id) {
        return base::fail("data and keys belong to different ledgers", "数据与密钥不属于同一账本");
    }
    if (r.keys.height < r.data.height) {
        return base::fail("the keys are older than the data; take the newest file of keys",
                          "密钥备份早于数据备份；请使用最新的密钥文件");
    }
    if (now - r.keys.made > keys_life && !unlocking.old_keys) {
        return base::fail(
            "the file of keys is older than 30 days: it may hold keys of what was shredded since; "
            "find the newest one, or say --old-keys",
            "密钥备份已超过 30 天，可能含有此后已销毁记录的密钥；请使用最新文件，或加 --old-keys");
    }
    return Done{};
}

base::Result<crypto::Key> secret_of(node::PosixDisk& disk) {
    auto text = base::read_file(disk, secret_file);
    if (!text) return text.error();
    const auto bytes = base::unhex(base::as_text(*text));
    const auto key = bytes ? base::to_array<32>(*bytes) : std::nullopt;
    if (!key) return base::fail("node/backup.key is malformed", "node/backup.key 格式有误");
    return *key;
}

// Keys of lists that are newer than the data are of no use and go; a list without keys is damage.
base::Result<std::uint64_t> match_vault(node::PosixDisk& disk) {
    std::uint64_t lists = 0;
    const std::string vault{vault_folder};
    for (const std::string& name : disk.list(vault)) {
        if (name.starts_with("references")) continue;
        const std::string folder = vault + name;
        const bool has_keys = disk.exists(folder + "/keys");
        if (disk.exists(folder + "/list")) {
            if (!has_keys) {
                return base::fail("the keys of list " + name + " are missing",
                                  "缺少清单 " + name + " 的密钥");
            }
            ++lists;
            continue;
        }
        for (const std::string& file : disk.list(folder)) {
            if (auto done = disk.remove(folder + "/" + file); !done) return done.error();
        }
    }
    return lists;
}

// Which of them the restored ledger does not contain, and that the log ends as its head says.
base::Result<std::vector<LastSeen>> missing_of(node::PosixDisk& disk, const Head& data,
                                               const std::vector<LastSeen>& seen) {
    const std::string folder{log_folder.substr(0, log_folder.size() - 1)};
    auto log = store::BlockLog::open(disk, folder, data.ledger_id);
    if (!log) return log.error();
    const auto has = [&](std::uint64_t height, const crypto::Digest& hash) {
        auto record = (*log)->read(height);
        const auto block =
            record ? codec::decode<ordering::StoredBlock>(*record) : std::nullopt;
        return block && chain::header_hash(block->header) == hash;
    };
    const bool whole = (*log)->last() == data.height &&
                       (data.height == 0 || has(data.height, data.block_hash));
    if (!whole) return base::fail("the restored ledger does not end as its backup says",
                                  "恢复的账本末尾与备份声明不符");
    std::vector<LastSeen> missing;
    for (const LastSeen& one : seen) {
        if (!has(one.height, one.block_hash)) missing.push_back(one);
    }
    return missing;
}

base::Result<Restored> unpack(const std::string& folder, const std::string& data,
                              const std::string& work, const Unlocking& unlocking,
                              const std::vector<LastSeen>& seen, base::Seconds now) {
    node::PosixDisk from{folder};
    node::PosixDisk to{work};
    auto data_head = read_head(from, data);
    if (!data_head) return data_head.error();
    auto keys_head = read_head(from, std::string{keys_file});
    if (!keys_head) return keys_head.error();
    Restored out{.data = *data_head, .keys = *keys_head};
    if (auto done = check_heads(out, unlocking, now); !done) return done.error();
    auto key = key_of(out.keys, unlocking);
    if (!key) return key.error();
    Unpacking keys{to, Place::keys};
    if (auto done = read_archive(from, std::string{keys_file}, *key, keys.taker()); !done)
        return done.error();
    if (auto done = keys.finish(); !done) return done.error();
    auto secret = secret_of(to);
    if (!secret) return secret.error();
    Unpacking rest{to, Place::data};
    if (auto done = read_archive(from, data, data_key(*secret, out.data), rest.taker()); !done)
        return done.error();
    if (auto done = rest.finish(); !done) return done.error();
    out.files = keys.files() + rest.files();
    auto lists = match_vault(to);
    if (!lists) return lists.error();
    out.lists = *lists;
    auto missing = missing_of(to, out.data, seen);
    if (!missing) return missing.error();
    out.missing = std::move(*missing);
    return out;
}

// Folders' entries; the files are synced one by one.
Status sync_folders(const std::string& work) {
    node::PosixDisk disk{work};
    if (auto done = disk.sync_folder(""); !done) return done;
    std::error_code failed;
    for (const auto& entry : fs::recursive_directory_iterator{work, failed}) {
        if (!entry.is_directory()) continue;
        const auto path = entry.path().lexically_relative(work).generic_string();
        if (auto done = disk.sync_folder(path); !done) return done;
    }
    return Done{};
}

}  // namespace

base::Result<std::string> newest_data(const std::string& folder) {
    node::PosixDisk disk{folder};
    std::vector<std::string> names = disk.list("");
    std::erase_if(names, [](const std::string& name) { return !name.ends_with(".data"); });
    std::string newest;
    std::uint64_t height = 0;
    base::Seconds made = 0;
    for (const std::string& name : names) {
        const auto head = read_head(disk, name);
        if (!head) continue;
        if (newest.empty() || std::pair{head->height, head->made} > std::pair{height, made}) {
            newest = name;
            height = head->height;
            made = head->made;
        }
    }
    if (newest.empty()) return base::fail("no backup lies in " + folder, folder + " 中没有备份");
    return newest;
}

base::Result<Restored> restore(const std::string& folder, const std::string& data,
                               const std::string& home, const Unlocking& unlocking,
                               const std::vector<LastSeen>& seen, base::Seconds now) {
    std::error_code failed;
    if (fs::exists(home, failed) && !fs::is_empty(home, failed)) {
        return base::fail("the folder is not empty: " + home, "文件夹不为空：" + home);
    }
    const std::string work = home + ".restoring";
    fs::remove_all(work, failed);
    fs::create_directories(work, failed);
    fs::permissions(work, fs::perms::owner_all, failed);
    auto restored = unpack(folder, data, work, unlocking, seen, now);
    Status done = restored ? sync_folders(work) : Status{restored.error()};
    if (done) {
        fs::remove(home, failed);
        fs::rename(work, home, failed);
        if (failed) done = base::fail("cannot put the installation at " + home, "无法写入 " + home);
    }
    if (!done) {
        fs::remove_all(work, failed);  // nothing partial is kept
        return done.error();
    }
    return restored;
}

}  // namespace zhida::backup
