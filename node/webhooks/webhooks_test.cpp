#include "node/webhooks/webhooks.hpp"

#include <gtest/gtest.h>

#include <ctime>
#include <filesystem>
#include <mutex>
#include <set>
#include <thread>

#include "core/crypto/digest.hpp"
#include "node/posix/posix_disk.hpp"
#include "transport/certificates.hpp"
#include "transport/http.hpp"

namespace zhida::webhooks {
namespace {

using std::chrono::milliseconds;

constexpr std::uint16_t list_changed = 400;

// A ledger that gets a block with one event whenever the test says so.
class Blocks {
  public:
    Feed feed() {
        return {"abc",
                [this](std::uint64_t after, std::size_t limit) { return read(after, limit); },
                [this](std::uint64_t, milliseconds) {
                    const std::lock_guard lock{mutex_};
                    return std::uint64_t{kinds_.size()};
                }};
    }
    void add(std::uint16_t kind) {
        const std::lock_guard lock{mutex_};
        kinds_.push_back(kind);
    }

  private:
    base::Result<gateway::EventPage> read(std::uint64_t after, std::size_t limit) {
        const std::lock_guard lock{mutex_};
        gateway::EventPage page{.next = after, .events = {}};
        while (page.next < kinds_.size() && page.events.size() < limit) {
            page.events.push_back({page.next + 1, 0, kinds_[page.next], {}});
            ++page.next;
        }
        return page;
    }
    std::mutex mutex_;
    std::vector<std::uint16_t> kinds_;
};

const transport::Issued& authority() {
    static const auto made = *transport::make_authority("receivers", std::time(nullptr));
    return made;
}

// A receiver on a real socket, which refuses as often as it is told.
class Receiver {
  public:
    Receiver() {
        const auto issued = *transport::issue(authority(), "receiver", "", std::time(nullptr));
        transport::ServerSetting setting{
            .credentials = {issued.certificate, issued.key, ""}, .mutual = false};
        server_ = std::move(*transport::Server::start(
            setting, [this](const transport::Request& request) { return take(request); }));
    }
    std::string url() const {
        return "https://localhost:" + std::to_string(server_->port()) + "/hooks";
    }
    void refuse(int times) {
        const std::lock_guard lock{mutex_};
        refusing_ = times;
    }
    std::vector<transport::Request> taken() {
        const std::lock_guard lock{mutex_};
        return taken_;
    }
    int refused() {
        const std::lock_guard lock{mutex_};
        return refused_;
    }

  private:
    transport::Response take(const transport::Request& request) {
        const std::lock_guard lock{mutex_};
        if (refusing_ > 0) {
            --refusing_;
            ++refused_;
            return {.status = 500};
        }
        taken_.push_back(request);
        return {};
    }
    std::mutex mutex_;
    int refusing_ = 0;
    int refused_ = 0;
    std::vector<transport::Request> taken_;
    std::unique_ptr<transport::Server> server_;
};

class WebhooksTest : public testing::Test {
  protected:
    void SetUp() override { std::filesystem::remove_all(folder_); }
    Hook hook(std::string name = "county") {
        return {std::move(name), receiver_.url(), authority().certificate,
                base::Bytes(16, base::Byte{7}), {}};
    }
    // Until so many deliveries were taken.
    std::vector<transport::Request> await(std::size_t count) {
        while (receiver_.taken().size() < count) std::this_thread::sleep_for(milliseconds{5});
        return receiver_.taken();
    }
    static Patience quick() { return {milliseconds{5}, milliseconds{20}, 4, milliseconds{5'000}}; }

    std::string folder_ = testing::TempDir() + "zhida-webhooks-test";
    node::PosixDisk disk_{folder_};
    Blocks blocks_;
    Receiver receiver_;
};

TEST_F(WebhooksTest, AnEventArrivesSignedWithTheHooksSecret) {
    Webhooks hooks{disk_, blocks_.feed(), quick()};
    ASSERT_TRUE(hooks.set({hook()}));
    blocks_.add(list_changed);
    const auto request = await(1)[0];
    EXPECT_EQ(request.target, "/hooks");
    EXPECT_EQ(*request.field("Zhida-Hook"), "county");
    EXPECT_EQ(*request.field("Zhida-Delivery"), "county-0");
    EXPECT_NE(request.body.find(R"("hook":"county","ledger_id":"abc","after":0,"next":1)"),
              std::string::npos);
    EXPECT_NE(request.body.find(R"("name":"list_changed")"), std::string::npos);
    const std::string time = *request.field("Zhida-Timestamp");
    const auto want = crypto::hmac(
        crypto::Hash::sm3, base::Bytes(16, base::Byte{7}),
        {base::view(time), base::view(std::string_view{"."}), base::view(request.body)});
    EXPECT_EQ(*request.field("Zhida-Signature"), "hmac-sm3=" + base::hex(want));
}

TEST_F(WebhooksTest, AfterARestartDeliveriesGoOnBehindTheLastOneTaken) {
    {
        Webhooks hooks{disk_, blocks_.feed(), quick()};
        ASSERT_TRUE(hooks.set({hook()}));
        blocks_.add(list_changed);
        await(1);
        while (hooks.states()[0].lag > 0) std::this_thread::sleep_for(milliseconds{5});
    }
    blocks_.add(list_changed);
    blocks_.add(list_changed);
    Webhooks hooks{disk_, blocks_.feed(), quick()};
    ASSERT_TRUE(hooks.set({hook()}));
    const auto taken = await(2);
    EXPECT_EQ(*taken[1].field("Zhida-Delivery"), "county-1");
    EXPECT_NE(taken[1].body.find(R"("after":1,"next":3)"), std::string::npos);
}

TEST_F(WebhooksTest, ADeliveryThatIsRefusedIsSentAgainTheSame) {
    Webhooks hooks{disk_, blocks_.feed(), quick()};
    ASSERT_TRUE(hooks.set({hook()}));
    receiver_.refuse(3);
    blocks_.add(list_changed);
    EXPECT_EQ(*await(1)[0].field("Zhida-Delivery"), "county-0");
    EXPECT_EQ(receiver_.refused(), 3);
}

TEST_F(WebhooksTest, AHookIsDeadAfterItsLastAttemptAndLivesAgainWhenItIsSet) {
    Webhooks hooks{disk_, blocks_.feed(), quick()};
    ASSERT_TRUE(hooks.set({hook()}));
    receiver_.refuse(4);
    blocks_.add(list_changed);
    while (!hooks.states()[0].dead) std::this_thread::sleep_for(milliseconds{5});
    EXPECT_EQ(receiver_.refused(), 4);
    EXPECT_EQ(hooks.states()[0].lag, 1U);
    EXPECT_TRUE(receiver_.taken().empty());
    ASSERT_TRUE(hooks.set({hook()}));
    EXPECT_EQ(await(1).size(), 1U);
}

TEST_F(WebhooksTest, ADeadReceiverDelaysNoOther) {
    Webhooks hooks{disk_, blocks_.feed(), quick()};
    Hook dead = hook("dead");
    dead.url = "https://127.0.0.1:1/";
    ASSERT_TRUE(hooks.set({dead, hook()}));
    blocks_.add(list_changed);
    EXPECT_EQ(*await(1)[0].field("Zhida-Hook"), "county");
}

TEST_F(WebhooksTest, OnlyTheKindsAskedForAreSent) {
    Webhooks hooks{disk_, blocks_.feed(), quick()};
    Hook wanted = hook();
    wanted.kinds = *gateway::read_kinds("list_changed");
    ASSERT_TRUE(hooks.set({wanted}));
    blocks_.add(401);
    blocks_.add(list_changed);
    const auto body = await(1)[0].body;
    EXPECT_EQ(body.find(R"("kind":401)"), std::string::npos);
    EXPECT_NE(body.find(R"("kind":400)"), std::string::npos);
}

TEST_F(WebhooksTest, AHookThatIsNotSoundIsRefusedAndTheOthersStay) {
    Webhooks hooks{disk_, blocks_.feed(), quick()};
    ASSERT_TRUE(hooks.set({hook()}));
    const auto with = [&](const std::function<void(Hook&)>& change) {
        Hook one = hook("other");
        change(one);
        return hooks.set({one});
    };
    EXPECT_FALSE(with([](Hook& h) { h.name = "../up"; }));
    EXPECT_FALSE(with([](Hook& h) { h.url = "http://localhost/"; }));
    EXPECT_FALSE(with([](Hook& h) { h.secret.resize(15); }));
    EXPECT_FALSE(hooks.set({hook(), hook()}));
    EXPECT_FALSE(hooks.set(std::vector<Hook>(hooks_max + 1, hook())));
    ASSERT_EQ(hooks.states().size(), 1U);
    EXPECT_EQ(hooks.states()[0].name, "county");
}

}  // namespace
}  // namespace zhida::webhooks
