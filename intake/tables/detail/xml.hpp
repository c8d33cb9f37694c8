// XML from strangers, read in a stream: no document type, no entity of its own, nothing fetched.
#pragma once

#include <optional>
#include <string_view>

#include "core/base/result.hpp"
#include "intake/archive/archive.hpp"

namespace zhida::intake::detail {

// The attributes of an element by their local names.
class XmlAttributes {
  public:
    // As the parser lays them out: name, prefix, namespace, begin, end of the value.
    XmlAttributes(const unsigned char** raw, int count)
        : raw_{raw},
          count_{count} {}
    // Empty when there is none.
    std::string_view get(std::string_view local_name) const;

  private:
    const unsigned char** raw_;
    int count_;
};

// Names are local ones: workbooks differ in prefixes and in two families of namespaces.
class XmlVisitor {
  public:
    virtual ~XmlVisitor() = default;
    virtual void open(std::string_view name, const XmlAttributes& attributes) = 0;
    virtual void close(std::string_view name) = 0;
    virtual void text(std::string_view piece) = 0;
    // What is wrong with the content, once something is: reading stops.
    const std::optional<base::Error>& error() const { return error_; }

  protected:
    void fail(base::Error error) {
        if (!error_) error_ = std::move(error);
    }

  private:
    std::optional<base::Error> error_;
};

base::Status read_xml(Archive& archive, std::size_t entry, XmlVisitor& visitor);

}  // namespace zhida::intake::detail
