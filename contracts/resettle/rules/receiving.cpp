// A list arrives: header, agreements, lines in chunks, and the banks' answers about its accounts.
#include "contracts/resettle/rules/receiving.hpp"

#include <algorithm>

#include "contracts/registry/rules/registry.hpp"
#include "contracts/registry/types/messages.hpp"
#include "contracts/resettle/rules/marking.hpp"
#include "contracts/resettle/rules/overlay.hpp"
#include "contracts/resettle/rules/steps.hpp"
#include "contracts/vocabulary/manifest.hpp"
#include "contracts/vocabulary/tag_statement.hpp"

namespace zhida::resettle {

using chain::Context;
using chain::Draft;
using chain::refuse;
using chain::Verdict;
using chain::View;

namespace {

Verdict check_manifest(const OpenList& m, const Context& context, const View& view,
                       vocabulary::Manifest& manifest) {
    auto read = vocabulary::parse_manifest(m.manifest);
    if (!read) return refuse(Reject::manifest_unreadable);
    manifest = std::move(*read);
    const auto source = registry::source(view, manifest.source_system);
    if (!source) return refuse(registry::Reject::source_unknown, manifest.source_system);
    if (source->public_key) {
        const crypto::PublicKey key{crypto::Algorithm::sm2_sm3, *source->public_key};
        const bool fits =
            m.source_signature && crypto::verify(key, m.manifest, *m.source_signature);
        if (!fits) return refuse(Reject::source_signature_wrong, manifest.source_system);
    }
    std::uint64_t lines = 0;
    Fen total;
    for (const SectionHeader& section : m.sections) {
        lines += section.count;
        const auto sum = total.plus(section.total);
        if (!sum) return refuse(Reject::amount_outside);
        total = *sum;
        if (std::to_string(vocabulary::county_of(section.village)) != manifest.county) {
            return refuse(Reject::county_foreign, std::to_string(section.village));
        }
    }
    if (lines != manifest.line_count || total.count() != manifest.total_fen ||
        m.agreements != manifest.agreement_count) {
        return refuse(Reject::manifest_differs);
    }
    const ListId id = list_id(context.hash(), manifest.source_system, manifest.list_no, m.version);
    if (id != m.list) return refuse(Reject::manifest_differs, "list id");
    return std::nullopt;
}

}  // namespace

namespace {

bool is_over(ListState state) {
    return state == ListState::returned || state == ListState::cancelled ||
           state == ListState::abandoned;
}

// Nothing of an earlier version may still be paid: the whole list is over, or its sections of these
// villages were returned (payment.md §2).
Verdict check_earlier(const OpenList& m, const vocabulary::Manifest& manifest,
                      const Context& context, const View& view) {
    if (m.version == 0) return refuse(Reject::version_gap, "0");
    for (unsigned v = 1; v < m.version; ++v) {
        const ListId id = list_id(context.hash(), manifest.source_system, manifest.list_no,
                                  static_cast<std::uint8_t>(v));
        const auto earlier = chain::load<List>(view, {id});
        if (!earlier) return refuse(Reject::version_gap, std::to_string(v));
        if (is_over(earlier->state)) continue;
        std::map<vocabulary::VillageCode, SectionState> there;
        for (SectionNumber n = 0; n < earlier->sections; ++n) {
            const auto section = chain::must_load<Section>(view, {id, n});
            there[section.header.village] = section.state;
        }
        for (const SectionHeader& section : m.sections) {
            const auto before = there.find(section.village);
            const bool returned =
                before != there.end() && before->second == SectionState::returned;
            if (!returned) return refuse(Reject::version_live, std::to_string(section.village));
        }
    }
    return std::nullopt;
}

}  // namespace

Verdict check_state(const OpenList& m, const Context& context, const View& view) {
    if (auto verdict = registry::expect_role(context, vocabulary::Role::importer)) return verdict;
    if (chain::has<List>(view, {m.list})) return refuse(Reject::list_exists, base::hex(m.list));
    vocabulary::Manifest manifest;
    if (auto verdict = check_manifest(m, context, view, manifest)) return verdict;
    const List county{.county = std::stoull(manifest.county)};
    if (auto verdict = check_county(view, context, county)) return verdict;
    if (auto verdict = check_earlier(m, manifest, context, view)) return verdict;
    const auto root = header_root(context.hash(), m.sections);
    if (!root || root->hash != m.header) return refuse(Reject::header_differs);
    if (!period(view, parameter_receiving_hours, county.county, context.today())) {
        return refuse(Reject::parameter_missing, std::string{parameter_receiving_hours});
    }
    return std::nullopt;
}

void apply(const OpenList& m, const Context& context, Draft& draft) {
    const auto manifest = vocabulary::parse_manifest(m.manifest);
    ASSERT(manifest.ok());
    const auto source = registry::source(draft, manifest->source_system);
    List list{.programme = m.programme,
              .county = std::stoull(manifest->county),
              .version = m.version,
              .source_system = manifest->source_system,
              .list_no = manifest->list_no,
              .project_no = manifest->project_no,
              .source_signed = source->public_key.has_value(),
              .manifest = crypto::digest(context.hash(), m.manifest),
              .prepared_at = manifest->prepared_at,
              .importer = context.body.organisation,
              .header = m.header,
              .agreements = m.agreements,
              .pre_notice = manifest->pre_notice.from};
    begin_list(draft, context, m.list, list, m.sections);
}

void begin_list(Draft& draft, const Context& context, const ListId& id, List& list,
                const std::vector<SectionHeader>& sections) {
    list.sections = static_cast<std::uint32_t>(sections.size());
    for (std::size_t i = 0; i < sections.size(); ++i) {
        Section section{.header = sections[i],
                        .digest = section_digest(context.hash(), sections[i]),
                        .first = list.lines,
                        .overlay = overlay_digest(context.hash(), {})};
        save(draft, {id, static_cast<SectionNumber>(i)}, section);
        list.lines += sections[i].count;
        list.total = *list.total.plus(sections[i].total);
    }
    const auto hours = period(draft, parameter_receiving_hours, list.county, context.today());
    chain::set_timer(draft, context.now + static_cast<base::Seconds>(*hours) * hour_seconds,
                     static_cast<std::uint16_t>(Timers::receiving), base::to_bytes(id));
    move_list(draft, context, id, list, ListState::receiving);
}

namespace {

// Amended, as after a survey error: the same household's agreement, signed anew. What was paid
// under the version before counts against the total of this one (R1-06); a version is never edited.
bool is_next_version(const NewAgreement& known, const NewAgreement& fresh) {
    return fresh.version == known.version + 1 && fresh.village == known.village &&
           fresh.household == known.household && fresh.signed_on >= known.signed_on &&
           fresh.document != known.document;
}

}  // namespace

Verdict check_state(const AddAgreements& m, const Context& context, const View& view) {
    List list;
    if (auto verdict = registry::expect_role(context, vocabulary::Role::importer)) return verdict;
    if (auto verdict = find_for(view, m.list, "add_lines", ListState::validated, list))
        return verdict;
    if (list.importer != context.body.organisation) return refuse(Reject::list_unknown);
    if (m.first != list.received_agreements || m.first + m.agreements.size() > list.agreements) {
        return refuse(Reject::chunk_out_of_order, std::to_string(list.received_agreements));
    }
    const base::Date day = base::day_in_china(list.prepared_at);
    std::map<vocabulary::Reference, NewAgreement> here;
    for (const NewAgreement& agreement : m.agreements) {
        if (vocabulary::county_of(agreement.village) != list.county) {
            return refuse(Reject::county_foreign, std::to_string(agreement.village));
        }
        if (agreement.signed_on > day) return refuse(Reject::agreement_differs, "R1-03");
        const auto first = here.emplace(agreement.reference, agreement).first;
        const auto known = chain::load<Agreement>(view, {agreement.reference});
        const bool known_same = known && (known->content == agreement ||
                                          is_next_version(known->content, agreement));
        if (first->second != agreement || (known && !known_same)) {
            return refuse(Reject::agreement_differs, base::hex(agreement.reference));
        }
    }
    return std::nullopt;
}

void apply(const AddAgreements& m, const Context&, Draft& draft) {
    auto list = chain::must_load<List>(draft, {m.list});
    list.received_agreements += static_cast<std::uint32_t>(m.agreements.size());
    save(draft, {m.list}, list);
    for (const NewAgreement& agreement : m.agreements) {
        auto known = chain::load<Agreement>(draft, {agreement.reference});
        if (known && known->content == agreement) continue;
        Agreement fresh{agreement, known ? known->committed : Fen{}};
        if (known) {
            save(draft, {agreement.reference, known->content.version},
                 OldAgreement{known->content});
        }
        save(draft, {agreement.reference}, fresh);
    }
}

Verdict check_registrar(const View& view, const crypto::KeyId& id, ByteView statement,
                        const crypto::Signature& signature) {
    const auto key = chain::load<registry::KeyRecord>(view, {id});
    if (!key || key->revoked) return refuse(Reject::tags_signature_wrong, "key");
    const auto person = chain::must_load<registry::Person>(view, {key->person});
    const auto grant = chain::load<registry::RoleGrant>(
        view,
        {key->person, person.organisation, static_cast<std::uint8_t>(vocabulary::Role::registrar)});
    if (!grant || grant->revoked) return refuse(Reject::tags_signature_wrong, "role");
    if (crypto::verify({key->algorithm, key->public_key}, statement, signature)) {
        return std::nullopt;
    }
    return refuse(Reject::tags_signature_wrong);
}

namespace {

Verdict check_tags(const AddLines& m, const View& view) {
    std::vector<vocabulary::TagStatement> statements;
    for (const Line& line : m.lines) {
        statements.push_back(
            {line.tag, line.commitment, line.agreement, line.installment, line.item});
    }
    return check_registrar(view, m.registrar, vocabulary::tag_statement_bytes(m.list, statements),
                           m.tags);
}

// The lines of a section, those in the state and those of the chunk, give its root.
Verdict check_section(const View& view, const AddLines& m, const Section& section,
                      crypto::Hash hash) {
    std::vector<SumNode> leaves;
    leaves.reserve(section.header.count);
    each_line(view, m.list, section.first, std::min(section.end(), m.first),
              [&](LineNumber, const Line& line) {
                  leaves.push_back(line_leaf(hash, line.commitment, line.amount));
              });
    for (LineNumber n = std::max(section.first, m.first); n < section.end(); ++n) {
        const Line& line = m.lines[n - m.first];
        leaves.push_back(line_leaf(hash, line.commitment, line.amount));
    }
    const auto root = sum_root(hash, leaves);
    const SumNode expected{section.header.root,
                           static_cast<std::uint64_t>(section.header.total.count()),
                           section.header.count};
    if (root != expected) {
        return refuse(Reject::section_root_differs, std::to_string(section.header.village));
    }
    return std::nullopt;
}

Verdict check_line(const View& view, const Line& line, const Section& section, std::uint64_t cap) {
    if (static_cast<std::uint64_t>(line.amount.count()) > cap) {
        return refuse(Reject::line_above_cap, std::to_string(line.amount.count()));
    }
    const auto agreement = chain::load<Agreement>(view, {line.agreement});
    if (!agreement) return refuse(Reject::agreement_unknown, base::hex(line.agreement));
    if (agreement->content.village != section.header.village) {
        return refuse(Reject::village_differs, base::hex(line.agreement));
    }
    return std::nullopt;
}

// Walks the lines of a chunk section by section.
Verdict check_chunk(const View& view, const AddLines& m, const List& list, const Context& context) {
    const auto cap = registry::parameter(view, parameter_line_cap, list.county, context.today());
    if (!cap) return refuse(Reject::parameter_missing, std::string{parameter_line_cap});
    SectionNumber number = section_of(view, m.list, list, m.first);
    auto section = chain::must_load<Section>(view, {m.list, number});
    std::optional<vocabulary::Reference> before;
    if (m.first > section.first) {
        before = chain::must_load<Line>(view, {m.list, m.first - 1}).payee;
    }
    const auto end = m.first + static_cast<LineNumber>(m.lines.size());
    for (LineNumber n = m.first; n < end; ++n) {
        const Line& line = m.lines[n - m.first];
        if (auto verdict = check_line(view, line, section, *cap)) return verdict;
        if (before && line.payee < *before) {
            return refuse(Reject::payees_unordered, std::to_string(n));
        }
        before = line.payee;
        if (n + 1 < section.end()) continue;
        if (auto verdict = check_section(view, m, section, context.hash())) return verdict;
        before.reset();
        if (++number < list.sections) section = chain::must_load<Section>(view, {m.list, number});
    }
    return std::nullopt;
}

}  // namespace

Verdict check_state(const AddLines& m, const Context& context, const View& view) {
    const auto list = chain::load<List>(view, {m.list});
    if (list && list->follows) return refuse(Reject::origin_missing);
    return check_add(m, context, view);
}

void apply(const AddLines& m, const Context& context, Draft& draft) { add(m, context, draft); }

Verdict check_add(const AddLines& m, const Context& context, const View& view) {
    List list;
    if (auto verdict = registry::expect_role(context, vocabulary::Role::importer)) return verdict;
    if (auto verdict = find_for(view, m.list, "add_lines", ListState::validated, list))
        return verdict;
    if (list.importer != context.body.organisation) return refuse(Reject::list_unknown);
    if (list.received_agreements != list.agreements || m.first != list.received_lines ||
        m.first + m.lines.size() > list.lines) {
        return refuse(Reject::chunk_out_of_order, std::to_string(list.received_lines));
    }
    if (!period(view, parameter_verification_hours, list.county, context.today())) {
        return refuse(Reject::parameter_missing, std::string{parameter_verification_hours});
    }
    if (auto verdict = check_tags(m, view)) return verdict;
    return check_chunk(view, m, list, context);
}

namespace {

void count_bank(Section& section, BankCode bank) {
    const auto at = std::ranges::lower_bound(section.unanswered, bank, {}, &BankCount::bank);
    if (at != section.unanswered.end() && at->bank == bank) {
        ++at->count;
    } else {
        section.unanswered.insert(at, {bank, 1});
    }
}

}  // namespace

void add(const AddLines& m, const Context& context, Draft& draft) {
    auto list = chain::must_load<List>(draft, {m.list});
    SectionNumber number = section_of(draft, m.list, list, m.first);
    auto section = chain::must_load<Section>(draft, {m.list, number});
    const auto end = m.first + static_cast<LineNumber>(m.lines.size());
    for (LineNumber n = m.first; n < end; ++n) {
        const Line& line = m.lines[n - m.first];
        save(draft, {m.list, n}, line);
        count_bank(section, line.bank);
        if (n + 1 < section.end()) continue;
        save(draft, {m.list, number}, section);
        if (++number < list.sections) section = chain::must_load<Section>(draft, {m.list, number});
    }
    if (number < list.sections) save(draft, {m.list, number}, section);
    list.received_lines = end;
    if (end < list.lines) {
        save(draft, {m.list}, list);
        return;
    }
    for (SectionNumber n = 0; n < list.sections; ++n) {
        auto one = chain::must_load<Section>(draft, {m.list, n});
        move_section(draft, context, m.list, n, one, SectionState::validated);
    }
    const auto hours = period(draft, parameter_verification_hours, list.county, context.today());
    chain::set_timer(draft, context.now + static_cast<base::Seconds>(*hours) * hour_seconds,
                     static_cast<std::uint16_t>(Timers::verification), base::to_bytes(m.list));
    move_list(draft, context, m.list, list, ListState::validated);
    hold_marked(draft, context, m.list);
}

Verdict check_state(const AnswerVerification& m, const Context& context, const View& view) {
    List list;
    if (auto verdict = registry::expect_role(context, vocabulary::Role::bank_agent)) return verdict;
    if (registry::organisation_of(context, view).bank != m.bank)
        return refuse(Reject::bank_foreign);
    if (auto verdict = find_list(view, m.list, list)) return verdict;
    if (standing(list) != ListState::validated) {
        return refuse(Reject::list_state_wrong, std::string{word_of(list.state).name});
    }
    const auto verified = chain::load<Verified>(view, {m.list, m.bank}).value_or(Verified{});
    if (m.first != verified.next || m.end > list.lines) {
        return refuse(Reject::cursor_wrong, std::to_string(verified.next));
    }
    for (const RefusedLine& refused : m.refused) {
        const auto line = chain::load<Line>(view, {m.list, refused.line});
        if (!line || line->bank != m.bank) {
            return refuse(Reject::line_unknown, std::to_string(refused.line));
        }
    }
    return std::nullopt;
}

namespace {

void take_bank(Section& section, BankCode bank) {
    const auto at = std::ranges::find(section.unanswered, bank, &BankCount::bank);
    ASSERT(at != section.unanswered.end() && at->count > 0);
    if (--at->count == 0) section.unanswered.erase(at);
}

}  // namespace

void apply(const AnswerVerification& m, const Context& context, Draft& draft) {
    save(draft, {m.list, m.bank}, Verified{m.end});
    const auto list = chain::must_load<List>(draft, {m.list});
    SectionNumber number = section_of(draft, m.list, list, m.first);
    auto refused = m.refused.begin();
    for (LineNumber at = m.first; at < m.end; ++number) {
        auto section = chain::must_load<Section>(draft, {m.list, number});
        const LineNumber end = std::min(section.end(), m.end);
        std::vector<std::pair<LineNumber, Reason>> held;
        each_line(draft, m.list, at, end, [&](LineNumber n, const Line& line) {
            if (line.bank != m.bank) return;
            take_bank(section, m.bank);
            if (refused == m.refused.end() || refused->line != n) return;
            if (!is_held(draft, m.list, n)) held.emplace_back(n, refused->reason);
            ++refused;
        });
        const bool all_answered = section.unanswered.empty();
        save(draft, {m.list, number}, section);
        hold_lines(draft, context, m.list, number, held, std::nullopt);
        if (all_answered && section.state == SectionState::validated) {
            auto fresh = chain::must_load<Section>(draft, {m.list, number});
            move_section(draft, context, m.list, number, fresh, SectionState::verified);
        }
        at = end;
    }
}

void receiving_deadline(ByteView payload, const Context& context, Draft& draft) {
    const ListId id = *base::to_array<8>(payload);
    auto list = chain::must_load<List>(draft, {id});
    if (standing(list) != ListState::receiving) return;
    list.suspended_from.reset();
    free_origins(draft, id, list);
    move_list(draft, context, id, list, ListState::abandoned);
}

// What no bank has answered for by now is held, and never stops the other lines.
void verification_deadline(ByteView payload, const Context& context, Draft& draft) {
    const ListId id = *base::to_array<8>(payload);
    const auto list = chain::must_load<List>(draft, {id});
    if (standing(list) != ListState::validated) return;
    std::map<BankCode, LineNumber> answered;
    for (SectionNumber number = 0; number < list.sections; ++number) {
        auto section = chain::must_load<Section>(draft, {id, number});
        if (section.state != SectionState::validated) continue;
        for (const BankCount& open : section.unanswered) {
            answered[open.bank] =
                chain::load<Verified>(draft, {id, open.bank}).value_or(Verified{}).next;
        }
        std::vector<std::pair<LineNumber, Reason>> held;
        each_line(draft, id, section.first, section.end(), [&](LineNumber n, const Line& line) {
            const auto next = answered.find(line.bank);
            if (next == answered.end() || n < next->second || is_held(draft, id, n)) return;
            held.emplace_back(n, Reason::acct_unverified);
        });
        hold_lines(draft, context, id, number, held, std::nullopt);
        auto fresh = chain::must_load<Section>(draft, {id, number});
        move_section(draft, context, id, number, fresh, SectionState::verified);
    }
}

}  // namespace zhida::resettle
