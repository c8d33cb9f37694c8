#include "node/daemon/import_desk.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "node/posix/posix_disk.hpp"

namespace zhida::daemon {
namespace {

namespace fs = std::filesystem;
using resettle::ListState;
using vocabulary::ListId;

constexpr crypto::Profile gm = crypto::Profile::gm;
constexpr std::uint32_t office = 2;
const std::string source = ZHIDA_SOURCE_DIR;

std::string text_of(const fs::path& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

// A desk on a disk of its own; what the ledger has of a list is said by the test.
struct Rig {
    fs::path folder;
    std::unique_ptr<node::PosixDisk> disk;
    crypto::SystemRandom random;
    crypto::SigningKey key = crypto::SigningKey::generate(crypto::Algorithm::sm2_sm3);
    std::unique_ptr<vault::Vault> vault;
    std::map<ListId, ListState> ledger;
    std::unique_ptr<ImportDesk> desk;

    Rig() {
        std::string name = (fs::temp_directory_path() / "zhida-desk-XXXXXX").string();
        folder = ::mkdtemp(name.data());
        disk = std::make_unique<node::PosixDisk>((folder / "data").string());
        vault = std::make_unique<vault::Vault>(*disk, gm, office, key, random);
        open();
    }
    ~Rig() { fs::remove_all(folder); }

    void open() {
        Config config;
        config.folder = folder.string();
        config.office = office;
        config.villages = source + "/data/villages.csv";
        config.calendar = source + "/data/calendar";
        DeskKeys keys{.vault = key, .registrar = key};
        auto opened = ImportDesk::open(
            *disk, config, gm, *vault, keys,
            [this](std::uint64_t) {
                LedgerTerms terms;
                terms.sources["XA-ZQ"] = std::nullopt;
                terms.line_cap_fen = vocabulary::line_cap_fen;
                terms.recipients = {{office, key.public_key()}};
                terms.readers_of = [](vocabulary::BankCode) { return std::vector{office}; };
                return terms;
            },
            [this](const ListId& list) -> std::optional<ListState> {
                const auto found = ledger.find(list);
                return found == ledger.end() ? std::nullopt : std::optional{found->second};
            });
        ASSERT_TRUE(opened.ok()) << opened.error().en;
        desk = std::move(*opened);
    }

    // The sample of the tree; `project` makes it another package with the same list number.
    gateway::Imported import(const std::string& project = "容东片区征迁安置") {
        EXPECT_TRUE(desk->begin_upload("p").ok());
        for (const char* file : {"manifest.json", "agreements.csv", "lines.csv", "standards.csv"}) {
            std::string text = text_of(source + "/tests/data/rongcheng-2019-0001/" + file);
            const std::size_t at = text.find("容东片区征迁安置");
            if (file == std::string_view{"manifest.json"})
                text.replace(at, std::string{"容东片区征迁安置"}.size(), project);
            EXPECT_TRUE(desk->keep_upload("p", file, 0, text).ok());
        }
        return desk->import("p");
    }
    ListId prepared(const std::string& project = "容东片区征迁安置") {
        const auto imported = import(project);
        const auto* const prepared = std::get_if<gateway::Prepared>(&imported);
        EXPECT_NE(prepared, nullptr);
        return prepared ? prepared->list : ListId{};
    }
    bool lies_prepared(const ListId& list) {
        return !disk->list("imports/" + base::hex(list)).empty();
    }
};

ListId version(std::uint8_t n) {
    return resettle::list_id(crypto::hash_of(gm), "XA-ZQ", "RC-2019-0001", n);
}

TEST(ImportDesk, ThePackageThatIsOnTheLedgerComesBackAndAnotherOneIsRefusedWithTheListsState) {
    Rig rig;
    EXPECT_EQ(rig.prepared(), version(1));
    rig.ledger[version(1)] = ListState::validated;
    EXPECT_EQ(rig.prepared(), version(1));
    const auto other = rig.import("更正");
    const auto* const refused = std::get_if<gateway::NoPackage>(&other);
    ASSERT_NE(refused, nullptr);
    EXPECT_NE(refused->error.en.find("VALIDATED"), std::string::npos);
    EXPECT_TRUE(rig.vault->has(version(1)));
}

TEST(ImportDesk, APackageThatNeverReachedTheLedgerGivesWayToACorrectedOne) {
    Rig rig;
    EXPECT_EQ(rig.prepared(), version(1));
    const auto first = rig.desk->prepared(version(1), 0);
    EXPECT_EQ(rig.prepared("更正"), version(1));
    const auto second = rig.desk->prepared(version(1), 0);
    ASSERT_TRUE(first.ok() && second.ok());
    EXPECT_NE(first->payload, second->payload);
    EXPECT_TRUE(rig.vault->has(version(1)));
}

TEST(ImportDesk, ACrashBetweenSealingAndPreparingStandsInNobodysWay) {
    Rig rig;
    EXPECT_EQ(rig.prepared(), version(1));
    ASSERT_TRUE(rig.disk->remove("imports/" + base::hex(version(1)) + "/ready").ok());
    rig.open();
    EXPECT_EQ(rig.prepared(), version(1));
}

TEST(ImportDesk, AReturnedOrCancelledListIsFollowedByItsNextVersionAndItsRecordsStaySealed) {
    for (const ListState dead : {ListState::returned, ListState::cancelled}) {
        Rig rig;
        EXPECT_EQ(rig.prepared(), version(1));
        rig.ledger[version(1)] = dead;
        EXPECT_EQ(rig.prepared("更正"), version(2));
        const auto open = rig.desk->prepared(version(2), 0);
        ASSERT_TRUE(open.ok());
        const auto message = codec::decode<resettle::OpenList>(open->payload);
        ASSERT_TRUE(message.has_value());
        EXPECT_EQ(message->version, 2);
        EXPECT_FALSE(rig.lies_prepared(version(1)));
        EXPECT_TRUE(rig.vault->has(version(1)));
    }
}

TEST(ImportDesk, OfAnAbandonedListNothingStaysNeitherNowNorAtTheNextStart) {
    Rig rig;
    EXPECT_EQ(rig.prepared(), version(1));
    rig.ledger[version(1)] = ListState::abandoned;
    EXPECT_EQ(rig.prepared(), version(2));  // the same package: it only came too late
    EXPECT_FALSE(rig.lies_prepared(version(1)));
    EXPECT_FALSE(rig.vault->has(version(1)));
    rig.ledger[version(2)] = ListState::abandoned;
    rig.open();
    EXPECT_FALSE(rig.lies_prepared(version(2)));
    EXPECT_FALSE(rig.vault->has(version(2)));
}

}  // namespace
}  // namespace zhida::daemon
