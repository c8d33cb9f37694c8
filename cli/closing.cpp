#include "cli/closing.hpp"

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <map>
#include <memory>

#include "cli/screen.hpp"
#include "contracts/payment/types/records.hpp"
#include "node/walk/reconcile.hpp"

namespace zhida::cli {

namespace {

using walk::OpenDay;

struct Closing {
    std::vector<Sent> sent;
    boost::json::array waiting;  // for their bank
    std::vector<std::vector<std::string>> rows;
    boost::json::array unsound;  // closes that she does not sign, and why
    std::vector<base::Error> reasons;
};

base::Status close_one(Session& session, const OpenDay& open, Closing& closing) {
    const auto view = session.state();
    const payment::DayClose::Key key{open.id, static_cast<std::uint32_t>(open.day.days)};
    const auto close = chain::load<payment::DayClose>(view, key);
    if (view.trouble()) return *view.trouble();
    if (!close) {
        closing.waiting.push_back(
            {{"bank", std::to_string(open.account.bank)}, {"day", base::to_text(open.day)}});
        closing.rows.push_back({std::to_string(open.account.bank), base::to_text(open.day)});
        return base::Done{};
    }
    if (close->finance) return base::Done{};
    if (auto done = walk::reconcile(*session.ledger, view, session.hash(), open.account, *close);
        !done) {
        const std::string bank = std::to_string(open.account.bank);
        const std::string day = base::to_text(open.day);
        closing.unsound.push_back({{"bank", bank},
                                   {"day", day},
                                   {"message_zh", done.error().zh},
                                   {"message_en", done.error().en}});
        closing.reasons.push_back(base::fail("bank " + bank + ", " + day + ": " + done.error().en,
                                             "银行 " + bank + "，" + day + "：" + done.error().zh));
        return base::Done{};
    }
    auto sent = sign_and_send(
        session, payment::ConfirmClose{open.id, open.day, close->digest, close->close.seen});
    if (!sent) return sent.error();
    closing.sent.push_back(std::move(*sent));
    return base::Done{};
}

}  // namespace

Answer run_close_day(const Access& access) {
    auto session = open_session(access, "");
    if (!session) return failed(session.error());
    const auto view = session->state();
    const auto days = walk::open_days(view);
    if (view.trouble()) return failed(*view.trouble());
    Closing closing;
    for (const OpenDay& open : days) {
        if (auto done = close_one(*session, open, closing); !done) return failed(done.error());
        if (!closing.sent.empty() && closing.sent.back().receipt.code != 0) break;
    }
    Answer answer = answer_of(*session, closing.sent);
    answer.json["waiting_for_bank"] = std::move(closing.waiting);
    if (!closing.rows.empty()) {
        answer.text += table({"等待银行日终 waits for bank", "日 day"}, closing.rows);
    }
    answer.json["unsound"] = std::move(closing.unsound);
    if (!closing.reasons.empty() && !answer.error) {
        std::string zh;
        std::string en;
        for (const base::Error& one : closing.reasons) {
            zh += (zh.empty() ? "" : "\n") + one.zh;
            en += (en.empty() ? "" : "\n") + one.en;
        }
        answer.error = base::fail(en, zh);
        answer.exit = Exit::failed;
    }
    if (answer.text.empty() && !answer.error)
        answer.text = "没有待签的日终\nno close waits for a signature\n";
    return answer;
}

void add_closing(CLI::App& app, Exit& exit) {
    const auto access = std::make_shared<Access>();
    auto* const close =
        app.add_subcommand("close-day", "match the banks' statements, sign their day closes");
    add_access(*close, *access);
    close->footer("Example:\n  zhida close-day --home county --as finance-3");
    close->callback([access, &exit] { exit = say(run_close_day(*access), access->json); });
}

}  // namespace zhida::cli
