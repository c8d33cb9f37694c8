// The simulated bank as a process of its own, ended without warning: what it answered, it has done.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "tests/iso/world.hpp"

namespace zhida::iso {
namespace {

using bank_port::Answer;
using bank_port::Instruction;

const std::string program = std::string{ZHIDA_BINARY_DIR} + "/bin/zhida-banksim";

// A folder for the test with the program's credentials in it.
struct Home {
    std::string folder = testing::TempDir() + "zhida-killed-" + std::to_string(::getpid());
    transport::Issued authority = *transport::make_authority("county", std::time(nullptr));

    Home() {
        std::filesystem::remove_all(folder);
        std::filesystem::create_directories(folder);
        const auto own = issue(authority, "bank-102");
        std::ofstream{folder + "/certificate.pem"} << own.certificate;
        std::ofstream{folder + "/key.pem"} << own.key;
        std::ofstream{folder + "/authority.pem"} << own.authority;
    }
    ~Home() { std::filesystem::remove_all(folder); }
};

class Process {
  public:
    explicit Process(const Home& home) {
        int out[2] = {};
        EXPECT_EQ(::pipe(out), 0);
        const std::string book = home.folder + "/book.sqlite";
        id_ = ::fork();
        if (id_ == 0) {
            ::dup2(out[1], STDOUT_FILENO);
            ::close(out[0]);
            ::execl(program.c_str(), program.c_str(), "--bank", "102", "--book", book.c_str(),
                    "--port", "0", "--credentials", home.folder.c_str(), nullptr);
            ::_exit(127);
        }
        ::close(out[1]);
        std::string line;
        for (char c = 0; ::read(out[0], &c, 1) == 1 && c != '\n';) line += c;
        ::close(out[0]);
        EXPECT_TRUE(line.starts_with("listening ")) << line;
        if (line.starts_with("listening ")) {
            port_ = static_cast<std::uint16_t>(std::stoi(line.substr(10)));
        }
    }
    ~Process() { end(SIGKILL); }
    // The exit status as waitpid tells it.
    int end(int signal) {
        if (id_ == 0) return 0;
        ::kill(id_, signal);
        int status = 0;
        ::waitpid(id_, &status, 0);
        id_ = 0;
        return status;
    }
    std::uint16_t port() const { return port_; }

  private:
    pid_t id_ = 0;
    std::uint16_t port_ = 0;
};

unsigned control(const Home& home, const Process& bank, const std::string& path,
                 const std::string& body) {
    transport::Client client{{"127.0.0.1", bank.port(), issue(home.authority, "control")}};
    const auto answer = client.send({"POST", path, {}, body, ""});
    return answer ? answer->status : 0;
}

std::unique_ptr<connector::Connector> link(const Home& home, const Process& bank) {
    return connect(bank.port(), issue(home.authority, "agent-102"));
}

// With one module asked for, only its test program is built.
bool is_built() {
    if (std::filesystem::exists(program)) return true;
    const std::string build = "cmake --build '" + std::string{ZHIDA_BINARY_DIR} +
                              "' --target zhida-banksim >/dev/null 2>&1";
    return std::system(build.c_str()) == 0 && std::filesystem::exists(program);
}

TEST(Killed, ABankGoesOnFromItsBooksWhereverItWasKilled) {
    ASSERT_TRUE(is_built()) << "build the target zhida-banksim";
    const Home home;
    std::vector<std::string> answered;
    int next = 1;
    for (int round = 0; round < 5; ++round) {
        Process bank{home};
        if (round == 0) {
            const std::string header = "account_no,holder_name,holder_id_no,bank_code,state\n";
            ASSERT_EQ(control(home, bank, "/control/accounts", header + "normal,张三,1,102,normal"),
                      200U);
            ASSERT_EQ(control(home, bank, "/control/clock", R"({"day":"2019-09-23"})"), 200U);
        }
        ASSERT_EQ(control(home, bank, "/control/deposit", R"({"reference":"a","fen":1000000})"),
                  200U);
        const auto agent = link(home, bank);
        for (const std::string& id : answered) {
            EXPECT_EQ(agent->enquire({id})[0].answer, Answer::paid);
        }
        for (int n = 0; n < 3; ++n, ++next) {
            ASSERT_EQ(
                agent->submit("m" + std::to_string(next), {order(next, "normal", 7)})[0].answer,
                Answer::paid);
            answered.push_back(id_of(next));
        }
        const int status = bank.end(SIGKILL);  // with the last answer hardly read
        EXPECT_TRUE(WIFSIGNALED(status));
    }
    auto book = sim::Book::open(home.folder + "/book.sqlite");
    ASSERT_TRUE(book);
    EXPECT_EQ((*book)->counts().debits, 15);
    EXPECT_EQ((*book)->counts().twice, 0);
    EXPECT_EQ((*book)->balance(), 1'000'000 - 15 * 7);
    EXPECT_EQ((*book)->today(), monday);
}

TEST(Killed, InTheMiddleOfAMessageAllOfItIsExecutedOrNothing) {
    ASSERT_TRUE(is_built()) << "build the target zhida-banksim";
    const Home home;
    std::vector<Instruction> orders;
    std::vector<std::string> ids;
    for (int n = 1; n <= 500; ++n) {
        orders.push_back(order(n, "normal", 7));
        ids.push_back(id_of(n));
    }
    constexpr int rounds = 12;
    for (int round = 0; round < rounds; ++round) {
        Process bank{home};
        if (round == 0) {
            const std::string header = "account_no,holder_name,holder_id_no,bank_code,state\n";
            control(home, bank, "/control/accounts", header + "normal,张三,1,102,normal");
            control(home, bank, "/control/deposit", R"({"reference":"a","fen":10000000})");
        }
        for (std::size_t n = 0; n < ids.size(); ++n) {
            ids[n][0] = static_cast<char>('a' + round);
            orders[n].end_to_end_id = ids[n];
        }
        const auto agent = link(home, bank);
        agent->enquire({"warm"});  // the connection stands
        std::thread killer{[&] {
            std::this_thread::sleep_for(std::chrono::milliseconds{3 * round});
            bank.end(SIGKILL);
        }};
        const auto answers = agent->submit("m" + std::to_string(round), orders);
        killer.join();
        const bool told = answers.front().answer == Answer::paid;
        for (const auto& one : answers) {
            EXPECT_EQ(one.answer, told ? Answer::paid : Answer::unknown);
        }
        auto book = sim::Book::open(home.folder + "/book.sqlite");
        ASSERT_TRUE(book);
        EXPECT_EQ((*book)->counts().payments % 500, 0);
        const bool done = (*book)->status(ids.front()).has_value();
        EXPECT_EQ((*book)->status(ids.back()).has_value(), done);
        EXPECT_TRUE(done || !told);
    }
}

TEST(Killed, AskedToStopItStopsInOrder) {
    ASSERT_TRUE(is_built()) << "build the target zhida-banksim";
    const Home home;
    Process bank{home};
    const int status = bank.end(SIGTERM);
    EXPECT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace zhida::iso
