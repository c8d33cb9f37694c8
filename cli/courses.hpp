// What people do to lines, sections and lists beside the straight way: objections, holds that
// end, sections that leave, lists that stand still, money that came back.
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
};

void add_courses(CLI::App& app, Exit& exit);

}  // namespace zhida::cli
