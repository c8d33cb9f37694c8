#include "node/pulling/pulling.hpp"

#include <gtest/gtest.h>

#include <ctime>
#include <filesystem>
#include <mutex>

#include "core/base/bytes.hpp"
#include "core/crypto/digest.hpp"
#include "node/posix/posix_disk.hpp"
#include "transport/certificates.hpp"
#include "transport/http.hpp"

namespace zhida::pulling {
namespace {

using transport::Request;
using transport::Response;

const transport::Issued& authority() {
    static const auto made = *transport::make_authority("platform", std::time(nullptr));
    return made;
}

// A data platform on a real socket.
class SamplePlatform {
  public:
    SamplePlatform() {
        const auto issued = *transport::issue(authority(), "platform", "", std::time(nullptr));
        transport::ServerSetting setting{.credentials = {issued.certificate, issued.key, ""},
                                         .mutual = false};
        server_ = std::move(*transport::Server::start(
            setting, [this](const Request& request) { return answer(request); }));
    }
    std::string url() const {
        return "https://127.0.0.1:" + std::to_string(server_->port()) + "/api/packages.json";
    }
    std::string file = std::string((2 << 20) + 100, 'x');
    std::string listed_digest = base::hex(crypto::digest(crypto::Hash::sm3, base::view(file)));
    bool ranges = true;
    int answers_left = 1'000;  // of files
    std::vector<std::string> asked;
    std::mutex mutex;

  private:
    Response answer(const Request& request) {
        const std::lock_guard lock{mutex};
        if (request.target == "/api/packages.json") return listing(request);
        if (--answers_left < 0) return {.hang_up = true};
        const std::string range = *request.field("Range");
        asked.push_back(range);
        if (!ranges) return {.body = file};
        const std::size_t dash = range.find('-');
        const std::size_t from = std::stoul(range.substr(6, dash - 6));
        const std::size_t to = std::stoul(range.substr(dash + 1));
        return {.status = 206,
                .body = file.substr(from, to - from + 1),
                .fields = {{"Content-Range", "bytes " + range.substr(6) + "/" +
                                                 std::to_string(file.size())}}};
    }
    Response listing(const Request& request) {
        const std::string* const known = request.field("If-None-Match");
        if (known != nullptr && *known == "\"7\"") return {.status = 304};
        return {.body = R"({"format":"zhida-packages/1","packages":[{"list_no":"N-1","files":[)"
                        R"({"name":"lines.csv","size":)" +
                        std::to_string(file.size()) + R"(,"sm3":")" + listed_digest +
                        R"(","href":"f/lines.csv"}]}]})",
                .fields = {{"ETag", "\"7\""}}};
    }
    std::unique_ptr<transport::Server> server_;
};

class PullingTest : public testing::Test {
  protected:
    void SetUp() override {
        std::filesystem::remove_all(folder_);
        open();
    }
    void open() {
        store_.reset();
        store_ = std::move(*deliveries::Deliveries::open(disk_, crypto::Profile::gm, office_,
                                                         random_, [] { return base::Seconds{1}; }));
    }
    base::Result<Looked> look() {
        Puller puller{{.url = platform_.url(),
                       .authority = authority().certificate,
                       .source_system = "XA-ZQ"},
                      *store_, [this] { ++arrived_; }};
        return puller.look();
    }
    deliveries::Delivery only() { return store_->all().at(0); }

    std::string folder_ = testing::TempDir() + "zhida-pulling-test";
    node::PosixDisk disk_{folder_};
    crypto::SystemRandom random_;
    crypto::SigningKey office_ = crypto::SigningKey::generate(crypto::Algorithm::sm2_sm3);
    std::unique_ptr<deliveries::Deliveries> store_;
    SamplePlatform platform_;
    int arrived_ = 0;
};

TEST_F(PullingTest, APackageIsTakenPieceByPieceAndThenNotAgain) {
    EXPECT_EQ(look()->taken, 1U);
    EXPECT_EQ(arrived_, 1);
    EXPECT_EQ(only().verdict.state, deliveries::State::judging);
    EXPECT_EQ(platform_.asked.size(), 3U);
    EXPECT_EQ(look()->taken, 0U);
    EXPECT_EQ(platform_.asked.size(), 3U);
}

TEST_F(PullingTest, WhatCameBeforeABreakIsNotAskedForAgain) {
    platform_.answers_left = 2;
    EXPECT_FALSE(look());
    open();  // the node is started again
    platform_.answers_left = 1'000;
    EXPECT_EQ(only().received[0], 2U << 20);
    EXPECT_EQ(look()->taken, 1U);
    EXPECT_EQ(platform_.asked.back(), "bytes=2097152-2097251");
    EXPECT_EQ(platform_.asked.size(), 3U);
}

TEST_F(PullingTest, APlatformWithoutRangesIsTakenToo) {
    platform_.ranges = false;
    EXPECT_EQ(look()->taken, 1U);
}

TEST_F(PullingTest, AnUnchangedListingIsNotReadAgain) {
    Puller puller{{.url = platform_.url(),
                   .authority = authority().certificate,
                   .source_system = "XA-ZQ"},
                  *store_, [] {}};
    EXPECT_EQ(puller.look()->offered, 1U);
    EXPECT_EQ(puller.look()->offered, 0U);
}

TEST_F(PullingTest, AFileWithAnotherDigestThanListedIsNotKept) {
    platform_.listed_digest = std::string(64, '0');
    EXPECT_FALSE(look());
    EXPECT_EQ(only().received[0], 0U);
    EXPECT_EQ(arrived_, 0);
}

TEST(PullingListing, AHrefStaysOnTheHostOfTheListing) {
    const auto path = [](const std::string& href) {
        const auto read = read_listing(
            R"({"format":"zhida-packages/1","packages":[{"list_no":"N","files":[{"name":"a",)"
            R"("size":1,"sm3":")" +
                std::string(64, 'a') + R"(","href":")" + href + R"("}]}]})",
            "/api/packages.json?x=/y");
        return read ? read->at(0).files.at(0).path : std::string{"refused"};
    };
    EXPECT_EQ(path("f/a"), "/api/f/a");
    EXPECT_EQ(path("/f/a"), "/f/a");
    for (const char* bad : {"https://elsewhere/a", "//elsewhere/a", "../a", "/f/../a", "f a", "",
                            "f\\r\\na", "a#b"}) {
        EXPECT_EQ(path(bad), "refused") << bad;
    }
}

TEST(PullingListing, WhatIsNoListingIsRefusedWithItsPlace) {
    EXPECT_FALSE(read_listing("", "/"));
    EXPECT_FALSE(read_listing("[]", "/"));
    EXPECT_FALSE(read_listing(R"({"format":"zhida-packages/2","packages":[]})", "/"));
    EXPECT_TRUE(read_listing(R"({"format":"zhida-packages/1","packages":[]})", "/"));
    const auto bad = read_listing(
        R"({"format":"zhida-packages/1","packages":[{"list_no":"N","files":[{"name":"a"}]}]})",
        "/");
    ASSERT_FALSE(bad);
    EXPECT_NE(bad.error().en.find("/packages/0"), std::string::npos);
    std::string many = R"({"format":"zhida-packages/1","packages":[0)";
    for (std::size_t i = 0; i < packages_per_listing_max; ++i) many += ",0";
    EXPECT_FALSE(read_listing(many + "]}", "/"));
}

}  // namespace
}  // namespace zhida::pulling
