//! The account and its rules.

mod names;
mod places;
mod retention;
mod turnout;

use std::collections::BTreeMap;

use chrono::{DateTime, Timelike as _, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::domain::{AccountId, Cause, Lang};

pub use names::{name_words, sought};
pub use places::{Place, find_places, nearest_places, place_of_zone};
pub use retention::{Retention, RetentionLimit};
pub use turnout::{Cohort, DayTotal, Turnout, retention};

/// A person who uses the bot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub id: AccountId,
    pub first_name: String,
    pub username: Option<String>,
    /// The language of the client, as Telegram says.
    pub client_lang: Lang,
    /// The language the person chose; otherwise the client's holds.
    pub chosen_lang: Option<Lang>,
    pub zone: Option<Tz>,
    /// The update that brought them.
    pub first_cause: Cause,
    /// Whether messages can reach them.
    pub reachable: bool,
    pub created_at: DateTime<Utc>,
    /// Small settings by name, such as `chat.streaming`.
    pub preferences: BTreeMap<String, String>,
    /// Set where everything is to be erased.
    pub erasure: Option<Erasure>,
    /// Set where the operator has shut the person out, also when that is over.
    pub ban: Option<Ban>,
}

/// Somebody may not use the bot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ban {
    pub since: DateTime<Utc>,
    /// `None`: for ever.
    pub until: Option<DateTime<Utc>>,
    /// In the operator's words; may be empty.
    pub reason: String,
}

/// What an operator sees of a person beside the account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dossier {
    pub account: Account,
    pub last_name: Option<String>,
    /// What came with their first start: a friend's link, a campaign.
    pub came_with: Option<String>,
    /// To half a minute; `None` where it was never noted.
    pub seen_at: Option<DateTime<Utc>>,
}

/// How many people were there since some moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attendance {
    pub active: u64,
    pub new: u64,
}

/// An erasure that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// When it begins.
    pub due: DateTime<Utc>,
    /// It goes on now, and nothing stops it any more.
    pub begun: bool,
    /// The number of the job that sees to it.
    pub job: i64,
}

/// How much is kept about a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    pub messages: u64,
    pub conversations: u64,
    /// Files that were sent along; they lie at Telegram.
    pub files: u64,
}

/// Who outside reads what people send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outside {
    /// Names of the models.
    pub models: String,
    /// Where they are asked.
    pub host: String,
}

/// How drawn charts and sheets look. Telegram does not tell a client's theme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Look {
    /// A mid-grey ground that reads on both.
    #[default]
    #[serde(rename = "a")]
    Auto,
    #[serde(rename = "l")]
    Light,
    #[serde(rename = "d")]
    Dark,
}

/// When a message may make a sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Notice {
    /// Answers of the chat.
    #[serde(rename = "a")]
    Answers,
    /// Nothing between 23 and 8 o'clock.
    #[serde(rename = "q")]
    Quiet,
}

/// The hours of the night in which nothing makes a sound, if one wants it so.
pub const QUIET_FROM: u32 = 23;
/// The hour at which the night ends.
pub const QUIET_TO: u32 = 8;

impl Account {
    pub fn lang(&self) -> Lang {
        self.chosen_lang.unwrap_or(self.client_lang)
    }

    /// The person's zone; UTC until they tell.
    pub fn zone(&self) -> Tz {
        self.zone.unwrap_or(Tz::UTC)
    }

    /// The ban that holds now.
    pub fn banned(&self, now: DateTime<Utc>) -> Option<&Ban> {
        self.ban.as_ref().filter(|ban| ban.until.is_none_or(|until| now < until))
    }

    pub fn preference(&self, name: &str) -> Option<&str> {
        self.preferences.get(name).map(String::as_str)
    }

    pub fn look(&self) -> Look {
        match self.preference(Look::PREFERENCE) {
            Some("light") => Look::Light,
            Some("dark") => Look::Dark,
            _ => Look::Auto,
        }
    }

    pub fn wants(&self, notice: Notice) -> bool {
        self.preference(notice.preference()).is_none_or(|value| value == "on")
    }

    /// Whether an answer that comes now is to make a sound.
    pub fn may_sound(&self, now: DateTime<Utc>) -> bool {
        let hour = now.with_timezone(&self.zone()).hour();
        let night = !(QUIET_TO..QUIET_FROM).contains(&hour);
        self.wants(Notice::Answers) && !(night && self.wants(Notice::Quiet))
    }
}

impl std::ops::AddAssign for Kept {
    fn add_assign(&mut self, other: Self) {
        self.messages += other.messages;
        self.conversations += other.conversations;
        self.files += other.files;
    }
}

impl Look {
    pub const PREFERENCE: &'static str = "account.look";
    pub const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    pub const fn value(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

impl Notice {
    pub const ALL: [Self; 2] = [Self::Answers, Self::Quiet];

    pub const fn preference(self) -> &'static str {
        match self {
            Self::Answers => "account.notice.answers",
            Self::Quiet => "account.notice.quiet",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(preferences: &[(&str, &str)]) -> Account {
        Account {
            id: AccountId(1),
            first_name: "Ann".to_owned(),
            username: None,
            client_lang: Lang::Ru,
            chosen_lang: None,
            zone: Some(Tz::Europe__Berlin),
            first_cause: Cause::from("u1:1".to_owned()),
            reachable: true,
            created_at: DateTime::UNIX_EPOCH,
            preferences: preferences.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
            erasure: None,
            ban: None,
        }
    }

    #[test]
    fn a_ban_holds_until_its_end() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let since = at("2026-11-20T12:00:00Z");
        let banned =
            |until| Account { ban: Some(Ban { since, until, reason: String::new() }), ..account(&[]) };
        assert!(account(&[]).banned(since).is_none());
        assert!(banned(None).banned(at("2036-01-01T00:00:00Z")).is_some());
        let until = Some(at("2026-11-21T12:00:00Z"));
        assert!(banned(until).banned(at("2026-11-21T11:59:59Z")).is_some());
        assert!(banned(until).banned(at("2026-11-21T12:00:00Z")).is_none());
    }

    #[test]
    fn the_chosen_language_comes_before_the_clients() {
        assert_eq!(account(&[]).lang(), Lang::Ru);
        assert_eq!(Account { chosen_lang: Some(Lang::En), ..account(&[]) }.lang(), Lang::En);
    }

    #[test]
    fn the_night_is_quiet_where_the_person_is() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        assert!(account(&[]).may_sound(at("2026-11-20T07:30:00Z")));
        assert!(!account(&[]).may_sound(at("2026-11-20T22:30:00Z")), "23:30 in Berlin");
        assert!(account(&[("account.notice.quiet", "off")]).may_sound(at("2026-11-20T22:30:00Z")));
        assert!(!account(&[("account.notice.answers", "off")]).may_sound(at("2026-11-20T12:00:00Z")));
    }
}
