// Replays a ledger as the auditor does and prints two lines, `height N` and `root HEX`, for a
// script to compare. Exit code 1 when anything of it does not hold.
#include <iostream>

#include "audit/verify_chain.hpp"
#include "node/assembly/assembly.hpp"
#include "node/posix/posix_disk.hpp"

int main(int count, char** words) {
    using namespace zhida;
    if (count != 2) {
        std::cerr << "用法 / usage: zhida-replay DIR\n";
        return 1;
    }
    node::PosixDisk disk{words[1]};
    const auto verified = audit::verify_chain(disk, node::assembly(), [](std::uint64_t) {});
    if (!verified) {
        std::cerr << verified.error().zh << "\n" << verified.error().en << "\n";
        return 1;
    }
    std::cout << "height " << verified->blocks << "\nroot " << base::hex(verified->root) << "\n";
    return 0;
}
