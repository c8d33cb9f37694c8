// manifest.json: read the same way twice, and what is accepted keeps the promises of its type.
#include "contracts/vocabulary/manifest.hpp"
#include "core/base/assert.hpp"

using namespace zhida;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const base::ByteView bytes{data, size};
    const auto manifest = vocabulary::parse_manifest(bytes);
    if (!manifest) {
        ASSERT(!manifest.error().en.empty() && !manifest.error().zh.empty());
        return 0;
    }
    ASSERT(manifest->files.size() <= vocabulary::manifest_files_max);
    ASSERT(manifest->pre_notice.from <= manifest->pre_notice.to);
    ASSERT(manifest->encoding == "UTF-8" || manifest->encoding == "GB18030");
    for (std::size_t i = 1; i < manifest->files.size(); ++i) {
        ASSERT(manifest->files[i - 1].first < manifest->files[i].first);
    }
    return 0;
}
