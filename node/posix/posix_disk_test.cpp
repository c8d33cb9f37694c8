#include "node/posix/posix_disk.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace zhida::node {
namespace {

struct Folder {
    std::string path = (std::filesystem::temp_directory_path() / "zhida-posix-disk-test").string();
    Folder() { std::filesystem::remove_all(path); }
    ~Folder() { std::filesystem::remove_all(path); }
};

TEST(PosixDisk, WhatIsWrittenIsReadBackAndNamesAreListedInOrder) {
    Folder folder;
    PosixDisk disk{folder.path};
    EXPECT_FALSE(disk.open("log/b", false).ok());
    auto file = disk.open("log/b", true);
    ASSERT_TRUE(file.ok());
    ASSERT_TRUE((*file)->preallocate(100).ok());
    ASSERT_TRUE((*file)->write(98, base::view("abcd")).ok());
    ASSERT_TRUE((*file)->sync().ok());
    EXPECT_EQ((*file)->size(), 102U);
    EXPECT_EQ(base::as_text(*(*file)->read(98, 50)), "abcd");
    EXPECT_TRUE((*file)->read(500, 5)->empty());
    ASSERT_TRUE((*file)->truncate(3).ok());
    EXPECT_EQ((*file)->size(), 3U);
    ASSERT_TRUE(disk.open("log/a", true).ok());
    EXPECT_EQ(disk.list("log"), (std::vector<std::string>{"a", "b"}));
    EXPECT_TRUE(disk.list("nowhere").empty());
}

TEST(PosixDisk, AFileIsReplacedWholeAndReadableByItsOwnerOnly) {
    Folder folder;
    PosixDisk disk{folder.path};
    ASSERT_TRUE(base::replace_file(disk, "vault/list", base::view("one")).ok());
    ASSERT_TRUE(base::replace_file(disk, "vault/list", base::view("two")).ok());
    EXPECT_EQ(base::as_text(*base::read_file(disk, "vault/list")), "two");
    EXPECT_FALSE(disk.exists("vault/list.new"));
    const auto mode = std::filesystem::status(folder.path + "/vault/list").permissions();
    EXPECT_EQ(mode & std::filesystem::perms::others_all, std::filesystem::perms::none);
    EXPECT_EQ(mode & std::filesystem::perms::group_all, std::filesystem::perms::none);
    ASSERT_TRUE(disk.remove("vault/list").ok());
    EXPECT_TRUE(disk.remove("vault/list").ok());
    EXPECT_FALSE(disk.exists("vault/list"));
}

}  // namespace
}  // namespace zhida::node
