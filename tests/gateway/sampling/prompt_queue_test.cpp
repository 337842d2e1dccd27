#include "gateway/sampling/prompt_queue.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <deque>
#include <map>
#include <thread>

namespace orrery::gateway {
namespace {

std::unique_ptr<PromptQueue> queue_of(std::size_t prompts_max) {
    auto queue = PromptQueue::open(prompts_max);
    EXPECT_TRUE(queue) << describe(queue.error());
    return std::move(*queue);
}

TEST(prompt_queue, gives_out_what_went_in_in_its_order) {
    const auto queue = queue_of(4);
    EXPECT_TRUE(queue->push(1, "user", "system"));
    EXPECT_TRUE(queue->push(2, "", ""));
    EXPECT_EQ(queue->depth(), 2U);
    const auto first = queue->take();
    ASSERT_TRUE(first);
    EXPECT_EQ(first->generation_id, 1U);
    EXPECT_EQ(first->user, "user");
    EXPECT_EQ(first->system, "system");
    EXPECT_EQ(queue->take_now()->generation_id, 2U);
    EXPECT_FALSE(queue->take_now());
}

TEST(prompt_queue, drops_what_finds_no_room_and_counts_it) {
    const auto queue = queue_of(2);
    EXPECT_TRUE(queue->push(1, "a", ""));
    EXPECT_TRUE(queue->push(2, "b", ""));
    EXPECT_FALSE(queue->push(3, "c", ""));
    EXPECT_EQ(queue->dropped(), 1U);
    EXPECT_EQ(queue->depth(), 2U);
    // Also where the bytes are what is short.
    const auto wide = queue_of(1000);
    const std::string large(PromptQueue::prompt_bytes_max, 'x');
    std::uint64_t taken = 0;
    while (wide->push(taken, large, "")) {
        ++taken;
    }
    EXPECT_EQ(taken, 1000 * PromptQueue::prompt_bytes_usual / PromptQueue::prompt_bytes_max);
    EXPECT_EQ(wide->dropped(), 1U);
}

TEST(prompt_queue, wipes_a_prompt_that_is_released) {
    const auto queue = queue_of(2);
    ASSERT_TRUE(queue->push(1, "secret", "words"));
    const auto item = queue->take();
    queue->release(*item);
    EXPECT_EQ(item->user, std::string(6, '\0'));
    EXPECT_EQ(item->system, std::string(5, '\0'));
}

TEST(prompt_queue, that_is_closed_gives_out_the_rest_and_takes_no_more) {
    const auto queue = queue_of(4);
    ASSERT_TRUE(queue->push(1, "a", ""));
    ASSERT_TRUE(queue->push(2, "b", ""));
    queue->close(false);
    EXPECT_FALSE(queue->push(3, "c", ""));
    EXPECT_EQ(queue->take()->generation_id, 1U);
    queue->close(true);
    EXPECT_FALSE(queue->take());
    EXPECT_EQ(queue->dropped(), 2U);
}

TEST(prompt_queue, wakes_who_waits) {
    const auto queue = queue_of(4);
    std::uint64_t sum = 0;
    std::thread taker([&] {
        for (auto item = queue->take(); item; item = queue->take()) {
            sum += item->generation_id;
            queue->release(*item);
        }
    });
    std::uint64_t wanted = 0;
    for (std::uint64_t id = 1; id <= 1000; ++id) {
        wanted += queue->push(id, "text", "") ? id : 0;
    }
    queue->close(false);
    taker.join();
    EXPECT_EQ(sum, wanted);
}

RC_GTEST_PROP(prompt_queue, keeps_every_text_whole_whatever_comes_between, ()) {
    const auto queue = queue_of(*rc::gen::inRange<std::size_t>(1, 40));
    std::deque<std::string> waiting;
    std::map<std::uint64_t, std::pair<PromptQueue::Item, std::string>> taken;
    const int steps = *rc::gen::inRange(1, 300);
    for (int step = 0; step < steps; ++step) {
        const int choice = *rc::gen::inRange(0, 4);
        if (choice < 2) {
            const auto bytes = *rc::gen::inRange<std::size_t>(0, PromptQueue::prompt_bytes_max + 1);
            const std::string text(bytes, static_cast<char>('a' + step % 26));
            if (queue->push(static_cast<std::uint64_t>(step), text, "")) {
                waiting.push_back(text);
            } else {
                RC_ASSERT(!waiting.empty() || !taken.empty());
            }
        } else if (choice == 2 && !waiting.empty()) {
            const auto item = queue->take();
            RC_ASSERT(item.has_value());
            taken.emplace(item->number, std::pair(*item, waiting.front()));
            waiting.pop_front();
        } else if (!taken.empty()) {
            auto at = std::next(
                taken.begin(),
                static_cast<std::ptrdiff_t>(*rc::gen::inRange<std::size_t>(0, taken.size())));
            RC_ASSERT(at->second.first.user == at->second.second);
            queue->release(at->second.first);
            taken.erase(at);
        }
        for (const auto& [number, held] : taken) {
            RC_ASSERT(held.first.user == held.second);
        }
        RC_ASSERT(queue->depth() == waiting.size());
    }
}

}  // namespace
}  // namespace orrery::gateway
