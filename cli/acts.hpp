// What a person does to a list: confirm, open the notice, approve, hold, return, cancel, lock,
// release, close. Each is signed with her own key; the ledger judges it.
#pragma once

#include "cli/list_look.hpp"
#include "cli/signing.hpp"

namespace zhida::cli {

struct ActOptions {
    Access access;
    std::string no;                     // of the list
    std::vector<std::string> sections;  // numbers or codes of villages; none: all that wait for her
    std::vector<std::string> lines;     // as 3, 5-9
    std::string reason;
    std::string document;  // a file whose digest is kept
    std::string note;      // instead of a file
    bool yes = false;
    bool keep_from_notice = false;
};

void add_acts(CLI::App& app, Exit& exit);

// The paper behind an act, by its digest: a file, or the words of a note.
base::Result<base::ByteArray<32>> paper_digest(crypto::Hash hash, const std::string& document,
                                               const std::string& note);
// `3`, `5-9`, `3,5-9`: ascending, none twice. Nothing when malformed or more than an act may name.
std::optional<std::vector<vocabulary::LineNumber>> parse_lines(
    const std::vector<std::string>& words);
// The sections an act is about: those that are named; else those in the signer's division that are
// in the state the act leaves; when there are none, all of hers, so that the ledger says why not.
base::Result<std::vector<vocabulary::SectionNumber>> pick_sections(
    const ListLook& look, const std::vector<std::string>& named, std::uint64_t division,
    resettle::SectionState from);

}  // namespace zhida::cli
