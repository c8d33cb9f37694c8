#include "banks/agent/intents.hpp"

namespace zhida::agent {

namespace {
constexpr std::size_t id_bytes = 32;  // a line: the id and a line feed
}

base::Result<std::unique_ptr<Intents>> Intents::open(base::Disk& disk, const std::string& path) {
    auto file = disk.open(path, true);
    if (!file) return file.error();
    std::unique_ptr<Intents> intents{new Intents{std::move(*file)}};
    auto all = intents->file_->read(0, static_cast<std::size_t>(intents->file_->size()));
    if (!all) return all.error();
    std::string_view rest = base::as_text(*all);
    // A torn last line was never followed by a send.
    while (rest.size() > id_bytes && rest[id_bytes] == '\n') {
        intents->ids_.emplace(rest.substr(0, id_bytes));
        intents->end_ += id_bytes + 1;
        rest.remove_prefix(id_bytes + 1);
    }
    return intents;
}

base::Status Intents::add(const std::vector<std::string>& end_to_end_ids) {
    std::string lines;
    for (const std::string& id : end_to_end_ids) {
        ASSERT(id.size() == id_bytes);
        lines += id + "\n";
    }
    if (auto done = file_->write(end_, base::view(lines)); !done) return done;
    if (auto done = file_->sync(); !done) return done;
    end_ += lines.size();
    ids_.insert(end_to_end_ids.begin(), end_to_end_ids.end());
    return base::Done{};
}

}  // namespace zhida::agent
