#include "ledger/database/open_generations.h"

#include <utility>

#include "ledger/journal/codec.h"
#include "ledger/journal/frame.h"
#include "record/generation.h"

namespace orrery::ledger {

Status OpenGenerations::load(Database& database) {
    auto rows = database.prepare("SELECT id, opening FROM open_generations");
    if (!rows) {
        return std::unexpected(rows.error());
    }
    for (;;) {
        const auto row = rows->step();
        if (!row) {
            return std::unexpected(row.error());
        }
        if (!*row) {
            return {};
        }
        carried_.emplace(static_cast<std::uint64_t>(rows->number(0)), std::string(rows->blob(1)));
    }
}

void OpenGenerations::open(std::uint64_t id, const SegmentName& segment, std::string_view opening) {
    open_.insert_or_assign(id, Open{segment, opening});
}

void OpenGenerations::close(std::uint64_t id) {
    if (open_.erase(id) == 0 && !carried_.empty()) {
        carried_.erase(id);
    }
}

void OpenGenerations::clear() {
    open_.clear();
    carried_.clear();
}

void OpenGenerations::scan(const Segment& segment, std::size_t until) {
    FrameEnd end = FrameEnd::none;
    std::size_t at = Segment::head_bytes;
    while (at < until) {
        const auto frame = read_frame(segment.bytes(), at, end);
        if (!frame) {
            return;
        }
        if (frame->type != FrameType::opening) {
            if (const auto settled = read_settled(frame->payload)) {
                close(settled->id);
            }
        } else if (const auto opened = read_opened(frame->payload)) {
            open(opened->id, segment.name(), frame->payload);
        }
        at += frame_bytes(frame->payload.size());
    }
}

Status OpenGenerations::carry(Database& database, const SegmentName& segment) {
    std::vector<std::uint64_t> ids;
    for (const auto& [id, open] : open_) {
        if (open.segment == segment) {
            ids.push_back(id);
        }
    }
    if (ids.empty()) {
        return {};
    }
    const Status done = database.transaction([&]() -> Status {
        auto keep =
            database.prepare("INSERT OR REPLACE INTO open_generations (id, opening) VALUES (?, ?)");
        if (!keep) {
            return std::unexpected(keep.error());
        }
        for (const std::uint64_t id : ids) {
            keep->bind(1, static_cast<std::int64_t>(id)).bind_blob(2, open_.at(id).opening);
            if (auto kept = keep->run(); !kept) {
                return kept;
            }
        }
        return {};
    });
    if (!done) {
        return done;
    }
    for (const std::uint64_t id : ids) {
        const auto open = open_.find(id);
        carried_.insert_or_assign(id, std::string(open->second.opening));
        open_.erase(open);
    }
    return {};
}

std::optional<std::string> OpenGenerations::opening(std::uint64_t id) const {
    if (const auto open = open_.find(id); open != open_.end()) {
        return std::string(open->second.opening);
    }
    if (const auto carried = carried_.find(id); carried != carried_.end()) {
        return carried->second;
    }
    return std::nullopt;
}

std::vector<std::uint64_t> OpenGenerations::ids() const {
    std::vector<std::uint64_t> ids;
    ids.reserve(open_.size() + carried_.size());
    for (const auto& [id, open] : open_) {
        ids.push_back(id);
    }
    for (const auto& [id, opening] : carried_) {
        ids.push_back(id);
    }
    return ids;
}

std::string lost_record(std::string_view model_requested, std::string_view app,
                        std::string_view api_type) {
    const auto known = [](std::string_view text) {
        return text.empty() ? std::nullopt : std::optional(std::string(text));
    };
    record::Generation generation;
    generation.model_requested = known(model_requested);
    generation.app = known(app);
    generation.api_type = known(api_type);
    generation.terminal_state = "lost";
    generation.usage_provenance = "unknown";
    std::string bytes(record_bytes_max(), '\0');
    Encoder encoder(bytes.data());
    encoder.record(generation);
    bytes.resize(static_cast<std::size_t>(encoder.end() - bytes.data()));
    return bytes;
}

}  // namespace orrery::ledger
