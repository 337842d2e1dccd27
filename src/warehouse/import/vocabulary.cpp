#include <fmt/format.h>

#include "warehouse/import/statement.h"

namespace orrery::warehouse {
namespace {

/// A 128-bit keyed hash. Cutting SHA-256 to half rules out length extension.
constexpr std::string_view keyed_hash = R"sql(
CREATE OR REPLACE TEMP MACRO keyed_hash(value) AS
    CASE WHEN CAST(value AS VARCHAR) <> ''
         THEN left(sha256({} || '|' || CAST(value AS VARCHAR)), 32) END;)sql";

/// The record's word for a finish reason in the words of OpenAI, Anthropic, Google, Bedrock or
/// Mistral; NULL for one that is none of them.
constexpr std::string_view finish_reason_of = R"sql(
CREATE OR REPLACE TEMP MACRO finish_reason_of(native) AS CASE
    WHEN lower(native) IN ('stop', 'end_turn', 'stop_sequence', 'completed', 'complete', 'eos',
                           'finished', 'pause_turn') THEN 'stop'
    WHEN lower(native) IN ('length', 'max_tokens', 'max_output_tokens', 'model_length',
                           'model_context_window_exceeded', 'incomplete') THEN 'length'
    WHEN lower(native) IN ('tool_calls', 'tool_call', 'tool_use', 'function_call', 'tool-calls')
        THEN 'tool_calls'
    WHEN lower(native) IN ('content_filter', 'content-filter', 'refusal', 'safety', 'recitation',
                           'blocklist', 'prohibited_content', 'spii', 'content_filtered',
                           'guardrail_intervened') THEN 'content_filter'
    WHEN lower(native) IN ('error', 'malformed_function_call', 'failed') THEN 'error' END;)sql";

/// The catalog's name of a provider that tools know by a code; any other name as it stands.
constexpr std::string_view provider_named = R"sql(
CREATE OR REPLACE TEMP MACRO provider_named(code) AS CASE
    WHEN lower(code) = 'openai' THEN 'OpenAI'
    WHEN lower(code) = 'anthropic' THEN 'Anthropic'
    WHEN lower(code) IN ('azure', 'azure_ai', 'azure_text', 'azure.ai.openai', 'az.ai.openai',
                         'azure.ai.inference', 'az.ai.inference') THEN 'Azure'
    WHEN lower(code) IN ('bedrock', 'bedrock_converse', 'aws', 'aws.bedrock') THEN 'Amazon Bedrock'
    WHEN lower(code) IN ('vertex', 'vertexai', 'vertex_ai', 'gcp.vertex_ai') THEN 'Google'
    WHEN lower(code) IN ('gemini', 'google', 'google_ai_studio', 'gcp.gemini', 'gcp.gen_ai')
        THEN 'Google AI Studio'
    WHEN lower(code) IN ('mistral', 'mistralai', 'mistral_ai') THEN 'Mistral'
    WHEN lower(code) IN ('xai', 'x_ai', 'x.ai') THEN 'xAI'
    WHEN lower(code) = 'deepseek' THEN 'DeepSeek'
    WHEN lower(code) = 'groq' THEN 'Groq'
    WHEN lower(code) = 'cohere' THEN 'Cohere'
    WHEN lower(code) = 'perplexity' THEN 'Perplexity'
    WHEN lower(code) IN ('together', 'together_ai', 'togetherai') THEN 'Together'
    WHEN lower(code) IN ('fireworks', 'fireworks_ai') THEN 'Fireworks'
    WHEN lower(code) = 'cerebras' THEN 'Cerebras'
    WHEN lower(code) = 'deepinfra' THEN 'DeepInfra'
    ELSE nullif(code, '') END)sql";

}  // namespace

Status create_import_macros(const Connection& connection, const std::string& secret_key) {
    return connection.execute(fmt::format(fmt::runtime(keyed_hash), sql_literal(secret_key)) +
                              std::string(finish_reason_of) + std::string(provider_named));
}

}  // namespace orrery::warehouse
