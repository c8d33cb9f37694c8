#include "node/importing/importing.hpp"

#include <algorithm>
#include <map>

namespace zhida::importing {

namespace {

using vocabulary::Fen;
using vocabulary::Reference;

// A line on its way: where it came from, and what the ledger will hold of it.
struct Prepared {
    const intake::Line* source = nullptr;
    Reference payee{};
    resettle::Line line;
};

std::string_view kind_text(intake::PayeeKind kind) {
    if (kind == intake::PayeeKind::person) return "person";
    return kind == intake::PayeeKind::collective ? "collective" : "unit";
}

vault::PrivateLine private_line(const intake::Line& l) {
    return {.line_no = std::to_string(l.line_no),
            .household_no = l.household_no,
            .agreement_no = l.agreement_no,
            .payee_kind = std::string{kind_text(l.kind)},
            .payee_name = l.payee_name,
            .payee_id_no = l.payee_id_no,
            .account_no = l.account_no,
            .cnaps = l.cnaps,
            .quantity = l.quantity,
            .unit = l.unit,
            .unit_price_yuan = l.unit_price,
            .remark = l.remark,
            .phone = l.phone};
}

class Preparer {
  public:
    Preparer(const intake::Content& content, Office& office)
        : content_{content},
          office_{office} {}

    base::Result<Import> run() {
        const auto& m = content_.manifest;
        const auto id =
            resettle::list_id(office_.hash, m.source_system, m.list_no, office_.version);
        out_.open = {.list = id,
                     .programme = office_.programme,
                     .version = office_.version,
                     .manifest = content_.manifest_bytes,
                     .source_signature = content_.signature,
                     .agreements = static_cast<std::uint32_t>(content_.agreements.size())};
        for (const auto step : {&Preparer::refer, &Preparer::seal, &Preparer::add_agreements}) {
            if (auto done = (this->*step)(); !done) return done.error();
        }
        make_sections();
        if (auto done = office_.references.sync(); !done) return done.error();
        return std::move(out_);
    }

  private:
    base::Result<Reference> reference(vault::ReferenceKind kind, std::string_view number) {
        return office_.references.of(kind, office_.programme, number);
    }

    // Lines in their final order: by village, then by the payee's random reference, then as they
    // came.
    base::Status refer() {
        for (const intake::Line& line : content_.lines) {
            auto payee = reference(vault::ReferenceKind::payee, line.payee_id_no);
            auto agreement = reference(vault::ReferenceKind::agreement, line.agreement_no);
            if (!payee) return payee.error();
            if (!agreement) return agreement.error();
            Prepared one{&line, *payee, {}};
            one.line = {
                .payee = *payee,
                .agreement = *agreement,
                .installment = line.installment,
                .item = *vocabulary::item_code(line.item),
                .bank = static_cast<vocabulary::BankCode>(std::stoul(line.cnaps.substr(0, 3))),
                .amount = *Fen::of(line.amount_fen)};
            prepared_.push_back(one);
        }
        std::ranges::stable_sort(prepared_, [](const Prepared& a, const Prepared& b) {
            return std::tie(a.source->village, a.payee) < std::tie(b.source->village, b.payee);
        });
        return base::Done{};
    }

    // Private parts into the vault; commitments and tags out of it, chunk by chunk.
    base::Status seal() {
        auto writer = office_.vault.begin(out_.open.list, office_.recipients);
        if (!writer) return writer.error();
        std::vector<vault::TagRequest> requests;
        std::size_t first = 0;
        for (std::size_t i = 0; i < prepared_.size(); ++i) {
            Prepared& one = prepared_[i];
            const vault::Record record = vault::salted(private_line(*one.source), office_.random);
            if (auto done = (*writer)->add(record, office_.readers_of(one.line.bank)); !done)
                return done;
            const auto fields = vault::field_values(record);
            one.line.commitment = crypto::field_commitment(office_.hash, fields);
            requests.push_back({one.line.commitment,
                                crypto::open_field(office_.hash, fields, vault::payee_id_field),
                                one.line.agreement, one.line.installment, one.line.item});
            const bool full = requests.size() == vocabulary::lines_per_chunk_max;
            if (!full && i + 1 < prepared_.size()) continue;
            if (auto done = tag_chunk(first, requests); !done) return done;
            first = i + 1;
            requests.clear();
        }
        return (*writer)->finish();
    }

    base::Status tag_chunk(std::size_t first, const std::vector<vault::TagRequest>& requests) {
        auto chunk = office_.registrar.tag(out_.open.list, requests, office_.clock());
        if (!chunk) return chunk.error();
        resettle::AddLines message{.list = out_.open.list,
                                   .first = static_cast<vocabulary::LineNumber>(first),
                                   .registrar = chunk->key,
                                   .tags = chunk->signature};
        for (std::size_t k = 0; k < requests.size(); ++k) {
            prepared_[first + k].line.tag = chunk->tags[k];
            message.lines.push_back(prepared_[first + k].line);
        }
        out_.lines.push_back(std::move(message));
        return base::Done{};
    }

    base::Status add_agreements() {
        resettle::AddAgreements message{.list = out_.open.list};
        for (std::size_t i = 0; i < content_.agreements.size(); ++i) {
            const intake::Agreement& from = content_.agreements[i];
            auto own = reference(vault::ReferenceKind::agreement, from.agreement_no);
            auto household = reference(vault::ReferenceKind::household, from.household_no);
            if (!own) return own.error();
            if (!household) return household.error();
            const auto document = base::unhex(from.document.value_or(""));
            resettle::NewAgreement agreement{.reference = *own,
                                             .village = from.village,
                                             .household = *household,
                                             .total = *Fen::of(*from.total_fen),
                                             .signed_on = *from.signed_on};
            if (document && document->size() == 32)
                agreement.document = *base::to_array<32>(*document);
            message.agreements.push_back(agreement);
            const bool full = message.agreements.size() == vocabulary::lines_per_chunk_max;
            if (!full && i + 1 < content_.agreements.size()) continue;
            out_.agreements.push_back(message);
            message.agreements.clear();
            message.first = static_cast<std::uint32_t>(i + 1);
        }
        return base::Done{};
    }

    void make_sections() {
        for (std::size_t i = 0; i < prepared_.size();) {
            const auto village = prepared_[i].source->village;
            std::vector<resettle::SumNode> leaves;
            for (; i < prepared_.size() && prepared_[i].source->village == village; ++i) {
                const resettle::Line& line = prepared_[i].line;
                leaves.push_back(resettle::line_leaf(office_.hash, line.commitment, line.amount));
            }
            const auto root = resettle::sum_root(office_.hash, leaves);
            ASSERT(root.has_value());
            out_.open.sections.push_back({village, static_cast<std::uint32_t>(root->count),
                                          *Fen::of(static_cast<std::int64_t>(root->sum)),
                                          root->hash});
        }
        out_.open.header = resettle::header_root(office_.hash, out_.open.sections)->hash;
    }

    const intake::Content& content_;
    Office& office_;
    Import out_;
    std::vector<Prepared> prepared_;
};

}  // namespace

base::Result<Import> prepare(const intake::Content& content, Office& office) {
    return Preparer{content, office}.run();
}

}  // namespace zhida::importing
