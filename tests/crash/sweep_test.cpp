#include <gtest/gtest.h>

#include "tests/crash/day.hpp"

namespace zhida::crash {
namespace {

using store::TestingDisk;

const Script& script() {
    static const Script one;
    return one;
}

TestingDisk empty_disk() {
    TestingDisk disk;
    disk.reserves = false;
    return disk;
}

// The parameter set by each block, as the state has it: what a day must have done at its end.
void expect_whole_day(Core& core, const std::string& where) {
    for (unsigned n = 0; n < blocks_of_the_day; ++n) {
        bool found = false;
        for (std::uint64_t h = 1; h <= core.height() && !found; ++h) {
            const auto block = core.block(h);
            ASSERT_TRUE(block.ok()) << where;
            found = !block->transactions.empty() &&
                    block->transactions.front() == script().transactions[n];
        }
        EXPECT_TRUE(found) << where << ": transaction " << n;
    }
}

void expect_vault(Core& core, const Acknowledged& acknowledged, const std::string& where) {
    if (!core.vault().has(list)) {
        EXPECT_FALSE(acknowledged.has_list) << where;
        return;
    }
    for (unsigned n = 0; n < lines_of_the_list; ++n) {
        const auto record = core.vault().read(list, n);
        if (n == shredded_line) {
            // Half shredded is not readable; whole or not at all.
            EXPECT_FALSE(acknowledged.has_shredded && record.ok()) << where;
            if (!record) continue;
        }
        ASSERT_TRUE(record.ok()) << where << ": line " << n;
        EXPECT_EQ(record->line, script().records[n].line) << where;
    }
}

// Opens what is left, looks whether all that was acknowledged is there, and ends the day on it.
void expect_recovery(TestingDisk& left, const Acknowledged& acknowledged,
                     const std::string& where) {
    Core core{script(), left};
    const auto opened = core.open();
    ASSERT_TRUE(opened.ok()) << where << ": " << opened.error().en;
    EXPECT_GE(core.height(), acknowledged.height) << where;
    EXPECT_EQ(core.journal().last(), core.height()) << where;
    expect_vault(core, acknowledged, where);
    Acknowledged rest = acknowledged;
    const auto done = core.run(rest);
    ASSERT_TRUE(done.ok()) << where << ": " << done.error().en;
    expect_whole_day(core, where);
    expect_vault(core, rest, where);
}

std::uint64_t operations_of_the_day() {
    TestingDisk disk = empty_disk();
    Core core{script(), disk};
    Acknowledged acknowledged;
    EXPECT_TRUE(core.open().ok());
    EXPECT_TRUE(core.run(acknowledged).ok());
    EXPECT_TRUE(acknowledged.has_list && acknowledged.has_shredded);
    EXPECT_GE(acknowledged.height, blocks_of_the_day);
    return disk.operations;
}

// One day on a disk that breaks at an operation; returns what was acknowledged until then.
Acknowledged day_until(TestingDisk& disk) {
    Core core{script(), disk};
    Acknowledged acknowledged;
    if (core.open()) {
        const auto done = core.run(acknowledged);
        EXPECT_FALSE(done.ok() && disk.fails_once) << "an error was passed over";
    }
    return acknowledged;
}

TEST(CrashSweep, ACrashAtEveryOperationLosesNothingThatWasAcknowledged) {
    const std::uint64_t all = operations_of_the_day();
    EXPECT_GT(all, 60U);
    for (std::uint64_t at = 2; at <= all; ++at) {
        for (const auto loss : {TestingDisk::Loss::all_unsynced, TestingDisk::Loss::nothing,
                                TestingDisk::Loss::torn}) {
            TestingDisk disk = empty_disk();
            disk.fail_from = at;
            const Acknowledged acknowledged = day_until(disk);
            TestingDisk left = disk.after_crash(loss, static_cast<unsigned>(at));
            const std::string where =
                "operation " + std::to_string(at) + ", loss " +
                std::to_string(static_cast<int>(loss));
            expect_recovery(left, acknowledged, where);
        }
    }
}

TEST(CrashSweep, ASecondCrashDuringTheRecoveryLosesNothingEither) {
    const std::uint64_t all = operations_of_the_day();
    for (std::uint64_t at = 5; at <= all; at += 7) {
        TestingDisk disk = empty_disk();
        disk.fail_from = at;
        const Acknowledged acknowledged = day_until(disk);
        for (std::uint64_t again = 1; again <= 5; ++again) {
            TestingDisk second = disk.after_crash(TestingDisk::Loss::torn,
                                                  static_cast<unsigned>(at));
            second.fail_from = again;
            Core core{script(), second};
            Acknowledged more = acknowledged;
            if (core.open()) {
                if (core.run(more)) continue;  // the recovery had fewer operations
            }
            TestingDisk left =
                second.after_crash(TestingDisk::Loss::torn, static_cast<unsigned>(again));
            expect_recovery(left, more,
                            "operations " + std::to_string(at) + " and " + std::to_string(again));
        }
    }
}

TEST(DiskFull, AnErrorAtAnyOperationStopsAndTheDayGoesOnWhenThereIsRoomAgain) {
    const std::uint64_t all = operations_of_the_day();
    for (std::uint64_t at = 2; at <= all; ++at) {
        TestingDisk disk = empty_disk();
        disk.fail_from = at;
        disk.fails_once = true;
        disk.short_writes = true;
        const Acknowledged acknowledged = day_until(disk);
        disk.fail_from = 0;
        disk.fails_once = false;
        expect_recovery(disk, acknowledged, "operation " + std::to_string(at));
    }
}

TEST(FlippedBits, AreFoundOrHarmlessAndNeverServed) {
    TestingDisk disk = empty_disk();
    Acknowledged acknowledged;
    chain::Digest root{};
    {
        Core core{script(), disk};
        ASSERT_TRUE(core.open().ok());
        ASSERT_TRUE(core.run(acknowledged).ok());
        root = core.root();
    }
    std::size_t refused = 0;
    for (const auto& [path, content] : disk.files) {
        const std::size_t step = 1 + content->now.size() / 40;
        for (std::size_t i = 0; i < content->now.size(); i += step) {
            TestingDisk bad = disk.after_crash(TestingDisk::Loss::nothing, 0);
            bad.files.at(path)->now[i] ^= static_cast<base::Byte>(1U << i % 8);
            Core core{script(), bad};
            const auto opened = core.open();
            if (!opened) {
                EXPECT_FALSE(opened.error().zh.empty());
                ++refused;
                continue;
            }
            EXPECT_EQ(core.height(), acknowledged.height) << path << " " << i;
            EXPECT_EQ(core.root(), root) << path << " " << i;
            for (unsigned n = 0; n < lines_of_the_list; ++n) {
                const auto record = core.vault().read(list, n);
                if (!record) continue;
                EXPECT_NE(n, shredded_line) << path;
                EXPECT_EQ(record->line, script().records[n].line) << path;
            }
        }
    }
    EXPECT_GT(refused, 30U);
}

}  // namespace
}  // namespace zhida::crash
