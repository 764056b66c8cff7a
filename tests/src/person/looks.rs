//! What a person sees: messages, drafts, reactions, notes, the menu.
//! Looks that end in `sees` wait; the others tell what is there now.

use std::{future::Future, panic::Location};

use atelier_sandbox::rules::rich;
use serde_json::Value;

use super::Person;
use crate::bubble::Bubble;

impl Person {
    /// Waits for a message with these words that came or changed after what they did last.
    #[track_caller]
    pub fn sees<'a>(&'a self, words: &'a str) -> impl Future<Output = Bubble> + 'a {
        let place = Location::caller();
        async move {
            let seen = || self.news().into_iter().rev().find(|bubble| bubble.text.contains(words));
            self.waits(place, &format!("{words:?}"), seen).await
        }
    }

    /// Waits for any message that came or changed after what they did last and passes a test.
    #[track_caller]
    pub fn sees_one<'a>(
        &'a self,
        what: &'a str,
        test: impl Fn(&Bubble) -> bool + 'a,
    ) -> impl Future<Output = Bubble> + 'a {
        let place = Location::caller();
        async move { self.waits(place, what, || self.news().into_iter().rev().find(|bubble| test(bubble))).await }
    }

    /// Waits for a draft with these words.
    #[track_caller]
    pub fn sees_draft<'a>(&'a self, words: &'a str) -> impl Future<Output = ()> + 'a {
        let place = Location::caller();
        async move {
            let drafted = || {
                let events = self.events();
                let texts = events.iter().filter(|event| event["kind"] == "draft");
                texts.filter_map(|event| drafted(&event["draft"])).any(|t| t.contains(words)).then_some(())
            };
            self.waits(place, &format!("a draft with {words:?}"), drafted).await;
        }
    }

    /// Waits for this reaction on a message.
    #[track_caller]
    pub fn sees_reaction<'a>(&'a self, message: i64, emoji: &'a str) -> impl Future<Output = ()> + 'a {
        let place = Location::caller();
        async move {
            let reacted = || {
                let events = self.events();
                let on = events.iter().filter(|event| event["kind"] == "reaction");
                on.filter(|event| event["message_id"] == message)
                    .any(|event| event["reactions"].as_array().is_some_and(|all| all.contains(&emoji.into())))
                    .then_some(())
            };
            self.waits(place, &format!("{emoji} on {message}"), reacted).await;
        }
    }

    /// No message of the bot in the chat has these words now.
    #[track_caller]
    pub fn does_not_see(&self, words: &str) {
        let found = self.messages().into_iter().find(|bubble| bubble.text.contains(words));
        assert!(found.is_none(), "{words:?} is there:\n{}", self.transcript());
    }

    /// How many messages of the bot have these words.
    pub fn counts(&self, words: &str) -> usize {
        self.messages().iter().filter(|bubble| bubble.text.contains(words)).count()
    }

    /// The note over the chat that answered the last press.
    pub fn toast(&self) -> String {
        self.toast.borrow().clone().unwrap_or_default()
    }

    /// The newest message of the bot.
    pub fn last(&self) -> Bubble {
        self.messages().pop().unwrap_or_else(|| panic!("the bot has said nothing"))
    }

    /// The messages of the bot, oldest first.
    pub fn messages(&self) -> Vec<Bubble> {
        self.bubbles().into_iter().filter(|bubble| bubble.from_bot).collect()
    }

    /// All messages, oldest first; of a topic, those in it.
    pub fn bubbles(&self) -> Vec<Bubble> {
        let chat = self.chat();
        let all = chat["messages"].as_array().into_iter().flatten().map(Bubble::of);
        all.filter(|bubble| self.seat.thread.is_none() || bubble.topic() == self.seat.thread).collect()
    }

    pub fn bubble(&self, id: i64) -> Option<Bubble> {
        self.bubbles().into_iter().find(|bubble| bubble.id == id)
    }

    /// The words of the draft that stands below the chat.
    pub fn draft(&self) -> Option<String> {
        drafted(&self.chat()["draft"])
    }

    /// The commands in the menu.
    pub fn commands(&self) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let all = self.chat()["commands"].clone();
        let all = all.as_array().into_iter().flatten();
        all.map(|command| (text(&command["command"]), text(&command["description"]))).collect()
    }

    /// Everything the app shows, as one can read it.
    pub fn transcript(&self) -> String {
        let lines = self.bubbles().into_iter().map(|bubble| {
            let who = if bubble.from_bot { "bot" } else { "   " };
            format!(
                "{who} {:>3} {} {:?}",
                bubble.id,
                bubble.text.replace('\n', "\n        "),
                bubble.labels()
            )
        });
        let lines: Vec<String> = lines.collect();
        format!("{}\ndraft: {:?}", lines.join("\n"), self.draft())
    }
}

/// The words of a draft, whether it is text or rich.
fn drafted(draft: &Value) -> Option<String> {
    let text = draft["text"].as_str()?;
    let rich = draft.get("rich_message").map(rich::plain);
    Some(rich.unwrap_or_else(|| text.to_owned()))
}
