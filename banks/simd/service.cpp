#include "banks/simd/service.hpp"

#include <boost/json.hpp>
#include <thread>

namespace zhida::simd {

namespace json = boost::json;

namespace {

constexpr std::size_t oversize_bytes = 33 << 20;  // above what an agent reads

using bank_port::Answer;
using transport::Request;
using transport::Response;
using vocabulary::Reason;

Response refusal(unsigned status, std::string_view en, std::string_view zh) {
    return {
        .status = status,
        .body = json::serialize(json::object{{"error", {{"message_zh", zh}, {"message_en", en}}}})};
}

Response refusal(unsigned status, const base::Error& error) {
    return refusal(status, error.en, error.zh);
}

Response xml(std::string body) { return {.type = "application/xml", .body = std::move(body)}; }

Response done() { return {.body = "{}"}; }

std::optional<json::object> object_of(const std::string& body) {
    boost::system::error_code bad;
    json::value value = json::parse(body, bad);
    if (bad || !value.is_object()) return std::nullopt;
    return std::move(value.as_object());
}

std::optional<std::string> text_at(const json::object& from, const char* name) {
    const auto* const value = from.if_contains(name);
    if (!value || !value->is_string()) return std::nullopt;
    return std::string{value->as_string()};
}

std::int64_t number_at(const json::object& from, const char* name) {
    const auto* const value = from.if_contains(name);
    return value && value->is_int64() ? value->as_int64() : 0;
}

const char* verdict_of(Reason reason) {
    switch (reason) {
        case Reason::none: return "OK";
        case Reason::acct_not_found: return "AC01";
        case Reason::acct_closed: return "AC04";
        case Reason::acct_frozen: return "AC06";
        case Reason::acct_name_mismatch: return "BE01";
        case Reason::acct_id_mismatch: return "BE16";
        default: return "MS03";
    }
}

}  // namespace

Response Service::handle(const Request& request) {
    const bool controls = request.path().starts_with("/control/");
    const std::string wanted = controls ? "control" : "agent-" + bank_;
    if (request.peer != wanted) {
        return refusal(403, "this certificate may not ask this", "该证书无权访问");
    }
    std::unique_lock lock{mutex_};
    if (controls) return control(request);
    const std::chrono::milliseconds delay{faults_.delay_ms};
    lock.unlock();  // who waits for a slow bank does not keep the controller waiting
    std::this_thread::sleep_for(delay);
    lock.lock();
    return agent(request);
}

Response Service::agent(const Request& request) {
    const std::string path = request.path();
    if (faults_.lose_requests > 0) {
        --faults_.lose_requests;
        return {.hang_up = true};
    }
    if (request.method == "POST" && path == "/pain.001") return pay(request);
    if (request.method == "POST" && path == "/status") return enquire(request);
    if (request.method == "POST" && path == "/accounts") return verify(request);
    if (request.method == "GET" && path == "/camt.053") return statement(request);
    if (request.method == "GET" && path == "/camt.054") return notify(request);
    return refusal(404, "there is no such path", "没有该路径");
}

Stamp Service::stamp(const std::string& what) {
    const base::Seconds noon = base::start_of_day_in_china(book_.today()) + 12 * 3'600;
    return {bank_, base::time_text(noon), what + "-" + std::to_string(++messages_),
            "ZHUANHU-" + bank_};
}

// What was executed stays executed, whatever becomes of the answer.
Response Service::spoiled(Response good, std::int64_t& losses) {
    if (losses > 0) {
        --losses;
        return {.hang_up = true};
    }
    if (faults_.rubbish > 0) {
        --faults_.rubbish;
        return {.type = "text/html", .body = "<html><body>系统繁忙</body></html>"};
    }
    if (faults_.errors > 0) {
        --faults_.errors;
        return refusal(500, "system error", "系统错误");
    }
    if (faults_.cut_short > 0) {
        --faults_.cut_short;
        good.body.resize(good.body.size() / 2);
        return good;
    }
    if (faults_.oversize > 0) {
        --faults_.oversize;
        good.body.append(oversize_bytes, ' ');
        return good;
    }
    std::string own = good.body;
    if (faults_.stale > 0) {
        --faults_.stale;
        good.body = earlier_;
    }
    earlier_ = std::move(own);
    return good;
}

Response Service::pay(const Request& request) {
    const auto orders = read_orders(request.body);
    if (!orders) return refusal(400, orders.error());
    const auto answers = book_.pay(orders->instructions);
    return spoiled(xml(write_status(stamp("PSR"), orders->message_id, orders->payment_id, answers)),
                   faults_.lose_replies);
}

Response Service::enquire(const Request& request) {
    std::vector<bank_port::OrderAnswer> answers;
    std::string_view rest = request.body;
    while (!rest.empty()) {
        const std::string id{rest.substr(0, rest.find('\n'))};
        rest.remove_prefix(std::min(rest.size(), id.size() + 1));
        if (answers.size() == bank_port::orders_per_message_max) {
            return refusal(400, "more ids than a message holds", "查询笔数超限");
        }
        answers.push_back(
            book_.status(id).value_or(bank_port::OrderAnswer{id, Answer::unknown, {}}));
    }
    return spoiled(xml(write_status(stamp("ENQ"), "ENQUIRY", "ENQUIRY", answers)),
                   faults_.lose_answers);
}

Response Service::verify(const Request& request) {
    const auto body = object_of(request.body);
    const auto* const accounts = body ? body->if_contains("accounts") : nullptr;
    if (!accounts || !accounts->is_array() ||
        accounts->as_array().size() > bank_port::accounts_per_request_max) {
        return refusal(400, "the question is malformed or too long", "核验请求格式有误或过长");
    }
    json::array answers;
    for (const auto& one : accounts->as_array()) {
        if (!one.is_object()) return refusal(400, "the question is malformed", "核验请求格式有误");
        const auto& q = one.as_object();
        answers.push_back(verdict_of(
            book_.verify({text_at(q, "number").value_or(""), text_at(q, "name").value_or(""),
                          text_at(q, "id").value_or("")})));
    }
    return {.body = json::serialize(json::object{{"answers", std::move(answers)}})};
}

Response Service::statement(const Request& request) {
    const auto day = base::parse_date(request.parameter("day").value_or(""));
    if (!day) return refusal(400, "day is malformed", "日期格式有误");
    if (*day > book_.today()) return refusal(409, "that day is not over", "该日尚未结束");
    const auto found = book_.statement(*day);
    if (!found) return {.status = 204, .body = ""};
    if (*day == book_.today()) {
        if (auto cut = book_.cut_off(*day); !cut) return refusal(500, cut.error());
    }
    // The same bytes however often it is asked for.
    const base::Seconds night = base::start_of_day_in_china(*day) + 86'399;
    const std::string id = "STMT-" + bank_ + "-" + base::to_text(*day);
    return xml(write_statement({bank_, base::time_text(night), id, "ZHUANHU-" + bank_}, *found));
}

Response Service::notify(const Request& request) {
    const std::string text = request.parameter("after").value_or("0");
    if (text.empty() || text.size() > 18 ||
        text.find_first_not_of("0123456789") != std::string::npos) {
        return refusal(400, "after is malformed", "after 格式有误");
    }
    const auto entries = book_.entries(std::stoull(text), entries_per_notification_max);
    if (entries.empty()) return {.status = 204, .body = ""};
    return xml(write_notification(stamp("NTF"), entries));
}

Response Service::control(const Request& request) {
    const std::string path = request.path();
    if (request.method == "GET" && path == "/control/summary") {
        const auto counts = book_.counts();
        return {.body = json::serialize(json::object{{"day", base::to_text(book_.today())},
                                                     {"balance_fen", book_.balance()},
                                                     {"payments", counts.payments},
                                                     {"debits", counts.debits},
                                                     {"twice", counts.twice},
                                                     {"last_entry", counts.last_entry}})};
    }
    if (request.method == "GET" && path == "/control/debits") {
        const std::string id = request.parameter("id").value_or("");
        return {.body = json::serialize(json::object{{"debits", book_.debits_of(id)}})};
    }
    if (request.method == "POST" && path == "/control/accounts") {
        const auto accounts = sim::read_accounts(request.body);
        if (!accounts) return refusal(400, accounts.error());
        auto known = book_.know(*accounts, bank_);
        return known ? done() : refusal(500, known.error());
    }
    const auto body = object_of(request.body);
    if (request.method != "POST") return refusal(404, "there is no such path", "没有该路径");
    if (!body) return refusal(400, "the body is no JSON object", "正文不是 JSON 对象");
    if (path == "/control/clock") {
        const auto day = base::parse_date(text_at(*body, "day").value_or(""));
        if (!day) return refusal(400, "day is malformed", "日期格式有误");
        if (*day == book_.today()) return done();
        auto moved = book_.move_to(*day);
        return moved ? done() : refusal(409, moved.error());
    }
    if (path == "/control/deposit") {
        const auto reference = text_at(*body, "reference");
        const auto amount = vocabulary::Fen::of(number_at(*body, "fen"));
        if (!reference || reference->empty() || !amount || amount->count() == 0) {
            return refusal(400, "reference or fen is malformed", "reference 或 fen 有误");
        }
        auto booked = book_.deposit(*amount, *reference);
        return booked ? done() : refusal(409, booked.error());
    }
    if (path == "/control/faults") {
        const auto wanted = read_faults(request.body, bank_);
        if (!wanted) return refusal(400, wanted.error());
        faults_ = *wanted;
        const auto movements = static_cast<std::uint32_t>(wanted->lose_newest);
        auto behaves = book_.behave(wanted->conduct);
        if (behaves && movements > 0) behaves = book_.lose_newest(movements);
        return behaves ? done() : refusal(500, behaves.error());
    }
    return refusal(404, "there is no such path", "没有该路径");
}

}  // namespace zhida::simd
