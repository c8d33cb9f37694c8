// zhida-banksim: one simulated bank.
//   zhida-banksim --bank 102 --book FILE --port N --credentials FOLDER
// The folder holds certificate.pem, key.pem and authority.pem. Prints `listening PORT` when ready.
#include <CLI/CLI.hpp>
#include <csignal>
#include <fstream>
#include <iostream>
#include <thread>

#include "banks/simd/service.hpp"

namespace {

volatile std::sig_atomic_t stop_wanted = 0;

std::string text_of(const std::string& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

int tell(const zhida::base::Error& error) {
    std::cerr << error.zh << "\n" << error.en << "\n";
    return 1;
}

}  // namespace

int main(int count, char** words) {
    using namespace zhida;
    CLI::App app{"zhida-banksim: a simulated bank / 模拟银行"};
    std::string bank;
    std::string path;
    std::string credentials;
    std::uint16_t port = 0;
    app.add_option("--bank", bank, "three digits of its CNAPS numbers")->required();
    app.add_option("--book", path, "SQLite file of its books")->required();
    app.add_option("--port", port, "0: any free one");
    app.add_option("--credentials", credentials, "certificate.pem, key.pem, authority.pem")
        ->required();
    try {
        app.parse(count, words);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 1;
    }
    auto book = sim::Book::open(path);
    if (!book) return tell(book.error());
    simd::Service service{**book, bank};
    transport::ServerSetting setting{.port = port};
    setting.credentials = {text_of(credentials + "/certificate.pem"),
                           text_of(credentials + "/key.pem"),
                           text_of(credentials + "/authority.pem")};
    auto server = transport::Server::start(
        setting, [&](const transport::Request& request) { return service.handle(request); });
    if (!server) return tell(server.error());
    for (const int signal : {SIGTERM, SIGINT}) {
        std::signal(signal, [](int) { stop_wanted = 1; });
    }
    std::signal(SIGPIPE, SIG_IGN);
    std::cout << "listening " << (*server)->port() << std::endl;
    while (stop_wanted == 0) std::this_thread::sleep_for(std::chrono::milliseconds{100});
    (*server)->stop(std::chrono::seconds{5});
    return 0;
}
