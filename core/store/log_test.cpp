#include <gtest/gtest.h>

#include "core/store/block_log.hpp"
#include "core/store/snapshot.hpp"
#include "core/store/testing_disk.hpp"

namespace zhida::store {
namespace {

constexpr base::ByteArray<32> log_id{1, 2, 3};
constexpr std::uint64_t small_segment = 700;

Bytes record(std::uint64_t n) { return Bytes(20 + n * 37 % 150, static_cast<base::Byte>(n)); }

std::unique_ptr<BlockLog> open_log(base::Disk& disk) {
    auto log = BlockLog::open(disk, "log", log_id, small_segment);
    EXPECT_TRUE(log.ok()) << (log.ok() ? "" : log.error().en);
    return log.ok() ? std::move(*log) : nullptr;
}

// Appends in groups of three and returns how many records were acknowledged.
std::uint64_t write_some(BlockLog& log, std::uint64_t count) {
    std::uint64_t acknowledged = log.last();
    while (log.last() < count) {
        for (int i = 0; i < 3; ++i) {
            if (!log.append(record(log.last() + 1))) return acknowledged;
        }
        if (!log.sync()) return acknowledged;
        acknowledged = log.last();
    }
    return acknowledged;
}

void expect_records(BlockLog& log) {
    std::uint64_t n = 0;
    const auto done = log.each(1, [&](std::uint64_t number, Bytes bytes) {
        EXPECT_EQ(number, ++n);
        EXPECT_EQ(bytes, record(number));
        return true;
    });
    EXPECT_TRUE(done.ok());
    EXPECT_EQ(n, log.last());
}

TEST(BlockLog, WhatWasWrittenIsReadBackAcrossSegmentsAfterReopening) {
    TestingDisk disk;
    EXPECT_EQ(write_some(*open_log(disk), 60), 60U);
    EXPECT_GT(disk.list("log").size(), 5U);
    const auto log = open_log(disk);
    EXPECT_EQ(log->last(), 60U);
    expect_records(*log);
    EXPECT_EQ(*log->read(31), record(31));
    EXPECT_FALSE(log->read(61).ok());
    EXPECT_EQ(write_some(*log, 66), 66U);
    expect_records(*open_log(disk));
}

TEST(BlockLog, ACrashAtAnyOperationLosesNothingThatWasAcknowledged) {
    TestingDisk whole;
    write_some(*open_log(whole), 30);
    for (std::uint64_t at = 1; at <= whole.operations; ++at) {
        for (const auto loss : {TestingDisk::Loss::all_unsynced, TestingDisk::Loss::nothing,
                                TestingDisk::Loss::torn}) {
            TestingDisk disk;
            disk.fail_from = at;
            const auto opened = BlockLog::open(disk, "log", log_id, small_segment);
            ASSERT_TRUE(opened.ok());
            const std::uint64_t acknowledged = write_some(**opened, 30);
            TestingDisk left = disk.after_crash(loss, static_cast<unsigned>(at));
            const auto log = open_log(left);
            ASSERT_NE(log, nullptr) << "operation " << at;
            EXPECT_GE(log->last(), acknowledged) << "operation " << at;
            expect_records(*log);
            EXPECT_GE(write_some(*log, 36), 36U);
            expect_records(*open_log(left));
        }
    }
}

TEST(BlockLog, AFailedSyncStopsTheLogForGood) {
    TestingDisk disk;
    const auto log = open_log(disk);
    ASSERT_TRUE(log->append(record(1)).ok());
    disk.fail_from = disk.operations + 1;
    EXPECT_FALSE(log->sync().ok());
    disk.fail_from = 0;
    EXPECT_FALSE(log->sync().ok());
    EXPECT_FALSE(log->append(record(2)).ok());
}

TEST(BlockLog, AFlippedBitIsNeverServed) {
    TestingDisk disk;
    write_some(*open_log(disk), 30);
    std::size_t refused = 0;
    for (auto& [path, content] : disk.files) {
        for (std::size_t i = 0; i < content->now.size(); i += 7) {
            content->now[i] ^= 4;
            const auto log = BlockLog::open(disk, "log", log_id, small_segment);
            if (log.ok()) {
                // Only the tail that nothing follows may be cut off; what is served is right.
                TestingDisk copy = disk.after_crash(TestingDisk::Loss::nothing, 0);
                (*log)
                    ->each(1,
                           [&](std::uint64_t n, Bytes bytes) {
                               EXPECT_EQ(bytes, record(n));
                               return true;
                           })
                    .ok();
            } else {
                ++refused;
            }
            content->now[i] ^= 4;
        }
    }
    EXPECT_GT(refused, 100U);
}

TEST(BlockLog, ACopyOpensAsTheLogItWasAndDamageIsNotCopied) {
    TestingDisk disk;
    const auto log = open_log(disk);
    write_some(*log, 30);
    ASSERT_TRUE(log->append(record(31)).ok());  // as a writer at work leaves it
    TestingDisk other;
    const auto take = [&](const std::string& name, ByteView bytes) {
        return base::replace_file(other, "log/" + name, bytes);
    };
    const auto before = disk.files.at("log/" + disk.list("log").back())->now;
    const auto copy = copy_log(disk, "log", log_id, take);
    ASSERT_TRUE(copy.ok());
    EXPECT_EQ(copy->last, 31U);
    EXPECT_EQ(copy->newest, record(31));
    EXPECT_EQ(disk.files.at("log/" + disk.list("log").back())->now, before);
    const auto opened = open_log(other);
    EXPECT_EQ(opened->last(), 31U);
    expect_records(*opened);
    EXPECT_FALSE(copy_log(disk, "log", base::ByteArray<32>{9}, take).ok());
    for (const std::string& name : disk.list("log")) {
        auto& bytes = disk.files.at("log/" + name)->now;
        bytes[70] ^= 1;  // in its first record
        const auto damaged = copy_log(disk, "log", log_id, take);
        EXPECT_TRUE(!damaged.ok() || damaged->last == opened->last() - 1) << name;
        bytes[70] ^= 1;
    }
}

TEST(BlockLog, AnotherLogsFilesAreRefused) {
    TestingDisk disk;
    write_some(*open_log(disk), 3);
    EXPECT_FALSE(BlockLog::open(disk, "log", base::ByteArray<32>{9}, small_segment).ok());
}

TEST(BlockLog, RecordsAboveTheLimitAreRefusedAndLargerThanASegmentAreNot) {
    TestingDisk disk;
    const auto log = open_log(disk);
    EXPECT_FALSE(log->append({}).ok());
    EXPECT_TRUE(log->append(Bytes(5'000, 1)).ok());
    EXPECT_TRUE(log->append(Bytes(10, 2)).ok());
    EXPECT_TRUE(log->sync().ok());
    EXPECT_EQ(open_log(disk)->read(1)->size(), 5'000U);
    EXPECT_FALSE(log->append(Bytes(record_bytes_max + 1)).ok());
}

TEST(Snapshot, TheStateComesBackWithItsRootAndEveryFlippedBitIsFound) {
    TestingDisk disk;
    Trie trie{crypto::Hash::sm3};
    for (base::Byte b = 0; b < 40; ++b) trie.put(Bytes{b, 1}, Bytes(b, b));
    const Digest root = trie.root();
    ASSERT_TRUE(write_snapshot(disk, "snapshot", 7, root, trie).ok());
    auto back = read_snapshot(disk, "snapshot", crypto::Hash::sm3);
    ASSERT_TRUE(back.ok());
    EXPECT_EQ(back->height, 7U);
    EXPECT_EQ(back->trie.root(), root);
    auto& bytes = disk.files.at("snapshot")->now;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        bytes[i] ^= 16;
        EXPECT_FALSE(read_snapshot(disk, "snapshot", crypto::Hash::sm3).ok()) << i;
        bytes[i] ^= 16;
    }
    bytes.pop_back();
    EXPECT_FALSE(read_snapshot(disk, "snapshot", crypto::Hash::sm3).ok());
}

}  // namespace
}  // namespace zhida::store
