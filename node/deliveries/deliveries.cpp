#include "node/deliveries/deliveries.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>

#include "core/crypto/digest.hpp"

namespace zhida::deliveries {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view root = "deliveries";

struct About {
    Offer offer;
    Verdict verdict;
    base::Seconds begun = 0;
    base::Bytes wrapped_key;
    static constexpr auto schema() {
        using T = About;
        return codec::fields(codec::field<1>(&T::offer), codec::field<2>(&T::verdict),
                             codec::field<3>(&T::begun), codec::field<4>(&T::wrapped_key, 256));
    }
};

struct Piece {
    std::size_t file = 0;
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
    std::string name() const {
        return std::to_string(file) + "-" + std::to_string(offset) + "-" + std::to_string(size);
    }
};

std::optional<Piece> read_piece_name(std::string_view name) {
    std::array<std::uint64_t, 3> parts{};
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const std::string_view word = name.substr(0, i < 2 ? name.find('-') : name.size());
        const auto read = std::from_chars(word.data(), word.data() + word.size(), parts[i]);
        if (word.empty() || read.ec != std::errc{} || read.ptr != word.data() + word.size())
            return std::nullopt;
        name.remove_prefix(std::min(name.size(), word.size() + 1));
    }
    return Piece{static_cast<std::size_t>(parts[0]), parts[1], parts[2]};
}

base::Error unsound(const std::string& en, const std::string& zh) {
    return base::fail("this is no delivery: " + en, "交付内容有误：" + zh);
}

bool is_name(std::string_view name) {
    const auto plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_' || c == '.';
    };
    return !name.empty() && name.size() <= 100 && name.front() != '.' &&
           std::ranges::all_of(name, plain);
}

base::Status check(const Offer& offer) {
    if (offer.files.empty() || offer.files.size() > files_max)
        return unsound("1 to 64 files are wanted", "应有 1 至 64 个文件");
    std::uint64_t bytes = 0;
    std::vector<std::string_view> names;
    for (const FileSpec& file : offer.files) {
        if (!is_name(file.name)) return unsound("a file's name is malformed", "文件名格式有误");
        names.push_back(file.name);
        if (file.size > delivery_bytes_max || (bytes += file.size) > delivery_bytes_max)
            return unsound("it is larger than 512 MB", "超过 512 MB");
    }
    std::ranges::sort(names);
    if (std::ranges::adjacent_find(names) != names.end())
        return unsound("a file's name stands twice", "文件名重复");
    return base::Done{};
}

}  // namespace

Id id_of(const Offer& offer) {
    Offer same = offer;
    same.channel.clear();
    const auto digest = crypto::digest(crypto::Hash::sm3, codec::encode(same));
    return *base::to_array<8>(base::ByteView{digest}.first(8));
}

struct Deliveries::Inside {
    struct One {
        About about;
        std::vector<std::vector<Piece>> pieces;  // of each file, in order, without gaps
    };

    base::Disk& disk;
    crypto::Profile profile;
    crypto::SigningKey office;
    base::Random& random;
    Clock clock;
    std::mutex mutex;
    std::map<Id, One> all;

    static std::string folder(const Id& id) { return std::string{root} + "/" + base::hex(id); }
    static std::uint64_t received(const One& one, std::size_t file) {
        const auto& pieces = one.pieces[file];
        return pieces.empty() ? 0 : pieces.back().offset + pieces.back().size;
    }
    static Delivery view(const Id& id, const One& one) {
        Delivery out{id, one.about.offer, one.about.verdict, {}, one.about.begun};
        const bool taken = one.about.verdict.state != State::receiving;
        for (std::size_t i = 0; i < one.pieces.size(); ++i) {
            out.received.push_back(taken ? one.about.offer.files[i].size : received(one, i));
        }
        return out;
    }
    base::Status write(const Id& id, const About& about) {
        return base::replace_file(disk, folder(id) + "/about", codec::encode(about));
    }
    base::Result<crypto::Key> key(const One& one) {
        auto bytes = crypto::unwrap(office, one.about.wrapped_key);
        const auto found = bytes ? base::to_array<32>(*bytes) : std::nullopt;
        if (!found) return base::fail("a delivery's key cannot be opened", "无法打开交付的密钥");
        return *found;
    }
    static base::Bytes associated(const Id& id, const Piece& piece) {
        base::Bytes out = base::to_bytes(id);
        base::append(out, base::view(piece.name()));
        return out;
    }
    base::Result<base::Bytes> open_piece(const Id& id, const crypto::Key& with,
                                         const Piece& piece) {
        auto sealed = base::read_file(disk, folder(id) + "/" + piece.name());
        if (!sealed) return sealed.error();
        return crypto::open(profile, with, *sealed, associated(id, piece));
    }
    // Each piece of a file in clear, in order.
    base::Status each_piece(const Id& id, const One& one, std::size_t file,
                            const std::function<void(base::ByteView)>& visit) {
        auto with = key(one);
        if (!with) return with.error();
        for (const Piece& piece : one.pieces[file]) {
            auto bytes = open_piece(id, *with, piece);
            if (!bytes) return bytes.error();
            visit(*bytes);
        }
        return base::Done{};
    }
    void forget_pieces(const Id& id, One& one, std::size_t file) {
        for (const Piece& piece : one.pieces[file]) {
            static_cast<void>(disk.remove(folder(id) + "/" + piece.name()));
        }
        one.pieces[file].clear();
    }
    void read_pieces(const Id& id, One& one) {
        one.pieces.resize(one.about.offer.files.size());
        std::vector<Piece> found;
        for (const std::string& name : disk.list(folder(id))) {
            if (const auto piece = read_piece_name(name)) found.push_back(*piece);
        }
        std::ranges::sort(found, {}, [](const Piece& p) { return std::pair{p.file, p.offset}; });
        for (const Piece& piece : found) {
            const bool follows = piece.file < one.pieces.size() &&
                                 piece.offset == received(one, piece.file);
            if (follows) one.pieces[piece.file].push_back(piece);
        }
    }
    bool is_complete(const One& one) {
        for (std::size_t i = 0; i < one.pieces.size(); ++i) {
            if (received(one, i) != one.about.offer.files[i].size) return false;
        }
        return true;
    }
    std::size_t waiting() const {
        return static_cast<std::size_t>(std::ranges::count_if(all, [](const auto& one) {
            return one.second.about.verdict.state < State::refused;
        }));
    }
    // The oldest that are done with make room.
    void forget_old() {
        while (all.size() >= kept_max) {
            auto oldest = all.end();
            for (auto it = all.begin(); it != all.end(); ++it) {
                const bool done = it->second.about.verdict.state >= State::refused;
                const bool older =
                    oldest == all.end() || it->second.about.begun < oldest->second.about.begun;
                if (done && older) oldest = it;
            }
            if (oldest == all.end()) return;
            static_cast<void>(disk.remove(folder(oldest->first) + "/about"));
            all.erase(oldest);
        }
    }
    base::Result<bool> digest_fits(const Id& id, const One& one, std::size_t file) {
        crypto::Hasher hasher{crypto::Hash::sm3};
        auto done =
            each_piece(id, one, file, [&](base::ByteView bytes) { hasher.update(bytes); });
        if (!done) return done.error();
        return hasher.finish() == one.about.offer.files[file].sm3;
    }
    Kept complete(const Id& id, One& one, std::size_t file) {
        auto fits = digest_fits(id, one, file);
        if (!fits) return fits.error();
        if (!*fits) {
            forget_pieces(id, one, file);
            return Damaged{};
        }
        if (auto done = judge_when_complete(id, one); !done) return done.error();
        return view(id, one);
    }
    // Also when a crash came between the last piece and this.
    base::Status judge_when_complete(const Id& id, One& one) {
        if (one.about.verdict.state != State::receiving || !is_complete(one)) return base::Done{};
        one.about.verdict.state = State::judging;
        return write(id, one.about);
    }
};

Deliveries::Deliveries(std::unique_ptr<Inside> state)
    : state_{std::move(state)} {}
Deliveries::~Deliveries() = default;

base::Result<std::unique_ptr<Deliveries>> Deliveries::open(base::Disk& disk,
                                                           crypto::Profile profile,
                                                           crypto::SigningKey office,
                                                           base::Random& random, Clock clock) {
    std::unique_ptr<Inside> state{
        new Inside{disk, profile, std::move(office), random, std::move(clock), {}, {}}};
    for (const std::string& name : disk.list(root)) {
        const auto bytes = base::unhex(name);
        const auto id = bytes ? base::to_array<8>(*bytes) : std::nullopt;
        if (!id || !disk.exists(Inside::folder(*id) + "/about")) continue;
        auto text = base::read_file(disk, Inside::folder(*id) + "/about");
        if (!text) return text.error();
        auto about = codec::decode<About>(*text);
        if (!about) return base::fail("a delivery is damaged: " + name, "交付记录已损坏：" + name);
        Inside::One one{std::move(*about), {}};
        state->read_pieces(*id, one);
        state->all.emplace(*id, std::move(one));
    }
    return std::unique_ptr<Deliveries>{new Deliveries{std::move(state)}};
}

base::Result<Delivery> Deliveries::begin(const Offer& offer) {
    if (auto done = check(offer); !done) return done.error();
    const std::lock_guard lock{state_->mutex};
    const Id id = id_of(offer);
    const auto known = state_->all.find(id);
    if (known != state_->all.end()) {
        if (auto done = state_->judge_when_complete(id, known->second); !done) return done.error();
        return Inside::view(id, known->second);
    }
    if (state_->waiting() >= waiting_max)
        return base::fail("too many deliveries wait", "待处理的交付过多");
    state_->forget_old();
    const auto secret = state_->random.draw<32>();
    auto wrapped = crypto::wrap(state_->office.public_key(), secret, state_->random);
    if (!wrapped) return wrapped.error();
    Inside::One one{{offer, {.state = State::receiving}, state_->clock(), std::move(*wrapped)}, {}};
    one.pieces.resize(offer.files.size());
    if (state_->is_complete(one)) return unsound("every file is empty", "所有文件均为空");
    if (auto done = state_->write(id, one.about); !done) return done.error();
    return Inside::view(id, state_->all.emplace(id, std::move(one)).first->second);
}

std::optional<Delivery> Deliveries::find(const Id& id) {
    const std::lock_guard lock{state_->mutex};
    const auto found = state_->all.find(id);
    if (found == state_->all.end()) return std::nullopt;
    return Inside::view(id, found->second);
}

std::vector<Delivery> Deliveries::all() {
    const std::lock_guard lock{state_->mutex};
    std::vector<Delivery> out;
    for (const auto& [id, one] : state_->all) out.push_back(Inside::view(id, one));
    return out;
}

Kept Deliveries::keep(const Id& id, std::string_view file, std::uint64_t offset,
                      base::ByteView bytes) {
    const std::lock_guard lock{state_->mutex};
    const auto found = state_->all.find(id);
    if (found == state_->all.end()) return Unknown{};
    Inside::One& one = found->second;
    const auto& files = one.about.offer.files;
    const auto spec = std::ranges::find(files, file, &FileSpec::name);
    if (spec == files.end()) return Unknown{};
    const auto number = static_cast<std::size_t>(spec - files.begin());
    const std::uint64_t received = Inside::received(one, number);
    const bool over = one.about.verdict.state != State::receiving;
    if (over || offset + bytes.size() <= received) return Inside::view(id, one);
    if (offset != received) return Gap{received};
    const bool last = offset + bytes.size() == spec->size;
    if (bytes.size() > piece_bytes_max || bytes.size() > spec->size - offset ||
        (bytes.size() < piece_bytes_min && !last)) {
        return base::fail("a piece is 16 KB to 8 MB, and no longer than what is missing",
                          "分段应为 16 KB 至 8 MB，且不超过缺少的部分");
    }
    auto with = state_->key(one);
    if (!with) return with.error();
    const Piece piece{number, offset, bytes.size()};
    const auto sealed = crypto::seal(state_->profile, *with, bytes, Inside::associated(id, piece),
                                     state_->random);
    auto done = base::replace_file(state_->disk, Inside::folder(id) + "/" + piece.name(), sealed);
    if (!done) return done.error();
    one.pieces[number].push_back(piece);
    if (last) return state_->complete(id, one, number);
    return Inside::view(id, one);
}

std::optional<Delivery> Deliveries::next_to_judge() {
    const std::lock_guard lock{state_->mutex};
    std::optional<Delivery> next;
    for (const auto& [id, one] : state_->all) {
        if (one.about.verdict.state != State::judging) continue;
        if (!next || one.about.begun < next->begun) next = Inside::view(id, one);
    }
    return next;
}

base::Status Deliveries::settle(const Id& id, const Verdict& verdict) {
    const std::lock_guard lock{state_->mutex};
    const auto found = state_->all.find(id);
    if (found == state_->all.end()) return base::fail("no such delivery", "没有该交付");
    Inside::One& one = found->second;
    one.about.verdict = verdict;
    if (auto done = state_->write(id, one.about); !done) return done;
    if (verdict.state < State::refused) return base::Done{};
    for (std::size_t i = 0; i < one.pieces.size(); ++i) state_->forget_pieces(id, one, i);
    return base::Done{};
}

base::Status Deliveries::unpack(const Id& id, const std::string& folder) {
    const std::lock_guard lock{state_->mutex};
    const auto found = state_->all.find(id);
    if (found == state_->all.end()) return base::fail("no such delivery", "没有该交付");
    const Inside::One& one = found->second;
    for (std::size_t i = 0; i < one.pieces.size(); ++i) {
        const FileSpec& file = one.about.offer.files[i];
        std::ofstream out{folder + "/" + file.name, std::ios::binary | std::ios::trunc};
        auto done = state_->each_piece(id, one, i, [&](base::ByteView bytes) {
            const auto text = base::as_text(bytes);
            out.write(text.data(), static_cast<std::streamsize>(text.size()));
        });
        if (!done) return done;
        if (!out.flush()) return base::fail("the package cannot be unpacked", "无法展开清单包");
    }
    return base::Done{};
}

}  // namespace zhida::deliveries
