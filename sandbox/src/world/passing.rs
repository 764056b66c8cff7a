//! What passes by itself: drafts while an answer is written, and "typing".
//! Kept in memory only; nothing here is a message.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::World;
use super::journal::Key;
use crate::people::people;
use crate::rules::text::Formatted;

const DRAFT_LIFE: Duration = Duration::from_secs(30);
const ACTION_LIFE: Duration = Duration::from_secs(5);

/// The preview of a message that is being written.
#[derive(Debug, Clone)]
pub struct Draft {
    pub id: i64,
    pub thread: Option<i64>,
    pub content: Formatted,
    /// What is shown instead of text.
    pub rich: Option<Value>,
    pub can_stop: bool,
    pub keep_on_stop: bool,
    pub stopped: bool,
    until: Instant,
}

#[derive(Debug, Default)]
pub struct Passing {
    drafts: HashMap<i64, Draft>,
    actions: HashMap<i64, (String, Instant)>,
}

impl Draft {
    pub fn new(id: i64, thread: Option<i64>, content: Formatted, can_stop: bool, keep_on_stop: bool) -> Self {
        Self {
            id,
            thread,
            content,
            rich: None,
            can_stop,
            keep_on_stop,
            stopped: false,
            until: Instant::now() + DRAFT_LIFE,
        }
    }

    /// The preview of a rich message.
    pub fn rich(self, message: Value) -> Self {
        Self { rich: Some(message), ..self }
    }

    fn view(&self) -> Value {
        let mut view = json!({
            "draft_id": self.id,
            "text": self.content.text,
            "entities": self.content.entities,
            "can_stop": self.can_stop && !self.stopped,
        });
        if let Some(rich) = &self.rich {
            view["rich_message"] = rich.clone();
        }
        if let Some(thread) = self.thread {
            view["thread_id"] = json!(thread);
        }
        view
    }
}

impl World {
    pub fn draft(&self, chat: i64) -> Option<&Draft> {
        self.passing.drafts.get(&chat)
    }

    pub fn draft_view(&self, chat: i64) -> Value {
        self.draft(chat).map_or(Value::Null, Draft::view)
    }

    pub fn action_view(&self, chat: i64) -> Value {
        self.passing.actions.get(&chat).map_or(Value::Null, |(action, _)| json!(action))
    }

    pub fn show_draft(&mut self, chat: i64, draft: Draft) {
        let view = draft.view();
        self.passing.drafts.insert(chat, draft);
        self.emit(chat, "draft", json!({ "draft": view }));
    }

    /// A real message takes the place of the draft of its thread and ends "typing".
    pub fn end_passing(&mut self, chat: i64, thread: Option<i64>) {
        if self.draft(chat).is_some_and(|draft| draft.thread == thread) {
            self.remove_draft(chat);
        }
        if self.passing.actions.remove(&chat).is_some() {
            self.emit(chat, "action", json!({ "action": null }));
        }
    }

    /// The person pressed Stop: the draft goes, or stays a while without its button.
    pub fn stop_draft(&mut self, chat: i64) {
        let Some(draft) = self.passing.drafts.get_mut(&chat) else { return };
        if draft.keep_on_stop {
            draft.stopped = true;
            let view = draft.view();
            self.emit(chat, "draft", json!({ "draft": view }));
        } else {
            self.remove_draft(chat);
        }
    }

    fn remove_draft(&mut self, chat: i64) {
        self.passing.drafts.remove(&chat);
        self.emit(chat, "draft", json!({ "draft": null }));
    }

    pub fn show_action(&mut self, chat: i64, action: &str) {
        let until = Instant::now() + ACTION_LIFE;
        let before = self.passing.actions.insert(chat, (action.to_owned(), until));
        if before.is_none_or(|(shown, _)| shown != action) {
            self.emit(chat, "action", json!({ "action": action }));
        }
    }

    /// Moves the clock on, and everything that comes about by then happens at its moment.
    pub fn advance(&mut self, seconds: i64) {
        let target = self.clock.ahead() + seconds.max(0);
        let machine = self.clock.unix() - self.clock.ahead();
        self.end_old_checkouts();
        while let Some(next) = self.next_renewal().filter(|next| *next <= machine + target) {
            self.move_clock((next - machine).max(self.clock.ahead()));
            self.end_old_checkouts();
            self.renew_due();
        }
        self.move_clock(target);
        self.end_old_checkouts();
    }

    fn move_clock(&mut self, ahead: i64) {
        self.clock.set_ahead(ahead);
        self.touch(Key::Ahead);
        for person in people() {
            self.emit(person.id, "clock", json!({ "ahead": ahead }));
        }
    }

    /// Takes away what has had its time, and lets come what has come to its time.
    pub fn expire(&mut self, now: Instant) {
        self.end_old_checkouts();
        self.renew_due();
        let drafts: Vec<i64> = self
            .passing
            .drafts
            .iter()
            .filter(|(_, draft)| draft.until <= now)
            .map(|(chat, _)| *chat)
            .collect();
        for chat in drafts {
            self.remove_draft(chat);
        }
        let actions: Vec<i64> = self
            .passing
            .actions
            .iter()
            .filter(|(_, (_, until))| *until <= now)
            .map(|(chat, _)| *chat)
            .collect();
        for chat in actions {
            self.passing.actions.remove(&chat);
            self.emit(chat, "action", json!({ "action": null }));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::schema::Schema;

    #[test]
    fn drafts_and_actions_have_their_time() {
        let mut world = World::open(Arc::new(Schema::load().unwrap()), None, None).unwrap();
        world.show_draft(101, Draft::new(1, None, Formatted::default(), false, false));
        world.show_action(101, "typing");
        world.expire(Instant::now() + Duration::from_secs(6));
        assert!(world.action_view(101).is_null() && world.draft(101).is_some());
        world.expire(Instant::now() + Duration::from_secs(31));
        assert!(world.draft(101).is_none());
    }
}
