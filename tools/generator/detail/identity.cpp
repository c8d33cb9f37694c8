#include "tools/generator/detail/identity.hpp"

#include <numeric>

#include "contracts/vocabulary/identifiers.hpp"
#include "core/base/date.hpp"

namespace zhida::generator::detail {

namespace {

__extension__ using Wide = unsigned __int128;

struct Bank {
    std::string_view cnaps;
    std::string_view card_begins;
    std::uint64_t share;  // of a hundred
};
// Made-up branches whose check digits are right (funds.md §7.1).
constexpr std::array banks{Bank{"102134000011", "6222", 40}, Bank{"403134000012", "6217", 25},
                           Bank{"303134000014", "6226", 15}, Bank{"105134000015", "6236", 10},
                           Bank{"302134000018", "6213", 10}};
constexpr std::uint64_t shares_of(std::uint64_t sum = 0) {
    for (const Bank& bank : banks) sum += bank.share;
    return sum;
}
static_assert(shares_of() == 100);

constexpr std::array<std::string_view, 48> surnames{
    "赵", "钱", "孙", "李", "周", "吴", "郑", "王", "冯", "陈", "褚", "卫", "蒋", "沈", "韩", "杨",
    "朱", "秦", "许", "何", "吕", "张", "孔", "曹", "严", "金", "魏", "陶", "姜", "谢", "邹", "苏",
    "潘", "葛", "范", "彭", "鲁", "韦", "马", "方", "任", "袁", "柳", "史", "唐", "薛", "雷", "贺"};
constexpr std::array<std::string_view, 40> given{
    "伟", "芳", "秀", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "涛",
    "明", "超", "兰", "霞", "平", "刚", "桂", "文", "辉", "玲", "红", "建", "国", "庆",
    "春", "梅", "松", "海", "云", "德", "福", "成", "志", "宝", "立", "𫖯"};
constexpr std::array<std::string_view, 8> trades{"商贸", "养殖", "箱包", "制衣",
                                                 "建材", "运输", "食品", "园艺"};
constexpr std::array<std::string_view, 12> brands{"鑫润", "恒泰", "安祥", "润达", "永兴", "和顺",
                                                  "华盛", "德昌", "瑞丰", "金桥", "宏远", "嘉禾"};
constexpr std::string_view credit_alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

constexpr std::uint64_t births = 22'280;  // days from 1940 on; the youngest was born in 2000
constexpr std::uint64_t sequences = 999;
constexpr std::uint64_t persons_per_division = births * sequences;
constexpr std::uint64_t person_factor = 7'368'787;
static_assert(std::gcd(person_factor, persons_per_division) == 1);
// A year of birth cannot tell two lists apart; the division of issue can (it need not exist).
constexpr std::uint64_t divisions = 550'000;
static_assert(slots * payees_per_slot < divisions * persons_per_division);

constexpr std::uint64_t card_numbers = 100'000'000'000'000;  // 14 digits
constexpr std::uint64_t card_factor = 38'199'716'063'927;
static_assert(std::gcd(card_factor, card_numbers) == 1);
static_assert(slots * payees_per_slot < card_numbers);

constexpr std::uint64_t bodies = 852'891'037'441;  // 31^8
constexpr std::uint64_t body_factor = 318'244'916'573;
static_assert(std::gcd(body_factor, bodies) == 1);
static_assert(slots * units_per_slot < bodies);

constexpr std::uint64_t seeds_apart = 4'000;
constexpr std::uint64_t numbers_apart = 4'000;
static_assert(seeds_apart * numbers_apart == slots);

std::string digits(std::uint64_t n, std::size_t count) {
    std::string text = std::to_string(n);
    if (text.size() < count) text.insert(0, count - text.size(), '0');
    return text;
}

std::string division(std::uint64_t index) {
    return digits(100'000 + (index + 30'629) % divisions, 6);
}

std::string citizen_number(std::uint64_t index) {
    const std::uint64_t within =
        scattered(index % persons_per_division, person_factor, persons_per_division);
    const auto first = *base::make_date(1940, 1, 1);
    const base::Date birth = base::plus_days(first, static_cast<int>(within % births));
    std::string number = division(index / persons_per_division);
    for (const char c : base::to_text(birth)) {
        if (c != '-') number.push_back(c);
    }
    number += digits(within / births + 1, 3);
    number.push_back(vocabulary::citizen_check_character(number));
    return number;
}

std::string credit_code(std::string_view begins, std::string_view county, std::uint64_t body) {
    std::string code = std::string{begins} + std::string{county} + std::string(8, '0');
    for (std::size_t at = code.size(); at-- > 8; body /= 31) code[at] = credit_alphabet[body % 31];
    // The check digit of an organisation may be X, and so may be the last character.
    code.push_back(vocabulary::organisation_check_character(std::string_view{code}.substr(8)));
    code.push_back(vocabulary::credit_check_character(code));
    return code;
}

std::string card(std::string_view begins, std::uint64_t number) {
    std::string out = std::string{begins} + digits(number, 14);
    for (char last = '0'; last <= '9'; ++last) {
        if (vocabulary::passes_luhn(out + last)) return out + last;
    }
    return out;
}

const Bank& any_bank(Chance& chance) {
    std::uint64_t n = chance.between(1, 100);
    for (const Bank& bank : banks) {
        if (n <= bank.share) return bank;
        n -= bank.share;
    }
    return banks[0];
}

std::string_view county_name(std::string_view county) {
    if (county == "130629") return "容城县";
    if (county == "130632") return "安新县";
    if (county == "130638") return "雄县";
    return "";
}

std::string_view short_name(std::string_view name) {
    for (std::string_view end : {"居民委员会", "村民委员会", "委员会", "居委会", "委会"}) {
        if (name.size() <= end.size() || !name.ends_with(end)) continue;
        name.remove_suffix(end.size());
        return name;
    }
    return name;
}

}  // namespace

std::uint64_t scattered(std::uint64_t n, std::uint64_t factor, std::uint64_t size) {
    ASSERT(n < size);
    return static_cast<std::uint64_t>(static_cast<Wide>(n) * factor % size);
}

std::uint64_t slot_of(std::uint64_t seed, std::string_view list_no) {
    std::size_t at = list_no.size();
    while (at > 0 && list_no.size() - at < 9 && list_no[at - 1] >= '0' && list_no[at - 1] <= '9')
        --at;
    std::uint64_t number = 0;
    for (const char c : list_no.substr(at))
        number = number * 10 + static_cast<std::uint64_t>(c - '0');
    // Lists of one series lie side by side; where a series begins is chance.
    const std::string series = std::string{list_no.substr(0, at)} + "/" +
                               std::to_string(seed / seeds_apart) + "/" +
                               std::to_string(number / numbers_apart);
    const std::uint64_t base = Chance{number_of(series)}.draw() % slots;
    return (base + seed % seeds_apart * numbers_apart + number % numbers_apart) % slots;
}

std::string person_name(Chance& chance) {
    std::string name{chance.one_of(surnames)};
    name += chance.one_of(given);
    if (chance.percent(60)) name += chance.one_of(given);
    return name;
}

Payee person(std::uint64_t slot, std::uint64_t serial, Chance& chance) {
    ASSERT(slot < slots && serial < payees_per_slot);
    const std::uint64_t index = slot * payees_per_slot + serial;
    const Bank& bank = any_bank(chance);
    return {.kind = "person",
            .name = person_name(chance),
            .id_no = citizen_number(index),
            .account_no = card(bank.card_begins, scattered(index, card_factor, card_numbers)),
            .cnaps = std::string{bank.cnaps},
            .phone = "154" + digits(chance.between(0, 99'999'999), 8)};
}

Payee unit(std::uint64_t slot, std::uint64_t serial, std::string_view county, Chance& chance) {
    ASSERT(slot < slots && serial < units_per_slot);
    const std::uint64_t index = slot * units_per_slot + serial;
    const Bank& bank = any_bank(chance);
    return {.kind = "unit",
            .name = std::string{county_name(county)} + std::string{chance.one_of(brands)} +
                    std::string{chance.one_of(trades)} + "有限公司",
            .id_no = credit_code("91", county, scattered(index, body_factor, bodies)),
            .account_no = "0200" + digits(scattered(index, card_factor, card_numbers), 14),
            .cnaps = std::string{bank.cnaps},
            .phone = "0312-" + digits(chance.between(0, 9'999'999), 7)};
}

Payee collective(const vocabulary::Village& village) {
    const std::string county = std::to_string(vocabulary::county_of(village.code));
    const std::uint64_t place = village.code % 1'000'000;
    return {.kind = "collective",
            .name = std::string{county_name(county)} + std::string{short_name(village.name)} +
                    "股份经济合作社",
            .id_no = credit_code("N2", county, scattered(place, body_factor, bodies)),
            .account_no = "0404" + county + digits(scattered(place, 70'607, 100'000'000), 8),
            .cnaps = std::string{banks[0].cnaps},
            .phone = "0312-5" + digits(place, 6)};
}

}  // namespace zhida::generator::detail
