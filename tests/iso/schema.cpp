#include "tests/iso/schema.hpp"

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>

#include <cstdarg>
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>

namespace zhida::iso {

namespace {

constexpr const char* space = "urn:iso:std:iso:20022:tech:xsd:";
std::string complaint;  // of the validation under way, under the mutex below

void complain(void*, const char* form, ...) {
    char text[400];
    va_list words;
    va_start(words, form);
    std::vsnprintf(text, sizeof text, form, words);
    va_end(words);
    complaint += text;
}

struct Free {
    void operator()(xmlDoc* d) const { xmlFreeDoc(d); }
    void operator()(xmlSchema* s) const { xmlSchemaFree(s); }
    void operator()(xmlSchemaParserCtxt* c) const { xmlSchemaFreeParserCtxt(c); }
    void operator()(xmlSchemaValidCtxt* c) const { xmlSchemaFreeValidCtxt(c); }
};

xmlSchema* schema_of(const std::string& name, const std::string& folder) {
    static std::map<std::string, std::unique_ptr<xmlSchema, Free>> known;
    const std::string path = folder + "/" + name + ".xsd";
    auto& schema = known[path];
    if (schema) return schema.get();
    if (!std::filesystem::exists(path)) return nullptr;
    const std::unique_ptr<xmlSchemaParserCtxt, Free> parser{xmlSchemaNewParserCtxt(path.c_str())};
    schema.reset(xmlSchemaParse(parser.get()));
    return schema.get();
}

}  // namespace

std::string against_schema(const std::string& xml, const std::string& folder) {
    static std::mutex mutex;
    const std::lock_guard lock{mutex};
    const std::size_t at = xml.find(space);
    if (at == std::string::npos) return "no ISO 20022 name space";
    const std::size_t from = at + std::string{space}.size();
    const std::string name = xml.substr(from, xml.find('"', from) - from);
    xmlSchema* const schema = schema_of(name, folder);
    if (schema == nullptr) return "no schema " + name + ": run tools/fetch_schemas.sh";
    const std::unique_ptr<xmlDoc, Free> document{
        xmlReadMemory(xml.data(), static_cast<int>(xml.size()), "message", nullptr,
                      XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING)};
    if (!document) return "no well-formed XML";
    const std::unique_ptr<xmlSchemaValidCtxt, Free> context{xmlSchemaNewValidCtxt(schema)};
    complaint.clear();
    xmlSchemaSetValidErrors(context.get(), complain, complain, nullptr);
    const int verdict = xmlSchemaValidateDoc(context.get(), document.get());
    return verdict == 0 ? "" : name + ": " + complaint + xml.substr(0, 300);
}

}  // namespace zhida::iso
