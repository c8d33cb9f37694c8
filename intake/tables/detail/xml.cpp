#include "intake/tables/detail/xml.hpp"

#include <libxml/parser.h>

#include <cstring>
#include <memory>

namespace zhida::intake::detail {

namespace {

constexpr int raw_parts = 5;  // of one attribute

struct Reading {
    XmlVisitor& visitor;
    xmlParserCtxtPtr parser = nullptr;
    bool has_document_type = false;

    void stop_on_error() {
        if (visitor.error()) xmlStopParser(parser);
    }
};

std::string_view text_of(const xmlChar* text) {
    return text == nullptr ? std::string_view{} : reinterpret_cast<const char*>(text);
}

Reading& reading(void* context) { return *static_cast<Reading*>(context); }

void on_open(void* context, const xmlChar* name, const xmlChar*, const xmlChar*, int,
             const xmlChar**, int count, int, const xmlChar** attributes) {
    reading(context).visitor.open(text_of(name), {attributes, count});
    reading(context).stop_on_error();
}

void on_close(void* context, const xmlChar* name, const xmlChar*, const xmlChar*) {
    reading(context).visitor.close(text_of(name));
    reading(context).stop_on_error();
}

void on_text(void* context, const xmlChar* text, int bytes) {
    const auto* const begin = reinterpret_cast<const char*>(text);
    reading(context).visitor.text({begin, static_cast<std::size_t>(bytes)});
    reading(context).stop_on_error();
}

void on_document_type(void* context, const xmlChar*, const xmlChar*, const xmlChar*) {
    reading(context).has_document_type = true;
    xmlStopParser(reading(context).parser);
}

// What is wrong is told by the parser's state; nothing is printed.
void on_message(void*, xmlErrorPtr) {}

xmlSAXHandler handler() {
    xmlSAXHandler sax;
    std::memset(&sax, 0, sizeof sax);
    sax.initialized = XML_SAX2_MAGIC;
    sax.startElementNs = on_open;
    sax.endElementNs = on_close;
    sax.characters = on_text;
    sax.cdataBlock = on_text;
    sax.internalSubset = on_document_type;
    sax.serror = on_message;
    return sax;
}

}  // namespace

std::string_view XmlAttributes::get(std::string_view local_name) const {
    for (int i = 0; i < count_; ++i) {
        const unsigned char** const one = raw_ + i * raw_parts;
        if (text_of(one[0]) != local_name) continue;
        return {reinterpret_cast<const char*>(one[3]), static_cast<std::size_t>(one[4] - one[3])};
    }
    return {};
}

base::Status read_xml(Archive& archive, std::size_t entry, XmlVisitor& visitor) {
    const std::string name = shown_name(archive.entries()[entry].name);
    Reading state{visitor};
    xmlSAXHandler sax = handler();
    const std::unique_ptr<xmlParserCtxt, void (*)(xmlParserCtxtPtr)> parser{
        xmlCreatePushParserCtxt(&sax, &state, nullptr, 0, nullptr), xmlFreeParserCtxt};
    if (!parser) return base::fail("cannot read " + name, "无法读取 " + name);
    state.parser = parser.get();
    xmlCtxtUseOptions(parser.get(), XML_PARSE_NONET);
    bool good = true;
    const auto done = archive.read(entry, [&](std::string_view piece) {
        good = xmlParseChunk(parser.get(), piece.data(), static_cast<int>(piece.size()), 0) == 0;
        return good && !visitor.error();
    });
    if (state.has_document_type) {
        return base::fail(name + " has a document type declaration, which is not allowed",
                          name + " 含有不允许的文档类型声明（DTD）");
    }
    if (visitor.error()) return *visitor.error();
    if (!done) return done.error();
    if (good) good = xmlParseChunk(parser.get(), "", 0, 1) == 0;
    if (visitor.error()) return *visitor.error();
    if (!good || parser->wellFormed == 0) {
        return base::fail(name + " is no well-formed XML", name + " 不是合格的 XML");
    }
    return base::Done{};
}

}  // namespace zhida::intake::detail
