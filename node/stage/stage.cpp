#include "node/stage/stage.hpp"

#include <boost/json.hpp>

namespace zhida::stage {

namespace {

using vocabulary::BankCode;

constexpr std::chrono::milliseconds patience{60'000};  // with a node that is started again
constexpr std::chrono::milliseconds look_again{60};
constexpr std::chrono::milliseconds bank_patience{30'000};

std::string code_of(BankCode bank) { return std::to_string(bank); }

std::optional<std::int64_t> number_in(const std::string& json, const char* name) {
    boost::system::error_code bad;
    const auto value = boost::json::parse(json, bad);
    const auto* const object = bad ? nullptr : value.if_object();
    const auto* const number = object ? object->if_contains(name) : nullptr;
    if (!number || !number->is_int64()) return std::nullopt;
    return number->as_int64();
}

}  // namespace

Stage::Stage(HomeLock lock, installation::Installation installation,
             const installation::Ports& ports)
    : lock_{std::move(lock)},
      installation_{std::move(installation)},
      ports_{ports},
      processes_{installation_.folder + "/processes"} {}

Stage::~Stage() { processes_.stop(); }

base::Result<std::unique_ptr<Stage>> Stage::start(const installation::Place& place,
                                                  const std::string& programs) {
    auto lock = HomeLock::take(place.folder);
    if (!lock) return lock.error();
    auto ports = installation::settle_settings(place);
    if (!ports) return ports.error();
    auto opened = installation::open(place.folder);
    if (!opened) return opened.error();
    std::unique_ptr<Stage> stage{new Stage{std::move(*lock), std::move(*opened), *ports}};
    if (auto done = stage->start_all(programs); !done) return done.error();
    return stage;
}

base::Status Stage::start_all(const std::string& programs) {
    const std::string& folder = installation_.folder;
    const client::NodeAddress node{"127.0.0.1", ports_.node, installation_.authority};
    const auto& people = installation_.people;
    ledger_ =
        std::make_unique<client::RemoteLedger>(node, people.member("finance-3").identity, patience);
    importer_ =
        std::make_unique<client::RemoteLedger>(node, people.member("importer").identity, patience);
    if (auto done =
            processes_.start({"zhidad",
                              {programs + "/zhidad", "--config", folder + "/node/zhidad.toml"},
                              folder + "/node/errors.log"});
        !done) {
        return done;
    }
    transport::Credentials control;
    for (auto [name, to] :
         {std::pair{"certificate.pem", &control.certificate}, std::pair{"key.pem", &control.key},
          std::pair{"authority.pem", &control.authority}}) {
        auto text = installation::read_text(folder + "/control/" + name);
        if (!text) return text.error();
        *to = *text;
    }
    for (const auto& [bank, port] : ports_.banks) {
        const std::string home = folder + "/banks/" + code_of(bank);
        const Program program{
            "bank-" + code_of(bank),
            {programs + "/zhida-banksim", "--bank", code_of(bank), "--book", home + "/book.sqlite",
             "--port", std::to_string(port), "--credentials", home},
            home + "/errors.log"};
        if (auto done = processes_.start(program); !done) return done;
        banks_[bank] = std::make_unique<transport::Client>(
            transport::ClientSetting{"127.0.0.1", port, control});
    }
    for (const auto& [bank, port] : ports_.banks) {
        const std::string home = folder + "/agents/" + code_of(bank);
        const Program program{"agent-" + code_of(bank),
                              {programs + "/zhida-agent", "--config", home + "/agent.toml"},
                              home + "/errors.log"};
        if (auto done = processes_.start(program); !done) return done;
    }
    return base::Done{};
}

base::Result<std::string> Stage::slip(const vocabulary::ListId& list, vocabulary::LineNumber line) {
    // The office that imported holds the records.
    auto answer = importer_->ask(
        "GET", "/v1/lists/" + base::hex(list) + "/slips/" + std::to_string(line) + "?opened=1", "");
    if (!answer) return answer.error();
    if (answer->status != 200) return client::error_of(*answer);
    return std::move(answer->body);
}

base::Result<std::string> Stage::control(BankCode bank, const std::string& method,
                                         const std::string& path, const std::string& body) {
    const auto until = std::chrono::steady_clock::now() + bank_patience;
    while (true) {
        const auto answer = banks_.at(bank)->send({method, path, {}, body, {}});
        if (answer && answer->status == 200) return answer->body;
        if (std::chrono::steady_clock::now() > until || answer) {
            if (!answer) return answer.error();
            const auto why = client::error_of({answer->status, answer->body});
            return base::fail("bank " + code_of(bank) + ": " + why.en,
                              "银行 " + code_of(bank) + "：" + why.zh);
        }
        std::this_thread::sleep_for(look_again);
    }
}

base::Status Stage::deposit(BankCode bank, vocabulary::Fen amount, const std::string& reference) {
    const boost::json::object body{{"reference", reference}, {"fen", amount.count()}};
    auto done = control(bank, "POST", "/control/deposit", boost::json::serialize(body));
    return done ? base::Status{base::Done{}} : base::Status{done.error()};
}

base::Status Stage::move_banks(base::Date day) {
    const std::string body = R"({"day":")" + base::to_text(day) + "\"}";
    for (const auto& [bank, client] : banks_) {
        if (auto done = control(bank, "POST", "/control/clock", body); !done) return done.error();
    }
    return base::Done{};
}

base::Status Stage::add_accounts(const std::string& csv) {
    for (const auto& [bank, client] : banks_) {
        if (auto done = control(bank, "POST", "/control/accounts", csv); !done) return done.error();
    }
    return base::Done{};
}

base::Status Stage::set_faults(BankCode bank, const std::string& json) {
    auto done = control(bank, "POST", "/control/faults", json);
    return done ? base::Status{base::Done{}} : base::Status{done.error()};
}

std::optional<std::int64_t> Stage::agent_says(BankCode bank, const char* name) {
    const auto status = installation::read_text(installation_.folder + "/agents/" + code_of(bank) +
                                                "/status.json");
    return status ? number_in(*status, name) : std::nullopt;
}

Stillness::Turns Stage::agents_turns() {
    Stillness::Turns turns;
    for (const auto& [bank, client] : banks_) turns[bank] = agent_says(bank, "turns").value_or(0);
    return turns;
}

base::Result<bool> Stage::agents_caught_up() {
    for (const auto& [bank, client] : banks_) {
        auto summary = control(bank, "GET", "/control/summary", "");
        if (!summary) return summary.error();
        const auto last = number_in(*summary, "last_entry");
        const auto noted = agent_says(bank, "noted");
        if (!last || !noted || *noted < *last) return false;
    }
    return true;
}

base::Result<bool> Stage::await(const std::function<base::Result<bool>()>& done) {
    std::uint64_t height = 0;
    auto last_change = Stillness::Clock::now();
    Stillness stillness{last_change};
    while (true) {
        auto there = done();
        if (!there || *there) return there;
        auto status = ledger_->status(height, look_again);
        if (!status) return status.error();
        const auto now = Stillness::Clock::now();
        if (status->height != height) last_change = now;
        height = status->height;
        if (stillness.is_reached(height, agents_turns(), now)) return false;
        if (now - last_change < look_again) std::this_thread::sleep_for(look_again);
    }
}

Handed Stage::hand_in(const std::string& folder) {
    auto handed = stage::hand_in(*importer_, folder);
    if (const auto* const prepared = std::get_if<walk::Prepared>(&handed)) prepared_ = *prepared;
    return handed;
}

}  // namespace zhida::stage
