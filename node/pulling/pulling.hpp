// The pull adapter. It asks a data platform for its list of packages, and takes those that are new
// into the store of deliveries. How far a file is stands in the store, so a poller that was killed
// goes on with the bytes that are missing.
//
// The listing (GET url, with an ETag if the platform has one):
//   {"format":"zhida-packages/1","packages":[{"list_no":"…","files":[
//     {"name":"manifest.json","size":512,"sm3":"<64 hex>","href":"2019/0001/manifest.json"}]}]}
// `href` is a path on the same host, or relative to the listing's folder. Files are asked for with
// `Range: bytes=from-to`; a platform that answers 200 with the whole file is taken as well.
#pragma once

#include <chrono>
#include <functional>

#include "node/deliveries/deliveries.hpp"

namespace zhida::pulling {

inline constexpr std::size_t packages_per_listing_max = 1'000;
inline constexpr std::size_t piece_bytes = 1 << 20;
inline constexpr std::uint32_t seconds_min = 5;  // between two looks at the listing

struct Platform {
    std::string url;            // of the listing: https://HOST:PORT/PATH
    std::string authority;      // PEM; empty: those the machine knows
    std::string source_system;  // in whose name the packages come
    std::string token;          // sent as `Authorization: Bearer …`; empty: none
    std::chrono::milliseconds every{60'000};
    std::chrono::milliseconds patience{30'000};  // with one answer
};

struct Looked {
    std::size_t offered = 0;  // packages in the listing
    std::size_t taken = 0;    // whose last file came now
};

class Puller {
  public:
    // `arrived` is called when a package is complete.
    Puller(Platform platform, deliveries::Deliveries& store, std::function<void()> arrived);
    ~Puller();
    // One look at the listing and all that is new in it. An error leaves what came so far.
    base::Result<Looked> look();
    // Looks again and again, on a thread of its own, until it is destroyed.
    void start();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

// Nothing: it is no listing. `host_path` is the listing's own path.
struct ListedFile {
    deliveries::FileSpec spec;
    std::string path;
};
struct ListedPackage {
    std::string list_no;
    std::vector<ListedFile> files;
};
base::Result<std::vector<ListedPackage>> read_listing(std::string_view json,
                                                      std::string_view host_path);

}  // namespace zhida::pulling
