#include "cli/signing.hpp"

#include <boost/json.hpp>

#include "cli/screen.hpp"
#include "core/crypto/sealing.hpp"
#include "node/assembly/assembly.hpp"

namespace zhida::cli {

namespace {

constexpr base::Seconds terms_seconds = 600;

// A refusal is remembered with its reference: an act that is tried again later needs a new one.
base::Bytes fresh_reference() {
    crypto::SystemRandom random;
    const auto drawn = random.draw<16>();
    return base::to_bytes(drawn);
}

}  // namespace

// Refusals that were stopped before a block hold no reference there.
base::Result<std::uint64_t> height_of(Session& session, std::uint16_t type,
                                      const base::Bytes& reference) {
    const auto view = session.state();
    const auto key = chain::reference_key(session.hash(), session.who.organisation, type,
                                          reference);
    const auto found = chain::load<chain::Reference>(view, key);
    if (view.trouble()) return *view.trouble();
    return found ? found->height : 0;
}

base::Result<Sent> sign_and_send(Session& session, const ActToSign& act) {
    auto status = session.ledger->status();
    if (!status) return status.error();
    const client::Terms terms{status->ledger_id, status->time + terms_seconds,
                              act.reference.empty() ? fresh_reference() : act.reference};
    auto receipt = session.ledger->submit(client::make(session.who, terms, act.type, act.payload));
    if (!receipt) return receipt.error();
    if (act.is_last_of_key && receipt->code == 0) {
        return Sent{std::string{act.name}, std::move(*receipt), 0, {}};
    }
    auto height = height_of(session, act.type, terms.business_reference);
    if (!height) return height.error();
    return Sent{std::string{act.name}, std::move(*receipt), *height, {}};
}

boost::json::object json_of(const Sent& sent) {
    boost::json::object out{{"act", sent.act},
                            {"transaction", base::hex(sent.receipt.transaction)},
                            {"height", sent.height},
                            {"code", sent.receipt.code},
                            {"repeated", sent.receipt.repeated}};
    boost::json::array sections;
    for (const auto number : sent.sections) sections.push_back(number);
    out["sections"] = std::move(sections);
    return out;
}

boost::json::object refusal_json(const chain::Receipt& receipt) {
    boost::json::object out{{"code", receipt.code}, {"datum", receipt.datum}};
    if (const chain::RefusalText* const text = node::refusal(receipt.code)) {
        out["name"] = text->name;
        out["message_zh"] = text->zh;
        out["message_en"] = text->en;
        out["office_zh"] = text->office_zh;
        out["office_en"] = text->office_en;
    }
    return out;
}

base::Error refusal_error(const chain::Receipt& receipt) {
    const std::string code = std::to_string(receipt.code);
    const chain::RefusalText* const text = node::refusal(receipt.code);
    if (text == nullptr) return base::fail("refused " + code, "拒绝 " + code);
    const std::string datum_en = receipt.datum.empty() ? "" : " (" + receipt.datum + ")";
    const std::string datum_zh = receipt.datum.empty() ? "" : "（" + receipt.datum + "）";
    return base::fail("refused " + code + ": " + std::string{text->en} + datum_en +
                          "; can put it right: " + std::string{text->office_en},
                      "拒绝 " + code + "：" + std::string{text->zh} + datum_zh + "；可处理：" +
                          std::string{text->office_zh});
}

Answer answer_of(const Session& session, const std::vector<Sent>& all) {
    Answer answer;
    boost::json::array receipts;
    std::vector<std::vector<std::string>> rows;
    for (const Sent& sent : all) {
        receipts.push_back(json_of(sent));
        if (sent.receipt.code != 0) continue;
        rows.push_back(
            {sent.act, std::to_string(sent.height), base::hex(sent.receipt.transaction)});
    }
    answer.json = {{"by",
                    {{"name", session.name},
                     {"organisation", session.who.organisation},
                     {"person", session.who.person},
                     {"role", vocabulary::word_of(session.who.role)->name}}},
                   {"receipts", std::move(receipts)}};
    if (!rows.empty()) answer.text = table({"操作 act", "区块 height", "交易 transaction"}, rows);
    if (all.empty() || all.back().receipt.code == 0) return answer;
    answer.json["refusal"] = refusal_json(all.back().receipt);
    answer.error = refusal_error(all.back().receipt);
    answer.exit = Exit::failed;
    return answer;
}

}  // namespace zhida::cli
