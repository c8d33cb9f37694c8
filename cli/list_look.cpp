#include "cli/list_look.hpp"

#include <tuple>

namespace zhida::cli {

namespace {

using approval::Level;
using resettle::ListState;
using resettle::SectionState;
using vocabulary::ListId;
using vocabulary::SectionNumber;

template <class R>
void each_of_list(const client::StateView& view, const ListId& list,
                  const std::function<void(base::ByteView rest, const R&)>& visit) {
    base::Bytes prefix{R::table};
    base::append(prefix, list);
    view.scan(prefix, prefix, [&](base::ByteView key, base::ByteView value) {
        visit(key.subspan(prefix.size()), chain::read_record<R>(value));
        return true;
    });
}

unsigned count_at(const approval::Signatures& all, Level level) {
    unsigned count = 0;
    for (const auto& one : all.signatures) count += one.level == level ? 1U : 0U;
    return count;
}

void read_signatures(const client::StateView& view, ListLook& look) {
    each_of_list<approval::Signatures>(
        view, look.id, [&](base::ByteView rest, const approval::Signatures& all) {
            const auto place = static_cast<SectionNumber>(rest[0] << 8 | rest[1]);
            if (place == approval::whole_list) {
                for (const auto& one : all.signatures) ++look.signatures[one.level];
            } else if (place < look.sections.size()) {
                look.sections[place].village_signatures = count_at(all, Level::village);
                look.sections[place].township_signatures = count_at(all, Level::township);
            }
        });
}

void read_flow(const client::StateView& view, ListLook& look) {
    const auto flow = chain::load<approval::Flow>(view, {look.record.programme});
    if (!flow) return;
    for (const auto& level : flow->levels) look.needed[level.level] = level.signatures;
}

struct SectionWait {
    SectionState state;
    std::string_view who;
    std::string_view zh;
    std::string_view en;
};
constexpr SectionWait section_waits[] = {
    {SectionState::verified, "village", "村两人确认", "two village persons confirm"},
    {SectionState::confirmed, "village", "村开始公示", "the village opens the notice"},
    {SectionState::in_notice, "timer", "公示期满", "the notice days pass"},
    {SectionState::noticed, "township", "乡镇两人批准", "two township persons approve"},
    {SectionState::returned, "importer", "重新报送新版本", "a new version of the list"},
};

std::uint64_t division_of(const SectionWait& wait, vocabulary::VillageCode village) {
    if (wait.who == "village") return village;
    return wait.who == "township" ? vocabulary::township_of(village) : 0;
}

unsigned missing(const ListLook& look, Level level, unsigned given) {
    const auto found = look.needed.find(level);
    const unsigned wanted = found == look.needed.end() ? 0 : found->second;
    return wanted > given ? wanted - given : 0;
}

unsigned missing_at(const ListLook& look, const SectionLook& section) {
    if (section.record.state == SectionState::verified)
        return missing(look, Level::village, section.village_signatures);
    if (section.record.state == SectionState::noticed)
        return missing(look, Level::township, section.township_signatures);
    return 0;
}

// Sections that wait for the same thing stand together.
std::vector<Awaited> awaited_by_sections(const ListLook& look) {
    using Group = std::tuple<std::string_view, std::uint64_t, unsigned, base::Seconds>;
    std::map<Group, Awaited> groups;
    std::map<vocabulary::BankCode, Awaited> banks;
    for (std::size_t n = 0; n < look.sections.size(); ++n) {
        const auto& section = look.sections[n].record;
        const auto number = static_cast<SectionNumber>(n);
        if (section.state == SectionState::validated) {
            for (const auto& [bank, count] : section.unanswered) {
                if (count == 0) continue;
                auto& one = banks[bank];
                one.who = "bank";
                one.zh = "银行核验账户";
                one.en = "the bank verifies its accounts";
                one.bank = bank;
                one.sections.push_back(number);
            }
        }
        for (const SectionWait& wait : section_waits) {
            if (wait.state != section.state) continue;
            const auto division = division_of(wait, section.header.village);
            const unsigned signatures = missing_at(look, look.sections[n]);
            const base::Seconds until = section.notice_ends.value_or(0);
            const bool timed = wait.state == SectionState::in_notice;
            auto& one = groups[{wait.en, division, signatures, timed ? until : 0}];
            one.who = wait.who;
            one.zh = wait.zh;
            one.en = wait.en;
            one.division = division;
            one.signatures = signatures;
            if (timed) one.until = until;
            one.sections.push_back(number);
        }
    }
    std::vector<Awaited> out;
    for (const auto& [bank, one] : banks) out.push_back(one);
    for (const auto& [group, one] : groups) out.push_back(one);
    return out;
}

struct ListWait {
    ListState state;
    std::string_view who;
    std::string_view zh;
    std::string_view en;
    std::optional<Level> level;
};
constexpr ListWait list_waits[] = {
    {ListState::receiving, "importer", "导入机构送齐分块", "the importer sends the rest", {}},
    {ListState::validated, "county", "县两人批准", "two county persons approve", Level::county},
    {ListState::county_approved, "new_area", "新区批准", "the new area approves", Level::new_area},
    {ListState::area_approved, "finance", "县财政锁定资金", "county finance locks the funds",
     Level::fund_lock},
    {ListState::funded, "finance", "县财政放款", "county finance releases", Level::fund_release},
    {ListState::released, "bank", "银行支付", "the banks pay", {}},
    {ListState::paying, "bank", "银行支付", "the banks pay", {}},
    {ListState::settled, "finance", "日终后县财政关闭清单",
     "days close, then county finance the list", Level::reconcile},
    {ListState::suspended, "new_area", "解除中止", "the suspension ends", {}},
};

}  // namespace

std::int64_t ListLook::held_fen() const {
    std::int64_t fen = 0;
    for (const SectionLook& section : sections) fen += section.record.held_total.count();
    return fen;
}

base::Result<ListId> find_list(const client::StateView& view, const std::string& no) {
    std::optional<ListId> found;
    unsigned version = 0;
    std::string source;
    bool several = false;
    const base::Bytes table{resettle::List::table};
    view.scan(table, table, [&](base::ByteView key, base::ByteView value) {
        const auto list = chain::read_record<resettle::List>(value);
        const auto id = *base::to_array<8>(key.subspan(1));
        if (base::hex(id) == no) {
            found = id;
            several = false;
            return false;
        }
        if (list.list_no != no || list.version < version) return true;
        several = several || (found && list.source_system != source);
        found = id;
        version = list.version;
        source = list.source_system;
        return true;
    });
    if (view.trouble()) return *view.trouble();
    if (several) {
        return base::fail("several sources have a list " + no + "; give its id in hexadecimal",
                          "多个来源系统有清单 " + no + "，请给出十六进制标识");
    }
    if (!found) return base::fail("there is no list " + no, "没有清单 " + no);
    return *found;
}

base::Result<ListLook> look_at(const client::StateView& view, crypto::Hash hash, const ListId& id) {
    auto list = chain::load<resettle::List>(view, {id});
    if (view.trouble()) return *view.trouble();
    if (!list) return base::fail("there is no such list", "没有这个清单");
    ListLook look{.id = id, .record = std::move(*list)};
    each_of_list<resettle::Section>(
        view, id, [&](base::ByteView, const auto& section) { look.sections.push_back({section}); });
    each_of_list<resettle::Hold>(view, id, [&](base::ByteView rest, const resettle::Hold& hold) {
        look.held[base::read_u32(rest)] = hold.reason;
    });
    read_signatures(view, look);
    read_flow(view, look);
    look.batch = chain::load<payment::Batch>(view, {id});
    if (view.trouble()) return *view.trouble();
    look.state = resettle::state_now(view, id, look.record);
    std::vector<crypto::Digest> overlays;
    for (const SectionLook& section : look.sections) overlays.push_back(section.record.overlay);
    look.overlay = resettle::list_overlay(hash, overlays);
    if (view.trouble()) return *view.trouble();
    return look;
}

std::vector<Awaited> awaited(const ListLook& look) {
    if (look.state == ListState::validated && look.record.town_approved < look.record.sections)
        return awaited_by_sections(look);
    std::vector<Awaited> out;
    for (const ListWait& wait : list_waits) {
        if (wait.state != look.state) continue;
        Awaited one{.who = wait.who, .zh = wait.zh, .en = wait.en};
        one.division = wait.who == "county" || wait.who == "finance" ? look.record.county : 0;
        if (wait.level) {
            const auto given = look.signatures.find(*wait.level);
            const unsigned count = given == look.signatures.end() ? 0 : given->second;
            one.signatures = missing(look, *wait.level, count);
        }
        out.push_back(one);
    }
    return out;
}

base::Result<vocabulary::LineNumber> first_paid(const client::StateView& view,
                                                const vocabulary::ListId& list) {
    std::optional<vocabulary::LineNumber> found;
    const base::Bytes prefix = [&] {
        base::Bytes bytes{payment::Order::table};
        base::append(bytes, list);
        return bytes;
    }();
    view.scan(prefix, prefix, [&](base::ByteView key, base::ByteView value) {
        const auto order = chain::read_record<payment::Order>(value);
        if (order.state == payment::OrderState::paid) found = base::read_u32(key.subspan(9));
        return !found;
    });
    if (view.trouble()) return *view.trouble();
    if (!found) return base::fail("no line of this list is paid yet", "该清单尚无已支付的明细行");
    return *found;
}

}  // namespace zhida::cli
