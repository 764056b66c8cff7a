//! An answer: while it is thought about, while it grows, and when it is there.

use super::{super::tap::ChatTap, errors::reason_of, markdown_file};
use crate::{
    domain::{Lang, shorten},
    features::chat::domain::{Answer, AnswerId, AnswerStatus, Omitted},
    i18n::format,
    providers::ErrorKind,
    telegram::{
        keyboard::{Button, Keyboard},
        markdown,
        nav::Door,
        rich::{Block, Content, RichMessage},
        screen::Screen,
        tap::Tap as _,
        text::{EntityKind, MESSAGE_LIMIT},
    },
    tr,
};

/// How an answer ended.
#[derive(Clone, Copy, Debug)]
pub struct Outcome<'a> {
    pub status: AnswerStatus,
    pub text: &'a str,
    pub error: Option<ErrorKind>,
    /// Files that the model was not shown.
    pub left_out: &'a [Omitted],
}

/// A message that will grow into the answer.
pub fn waiting(lang: Lang, answer: AnswerId) -> Screen {
    Screen::new(tr!(lang, "chat-waiting-text")).keyboard(stop_row(lang, answer)).silent()
}

/// The message while it grows.
pub fn streaming(lang: Lang, content: impl Into<Content>, waiting: u64, answer: AnswerId) -> Screen {
    let mut content = content.into();
    let mark = tr!(lang, "chat-streaming-mark");
    content.text.push(" ").push(&mark);
    add_footer(&mut content, mark);
    queue_line(lang, &mut content, waiting);
    Screen::saying(content).keyboard(stop_row(lang, answer)).silent()
}

/// The draft while it grows; Telegram puts its own Stop beside it.
pub fn streaming_draft(lang: Lang, content: Content, waiting: u64) -> Content {
    let mut content = content;
    queue_line(lang, &mut content, waiting);
    content
}

/// The message of a question that stands in line, where no draft can say it.
pub fn queued(lang: Lang, answer: AnswerId, before: u64) -> Screen {
    let now = Button::tap(tr!(lang, "chat-queued-now-half"), ChatTap::AskNow { answer }.encode());
    let back = Button::tap(tr!(lang, "chat-queued-back-half"), ChatTap::Stop { answer }.encode());
    Screen::new(tr!(lang, "chat-queued-text", count = before))
        .keyboard(Keyboard::new().row([now, back]))
        .silent()
}

/// The messages of a finished answer; only the last has buttons. Where the person takes `rich` messages and the answer
/// gains from that, it is one.
pub fn answer(lang: Lang, answer: &Answer, outcome: &Outcome<'_>, rich: bool) -> Vec<Screen> {
    let content = said(lang, outcome);
    let mut parts = match content.rich {
        Some(_) if rich => vec![Screen::saying(content)],
        _ => markdown::split(content.text, MESSAGE_LIMIT).into_iter().map(Screen::new).collect(),
    };
    if let Some(error) = outcome.error {
        parts.push(failure(lang, answer, outcome, error));
    } else if parts.is_empty() {
        parts.push(nothing_came(lang, answer, outcome.status));
    } else if let Some(last) = parts.last_mut() {
        let can_continue = outcome.status.can_continue();
        last.keyboard = answer_keyboard(lang, answer.id, can_continue);
    }
    parts
}

/// An answer as a file.
pub fn saved(answer: AnswerId, key: String) -> Screen {
    Screen::default().media(markdown_file(key, format!("answer-{}.md", answer.0)))
}

pub fn nothing_to_stop(lang: Lang) -> Screen {
    Screen::new(tr!(lang, "chat-stop-nothing-text"))
}

pub fn stopped_note(lang: Lang, stopped: bool) -> String {
    if stopped { tr!(lang, "chat-stop-toast") } else { tr!(lang, "chat-stop-nothing-text") }
}

pub fn asked_now_note(lang: Lang, moved: bool) -> String {
    if moved { tr!(lang, "chat-queued-now-toast") } else { tr!(lang, "chat-queued-first-toast") }
}

pub fn asked_again_note(lang: Lang, at_once: bool) -> String {
    if at_once { tr!(lang, "chat-answer-again-toast") } else { tr!(lang, "chat-answer-running-toast") }
}

pub fn going_on_note(lang: Lang, at_once: bool) -> String {
    if at_once { tr!(lang, "chat-answer-continue-toast") } else { tr!(lang, "chat-answer-running-toast") }
}

pub fn answer_keyboard(lang: Lang, answer: AnswerId, can_continue: bool) -> Keyboard {
    let mut row =
        vec![Button::tap(tr!(lang, "chat-answer-again-third"), ChatTap::AskAgain { answer }.encode())];
    if can_continue {
        row.push(Button::tap(tr!(lang, "chat-answer-continue-third"), ChatTap::Continue { answer }.encode()));
    }
    row.push(Button::tap(tr!(lang, "chat-answer-more-third"), ChatTap::OpenMore { answer }.encode()));
    Keyboard::new().row(row)
}

/// `private`: a person's conversations are one press away; among several people there are none to show.
pub fn more_keyboard(lang: Lang, answer: AnswerId, private: bool) -> Keyboard {
    let file = Button::tap(tr!(lang, "chat-answer-file-half"), ChatTap::SaveAnswer { answer }.encode());
    let conversations = Button::tap(tr!(lang, "chat-answer-conversations-half"), Door::Conversations.data());
    Keyboard::new()
        .row([Some(file), Some(conversations).filter(|_| private)].into_iter().flatten())
        .row([Button::tap(tr!(lang, "chat-answer-less-half"), ChatTap::CloseMore { answer }.encode())])
}

fn said(lang: Lang, outcome: &Outcome<'_>) -> Content {
    // What was broken off may end in the middle of a mark.
    let mut content = match outcome.status {
        AnswerStatus::Done => markdown::content(outcome.text),
        _ => markdown::content_partial(outcome.text),
    };
    if content.text.is_empty() {
        return content;
    }
    let note = match outcome.status {
        AnswerStatus::Stopped => Some(tr!(lang, "chat-stopped-text")),
        AnswerStatus::Interrupted => Some(tr!(lang, "chat-interrupted-text")),
        AnswerStatus::Cut => Some(tr!(lang, "chat-cut-text")),
        _ => None,
    };
    if let Some(note) = note {
        // The sign stands upright, the words lean.
        let words = note.trim_start_matches(|c: char| !c.is_alphabetic());
        let sign = &note[..note.len() - words.len()];
        content.text.push("\n\n").push(sign).push_as(EntityKind::Italic, words);
        add_footer(&mut content, note);
    }
    if !outcome.left_out.is_empty() {
        let note = left_out(lang, outcome.left_out);
        content.text.push("\n\n").push_as(EntityKind::Italic, &note);
        add_footer(&mut content, note);
    }
    content
}

/// A line under a rich message, if it still fits.
fn add_footer(content: &mut Content, line: String) {
    if let Some(rich) = &mut content.rich {
        rich.blocks.push(Block::Footer { text: line.into() });
    }
    content.rich = content.rich.take().filter(RichMessage::fits);
}

/// Which files the model was not shown, and why, in one sentence.
fn left_out(lang: Lang, files: &[Omitted]) -> String {
    let items = files.iter().map(|omitted| {
        let name = omitted.name.as_deref().map_or_else(
            || tr!(lang, "chat-left-out-number", number = omitted.number),
            |name| shorten(name, 40),
        );
        tr!(lang, "chat-left-out-item", name = name, why = omitted.why.name())
    });
    tr!(lang, "chat-left-out-text", files = items.collect::<Vec<_>>().join("; "))
}

fn failure(lang: Lang, answer: &Answer, outcome: &Outcome<'_>, error: ErrorKind) -> Screen {
    let reason = reason_of(error);
    let part = !outcome.text.trim().is_empty();
    let mut text = if part {
        tr!(lang, "chat-failure-part", reason = reason)
    } else {
        tr!(lang, "chat-failure-text", reason = reason)
    };
    if let ErrorKind::Busy { retry_after: Some(wait) } = error {
        text = format!("{text} {}", tr!(lang, "chat-failure-wait", wait = format::duration(lang, wait)));
    }
    let text = format!("{text} {}", code_of(answer.id));
    Screen::new(text).keyboard(failure_keyboard(lang, answer, error, part))
}

/// Again, and another way, which leads into private chats alone; the half that came can be gone on from.
fn failure_keyboard(lang: Lang, answer: &Answer, error: ErrorKind, part: bool) -> Keyboard {
    let (private, answer) = (!answer.account.is_group(), answer.id);
    let again = Button::tap(tr!(lang, "common-again-half"), ChatTap::AskAgain { answer }.encode());
    let go_on = Button::tap(tr!(lang, "chat-answer-continue-third"), ChatTap::Continue { answer }.encode());
    let other = match error {
        ErrorKind::TooLong => {
            Button::tap(tr!(lang, "chat-failure-new-half"), ChatTap::StartConversation.encode())
        }
        _ => Button::tap(tr!(lang, "chat-failure-model-half"), Door::Models.data()),
    };
    let other = Some(other).filter(|_| private);
    if part {
        Keyboard::new().row([go_on.primary(), again]).row(other)
    } else {
        Keyboard::new().row([Some(again.primary()), other].into_iter().flatten())
    }
}

fn nothing_came(lang: Lang, answer: &Answer, status: AnswerStatus) -> Screen {
    let text = match status {
        AnswerStatus::Withdrawn => tr!(lang, "chat-withdrawn-text"),
        AnswerStatus::Stopped => tr!(lang, "chat-stopped-empty-text"),
        AnswerStatus::Interrupted => format!("{} {}", tr!(lang, "chat-lost-text"), code_of(answer.id)),
        _ => format!("{} {}", tr!(lang, "chat-empty-text"), code_of(answer.id)),
    };
    let again = ChatTap::AskAgain { answer: answer.id };
    Screen::new(text)
        .keyboard(Keyboard::new().row([Button::tap(tr!(lang, "common-again-half"), again.encode())]))
}

/// A short code that people can name and operators can look up: the answer's number.
fn code_of(answer: AnswerId) -> String {
    format!("(A{})", answer.0)
}

fn stop_row(lang: Lang, answer: AnswerId) -> Keyboard {
    Keyboard::new().row([Button::tap(tr!(lang, "chat-stop-half"), ChatTap::Stop { answer }.encode())])
}

fn queue_line(lang: Lang, content: &mut Content, waiting: u64) {
    if waiting > 0 {
        let line = tr!(lang, "chat-streaming-queue", count = waiting);
        content.text.push("\n\n").push(&line);
        add_footer(content, line);
    }
}
