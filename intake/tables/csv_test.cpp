// How bytes become rows and fields, wherever the pieces of the file are cut.
#include "intake/tables/csv.hpp"

#include <gtest/gtest.h>

namespace zhida::intake {
namespace {

// Rows as texts: fields joined by |, a malformed row marked with !.
std::vector<std::string> split(std::string_view text, std::size_t piece) {
    std::vector<std::string> out;
    CsvSplitter splitter{[&](const Row& row) {
        std::string one = row.malformed ? "!" : "";
        for (std::size_t i = 0; i < row.fields.size(); ++i) one += (i ? "|" : "") + row.fields[i];
        out.push_back(one);
    }};
    for (std::size_t at = 0; at < text.size(); at += piece) splitter.feed(text.substr(at, piece));
    splitter.finish();
    return out;
}

using Rows = std::vector<std::string>;

TEST(Csv, RowsAndFieldsAreTheSameWhereverTheFileIsCut) {
    const std::vector<std::pair<std::string, Rows>> cases{
        {"", {}},
        {"a,b\r\nc,d\n", {"a|b", "c|d"}},
        {"a,b\nc,d", {"a|b", "c|d"}},  // the last row may end with the file
        {"a,b\n\n", {"a|b", ""}},      // an empty line is a row of one field
        {"a,\n", {"a|"}},
        {",", {"|"}},
        {"\"a,b\",\"c\nd\"\n", {"a,b|c\nd"}},
        {"\"a\r\nb\"\r\n", {"a\r\nb"}},
        {"\"he said \"\"no\"\"\"\n", {"he said \"no\""}},
        {"\"\"\n", {""}},
        {"\"\"", {""}},
        {"a\"b,c\n", {"!a\"b|c"}},          // a quote inside an unquoted field
        {"\"a\"b,c\nd\n", {"!ab|c", "d"}},  // something behind the closing quote
        {"\"a\"b\",c\"\n", {"!ab\"|c\""}},  // there the field goes on unquoted
        {"\"a\" ,c\n", {"!a |c"}},
        {"\"a\"\rb\n", {"!a\rb"}},
        {"a,\"b\nc,d\n", {"!a|b\nc,d\n"}},  // never closed: the rest of the file
        {"a\rb\n", {"a\rb"}},               // a lone return ends nothing
        {"a\r\r\n", {"a\r"}},
        {"a\r", {"a\r"}},
        {"\r\n", {""}},
    };
    for (const auto& [text, rows] : cases) {
        for (const std::size_t piece : {1U, 2U, 3U, 1'000U}) {
            EXPECT_EQ(split(text, piece), rows) << text << " in pieces of " << piece;
        }
    }
}

TEST(Csv, OfALongFieldOnlySoMuchIsKeptThatItStaysTooLong) {
    const std::string at_limit(field_bytes_max, 'x');
    EXPECT_EQ(split(at_limit + "\n", 100), Rows{at_limit});
    EXPECT_EQ(split(at_limit + "yyyy,b\n", 100), Rows{at_limit + "y|b"});
}

TEST(Csv, ARowWithMoreFieldsThanAreKeptIsMalformed) {
    const std::string fields(row_fields_max - 1, ',');
    EXPECT_EQ(split(fields, 64)[0].front(), '|');
    EXPECT_EQ(split(fields + ",", 64)[0].front(), '!');
}

}  // namespace
}  // namespace zhida::intake
