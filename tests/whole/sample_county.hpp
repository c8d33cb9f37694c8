// The sample county of tests/data in one process, on a disk in memory.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "core/store/testing_disk.hpp"
#include "node/sandbox/sandbox.hpp"

namespace zhida::whole {

inline const std::string data = std::string{ZHIDA_SOURCE_DIR} + "/tests/data/";

inline std::string file(const std::string& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

inline intake::Terms terms() {
    const std::string root = ZHIDA_SOURCE_DIR;
    intake::Terms t;
    t.villages = intake::read_villages(file(root + "/data/villages.csv"));
    for (const char* year : {"2018", "2019", "2020"}) {
        auto read = intake::read_calendar_year(file(root + "/data/calendar/" + year + ".json"));
        t.calendar.add(read->first, read->second);
    }
    t.sources["XA-ZQ"] = *crypto::public_key_from_pem(file(data + "source-key.pem"));
    t.line_cap_fen = vocabulary::line_cap_fen;
    return t;
}

// The sample county on a disk in memory.
struct County {
    store::TestingDisk disk;
    std::unique_ptr<sandbox::Sandbox> sandbox;
    explicit County(bool one_account = false) {
        sandbox::Setting setting{disk, ":memory:", terms(),
                                 file(data + "rongcheng-2019-0001.accounts.csv")};
        setting.one_account = one_account;
        auto judged = intake::judge(data + "rongcheng-2019-0001", setting.terms);
        auto made = sandbox::Sandbox::make(setting, std::get<intake::Content>(std::move(judged)));
        EXPECT_TRUE(made.ok()) << (made.ok() ? "" : made.error().en);
        sandbox = std::move(*made);
    }
    void play(std::initializer_list<base::Status (walk::Walk::*)()> steps) {
        for (const auto step : steps) {
            const base::Status done = (sandbox->walk().*step)();
            ASSERT_TRUE(done.ok()) << done.error().en;
        }
    }
};

}  // namespace zhida::whole
