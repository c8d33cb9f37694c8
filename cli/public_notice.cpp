#include "cli/public_notice.hpp"

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/list_look.hpp"
#include "cli/sheet_output.hpp"
#include "contracts/vocabulary/masking.hpp"
#include "node/installation/installation.hpp"
#include "vault/vault.hpp"

namespace zhida::cli {

namespace {

using reports::Form;

struct NoticeOptions {
    Access access;
    std::string list;
    std::uint64_t village = 0;
    std::string vault_key;
    SheetOutput output;
};

// The office's own copies are sealed to the key of its vault.
base::Result<crypto::SigningKey> vault_key(const NoticeOptions& options) {
    const std::string path = options.vault_key.empty()
                                 ? options.access.home + "/node/vault.key.pem"
                                 : options.vault_key;
    auto pem = installation::read_text(path);
    if (!pem) return pem.error();
    return crypto::SigningKey::from_pem(*pem, "");
}

base::Result<std::map<vocabulary::LineNumber, vault::PrivateLine>> open_section(
    Session& session, const crypto::SigningKey& key, const vocabulary::ListId& list,
    const resettle::Section& section) {
    std::map<vocabulary::LineNumber, vault::PrivateLine> out;
    for (auto from = section.first; from < section.end();) {
        const std::size_t limit =
            std::min<std::size_t>(vault::sealed_lines_max, section.end() - from);
        auto bytes = session.ledger->sealed(list, session.who.organisation, from, limit);
        if (!bytes) return bytes.error();
        const auto sealed = codec::decode<vault::SealedLines>(*bytes);
        if (!sealed) return base::fail("the sealed records cannot be read", "密封记录无法读取");
        auto some =
            vault::open_lines(session.facts.profile, session.who.organisation, key, *sealed);
        if (!some) return some.error();
        if (some->empty()) break;
        for (auto& one : *some) out.emplace(one.line, std::move(one.record.line));
        from = some->back().line + 1;
    }
    return out;
}

void add_rows(const client::StateView& view, const ListLook& look, const SectionLook& section,
              const std::map<vocabulary::LineNumber, vault::PrivateLine>& records,
              reports::Sheet& sheet, std::int64_t& total) {
    const auto first = section.record.first;
    for (auto number = first; number < section.record.end(); ++number) {
        const auto line = chain::load<resettle::Line>(view, {look.id, number});
        const auto record = records.find(number);
        if (!line || record == records.end()) continue;
        const vault::PrivateLine& words = record->second;
        const bool held = look.held.contains(number);
        total += line->amount.count();
        sheet.rows.push_back({std::int64_t{number}, vocabulary::mask_name(words.payee_name),
                              vocabulary::item_text(line->item), words.quantity + words.unit,
                              line->amount.count(), held ? "暂缓 held" : ""});
    }
}

base::Result<reports::Sheet> notice_of(const NoticeOptions& options) {
    auto session = open_session(options.access, "importer");
    if (!session) return session.error();
    auto key = vault_key(options);
    if (!key) return key.error();
    const auto view = session->state();
    auto list = find_list(view, options.list);
    if (!list) return list.error();
    auto look = look_at(view, session->hash(), *list);
    if (!look) return look.error();
    reports::Sheet sheet{.name = "notice-" + std::to_string(options.village),
                         .zh = "补偿公示 " + look->record.list_no,
                         .en = "public notice",
                         .columns = {{"line", "序号", "no", Form::count},
                                     {"payee", "收款人", "payee", Form::text},
                                     {"item", "项目", "item", Form::text},
                                     {"quantity", "数量", "quantity", Form::text},
                                     {"fen", "金额", "amount", Form::fen},
                                     {"remark", "备注", "remark", Form::text}},
                         .rows = {},
                         .total = {},
                         .height = session->facts.status.height};
    std::int64_t total = 0;
    for (const SectionLook& section : look->sections) {
        if (section.record.header.village != options.village) continue;
        auto records = open_section(*session, *key, *list, section.record);
        if (!records) return records.error();
        add_rows(view, *look, section, *records, sheet, total);
        if (view.trouble()) return *view.trouble();
        if (sheet.rows.size() != section.record.header.count) {
            return base::fail("records of the village are missing here", "该村的记录不全");
        }
        sheet.total = database::Row{std::int64_t{section.record.header.count}, "合计 total", "",
                                    "", total, ""};
        return sheet;
    }
    return base::fail("the list has no such village", "清单中没有该村");
}

}  // namespace

void add_public_notice(CLI::App& app, Exit& exit) {
    const auto options = std::make_shared<NoticeOptions>();
    auto* const notice = app.add_subcommand(
        "public-notice", "what a village hangs out: masked names, item, quantity, amount");
    notice->add_option("list", options->list, "number or id of the list")->required();
    notice->add_option("--village", options->village, "its 12 digits")->required();
    notice->add_option("--vault-key", options->vault_key,
                       "PEM that opens the office's records; else the home's");
    add_sheet_output(*notice, options->output);
    add_access(*notice, options->access);
    notice->footer(
        "Example:\n  zhida public-notice RC-2019-0001 --village 130629100201 --home county "
        "--format xlsx --out notice.xlsx");
    notice->callback([options, &exit] {
        if (options->access.json) options->output.format = "json";
        const auto sheet = notice_of(*options);
        exit = sheet ? put_out(*sheet, options->output) : tell(sheet.error());
    });
}

}  // namespace zhida::cli
