#include "banks/connector/connector.hpp"

#include <boost/json.hpp>
#include <set>

namespace zhida::connector {

namespace json = boost::json;

namespace {

using bank_port::Answer;
using bank_port::OrderAnswer;
using vocabulary::Reason;

constexpr std::string_view enquiry_name = "ENQUIRY";

base::Error silent(const base::Result<transport::Response>& response) {
    if (!response) return response.error();
    const std::string status = std::to_string(response->status);
    return base::fail("the bank answered " + status, "银行返回状态 " + status);
}

base::Error unsound() {
    return base::fail("the bank's answer cannot be understood", "银行应答无法识别");
}

bool is_xml(const base::Result<transport::Response>& response) {
    return response && response->status == 200 && response->type.find("xml") != std::string::npos;
}

std::vector<OrderAnswer> all_unknown(const std::vector<std::string>& ids) {
    std::vector<OrderAnswer> answers;
    for (const std::string& id : ids) answers.push_back({id, Answer::unknown, Reason::none});
    return answers;
}

// In the order of the ids; what the bank did not answer is unknown. An answer that speaks of
// anything not asked for is somebody else's: nothing in it counts.
std::vector<OrderAnswer> in_order(const std::vector<std::string>& ids,
                                  const base::Result<transport::Response>& response,
                                  std::string_view original, Answer left_out) {
    std::vector<OrderAnswer> answers = all_unknown(ids);
    auto told = is_xml(response) ? read_status(response->body, original) : std::nullopt;
    if (!told) return answers;
    std::size_t used = 0;
    for (OrderAnswer& answer : answers) {
        const auto found = told->find(answer.end_to_end_id);
        answer.answer = left_out;
        if (found == told->end()) continue;
        answer = found->second;
        ++used;
    }
    return used == told->size() ? answers : all_unknown(ids);
}

std::vector<std::string> ids_of(const std::vector<bank_port::Instruction>& instructions) {
    std::vector<std::string> ids;
    for (const auto& one : instructions) ids.push_back(one.end_to_end_id);
    return ids;
}

}  // namespace

Connector::Connector(Sender sender, transport::ClientSetting bank,
                     std::function<base::Seconds()> clock)
    : sender_{std::move(sender)},
      client_{std::move(bank)},
      clock_{std::move(clock)} {}

base::Result<std::vector<Reason>> Connector::verify(
    const std::vector<bank_port::AccountQuestion>& questions) {
    json::array accounts;
    for (const auto& q : questions) {
        accounts.push_back(
            {{"number", q.account_no}, {"name", q.holder_name}, {"id", q.holder_id_no}});
    }
    const auto response =
        client_.send({.method = "POST",
                      .target = "/accounts",
                      .fields = {},
                      .body = json::serialize(json::object{{"accounts", std::move(accounts)}}),
                      .peer = {}});
    if (!response || response->status != 200) return silent(response);
    boost::system::error_code bad;
    const json::value value = json::parse(response->body, bad);
    const auto* const answers =
        !bad && value.is_object() ? value.as_object().if_contains("answers") : nullptr;
    if (!answers || !answers->is_array() || answers->as_array().size() != questions.size())
        return unsound();
    std::vector<Reason> out;
    for (const auto& one : answers->as_array()) {
        if (!one.is_string()) return unsound();
        const std::string code{one.as_string()};
        const auto reason = code == "OK" ? Reason::none : final_reason(code);
        if (!reason || (code != "OK" && !vocabulary::is_account_reason(*reason))) return unsound();
        out.push_back(*reason);
    }
    return out;
}

std::vector<OrderAnswer> Connector::submit(
    const std::string& message_id, const std::vector<bank_port::Instruction>& instructions) {
    const std::vector<std::string> ids = ids_of(instructions);
    if (!is_writable(message_id, instructions)) return all_unknown(ids);
    const base::Seconds now = clock_();
    const auto response =
        client_.send({.method = "POST",
                      .target = "/pain.001",
                      .fields = {{"Content-Type", "application/xml"}},
                      .body = write_orders(sender_, message_id, base::time_text(now),
                                           base::day_in_china(now), instructions),
                      .peer = {}});
    return in_order(ids, response, message_id, Answer::unknown);
}

std::vector<OrderAnswer> Connector::enquire(const std::vector<std::string>& ids) {
    std::string body;
    const std::set<std::string_view> once{ids.begin(), ids.end()};
    if (ids.empty() || ids.size() > bank_port::orders_per_message_max || once.size() != ids.size())
        return all_unknown(ids);
    for (const std::string& id : ids) body += id + "\n";
    const auto response = client_.send(
        {.method = "POST", .target = "/status", .fields = {}, .body = std::move(body), .peer = {}});
    return in_order(ids, response, enquiry_name, Answer::unheard);
}

base::Result<std::optional<bank_port::Statement>> Connector::statement(base::Date day) {
    const auto response = client_.send({.method = "GET",
                                        .target = "/camt.053?day=" + base::to_text(day),
                                        .fields = {},
                                        .body = {},
                                        .peer = {}});
    if (response && response->status == 204) return std::optional<bank_port::Statement>{};
    if (!is_xml(response)) return silent(response);
    auto read = read_statement(response->body, sender_.account);
    if (!read || read->day != day) return unsound();
    return std::optional{std::move(*read)};
}

base::Result<std::vector<bank_port::Entry>> Connector::entries(std::uint64_t after) {
    std::vector<bank_port::Entry> all;
    while (all.size() < entries_per_call_max) {
        const auto response = client_.send({.method = "GET",
                                            .target = "/camt.054?after=" + std::to_string(after),
                                            .fields = {},
                                            .body = {},
                                            .peer = {}});
        if (response && response->status == 204) return all;
        if (!is_xml(response)) return silent(response);
        auto read = read_notification(response->body, sender_.account);
        if (!read || read->empty()) return unsound();
        for (auto& entry : *read) {
            if (entry.sequence != ++after) return unsound();
            all.push_back(std::move(entry));
        }
    }
    return all;
}

}  // namespace zhida::connector
