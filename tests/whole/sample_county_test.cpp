#include "tests/whole/sample_county.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tools/generator/generator.hpp"

namespace zhida::whole {

std::string data() { return std::string{ZHIDA_SOURCE_DIR} + "/tests/data/"; }

std::string file(const std::string& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

intake::Terms terms() {
    const std::string root = ZHIDA_SOURCE_DIR;
    intake::Terms t;
    t.villages = intake::read_villages(file(root + "/data/villages.csv"));
    for (const char* year : {"2018", "2019", "2020"}) {
        auto read = intake::read_calendar_year(file(root + "/data/calendar/" + year + ".json"));
        t.calendar.add(read->first, read->second);
    }
    t.sources["XA-ZQ"] = *crypto::public_key_from_pem(file(data() + "source-key.pem"));
    t.line_cap_fen = vocabulary::line_cap_fen;
    return t;
}

County::County()
    : County{{data() + "rongcheng-2019-0001", file(data() + "rongcheng-2019-0001.accounts.csv")},
             terms(), no_change} {}

County::County(const Package& package, const intake::Terms& with, const Change& change) {
    sandbox::Setting setting{disk, ":memory:", with, package.accounts};
    change(setting);
    auto judged = intake::judge(package.folder, setting.terms);
    auto made = sandbox::Sandbox::make(setting, std::get<intake::Content>(std::move(judged)));
    EXPECT_TRUE(made.ok()) << (made.ok() ? "" : made.error().en);
    sandbox = std::move(*made);
}

std::string County::troubles() const {
    std::string all;
    for (const auto& [bank, error] : sandbox->troubles())
        all += "\nagent " + std::to_string(bank) + ": " + error.en;
    return all;
}

void County::play(std::initializer_list<base::Status (walk::Walk::*)()> steps) {
    for (const auto step : steps) {
        const base::Status done = (sandbox->walk().*step)();
        ASSERT_TRUE(done.ok()) << done.error().en << troubles();
    }
}

std::unique_ptr<County> small_county(const County::Change& change) {
    const std::string root = ZHIDA_SOURCE_DIR;
    const auto villages = vocabulary::Villages::parse(file(root + "/data/villages.csv"));
    const generator::Order order{.lines = small_lines,
                                 .seed = 4'711,
                                 .list_no = "RC-2019-0047",
                                 .prepared_at = *base::parse_time("2019-09-18T10:00:00+08:00"),
                                 .county = "130629"};
    const auto product = generator::generate(order, *villages);
    EXPECT_TRUE(product.ok()) << (product.ok() ? "" : product.error().en);
    const auto key = crypto::SigningKey::generate(crypto::Algorithm::sm2_sm3);
    crypto::SystemRandom random;
    const auto folder = std::filesystem::temp_directory_path() /
                        ("zhida-whole-" + base::hex(random.draw<8>()));
    std::filesystem::create_directories(folder);
    const auto write = [&](const char* name, std::string_view text) {
        std::ofstream{folder / name, std::ios::binary} << text;
    };
    write("agreements.csv", product->agreements);
    write("lines.csv", product->lines);
    write("standards.csv", product->standards);
    write("manifest.json", product->manifest);
    write("manifest.sig", base::base64(key.sign(base::view(product->manifest))) + "\n");
    intake::Terms with = terms();
    with.sources["XA-ZQ"] = key.public_key();
    auto made = std::make_unique<County>(Package{folder, product->accounts}, with, change);
    std::filesystem::remove_all(folder);
    return made;
}

namespace {

using walk::Walk;

TEST(SmallCounty, IsPaidToItsEndAndEveryLineIsInOneSlot) {
    const auto county = small_county();
    county->play({&Walk::import, &Walk::verify, &Walk::villages, &Walk::townships,
                  &Walk::county_and_area, &Walk::fund, &Walk::release, &Walk::pay,
                  &Walk::close_day, &Walk::next_working_day, &Walk::close_day,
                  &Walk::close_list});
    EXPECT_TRUE(*county->sandbox->walk().is_closed());
    const auto report = *county->sandbox->walk().report();
    EXPECT_EQ(report.all.lines, small_lines);
    EXPECT_GT(report.paid.lines, small_lines / 2);
    std::uint64_t lines = report.paid.lines + report.returned.lines + report.in_doubt.lines;
    for (const auto* const group : {&report.failed, &report.held, &report.rest}) {
        for (const auto& [name, slot] : *group) lines += slot.lines;
    }
    EXPECT_EQ(lines, small_lines);
}

}  // namespace
}  // namespace zhida::whole
