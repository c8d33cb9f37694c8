#include "cli/keys.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <cerrno>
#include <memory>

#include "cli/screen.hpp"
#include "node/installation/installation.hpp"

namespace zhida::cli {

namespace {

std::string_view name_of(crypto::Algorithm algorithm) {
    return algorithm == crypto::Algorithm::sm2_sm3 ? "sm2_sm3" : "ed25519";
}

Answer described(const std::string& path, const crypto::PublicKey& key) {
    const std::string algorithm{name_of(key.algorithm)};
    const std::string bytes = base::hex(key.bytes);
    const std::string id = base::hex(crypto::key_id(key));
    Answer answer;
    answer.json = {{"file", path}, {"algorithm", algorithm}, {"public_key", bytes}, {"key_id", id}};
    answer.text = "算法 algorithm    " + algorithm + "\n公钥 public key   " + bytes +
                  "\n密钥编号 key id   " + id + "\n";
    return answer;
}

// Never over a file that is there, and never readable by others, not even for a moment.
base::Status write_new(const std::string& path, const std::string& text) {
    const int file =
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file < 0) {
        if (errno == EEXIST)
            return base::fail(path + " is there already", path + " 已存在，不覆盖");
        return base::fail("cannot write " + path, "无法写入 " + path);
    }
    const auto written = ::write(file, text.data(), text.size());
    const bool kept = written == static_cast<ssize_t>(text.size()) && ::fsync(file) == 0;
    const bool closed = ::close(file) == 0;
    if (!kept || !closed) return base::fail("cannot write " + path, "无法写入 " + path);
    return base::Done{};
}

}  // namespace

Answer new_key(const std::string& path, crypto::Profile profile) {
    const auto key = crypto::SigningKey::generate(crypto::algorithm_of(profile));
    if (auto done = write_new(path, key.to_pem("")); !done) return failed(done.error());
    return described(path, key.public_key());
}

Answer show_key(const std::string& path) {
    auto pem = installation::read_text(path);
    if (!pem) return failed(pem.error());
    if (auto key = crypto::SigningKey::from_pem(*pem, ""))
        return described(path, key->public_key());
    auto key = crypto::public_key_from_pem(*pem);
    if (!key) {
        return failed(base::fail(path + " holds neither a private nor a public key in PEM",
                                 path + " 不是 PEM 格式的私钥或公钥"));
    }
    return described(path, *key);
}

void add_keys(CLI::App& app, Exit& exit) {
    struct Options {
        std::string path;
        std::string profile = "gm";
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    auto* const keys = app.add_subcommand("keys", "private keys of people and machines");
    keys->require_subcommand(1);
    auto* const make = keys->add_subcommand("new", "make a private key and write it to a new file");
    make->add_option("--out", options->path, "the file; one that is there is never overwritten")
        ->required();
    make->add_option("--profile", options->profile, "gm: SM2 with SM3; intl: Ed25519")
        ->check(CLI::IsMember({"gm", "intl"}))
        ->capture_default_str();
    make->add_flag("--json", options->json, "one JSON document");
    make->footer("Example:\n  zhida keys new --out wang.pem --profile gm");
    make->callback([options, &exit] {
        const bool gm = options->profile == "gm";
        const auto profile = gm ? crypto::Profile::gm : crypto::Profile::intl;
        exit = say(new_key(options->path, profile), options->json);
    });
    auto* const show =
        keys->add_subcommand("show", "algorithm, public key and id as the ledger has it");
    show->add_option("file", options->path, "private or public key in PEM")->required();
    show->add_flag("--json", options->json, "one JSON document");
    show->footer("Example:\n  zhida keys show wang.pem");
    show->callback([options, &exit] { exit = say(show_key(options->path), options->json); });
}

}  // namespace zhida::cli
