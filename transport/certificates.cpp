#include "transport/certificates.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <memory>

namespace zhida::transport {

namespace {

constexpr base::Seconds valid_seconds = 3'652LL * 86'400;
constexpr base::Seconds backdated_seconds = 3'600;
constexpr long version_3 = 2;

template <auto release>
struct Release {
    template <class T>
    void operator()(T* held) const {
        release(held);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Release<X509_free>>;
using Bio = std::unique_ptr<BIO, Release<BIO_free_all>>;

std::string text_of(BIO* bio) {
    const char* data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    return {data, static_cast<std::size_t>(size)};
}

bool extend(X509* certificate, X509* issuer, int nid, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
    if (extension == nullptr) return false;
    const int added = X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
    return added == 1;
}

struct Plan {
    std::string name;
    std::string host;  // empty: an authority
    base::Seconds now = 0;
};

bool fill(X509* certificate, const Plan& plan, EVP_PKEY* own, X509* issuer) {
    unsigned char serial[16];
    if (RAND_bytes(serial, sizeof serial) != 1) return false;
    serial[0] &= 0x7F;
    BIGNUM* const number = BN_bin2bn(serial, sizeof serial, nullptr);
    BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate));
    BN_free(number);
    X509_set_version(certificate, version_3);
    ASN1_TIME_set(X509_getm_notBefore(certificate), plan.now - backdated_seconds);
    ASN1_TIME_set(X509_getm_notAfter(certificate), plan.now + valid_seconds);
    X509_NAME* const subject = X509_get_subject_name(certificate);
    const auto* const name = reinterpret_cast<const unsigned char*>(plan.name.data());
    const int size = static_cast<int>(plan.name.size());
    if (X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, name, size, -1, 0) != 1)
        return false;
    X509_set_issuer_name(certificate, X509_get_subject_name(issuer));
    if (X509_set_pubkey(certificate, own) != 1) return false;
    const bool leaf = !plan.host.empty();
    const std::string alternatives = "DNS:localhost,IP:127.0.0.1,DNS:" + plan.host;
    return extend(certificate, issuer, NID_basic_constraints,
                  leaf ? "critical,CA:FALSE" : "critical,CA:TRUE,pathlen:0") &&
           extend(certificate, issuer, NID_key_usage,
                  leaf ? "critical,digitalSignature" : "critical,keyCertSign,cRLSign") &&
           extend(certificate, issuer, NID_subject_key_identifier, "hash") &&
           (!leaf || (extend(certificate, issuer, NID_ext_key_usage, "serverAuth,clientAuth") &&
                      extend(certificate, issuer, NID_authority_key_identifier, "keyid") &&
                      extend(certificate, issuer, NID_subject_alt_name, alternatives)));
}

base::Result<Issued> make(const Plan& plan, X509* issuer, EVP_PKEY* issuer_key) {
    const Key own{EVP_EC_gen("P-256")};
    const Certificate certificate{X509_new()};
    const bool sound =
        own && certificate &&
        fill(certificate.get(), plan, own.get(), issuer ? issuer : certificate.get()) &&
        X509_sign(certificate.get(), issuer_key ? issuer_key : own.get(), EVP_sha256()) > 0;
    if (!sound) return base::fail("the certificate cannot be made", "无法生成证书");
    const Bio certificate_text{BIO_new(BIO_s_mem())};
    const Bio key_text{BIO_new(BIO_s_mem())};
    PEM_write_bio_X509(certificate_text.get(), certificate.get());
    PEM_write_bio_PKCS8PrivateKey(key_text.get(), own.get(), nullptr, nullptr, 0, nullptr, nullptr);
    return Issued{text_of(certificate_text.get()), text_of(key_text.get())};
}

}  // namespace

base::Result<Issued> make_authority(const std::string& name, base::Seconds now) {
    return make({name, "", now}, nullptr, nullptr);
}

base::Result<Issued> issue(const Issued& authority, const std::string& name,
                           const std::string& host, base::Seconds now) {
    const auto bio = [](const std::string& text) {
        return Bio{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
    };
    const Certificate issuer{
        PEM_read_bio_X509(bio(authority.certificate).get(), nullptr, nullptr, nullptr)};
    const Key key{PEM_read_bio_PrivateKey(bio(authority.key).get(), nullptr, nullptr, nullptr)};
    if (!issuer || !key) {
        return base::fail("the authority cannot be read", "无法读取根证书或其私钥");
    }
    return make({name, host.empty() ? "localhost" : host, now}, issuer.get(), key.get());
}

}  // namespace zhida::transport
