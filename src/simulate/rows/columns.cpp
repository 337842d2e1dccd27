#include "simulate/rows/columns.h"

#include "record/columns.h"
#include "simulate/rows/generation_source.h"

namespace orrery::simulate {
namespace {

constexpr std::size_t threads_max = 64;

using MakeSource = std::unique_ptr<warehouse::StreamSource> (*)(std::shared_ptr<Work>,
                                                                const SourceContext&);

warehouse::Stream stream_of(std::string name, std::vector<warehouse::StreamColumn> columns,
                            const World& world, const SourceContext& context, MakeSource make) {
    const auto begin = [&world, context, make, parts = parts_of(world)](
                           std::optional<std::int64_t> part) -> Result<warehouse::StreamOpen> {
        std::size_t first = 0;
        std::size_t last = world.slices.size();
        if (part) {
            if (*part < 0 || *part >= std::ssize(parts)) {
                return fail(ErrorKind::usage, "the world has no such part");
            }
            first = parts[static_cast<std::size_t>(*part)].first;
            last = parts[static_cast<std::size_t>(*part)].last;
        }
        auto work = std::make_shared<Work>(world, first, last);
        return [work, context, make]() -> Result<std::unique_ptr<warehouse::StreamSource>> {
            return make(work, context);
        };
    };
    return {std::move(name), std::move(columns), threads_max, begin};
}

}  // namespace

std::vector<Part> parts_of(const World& world) {
    std::vector<Part> parts;
    for (std::size_t i = 0; i < world.slices.size(); ++i) {
        const Slice& slice = world.slices[i].slice;
        if (i == 0 || world.slices[i - 1].slice.month != slice.month) {
            parts.push_back({iso_month(slice.month).substr(0, 7), i, i, 0});
        }
        parts.back().last = i + 1;
        parts.back().generations += world.slices[i].generations;
    }
    return parts;
}

Status register_world(const warehouse::Connection& connection, const World& world,
                      std::int64_t import_batch, const std::function<void(std::int64_t)>& on_rows) {
    const SourceContext context{std::make_shared<WorldTexts>(world), import_batch, on_rows};
    std::vector<warehouse::StreamColumn> columns;
    for (const record::Column& column : record::columns()) {
        columns.push_back({std::string(column.name), std::string(column.type)});
    }
    if (auto registered =
            register_stream(connection, stream_of("simulated_generations", std::move(columns),
                                                  world, context, &generation_source));
        !registered) {
        return registered;
    }
    return register_stream(
        connection, stream_of("simulated_labels", label_columns(), world, context, &label_source));
}

}  // namespace orrery::simulate
