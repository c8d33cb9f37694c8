#include "node/deliveries/deliveries.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "core/crypto/digest.hpp"
#include "node/posix/posix_disk.hpp"

namespace zhida::deliveries {
namespace {

namespace fs = std::filesystem;

class DeliveriesTest : public testing::Test {
  protected:
    void SetUp() override {
        fs::remove_all(folder_);
        open();
    }
    void open() {
        store_.reset();
        auto opened = Deliveries::open(disk_, crypto::Profile::gm, office_, random_,
                                       [] { return base::Seconds{1'000}; });
        ASSERT_TRUE(opened) << opened.error().en;
        store_ = std::move(*opened);
    }
    static FileSpec spec(const std::string& name, const std::string& text) {
        return {name, text.size(), crypto::digest(crypto::Hash::sm3, base::view(text))};
    }
    Offer offer() { return {"XA-ZQ", "NO-1", "push", {spec("a.csv", a_), spec("b.csv", b_)}}; }
    Kept keep(const Id& id, const std::string& file, const std::string& text, std::size_t from,
              std::size_t to) {
        return store_->keep(id, file, from, base::view(text.substr(from, to - from)));
    }
    static const Delivery& taken(const Kept& kept) { return std::get<Delivery>(kept); }

    std::string folder_ = testing::TempDir() + "zhida-deliveries-test";
    node::PosixDisk disk_{folder_};
    crypto::SystemRandom random_;
    crypto::SigningKey office_ = crypto::SigningKey::generate(crypto::Algorithm::sm2_sm3);
    std::unique_ptr<Deliveries> store_;
    std::string a_ = std::string(40'000, 'a') + "PRIVATE";
    std::string b_ = "short";
};

TEST_F(DeliveriesTest, PiecesMakeAPackageThatWaitsForItsJudge) {
    const auto id = store_->begin(offer())->id;
    EXPECT_EQ(taken(keep(id, "a.csv", a_, 0, 20'000)).received[0], 20'000U);
    EXPECT_FALSE(store_->next_to_judge());
    EXPECT_EQ(taken(keep(id, "a.csv", a_, 20'000, a_.size())).verdict.state, State::receiving);
    EXPECT_EQ(taken(keep(id, "b.csv", b_, 0, b_.size())).verdict.state, State::judging);
    ASSERT_TRUE(store_->next_to_judge());
    fs::create_directories(folder_ + "/out");
    ASSERT_TRUE(store_->unpack(id, folder_ + "/out"));
    std::ifstream in{folder_ + "/out/a.csv"};
    EXPECT_EQ((std::string{std::istreambuf_iterator<char>{in}, {}}), a_);
}

TEST_F(DeliveriesTest, AfterAKillItGoesOnWhereTheLastWholePieceEnded) {
    const auto id = store_->begin(offer())->id;
    keep(id, "a.csv", a_, 0, 20'000);
    open();
    const auto again = *store_->begin(offer());
    EXPECT_EQ(again.id, id);
    EXPECT_EQ(again.received[0], 20'000U);
    keep(id, "a.csv", a_, 20'000, a_.size());
    keep(id, "b.csv", b_, 0, b_.size());
    open();
    EXPECT_EQ(store_->find(id)->verdict.state, State::judging);
}

TEST_F(DeliveriesTest, ThatTheLastPieceWasTheLastIsFoundOutAfterAKillToo) {
    const auto id = store_->begin(offer())->id;
    const fs::path about = folder_ + "/deliveries/" + base::hex(id) + "/about";
    fs::copy_file(about, folder_ + "/before");
    keep(id, "a.csv", a_, 0, a_.size());
    keep(id, "b.csv", b_, 0, b_.size());
    fs::copy_file(folder_ + "/before", about, fs::copy_options::overwrite_existing);
    open();
    EXPECT_EQ(store_->find(id)->verdict.state, State::receiving);
    EXPECT_EQ(store_->begin(offer())->verdict.state, State::judging);
}

TEST_F(DeliveriesTest, APieceThatCameBeforeChangesNothingAndAGapIsTold) {
    const auto id = store_->begin(offer())->id;
    keep(id, "a.csv", a_, 0, 20'000);
    EXPECT_EQ(taken(keep(id, "a.csv", a_, 0, 20'000)).received[0], 20'000U);
    EXPECT_EQ(std::get<Gap>(keep(id, "a.csv", a_, 30'000, a_.size())).received, 20'000U);
    EXPECT_EQ(store_->find(id)->received[0], 20'000U);
}

TEST_F(DeliveriesTest, AFileWithAnotherDigestBeginsAnew) {
    const auto id = store_->begin(offer())->id;
    const std::string wrong(a_.size(), 'x');
    EXPECT_TRUE(std::holds_alternative<Damaged>(keep(id, "a.csv", wrong, 0, wrong.size())));
    EXPECT_EQ(store_->find(id)->received[0], 0U);
    EXPECT_EQ(taken(keep(id, "a.csv", a_, 0, a_.size())).received[0], a_.size());
}

TEST_F(DeliveriesTest, NothingPrivateLiesOnTheDiskAndAnAlteredPieceIsNoticed) {
    const auto id = store_->begin(offer())->id;
    keep(id, "a.csv", a_, 0, a_.size());
    const fs::path piece =
        folder_ + "/deliveries/" + base::hex(id) + "/0-0-" + std::to_string(a_.size());
    std::ifstream in{piece, std::ios::binary};
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    ASSERT_GT(text.size(), a_.size());
    EXPECT_EQ(text.find("PRIVATE"), std::string::npos);
    text[100] = static_cast<char>(text[100] ^ 1);
    std::ofstream{piece, std::ios::binary | std::ios::trunc} << text;
    fs::create_directories(folder_ + "/out");
    EXPECT_FALSE(store_->unpack(id, folder_ + "/out"));
}

TEST_F(DeliveriesTest, WhatWasRefusedIsAnsweredTheSameAndItsPiecesAreGone) {
    const auto id = store_->begin(offer())->id;
    keep(id, "a.csv", a_, 0, a_.size());
    keep(id, "b.csv", b_, 0, b_.size());
    Verdict verdict{.state = State::refused};
    verdict.report = R"({"errors":[]})";
    ASSERT_TRUE(store_->settle(id, verdict));
    EXPECT_EQ(disk_.list("deliveries/" + base::hex(id)), (std::vector<std::string>{"about"}));
    open();
    const auto again = *store_->begin(offer());
    EXPECT_EQ(again.verdict.state, State::refused);
    EXPECT_EQ(again.verdict.report, verdict.report);
    EXPECT_EQ(taken(keep(id, "a.csv", a_, 0, 20'000)).verdict.state, State::refused);
}

TEST_F(DeliveriesTest, EveryLimitIsHeldTo) {
    const auto refused = [&](const std::function<void(Offer&)>& change) {
        Offer one = offer();
        change(one);
        return !store_->begin(one);
    };
    EXPECT_TRUE(refused([](Offer& o) { o.files.clear(); }));
    EXPECT_TRUE(refused([](Offer& o) { o.files.resize(files_max + 1, o.files[0]); }));
    EXPECT_TRUE(refused([](Offer& o) { o.files[1].name = o.files[0].name; }));
    EXPECT_TRUE(refused([](Offer& o) { o.files[0].name = "../up"; }));
    EXPECT_TRUE(refused([](Offer& o) { o.files[0].name = ".hidden"; }));
    EXPECT_TRUE(refused([](Offer& o) { o.files[0].size = delivery_bytes_max; }));
    const auto id = store_->begin(offer())->id;
    const auto error = [&](const Kept& kept) { return std::holds_alternative<base::Error>(kept); };
    EXPECT_TRUE(error(keep(id, "a.csv", a_, 0, piece_bytes_min - 1)));
    EXPECT_TRUE(error(keep(id, "b.csv", b_ + "x", 0, b_.size() + 1)));
    EXPECT_TRUE(std::holds_alternative<Unknown>(keep(id, "c.csv", b_, 0, 1)));
    EXPECT_TRUE(std::holds_alternative<Unknown>(keep(Id{}, "a.csv", a_, 0, 1)));
    for (std::size_t i = 1; i < waiting_max; ++i) {
        Offer one = offer();
        one.list_no = std::to_string(i);
        ASSERT_TRUE(store_->begin(one)) << i;
    }
    EXPECT_TRUE(refused([](Offer& o) { o.list_no = "one too many"; }));
    EXPECT_TRUE(store_->begin(offer()));
}

}  // namespace
}  // namespace zhida::deliveries
