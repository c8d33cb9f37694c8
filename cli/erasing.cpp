#include "cli/erasing.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json.hpp>
#include <memory>

#include "cli/list_look.hpp"
#include "cli/signing.hpp"
#include "contracts/privacy/types/messages.hpp"
#include "node/installation/installation.hpp"

namespace zhida::cli {

Answer run_propose(const EraseOptions& options) {
    auto session = open_session(options.access, "");
    if (!session) return failed(session.error());
    auto paper = installation::read_text(options.document);
    if (!paper) return failed(paper.error());
    auto list = find_list(session->state(), options.list);
    if (!list) return failed(list.error());
    std::vector<vocabulary::LineNumber> lines{options.lines.begin(), options.lines.end()};
    std::ranges::sort(lines);
    const privacy::ProposeErasure message{
        {{*list, lines}},
        options.court ? privacy::Basis::court_order : privacy::Basis::period_over,
        crypto::digest(session->hash(), base::view(*paper))};
    auto sent = sign_and_send(*session, message);
    if (!sent) return failed(sent.error());
    const std::string name = base::hex(privacy::proposal_digest(session->hash(), message));
    const bool done = sent->receipt.code == 0;
    Answer answer = answer_of(*session, {std::move(*sent)});
    answer.json["proposal"] = name;
    if (done) {
        answer.text += "销毁申请 proposal   " + name +
                       "\n须由另一机构的人员批准 somebody of another body approves it:\n  zhida erase "
                       "approve " +
                       name + "\n";
    }
    return answer;
}

Answer run_approve(const EraseOptions& options) {
    const auto bytes = base::unhex(options.proposal);
    const auto digest = bytes ? base::to_array<32>(*bytes) : std::nullopt;
    if (!digest) {
        return failed(base::fail("a proposal is named by 64 hexadecimal digits",
                                 "销毁申请由 64 位十六进制数标识"));
    }
    auto session = open_session(options.access, "");
    if (!session) return failed(session.error());
    auto sent = sign_and_send(*session, privacy::ApproveErasure{*digest});
    if (!sent) return failed(sent.error());
    const bool done = sent->receipt.code == 0;
    Answer answer = answer_of(*session, {std::move(*sent)});
    if (done) {
        answer.text += "记录已从保管库销毁；请立即备份以取代旧密钥文件\n"
                       "the vault destroys the records; back up now, to replace the file of keys\n";
    }
    return answer;
}

void add_erasing(CLI::App& app, Exit& exit) {
    auto* const erase =
        app.add_subcommand("erase", "destroy private records: one proposes, another body approves");
    erase->require_subcommand(1);
    const auto p = std::make_shared<EraseOptions>();
    auto* const propose = erase->add_subcommand("propose", "name the records and the paper");
    add_access(*propose, p->access);
    propose->add_option("list", p->list, "number of the list")->required();
    propose->add_option("--lines", p->lines, "line numbers from 0, by commas; else every line")
        ->delimiter(',');
    propose->add_option("--document", p->document, "file of the deciding paper")->required();
    propose->add_flag("--court", p->court, "a court orders it before the retention period is over");
    propose->footer(
        "Example:\n  zhida erase propose XA-2019-0001 --lines 3,7 --document decision.pdf "
        "--as county-1");
    propose->callback([p, &exit] { exit = say(run_propose(*p), p->access.json); });
    const auto a = std::make_shared<EraseOptions>();
    auto* const approve = erase->add_subcommand("approve", "agree, as somebody of another body");
    add_access(*approve, a->access);
    approve->add_option("proposal", a->proposal, "as `propose` has told it")->required();
    approve->footer("Example:\n  zhida erase approve 4f… --as area-1");
    approve->callback([a, &exit] { exit = say(run_approve(*a), a->access.json); });
}

}  // namespace zhida::cli
