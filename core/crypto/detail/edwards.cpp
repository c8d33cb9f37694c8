#include "core/crypto/detail/edwards.hpp"

#include <openssl/bn.h>

#include <memory>

#include "core/base/assert.hpp"
#include "core/crypto/detail/openssl.hpp"

namespace zhida::crypto::detail {

namespace {

using Scratch = std::unique_ptr<BN_CTX, Freer<BN_CTX_free>>;

Number number_of(const char* hexadecimal) {
    BIGNUM* out = nullptr;
    ASSERT(BN_hex2bn(&out, hexadecimal) > 0);
    return Number{out};
}

// Arithmetic modulo 2^255 - 19.
class Field {
  public:
    Field()
        : prime_{number_of("7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed")},
          scratch_{BN_CTX_new()} {
        ASSERT(scratch_ != nullptr);
    }
    bool holds(const Number& a) const { return BN_cmp(a.get(), prime_.get()) < 0; }
    Number plus(const BIGNUM* a, const BIGNUM* b) const {
        Number out{BN_new()};
        ASSERT(BN_mod_add(out.get(), a, b, prime_.get(), scratch_.get()) == 1);
        return out;
    }
    Number minus(const BIGNUM* a, const BIGNUM* b) const {
        Number out{BN_new()};
        ASSERT(BN_mod_sub(out.get(), a, b, prime_.get(), scratch_.get()) == 1);
        return out;
    }
    Number times(const Number& a, const Number& b) const {
        Number out{BN_new()};
        ASSERT(BN_mod_mul(out.get(), a.get(), b.get(), prime_.get(), scratch_.get()) == 1);
        return out;
    }
    Number inverse(const Number& a) const {
        return Number{BN_mod_inverse(nullptr, a.get(), prime_.get(), scratch_.get())};
    }
    bool is_nonzero_square(const Number& a) const {
        return BN_kronecker(a.get(), prime_.get(), scratch_.get()) == 1;
    }

  private:
    Number prime_;
    Scratch scratch_;
};

// The y coordinate, without the sign bit of x above it.
Number height(base::ByteView point) {
    base::Bytes big_endian{point.rbegin(), point.rend()};
    big_endian[0] &= 0x7f;
    return Number{BN_bin2bn(big_endian.data(), static_cast<int>(big_endian.size()), nullptr)};
}

}  // namespace

bool is_lawful_ed25519_point(base::ByteView point) {
    if (point.size() != ed25519_point_bytes) return false;
    const Field field;
    const Number y = height(point);
    if (!field.holds(y) || BN_is_zero(y.get())) return false;  // y = 0 has order 4
    const Number d =
        number_of("52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3");
    const Number square = field.times(y, y);
    const Number scaled = field.times(d, square);
    // x^2 = (y^2 - 1) / (d y^2 + 1). Zero is left out with y = 1 and y = -1, of orders 1 and 2.
    const Number above = field.minus(square.get(), BN_value_one());
    const Number below = field.plus(scaled.get(), BN_value_one());
    if (!field.is_nonzero_square(field.times(above, below))) return false;
    // Twice a point of order 8 has y = 0, which is to say d y^4 + 2 y^2 - 1 = 0.
    const Number fourth = field.times(scaled, square);
    const Number twice = field.plus(square.get(), square.get());
    const Number sum = field.plus(fourth.get(), twice.get());
    return !BN_is_one(sum.get());
}

base::Bytes montgomery(base::ByteView point) {
    const Field field;
    const Number y = height(point);
    const Number above = field.plus(BN_value_one(), y.get());
    const Number inverse = field.inverse(field.minus(BN_value_one(), y.get()));
    ASSERT(inverse != nullptr);  // y = 1 is no lawful point
    const Number u = field.times(above, inverse);
    base::Bytes out(ed25519_point_bytes);
    ASSERT(BN_bn2binpad(u.get(), out.data(), static_cast<int>(out.size())) > 0);
    return {out.rbegin(), out.rend()};
}

}  // namespace zhida::crypto::detail
