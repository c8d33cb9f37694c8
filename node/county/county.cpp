#include "node/county/county.hpp"

#include <algorithm>
#include <set>

#include "contracts/approval/types/flow.hpp"
#include "contracts/payment/types/messages.hpp"
#include "contracts/registry/types/messages.hpp"

namespace zhida::county {

namespace {

using registry::OrganisationKind;
using vocabulary::Role;

constexpr std::uint32_t first_township = 100;
constexpr std::uint32_t first_village = 1'000;
constexpr base::Date parameters_from{0};
const base::Date parameters_to = *base::make_date(2099, 12, 31);
constexpr std::string_view fictional = "沙盒参数（虚构）";

class Builder {
  public:
    Builder(const Plan& plan, const KeyMaker& keys)
        : plan_{plan},
          keys_{keys} {}

    County build() {
        county_.genesis = {.name = plan_.ledger_name,
                           .profile = plan_.profile,
                           .sandbox = true,
                           .start = plan_.start,
                           .nonce = plan_.nonce};
        offices();
        divisions();
        bank_organisations();
        parameters();
        return std::move(county_);
    }

  private:
    template <class M>
    void act(const M& message) {
        county_.genesis.acts.push_back({M::type, codec::encode(message)});
    }

    void organisation(std::uint32_t id, OrganisationKind kind, std::uint64_t division,
                      std::string title, std::uint16_t bank = 0) {
        act(registry::RegisterOrganisation{id, kind, division, bank, std::move(title)});
    }

    void person(std::uint32_t organisation, Role role, const std::string& name) {
        const crypto::SigningKey key = keys_(name);
        const std::uint32_t id = ++persons_;
        act(registry::RegisterPerson{id, organisation, vocabulary::word_of(role)->machine,
                                     key.public_key().algorithm, key.public_key().bytes});
        act(registry::GrantRole{id, organisation, role});
        county_.members.push_back({name, {organisation, id, role, key}});
    }

    void people(std::uint32_t organisation, Role role, const std::string& stem, unsigned count) {
        for (unsigned i = 1; i <= count; ++i) person(organisation, role, stem + std::to_string(i));
    }

    void offices() {
        organisation(1, OrganisationKind::new_area, 0, "新区征迁主管（沙盒）");
        organisation(2, OrganisationKind::county_office, plan_.county, "县征迁指挥部（沙盒）");
        organisation(3, OrganisationKind::county_finance, plan_.county, "县财政局（沙盒）");
        organisation(4, OrganisationKind::auditor, 0, "审计局（沙盒）");
        organisation(5, OrganisationKind::civil_affairs, 0, "民政局（沙盒）");
        person(1, Role::administrator, "administrator");
        people(1, Role::area_officer, "area-", 2);
        person(1, Role::area_finance_officer, "area-finance");
        person(1, Role::registrar, "registrar");
        person(2, Role::importer, "importer");
        people(2, Role::county_officer, "county-", 4);
        people(3, Role::finance_officer, "finance-", 3);
        person(4, Role::auditor, "auditor");
        person(5, Role::civil_feed, "civil");
    }

    void divisions() {
        std::set<std::uint64_t> townships;
        for (const auto village : plan_.villages)
            townships.insert(vocabulary::township_of(village));
        std::uint32_t id = first_township;
        for (const auto township : townships) {
            organisation(++id, OrganisationKind::township, township,
                         "乡镇 " + std::to_string(township) + "（沙盒）");
            people(id, Role::township_officer, "township-" + std::to_string(township) + "-", 2);
        }
        id = first_village;
        for (const auto village : plan_.villages) {
            organisation(++id, OrganisationKind::village, village,
                         "村 " + std::to_string(village) + "（沙盒）");
            people(id, Role::village_officer, "village-" + std::to_string(village) + "-", 2);
        }
    }

    void bank_organisations() {
        std::uint32_t id = 10;
        for (const Bank& bank : banks) {
            organisation(++id, OrganisationKind::bank, 0, std::string{bank.zh} + "（沙盒）",
                         bank.code);
            person(id, Role::bank_agent, "agent-" + std::to_string(bank.code));
        }
        if (plan_.one_account) {
            act(payment::OpenAccount{banks[0].account, 3, plan_.county, banks[0].code});
            act(payment::SetRoute{plan_.county, 0, banks[0].account});
            return;
        }
        for (const Bank& bank : banks) {
            act(payment::OpenAccount{bank.account, 3, plan_.county, bank.code});
            act(payment::SetRoute{plan_.county, bank.code, bank.account});
        }
    }

    void parameter(std::string_view key, std::uint64_t value) {
        act(registry::SetParameter{std::string{key}, 0, parameters_from, parameters_to, value,
                                   std::string{fictional}});
    }

    void parameters() {
        parameter("resettle.notice_days", 7);
        parameter("resettle.receiving_hours", 24);
        parameter("resettle.verification_hours", 24);
        parameter("resettle.entitlement_lock_days", 90);
        parameter("resettle.line_cap_fen", vocabulary::line_cap_fen);
        parameter("resettle.return_window_working_days", 1);
        parameter("payment.answer_hours", 24);
        parameter("payment.day_cap_fen", 0);  // none (payment.md §8)
        parameter("payment.break_age_working_days", 5);
        parameter("payment.doubt_age_working_days", 5);
        parameter("registry.delegation_days", 90);
        parameter("resettle.objection_working_days", 3);
        parameter("resettle.cooling_hours", 24);
        for (const auto& [year, days] : plan_.calendar.years()) {
            if (days.off.empty()) continue;  // published without days: unknown, not empty
            act(registry::SetCalendar{static_cast<std::uint16_t>(year), days.off, days.working});
        }
        std::optional<base::Bytes> key;
        if (plan_.source_key) key = plan_.source_key->bytes;
        if (!plan_.source_system.empty()) act(registry::RegisterSource{plan_.source_system, key});
        act(approval::DefineFlow{resettlement_programme,
                                 {approval::straight_flow.begin(), approval::straight_flow.end()}});
    }

    const Plan& plan_;
    const KeyMaker& keys_;
    County county_;
    std::uint32_t persons_ = 0;
};

}  // namespace

const Member& County::member(std::string_view name) const {
    const auto found = std::ranges::find(members, name, &Member::name);
    ASSERT(found != members.end());
    return *found;
}

const Member& County::village_officer(vocabulary::VillageCode village, unsigned n) const {
    return member("village-" + std::to_string(village) + "-" + std::to_string(n));
}

const Member& County::township_officer(std::uint64_t township, unsigned n) const {
    return member("township-" + std::to_string(township) + "-" + std::to_string(n));
}

County make_county(const Plan& plan, const KeyMaker& keys) { return Builder{plan, keys}.build(); }

}  // namespace zhida::county
