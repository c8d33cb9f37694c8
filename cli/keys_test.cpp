#include "cli/keys.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <boost/json.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace zhida::cli {
namespace {

class Keys : public testing::Test {
  protected:
    Keys() {
        std::string name = (std::filesystem::temp_directory_path() / "zhida-keys-XXXXXX").string();
        folder_ = ::mkdtemp(name.data());
    }
    ~Keys() override { std::filesystem::remove_all(folder_); }
    std::string path(const std::string& name) const { return folder_ + "/" + name; }
    static std::string text_of(const std::string& path) {
        std::ifstream in{path};
        return {std::istreambuf_iterator<char>{in}, {}};
    }
    std::string folder_;
};

TEST_F(Keys, ANewKeyIsReadableByItsOwnerOnlyAndShownAsTheLedgerKnowsIt) {
    ASSERT_EQ(new_key(path("a.pem"), crypto::Profile::gm).exit, Exit::done);
    struct stat facts{};
    ASSERT_EQ(::stat(path("a.pem").c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777U, 0600U);
    const auto key = crypto::SigningKey::from_pem(text_of(path("a.pem")), "");
    ASSERT_TRUE(key);
    const Answer shown = show_key(path("a.pem"));
    EXPECT_EQ(shown.json.at("algorithm").as_string(), "sm2_sm3");
    EXPECT_EQ(shown.json.at("public_key").as_string(), base::hex(key->public_key().bytes));
    EXPECT_EQ(shown.json.at("key_id").as_string(), base::hex(crypto::key_id(key->public_key())));
}

TEST_F(Keys, TheInternationalProfileGivesAnotherAlgorithm) {
    EXPECT_EQ(new_key(path("b.pem"), crypto::Profile::intl).json.at("algorithm").as_string(),
              "ed25519");
}

TEST_F(Keys, AFileThatIsThereIsNeverOverwritten) {
    ASSERT_EQ(new_key(path("a.pem"), crypto::Profile::gm).exit, Exit::done);
    const std::string before = text_of(path("a.pem"));
    const Answer again = new_key(path("a.pem"), crypto::Profile::gm);
    EXPECT_EQ(again.exit, Exit::failed);
    EXPECT_TRUE(again.json.contains("error"));
    EXPECT_EQ(text_of(path("a.pem")), before);
}

TEST_F(Keys, APublicKeyFileIsShownTooAndOtherFilesAreRefused) {
    const auto key = crypto::SigningKey::generate(crypto::Algorithm::sm2_sm3);
    std::ofstream{path("public.pem")} << crypto::to_pem(key.public_key());
    EXPECT_EQ(show_key(path("public.pem")).json.at("key_id").as_string(),
              base::hex(crypto::key_id(key.public_key())));
    std::ofstream{path("note.txt")} << "no key";
    EXPECT_EQ(show_key(path("note.txt")).exit, Exit::failed);
    EXPECT_EQ(show_key(path("nowhere.pem")).exit, Exit::failed);
}

TEST_F(Keys, NoAnswerShowsThePrivateKey) {
    const Answer made = new_key(path("a.pem"), crypto::Profile::gm);
    const auto key = crypto::SigningKey::from_pem(text_of(path("a.pem")), "");
    ASSERT_TRUE(key);
    const std::string secret = base::hex(key->secret());
    EXPECT_EQ(made.text.find(secret), std::string::npos);
    EXPECT_EQ(boost::json::serialize(made.json).find(secret), std::string::npos);
}

}  // namespace
}  // namespace zhida::cli
