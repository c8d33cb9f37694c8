// A list stands still: nothing of it is claimed until it goes on. What is in flight is reported.
#include "contracts/payment/rules/payment.hpp"

namespace zhida::payment {

void halt(chain::Draft& draft, const ListId& list, bool stands_still) {
    if (stands_still) {
        save(draft, {list}, Halt{true});
    } else {
        chain::remove<Halt>(draft, {list});
    }
}

}  // namespace zhida::payment
