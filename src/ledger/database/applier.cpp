#include "ledger/database/applier.h"

#include <algorithm>
#include <string>

#include "base/process/priority.h"
#include "ledger/journal/frame.h"

namespace orrery::ledger {
namespace {

constexpr std::size_t hasty_frames = 10'000;
/// Steadily, a commit takes a third of a millisecond, and what is between two turns of others a
/// tenth.
constexpr std::size_t steady_frames = 1'000;
constexpr std::size_t frames_between_turns = 100;

}  // namespace

Result<std::unique_ptr<Applier>> Applier::open(Database& database) {
    std::unique_ptr<Applier> applier(new Applier(database));
    if (auto prepared = applier->prepare(); !prepared) {
        return std::unexpected(prepared.error());
    }
    return applier;
}

Status Applier::prepare() {
    const std::pair<Statement*, std::string_view> statements[] = {
        {&insert_,
         "INSERT OR IGNORE INTO generations (n, id, account, key, created_at_us, record) "
         "VALUES (?, ?, ?, ?, ?, ?)"},
        {&set_position_,
         "INSERT OR REPLACE INTO positions (loop, sequence, offset) VALUES (?, ?, ?)"},
        {&drop_open_, "DELETE FROM open_generations WHERE id = ?"},
    };
    for (const auto& [statement, sql] : statements) {
        auto prepared = database_.prepare(sql);
        if (!prepared) {
            return std::unexpected(prepared.error());
        }
        *statement = std::move(*prepared);
    }
    if (auto prepared = debit_writer_.prepare(database_); !prepared) {
        return prepared;
    }
    const auto last = database_.number(
        "SELECT max((SELECT coalesce(max(n), 0) FROM generations), "
        "(SELECT value FROM marks WHERE name = 'drained'))");
    auto positions = database_.prepare("SELECT loop, sequence, offset FROM positions");
    if (!last || !positions) {
        return std::unexpected(!last ? last.error() : positions.error());
    }
    last_row_ = *last;
    auto row = positions->step();
    for (; row && *row; row = positions->step()) {
        positions_[static_cast<std::size_t>(positions->number(0))] = {
            static_cast<std::uint64_t>(positions->number(1)),
            static_cast<std::size_t>(positions->number(2))};
    }
    return row ? open_.load(database_) : std::unexpected(row.error());
}

Position Applier::position(std::size_t loop) const {
    const auto found = positions_.find(loop);
    return found == positions_.end() ? Position{} : found->second;
}

Applier::Round Applier::begin() const {
    return {.positions = positions_,
            .closed = {},
            .debits = {},
            .counts = counts_,
            .last_row = last_row_,
            .frames = 0,
            .pace = Pace::hasty};
}

void Applier::finish(const Round& round) {
    positions_ = round.positions;
    counts_ = round.counts;
    last_row_ = round.last_row;
    for (const std::uint64_t id : round.closed) {
        open_.close(id);
    }
}

bool Applier::is_waiting(const Source& source) const {
    const Position at = position(source.loop);
    return std::ranges::any_of(source.segments, [&](const auto& segment) {
        const std::uint64_t sequence = segment->name().sequence;
        const std::size_t begin = at.sequence == sequence ? at.offset : Segment::head_bytes;
        return sequence >= at.sequence && segment->written > begin;
    });
}

Result<bool> Applier::apply(std::span<const Source> sources, Pace pace) {
    if (std::ranges::none_of(sources, [&](const auto& source) { return is_waiting(source); })) {
        return false;
    }
    Round round = begin();
    round.pace = pace;
    bool is_more = false;
    const Status done = database_.transaction([&]() -> Status {
        for (const Source& source : sources) {
            const auto more = apply_source(source, round);
            if (!more) {
                return std::unexpected(more.error());
            }
            is_more = is_more || *more;
        }
        auto written = debit_writer_.write(round.debits);
        return written ? write_positions(round) : written;
    });
    if (!done) {
        return std::unexpected(done.error());
    }
    finish(round);
    return is_more;
}

Result<bool> Applier::apply_source(const Source& source, Round& round) {
    Position& at = round.positions[source.loop];
    for (const auto& segment : source.segments) {
        const std::uint64_t sequence = segment->name().sequence;
        if (sequence < at.sequence) {
            continue;
        }
        if (sequence > at.sequence) {
            at = {sequence, Segment::head_bytes};
        }
        // Asked first: once it is finished nothing more is written.
        const bool is_finished = segment->is_finished.load(std::memory_order_acquire);
        const auto more = apply_segment(*segment, at, round);
        if (!more || *more) {
            return more;
        }
        if (!is_finished) {
            return false;
        }
    }
    return false;
}

/// Applies a segment from `at` on; says whether it stopped because the round is full.
Result<bool> Applier::apply_segment(const Segment& segment, Position& at, Round& round) {
    const std::string_view data =
        segment.bytes().substr(0, segment.written.load(std::memory_order_acquire));
    FrameEnd end = FrameEnd::none;
    while (at.offset < data.size()) {
        if (round.frames == (round.pace == Pace::steady ? steady_frames : hasty_frames)) {
            return true;
        }
        const auto frame = read_frame(data, at.offset, end);
        if (!frame) {
            round.counts.damaged += end == FrameEnd::damaged ? 1 : 0;
            at.offset = data.size();
            break;
        }
        if (auto applied = apply_frame(segment.name(), *frame, round); !applied) {
            return std::unexpected(applied.error());
        }
        at.offset += frame_bytes(frame->payload.size());
        ++round.frames;
        if (round.pace == Pace::steady && round.frames % frames_between_turns == 0) {
            give_way();
        }
    }
    return false;
}

Status Applier::apply_frame(const SegmentName& segment, const Frame& frame, Round& round) {
    if (frame.type == FrameType::opening) {
        if (const auto opened = read_opened(frame.payload)) {
            open_.open(opened->id, segment, frame.payload);
        }
        return {};
    }
    const auto settled = read_settled(frame.payload);
    if (!settled) {
        return {};
    }
    return frame.type == FrameType::settlement ? insert(*settled, round)
                                               : insert_lost(*settled, round);
}

Status Applier::insert(const Settled& settled, Round& round) {
    const auto id = static_cast<std::int64_t>(settled.id);
    insert_.bind(1, round.last_row + 1)
        .bind(2, id)
        .bind(3, settled.account)
        .bind(4, settled.key)
        .bind(5, settled.created_at_us)
        .bind_blob(6, settled.record);
    if (auto inserted = insert_.run(); !inserted) {
        return inserted;
    }
    if (database_.changes() == 0) {
        ++round.counts.duplicates;
    } else {
        ++round.last_row;
        ++round.counts.records;
        round.debits.add(settled.key, settled.account, settled.created_at_us, settled.cost_nano_usd,
                         settled.byok_nano_usd);
    }
    round.closed.push_back(settled.id);
    return open_.is_carried(settled.id) ? drop_open_.bind(1, id).run() : Status{};
}

/// Inserts a generation of which no record was written; its opening may be damaged, then the
/// settlement's fixed part is all there is.
Status Applier::insert_lost(const Settled& settled, Round& round) {
    const std::string opening = open_.opening(settled.id).value_or("");
    const Opened opened = read_opened(opening).value_or(Opened{});
    const std::string record = lost_record(opened.model_requested, opened.app, opened.api_type);
    Settled lost = settled;
    lost.record = record;
    ++round.counts.lost;
    return insert(lost, round);
}

Status Applier::write_positions(const Round& round) {
    for (const auto& [loop, at] : round.positions) {
        if (at == position(loop)) {
            continue;
        }
        set_position_.bind(1, static_cast<std::int64_t>(loop))
            .bind(2, static_cast<std::int64_t>(at.sequence))
            .bind(3, static_cast<std::int64_t>(at.offset));
        if (auto set = set_position_.run(); !set) {
            return set;
        }
    }
    return {};
}

void Applier::scan(const Source& source) {
    const Position until = position(source.loop);
    for (const auto& segment : source.segments) {
        if (segment->name().sequence <= until.sequence) {
            const bool is_last = segment->name().sequence == until.sequence;
            open_.scan(*segment, is_last ? until.offset : segment->bytes().size());
        }
    }
}

Status Applier::finish_recovery(std::uint64_t next_sequence) {
    Round round = begin();
    const Status done = database_.transaction([&]() -> Status {
        for (const std::uint64_t id : open_.ids()) {
            const std::string opening = open_.opening(id).value_or("");
            const Opened opened = read_opened(opening).value_or(Opened{});
            const Settled lost{.id = id,
                               .created_at_us = opened.created_at_us,
                               .account = opened.account,
                               .key = opened.key,
                               .record = {}};
            if (auto inserted = insert_lost(lost, round); !inserted) {
                return inserted;
            }
        }
        if (auto written = debit_writer_.write(round.debits); !written) {
            return written;
        }
        // A loss of power may have taken a generation and left its labels.
        if (auto cleared = database_.execute(
                "DELETE FROM open_generations; DELETE FROM positions; "
                "DELETE FROM labels WHERE id NOT IN (SELECT id FROM generations)");
            !cleared) {
            return cleared;
        }
        return database_.run("UPDATE marks SET value = ? WHERE name = 'recovered'",
                             {static_cast<std::int64_t>(next_sequence)});
    });
    if (done) {
        round.positions.clear();
        finish(round);
        open_.clear();
    }
    return done;
}

Status Applier::carry_open(const SegmentName& segment) {
    return open_.carry(database_, segment);
}

}  // namespace orrery::ledger
