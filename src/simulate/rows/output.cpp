#include "simulate/rows/output.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include "base/file.h"
#include "base/format/json.h"
#include "simulate/rows/columns.h"
#include "warehouse/retention.h"

namespace orrery::simulate {
namespace {

/// Enough for a row group of every column that is being written, and room to spill nothing.
constexpr std::string_view writer_memory = "400MB";

std::string copy_options(const std::string& format) {
    if (format == "csv") {
        return "FORMAT csv, HEADER";
    }
    return format == "jsonl" ? "FORMAT json"
                             : "FORMAT parquet, COMPRESSION snappy, "
                               "PARQUET_VERSION v2, DICTIONARY_SIZE_LIMIT 4096";
}

/// One thread's writer: a database in memory that streams the world into files.
class PartWriter {
public:
    PartWriter(const World& world, std::filesystem::path directory, std::string format,
               const OnRows& on_rows)
        : world_(world),
          directory_(std::move(directory)),
          format_(std::move(format)),
          on_rows_(on_rows) {}

    Status open() {
        auto connection = warehouse::Connection::open({}, warehouse::Access::read_write);
        if (!connection) {
            return std::unexpected(connection.error());
        }
        connection_.emplace(std::move(*connection));
        const auto set = connection_->execute(
            fmt::format("SET threads = 1; SET TimeZone = 'UTC'; SET memory_limit = '{}'; "
                        "SET temp_directory = {}",
                        writer_memory, warehouse::sql_literal((directory_ / "spill").string())));
        return set ? register_world(*connection_, world_, 1, on_rows_) : set;
    }

    Status write(std::size_t number, const Part& part) const {
        const auto generations = copy("simulated_generations", "generations", number, part);
        const bool has_labels =
            world_.slices[part.last - 1].slice.last >= world_.profile.labels_from &&
            world_.profile.label_rate > 0;
        return generations && has_labels ? copy("simulated_labels", "labels", number, part)
                                         : generations;
    }

private:
    [[nodiscard]] Status copy(std::string_view function, std::string_view what, std::size_t number,
                              const Part& part) const {
        const auto file = directory_ / fmt::format("{}-{}.{}", what, part.name, format_);
        const auto unfinished = file.string() + ".unfinished";
        auto done = connection_->execute(
            fmt::format("COPY (SELECT * FROM {}(part = {})) TO {} ({})", function, number,
                        warehouse::sql_literal(unfinished), copy_options(format_)));
        std::error_code failed;
        if (done) {
            std::filesystem::rename(unfinished, file, failed);
            if (failed) {
                done = fail(ErrorKind::unavailable, failed.message(), file.string(),
                            "check the directory and its permissions");
            }
        } else {
            std::filesystem::remove(unfinished, failed);
            done.error().where = done.error().where.empty() ? file.string() : done.error().where;
        }
        return done;
    }

    const World& world_;
    std::filesystem::path directory_;
    std::string format_;
    const OnRows& on_rows_;
    std::optional<warehouse::Connection> connection_;
};

/// Hands the parts out to the writers, the largest first, and keeps the first failure.
class PartQueue {
public:
    explicit PartQueue(const World& world) : parts_(parts_of(world)) {
        for (std::size_t i = 0; i < parts_.size(); ++i) {
            order_.push_back(i);
        }
        std::ranges::stable_sort(order_, std::greater{},
                                 [&](std::size_t i) { return parts_[i].generations; });
    }

    void work(PartWriter& writer) {
        Status done = writer.open();
        for (std::size_t i = next_++; done && !has_failed_ && i < order_.size(); i = next_++) {
            done = writer.write(order_[i], parts_[order_[i]]);
        }
        if (!done) {
            has_failed_ = true;
            const std::lock_guard lock(mutex_);
            if (status_) {
                status_ = std::move(done);
            }
        }
    }
    [[nodiscard]] Status status() { return status_; }

private:
    std::vector<Part> parts_;
    std::vector<std::size_t> order_;
    std::atomic<std::size_t> next_ = 0;
    std::atomic<bool> has_failed_ = false;
    std::mutex mutex_;
    Status status_;
};

std::string batch_name(const World& world) {
    return fmt::format("world {} of {}", world.id, world.profile.name);
}

/// Fails where the world begins on a day whose single generations were deleted: what came for it
/// now could have been counted before.
Status check_days(const World& world, const warehouse::Connection& connection) {
    const auto pruned = warehouse::pruned_before(connection);
    if (!pruned) {
        return std::unexpected(pruned.error());
    }
    const std::string from = iso_day(world.options.from);
    if (from >= *pruned) {
        return {};
    }
    return fail(ErrorKind::bad_input,
                fmt::format("the store takes nothing of days before {}, whose generations were "
                            "pruned; the world begins on {}",
                            *pruned, from),
                {}, "simulate into another store, or let the world begin later");
}

/// Inserts the world as one batch. REQUIRES: a transaction is open.
Status insert(const World& world, const warehouse::Connection& connection, std::int64_t batch) {
    auto done = connection.execute(
        "INSERT INTO generations SELECT * FROM simulated_generations(); "
        "INSERT INTO labels SELECT * FROM simulated_labels()");
    if (!done) {
        return done;
    }
    return connection.execute(
        fmt::format("INSERT INTO import_batches VALUES ({}, 'simulation', 'simulate', {}, "
                    "now() AT TIME ZONE 'UTC', {}, {}, 0, 0)",
                    batch, warehouse::sql_literal(batch_name(world)), world.options.generations,
                    world.options.generations));
}

}  // namespace

Result<std::int64_t> write_to_store(const World& world, warehouse::Store& store,
                                    const OnRows& on_rows) {
    const warehouse::Connection& connection = store.connection();
    const auto known =
        connection.count(fmt::format("SELECT count(*) FROM import_batches WHERE file = {}",
                                     warehouse::sql_literal(batch_name(world))));
    const auto batch =
        connection.count("SELECT coalesce(max(import_batch), 0) + 1 FROM import_batches");
    if (!known || !batch) {
        return std::unexpected(!known ? known.error() : batch.error());
    }
    if (*known > 0) {
        return 0;
    }
    if (auto taken = check_days(world, connection); !taken) {
        return std::unexpected(taken.error());
    }
    if (auto registered = register_world(connection, world, *batch, on_rows); !registered) {
        return std::unexpected(registered.error());
    }
    // Threads may write in any order: each slice is the same whoever makes it.
    auto done = connection.execute("SET preserve_insertion_order = false");
    if (done) {
        done = connection.transaction([&] { return insert(world, connection, *batch); });
    }
    const auto ordered = connection.execute("SET preserve_insertion_order = true");
    done = done ? ordered : done;
    if (done) {
        done = store.refresh_marts();
    }
    if (!done) {
        return std::unexpected(done.error());
    }
    return world.options.generations;
}

Status write_to_files(const World& world, const std::filesystem::path& directory,
                      const std::string& format, const OnRows& on_rows) {
    if (auto made = make_directory(directory); !made) {
        return made;
    }
    PartQueue queue(world);
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < std::max(1, world.options.threads); ++i) {
            threads.emplace_back([&] {
                PartWriter writer(world, directory, format, on_rows);
                queue.work(writer);
            });
        }
    }
    if (auto status = queue.status(); !status) {
        return status;
    }
    return write_file(directory / "world.json", world_json(world));
}

std::string world_json(const World& world) {
    const WorldOptions& options = world.options;
    const nlohmann::ordered_json json = {{"world", world.id},
                                         {"profile", world.profile.name},
                                         {"profile_hash", world.profile.fingerprint},
                                         {"seed", options.seed},
                                         {"generations", options.generations},
                                         {"accounts", options.accounts},
                                         {"from", iso_day(options.from)},
                                         {"to", iso_day(options.to)},
                                         {"tokens_per_token", world.tokens_per_token}};
    return json.dump(2) + "\n";
}

}  // namespace orrery::simulate
