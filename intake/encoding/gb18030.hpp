// GB18030 to UTF-8, strictly: bytes that are no character of it are an error, never a substitute.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace zhida::intake {

// Nothing when a byte is not in the encoding, or the last character is cut off.
std::optional<std::string> gb18030_to_utf8(std::string_view text);

// The same for many texts; keeps the system's converter open.
class Gb18030Decoder {
  public:
    Gb18030Decoder();
    ~Gb18030Decoder();
    Gb18030Decoder(const Gb18030Decoder&) = delete;
    Gb18030Decoder& operator=(const Gb18030Decoder&) = delete;
    std::optional<std::string> decode(std::string_view text);

  private:
    void* converter_;
};

}  // namespace zhida::intake
