//! The chat's screens as they are seen.

use std::time::Duration;

use chrono::TimeDelta;

use super::*;
use crate::{
    domain::{AccountId, ChatId, Page, Peer},
    features::chat::{
        domain::{
            Answer, AnswerId, AnswerStatus, ConversationId, Found, LeftOut, Manner, Model, ModelChoice,
            Omitted, Preferences, Question, QuestionId, Streaming, TitleFault, Turn,
        },
        error::ChatError,
    },
    providers::ErrorKind,
    telegram::{render::Gallery, screen::Screen},
};

const LONG: &str = "The résumé of a novel about a man who would not get up, in twelve parts";

fn now() -> DateTime<Utc> {
    "2026-11-20T17:42:00Z".parse().unwrap()
}

fn reader(lang: Lang) -> Reader {
    Reader { lang, zone: Tz::Europe__Berlin, now: now() }
}

fn conversation(id: i64, title: &str) -> Conversation {
    Conversation {
        id: ConversationId(id),
        title: (!title.is_empty()).then(|| title.to_owned()),
        named: false,
        model: None,
        created_at: now() - TimeDelta::days(40),
        changed_at: now() - TimeDelta::hours(i64::from(u8::try_from(id).unwrap()) * 20 - 19),
        deleted_at: None,
    }
}

fn page(total: u64, number: u32) -> Page<Conversation> {
    let titles = [
        "Trip to Georgia",
        LONG,
        "👨‍👩‍👧‍👦🏳️‍🌈".repeat(30).leak(),
        "",
        "Résumé",
        "Сказка о рыбаке и рыбке для детей",
    ];
    let left = usize::try_from(total).unwrap() - number as usize * 6;
    let items = titles.iter().zip(1..).take(left).map(|(title, id)| conversation(id, title)).collect();
    Page { items, number, size: 6, total }
}

fn answer_of(status: AnswerStatus, text: &str) -> Answer {
    Answer {
        id: AnswerId(42),
        question: QuestionId(7),
        conversation: ConversationId(1),
        account: AccountId(1),
        peer: Peer::chat(ChatId(1)),
        variation: 0,
        continues: None,
        job: None,
        draft: None,
        slot: None,
        line_slot: None,
        revision: 0,
        status,
        text: text.to_owned(),
        error: None,
        model: None,
        created_at: now(),
        finished_at: None,
    }
}

fn ended(lang: Lang, status: AnswerStatus, text: &str, error: Option<ErrorKind>) -> Vec<Screen> {
    answer(lang, &answer_of(status, text), &Outcome { status, text, error, left_out: &[] }, false)
}

fn omitted() -> Vec<Omitted> {
    let whys =
        [LeftOut::TooMany, LeftOut::TooBig, LeftOut::Unseen, LeftOut::Unreadable, LeftOut::Unreachable];
    let name = |n: usize| (n != 1).then(|| format!("file-{n}.pdf"));
    whys.into_iter().zip(1..).map(|(why, number)| Omitted { number, name: name(number), why }).collect()
}

fn choice(count: usize, chosen: Option<&str>) -> ModelChoice {
    let model = |n: usize| Model {
        sees: n.is_multiple_of(3),
        ..Model::known_by_id(&format!("provider/model-{n}-mini"))
    };
    ModelChoice { models: (0..count).map(model).collect(), chosen: chosen.map(str::to_owned), listed: true }
}

#[test]
fn the_room_and_its_conversations() {
    let view = |conversation: Conversation, current| ConversationView {
        conversation,
        current,
        messages: 12,
        page: 2,
    };
    let model = Some("alibaba/qwen3-235b-a22b-instruct-2507-preview-long".to_owned());
    let current = Some(Conversation { model, ..conversation(1, "Trip to Georgia") });
    let gallery = Gallery::new()
        .show("room, nothing yet", |lang| room(lang, &RoomView { current: None, conversations: 0 }))
        .show("room, a clean sheet", |lang| room(lang, &RoomView { current: None, conversations: 23 }))
        .show("room", |lang| room(lang, &RoomView { current: current.clone(), conversations: 1_204 }))
        .show("a new conversation", |lang| new_conversation(lang, Some(&conversation(1, LONG))))
        .show("the first conversation", |lang| new_conversation(lang, None))
        .show("conversations, none", |lang| conversations(reader(lang), &page(0, 0), None))
        .show("conversations, one", |lang| conversations(reader(lang), &page(1, 0), Some(ConversationId(1))))
        .show("conversations, seven: the second page", |lang| conversations(reader(lang), &page(7, 1), None))
        .show("conversations, sixty", |lang| {
            conversations(reader(lang), &page(60, 4), Some(ConversationId(2)))
        })
        .show("which page", |lang| which_page(lang, 10))
        .show("no such page", |lang| no_such_page(lang, 10))
        .show("conversation", |lang| super::conversation(reader(lang), &view(conversation(2, LONG), false)))
        .show("conversation, the current one", |lang| {
            super::conversation(reader(lang), &view(conversation(1, ""), true))
        })
        .show("opened", |lang| opened(lang, &conversation(1, LONG)))
        .show("rename", |lang| rename(lang, &conversation(1, LONG), 2))
        .show("rename, no words", |lang| rename_refused(lang, ConversationId(1), 2, TitleFault::Empty))
        .show("rename, too long", |lang| {
            rename_refused(lang, ConversationId(1), 2, TitleFault::TooLong { length: 71 })
        })
        .show("renamed", |lang| renamed(lang, &conversation(1, "Georgia in May"), 2))
        .show("deleted", |lang| deleted(lang, &conversation(1, "Georgia in May"), 2));
    insta::assert_snapshot!(gallery.into_text());
}

#[test]
fn answers() {
    let long = "A paragraph of some length that goes on and on.\n\n".repeat(120);
    let half = "Georgia in May is **warm**, and";
    let gallery = Gallery::new()
        .show("waiting", |lang| waiting(lang, AnswerId(42)))
        .show("streaming", |lang| streaming(lang, half, 0, AnswerId(42)))
        .show("streaming, with others in line", |lang| streaming(lang, half, 3, AnswerId(42)))
        .show_all("done", |lang| ended(lang, AnswerStatus::Done, "Pack a *light* jacket.", None))
        .show_all("done, long", |lang| ended(lang, AnswerStatus::Done, &long, None))
        .show_all("cut", |lang| ended(lang, AnswerStatus::Cut, half, None))
        .show_all("stopped", |lang| ended(lang, AnswerStatus::Stopped, half, None))
        .show_all("stopped before the first word", |lang| ended(lang, AnswerStatus::Stopped, "", None))
        .show_all("interrupted", |lang| ended(lang, AnswerStatus::Interrupted, half, None))
        .show_all("interrupted before the first word", |lang| {
            ended(lang, AnswerStatus::Interrupted, "", None)
        })
        .show_all("withdrawn", |lang| ended(lang, AnswerStatus::Withdrawn, "", None))
        .show_all("empty", |lang| ended(lang, AnswerStatus::Done, " \n", None))
        .show("more", |lang| Screen::new(half).keyboard(more_keyboard(lang, AnswerId(42), true)))
        .show("as a file", |_| saved(AnswerId(42), "chat/ab.md".to_owned()))
        .show("nothing to stop", nothing_to_stop);
    insta::assert_snapshot!(gallery.into_text());
}

#[test]
fn failures() {
    let kinds = [
        ErrorKind::Busy { retry_after: None },
        ErrorKind::Busy { retry_after: Some(Duration::from_secs(75)) },
        ErrorKind::Unreachable,
        ErrorKind::Stalled,
        ErrorKind::Broken,
        ErrorKind::Refused,
        ErrorKind::TooLong,
        ErrorKind::NotAllowed,
        ErrorKind::NoCredit,
        ErrorKind::UnknownModel,
        ErrorKind::BadRequest,
    ];
    let mut gallery = Gallery::new();
    for kind in kinds {
        gallery = gallery
            .show_all(&format!("{kind:?}"), |lang| ended(lang, AnswerStatus::Failed, "", Some(kind)))
            .show_all(&format!("{kind:?}, half-way"), |lang| {
                ended(lang, AnswerStatus::Failed, "Georgia in", Some(kind))
            });
    }
    let refusals = [
        ChatError::NoConversation,
        ChatError::TooLong { length: 41_234 },
        ChatError::QueueFull { waiting: 50 },
        ChatError::TooLate,
    ];
    for refusal in &refusals {
        gallery = gallery.show(&refusal.to_string(), |lang| error(refusal, lang).unwrap());
    }
    insta::assert_snapshot!(gallery.into_text());
}

#[test]
fn models_search_and_settings() {
    let models_of = |lang, choice: &ModelChoice, page, filter| {
        models(lang, &ModelsView { choice, page, usual: false, filter })
    };
    let away = ModelChoice { listed: false, ..choice(1, Some("provider/model-0-mini")) };
    let usual = choice(3, None);
    let found = |title: Option<&str>, hours| Found {
        conversation: ConversationId(3),
        title: title.map(str::to_owned),
        when: now() - TimeDelta::hours(hours),
    };
    let places = [found(Some("Trip to Georgia"), 1), found(Some(LONG), 60), found(None, 9_000)];
    let kept = |streaming, model: Option<&str>| Preferences {
        streaming,
        rich: true,
        model: model.map(str::to_owned),
        manner: Manner::default(),
    };
    let gallery = Gallery::new()
        .show("models, none", |lang| models_of(lang, &choice(0, None), 0, None))
        .show("models, the first page", |lang| models_of(lang, &choice(20, None), 0, None))
        .show("models, the last page", |lang| {
            models_of(lang, &choice(20, Some("provider/model-17-mini")), 9, None)
        })
        .show("models, for new conversations", |lang| {
            models(lang, &ModelsView { choice: &usual, page: 0, usual: true, filter: None })
        })
        .show("models, found", |lang| models_of(lang, &choice(2, None), 0, Some("mini")))
        .show("models, not found", |lang| models_of(lang, &choice(0, None), 0, Some("opera")))
        .show("models, the provider is away", |lang| models_of(lang, &away, 0, None))
        .show("search", |lang| search(lang, true))
        .show("search, nothing yet", |lang| search(lang, false))
        .show("search, found", |lang| search_results(reader(lang), "georgia", &places))
        .show("search, not found", |lang| search_results(reader(lang), LONG, &[]))
        .show("preferences", |lang| preferences(lang, &kept(Streaming::Draft, None), true, false))
        .show("preferences, from the room", |lang| {
            preferences(lang, &kept(Streaming::Off, Some("alibaba/qwen3-235b-a22b")), false, true)
        })
        .show_all("done, without some of the files", |lang| {
            let (status, text) = (AnswerStatus::Done, "Two cats.");
            let outcome = Outcome { status, text, error: None, left_out: &omitted() };
            answer(lang, &answer_of(status, text), &outcome, false)
        })
        .show("in line", |lang| queued(lang, AnswerId(42), 2))
        .show("not gathered", not_gathered)
        .show("a file without words", ask_about);
    insta::assert_snapshot!(gallery.into_text());
}

#[test]
fn a_transcript_reads_as_it_was_said() {
    let question = |id, text: &str| Question {
        id: QuestionId(id),
        conversation: ConversationId(1),
        text: text.to_owned(),
        account: AccountId(1),
        files: Vec::new(),
        parts: 0,
        message: None,
        created_at: now() - TimeDelta::hours(30 - id),
    };
    let turns = [
        Turn { question: question(1, "What is warm in May?"), answer: Some("Georgia.".to_owned()) },
        Turn { question: question(2, "And in June?"), answer: None },
    ];
    let conversation = conversation(1, "Trip to Georgia");
    let written = Lang::ALL.map(|lang| transcript(reader(lang), &conversation, &turns));
    let gallery = Gallery::new()
        .show("the file", |lang| exported(lang, &conversation, &turns, "chat/ab.md".to_owned()));
    insta::assert_snapshot!(format!("{}\n{}", gallery.into_text(), written.join("\n")));
}

#[test]
fn notes_fit_over_the_chat() {
    for lang in Lang::ALL {
        let notes = [
            stopped_note(lang, true),
            stopped_note(lang, false),
            asked_now_note(lang, true),
            asked_now_note(lang, false),
            asked_again_note(lang, true),
            asked_again_note(lang, false),
            going_on_note(lang, true),
            opened_note(lang),
            undeleted_note(lang),
            exported_note(lang),
            nothing_to_export_note(lang),
            model_note(lang, Some(LONG)),
            model_note(lang, None),
            preferences_note(lang),
        ];
        for note in notes {
            assert!((1..=60).contains(&crate::domain::graphemes(&note)), "{note}");
        }
    }
}
