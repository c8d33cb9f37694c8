#include "cli/completion.hpp"

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>

namespace zhida::cli {
namespace {

struct Tree {
    CLI::App app{"zhida"};
    std::string out;
    Tree() {
        auto* const keys = app.add_subcommand("keys", "keys");
        keys->add_subcommand("new", "make one")->add_option("--out", out, "file");
        app.add_subcommand("status", "how it is");
    }
};

TEST(Completion, EveryCommandAndOptionOfTheTreeIsNamedForEveryShell) {
    Tree tree;
    for (const Shell shell : {Shell::bash, Shell::zsh, Shell::fish}) {
        const std::string script = completion(tree.app, shell);
        for (const char* word : {"keys", "status", "new", "out"}) {
            EXPECT_NE(script.find(word), script.npos) << word;
        }
    }
}

TEST(Completion, BashOffersWhatMayFollowTheWordsThatStandThere) {
    Tree tree;
    const std::string script = completion(tree.app, Shell::bash);
    EXPECT_NE(script.find("'') words='keys status --help"), script.npos) << script;
    EXPECT_NE(script.find("'keys new') words=' --help -h --out"), script.npos) << script;
}

}  // namespace
}  // namespace zhida::cli
