// What people do to lines, sections and lists beside the straight way: objections, holds that
// end, sections that leave, lists that stand still, money that came back, payment on signature.
#pragma once

#include "cli/signing.hpp"

namespace CLI {
class App;
}

namespace zhida::cli {

struct CourseOptions {
    Access access;
    std::string no;                  // of the list
    std::vector<std::string> lines;  // as 3, 5-9
    std::vector<std::string> sections;
    std::string reason;
    std::string document;  // a file whose digest is kept
    std::string note;      // instead of a file
    std::string by;        // household_member, resident, body
    std::string objector;  // 32 hexadecimal digits
    std::string ground;
    std::string decision;  // upheld, rejected
    std::uint16_t number = 0;
    std::string day;
    std::string until;
    std::string item;
    std::string line_cap;  // yuan
    std::string day_cap;
};

void add_courses(CLI::App& app, Exit& exit);

// `1234.50` yuan in fen; nothing when malformed or not above zero.
std::optional<vocabulary::Fen> parse_yuan(const std::string& text);
// What a second person reads before she signs one of these acts; empty: it is none of them.
std::string course_words(std::uint16_t type, base::ByteView payload);

}  // namespace zhida::cli
