#include "node/daemon/import_desk.hpp"

#include <charconv>
#include <ctime>
#include <filesystem>
#include <fstream>

#include "intake/package.hpp"
#include "node/logging/logging.hpp"

namespace zhida::daemon {

namespace fs = std::filesystem;

namespace {

// How a prepared list lies: one file a message, and this one written last.
struct Ready {
    crypto::Digest manifest{};
    std::uint32_t messages = 0;
    bool source_signed = false;
    static constexpr auto schema() {
        using T = Ready;
        return codec::fields(codec::field<1>(&T::manifest), codec::field<2>(&T::messages),
                             codec::field<3>(&T::source_signed));
    }
};

constexpr unsigned list_versions_max = 255;

// Its number may be used again.
bool is_dead(resettle::ListState state) {
    using enum resettle::ListState;
    return state == returned || state == cancelled || state == abandoned;
}

std::string folder_of(const vocabulary::ListId& list) { return "imports/" + base::hex(list); }

std::string text_of(const fs::path& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

std::uint64_t county_of(const vocabulary::Manifest& manifest) {
    std::uint64_t county = 0;  // 0 for what is no number: such a manifest is refused by its judge
    const std::string& text = manifest.county;
    std::from_chars(text.data(), text.data() + text.size(), county);
    return county;
}

// The folder of the uploaded files; a zip when that is all that was sent.
std::string sent_as(const fs::path& folder) {
    std::error_code failed;
    fs::directory_iterator entry{folder, failed};
    if (failed || entry == fs::directory_iterator{}) return folder.string();
    const fs::path first = entry->path();
    const bool only = ++entry == fs::directory_iterator{};
    return only && first.extension() == ".zip" ? first.string() : folder.string();
}

gateway::NoPackage taken(resettle::ListState state) {
    const auto& word = resettle::word_of(state);
    return {base::fail("another package with this list number was imported before and is " +
                           std::string{word.name} + "; it must be returned or cancelled first",
                       "该清单编号已导入过内容不同的清单包，现为“" + std::string{word.zh} +
                           "”，须先退回或撤销")};
}

}  // namespace

struct ImportDesk::State {
    base::Disk& disk;
    Config config;
    crypto::Profile profile;
    vault::Vault& vault;
    DeskKeys keys;
    TermsNow terms_now;
    ListNow list_now;
    crypto::SystemRandom random;
    std::unique_ptr<vault::References> references;
    std::optional<vault::Registrar> registrar;
    vocabulary::Calendar calendar;
    std::map<std::uint64_t, std::string> villages;
    std::mutex mutex;  // one import at a time
    fs::path uploads;
};

ImportDesk::ImportDesk(std::unique_ptr<State> state)
    : state_{std::move(state)} {}
ImportDesk::~ImportDesk() = default;

base::Result<std::unique_ptr<ImportDesk>> ImportDesk::open(base::Disk& disk, const Config& config,
                                                           crypto::Profile profile,
                                                           vault::Vault& vault, DeskKeys keys,
                                                           TermsNow terms_now, ListNow list_now) {
    std::unique_ptr<State> state{new State{disk,
                                           config,
                                           profile,
                                           vault,
                                           std::move(keys),
                                           std::move(terms_now),
                                           std::move(list_now),
                                           {},
                                           {},
                                           {},
                                           {},
                                           {},
                                           {},
                                           {}}};
    auto references = vault::References::open(disk, state->keys.vault, state->random);
    if (!references) return references.error();
    state->references = std::move(*references);
    if (state->keys.registrar) {
        state->registrar.emplace(crypto::hash_of(profile), state->keys.programme,
                                 *state->keys.registrar);
    }
    auto calendar = intake::read_calendar(config.path(config.calendar));
    if (!calendar) return calendar.error();
    state->calendar = std::move(*calendar);
    state->villages = intake::read_villages(text_of(config.path(config.villages)));
    if (state->villages.empty()) {
        return base::fail("no villages in " + config.villages,
                          "行政村代码表为空：" + config.villages);
    }
    state->uploads = config.path(config.data + "/uploads");
    std::error_code failed;
    fs::remove_all(state->uploads, failed);
    auto orphans = vault.clean_orphans();
    if (!orphans) return orphans.error();
    std::unique_ptr<ImportDesk> desk{new ImportDesk{std::move(state)}};
    if (auto done = desk->clean(); !done) return done.error();
    return desk;
}

// Lists that died while nobody looked.
base::Status ImportDesk::clean() {
    for (const std::string& name : state_->disk.list("imports")) {
        const auto bytes = base::unhex(name);
        const auto list = bytes ? base::to_array<8>(*bytes) : std::nullopt;
        const auto now = list ? state_->list_now(*list) : std::nullopt;
        if (!now || !is_dead(*now)) continue;
        const bool abandoned = *now == resettle::ListState::abandoned;
        if (auto done = discard(*list, abandoned); !done) return done;
    }
    return base::Done{};
}

// The file that makes the rest count goes first, durably: cut off here, what is left is removed
// when the number is used again.
base::Status ImportDesk::discard(const vocabulary::ListId& list, bool records) {
    base::Disk& disk = state_->disk;
    const std::string folder = folder_of(list);
    if (disk.exists(folder + "/ready")) {
        if (auto done = disk.remove(folder + "/ready"); !done) return done;
        if (auto done = disk.sync_folder(folder); !done) return done;
    }
    if (records) {
        if (auto done = state_->vault.discard(list); !done) return done;
    }
    const auto files = disk.list(folder);
    for (const std::string& file : files) {
        if (auto done = disk.remove(folder + "/" + file); !done) return done;
    }
    if (files.empty()) return base::Done{};
    logging::write(logging::Level::info, "prepared import removed",
                   {{"list", base::hex(list)}, {"records", std::uint64_t{records ? 1U : 0U}}});
    return base::Done{};
}

base::Status ImportDesk::begin_upload(const std::string& package) {
    expire_uploads();
    std::error_code error;
    std::size_t others = 0;
    for (const auto& entry : fs::directory_iterator{state_->uploads, error}) {
        if (entry.path().filename() != package) ++others;
    }
    if (others >= uploads_max) return base::fail("too many uploads are begun", "上传数已达上限");
    fs::remove_all(state_->uploads / package, error);
    fs::create_directories(state_->uploads / package, error);
    fs::permissions(state_->uploads, fs::perms::owner_all, error);
    if (error) return base::fail("the upload cannot be written", "无法写入上传的文件");
    return base::Done{};
}

base::Status ImportDesk::keep_upload(const std::string& package, const std::string& file,
                                     std::uint64_t offset, const std::string& bytes) {
    const auto failed = base::fail("the upload cannot be written", "无法写入上传的文件");
    std::error_code error;
    if (!fs::is_directory(state_->uploads / package, error)) {
        return base::fail("no upload was begun under this name", "尚未开始以此名称上传");
    }
    const fs::path path = state_->uploads / package / file;
    std::uint64_t others = 0;
    for (const auto& entry : fs::directory_iterator{state_->uploads / package, error}) {
        if (entry.path() != path) others += entry.file_size(error);
    }
    if (others + offset + bytes.size() > intake::package_bytes_max) {
        return base::fail("the package is larger than 512 MB", "清单包超过 512 MB");
    }
    const std::uint64_t size = fs::exists(path, error) ? fs::file_size(path, error) : 0;
    if (offset > size) return base::fail("a piece before this one is missing", "缺少前面的分段");
    std::ofstream out{path, std::ios::binary | (offset == 0 ? std::ios::trunc : std::ios::in)};
    out.seekp(static_cast<std::streamoff>(offset));
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return out.flush() ? base::Status{base::Done{}} : base::Status{failed};
}

gateway::Imported ImportDesk::import(const std::string& package) {
    const std::unique_lock lock{state_->mutex, std::try_to_lock};
    if (!lock.owns_lock()) return gateway::Busy{};
    std::error_code ignored;
    if (!fs::is_directory(state_->uploads / package, ignored)) return gateway::NoUpload{};
    auto imported = judge(package);
    fs::remove_all(state_->uploads / package, ignored);  // private data stays in the vault only
    return imported;
}

std::string ImportDesk::upload_folder(const std::string& package) const {
    return (state_->uploads / package).string();
}

void ImportDesk::drop_upload(const std::string& package) {
    std::error_code ignored;
    fs::remove_all(state_->uploads / package, ignored);
}

void ImportDesk::expire_uploads(std::chrono::minutes idle) {
    const std::unique_lock lock{state_->mutex, std::try_to_lock};
    if (!lock.owns_lock()) return;  // one is being judged
    std::error_code ignored;
    std::vector<fs::path> old;
    for (const auto& upload : fs::directory_iterator{state_->uploads, ignored}) {
        auto newest = upload.last_write_time(ignored);
        for (const auto& file : fs::directory_iterator{upload.path(), ignored}) {
            newest = std::max(newest, file.last_write_time(ignored));
        }
        if (fs::file_time_type::clock::now() - newest >= idle) old.push_back(upload.path());
    }
    for (const auto& path : old) fs::remove_all(path, ignored);
}

Judged ImportDesk::look(const std::string& package) {
    const std::lock_guard lock{state_->mutex};
    return judged(package);
}

gateway::Imported ImportDesk::judge(const std::string& package) {
    auto found = judged(package);
    if (auto* const bad = std::get_if<gateway::BadRows>(&found)) return std::move(*bad);
    if (auto* const none = std::get_if<gateway::NoPackage>(&found)) return std::move(*none);
    if (auto* const error = std::get_if<base::Error>(&found)) return std::move(*error);
    return prepare(std::get<intake::Content>(found));
}

Judged ImportDesk::judged(const std::string& package) {
    const std::string sent = sent_as(state_->uploads / package);
    const auto cover = intake::read_cover(sent);
    if (!cover) return gateway::NoPackage{cover.error()};
    const LedgerTerms now = state_->terms_now(county_of(cover->manifest));
    intake::Terms terms{.sources = now.sources,
                        .calendar = state_->calendar,
                        .villages = state_->villages,
                        .line_cap_fen = now.line_cap_fen};
    auto found = intake::judge(sent, terms);
    if (const auto* const bad = std::get_if<intake::Unreadable>(&found)) {
        if (bad->trouble == intake::Trouble::missing_calendar) return bad->error;
        return gateway::NoPackage{bad->error};
    }
    if (const auto* const bad = std::get_if<intake::Faults>(&found)) {
        logging::write(logging::Level::info, "package refused",
                       {{"bad_rows", std::uint64_t{bad->faults.size()}}});
        return gateway::BadRows{intake::faults_json(*bad)};
    }
    return std::move(std::get<intake::Content>(found));
}

gateway::Imported ImportDesk::prepare(const intake::Content& content) {
    const crypto::Hash hash = crypto::hash_of(state_->profile);
    const auto& m = content.manifest;
    const auto manifest = crypto::digest(hash, content.manifest_bytes);
    for (unsigned n = 1; n <= list_versions_max; ++n) {
        const auto version = static_cast<std::uint8_t>(n);
        const auto list = resettle::list_id(hash, m.source_system, m.list_no, version);
        const auto now = state_->list_now(list);
        const bool dead = now && is_dead(*now);
        const std::string ready_path = folder_of(list) + "/ready";
        if (!dead && state_->disk.exists(ready_path)) {
            auto bytes = base::read_file(state_->disk, ready_path);
            const auto ready = bytes ? codec::decode<Ready>(*bytes) : std::nullopt;
            if (!ready)
                return base::fail("a prepared import cannot be read", "已准备的导入无法读取");
            if (ready->manifest == manifest)
                return gateway::Prepared{list, ready->messages, ready->source_signed};
        }
        if (now && !dead) return taken(*now);
        const bool records = !now || *now == resettle::ListState::abandoned;
        if (auto done = discard(list, records); !done) return done.error();
        if (!dead) return prepare_new(content, version, manifest);
    }
    return gateway::NoPackage{base::fail("this list number has had 255 versions; give a new one",
                                         "该清单编号已有 255 个版本，请使用新编号")};
}

gateway::Imported ImportDesk::prepare_new(const intake::Content& content, std::uint8_t version,
                                          const crypto::Digest& manifest) {
    const auto& m = content.manifest;
    if (!state_->registrar) {
        return base::fail("no registrar runs at this node", "本节点未运行登记服务");
    }
    LedgerTerms now = state_->terms_now(county_of(m));
    importing::Office office{
        .vault = state_->vault,
        .references = *state_->references,
        .registrar = *state_->registrar,
        .random = state_->random,
        .hash = crypto::hash_of(state_->profile),
        .version = version,
        .programme = static_cast<vocabulary::ProgrammeId>(state_->config.programme),
        .recipients = std::move(now.recipients),
        .readers_of = std::move(now.readers_of),
        .clock = [] { return base::Seconds{std::time(nullptr)}; }};
    const auto import = importing::prepare(content, office);
    if (!import) return import.error();
    logging::write(logging::Level::info, "registrar made tags",
                   {{"list", base::hex(import->open.list)},
                    {"openings", std::uint64_t{content.lines.size()}}});
    if (auto done = write(*import, manifest); !done) return done.error();
    return gateway::Prepared{import->open.list,
                             1 + import->agreements.size() + import->lines.size(),
                             content.signature.has_value()};
}

base::Status ImportDesk::write(const importing::Import& import, const crypto::Digest& manifest) {
    std::uint32_t number = 0;
    const std::string folder = folder_of(import.open.list);
    const auto keep = [&](std::uint16_t type, const base::Bytes& payload) {
        base::Bytes bytes;
        base::append_u16(bytes, type);
        base::append(bytes, payload);
        return base::replace_file(state_->disk, folder + "/" + std::to_string(number++), bytes);
    };
    base::Status done = keep(resettle::OpenList::type, codec::encode(import.open));
    for (std::size_t i = 0; done && i < import.agreements.size(); ++i) {
        done = keep(resettle::AddAgreements::type, codec::encode(import.agreements[i]));
    }
    for (std::size_t i = 0; done && i < import.lines.size(); ++i) {
        done = keep(resettle::AddLines::type, codec::encode(import.lines[i]));
    }
    if (!done) return done;
    const Ready ready{manifest, number, import.open.source_signature.has_value()};
    return base::replace_file(state_->disk, folder + "/ready", codec::encode(ready));
}

base::Result<gateway::Message> ImportDesk::prepared(const vocabulary::ListId& list,
                                                    std::size_t number) {
    const std::string path = folder_of(list) + "/" + std::to_string(number);
    if (!state_->disk.exists(path)) {
        return base::fail("there is no such prepared message", "没有该待签报文");
    }
    auto bytes = base::read_file(state_->disk, path);
    if (!bytes) return bytes.error();
    if (bytes->size() < 2) return base::fail("a prepared message is damaged", "待签报文已损坏");
    const auto type = static_cast<std::uint16_t>((*bytes)[0] << 8 | (*bytes)[1]);
    return gateway::Message{type, {bytes->begin() + 2, bytes->end()}};
}

}  // namespace zhida::daemon
