#include "simulate/rows/generation_source.h"

#include <algorithm>
#include <array>

#include "record/columns.h"
#include "simulate/random.h"

namespace orrery::simulate {
namespace {

using warehouse::StreamChunk;
using warehouse::StreamDictionary;

/// The number of each record column, so that columns can be named: column.prompt_tokens.
struct ColumnNumbers {
#define ORRERY_COLUMN(group, type, name, meaning) std::size_t name = 0;
#include "record/generation.def"
#undef ORRERY_COLUMN

    ColumnNumbers() {
        std::size_t number = 0;
#define ORRERY_COLUMN(group, type, name, meaning) this->name = number++;
#include "record/generation.def"
#undef ORRERY_COLUMN
    }
};

/// The codes of one dictionary column for the rows of a chunk.
using Codes = std::array<std::uint32_t, StreamChunk::rows_max>;

class GenerationSource final : public warehouse::StreamSource {
public:
    GenerationSource(std::shared_ptr<Work> work, SourceContext context)
        : rows_(std::move(work), Detail::all),
          context_(std::move(context)),
          texts_(*context_.texts) {}

    Result<std::size_t> fill(StreamChunk& chunk) override {
        std::size_t count = 0;
        Row row;
        while (count < StreamChunk::rows_max && rows_.next(row)) {
            write_identity(chunk, count, row);
            write_outcome(chunk, count, row);
            write_numbers(chunk, count, row);
            encode(count, row);
            ++count;
        }
        if (count > 0) {
            write_constants(chunk);
            write_codes(chunk, count);
            context_.on_rows(static_cast<std::int64_t>(count));
        }
        return count;
    }

private:
    void write_identity(StreamChunk& chunk, std::size_t at, const Row& row) const {
        const std::uint64_t seed = rows_.world().options.seed;
        chunk.text(column_.generation_id, at, generation_id(rows_.world(), row.number).view());
        chunk.text(column_.session_hash, at, base_36<12>(key_of(seed, 1, row.session)).view());
        chunk.text(column_.account_id, at, base_36<12>(key_of(seed, 2, row.account)).view());
        chunk.text(column_.api_key_id, at,
                   base_36<12>(key_of(seed, 3, row.account, row.key_of_account)).view());
        chunk.counts(column_.created_at)[at] = row.created_us;
        chunk.counts(column_.import_batch)[at] = context_.import_batch;
    }

    void write_outcome(StreamChunk& chunk, std::size_t at, const Row& row) const {
        chunk.reals(column_.ttft_ms)[at] = row.ttft_ms;
        chunk.reals(column_.generation_ms)[at] = row.generation_ms;
        chunk.counts(column_.gateway_us)[at] = row.gateway_us;
        chunk.smalls(column_.attempts)[at] = row.attempts;
        chunk.flags(column_.streamed)[at] = row.is_streamed;
        chunk.flags(column_.cancelled)[at] = row.ending == Ending::client_gone;
        const bool has_failed = row.ending == Ending::upstream_error;
        const bool has_timed_out = row.ending == Ending::timeout;
        chunk.smalls(column_.http_status)[at] = has_failed ? 502 : has_timed_out ? 408 : 200;
        chunk.flags(column_.tools_offered)[at] = row.has_tools;
        chunk.smalls(column_.tool_calls)[at] = row.tool_calls;
        chunk.smalls(column_.turns)[at] = row.turn;
    }

    void write_numbers(StreamChunk& chunk, std::size_t at, const Row& row) const {
        const bool is_byok = rows_.world().accounts.all[row.account].is_byok && !row.is_free;
        chunk.counts(column_.prompt_tokens)[at] = row.prompt;
        chunk.counts(column_.completion_tokens)[at] = row.completion;
        chunk.counts(column_.reasoning_tokens)[at] = row.reasoning;
        chunk.counts(column_.cache_read_tokens)[at] = row.cache_read;
        chunk.counts(column_.cache_write_tokens)[at] = row.cache_write;
        chunk.counts(column_.cost_nano_usd)[at] = is_byok ? 0 : row.upstream_nano_usd;
        chunk.counts(column_.upstream_cost_nano_usd)[at] = row.upstream_nano_usd;
        chunk.counts(column_.cache_discount_nano_usd)[at] = row.discount_nano_usd;
        chunk.flags(column_.is_byok)[at] = is_byok;
        chunk.flags(column_.is_free)[at] = row.is_free;
    }

    void encode(std::size_t at, const Row& row) {
        const Account& account = rows_.world().accounts.all[row.account];
        const auto models = static_cast<std::uint32_t>(rows_.world().market.size());
        const bool is_variant = row.is_free && !rows_.world().market[row.model].free_prices.empty();
        slug_[at] = row.model;
        requested_[at] = row.model + (is_variant ? models : 0);
        variant_[at] = is_variant ? 1 : 0;
        provider_[at] = texts_.provider(row.model, row.provider);
        country_[at] = account.country;
        app_[at] = static_cast<std::uint32_t>(mix(row.account) % app_count);
        const auto ending = static_cast<int>(row.ending);
        state_[at] = static_cast<std::uint32_t>(ending);
        finish_[at] = row.ending == Ending::client_gone ? texts_.finish_reasons.null_code()
                                                        : static_cast<std::uint32_t>(ending);
        native_[at] = row.ending == Ending::client_gone ? texts_.native_reasons.null_code()
                                                        : texts_.native_reason(row.model, ending);
        provenance_[at] = row.ending == Ending::client_gone ? 1 : 0;
        price_[at] = texts_.price_id(row.price);
    }

    void write_constants(StreamChunk& chunk) const {
        for (const std::size_t column : {column_.request_id, column_.region, column_.upstream_id,
                                         column_.media_prompt, column_.media_completion}) {
            chunk.null_column(column);
        }
        chunk.constant_text(column_.source, "simulation");
        chunk.constant_text(column_.api_type, "chat");
        chunk.constant_text(column_.strategy, "weight");
    }

    void write_codes(StreamChunk& chunk, std::size_t count) const {
        const auto write = [&](std::size_t column, const StreamDictionary& dictionary,
                               const Codes& codes) {
            chunk.dictionary(column, dictionary, std::span(codes).first(count));
        };
        write(column_.model, texts_.slugs, slug_);
        write(column_.model_requested, texts_.requested, requested_);
        write(column_.permaslug, texts_.permaslugs, slug_);
        write(column_.variant, texts_.variants, variant_);
        write(column_.provider, texts_.providers, provider_);
        write(column_.country, texts_.countries, country_);
        write(column_.app, texts_.apps, app_);
        write(column_.terminal_state, texts_.terminal_states, state_);
        write(column_.finish_reason, texts_.finish_reasons, finish_);
        write(column_.native_finish_reason, texts_.native_reasons, native_);
        write(column_.usage_provenance, texts_.provenances, provenance_);
        write(column_.price_id, texts_.price_ids, price_);
    }

    Rows rows_;
    SourceContext context_;
    const WorldTexts& texts_;
    ColumnNumbers column_;
    Codes slug_, requested_, variant_, provider_, country_, app_, state_, finish_, native_,
        provenance_, price_;
};

}  // namespace

ShortText<12> generation_id(const World& world, std::int64_t number) {
    ShortText<12> id;
    std::ranges::copy(world.id, id.characters.begin());
    std::ranges::copy(base_36<8>(static_cast<std::uint64_t>(number)).characters,
                      id.characters.begin() + 4);
    return id;
}

std::unique_ptr<warehouse::StreamSource> generation_source(std::shared_ptr<Work> work,
                                                           const SourceContext& context) {
    return std::make_unique<GenerationSource>(std::move(work), context);
}

}  // namespace orrery::simulate
