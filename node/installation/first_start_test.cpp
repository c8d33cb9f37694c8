#include <gtest/gtest.h>

#include <filesystem>

#include "node/daemon/node.hpp"
#include "node/installation/installation.hpp"

namespace zhida::installation {
namespace {

namespace fs = std::filesystem;

TEST(FirstStart, NothingIsProvenBeforeTheFirstBlock) {
    std::string name = (fs::temp_directory_path() / "zhida-first-XXXXXX").string();
    const std::string root = ::mkdtemp(name.data());
    const std::string data = std::string{ZHIDA_SOURCE_DIR} + "/data";
    const Place place{root + "/home", data + "/villages.csv", data + "/calendar"};
    const county::Plan plan{.ledger_name = "test", .county = 130629, .villages = {130629100201}};
    ASSERT_TRUE(create(place, plan).ok());
    ASSERT_TRUE(settle_settings(place).ok());
    const auto config = daemon::read_config(place.folder + "/node/zhidad.toml");
    ASSERT_TRUE(config.ok());
    {
        auto node = daemon::Daemon::start(*config);
        ASSERT_TRUE(node.ok()) << node.error().en;
        EXPECT_EQ((*node)->wait_above(0, {}).height, 0U);
        const base::Bytes key{0x00};
        EXPECT_FALSE((*node)->proof(key).ok());
        (*node)->stop();
    }
    fs::remove_all(root);
}

}  // namespace
}  // namespace zhida::installation
