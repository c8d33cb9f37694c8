#include "contracts/resettle/types/sum_tree.hpp"
#include "core/crypto/field_tree.hpp"
#include "proof/detail/facts.hpp"

namespace zhida::proof::detail {

namespace {

using resettle::SumNode;
using resettle::SumStep;

std::optional<SumNode> climbed(crypto::Hash hash, const SumNode& leaf,
                               const std::vector<Step>& steps) {
    std::vector<SumStep> path;
    for (const Step& one : steps) {
        path.push_back({one.sibling_is_left, {one.hash, one.sum, one.count}});
    }
    return resettle::climb(hash, leaf, path);
}

std::uint64_t sum_of(vocabulary::Fen fen) { return static_cast<std::uint64_t>(fen.count()); }

}  // namespace

Trouble check_list(Facts& facts) {
    const auto list = entry<resettle::List>(facts, {facts.slip.list});
    if (!list) return base::fail("the list's entry is missing", "缺少清单条目");
    facts.list = *list;
    Reading& reading = facts.reading;
    reading.list_no = list->list_no;
    reading.project_no = list->project_no;
    reading.source_system = list->source_system;
    reading.source_signed = list->source_signed;
    reading.list_state_zh = resettle::word_of(list->state).zh;
    reading.list_state_en = resettle::word_of(list->state).name;
    reading.list_lines = list->lines;
    reading.list_total = list->total;
    return std::nullopt;
}

Trouble check_section(Facts& facts) {
    const auto section = entry<resettle::Section>(facts, {facts.slip.list, facts.slip.section});
    if (!section) return base::fail("the section's entry is missing", "缺少分册条目");
    facts.section = *section;
    const auto& header = section->header;
    const SumNode root{header.root, sum_of(header.total), header.count};
    const SumNode leaf = resettle::section_leaf(facts.hash, header.village, root);
    const auto top = climbed(facts.hash, leaf, facts.slip.to_list);
    const SumNode whole{facts.list.header, sum_of(facts.list.total), facts.list.lines};
    if (section->digest != resettle::section_digest(facts.hash, header) || top != whole)
        return base::fail("the section does not lead to the list's total", "分册与清单合计不符");
    facts.reading.village = header.village;
    facts.reading.section_lines = header.count;
    facts.reading.section_total = header.total;
    return std::nullopt;
}

Trouble check_line(Facts& facts) {
    const LineNumber number = facts.slip.line;
    const auto line = entry<resettle::Line>(facts, {facts.slip.list, number});
    if (!line) return base::fail("the line's entry is missing", "缺少明细行条目");
    facts.line = *line;
    const auto& section = facts.section;
    const SumNode leaf = resettle::line_leaf(facts.hash, line->commitment, line->amount);
    const auto top = climbed(facts.hash, leaf, facts.slip.to_section);
    const SumNode root{section.header.root, sum_of(section.header.total), section.header.count};
    const bool is_inside = number >= section.first && number < section.end();
    if (!is_inside || top != root)
        return base::fail("the line does not lead to its section's total", "明细行与分册合计不符");
    Reading& reading = facts.reading;
    reading.line = number;
    reading.item = vocabulary::item_text(line->item);
    reading.installment = line->installment;
    reading.bank = line->bank;
    reading.amount = line->amount;
    if (const auto hold = entry<resettle::Hold>(facts, {facts.slip.list, number})) {
        reading.held = true;
        reading.reason = hold->reason;
    }
    return std::nullopt;
}

Trouble check_openings(Facts& facts) {
    for (const Opening& one : facts.slip.openings) {
        const crypto::FieldOpening opening{
            {one.name, one.value, one.salt}, one.index, one.count, one.siblings};
        if (!crypto::check_opening(facts.hash, facts.line.commitment, opening))
            return base::fail("the field " + one.name + " is not what the list holds",
                              "字段与清单不符：" + one.name);
        facts.reading.opened.push_back({one.name, one.value});
    }
    return std::nullopt;
}

}  // namespace zhida::proof::detail
