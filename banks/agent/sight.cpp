#include "banks/agent/sight.hpp"

#include <charconv>

namespace zhida::agent {

namespace {

using base::Done;
using base::Status;

constexpr std::string_view seen_path = "seen";
constexpr std::string_view accepted_path = "accepted";

base::Result<std::optional<Block>> block_of(base::Disk& disk, std::string_view path) {
    if (!disk.exists(path)) return std::optional<Block>{};
    auto bytes = base::read_file(disk, path);
    if (!bytes) return bytes.error();
    const auto block = read_block(base::as_text(*bytes));
    if (!block) {
        const std::string name{path};
        return base::fail("the agent's file `" + name + "` is damaged",
                          "代理的 " + name + " 文件损坏");
    }
    return block;
}

base::Result<bool> contains(const Block& block, const client::Status& now,
                            const Sight::HashAt& hash_at) {
    if (block.height > now.height) return false;
    if (block.height == now.height) return block.hash == now.block_hash;
    auto hash = hash_at(block.height);
    if (!hash) return hash.error();
    return *hash == block.hash;
}

}  // namespace

std::string block_text(const Block& block) {
    return std::to_string(block.height) + ":" + base::hex(block.hash);
}

std::optional<Block> read_block(std::string_view text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    Block block;
    const auto read = std::from_chars(text.data(), text.data() + colon, block.height);
    const auto bytes = base::unhex(text.substr(colon + 1));
    const auto hash = bytes ? base::to_array<32>(*bytes) : std::nullopt;
    if (read.ec != std::errc{} || read.ptr != text.data() + colon || !hash) return std::nullopt;
    block.hash = *hash;
    return block;
}

base::Result<std::unique_ptr<Sight>> Sight::open(base::Disk& disk) {
    std::unique_ptr<Sight> sight{new Sight{disk}};
    for (auto [path, to] : {std::pair{seen_path, &sight->seen_},
                            std::pair{accepted_path, &sight->accepted_}}) {
        auto block = block_of(disk, path);
        if (!block) return block.error();
        *to = *block;
    }
    return sight;
}

Status Sight::accept(base::Disk& disk, const Block& block) {
    return base::replace_file(disk, accepted_path, base::view(block_text(block) + "\n"));
}

Status Sight::look(const client::Status& now, const HashAt& hash_at) {
    if (seen_ && seen_->height == now.height && seen_->hash == now.block_hash) return Done{};
    if (!seen_ && now.height == 0) return Done{};  // a ledger without a block: nothing to see
    if (seen_) {
        auto has = contains(*seen_, now, hash_at);
        if (!has) return has.error();
        if (!*has && accepted_) has = contains(*accepted_, now, hash_at);
        if (!has) return has.error();
        if (!*has) {
            return base::fail(
                "the ledger lacks block " + block_text(*seen_) +
                    " which this agent has seen: it was set back. Nothing is paid before the bank "
                    "agrees (zhida-agent --accept; runbook restore)",
                "账本缺少本代理已见过的区块 " + block_text(*seen_) +
                    "，账本已回退。银行同意前不付款（zhida-agent --accept，见恢复手册）");
        }
    }
    const Block newest{now.height, now.block_hash};
    if (auto done = base::replace_file(disk_, seen_path, base::view(block_text(newest) + "\n"));
        !done) {
        return done;
    }
    seen_ = newest;
    return Done{};
}

}  // namespace zhida::agent
