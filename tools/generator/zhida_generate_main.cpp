// zhida-generate: writes a synthetic payment list, signed, with its accounts and expected report.
#include <zip.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "core/crypto/signature.hpp"
#include "tools/generator/generator.hpp"

namespace {

namespace base = zhida::base;
namespace crypto = zhida::crypto;
namespace generator = zhida::generator;

struct Options {
    generator::Order order;
    std::string date;
    std::string key;
    std::string new_key_public;
    std::string out;
    std::string accounts;
    std::string report;
    std::string villages = "data/villages.csv";
    std::string faults = "none";
    bool zip = false;
};

base::Error cannot(const std::string& verb_en, const std::string& verb_zh,
                   const std::string& path) {
    return base::fail("cannot " + verb_en + " " + path, "无法" + verb_zh + " " + path);
}

base::Result<std::string> read_text(const std::string& path) {
    std::ifstream in{path, std::ios::binary};
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    if (!in.is_open() || in.bad()) return cannot("read", "读取", path);
    return text;
}

base::Status write_text(const std::string& path, std::string_view text) {
    std::ofstream to{path, std::ios::binary | std::ios::trunc};
    to << text;
    to.close();
    if (!to) return cannot("write", "写入", path);
    return base::Done{};
}

// The source system's private key; made anew when the public half is asked for.
base::Result<crypto::SigningKey> source_key(const Options& options) {
    if (options.new_key_public.empty()) {
        const auto pem = read_text(options.key);
        if (!pem) return pem.error();
        return crypto::SigningKey::from_pem(*pem, "");
    }
    const auto key = crypto::SigningKey::generate(crypto::Algorithm::sm2_sm3);
    const auto secret = write_text(options.key, key.to_pem(""));
    if (!secret) return secret.error();
    const auto open = write_text(options.new_key_public, crypto::to_pem(key.public_key()));
    if (!open) return open.error();
    return key;
}

using Files = std::vector<std::pair<std::string, std::string_view>>;

base::Status write_folder(const std::string& folder, const Files& files) {
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    if (failed) return cannot("make the folder", "创建文件夹", folder);
    for (const auto& [name, text] : files) {
        if (auto done = write_text(folder + "/" + name, text); !done) return done;
    }
    return base::Done{};
}

base::Status write_zip(const std::string& path, const Files& files) {
    zip_t* const zip = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
    if (zip == nullptr) return cannot("write", "写入", path);
    bool good = true;
    for (const auto& [name, text] : files) {
        zip_source_t* const source = zip_source_buffer(zip, text.data(), text.size(), 0);
        good = good && source && zip_file_add(zip, name.c_str(), source, ZIP_FL_ENC_UTF_8) >= 0;
    }
    if (zip_close(zip) != 0 || !good) return cannot("write", "写入", path);
    return base::Done{};
}

base::Status write_all(const Options& options, const generator::Product& product,
                       const crypto::SigningKey& key) {
    const std::string signature = base::base64(key.sign(base::view(product.manifest))) + "\n";
    const Files package{{"agreements.csv", product.agreements},
                        {product.lines_name, product.lines},
                        {"standards.csv", product.standards},
                        {"manifest.json", product.manifest},
                        {"manifest.sig", signature}};
    auto done = options.zip ? write_zip(options.out, package) : write_folder(options.out, package);
    if (done) done = write_text(options.accounts, product.accounts);
    if (done && !options.report.empty()) done = write_text(options.report, product.report);
    return done;
}

base::Status run(Options& options) {
    const auto prepared_at = base::parse_time(options.date);
    if (!prepared_at) {
        return base::fail("--date is no RFC 3339 time with an offset", "--date 不是带时区的时间");
    }
    options.order.prepared_at = *prepared_at;
    options.order.few_faults = options.faults == "few";
    const auto text = read_text(options.villages);
    if (!text) return text.error();
    const auto villages = zhida::vocabulary::Villages::parse(*text);
    if (!villages) return villages.error();
    const auto product = generator::generate(options.order, *villages);
    if (!product) return product.error();
    const auto key = source_key(options);
    if (!key) return key.error();
    return write_all(options, *product, *key);
}

}  // namespace

int main(int count, char** words) {
    Options options;
    CLI::App app{"Makes a synthetic payment list in the format zhida-list/1."};
    app.add_option("--lines", options.order.lines, "number of lines")->required();
    app.add_option("--seed", options.order.seed, "another seed, another list")->required();
    app.add_option("--list-no", options.order.list_no, "such as RC-2019-0003")->required();
    app.add_option("--date", options.date, "prepared_at, RFC 3339 with offset")->required();
    app.add_option("--county", options.order.county, "six digits")->required();
    app.add_option("--key", options.key, "private key of the source system (PEM)")->required();
    app.add_option("--new-key", options.new_key_public,
                   "make the key, and write its public half here");
    app.add_option("--out", options.out, "folder of the package, or the zip")->required();
    app.add_flag("--zip", options.zip, "one zip in place of the folder");
    app.add_flag("--xlsx", options.order.workbook, "lines.xlsx in place of lines.csv");
    app.add_flag("--gb18030", options.order.gb18030, "CSV in GB18030");
    app.add_flag("--chinese-headers", options.order.chinese_headers, "in the lines");
    app.add_option("--accounts", options.accounts, "what the simulated banks know (CSV)")
        ->required();
    app.add_option("--report", options.report, "the report that must come out (JSON)");
    app.add_option("--source", options.order.source_system, "source system")->capture_default_str();
    app.add_option("--villages", options.villages, "villages.csv")->capture_default_str();
    app.add_option("--faults", options.faults)
        ->check(CLI::IsMember({"none", "few"}))
        ->capture_default_str();
    CLI11_PARSE(app, count, words);
    const auto done = run(options);
    if (done) return 0;
    std::cerr << done.error().zh << "\n" << done.error().en << "\n";
    return 1;
}
