//! The talker's skills in both languages, its memory, its seed and its pace.

use std::time::{Duration, Instant};

use futures::TryStreamExt as _;

use super::*;
use crate::domain::{FrozenClock, Lang};
use crate::providers::prompts::Prompt;
use crate::providers::{ChatMessage, Delta, FinishReason, JsonSchema};

fn talker(pace: Pace) -> LocalTalker {
    // A Friday.
    LocalTalker::new(FrozenClock::at("2026-11-20T17:42:00Z".parse().unwrap()), pace)
}

async fn deltas(request: ChatRequest) -> Vec<Delta> {
    talker(Pace::NONE).answer(request).await.unwrap().try_collect().await.unwrap()
}

async fn answer_to(request: ChatRequest) -> String {
    let deltas = deltas(request).await;
    deltas
        .into_iter()
        .filter_map(|delta| if let Delta::Text(text) = delta { Some(text) } else { None })
        .collect()
}

/// Turns of a conversation: the person's first, then in turn.
fn conversation(turns: &[&str]) -> ChatRequest {
    let messages = turns
        .iter()
        .enumerate()
        .map(|(at, text)| if at % 2 == 0 { ChatMessage::user(*text) } else { ChatMessage::assistant(*text) });
    ChatRequest::new(messages.collect())
}

async fn ask(text: &str) -> String {
    answer_to(conversation(&[text])).await
}

async fn table(cases: &[(&str, &str)]) {
    for (question, wanted) in cases {
        let answer = ask(question).await;
        assert!(answer.contains(wanted), "{question}\n  gave: {answer}\n  without: {wanted}");
    }
}

#[tokio::test]
async fn it_calculates_and_converts() {
    table(&[
        ("What is 2 + 2 * 2?", "2 + 2 · 2 = **6**"),
        ("15% of 240", "**36**"),
        ("calculate (3+4)^2", "**49**"),
        ("10 / 0", "division by zero"),
        ("5 km in miles", "**3.10686 mi**"),
        ("convert 10 kg to pounds", "**22.0462 lb**"),
        ("72 F to C", "**22.2222 °C**"),
        ("-40 c in f", "**−40 °F**"),
        ("How many miles are 10 km?", "**6.21371 mi**"),
        ("Сколько будет 15% от 200?", "**30**"),
        ("7 умножить на 8", "**56**"),
        ("5 км в милях", "**3.10686 mi**"),
        ("сколько граммов в 2 фунтах", "**907.185 g**"),
        ("100 градусов фаренгейта в цельсиях", "**37.7778 °C**"),
    ])
    .await;
}

#[tokio::test]
async fn it_knows_the_calendar() {
    table(&[
        ("What time is it?", "**17:42** (UTC)"),
        ("what day is it today?", "Friday, 20 November 2026"),
        ("What day is tomorrow?", "Saturday, 21 November 2026"),
        ("How many days until 31 December?", "**41 days**"),
        ("how many days until new year", "**42 days**"),
        ("What day was 1 May 2020?", "Friday, 1 May 2020"),
        ("What date will it be in 10 days?", "Monday, 30 November 2026"),
        ("Который час?", "**17:42**"),
        ("какой сегодня день?", "пятница, 20 ноября 2026"),
        ("Сколько дней до 31 декабря?", "Остался **41 день**: четверг, 31 декабря 2026"),
        ("сколько дней до 21.11.2026", "Остался **1 день**"),
        ("Какой день недели был 9 мая 1945?", "среда, 9 мая 1945"),
        ("что будет через 2 недели", "пятница, 4 декабря 2026"),
    ])
    .await;
    let zoned = ChatRequest { zone: chrono_tz::Europe::Moscow, ..conversation(&["what time is it"]) };
    assert!(answer_to(zoned).await.contains("**20:42** (Europe/Moscow)"));
}

#[tokio::test]
async fn it_works_on_lists_and_texts() {
    table(&[
        ("Sort: pear, apple, fig", "- apple\n- fig\n- pear"),
        ("sort 10, 9, 100 descending", "- 100\n- 10\n- 9"),
        ("remove duplicates: a, b, A, c", "- a\n- b\n- c\n\nOne repetition removed."),
        ("number this list:\n- tea\n- milk", "1. tea\n2. milk"),
        ("make it uppercase: hello", "```\nHELLO\n```"),
        ("reverse \"abc\"", "```\ncba\n```"),
        ("count the words: one two three. Four!", "words: **4**"),
        ("How many r in strawberry?", "**3** “r”"),
        ("make a table: tea: 3, coffee: 5", "| Name | Value |\n| --- | --- |\n| tea | 3 |\n| coffee | 5 |"),
        ("table from\nname;age\nAnn;30", "| name | age |\n| --- | --- |\n| Ann | 30 |"),
        ("Отсортируй: груша, ёж, арбуз", "- арбуз\n- груша\n- ёж"),
        ("Убери повторы: а, б, а, а", "Убрано 2 повтора."),
        ("пронумеруй:\nчай\nмолоко", "1. чай\n2. молоко"),
        ("напиши заглавными: привет", "```\nПРИВЕТ\n```"),
        ("переверни слово кот", "```\nток\n```"),
        ("посчитай слова: раз два три", "слов: **3**"),
        ("сделай таблицу: чай: 3, кофе: 5", "| чай | 3 |"),
    ])
    .await;
}

#[tokio::test]
async fn it_shortens_a_text_by_its_own_sentences() {
    let text = "Cats sleep a lot. A cat that sleeps saves energy for the hunt. My neighbour has a car. \
        The hunt of a cat is short. Energy decides the hunt of every cat. It rained on Tuesday.";
    let answer = ask(&format!("Summarise: {text}")).await;
    assert!(
        answer.contains("2 most telling of 6") && answer.contains("- A cat that sleeps saves energy"),
        "{answer}"
    );
    assert!(!answer.contains("Tuesday"));
    assert!(answer_to(conversation(&[text, "Nice.", text, "ok", "too short"])).await.len() > 3);
    let russian =
        ask("Кратко: Кот спит. Кот спит и копит силы. Вчера шёл дождь. Силы нужны коту для охоты.").await;
    assert!(russian.contains("Кот спит и копит силы"), "{russian}");
}

#[tokio::test]
async fn it_talks_and_remembers() {
    let named = conversation(&["Hi, my name is Ann", "Nice.", "What is my name?"]);
    assert!(answer_to(named).await.contains("Ann"));
    let greeted = conversation(&["меня зовут Борис", "Очень приятно.", "привет"]);
    assert!(answer_to(greeted).await.contains(", Борис"));
    let said =
        answer_to(conversation(&["I like tea", "ok", "and cake", "ok", "What did I say before?"])).await;
    assert!(said.contains("- I like tea\n- and cake"), "{said}");
    table(&[
        ("Hello!", "an AI"),
        ("Привет", "ИИ"),
        ("Are you human?", "AI"),
        ("ты человек?", "ИИ"),
        ("what can you do?", "`roll 2d6`"),
        ("что ты умеешь", "хайку"),
        ("how do I connect a real model?", "```sh\nOPENAI_API_KEY"),
        ("I want to die", "**112**"),
        ("не хочу жить", "**112**"),
        ("roll 2d6", "🎲"),
        ("write a haiku about autumn", "**Autumn**"),
        ("стихи о море", "**Море**"),
        ("outline for an essay about bees", "**Bees"),
        ("составь план письма соседу", "письмо**"),
    ])
    .await;
}

#[tokio::test]
async fn what_it_cannot_know_it_says_once_at_length() {
    let first = ask("Who was the emperor of Ethiopia?").await;
    assert!(
        first.contains("emperor of Ethiopia") && first.contains("OPENAI_API_KEY") && first.contains("demo")
    );
    let second = conversation(&["Who was the emperor of Ethiopia?", &first, "Why is the sky blue?"]);
    let second = answer_to(second).await;
    assert!(second.contains("sky blue?") && !second.contains("OPENAI_API_KEY"), "{second}");
    assert!(ask("Почему небо синее?").await.contains("«Почему небо синее?»"));
    assert!(!ask("🙂").await.is_empty() && !ask("").await.is_empty());
}

#[tokio::test]
async fn the_same_question_has_the_same_answer_and_again_has_another() {
    for question in ["Hello!", "roll 3d20", "write a haiku about rain", "Почему небо синее?", "анекдот"]
    {
        let variation = |variation| answer_to(ChatRequest { variation, ..conversation(&[question]) });
        assert_eq!(variation(0).await, variation(0).await);
        assert_ne!(variation(0).await, variation(1).await, "{question}");
    }
}

#[tokio::test]
async fn a_cut_answer_is_continued_where_it_was_cut() {
    let whole = answer_to(ChatRequest { variation: 1, ..conversation(&["what can you do?"]) }).await;
    let cut =
        deltas(ChatRequest { variation: 1, max_tokens: Some(12), ..conversation(&["what can you do?"]) })
            .await;
    assert_eq!(cut.last(), Some(&Delta::Finished(FinishReason::Length)));
    let part: String =
        cut.iter().filter_map(|one| if let Delta::Text(text) = one { Some(&**text) } else { None }).collect();
    let part = part.trim_end();
    let rest = answer_to(conversation(&["what can you do?", part])).await;
    assert_eq!(format!("{part}{rest}"), whole);
    let asked = answer_to(conversation(&["what can you do?", part, "continue"])).await;
    assert_eq!(asked, rest.trim_start());
    let done = answer_to(conversation(&["what can you do?", &whole, "continue"])).await;
    assert!(!done.is_empty() && !whole.contains(&done));
}

#[tokio::test]
async fn a_title_has_two_to_six_words_of_the_conversation() {
    for (lang, said, wanted) in [
        (
            Lang::En,
            "Please explain the history of the Georgian alphabet in detail to me",
            "History of the Georgian alphabet",
        ),
        (Lang::Ru, "Расскажи про поездку в Грузию в мае", "Поездку в Грузию в мае"),
        (Lang::En, "Hi", ""),
    ] {
        let prompt = Prompt::ChatTitle.fill(lang, &[("language", "x")]).unwrap();
        let messages =
            vec![ChatMessage::system(prompt.text), ChatMessage::user(said), ChatMessage::assistant("ok")];
        let title = answer_to(ChatRequest::new(messages)).await;
        assert!((2..=6).contains(&title.split_whitespace().count()), "{title}");
        assert!(wanted.is_empty() || title == wanted, "{title}");
    }
}

#[tokio::test]
async fn it_writes_at_its_pace_and_says_what_it_is() {
    let pace = Pace { shortest: Duration::from_millis(5), longest: Duration::from_millis(9) };
    let started = Instant::now();
    let stream = talker(pace).answer(conversation(&["2 + 2"])).await.unwrap();
    assert_eq!((stream.provider(), stream.model()), ("local", LOCAL_MODEL));
    let deltas: Vec<Delta> = stream.try_collect().await.unwrap();
    assert_eq!(deltas.iter().filter(|delta| matches!(delta, Delta::Text(_))).count(), 5);
    assert!(started.elapsed() >= Duration::from_millis(25));
    assert_eq!(deltas.last(), Some(&Delta::Finished(FinishReason::Stop)));
    let schema = JsonSchema { name: "s".into(), schema: serde_json::json!({}) };
    let request = ChatRequest { response_schema: Some(schema), ..conversation(&["hi"]) };
    assert!(talker(Pace::NONE).answer(request).await.is_err());
}

#[test]
fn russian_haiku_have_their_syllables() {
    let words = words::Words::of(Lang::Ru);
    for (list, wanted) in [("haiku-first", 5), ("haiku-second", 7), ("haiku-third", 5)] {
        for line in words.list(list) {
            let vowels = line.to_lowercase().chars().filter(|letter| "аеёиоуыэюя".contains(*letter)).count();
            assert_eq!(vowels, wanted, "{line}");
        }
    }
}
