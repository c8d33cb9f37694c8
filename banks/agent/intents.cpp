#include "banks/agent/intents.hpp"

#include <algorithm>

#include "core/crypto/digest.hpp"

namespace zhida::agent {

namespace {

constexpr std::size_t id_bytes = 32;
constexpr std::size_t check_characters = 8;  // of the line's digest

std::string check_of(std::string_view words) {
    const auto whole = crypto::digest(crypto::Hash::sm3, base::view(words));
    return base::hex(whole).substr(0, check_characters);
}

std::string line_of(std::uint64_t batch, const std::string& words) {
    const std::string all = std::to_string(batch) + " " + words;
    return all + " " + check_of(all) + "\n";
}

std::string words_of(const Intent& intent) {
    ASSERT(intent.end_to_end_id.size() == id_bytes);
    return "sent " + intent.end_to_end_id + " " + base::hex(intent.list) + " " +
           std::to_string(intent.line) + " " + std::to_string(intent.amount.count()) + " " +
           std::to_string(intent.sent_on.days);
}

// A line's words without its checksum; nothing when they do not fit it.
std::optional<std::string_view> sound(std::string_view line) {
    const std::size_t space = line.rfind(' ');
    if (space == std::string_view::npos) return std::nullopt;
    if (check_of(line.substr(0, space)) != line.substr(space + 1)) return std::nullopt;
    return line.substr(0, space);
}

std::vector<std::string_view> whole_lines(std::string_view text) {
    std::vector<std::string_view> lines;
    for (std::size_t end = 0; (end = text.find('\n')) != std::string_view::npos;) {
        lines.push_back(text.substr(0, end));
        text.remove_prefix(end + 1);
    }
    return lines;
}

// What may be cut off: the last batch, when the damage lies inside it. It can have been torn by a
// crash before its sync, and then nothing of it was sent. Returns the number of lines to keep;
// nothing when a line of an earlier batch is damaged.
std::optional<std::size_t> lines_to_keep(const std::vector<std::string_view>& lines) {
    std::size_t batch_start = 0;
    std::string_view batch;
    for (std::size_t at = 0; at < lines.size(); ++at) {
        const auto words = sound(lines[at]);
        if (words) {
            const std::string_view of = words->substr(0, words->find(' '));
            if (of != batch) batch_start = at;
            batch = of;
            continue;
        }
        for (std::size_t later = at + 1; later < lines.size(); ++later) {
            const auto more = sound(lines[later]);
            if (more && more->substr(0, more->find(' ')) != batch) return std::nullopt;
        }
        // Nothing sound behind it: torn from here on. Else the batch is cut off whole.
        const bool more =
            std::any_of(lines.begin() + static_cast<std::ptrdiff_t>(at), lines.end(),
                        [](std::string_view line) { return sound(line).has_value(); });
        return more ? batch_start : at;
    }
    return lines.size();
}

}  // namespace

base::Result<std::unique_ptr<Intents>> Intents::open(base::Disk& disk, const std::string& path) {
    auto file = disk.open(path, true);
    if (!file) return file.error();
    std::unique_ptr<Intents> intents{new Intents{std::move(*file)}};
    auto bytes = intents->file_->read(0, static_cast<std::size_t>(intents->file_->size()));
    if (!bytes) return bytes.error();
    const auto lines = whole_lines(base::as_text(*bytes));
    const auto kept = lines_to_keep(lines);
    if (!kept) {
        return base::fail(path + " is damaged: restore it from a backup",
                          path + " 已损坏：请从备份恢复");
    }
    for (std::size_t at = 0; at < *kept; ++at) {
        if (!intents->take(*sound(lines[at]))) {
            const std::string where = path + ":" + std::to_string(at + 1);
            return base::fail(where + " cannot be read", where + " 无法读取");
        }
        intents->end_ += lines[at].size() + 1;
    }
    intents->was_cut_ = intents->end_ < bytes->size();
    if (auto done = intents->file_->truncate(intents->end_); !done) return done.error();
    return intents;
}

bool Intents::take_sent(std::istringstream& words, Intent intent) {
    std::string list;
    std::int64_t fen = 0;
    if (!(words >> list >> intent.line >> fen >> intent.sent_on.days)) return false;
    const auto id = base::unhex(list);
    const auto amount = vocabulary::Fen::of(fen);
    if (!id || id->size() != intent.list.size() || !amount) return false;
    intent.list = *base::to_array<8>(*id);
    intent.amount = *amount;
    const auto [at, fresh] = all_.emplace(intent.end_to_end_id, intent);
    if (!fresh) at->second.sent_on = intent.sent_on;
    return true;
}

bool Intents::take(std::string_view line) {
    std::istringstream words{std::string{line}};
    std::string kind;
    Intent intent;
    if (!(words >> batch_ >> kind)) return false;
    if (kind == "epoch") return static_cast<bool>(words >> epoch_);
    if (!(words >> intent.end_to_end_id)) return false;
    if (intent.end_to_end_id.size() != id_bytes) return false;
    if (kind == "sent") return take_sent(words, intent);
    base::Date day;
    return (words >> day.days) && take_mark(kind, intent.end_to_end_id, day);
}

bool Intents::take_mark(std::string_view kind, const std::string& end_to_end_id, base::Date day) {
    const auto found = all_.find(end_to_end_id);
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

base::Status Intents::append(const std::vector<std::string>& all) {
    if (all.empty()) return base::Done{};
    ++batch_;
    std::string lines;
    for (const std::string& words : all) lines += line_of(batch_, words);
    if (auto done = file_->write(end_, base::view(lines)); !done) return done;
    if (auto done = file_->sync(); !done) return done;
    end_ += lines.size();
    return base::Done{};
}

base::Status Intents::add(const std::vector<Intent>& intents) {
    std::vector<std::string> lines;
    for (const Intent& intent : intents) {
        const Intent* const known = find(intent.end_to_end_id);
        if (known == nullptr || known->sent_on != intent.sent_on) lines.push_back(words_of(intent));
    }
    if (auto done = append(lines); !done) return done;
    for (const Intent& intent : intents) {
        const auto [at, fresh] = all_.emplace(intent.end_to_end_id, intent);
        if (!fresh) at->second.sent_on = intent.sent_on;
    }
    return base::Done{};
}

base::Status Intents::mark(const std::string& kind,
                           const std::vector<std::string>& end_to_end_ids, base::Date day) {
    std::vector<std::string> lines;
    for (const std::string& id : end_to_end_ids)
        lines.push_back(kind + " " + id + " " + std::to_string(day.days));
    if (auto done = append(lines); !done) return done;
    for (const std::string& id : end_to_end_ids) ASSERT(take_mark(kind, id, day));
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

base::Status Intents::mark_missing(const std::vector<std::string>& end_to_end_ids,
                                   base::Date day) {
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

base::Status Intents::mark_epoch(std::uint32_t epoch) {
    if (auto done = append({"epoch " + std::to_string(epoch)}); !done) return done;
    epoch_ = epoch;
    return base::Done{};
}

const Intent* Intents::find(const std::string& end_to_end_id) const {
    const auto found = all_.find(end_to_end_id);
    return found == all_.end() ? nullptr : &found->second;
}

}  // namespace zhida::agent
