#include "cli/audit.hpp"

#include <iostream>

#include "audit/verify_chain.hpp"
#include "node/assembly/assembly.hpp"
#include "node/posix/posix_disk.hpp"

namespace zhida::cli {

Exit run_verify_chain(const std::string& folder) {
    node::PosixDisk disk{folder};
    const auto verified = audit::verify_chain(disk, node::assembly(), [](std::uint64_t) {});
    if (!verified) return tell(verified.error(), Exit::failed);
    std::cout << "账本 / ledger      " << chain::fingerprint(verified->ledger_id) << "\n"
              << "区块 / blocks      " << verified->blocks << "\n"
              << "交易 / transactions " << verified->transactions << " (" << verified->refused
              << " 被拒绝 / refused)\n"
              << "状态根 / root      " << base::hex(verified->root) << "\n"
              << "全部状态根一致 / every root agrees\n";
    return Exit::done;
}

}  // namespace zhida::cli
