#include "contracts/vocabulary/words.hpp"
#include "views/reports/detail/kinds.hpp"

namespace zhida::reports::detail {

namespace {

using vocabulary::OrganisationKind;

struct ItemWord {
    std::string_view code;
    std::string_view zh;
};
constexpr ItemWord item_names[] = {{"L1", "土地补偿费"}, {"L2", "安置补助费"}, {"C1", "青苗补偿"},
                                   {"A1", "附着物补偿"}, {"H1", "房屋补偿"},   {"M1", "搬迁费"},
                                   {"T1", "临时安置费"}, {"S1", "社会保障费"}, {"G1", "口粮补贴"}};

template <class Map, class K>
std::string or_number(const Map& map, const K& key, std::string otherwise) {
    const auto found = map.find(key);
    return found == map.end() ? std::move(otherwise) : found->second;
}

}  // namespace

base::Result<Names> Names::read(Database& database, const vocabulary::Villages& villages) {
    Names names;
    names.villages_ = &villages;
    auto organisations =
        database.read("SELECT organisation, kind, division, bank, title FROM organisations",
                      {Kind::number, Kind::number, Kind::number, Kind::number, Kind::text});
    if (!organisations) return organisations.error();
    for (const Row& row : *organisations) {
        const auto kind = static_cast<OrganisationKind>(number_in(row[1]));
        const std::string title = text_in(row[4]);
        names.organisations_[number_in(row[0])] = title;
        if (kind == OrganisationKind::bank) names.banks_[number_in(row[3])] = title;
        const bool names_a_place = kind == OrganisationKind::township ||
                                   kind == OrganisationKind::county_office ||
                                   kind == OrganisationKind::new_area;
        if (names_a_place) names.places_.emplace(number_in(row[2]), title);
    }
    auto lists = database.read("SELECT list, list_no, version FROM lists",
                               {Kind::text, Kind::text, Kind::number});
    if (!lists) return lists.error();
    for (const Row& row : *lists) {
        const std::int64_t version = number_in(row[2]);
        names.lists_[text_in(row[0])] =
            text_in(row[1]) + (version > 1 ? " v" + std::to_string(version) : "");
    }
    return names;
}

std::string Names::place(std::int64_t code) const {
    const auto* const village = villages_->find(static_cast<vocabulary::VillageCode>(code));
    return village ? village->name : or_number(places_, code, code == 0 ? "全部" : "");
}

std::string Names::bank(std::int64_t code) const { return or_number(banks_, code, ""); }
std::string Names::organisation(std::int64_t id) const {
    return or_number(organisations_, id, std::to_string(id));
}
std::string Names::list(const std::string& id) const { return or_number(lists_, id, id); }

std::optional<std::string> Names::find_list(const std::string& text) const {
    if (lists_.contains(text)) return text;
    for (const auto& [id, number] : lists_) {
        if (number == text) return id;
    }
    return std::nullopt;
}

std::string inside(std::string_view column, std::uint64_t within) {
    if (within == 0) return "1 = 1";
    std::uint64_t from = within;
    std::uint64_t count = 1;
    while (from < 100'000'000'000) {
        from *= 1'000;
        count *= 1'000;
    }
    const std::string name{column};
    return name + " >= " + std::to_string(from) + " AND " + name + " < " +
           std::to_string(from + count);
}

std::string item_words(std::int64_t item) {
    const std::string code = vocabulary::item_text(static_cast<vocabulary::ItemCode>(item));
    for (const ItemWord& word : item_names) {
        if (word.code == code) return std::string{word.zh};
    }
    return "";
}

}  // namespace zhida::reports::detail
