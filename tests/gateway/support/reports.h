#pragma once

#include <string>
#include <vector>

#include "gateway/observe/request_log.h"

namespace orrery::test_support {

/// What a report points to, kept together: a good chat generation with two attempts.
struct Reported {
    record::Generation generation;
    std::vector<gateway::Attempt> attempts;
    gateway::RequestReport report;

    Reported() {
        generation.generation_id = "gen-1";
        generation.created_at = 1'700'000'000'000'000;
        generation.api_type = "chat";
        generation.model_requested = "acme/chat:nitro";
        generation.model = "acme/chat";
        generation.provider = "Acme";
        generation.terminal_state = "done";
        generation.finish_reason = "stop";
        generation.streamed = true;
        generation.prompt_tokens = 100;
        generation.completion_tokens = 40;
        generation.reasoning_tokens = 10;
        generation.cache_read_tokens = 60;
        generation.cost_nano_usd = 12'345;
        generation.ttft_ms = 120.0;
        generation.gateway_us = 80;
        generation.attempts = 2;
        attempts.push_back(
            {"Slow", "slow-chat", 0, "timeout", 1'700'000'000'000'000, 1'000, false});
        attempts.push_back({"Acme", "acme-chat", 200, "", 1'700'000'000'001'000, 500'000, true});
        report.method = "POST";
        report.path = "/api/v1/chat/completions";
        report.status = 200;
        report.began_us = 1'700'000'000'000'000;
        report.took_us = 501'500;
        report.sent_bytes = 4096;
        report.account = "team";
        report.key_label = "laptop";
        report.client = "192.0.2.7";
        report.trace_parent = "00-0123456789abcdef0123456789abcdef-00000000000000aa-01";
        report.span_id = "00000000000000bb";
        report.generation = &generation;
        report.attempts = &attempts;
    }
    Reported(const Reported&) = delete;
    Reported& operator=(const Reported&) = delete;
};

}  // namespace orrery::test_support
