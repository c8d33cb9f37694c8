#include "vault/vault.hpp"

#include <algorithm>
#include <map>

namespace zhida::vault {

namespace {

using base::Bytes;
using base::ByteView;
using base::Done;
using base::Status;

constexpr std::size_t offset_bytes = 16;
constexpr std::size_t sealed_key_bytes_max = 80;
constexpr std::size_t slot_bytes = 4 + 1 + sealed_key_bytes_max;
constexpr std::size_t flush_bytes = 1 << 20;

std::string folder_of(const ListId& list) { return "vault/" + base::hex(list); }

base::Error foreign() {
    return base::fail("the record was not sealed for this organisation",
                      "该记录不是为本机构加密的");
}

// What a record is bound to, so that none can be put in another's place.
Bytes place_of(const ListId& list, LineNumber line, OrganisationId organisation) {
    Bytes place = base::to_bytes(base::view("zhida/vault/1"));
    base::append(place, list);
    base::append_u32(place, line);
    base::append_u32(place, organisation);
    return place;
}

struct ListFile {
    std::uint32_t lines = 0;
    std::vector<WrappedKey> keys;
    static constexpr auto schema() {
        return codec::fields(codec::field<1>(&ListFile::lines),
                             codec::field<2>(&ListFile::keys, 64));
    }
};

base::Result<ListFile> read_list(base::Disk& disk, const ListId& list) {
    auto bytes = base::read_file(disk, folder_of(list) + "/list");
    if (!bytes) return base::fail("the vault has no such list", "保管库中没有该清单");
    auto read = codec::decode<ListFile>(*bytes);
    if (!read) return base::fail("the vault's list file is damaged", "保管库清单文件损坏");
    return std::move(*read);
}

base::Result<Record> open_record(crypto::Profile profile, const crypto::Key& list_key,
                                 const ListId& list, OrganisationId organisation, LineNumber line,
                                 ByteView sealed, ByteView sealed_key) {
    auto key = crypto::open(profile, list_key, sealed_key, place_of(list, line, organisation));
    if (!key) return key.error();
    const auto record_key = base::to_array<32>(*key);
    if (!record_key) return foreign();
    auto plain = crypto::open(profile, *record_key, sealed, place_of(list, line, 0));
    if (!plain) return plain.error();
    auto record = codec::decode<Record>(*plain);
    if (!record || record->salts.size() != field_count) return foreign();
    return std::move(*record);
}

// A file that is written from front to back in blocks.
class Stream {
  public:
    Status open(base::Disk& disk, const std::string& path) {
        auto file = disk.open(path, true);
        if (!file) return file.error();
        file_ = std::move(*file);
        return file_->truncate(0);
    }
    Status put(ByteView bytes) {
        base::append(held_, bytes);
        return held_.size() < flush_bytes ? Status{Done{}} : flush();
    }
    std::uint64_t size() const { return written_ + held_.size(); }
    Status finish() {
        if (auto done = flush(); !done) return done;
        return file_->sync();
    }

  private:
    Status flush() {
        if (auto done = file_->write(written_, held_); !done) return done;
        written_ += held_.size();
        held_.clear();
        return Done{};
    }
    std::unique_ptr<base::File> file_;
    Bytes held_;
    std::uint64_t written_ = 0;
};

Bytes slot(OrganisationId organisation, ByteView sealed_key) {
    ASSERT(sealed_key.size() <= sealed_key_bytes_max);
    Bytes out;
    base::append_u32(out, organisation);
    out.push_back(static_cast<base::Byte>(sealed_key.size()));
    base::append(out, sealed_key);
    out.resize(slot_bytes);
    return out;
}

}  // namespace

base::Result<std::vector<OpenedLine>> open_lines(crypto::Profile profile,
                                                 OrganisationId organisation,
                                                 const crypto::SigningKey& key,
                                                 const SealedLines& sealed) {
    auto unwrapped = crypto::unwrap(key, sealed.wrapped_list_key);
    if (!unwrapped) return unwrapped.error();
    const auto list_key = base::to_array<32>(*unwrapped);
    if (!list_key) return foreign();
    std::vector<OpenedLine> out;
    for (const SealedLine& one : sealed.lines) {
        auto record = open_record(profile, *list_key, sealed.list, organisation, one.line,
                                  one.sealed, one.sealed_key);
        if (!record) return record.error();
        out.push_back({one.line, std::move(*record)});
    }
    return out;
}

// --- writing ---

struct ListWriter::State {
    base::Disk& disk;
    crypto::Profile profile;
    base::Random& random;
    ListId list;
    ListFile file;
    std::map<OrganisationId, crypto::Key> list_keys;
    Stream records;
    Stream offsets;
    Stream keys;
};

ListWriter::ListWriter(std::unique_ptr<State> state)
    : state_{std::move(state)} {}
ListWriter::~ListWriter() = default;

Status ListWriter::add(const Record& record, const std::vector<OrganisationId>& readers) {
    ASSERT(!readers.empty() && readers.size() <= readers_per_line);
    State& s = *state_;
    const LineNumber line = s.file.lines++;
    const crypto::Key record_key = s.random.draw<32>();
    const Bytes sealed = crypto::seal(s.profile, record_key, codec::encode(record),
                                      place_of(s.list, line, 0), s.random);
    Bytes offset;
    base::append_u64(offset, s.records.size());
    base::append_u32(offset, static_cast<std::uint32_t>(sealed.size()));
    base::append_u32(offset, 0);  // kept free
    if (auto done = s.records.put(sealed); !done) return done;
    if (auto done = s.offsets.put(offset); !done) return done;
    for (std::size_t i = 0; i < readers_per_line; ++i) {
        Bytes one(slot_bytes);
        if (i < readers.size()) {
            const auto key = s.list_keys.find(readers[i]);
            ASSERT(key != s.list_keys.end());  // a reader is a recipient of the list
            one = slot(readers[i], crypto::seal(s.profile, key->second, record_key,
                                                place_of(s.list, line, readers[i]), s.random));
        }
        if (auto done = s.keys.put(one); !done) return done;
    }
    return Done{};
}

Status ListWriter::finish() {
    State& s = *state_;
    for (Stream* const stream : {&s.records, &s.offsets, &s.keys}) {
        if (auto done = stream->finish(); !done) return done;
    }
    if (auto done = s.disk.sync_folder(folder_of(s.list)); !done) return done;
    return base::replace_file(s.disk, folder_of(s.list) + "/list", codec::encode(s.file));
}

Vault::Vault(base::Disk& disk, crypto::Profile profile, OrganisationId owner,
             crypto::SigningKey key, base::Random& random)
    : disk_{disk},
      profile_{profile},
      owner_{owner},
      key_{std::move(key)},
      random_{random} {}

base::Result<std::unique_ptr<ListWriter>> Vault::begin(const ListId& list,
                                                       const std::vector<Recipient>& recipients) {
    const std::string folder = folder_of(list);
    if (has(list)) return base::fail("the vault has this list already", "保管库已有该清单");
    auto state = std::make_unique<ListWriter::State>(
        ListWriter::State{disk_, profile_, random_, list, {}, {}, {}, {}, {}});
    for (const Recipient& recipient : recipients) {
        const crypto::Key key = random_.draw<32>();
        auto wrapped = crypto::wrap(recipient.key, key, random_);
        if (!wrapped) return wrapped.error();
        state->list_keys.emplace(recipient.organisation, key);
        state->file.keys.push_back({recipient.organisation, std::move(*wrapped)});
    }
    ASSERT(state->list_keys.contains(owner_));
    if (auto done = state->records.open(disk_, folder + "/records"); !done) return done.error();
    if (auto done = state->offsets.open(disk_, folder + "/offsets"); !done) return done.error();
    if (auto done = state->keys.open(disk_, folder + "/keys"); !done) return done.error();
    return std::unique_ptr<ListWriter>{new ListWriter{std::move(state)}};
}

bool Vault::has(const ListId& list) { return disk_.exists(folder_of(list) + "/list"); }

// --- reading ---

base::Result<crypto::Key> Vault::list_key(const ListId& list) {
    auto file = read_list(disk_, list);
    if (!file) return file.error();
    const auto own = std::ranges::find(file->keys, owner_, &WrappedKey::organisation);
    if (own == file->keys.end()) return foreign();
    auto unwrapped = crypto::unwrap(key_, own->wrapped);
    if (!unwrapped) return unwrapped.error();
    const auto key = base::to_array<32>(*unwrapped);
    if (!key) return foreign();
    return *key;
}

namespace {

// The sealed record of a line and the slot of one reader; nothing when she is no reader of it.
base::Result<std::optional<SealedLine>> sealed_line(base::File& offsets, base::File& keys,
                                                    base::File& records, LineNumber line,
                                                    OrganisationId reader) {
    auto slots = keys.read(std::uint64_t{line} * readers_per_line * slot_bytes,
                           readers_per_line * slot_bytes);
    if (!slots) return slots.error();
    SealedLine out{.line = line};
    for (std::size_t i = 0; (i + 1) * slot_bytes <= slots->size(); ++i) {
        const ByteView one = ByteView{*slots}.subspan(i * slot_bytes, slot_bytes);
        if (base::read_u32(one) != reader || one[4] > sealed_key_bytes_max) continue;
        out.sealed_key = base::to_bytes(one.subspan(5, one[4]));
    }
    if (out.sealed_key.empty()) return std::optional<SealedLine>{};
    auto place = offsets.read(std::uint64_t{line} * offset_bytes, offset_bytes);
    if (!place) return place.error();
    if (place->size() != offset_bytes) return base::fail("the vault is damaged", "保管库损坏");
    auto sealed = records.read(base::read_u64(*place), base::read_u32(ByteView{*place}.subspan(8)));
    if (!sealed) return sealed.error();
    out.sealed = std::move(*sealed);
    return std::optional{std::move(out)};
}

}  // namespace

base::Result<SealedLines> Vault::sealed_for(const ListId& list, OrganisationId organisation,
                                            LineNumber from, std::size_t limit) {
    auto file = read_list(disk_, list);
    if (!file) return file.error();
    const auto wrapped = std::ranges::find(file->keys, organisation, &WrappedKey::organisation);
    if (wrapped == file->keys.end()) return foreign();
    SealedLines out{list, wrapped->wrapped, {}};
    const std::string folder = folder_of(list);
    auto offsets = disk_.open(folder + "/offsets", false);
    auto keys = disk_.open(folder + "/keys", false);
    auto records = disk_.open(folder + "/records", false);
    if (!offsets || !keys || !records) return base::fail("the vault is damaged", "保管库损坏");
    limit = std::min(limit, sealed_lines_max);
    for (LineNumber line = from; line < file->lines && out.lines.size() < limit; ++line) {
        auto one = sealed_line(**offsets, **keys, **records, line, organisation);
        if (!one) return one.error();
        if (*one) out.lines.push_back(std::move(**one));
    }
    return out;
}

base::Result<Record> Vault::read(const ListId& list, LineNumber line) {
    auto key = list_key(list);
    if (!key) return key.error();
    auto sealed = sealed_for(list, owner_, line, 1);
    if (!sealed) return sealed.error();
    if (sealed->lines.empty() || sealed->lines[0].line != line) {
        return base::fail("the vault has no such line", "保管库中没有该行");
    }
    return open_record(profile_, *key, list, owner_, line, sealed->lines[0].sealed,
                       sealed->lines[0].sealed_key);
}

// --- shredding ---

namespace {

// Writes zeros over a stretch that is not zero yet. Tells whether it was there.
base::Result<bool> blank(base::File& file, std::uint64_t at, std::size_t size) {
    auto bytes = file.read(at, size);
    if (!bytes) return bytes.error();
    if (std::ranges::all_of(*bytes, [](base::Byte b) { return b == 0; })) return false;
    if (auto done = file.write(at, Bytes(bytes->size())); !done) return done.error();
    return true;
}

}  // namespace

base::Result<std::size_t> Vault::shred(const ListId& list, std::optional<LineNumber> line) {
    if (!has(list)) return std::size_t{0};
    auto file = read_list(disk_, list);
    if (!file) return file.error();
    const std::string folder = folder_of(list);
    auto offsets = disk_.open(folder + "/offsets", false);
    auto keys = disk_.open(folder + "/keys", false);
    auto records = disk_.open(folder + "/records", false);
    if (!offsets || !keys || !records) return base::fail("the vault is damaged", "保管库损坏");
    std::size_t shredded = 0;
    const LineNumber first = line.value_or(0);
    const LineNumber end = line ? std::min(*line + 1, file->lines) : file->lines;
    for (LineNumber n = first; n < end; ++n) {
        constexpr std::size_t slots = readers_per_line * slot_bytes;
        auto had_keys = blank(**keys, std::uint64_t{n} * slots, slots);
        if (!had_keys) return had_keys.error();
        auto place = (*offsets)->read(std::uint64_t{n} * offset_bytes, offset_bytes);
        if (!place) return place.error();
        if (place->size() != offset_bytes) return base::fail("the vault is damaged", "保管库损坏");
        const std::uint32_t size = base::read_u32(ByteView{*place}.subspan(8));
        auto had_record = blank(**records, base::read_u64(*place), size);
        if (!had_record) return had_record.error();
        if (*had_keys || *had_record) ++shredded;
    }
    if (shredded == 0) return shredded;
    for (base::File* const one : {keys->get(), records->get()}) {
        if (auto done = one->sync(); !done) return done.error();
    }
    return shredded;
}

std::vector<ListId> Vault::lists() {
    std::vector<ListId> out;
    for (const std::string& name : disk_.list("vault")) {
        const auto bytes = base::unhex(name);
        const auto id = bytes ? base::to_array<8>(*bytes) : std::nullopt;
        if (id && has(*id)) out.push_back(*id);
    }
    return out;
}

base::Result<std::size_t> Vault::clean_orphans() {
    std::size_t cleaned = 0;
    for (const std::string& name : disk_.list("vault")) {
        const auto list = base::unhex(name);
        const auto id = list ? base::to_array<8>(*list) : std::nullopt;
        if (!id || has(*id)) continue;
        if (auto done = discard(*id); !done) return done.error();
        ++cleaned;
    }
    return cleaned;
}

// The file that makes the rest count goes first, durably: cut off here, the rest is an orphan.
Status Vault::discard(const ListId& list) {
    const std::string folder = folder_of(list);
    if (has(list)) {
        if (auto shredded = shred(list, std::nullopt); !shredded) return shredded.error();
        if (auto done = disk_.remove(folder + "/list"); !done) return done;
        if (auto done = disk_.sync_folder(folder); !done) return done;
    }
    for (const std::string& file : disk_.list(folder)) {
        if (auto done = disk_.remove(folder + "/" + file); !done) return done;
    }
    return Done{};
}

}  // namespace zhida::vault
