// The manifest's reader: every field is needed, once, in its form; more is allowed.
#include "contracts/vocabulary/manifest.hpp"

#include <gtest/gtest.h>

namespace zhida::vocabulary {
namespace {

constexpr std::string_view digest_text =
    "sm3:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

std::vector<std::pair<std::string, std::string>> fields() {
    return {{"format", "\"zhida-list/1\""},
            {"source_system", "\"XA-ZQ\""},
            {"list_no", "\"RC-1\""},
            {"project_no", "\"P-1\""},
            {"project_name", "\"容东\\u7247区\""},
            {"county", "\"130629\""},
            {"prepared_at", "\"2019-09-18T10:00:00+08:00\""},
            {"pre_notice", R"({"from":"2019-05-06","to":"2019-05-20"})"},
            {"plan_notice", R"({"from":"2019-06-03","to":"2019-07-05"})"},
            {"encoding", "\"UTF-8\""},
            {"agreement_count", "3"},
            {"line_count", "7"},
            {"total_yuan", "\"-12.50\""},
            {"files", "{\"b.csv\":\"" + std::string{digest_text} + "\",\"a.csv\":\"" +
                          std::string{digest_text} + "\"}"}};
}

std::string joined(const std::vector<std::pair<std::string, std::string>>& pairs) {
    std::string out = "{";
    for (const auto& [name, value] : pairs) {
        if (out.size() > 1) out += ",\n ";
        out += '"' + name + "\": " + value;
    }
    return out + "}";
}

base::Result<Manifest> parse(std::string_view text) { return parse_manifest(base::view(text)); }

// The reason for refusing the manifest with one field set to something else.
std::string refusal(std::string_view name, std::string value) {
    auto all = fields();
    for (auto& field : all) {
        if (field.first == name) field.second = value;
    }
    const auto read = parse(joined(all));
    return read ? "accepted" : read.error().en;
}

TEST(Manifest, EveryFieldIsRead) {
    const auto read = parse(joined(fields()));
    ASSERT_TRUE(read.ok()) << read.error().en;
    EXPECT_EQ(read->source_system, "XA-ZQ");
    EXPECT_EQ(read->project_name, "容东片区");
    EXPECT_EQ(base::to_text(read->day()), "2019-09-18");
    EXPECT_EQ(base::to_text(read->plan_notice.to), "2019-07-05");
    EXPECT_EQ(read->agreement_count, 3U);
    EXPECT_EQ(read->line_count, 7U);
    EXPECT_EQ(read->total_fen, -1'250);
    ASSERT_EQ(read->files.size(), 2U);
    EXPECT_EQ(read->files[0].first, "a.csv");
    EXPECT_EQ(read->files[0].second[1], 0x11);
}

TEST(Manifest, AMissingOrRepeatedFieldIsRefusedByName) {
    for (std::size_t i = 0; i < fields().size(); ++i) {
        auto missing = fields();
        const auto field = missing[i];
        missing.erase(missing.begin() + static_cast<std::ptrdiff_t>(i));
        const auto without = parse(joined(missing));
        ASSERT_FALSE(without.ok()) << field.first;
        EXPECT_NE(without.error().en.find(field.first), std::string::npos) << without.error().en;
        EXPECT_NE(without.error().zh.find(field.first), std::string::npos) << without.error().zh;
        auto twice = fields();
        twice.push_back(field);
        const auto with_two = parse(joined(twice));
        ASSERT_FALSE(with_two.ok()) << field.first;
        EXPECT_NE(with_two.error().en.find(field.first), std::string::npos);
    }
}

TEST(Manifest, AnUnreadableFieldIsRefusedByName) {
    const std::vector<std::pair<std::string, std::string>> bad{
        {"format", "\"zhida-list/2\""},
        {"format", "1"},
        {"list_no", "\"\""},
        {"list_no", "\" x\""},
        {"list_no", "\"a\\u0007\""},
        {"list_no", "\"" + std::string(65, 'x') + "\""},
        {"project_name", "\"a\\u0085b\""},
        {"project_name", "\"a\\u3000\""},
        {"county", "\"13062\""},
        {"county", "130629"},
        {"prepared_at", "\"2019-09-18T10:00:00\""},
        {"prepared_at", "\"2019-09-18\""},
        {"prepared_at", "\"2019-09-18T10:00:00.+08:00\""},
        {"pre_notice", "\"2019-05-06\""},
        {"pre_notice", R"({"from":"2019-05-06"})"},
        {"pre_notice", R"({"from":"2019-05-06","to":"2019-05-05"})"},
        {"plan_notice", R"({"from":"2019-02-29","to":"2019-05-05"})"},
        {"encoding", "\"GBK\""},
        {"agreement_count", "\"3\""},
        {"agreement_count", "3.0"},
        {"agreement_count", "-3"},
        {"line_count", "1e2"},
        {"line_count", "9999999999999999999999"},
        {"line_count", "null"},
        {"total_yuan", "12.50"},
        {"total_yuan", "\"12.5\""},
        {"total_yuan", "\"+1.00\""},
        {"files", "[]"},
        {"files", R"({"a.csv":"sm3:00"})"},
        {"files", "{\"a/b\":\"" + std::string{digest_text} + "\"}"},
        {"files", "{\"manifest.json\":\"" + std::string{digest_text} + "\"}"},
        {"files", "{\"a\":\"" + std::string{digest_text} + "\",\"a\":\"" +
                      std::string{digest_text} + "\"}"}};
    for (const auto& [name, value] : bad) {
        EXPECT_NE(refusal(name, value).find(name), std::string::npos)
            << name << " = " << value << ": " << refusal(name, value);
    }
}

TEST(Manifest, AFieldMayStandAtItsLimit) {
    EXPECT_EQ(refusal("list_no", "\"" + std::string(64, 'x') + "\""), "accepted");
    EXPECT_EQ(refusal("pre_notice", R"({"from":"2019-05-06","to":"2019-05-06"})"), "accepted");
    EXPECT_EQ(refusal("prepared_at", "\"2019-09-18t02:00:00.25z\""), "accepted");
    EXPECT_EQ(refusal("encoding", "\"gb18030\""), "accepted");
    EXPECT_EQ(refusal("line_count", "0"), "accepted");
}

TEST(Manifest, FieldsTheFormatDoesNotNameAreReadOver) {
    auto more = fields();
    more.emplace_back("contact", R"({"list":[1,-2.5e3,true,null,"x"],"again":{}})");
    EXPECT_TRUE(parse(joined(more)).ok());
}

TEST(Manifest, WhatIsNotJsonIsRefused) {
    const std::string good = joined(fields());
    for (const std::string& text : {std::string{}, std::string{"[]"}, "\xef\xbb\xbf" + good,
                                    good + "x", good.substr(0, good.size() - 1), "{,}" + good}) {
        EXPECT_FALSE(parse(text).ok()) << text;
    }
    EXPECT_FALSE(parse("{\"a\":01}").ok());
    EXPECT_FALSE(parse("{\"a\":\"\\ud800\"}").ok());
}

TEST(Manifest, MoreFilesThanTheLimitAreRefused) {
    const auto files = [](std::size_t count) {
        std::string out = "{";
        for (std::size_t i = 0; i < count; ++i) {
            out +=
                (i ? ",\"" : "\"") + std::to_string(i) + "\":\"" + std::string{digest_text} + "\"";
        }
        return out + "}";
    };
    EXPECT_EQ(refusal("files", files(manifest_files_max)), "accepted");
    EXPECT_NE(refusal("files", files(manifest_files_max + 1)), "accepted");
}

TEST(Manifest, OneThatIsTooLargeIsRefused) {
    const std::string good = joined(fields());
    EXPECT_TRUE(parse(good + std::string(manifest_bytes_max - good.size(), ' ')).ok());
    EXPECT_FALSE(parse(good + std::string(manifest_bytes_max - good.size() + 1, ' ')).ok());
}

}  // namespace
}  // namespace zhida::vocabulary
