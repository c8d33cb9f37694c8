#include "cli/completion.hpp"

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <vector>

namespace zhida::cli {

namespace {

// A command by the words that lead to it, with what may stand behind them.
struct Place {
    std::string words;                  // "keys new"; empty: the program itself
    std::vector<std::string> commands;  // and options, each beginning with "-"
    std::vector<std::string> options;
};

void gather(const CLI::App& app, const std::string& words, std::vector<Place>& out) {
    Place place{words, {}, {}};
    for (const CLI::Option* option : app.get_options()) {
        for (const std::string& name : option->get_lnames()) place.options.push_back("--" + name);
        for (const std::string& name : option->get_snames()) place.options.push_back("-" + name);
    }
    const auto commands = app.get_subcommands([](const CLI::App*) { return true; });
    for (const CLI::App* command : commands) {
        if (!command->get_name().empty()) place.commands.push_back(command->get_name());
    }
    out.push_back(std::move(place));
    for (const CLI::App* command : commands) {
        const std::string below = words.empty() ? "" : words + " ";
        if (!command->get_name().empty()) gather(*command, below + command->get_name(), out);
    }
}

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const std::string& word : words) out += (out.empty() ? "" : " ") + word;
    return out;
}

// Words that are no options name the command; what stands behind its last word is a file.
std::string for_bash(const std::vector<Place>& places) {
    std::string out =
        "# Made by `zhida completion bash`.\n"
        "_zhida() {\n"
        "    local at=\"\" word words\n"
        "    for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
        "        [[ $word == -* ]] && continue\n"
        "        case \"$at${at:+ }$word\" in\n";
    for (const Place& place : places) {
        if (!place.words.empty()) out += "            '" + place.words + "') ;&\n";
    }
    out += "            '#') at=\"$at${at:+ }$word\" ;;\n        esac\n    done\n"
           "    case \"$at\" in\n";
    for (const Place& place : places) {
        out += "        '" + place.words + "') words='" + joined(place.commands) + " " +
               joined(place.options) + "' ;;\n";
    }
    return out +
           "    esac\n"
           "    COMPREPLY=($(compgen -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n"
           "    [[ ${#COMPREPLY[@]} -gt 0 ]] || compopt -o default\n"
           "}\n"
           "complete -F _zhida zhida\n";
}

std::string for_fish(const std::vector<Place>& places) {
    std::string out = "# Made by `zhida completion fish`.\n";
    for (const Place& place : places) {
        std::string when = "-n '__fish_use_subcommand'";
        if (!place.words.empty()) {
            const std::string last = place.words.substr(place.words.rfind(' ') + 1);
            when = "-n '__fish_seen_subcommand_from " + last + "'";
        }
        for (const std::string& command : place.commands) {
            out += "complete -c zhida " + when + " -a " + command + "\n";
        }
        for (const std::string& option : place.options) {
            const bool is_long = option.starts_with("--");
            out += "complete -c zhida " + when + (is_long ? " -l " : " -s ") +
                   option.substr(is_long ? 2 : 1) + "\n";
        }
    }
    return out;
}

}  // namespace

std::string completion(const CLI::App& app, Shell shell) {
    std::vector<Place> places;
    gather(app, "", places);
    switch (shell) {
        case Shell::fish: return for_fish(places);
        case Shell::zsh:
            // zsh reads bash's completions.
            return "#compdef zhida\nautoload -U +X bashcompinit && bashcompinit\n" +
                   for_bash(places);
        case Shell::bash: break;
    }
    return for_bash(places);
}

void add_completion(CLI::App& app, Exit& exit) {
    const auto shell = std::make_shared<std::string>();
    auto* const command = app.add_subcommand("completion", "print a shell's completion script");
    command->add_option("shell", *shell, "bash, zsh or fish")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh", "fish"}));
    command->footer(
        "Examples:\n  zhida completion bash >zhida.bash\n  source <(zhida completion bash)");
    command->callback([&app, shell, &exit] {
        const Shell wanted = *shell == "fish"  ? Shell::fish
                             : *shell == "zsh" ? Shell::zsh
                                               : Shell::bash;
        std::cout << completion(app, wanted);
        exit = Exit::done;
    });
}

}  // namespace zhida::cli
