#include "core/store/snapshot.hpp"

#include "core/store/block_log.hpp"

namespace zhida::store {

namespace {

constexpr std::string_view magic = "zhidasnap1";
constexpr std::size_t head_bytes = 10 + 8 + 32 + 8 + 4;
constexpr std::size_t page_bytes = 1 << 20;

base::Error damaged() {
    return base::fail("the snapshot is damaged; it is passed over and the blocks are replayed",
                      "快照损坏；将跳过快照并重放区块");
}

// Pages of up to 1 MiB (and one record): u32 size ‖ u32 checksum ‖ entries.
class Pages {
  public:
    Pages(base::File& file, std::uint64_t offset)
        : file_{file},
          offset_{offset} {}

    void add(ByteView key, ByteView value) {
        base::append_u16(page_, static_cast<std::uint16_t>(key.size()));
        base::append_u32(page_, static_cast<std::uint32_t>(value.size()));
        base::append(page_, key);
        base::append(page_, value);
        if (page_.size() >= page_bytes) flush();
    }

    base::Status finish() {
        flush();
        return status_;
    }

  private:
    void flush() {
        if (page_.empty() || !status_) return;
        Bytes head;
        base::append_u32(head, static_cast<std::uint32_t>(page_.size()));
        base::append_u32(head, checksum({page_}));
        base::append(head, page_);
        status_ = file_.write(offset_, head);
        offset_ += head.size();
        page_.clear();
    }

    base::File& file_;
    std::uint64_t offset_;
    Bytes page_;
    base::Status status_ = base::Done{};
};

bool take_page(ByteView page, Trie& trie, std::uint64_t& count) {
    while (!page.empty()) {
        if (page.size() < 6) return false;
        const std::size_t key = static_cast<std::size_t>(page[0]) << 8 | page[1];
        const std::size_t value = base::read_u32(page.subspan(2));
        if (key == 0 || key > key_bytes_max || value > value_bytes_max) return false;
        if (page.size() < 6 + key + value) return false;
        trie.put(page.subspan(6, key), page.subspan(6 + key, value));
        page = page.subspan(6 + key + value);
        ++count;
    }
    return true;
}

}  // namespace

base::Status write_snapshot(base::Disk& disk, std::string_view path, std::uint64_t height,
                            const Digest& root, const Trie& trie) {
    const std::string fresh = std::string{path} + ".new";
    auto file = disk.open(fresh, true);
    if (!file) return file.error();
    if (auto done = (*file)->truncate(0); !done) return done;
    Bytes head = base::to_bytes(base::view(magic));
    base::append_u64(head, height);
    base::append(head, root);
    base::append_u64(head, trie.size());
    base::append_u32(head, checksum({head}));
    if (auto done = (*file)->write(0, head); !done) return done;
    Pages pages{**file, head.size()};
    trie.scan({}, [&](ByteView key, ByteView value) {
        pages.add(key, value);
        return true;
    });
    if (auto done = pages.finish(); !done) return done;
    if (auto done = (*file)->sync(); !done) return done;
    return disk.rename(fresh, path);
}

base::Result<Snapshot> read_snapshot(base::Disk& disk, std::string_view path, crypto::Hash hash) {
    auto file = disk.open(path, false);
    if (!file) return file.error();
    auto head = (*file)->read(0, head_bytes);
    if (!head) return head.error();
    const ByteView view{*head};
    const bool sound = head->size() == head_bytes &&
                       base::equal(view.first(10), base::view(magic)) &&
                       base::read_u32(view.last(4)) == checksum({view.first(head_bytes - 4)});
    if (!sound) return damaged();
    Snapshot snapshot{base::read_u64(view.subspan(10)), Trie{hash}};
    const std::uint64_t expected = base::read_u64(view.subspan(50));
    std::uint64_t count = 0;
    for (std::uint64_t at = head_bytes; at < (*file)->size();) {
        auto page_head = (*file)->read(at, 8);
        if (!page_head || page_head->size() < 8) return damaged();
        const std::uint32_t size = base::read_u32(*page_head);
        if (size > page_bytes + key_bytes_max + value_bytes_max + 6) return damaged();
        auto page = (*file)->read(at + 8, size);
        if (!page || page->size() != size) return damaged();
        if (checksum({*page}) != base::read_u32(ByteView{*page_head}.subspan(4))) return damaged();
        if (!take_page(*page, snapshot.trie, count)) return damaged();
        at += 8 + size;
    }
    if (count != expected || !base::equal(snapshot.trie.root(), view.subspan(18, 32)))
        return damaged();
    return snapshot;
}

}  // namespace zhida::store
