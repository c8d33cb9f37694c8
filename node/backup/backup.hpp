// Backup of an installation, of a running one too. Two files in one folder (docs/adr/0010):
//
//   zhida-HEIGHT-NAME.data   ledger, sealed records, agents' intents. One a backup; any number is
//                            kept, wherever. Without the keys nothing in it can be read.
//   zhida.keys               every key: of people, machines and records. There is one, and each
//                            backup replaces it: it opens all earlier data files too, except what
//                            has been shredded since. Copies older than keys_life are destroyed.
#pragma once

#include "core/crypto/shares.hpp"
#include "node/backup/archive.hpp"

namespace zhida::backup {

inline constexpr std::string_view keys_file = "zhida.keys";
inline constexpr base::Seconds keys_life = 30 * 86'400;

// How the file of keys is locked: by a passphrase, or by a secret dealt among holders.
struct Custody {
    std::string passphrase;
    crypto::Cost cost;       // of the passphrase
    unsigned threshold = 0;  // 0: a passphrase
    unsigned holders = 0;
};

struct Made {
    Head head;                         // of the data file
    std::string data;                  // its name
    std::vector<crypto::Share> shares;  // to be handed out, one each; none is kept
    std::uint64_t files = 0;
    std::uint64_t bytes = 0;
};

// `home` is the installation's folder, `out` a folder that is made when it is not there.
base::Result<Made> make_backup(const std::string& home, const std::string& out,
                               const Custody& custody, base::Seconds now, base::Random& random);

}  // namespace zhida::backup
