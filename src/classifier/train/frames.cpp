#include "classifier/train/frames.h"

#include <algorithm>
#include <array>

namespace orrery::classifier {
namespace {

using Frames = std::span<const std::string_view>;

constexpr std::array<std::string_view, 36> english{
    "You are a helpful assistant.\n\n{text}",
    "You are an AI agent. You work on {term}.\n\n## Your mission\n{text}\n\n## Rules\n- Be brief.\n"
    "- Ask if something is unclear.\n- Never invent facts.",
    "---\nname: {term} specialist\ndescription: Expert agent for {term} and {term}\n---\n\n# Role\n"
    "You are a senior specialist. Your personality: careful, experienced, direct.\n\n## Core "
    "mission\n{text}",
    "# Identity & memory\n- Role: {term} expert\n- Experience: you have seen {term} succeed and "
    "fail\n\n## What you deliver\n{text}\n\n## Success metrics\n- {term}\n- {term}",
    "You are an expert with 15 years of experience in {term}. {text} Answer step by step.",
    "### Instruction:\n{text}\n\n### Response:",
    "Instruction: {text}\nInput: {term}\nOutput:",
    "{text}\n\nAnswer in JSON with the fields \"answer\" and \"confidence\".",
    "{text}\n\nPlease answer in no more than {number} words.",
    "{text} Explain your reasoning and give an example.",
    "Task: {text}\nConstraints: use plain language; at most three paragraphs.",
    "I am preparing a document on {term}. {text} It should have an introduction, a main part and a "
    "conclusion, about {number} words.",
    "Please write a detailed report on {term}, with data and cases. {text}",
    "Help me draft a text for our team about {term} and {term}. Tone: formal. {text}",
    "Write an outline with headings for the following: {text}",
    "Summarize the following text in three sentences:\n\n{text}",
    "Read the passage and answer the question.\n\nPassage: {text}\n\nQuestion: what does it say "
    "about {term}?",
    "Here is my draft, improve it: {text}",
    "Given the following, pick the best option.\n{text}\nA) {term}\nB) {term}\nC) {term}\nD) "
    "{term}",
    "Q: {text}\nA:",
    "hi, {text} thanks!",
    "hey so {text}",
    "URGENT: {text}",
    "{text} I have tried a few things already, nothing helped.",
    "User: {text}\nAssistant: Let me see.\nUser: and what about {term}?",
    "{text}\n\nThink about it first, then answer.",
    "Given {term}, create a list of ten ideas. {text}",
    "Classify the following into one of: {term}, {term}, {term}.\n\n{text}",
    "Context:\n{text}\n\nUsing only the context above, explain {term}.",
    "I want you to act as an expert in {term}. {text}",
    "{text} Give me a table with two columns.",
    "Create a plan for {term}: goals, steps, risks, measures. {text}",
    "<context>\n{text}\n</context>\n<task>Work on {term} as described.</task>",
    "Today is Monday. The user's name is {name}. {text}",
    "Generate {number} examples about {term}. {text}",
    "Compare two approaches to {term} and recommend one, with reasons. {text}"};
constexpr std::array<std::string_view, 14> chinese{
    "你是一个乐于助人的助手。{text}",
    "你是{term}领域的专家，请认真回答。{text}",
    "# 角色\n你是一名资深专家，熟悉{term}。\n## 任务\n{text}\n## 要求\n1. 简洁\n2. 不编造",
    "请根据以下要求写一份材料：{text}要求结构完整、语言规范，不少于{number}字。",
    "请帮我起草一份关于{term}的文稿，{text}",
    "阅读下面的内容并回答问题。\n{text}\n问题：其中关于{term}说了什么？",
    "{text}请分步骤说明理由。",
    "{text}请用表格列出。",
    "请总结以下内容：\n{text}",
    "我正在准备一份与{term}有关的报告，{text}请给出详细的内容，包括背景、分析和结论。",
    "请从下列选项中选择正确答案。\n{text}\nA. {term}\nB. {term}\nC. {term}\nD. {term}",
    "给定以下内容，按照要求回答。\n{text}",
    "你好，{text}谢谢！",
    "请生成{number}个关于{term}的例子。{text}"};
constexpr std::array<std::string_view, 3> russian{"Ты полезный помощник. {text}",
                                                  "{text} Ответь подробно, по шагам.",
                                                  "Напиши текст на тему {term}. {text}"};
constexpr std::array<std::string_view, 3> german{"Du bist ein hilfreicher Assistent. {text}",
                                                 "{text} Bitte Schritt für Schritt.",
                                                 "Schreibe einen Text über {term}. {text}"};
constexpr std::array<std::string_view, 3> french{"Tu es un assistant utile. {text}",
                                                 "{text} Réponds étape par étape.",
                                                 "Rédige un texte sur {term}. {text}"};
constexpr std::array<std::string_view, 3> spanish{"Eres un asistente útil. {text}",
                                                  "{text} Responde paso a paso.",
                                                  "Escribe un texto sobre {term}. {text}"};
constexpr std::array<std::string_view, 3> portuguese{"Você é um assistente prestativo. {text}",
                                                     "{text} Responda passo a passo.",
                                                     "Escreva um texto sobre {term}. {text}"};
constexpr std::array<std::string_view, 3> japanese{"あなたは役に立つアシスタントです。{text}",
                                                   "{text}手順を追って説明してください。",
                                                   "{term}についての文章を書いてください。{text}"};
constexpr std::array<std::string_view, 3> korean{"당신은 유용한 도우미입니다. {text}",
                                                 "{text} 단계별로 설명해 주세요.",
                                                 "{term}에 대한 글을 써 주세요. {text}"};
constexpr std::array<std::string_view, 3> thai{
    "คุณคือผู้ช่วยที่มีประโยชน์ {text}",
    "{text} อธิบายทีละขั้นตอน",
    "เขียนบทความเกี่ยวกับ {term} {text}",
};

struct Language {
    std::string_view code;
    Frames frames;
};

constexpr std::array languages{Language{"en", english},    Language{"zh", chinese},
                               Language{"ru", russian},    Language{"de", german},
                               Language{"fr", french},     Language{"es", spanish},
                               Language{"pt", portuguese}, Language{"ja", japanese},
                               Language{"ko", korean},     Language{"th", thai}};

}  // namespace

Frames frames_of(std::string_view language) {
    const auto found = std::ranges::find(languages, language, &Language::code);
    return found == languages.end() ? Frames() : found->frames;
}

}  // namespace orrery::classifier
