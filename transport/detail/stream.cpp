#include "transport/detail/stream.hpp"

#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace zhida::transport::detail {

std::unique_ptr<asio::ssl::context> context_of(const Credentials& credentials, bool server,
                                               bool mutual) {
    using asio::ssl::context;
    auto made = std::make_unique<context>(server ? context::tls_server : context::tls_client);
    boost::system::error_code error;
    if (SSL_CTX_set_min_proto_version(made->native_handle(), TLS1_3_VERSION) != 1) return nullptr;
    SSL_CTX_set_mode(made->native_handle(), SSL_MODE_RELEASE_BUFFERS);
    if (!credentials.certificate.empty()) {
        made->use_certificate_chain(asio::buffer(credentials.certificate), error);
        if (!error) made->use_private_key(asio::buffer(credentials.key), context::pem, error);
        if (error || SSL_CTX_check_private_key(made->native_handle()) != 1) return nullptr;
    }
    // Without an authority of its own a client believes those the machine knows.
    if (!server && credentials.authority.empty()) made->set_default_verify_paths(error);
    if (!credentials.authority.empty()) {
        made->add_certificate_authority(asio::buffer(credentials.authority), error);
        if (error) return nullptr;
    }
    const bool ask = !server || mutual;
    made->set_verify_mode(ask ? asio::ssl::verify_peer | asio::ssl::verify_fail_if_no_peer_cert
                              : asio::ssl::verify_none);
    return made;
}

std::string peer_name(Stream& stream) {
    X509* const certificate = SSL_get1_peer_certificate(stream.native_handle());
    if (certificate == nullptr) return {};
    std::string name;
    const X509_NAME* const subject = X509_get_subject_name(certificate);
    const int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
    if (at >= 0) {
        unsigned char* text = nullptr;
        const int size =
            ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
        if (size > 0) name.assign(text, text + size);
        OPENSSL_free(text);
    }
    X509_free(certificate);
    return name;
}

}  // namespace zhida::transport::detail
