#include "node/backup/backup.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "core/ordering/embedded.hpp"
#include "node/backup/contents.hpp"
#include "node/backup/restore.hpp"
#include "node/posix/posix_disk.hpp"

namespace zhida::backup {
namespace {

namespace fs = std::filesystem;

constexpr base::Seconds now = 1'700'000'000;
constexpr std::uint64_t segment_bytes = 300;
constexpr crypto::Cost cheap{4, 8, 1};  // of a guess; the real one takes half a second
const Custody locked{.passphrase = "correct horse battery", .cost = cheap};
const Unlocking opened{.passphrase = "correct horse battery"};

std::string text_of(const fs::path& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

// A folder like an installation's, with a log of a few blocks.
struct Rig {
    fs::path root = fs::temp_directory_path() / ("zhida-backup-" + std::to_string(::getpid()));
    std::string home = (root / "home").string();
    std::string out = (root / "out").string();
    std::string back = (root / "back").string();
    crypto::SystemRandom random;
    chain::Genesis genesis;
    std::unique_ptr<store::BlockLog> log;

    Rig() {
        fs::remove_all(root);
        genesis.name = "t";
        put("genesis", std::string{base::as_text(codec::encode(genesis))});
        put("keys/wang.pem", "SECRET-OF-WANG");
        put("node/zhidad.toml", "[node]");
        put("node/data/vault/0102030405060708/list", "list");
        put("node/data/vault/0102030405060708/records", "sealed");
        put("node/data/vault/0102030405060708/keys", "SLOT-ONE");
        put("node/data/uploads/p/lines.csv", "private in clear");
        put("node/data/snapshot", "derived");
        put("node/zhidad.log", "log");
        put("banks/102/book.sqlite", "outside");
        put("agents/102/intents", "");
        log = std::move(*store::BlockLog::open(disk_, "node/data/log",
                                               chain::ledger_id_of(genesis), segment_bytes));
        for (int i = 0; i < 5; ++i) grow();
    }
    ~Rig() { fs::remove_all(root); }

    void put(const std::string& path, const std::string& text) {
        fs::create_directories((fs::path{home} / path).parent_path());
        std::ofstream{fs::path{home} / path, std::ios::binary} << text;
    }
    void grow() {
        ordering::StoredBlock block;
        block.header.height = log->last() + 1;
        block.header.chain_id = "c";
        ASSERT_TRUE(log->append(codec::encode(block)).ok());
        ASSERT_TRUE(log->sync().ok());
        newest = chain::header_hash(block.header);
    }
    Made backup(const Custody& custody = locked, base::Seconds at = now) {
        auto made = make_backup(home, out, custody, at, random);
        EXPECT_TRUE(made.ok()) << (made.ok() ? "" : made.error().en);
        return made ? *made : Made{};
    }
    base::Result<Restored> bring_back(const std::string& data, const Unlocking& unlocking = opened,
                                      const std::vector<LastSeen>& seen = {},
                                      base::Seconds at = now) {
        fs::remove_all(back);
        return restore(out, data, back, unlocking, seen, at);
    }

    crypto::Digest newest{};

  private:
    node::PosixDisk disk_{home};
};

TEST(Backup, BringsBackLedgerVaultAndKeysAndLeavesWhatIsDerivedOrOutside) {
    Rig rig;
    const Made made = rig.backup();
    EXPECT_EQ(made.head.height, 5U);
    EXPECT_EQ(made.head.block_hash, rig.newest);
    const auto restored = rig.bring_back(made.data);
    ASSERT_TRUE(restored.ok()) << restored.error().en;
    EXPECT_EQ(restored->lists, 1U);
    EXPECT_EQ(text_of(rig.back + "/keys/wang.pem"), "SECRET-OF-WANG");
    EXPECT_EQ(text_of(rig.back + "/node/data/vault/0102030405060708/keys"), "SLOT-ONE");
    EXPECT_TRUE(fs::exists(rig.back + "/agents/102/intents"));
    for (const char* left : {"/node/data/uploads", "/node/data/snapshot", "/banks"}) {
        EXPECT_FALSE(fs::exists(rig.back + left)) << left;
    }
    struct stat found {};
    ASSERT_EQ(::stat((rig.back + "/keys/wang.pem").c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 0077U, 0U);
    node::PosixDisk disk{rig.back};
    auto log = store::BlockLog::open(disk, "node/data/log", chain::ledger_id_of(rig.genesis));
    ASSERT_TRUE(log.ok());
    EXPECT_EQ((*log)->last(), 5U);
}

TEST(Backup, NothingIsReadWithoutTheKeysAndNoKeyLiesInTheDataFile) {
    Rig rig;
    const Made made = rig.backup();
    for (const std::string& file : {made.data, std::string{keys_file}}) {
        const std::string raw = text_of(rig.out + "/" + file);
        EXPECT_EQ(raw.find("SECRET-OF-WANG"), raw.npos);
        EXPECT_EQ(raw.find("SLOT-ONE"), raw.npos);
    }
    EXPECT_FALSE(rig.bring_back(made.data, {.passphrase = "wrong horse battery"}).ok());
    EXPECT_FALSE(rig.bring_back(made.data, {}).ok());
    EXPECT_FALSE(fs::exists(rig.back));
    EXPECT_FALSE(fs::exists(rig.back + ".restoring"));
}

TEST(Backup, TheNewestKeysOpenOldDataButNotWhatWasShreddedSince) {
    Rig rig;
    const Made old = rig.backup();
    rig.put("node/data/vault/0102030405060708/keys", std::string(8, '\0'));
    rig.grow();
    const Made fresh = rig.backup();
    EXPECT_NE(old.data, fresh.data);
    EXPECT_EQ(*newest_data(rig.out), fresh.data);
    const auto restored = rig.bring_back(old.data);
    ASSERT_TRUE(restored.ok()) << restored.error().en;
    EXPECT_EQ(restored->data.height, 5U);
    EXPECT_EQ(text_of(rig.back + "/node/data/vault/0102030405060708/keys"), std::string(8, '\0'));
}

TEST(Backup, TheReplacedFileOfKeysIsWrittenOver) {
    Rig rig;
    rig.backup();
    fs::create_hard_link(rig.out + "/zhida.keys", rig.out + "/held");  // the old file's blocks
    rig.backup();
    const std::string old = text_of(rig.out + "/held");
    EXPECT_GT(old.size(), 100U);
    EXPECT_EQ(old.find_first_not_of('\0'), old.npos);
}

TEST(Backup, KeysOlderThanTheDataOrBeyondTheirLifeAreRefused) {
    Rig rig;
    rig.backup();
    const std::string keys = text_of(rig.out + "/zhida.keys");
    rig.grow();
    const Made fresh = rig.backup();
    std::ofstream{rig.out + "/zhida.keys", std::ios::binary} << keys;
    EXPECT_FALSE(rig.bring_back(fresh.data).ok());
    const Made again = rig.backup();
    EXPECT_TRUE(rig.bring_back(again.data, opened, {}, now + keys_life).ok());
    EXPECT_FALSE(rig.bring_back(again.data, opened, {}, now + keys_life + 1).ok());
    Unlocking insisting = opened;
    insisting.old_keys = true;
    EXPECT_TRUE(rig.bring_back(again.data, insisting, {}, now + keys_life + 1).ok());
}

TEST(Backup, EnoughSharesOpenItAndTooFewDoNot) {
    Rig rig;
    const Made made = rig.backup({.threshold = 3, .holders = 5});
    ASSERT_EQ(made.shares.size(), 5U);
    const auto& s = made.shares;
    EXPECT_FALSE(rig.bring_back(made.data, {.shares = {s[0], s[4]}}).ok());
    EXPECT_TRUE(rig.bring_back(made.data, {.shares = {s[0], s[4], s[2]}}).ok());
    const Made next = rig.backup({.threshold = 3, .holders = 5});  // a new dealing
    EXPECT_FALSE(rig.bring_back(next.data, {.shares = {s[0], s[4], s[2]}}).ok());
}

TEST(Backup, ABlockThatOthersHaveSeenAndTheBackupHasNotIsTold) {
    Rig rig;
    const auto fifth = rig.newest;
    const Made made = rig.backup();
    rig.grow();
    const auto restored =
        rig.bring_back(made.data, opened, {{5, fifth}, {6, rig.newest}, {5, rig.newest}});
    ASSERT_TRUE(restored.ok());
    ASSERT_EQ(restored->missing.size(), 2U);
    EXPECT_EQ(restored->missing[0].height, 6U);
}

TEST(Backup, EveryFlippedBitAndEveryCutIsFoundAndNothingIsLeft) {
    Rig rig;
    const Made made = rig.backup();
    for (const std::string& file : {made.data, std::string{keys_file}}) {
        const std::string path = rig.out + "/" + file;
        const std::string whole = text_of(path);
        for (std::size_t i = 0; i < whole.size(); i += 1 + whole.size() / 40) {
            std::string bad = whole;
            bad[i] = static_cast<char>(bad[i] ^ 8);
            std::ofstream{path, std::ios::binary} << bad;
            EXPECT_FALSE(rig.bring_back(made.data).ok()) << file << " " << i;
            std::ofstream{path, std::ios::binary} << whole.substr(0, i);
            EXPECT_FALSE(rig.bring_back(made.data).ok()) << file << " cut at " << i;
        }
        EXPECT_FALSE(fs::exists(rig.back));
        std::ofstream{path, std::ios::binary} << whole << "x";
        EXPECT_FALSE(rig.bring_back(made.data).ok());
        std::ofstream{path, std::ios::binary} << whole;
    }
    EXPECT_TRUE(rig.bring_back(made.data).ok());
    fs::create_directories(rig.back);
    EXPECT_FALSE(restore(rig.out, made.data, rig.back, opened, {}, now).ok());  // not empty
}

TEST(Contents, KeysStandInTheFileOfKeysAndNowhereElse) {
    for (const char* key : {"keys/a.pem", "authority.key.pem", "node/programme.key",
                            "node/zhidad.toml", "node/data/vault/00/keys", "members.csv",
                            "node/data/vault/references.key", "agents/102/key.pem"}) {
        EXPECT_EQ(place_of(key), Place::keys) << key;
    }
    for (const char* data : {"genesis", "node/data/genesis", "node/data/vault/00/records",
                             "node/data/vault/references", "node/data/imports/00/ready",
                             "node/data/statements/a.xml", "agents/102/intents"}) {
        EXPECT_EQ(place_of(data), Place::data) << data;
    }
    EXPECT_EQ(place_of("node/data/log/0000000000000001"), Place::log);
    EXPECT_LT(order_of("node/data/log/1"), order_of("node/data/imports/a"));
    EXPECT_LT(order_of("node/data/imports/a"), order_of("node/data/vault/a"));
}

}  // namespace
}  // namespace zhida::backup
