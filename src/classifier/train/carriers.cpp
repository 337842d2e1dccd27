#include "classifier/train/carriers.h"

#include <algorithm>
#include <array>

namespace orrery::classifier {
namespace {

using Phrases = std::span<const std::string_view>;

constexpr std::array<std::string_view, 24> english{
    "what is {term}?",
    "can you help me with {term}",
    "tell me more about {term} please",
    "I have a question about {term}.",
    "How does {term} work?",
    "explain {term} to me",
    "I need something on {term} and {term}",
    "We talked about {term}, and then about {term}.",
    "{term} or {term}, which one would you take and why?",
    "Here is what I have so far: {term}, {term}, {term}. What is missing?",
    "You are an expert in {term}. Answer with care and keep to what is asked.",
    "Your job is to help people with {term}. Be brief.",
    "Give me a list of things to know about {term}",
    "there is a problem with {term} and I do not know what to do",
    "Summary: {term}; {term}; {term}",
    "Context: {term}\nTask: {term}\nOutput:",
    "Is {term} the same as {term}?",
    "My friend said that {term} matters more than {term}.",
    "Please look at this: {term}",
    "Based on the text below, answer the question. {term} {term} {term}",
    "why {term}",
    "write about {term}",
    "I am working on {term} with {term} at the moment and got stuck.",
    "compare {term} with {term} in a short table",
};
constexpr std::array<std::string_view, 8> chinese{"什么是{term}？",
                                                  "请介绍一下{term}",
                                                  "关于{term}我有一个问题。",
                                                  "{term}和{term}有什么区别",
                                                  "帮我看看{term}怎么办",
                                                  "你是{term}方面的专家，请回答问题。",
                                                  "根据下面的内容回答：{term}，{term}，{term}",
                                                  "请写一段关于{term}的文字"};
constexpr std::array<std::string_view, 6> traditional_chinese{
    "什麼是{term}？",           "請介紹一下{term}",     "關於{term}我有一個問題。",
    "{term}和{term}有什麼區別", "幫我看看{term}怎麼辦", "請根據以下內容回答：{term}，{term}"};
constexpr std::array<std::string_view, 6> japanese{
    "{term}とは何ですか",   "{term}について教えてください", "{term}と{term}の違いは？",
    "{term}で困っています", "あなたは{term}の専門家です。", "次の内容に答えて：{term}、{term}"};
constexpr std::array<std::string_view, 6> korean{
    "{term}이 뭐예요?",         "{term}에 대해 알려 주세요",   "{term}와 {term}의 차이는?",
    "{term} 때문에 고민입니다", "당신은 {term} 전문가입니다.", "다음에 답하세요: {term}, {term}"};
constexpr std::array<std::string_view, 6> thai{"{term} คืออะไร",
                                               "ช่วยอธิบายเรื่อง {term} หน่อย",
                                               "{term} กับ {term} ต่างกันอย่างไร",
                                               "มีปัญหาเรื่อง {term} ทำอย่างไรดี",
                                               "คุณเป็นผู้เชี่ยวชาญด้าน {term}",
                                               "ขอข้อมูลเกี่ยวกับ {term}"};
constexpr std::array<std::string_view, 6> russian{"что такое {term}?",
                                                  "расскажи подробнее про {term}",
                                                  "чем {term} отличается от {term}",
                                                  "у меня вопрос: {term}",
                                                  "Ты эксперт в области {term}. Отвечай кратко.",
                                                  "Помогите, пожалуйста: {term}, {term}"};
constexpr std::array<std::string_view, 6> german{
    "Was ist {term}?",
    "Ich habe eine Frage zu {term}.",
    "Erkläre mir bitte {term}",
    "Was ist der Unterschied zwischen {term} und {term}?",
    "Du bist Experte für {term}.",
    "Ich brauche Hilfe bei {term} und {term}"};
constexpr std::array<std::string_view, 6> french{"qu'est-ce que {term} ?",
                                                 "j'ai une question sur {term}",
                                                 "explique-moi {term} s'il te plaît",
                                                 "quelle différence entre {term} et {term} ?",
                                                 "Tu es un expert en {term}.",
                                                 "j'ai besoin d'aide pour {term} et {term}"};
constexpr std::array<std::string_view, 6> spanish{"¿qué es {term}?",
                                                  "tengo una pregunta sobre {term}",
                                                  "explícame {term} por favor",
                                                  "¿cuál es la diferencia entre {term} y {term}?",
                                                  "Eres un experto en {term}.",
                                                  "necesito ayuda con {term} y {term}"};
constexpr std::array<std::string_view, 6> portuguese{"o que é {term}?",
                                                     "tenho uma dúvida sobre {term}",
                                                     "me explique {term} por favor",
                                                     "qual a diferença entre {term} e {term}?",
                                                     "Você é um especialista em {term}.",
                                                     "preciso de ajuda com {term} e {term}"};
constexpr std::array<std::string_view, 6> bare{"{term}",         "{term}, {term}",  "{term} {term}",
                                               "{term}: {term}", "{term} / {term}", "{term}?"};

struct Language {
    std::string_view code;
    Phrases phrases;
};

constexpr std::array languages{
    Language{"en", english},  Language{"zh", chinese},   Language{"zh-Hant", traditional_chinese},
    Language{"ja", japanese}, Language{"ko", korean},    Language{"th", thai},
    Language{"ru", russian},  Language{"de", german},    Language{"fr", french},
    Language{"es", spanish},  Language{"pt", portuguese}};

}  // namespace

Phrases carriers_of(std::string_view language) {
    const auto found = std::ranges::find(languages, language, &Language::code);
    return found == languages.end() ? Phrases(bare) : found->phrases;
}

}  // namespace orrery::classifier
