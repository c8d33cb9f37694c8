#include "banks/agent/intents.hpp"

#include <charconv>
#include <sstream>

namespace zhida::agent {

namespace {

constexpr std::size_t id_bytes = 32;

std::string line_of(const Intent& intent) {
    ASSERT(intent.end_to_end_id.size() == id_bytes);
    return "sent " + intent.end_to_end_id + " " + base::hex(intent.list) + " " +
           std::to_string(intent.line) + " " + std::to_string(intent.amount.count()) + "\n";
}

}  // namespace

base::Result<std::unique_ptr<Intents>> Intents::open(base::Disk& disk, const std::string& path) {
    auto file = disk.open(path, true);
    if (!file) return file.error();
    std::unique_ptr<Intents> intents{new Intents{std::move(*file)}};
    auto bytes = intents->file_->read(0, static_cast<std::size_t>(intents->file_->size()));
    if (!bytes) return bytes.error();
    std::string_view rest = base::as_text(*bytes);
    // A torn last line was never followed by a send.
    while (true) {
        const std::size_t end = rest.find('\n');
        if (end == std::string_view::npos || !intents->take(rest.substr(0, end))) break;
        intents->end_ += end + 1;
        rest.remove_prefix(end + 1);
    }
    if (auto done = intents->file_->truncate(intents->end_); !done) return done.error();
    return intents;
}

bool Intents::take(std::string_view line) {
    std::istringstream words{std::string{line}};
    std::string kind;
    Intent intent;
    if (!(words >> kind >> intent.end_to_end_id) || intent.end_to_end_id.size() != id_bytes)
        return false;
    if (kind != "sent") {
        base::Date day;
        return (words >> day.days) && take_mark(kind, intent.end_to_end_id, day);
    }
    std::string list;
    std::int64_t fen = 0;
    if (!(words >> list >> intent.line >> fen)) return false;
    const auto id = base::unhex(list);
    const auto amount = vocabulary::Fen::of(fen);
    if (!id || id->size() != intent.list.size() || !amount) return false;
    intent.list = *base::to_array<8>(*id);
    intent.amount = *amount;
    all_.emplace(intent.end_to_end_id, intent);
    return true;
}

base::Status Intents::append(const std::string& lines) {
    if (lines.empty()) return base::Done{};
    if (auto done = file_->write(end_, base::view(lines)); !done) return done;
    if (auto done = file_->sync(); !done) return done;
    end_ += lines.size();
    return base::Done{};
}

base::Status Intents::add(const std::vector<Intent>& intents) {
    std::string lines;
    for (const Intent& intent : intents) {
        if (!has(intent.end_to_end_id)) lines += line_of(intent);
    }
    if (auto done = append(lines); !done) return done;
    for (const Intent& intent : intents) all_.emplace(intent.end_to_end_id, intent);
    return base::Done{};
}

bool Intents::take_mark(std::string_view kind, const std::string& id, base::Date day) {
    const auto found = all_.find(id);
    if (found == all_.end()) return false;
    if (kind == "booked") {
        found->second.booked = day;
    } else if (kind == "missing") {
        found->second.missing = day;
    } else if (kind == "refused") {
        found->second.refused = true;
    } else {
        return false;
    }
    return true;
}

base::Status Intents::mark(std::string_view kind, const std::vector<std::string>& end_to_end_ids,
                           base::Date day) {
    std::string lines;
    for (const std::string& id : end_to_end_ids) {
        lines += std::string{kind} + " " + id + " " + std::to_string(day.days) + "\n";
    }
    if (auto done = append(lines); !done) return done;
    for (const std::string& id : end_to_end_ids) take_mark(kind, id, day);
    return base::Done{};
}

base::Status Intents::mark_booked(const std::vector<std::string>& end_to_end_ids, base::Date day) {
    std::vector<std::string> fresh;
    for (const std::string& id : end_to_end_ids) {
        const Intent* const intent = find(id);
        if (intent != nullptr && intent->booked != day) fresh.push_back(id);
    }
    return mark("booked", fresh, day);
}

base::Status Intents::mark_missing(const std::vector<std::string>& end_to_end_ids, base::Date day) {
    std::vector<std::string> fresh;
    for (const std::string& id : end_to_end_ids) {
        const Intent* const intent = find(id);
        if (intent != nullptr && !intent->missing) fresh.push_back(id);
    }
    return mark("missing", fresh, day);
}

base::Status Intents::mark_refused(const std::vector<std::string>& end_to_end_ids) {
    std::vector<std::string> fresh;
    for (const std::string& id : end_to_end_ids) {
        const Intent* const intent = find(id);
        if (intent != nullptr && !intent->refused) fresh.push_back(id);
    }
    return mark("refused", fresh, {});
}

const Intent* Intents::find(const std::string& end_to_end_id) const {
    const auto found = all_.find(end_to_end_id);
    return found == all_.end() ? nullptr : &found->second;
}

}  // namespace zhida::agent
